import { BARS_FIELDS_MAX, type BarsCsvOptions } from "./bars-csv.ts";
import { checkColumns, readBarHeader } from "./internal/bar-header.ts";
import { CsvRows, ROW } from "./internal/csv-rows.ts";
import { type DateFormat, microsOfBytes } from "./internal/time-bytes.ts";

/** Counts since the epoch below these are in that unit: seconds up to the year 5138, milliseconds from 1973 on … */
const COUNTS: readonly (readonly [number, DateFormat])[] = [
  [1e11, "seconds"],
  [1e14, "millis"],
  [1e17, "micros"],
  [Number.POSITIVE_INFINITY, "nanos"],
];
const COUNT = /^\d+(\.\d+)?$/;
/** Rows whose dates are looked at. */
const ROWS_MAX = 200_000;

const encoder = new TextEncoder();

/**
 * Microseconds since the Unix epoch of a date or time written in a format; NaN where it is none.
 *
 * @example microsOfDate("1/3/2000", "us") === microsOfDate("2000-01-03", "iso")
 */
export function microsOfDate(text: string, format: DateFormat): number {
  const bytes = encoder.encode(text);
  return bytes.length === 0 ? Number.NaN : microsOfBytes(bytes, 0, bytes.length, format);
}

/**
 * Which format dates are written in, as far as all of them together tell: counts by their size; month or day first by the
 * days beyond the twelfth, or else by which of the two gives times in an order, rising or falling.
 *
 * @returns undefined where no format takes all of them, or where both orders of month and day would do
 */
export function detectDateFormat(texts: readonly string[]): DateFormat | undefined {
  if (texts.length === 0) return undefined;
  if (texts.every((text) => !Number.isNaN(microsOfDate(text, "iso")))) return "iso";
  if (texts.every((text) => COUNT.test(text))) {
    const greatest = texts.reduce((most, text) => Math.max(most, Number(text)), 0);
    return COUNTS.find(([limit]) => greatest < limit)![1];
  }
  const fitting = (["us", "eu"] as const).filter((format) =>
    texts.every((text) => !Number.isNaN(microsOfDate(text, format))),
  );
  if (fitting.length < 2) return fitting[0];
  const ordered = fitting.filter((format) => isOrdered(texts.map((text) => microsOfDate(text, format))));
  return ordered.length === 1 ? ordered[0] : undefined;
}

/**
 * The format in which a CSV file of bars, or its beginning, writes its times, as {@link detectDateFormat} tells it.
 *
 * @param bytes the file from its first byte on; a last line that is cut is left out
 * @returns undefined where the times do not tell
 * @throws {InputError} if there is no header, or it lacks a column that is needed
 */
export function detectBarsDateFormat(
  bytes: Uint8Array,
  options: Pick<BarsCsvOptions, "columns" | "delimiter"> = {},
): DateFormat | undefined {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const delimiter = (options.delimiter ?? ",").charCodeAt(0);
  const rows = new CsvRows(delimiter, BARS_FIELDS_MAX);
  rows.feed(isMarked ? bytes.subarray(3) : bytes);
  const end = bytes[bytes.length - 1];
  if (end === 10 || end === 13) rows.last();
  const header = readBarHeader(rows, rows.next(), checkColumns(options.columns));
  const decoder = new TextDecoder();
  const texts: string[] = [];
  while (texts.length < ROWS_MAX && rows.next() === ROW) {
    if (rows.isMalformed || rows.fieldCount !== header.names.length) continue;
    const text = decoder.decode(rows.bytes.subarray(rows.starts[header.time]!, rows.ends[header.time]!)).trim();
    if (text !== "") texts.push(text);
  }
  return detectDateFormat(texts);
}

function isOrdered(times: readonly number[]): boolean {
  let isRising = true;
  let isFalling = true;
  for (let i = 1; i < times.length; i++) {
    if (times[i]! < times[i - 1]!) isRising = false;
    if (times[i]! > times[i - 1]!) isFalling = false;
  }
  return isRising || isFalling;
}
