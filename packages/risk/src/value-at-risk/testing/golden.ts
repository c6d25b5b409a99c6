/** Recorded answers of other software and of papers. Below `HOTPATH_TEST_DATA`, `../shared` by default. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = join(import.meta.dir, "../../../../..");
const folder = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "golden/risk");

/** Whether the recordings are there. */
export const hasGolden: boolean = existsSync(folder);

/** A recording as text. */
export function golden(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

/** A recording of comma-separated values, by the names of its header. */
export function goldenRows(path: string): Record<string, string>[] {
  const [header, ...rows] = golden(path).trim().split(/\r?\n/);
  const names = header!.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((value, i) => [names[i]!, value])));
}
