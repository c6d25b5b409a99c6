/**
 * Dates and times in bytes to microseconds since the Unix epoch, without making strings. NaN stands for what is no
 * date, does not exist, or is finer than a microsecond.
 */
import { unitsOfBytes } from "./decimal-bytes.ts";

/** How a file writes its dates. */
export type DateFormat = "iso" | "us" | "eu" | "seconds" | "millis" | "micros" | "nanos";

/** Every {@link DateFormat}. */
export const DATE_FORMATS: readonly DateFormat[] = ["iso", "us", "eu", "seconds", "millis", "micros", "nanos"];

const MICROS_PER_DAY = 86_400_000_000;
const MICROS_PER_MINUTE = 60_000_000;
const DAYS_OF_MONTH: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DASH = 45;
const SLASH = 47;
const POINT = 46;
const COLON = 58;

/** Microseconds of the date or date-time in `bytes[from]` to `bytes[to − 1]`, in a format. */
export function microsOfBytes(bytes: Uint8Array, from: number, to: number, format: DateFormat): number {
  switch (format) {
    case "iso":
      return isoMicros(bytes, from, to);
    case "us":
    case "eu":
      return dayAndMonthMicros(bytes, from, to, format === "us");
    case "seconds":
      return epoch(unitsOfBytes(bytes, from, to, 6, false));
    case "millis":
      return epoch(unitsOfBytes(bytes, from, to, 3, false));
    case "micros":
      return epoch(unitsOfBytes(bytes, from, to, 0, false));
    case "nanos":
      // Nineteen digits are no safe integer; the last three must be zeros, so the rest says it all.
      return bytes[to - 1] === 48 && bytes[to - 2] === 48 && bytes[to - 3] === 48 && to - from > 3
        ? epoch(unitsOfBytes(bytes, from, to - 3, 0, false))
        : to - from === 1 && bytes[from] === 48
          ? 0
          : Number.NaN;
  }
}

/** Microseconds since midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`, less an offset such as `Z` or `+01:00`. */
export function timeOfDayMicros(bytes: Uint8Array, from: number, to: number): number {
  const hour = number(bytes, from, 2);
  const minute = number(bytes, from + 3, 2);
  if (to - from < 5 || bytes[from + 2] !== COLON || hour > 23 || minute > 59) return Number.NaN;
  let micros = (hour * 60 + minute) * MICROS_PER_MINUTE;
  let at = from + 5;
  if (at < to && bytes[at] === COLON) {
    const second = number(bytes, at + 1, 2);
    if (to - at < 3 || second > 59) return Number.NaN;
    micros += second * 1_000_000;
    at += 3;
    if (at < to && (bytes[at] === POINT || bytes[at] === 44)) {
      const digits = at + 1;
      let unit = 100_000;
      for (at = digits; at < to; at++) {
        const digit = bytes[at]! - 48;
        if (digit < 0 || digit > 9) break;
        if ((unit < 1 && digit !== 0) || at - digits >= 9) return Number.NaN;
        if (unit >= 1) micros += digit * unit;
        unit /= 10;
      }
      if (at === digits) return Number.NaN;
    }
  }
  return at === to ? micros : micros - offsetMicros(bytes, at, to);
}

function isoMicros(bytes: Uint8Array, from: number, to: number): number {
  const year = number(bytes, from, 4);
  const separator = bytes[from + 4];
  const isBasic = separator !== DASH && separator !== SLASH;
  const end = from + (isBasic ? 8 : 10);
  if (end > to || (!isBasic && bytes[from + 7] !== separator)) return Number.NaN;
  const month = number(bytes, from + (isBasic ? 4 : 5), 2);
  const day = number(bytes, from + (isBasic ? 6 : 8), 2);
  return withTime(bytes, end, to, dateMicros(year, month, day));
}

function dayAndMonthMicros(bytes: Uint8Array, from: number, to: number, monthFirst: boolean): number {
  let at = from;
  let first = 0;
  let second = 0;
  const firstLength = bytes[at + 1]! >= 48 && bytes[at + 1]! <= 57 ? 2 : 1;
  first = number(bytes, at, firstLength);
  at += firstLength;
  const separator = bytes[at];
  if (separator !== SLASH && separator !== DASH && separator !== POINT) return Number.NaN;
  at++;
  const secondLength = bytes[at + 1]! >= 48 && bytes[at + 1]! <= 57 ? 2 : 1;
  second = number(bytes, at, secondLength);
  at += secondLength;
  if (bytes[at] !== separator || at + 5 > to) return Number.NaN;
  const year = number(bytes, at + 1, 4);
  return withTime(bytes, at + 5, to, monthFirst ? dateMicros(year, first, second) : dateMicros(year, second, first));
}

/** A date alone is its midnight; a time follows behind `T`, `t` or a space. */
function withTime(bytes: Uint8Array, at: number, to: number, date: number): number {
  if (at === to) return date;
  const separator = bytes[at];
  if (separator !== 84 && separator !== 116 && separator !== 32) return Number.NaN;
  return date + timeOfDayMicros(bytes, at + 1, to);
}

/** Midnight UTC of a day of the Gregorian calendar, by counting from 1 March (Howard Hinnant, `days_from_civil`). */
function dateMicros(year: number, month: number, day: number): number {
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > DAYS_OF_MONTH[month - 1]! + (month === 2 && isLeap ? 1 : 0)) return Number.NaN;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * MICROS_PER_DAY;
}

/** `Z`, `+HH:MM`, `+HHMM` or `+HH`. */
function offsetMicros(bytes: Uint8Array, at: number, to: number): number {
  const sign = bytes[at];
  const length = to - at;
  if (sign === 90 || sign === 122) return length === 1 ? 0 : Number.NaN;
  if (sign !== 43 && sign !== DASH) return Number.NaN;
  const hasColon = length === 6 && bytes[at + 3] === COLON;
  if (length !== 3 && length !== 5 && !hasColon) return Number.NaN;
  const hours = number(bytes, at + 1, 2);
  const minutes = length === 3 ? 0 : number(bytes, at + (hasColon ? 4 : 3), 2);
  const micros = (hours * 60 + minutes) * MICROS_PER_MINUTE;
  return sign === DASH ? -micros : micros;
}

/** A number of exactly so many digits, or NaN. */
function number(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let at = from; at < from + length; at++) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function epoch(micros: number): number {
  return Number.isFinite(micros) ? micros : Number.NaN;
}
