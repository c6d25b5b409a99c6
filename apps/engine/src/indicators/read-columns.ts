import { ConfigError, InputError } from "@hotpath/core";
import { readCsvTable } from "../csv-table.ts";

/** A CSV file with a header, its columns of numbers by name. */
export interface ColumnFile {
  /** Names in the file's order. */
  names: readonly string[];
  rows: number;
  /** What stands in the first column, where that is no number: dates, to label rows. */
  labels: readonly string[] | undefined;
  /** A column of numbers; a blank is NaN. Throws where something else stands in it. */
  column(name: string): Float64Array;
  /** A column as it is written. */
  texts(name: string): string[];
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
  const { header, rows } = await readCsvTable(path, option);
  const position = new Map(header.map((name, k) => [name.toLowerCase(), k]));
  const dated = rows.length > 0 && !Number.isFinite(toNumber(rows[0]![0]!));
  const placeOf = (name: string): number => {
    const k = position.get(name.toLowerCase());
    if (k === undefined) throw new ConfigError("--columns", name, `a column of ${path}: ${header.join(", ")}`);
    return k;
  };
  return {
    names: header,
    rows: rows.length,
    labels: dated ? rows.map((row) => row[0]!) : undefined,
    texts(name) {
      const k = placeOf(name);
      return rows.map((row) => row[k]!);
    },
    column(name) {
      const k = placeOf(name);
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
