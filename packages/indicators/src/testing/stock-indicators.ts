/**
 * Results that Stock.Indicators publishes, and how ours are held against them: each column of a file is an output of one
 * of our indicators (stock-indicators-table.ts). Below `HOTPATH_TEST_DATA`, `../shared` by default.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition, Profile } from "../definition.ts";
import { type Columns, Indicator } from "../indicator.ts";
import { findDefinition } from "../registry.ts";
import { goldenFolder } from "./golden.ts";

/** The folder of the published results. */
export const stockFolder: string = join(goldenFolder, "../stock-indicators");

/** Where a column comes from. */
export interface Source {
  /** A name of the registry, or a definition of the test's own where ours is another by definition. */
  of: string | Definition;
  params?: Readonly<Record<string, number | string>>;
  profile?: Profile;
  /** Default the first. */
  output?: string;
  /** Columns by our inputs' names, where they are not the bars' own; `real` is the close. */
  inputs?: Readonly<Record<string, string>>;
  /** Bars by which the published column lies behind ours; `offset` as our output's metadata say. */
  shift?: number | "offset";
  /** The first bar that is compared; before it a definition differs, as the note says. */
  from?: number;
}

/** A source by name; `timePeriod` where the parameters are a number. */
export function by(
  of: Source["of"],
  params: number | Readonly<Record<string, number | string>> = {},
  output?: string,
  more: Partial<Source> = {},
): Source {
  return {
    of,
    params: typeof params === "number" ? { timePeriod: params } : params,
    ...(output !== undefined && { output }),
    ...more,
  };
}

/** A column that is drawn from several outputs: lines between points and the like. */
export type Drawing = (run: (source: Source) => Float64Array, bars: Columns) => ArrayLike<number | null>;

/** What a file's columns come from. */
export interface FileEntry {
  columns?: Readonly<Record<string, Source | Drawing>>;
  /** Greatest difference, as a share of the column's greatest value. Default 1e-11. */
  tolerance?: number;
  /** What differs, and why. */
  note?: string;
  /** Proved at another place, which is named. */
  elsewhere?: string;
}

type Row = Record<string, unknown>;

/** Names of the files, without their common ending. */
export function stockFiles(): string[] {
  if (!existsSync(stockFolder)) return [];
  return readdirSync(stockFolder)
    .filter((file) => file.endsWith(".standard.json"))
    .map((file) => file.replace(".standard.json", ""))
    .sort();
}

/** The rows of a file. */
export function stockRows(name: string): Row[] {
  return JSON.parse(readFileSync(join(stockFolder, `${name}.standard.json`), "utf8")) as Row[];
}

/**
 * The bars, by column; `session` marks the first bar of a month, `anchor` none, and `other` is the second price series,
 * which is published only as what it is divided by the first.
 */
export function stockBars(): Columns {
  const [head, ...lines] = readFileSync(join(stockFolder, "_input_default.csv"), "utf8").trim().split("\n");
  const cells = lines.map((line) => line.split(","));
  const columns: Record<string, Float64Array> = {};
  for (const [k, name] of head!.split(",").entries())
    if (name !== "date") columns[name] = Float64Array.from(cells, (row) => Number(row[k]));
  const month = (row: string[] | undefined) => row?.[0]?.slice(0, 7);
  columns.session = Float64Array.from(cells, (row, t) => (month(row) === month(cells[t - 1]) ? 0 : 1));
  columns.anchor = new Float64Array(cells.length);
  columns.other = Float64Array.from(stockRows("prs"), (row, t) => Number(row.prs) * columns.close![t]!);
  return columns;
}

/** What differs between a file and ours; nothing, where all is well. */
export function stockDifferences(name: string, entry: FileEntry, bars: Columns): string[] {
  const rows = stockRows(name);
  const { tolerance = 1e-11 } = entry;
  const run = (source: Source) => outputOf(source, bars);
  return Object.entries(entry.columns ?? {}).flatMap(([column, source]) => {
    const ours = typeof source === "function" ? source(run, bars) : run(source);
    const from = typeof source === "function" ? 0 : (source.from ?? 0);
    return columnDifference(
      column,
      rows.map((row) => numberOf(row[column])),
      ours,
      from,
      tolerance,
    );
  });
}

/** Columns of a file that hold anything and that an entry does not name. */
export function missingColumns(name: string, entry: FileEntry): string[] {
  const rows = stockRows(name);
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].filter(
    (column) =>
      !["timestamp", "date", "candle"].includes(column) &&
      entry.columns?.[column] === undefined &&
      rows.some((row) => numberOf(row[column]) !== null),
  );
}

function numberOf(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === "H") return 1;
  if (value === "L") return -1;
  return typeof value === "number" ? value : null;
}

function outputOf(source: Source, bars: Columns): Float64Array {
  const definition = typeof source.of === "string" ? findDefinition(source.of) : source.of;
  const indicator = new Indicator(definition, source.params ?? {}, { profile: source.profile ?? "talib" });
  const name = (input: string) => source.inputs?.[input] ?? (input === "real" ? "close" : input);
  const { outputs } = indicator.batch(Object.fromEntries(indicator.inputs.map((input) => [input, bars[name(input)]!])));
  const output = indicator.outputs.find((o) => o.name === (source.output ?? indicator.outputs[0]!.name))!;
  const shift = source.shift === "offset" ? output.offset!(indicator.params) : (source.shift ?? 0);
  const ours = outputs[output.name]!;
  return ours.map((_, t) => ours[t - shift] ?? Number.NaN);
}

function columnDifference(
  column: string,
  expected: (number | null)[],
  ours: ArrayLike<number | null>,
  from: number,
  tolerance: number,
): string[] {
  let scale = 0;
  for (const value of expected) if (value !== null) scale = Math.max(scale, Math.abs(value));
  let worst = 0;
  let found = "";
  for (let t = from; t < expected.length; t++) {
    const value = expected[t]!;
    const got = Number.isNaN(ours[t] ?? Number.NaN) ? null : ours[t]!;
    if ((value === null) !== (got === null)) return [`${column}[${t}]: ${got}, not ${value}`];
    if (value === null || got === null) continue;
    const off = Math.abs(got - value) / scale;
    if (off <= tolerance || off <= worst) continue;
    worst = off;
    found = `${column}[${t}]: ${got}, not ${value} (off by ${off.toExponential(1)} of the range)`;
  }
  return found === "" ? [] : [found];
}
