/**
 * Nanosecond time: `bigint` nanoseconds since the Unix epoch at the public edge, a little-endian 64-bit integer in
 * records, and on the hot path a pair of safe integers: whole microseconds, and nanoseconds 0 to 999.
 *
 * 2^32 ns are 4,294,967 µs and 296 ns, so a 64-bit time whose high word is below 2^31 splits exactly with doubles.
 */
import { InputError } from "./errors.ts";

const TWO_32 = 4294967296;
/** Whole microseconds in 2^32 nanoseconds. */
const MICROS_PER_HIGH = 4294967;
/** Nanoseconds left over from the above. */
const NANOS_PER_HIGH = 296;

/** The last time that the hot path's pair holds, in microseconds: 2255-06-05T23:47:34.740991Z. */
export const MAX_MICROS: number = Number.MAX_SAFE_INTEGER;

/** Microseconds of the 64-bit time at `words[index]`, `words[index + 1]` (low word first). */
export function timeMicros(words: Int32Array, index: number): number {
  const high = words[index + 1]!;
  return high * MICROS_PER_HIGH + Math.floor((high * NANOS_PER_HIGH + (words[index]! >>> 0)) / 1000);
}

/** Nanoseconds within the microsecond, 0 to 999, of the 64-bit time at `words[index]`. */
export function timeNanos(words: Int32Array, index: number): number {
  const rest = words[index + 1]! * NANOS_PER_HIGH + (words[index]! >>> 0);
  return rest - Math.floor(rest / 1000) * 1000;
}

/** Stores `micros` and `nanos` as one 64-bit time at `words[index]` and `words[index + 1]`. */
export function storeTime(words: Int32Array, index: number, micros: number, nanos: number): void {
  // The estimate is within one of the true high word; the remainder tells which.
  let high = Math.floor(micros / (TWO_32 / 1000));
  let low = (micros - high * MICROS_PER_HIGH) * 1000 - high * NANOS_PER_HIGH + nanos;
  if (low < 0) {
    high -= 1;
    low += TWO_32;
  } else if (low >= TWO_32) {
    high += 1;
    low -= TWO_32;
  }
  words[index] = low | 0;
  words[index + 1] = high;
}

/** Whole microseconds of a nanosecond time, rounded down. */
export function microsOf(nanoseconds: bigint): number {
  return Number(nanoseconds >= 0n ? nanoseconds / 1000n : (nanoseconds - 999n) / 1000n);
}

/** The nanoseconds within the microsecond, 0 to 999. */
export function nanosOf(nanoseconds: bigint): number {
  return Number(((nanoseconds % 1000n) + 1000n) % 1000n);
}

/** Nanoseconds since the Unix epoch from the hot path's pair. */
export function joinNanos(micros: number, nanos: number): bigint {
  return BigInt(micros) * 1000n + BigInt(nanos);
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads an ISO 8601 date or date-time, down to nanoseconds; without an offset it is UTC.
 *
 * @throws {InputError} code `INPUT_INVALID` if the text is no such date
 * @example parseTimestamp("2000-01-03T14:30:00.000000001Z") // 946909800000000001n
 */
export function parseTimestamp(text: string): bigint {
  const match = ISO.exec(text);
  if (!match) throw new InputError("INPUT_INVALID", `${JSON.stringify(text)} is not an ISO 8601 date or time`);
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = match;
  const fields = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const;
  const milliseconds = Date.UTC(fields[0], fields[1] - 1, fields[2], fields[3], fields[4], fields[5]);
  const back = new Date(milliseconds);
  if (
    fields[0] < 100 ||
    back.getUTCMonth() !== fields[1] - 1 ||
    back.getUTCDate() !== fields[2] ||
    fields[3] > 23 ||
    fields[4] > 59 ||
    fields[5] > 59
  )
    throw new InputError("INPUT_INVALID", `${JSON.stringify(text)} names a date or time that does not exist`);
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) - offsetNanos(zone);
}

function offsetNanos(zone: string): bigint {
  if (zone === "Z") return 0n;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return BigInt(zone[0] === "-" ? -minutes : minutes) * 60_000_000_000n;
}

/** ISO 8601 in UTC with nanoseconds: `2000-01-03T14:30:00.000000001Z`. */
export function formatTimestamp(nanoseconds: bigint): string {
  const second = nanoseconds >= 0n ? nanoseconds / 1_000_000_000n : (nanoseconds - 999_999_999n) / 1_000_000_000n;
  const fraction = (nanoseconds - second * 1_000_000_000n).toString().padStart(9, "0");
  return `${new Date(Number(second) * 1000).toISOString().slice(0, 19)}.${fraction}Z`;
}
