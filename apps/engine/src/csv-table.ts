import { ConfigError, InputError } from "@hotpath/core";
import { parse } from "csv-parse/sync";

/** A CSV file as texts. */
export interface CsvTable {
  header: string[];
  rows: string[][];
}

/**
 * Reads a CSV file (RFC 4180) with a header.
 *
 * @param path a file, or `-` for standard input
 * @param option what the command line calls it, for errors
 * @param keepsBlankLines whether a line without anything is a row with a blank, where the file has one column; in others it
 *   is none, as without it
 * @throws {ConfigError} a file that cannot be read
 * @throws {InputError} what is not CSV with a header
 */
export async function readCsvTable(path: string, option: string, keepsBlankLines = false): Promise<CsvTable> {
  let text: string;
  try {
    text = await (path === "-" ? Bun.stdin : Bun.file(path)).text();
  } catch (error) {
    throw new ConfigError(option, path, `a CSV file that can be read (${(error as Error).message})`);
  }
  const [header, ...rows] = recordsOf(text, path, keepsBlankLines);
  if (header === undefined) throw new InputError("INPUT_INVALID", `${path}: is empty; a header was expected`);
  if (header.every((name) => name !== "" && Number.isFinite(Number(name))))
    throw new InputError("INPUT_INVALID", `${path}: has no header; its first line names the columns`);
  return { header, rows };
}

function recordsOf(text: string, path: string, keepsBlankLines: boolean): string[][] {
  const read = (skip: boolean) =>
    parse(text, { bom: true, trim: true, skip_empty_lines: skip, relax_column_count: false }) as string[][];
  try {
    return read(!keepsBlankLines);
  } catch (error) {
    if (keepsBlankLines) {
      try {
        return read(true);
      } catch {}
    }
    throw new InputError("INPUT_INVALID", `${path}: ${(error as Error).message}`);
  }
}
