import { ConfigError, InputError } from "@hotpath/core";
import { type CsvTable, readCsvTable } from "../csv-table.ts";

/** What a file holds of returns, once the columns are chosen. */
export interface ReturnsFile {
  names: string[];
  /** One array of returns a column, the oldest first. */
  columns: Float64Array[];
  /** Weights of the columns, where some were given. */
  weights: Float64Array | undefined;
  rows: number;
  /** Rows left out because one of the columns is blank there. */
  missing: number;
  /** Whether the file begins with the newest row, by its dates, and was turned around. */
  reversed: boolean;
}

/** Which columns are wanted: one by name, or several with weights. */
export interface ColumnChoice {
  column?: string;
  /** `A=0.6,B=0.4`, the same as a JSON object, as many numbers as there are columns of returns, `0.6,0.4`, or `equal`. */
  weights?: string;
}

const DATE_NAMES = new Set(["date", "time", "timestamp", "datetime", "day", "index", ""]);
const DATE = /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})$/;

/**
 * Reads returns from a CSV file (RFC 4180) with a header. A column of dates is left out unless it is named; a row in which one of
 * the chosen columns is blank is left out; anything else that is no finite number is an error that says where it stands.
 *
 * @param path a file, or `-` for standard input
 * @throws {ConfigError} a file that cannot be read, a column that is not there, weights that do not fit
 * @throws {InputError} what is not CSV with a header, or not numbers
 */
export async function readReturns(path: string, choice: ColumnChoice): Promise<ReturnsFile> {
  const { header, rows } = await readTable(path, "--returns");
  const chosen = choose(header, rows, choice, path);
  const used: number[] = [];
  for (const [i, row] of rows.entries()) if (chosen.places.every((place) => row[place] !== "")) used.push(i);
  const columns = chosen.places.map((place) =>
    Float64Array.from(used, (i) => numberOf(rows[i]![place]!, () => `${path}, row ${i + 1}, column ${header[place]}`)),
  );
  const reversed = isNewestFirst(header, rows, chosen.places);
  if (reversed) for (const column of columns) column.reverse();
  return {
    names: chosen.places.map((place) => header[place]!),
    columns,
    weights: chosen.weights,
    rows: rows.length,
    missing: rows.length - used.length,
    reversed,
  };
}

/** A CSV file of returns as texts: in one with a single column, a line without anything is a blank. */
export function readTable(path: string, option: string): Promise<CsvTable> {
  return readCsvTable(path, option, true);
}

/** The place of a column by its name, as written or in another case. */
export function placeOf(header: readonly string[], name: string, option: string, path: string): number {
  const exact = header.indexOf(name);
  if (exact >= 0) return exact;
  const place = header.findIndex((each) => each.toLowerCase() === name.toLowerCase());
  if (place >= 0) return place;
  throw new ConfigError(option, name, `a column of ${path}: ${header.join(", ")}`);
}

/** A finite number, or an error that says where it is not. */
export function numberOf(text: string, where: () => string): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InputError(
    "INPUT_INVALID",
    `${where()}: got ${JSON.stringify(text)}; allowed: a finite number, or a blank`,
  );
}

function choose(
  header: string[],
  rows: string[][],
  choice: ColumnChoice,
  path: string,
): { places: number[]; weights: Float64Array | undefined } {
  if (choice.column !== undefined) {
    if (choice.weights !== undefined) throw new ConfigError("--weights", choice.weights, "nothing beside --column");
    return { places: [placeOf(header, choice.column, "--column", path)], weights: undefined };
  }
  const candidates = header.map((_, place) => place).filter((place) => !isDates(header, rows, place));
  const names = candidates.map((place) => header[place]).join(", ");
  if (choice.weights === undefined) {
    if (candidates.length === 1) return { places: candidates, weights: undefined };
    throw new ConfigError("--column", undefined, `a column of ${path} (${names}), or --weights for several`);
  }
  const parts = partsOf(choice.weights, candidates.length);
  if (parts.every((part) => part.includes("="))) {
    const pairs = parts.map((part) => [part.slice(0, part.lastIndexOf("=")), part.slice(part.lastIndexOf("=") + 1)]);
    return {
      places: pairs.map(([name]) => placeOf(header, name!.trim(), "--weights", path)),
      weights: Float64Array.from(pairs, ([name, value]) => weightOf(value!, name!)),
    };
  }
  if (parts.length !== candidates.length)
    throw new ConfigError(
      "--weights",
      choice.weights,
      `${candidates.length} numbers, for ${names}; or pairs as ${header[candidates[0]!]}=1`,
    );
  return {
    places: candidates,
    weights: Float64Array.from(parts, (part, i) => weightOf(part, header[candidates[i]!]!)),
  };
}

/** Weights as `name=number` or as numbers. */
function partsOf(weights: string, columns: number): string[] {
  if (weights === "equal") return new Array<string>(columns).fill(String(1 / columns));
  if (!weights.trimStart().startsWith("{")) return weights.split(",").map((part) => part.trim());
  try {
    return Object.entries(JSON.parse(weights) as Record<string, unknown>).map(([name, value]) => `${name}=${value}`);
  } catch {
    throw new ConfigError("--weights", weights, 'JSON as {"A":0.6,"B":0.4}, A=0.6,B=0.4, or numbers');
  }
}

function weightOf(text: string, name: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new ConfigError("--weights", text, `a finite number, for ${name}`);
}

/** A column of dates: by its name, or by what stands in it. */
function isDates(header: string[], rows: string[][], place: number): boolean {
  const first = rows.find((row) => row[place] !== "")?.[place];
  if (first === undefined) return DATE_NAMES.has(header[place]!.toLowerCase());
  return DATE.test(first) || DATE_NAMES.has(header[place]!.toLowerCase());
}

function isNewestFirst(header: string[], rows: string[][], used: number[]): boolean {
  const place = header.findIndex((_, each) => !used.includes(each) && DATE.test(rows[0]?.[each] ?? ""));
  if (place < 0 || rows.length < 2) return false;
  const times = [rows[0]!, rows[1]!, rows.at(-1)!].map((row) => Date.parse(row[place]!));
  return times.every(Number.isFinite) && times[0]! > times[1]! && times[0]! > times[2]!;
}
