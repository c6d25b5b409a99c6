import { ConfigError, InputError } from "@hotpath/core";
import { parse } from "csv-parse/sync";

/** A CSV file with a header, its columns of numbers by name. */
export interface ColumnFile {
  /** Names in the file's order. */
  names: readonly string[];
  rows: number;
  /** What stands in the first column, where that is no number: dates, to label rows. */
  labels: readonly string[] | undefined;
  /** A column of numbers; a blank is NaN. Throws where something else stands in it. */
  column(name: string): Float64Array;
}

/** Words for what is missing. */
const MISSING = new Set(["", "na", "n/a", "nan", "null", "-"]);

/**
 * Reads a CSV file (RFC 4180) with a header.
 *
 * @param path a file, or `-` for standard input
 * @param option what the command line calls it, for errors
 * @throws {ConfigError} a file that cannot be read
 * @throws {InputError} what is not CSV with a header
 */
export async function readColumns(path: string, option = "--input"): Promise<ColumnFile> {
  let text: string;
  try {
    text = await (path === "-" ? Bun.stdin : Bun.file(path)).text();
  } catch (error) {
    throw new ConfigError(option, path, `a CSV file that can be read (${(error as Error).message})`);
  }
  let records: string[][];
  try {
    records = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: false }) as string[][];
  } catch (error) {
    throw new InputError("INPUT_INVALID", `${path}: ${(error as Error).message}`);
  }
  const [header, ...rows] = records;
  if (header === undefined) throw new InputError("INPUT_INVALID", `${path}: is empty; a header was expected`);
  if (header.every((name) => name !== "" && Number.isFinite(Number(name))))
    throw new InputError("INPUT_INVALID", `${path}: has no header; its first line names the columns`);
  const position = new Map(header.map((name, k) => [name.toLowerCase(), k]));
  const dated = rows.length > 0 && !Number.isFinite(toNumber(rows[0]![0]!));
  return {
    names: header,
    rows: rows.length,
    labels: dated ? rows.map((row) => row[0]!) : undefined,
    column(name) {
      const k = position.get(name.toLowerCase());
      if (k === undefined) throw new ConfigError("--columns", name, `a column of ${path}: ${header.join(", ")}`);
      return Float64Array.from(rows, (row, i) => {
        const text = row[k]!;
        const value = toNumber(text);
        if (Number.isNaN(value) && !MISSING.has(text.toLowerCase()))
          throw new InputError(
            "INPUT_INVALID",
            `${path}, row ${i + 1}, column ${name}: got "${text}"; allowed: a number`,
          );
        return value;
      });
    },
  };
}

function toNumber(text: string): number {
  return text === "" ? Number.NaN : Number(text);
}
