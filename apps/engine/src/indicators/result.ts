import type { Columns, Indicator } from "@hotpath/indicators";
import type { Paint } from "../terminal/paint.ts";
import { layTable } from "../terminal/table.ts";
import type { ColumnFile } from "./read-columns.ts";

/** An indicator with what it was given and what it gave, output by output. */
export interface IndicatorRun {
  indicator: Indicator;
  file: ColumnFile;
  columns: Columns;
  outputs: Float64Array[];
}

/** One JSON object; `values[k]` belongs to bar `begIdx + k`. NaN is null, and infinities are texts. */
export function resultJson({ indicator, outputs }: IndicatorRun): string {
  return JSON.stringify({
    name: indicator.name,
    params: indicator.params,
    lookback: indicator.lookback,
    begIdx: indicator.lookback,
    outputs: indicator.outputs.map((output, m) => {
      const offset = output.offset?.(indicator.params) ?? 0;
      return {
        name: output.name,
        ...(offset === 0 ? {} : { offset }),
        values: Array.from(outputs[m]!.subarray(indicator.lookback), jsonNumber),
      };
    }),
  });
}

function jsonNumber(value: number): number | string | null {
  return Number.isNaN(value) ? null : Number.isFinite(value) ? value : String(value);
}

/** The last rows as a table. */
export function resultLines({ indicator, file, columns, outputs }: IndicatorRun, rows: number, paint: Paint): string[] {
  const params = Object.entries(indicator.params).map(([key, value]) => `${key} ${value}`);
  const from = Math.max(0, file.rows - rows);
  const inputs = indicator.inputs.map((input) => columns[input]!);
  const head = [file.labels ? file.names[0]! : "bar", ...indicator.inputs, ...indicator.outputs.map((o) => o.name)];
  const body = Array.from({ length: file.rows - from }, (_, k) => [
    file.labels?.[from + k] ?? String(from + k),
    ...inputs.map((column) => shown(column[from + k]!)),
    ...outputs.map((column) => shown(column[from + k]!)),
  ]);
  const kept = file.rows > rows ? `the last ${file.rows - from} of ${file.rows} bars` : `${file.rows} bars`;
  return [
    `${paint("bold", indicator.name)}  ${indicator.definition.title}${params.length > 0 ? ` (${params.join(", ")})` : ""}`,
    `${kept}; ${file.rows > indicator.lookback ? `begins at bar ${indicator.lookback}` : `needs ${indicator.lookback + 1}`}`,
    "",
    ...layTable(
      [head.map((text) => ({ text, tone: "dim" as const })), ...body],
      `l${"r".repeat(head.length - 1)}`,
      paint,
    ),
  ];
}

/** Eight significant digits for people; `--json` has them all. */
export function shown(value: number): string {
  return Number.isNaN(value) ? "–" : String(Number(value.toPrecision(8)));
}
