import { ConfigError, describeValue, InputError } from "@hotpath/core";
import { type CsvRows, ROW } from "./csv-rows.ts";

/** What a column of a bar file may be. */
export type BarColumnName = "time" | "open" | "high" | "low" | "close" | "volume" | "adjustedClose";

/** Which field each column is, −1 where the file has none, and the header's own names. */
export interface BarHeader {
  names: readonly string[];
  time: number;
  /** The time of day, where date and time stand apart. */
  timeOfDay: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  adjustedClose: number;
}

const KNOWN: Readonly<Record<BarColumnName, readonly string[]>> = {
  time: ["timestamp", "datetime", "date", "time"],
  open: ["open"],
  high: ["high"],
  low: ["low"],
  close: ["close"],
  volume: ["volume", "vol"],
  adjustedClose: ["adjclose", "adjustedclose"],
};

/**
 * Reads the header row under `rows`.
 *
 * @throws {InputError} naming the columns that were found, if one that is needed is missing or stands there twice
 */
export function readBarHeader(
  rows: CsvRows,
  found: number,
  chosen: Readonly<Partial<Record<BarColumnName, string>>>,
): BarHeader {
  if (found !== ROW) throw new InputError("INPUT_INVALID", "the bar file is empty: it needs a header");
  if (rows.isMalformed || rows.fieldCount > rows.starts.length)
    throw new InputError("INPUT_INVALID", "the bar file's header is malformed, or has more than 1,024 columns");
  const decoder = new TextDecoder();
  const names = Array.from({ length: rows.fieldCount }, (_, i) =>
    decoder.decode(rows.bytes.subarray(rows.starts[i]!, rows.ends[i]!)).replaceAll('""', '"').trim(),
  );
  const plain = names.map(plainName);
  const find = (column: BarColumnName, isNeeded: boolean): number => {
    const wanted = chosen[column] === undefined ? KNOWN[column] : [plainName(chosen[column])];
    const name = wanted.find((candidate) => plain.includes(candidate));
    if (name === undefined) {
      if (!isNeeded && chosen[column] === undefined) return -1;
      throw new InputError("INPUT_INVALID", `the bar file has no column ${wanted.join(" or ")}; it has ${list(names)}`);
    }
    const index = plain.indexOf(name);
    if (plain.includes(name, index + 1))
      throw new InputError("INPUT_INVALID", `the bar file has two columns ${name}; it has ${list(names)}`);
    return index;
  };
  const time = find("time", true);
  const isDateAlone = chosen.time === undefined && plain[time] === "date";
  return {
    names,
    time,
    timeOfDay: isDateAlone ? plain.indexOf("time") : -1,
    open: find("open", true),
    high: find("high", true),
    low: find("low", true),
    close: find("close", true),
    volume: find("volume", false),
    adjustedClose: find("adjustedClose", false),
  };
}

/** @throws {ConfigError} if a column is chosen that does not exist, or by something that is no name */
export function checkColumns(columns: unknown): Partial<Record<BarColumnName, string>> {
  if (columns === undefined) return {};
  if (typeof columns !== "object" || columns === null) throw new ConfigError("columns", columns, "an object of names");
  for (const [key, value] of Object.entries(columns)) {
    if (!Object.hasOwn(KNOWN, key))
      throw new ConfigError(`columns.${key}`, value, `one of the keys ${Object.keys(KNOWN).join(", ")}`);
    if (typeof value !== "string" || plainName(value) === "")
      throw new ConfigError(`columns.${key}`, value, "a column's name");
  }
  return columns as Partial<Record<BarColumnName, string>>;
}

/** Names are compared without case, spaces and signs: `Adj Close`, `adj_close` and `adjclose` are one. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function list(names: readonly string[]): string {
  return names.map((name) => describeValue(name)).join(", ");
}
