/** Recorded results of other libraries and of papers, below `HOTPATH_TEST_DATA`, `../shared` by default. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = join(import.meta.dir, "../../../..");

/** The folder of the recordings. */
export const goldenRisk: string = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "golden/risk");

/** Whether the recordings are there. */
export const hasGoldenRisk: boolean = existsSync(goldenRisk);

/** A CSV file of numbers with names for its rows (the first column) and columns. */
export interface Table {
  rows: string[];
  columns: string[];
  /** Row by row; NaN where the file has nothing. */
  values: Float64Array;
}

/** Reads a table of the recordings. */
export function readTable(file: string): Table {
  const lines = readFileSync(join(goldenRisk, file), "utf8").trim().split(/\r?\n/);
  const columns = lines[0]!.split(",").slice(1);
  const rows: string[] = [];
  const values = new Float64Array((lines.length - 1) * columns.length);
  lines.slice(1).forEach((line, r) => {
    const cells = line.split(",");
    rows.push(cells[0]!);
    for (let c = 0; c < columns.length; c++) {
      const cell = cells[c + 1] ?? "";
      values[r * columns.length + c] = cell === "" ? Number.NaN : Number(cell);
    }
  });
  return { rows, columns, values };
}

/** A column of a table. */
export function columnOf(table: Table, name: string): Float64Array {
  const c = table.columns.indexOf(name);
  if (c < 0) throw new Error(`no column ${name}`);
  return Float64Array.from(table.rows, (_, r) => table.values[r * table.columns.length + c]!);
}

/** A JSON document of the recordings. */
export function readGoldenJson<T>(file: string): T {
  return JSON.parse(readFileSync(join(goldenRisk, file), "utf8")) as T;
}

/** The rows of a table without gaps. */
export function completeRows({ columns, values }: Table): Float64Array {
  const width = columns.length;
  const kept: number[] = [];
  for (let from = 0; from < values.length; from += width) {
    const row = values.subarray(from, from + width);
    if (row.every((value) => !Number.isNaN(value))) kept.push(...row);
  }
  return Float64Array.from(kept);
}

/** For each column the first value of every week (to Sunday) or month, NaN where there is none. */
export function firstOfEach(table: Table, period: "week" | "month"): Table {
  const width = table.columns.length;
  const groups = new Map<string, Float64Array>();
  table.rows.forEach((date, r) => {
    const days = Date.parse(`${date}T00:00:00Z`) / 86_400_000;
    // 1970-01-01 was a Thursday: weeks that end on a Sunday begin four days later.
    const key = period === "month" ? date.slice(0, 7) : String(Math.floor((days + 3) / 7));
    const group = groups.get(key) ?? new Float64Array(width).fill(Number.NaN);
    groups.set(key, group);
    for (let c = 0; c < width; c++) if (Number.isNaN(group[c]!)) group[c] = table.values[r * width + c]!;
  });
  const rows = [...groups.keys()];
  const values = new Float64Array(rows.length * width);
  rows.forEach((key, r) => {
    values.set(groups.get(key)!, r * width);
  });
  return { rows, columns: table.columns, values };
}
