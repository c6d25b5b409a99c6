/**
 * Values of fields as bytes, read where they stand: whole numbers, decimals, times and dates, each with a check of its
 * form. Nothing here allocates or throws; what cannot be read is NaN. Forms: FIX 5.0 SP2 Volume 1, "FIX Data Types".
 */
import { POWERS_OF_TEN } from "@hotpath/core";

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const COLON = 58;
const MAX_INT = 2147483647;

/** Why a value could not be read. */
export const FieldFault = {
  None: 0,
  /** The field is not there. */
  Missing: 1,
  /** The field is there and has no value. */
  Empty: 2,
  /** The value is not of the form that was asked for. */
  Malformed: 3,
  /** The value has more decimals than was asked for. */
  TooFine: 4,
  /** The value is beyond ±(2^53 − 1), or names a date or time that does not exist. */
  OutOfRange: 5,
} as const;
/** A value of {@link FieldFault}. */
export type FieldFault = (typeof FieldFault)[keyof typeof FieldFault];

/** A whole number, leading zeros allowed; NaN if it is none, or beyond ±(2^53 − 1). */
export function readInteger(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === MINUS && at < end;
  if (negative) at++;
  if (at >= end) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >>> 0 > 9) return Number.NaN;
    value = value * 10 + digit;
    if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  }
  return negative && value !== 0 ? -value : value;
}

/** Whether the bytes are a whole number of 32 bits, as QuickFIX reads an int. */
export function isInt(bytes: Uint8Array, start: number, end: number): boolean {
  const value = readInteger(bytes, start, end);
  return value >= -MAX_INT - 1 && value <= MAX_INT;
}

/** Whether the bytes are a whole number from 0 to 2^64 − 1, as QuickFIX reads a sequence number. */
export function isSequenceNumber(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end) return false;
  let first = -1;
  for (let at = start; at < end; at++) {
    if ((bytes[at]! - ZERO) >>> 0 > 9) return false;
    if (first < 0 && bytes[at] !== ZERO) first = at;
  }
  const digits = first < 0 ? 0 : end - first;
  if (digits !== 20) return digits < 20;
  const limit = "18446744073709551615";
  for (let i = 0; i < 20; i++) {
    const difference = bytes[first + i]! - limit.charCodeAt(i);
    if (difference !== 0) return difference < 0;
  }
  return true;
}

/** Whether the bytes are a decimal number: an optional minus, digits, and a point anywhere among them. */
export function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  if (at < end && bytes[at] === MINUS) at++;
  let digits = 0;
  let point = false;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if ((byte - ZERO) >>> 0 <= 9) digits++;
    else if (byte === POINT && !point) point = true;
    else return false;
  }
  return digits > 0;
}

/**
 * A decimal number as a count of 10^-decimals; NaN if it is none, if it has nonzero digits beyond `decimals`, or if the
 * count is beyond ±(2^53 − 1).
 *
 * @param decimals 0 to 15
 */
export function readUnits(bytes: Uint8Array, start: number, end: number, decimals: number): number {
  let at = start;
  const negative = at < end && bytes[at] === MINUS;
  if (negative) at++;
  let units = 0;
  let digits = 0;
  let scale = -1;
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >>> 0 <= 9) {
      digits++;
      if (scale === decimals) {
        if (digit !== 0) return Number.NaN;
        continue;
      }
      units = units * 10 + digit;
      if (units > Number.MAX_SAFE_INTEGER) return Number.NaN;
      if (scale >= 0) scale++;
    } else if (bytes[at] === POINT && scale < 0) scale = 0;
    else return Number.NaN;
  }
  if (digits === 0) return Number.NaN;
  const missing = decimals - (scale < 0 ? 0 : scale);
  if (missing > 0) units *= POWERS_OF_TEN[missing]!;
  if (units > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return negative && units !== 0 ? -units : units;
}

/** How many digits stand behind the point of a decimal number. */
export function decimalsOf(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === POINT) return end - at - 1;
  return 0;
}

/** Two digits as a number, or a number beyond 99 if they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? 100 : tens * 10 + ones;
}

/** Days from 1970-01-01 of the date `YYYYMMDD` at `at`; NaN if it is none or does not exist. */
export function readDays(bytes: Uint8Array, at: number): number {
  const century = twoDigits(bytes, at);
  const yearOfCentury = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 4);
  const day = twoDigits(bytes, at + 6);
  if (century > 99 || yearOfCentury > 99 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const year = century * 100 + yearOfCentury;
  if (day > daysInMonth(year, month)) return Number.NaN;
  return daysFromCivil(year, month, day);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 of a date of the proleptic Gregorian calendar, years counted from March. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = month <= 2 ? month + 9 : month - 3;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719468;
}

/** Seconds of the time `HH:MM:SS` at `at`, 60 allowed for leap seconds; NaN if it is none. */
function readSeconds(bytes: Uint8Array, at: number): number {
  const hour = twoDigits(bytes, at);
  const minute = twoDigits(bytes, at + 3);
  const second = twoDigits(bytes, at + 6);
  if (hour > 23 || minute > 59 || second > 60 || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return Number.NaN;
  return hour * 3600 + minute * 60 + second;
}

/**
 * Checks the fraction of a second, if any, from `at` to `end`: a point and 1 to 12 digits.
 *
 * @returns its microseconds; NaN if it is no fraction
 */
function readFraction(bytes: Uint8Array, at: number, end: number): number {
  if (at === end) return 0;
  const digits = end - at - 1;
  if (bytes[at] !== POINT || digits < 1 || digits > 12) return Number.NaN;
  let micros = 0;
  for (let i = 1; i <= digits; i++) {
    const digit = bytes[at + i]! - ZERO;
    if (digit >>> 0 > 9) return Number.NaN;
    if (i <= 6) micros = micros * 10 + digit;
  }
  return digits < 6 ? micros * POWERS_OF_TEN[6 - digits]! : micros;
}

/** Nanoseconds 0 to 999 within the microsecond of a fraction that was checked; NaN if it is finer than nanoseconds. */
function readFractionNanos(bytes: Uint8Array, at: number, end: number): number {
  let nanos = 0;
  for (let i = 7; i <= 12; i++) {
    const digit = at + i < end ? bytes[at + i]! - ZERO : 0;
    if (i <= 9) nanos = nanos * 10 + digit;
    else if (digit !== 0) return Number.NaN;
  }
  return nanos;
}

/** Whole seconds since the Unix epoch of a UTCTimestamp, `YYYYMMDD-HH:MM:SS`, without a look at its fraction; NaN if it is none. */
export function readTimestampSeconds(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 17 || bytes[start + 8] !== MINUS) return Number.NaN;
  return readDays(bytes, start) * 86400 + readSeconds(bytes, start + 9);
}

/** Whole microseconds within the second of a UTCTimestamp, rounded down; NaN if its fraction is none. */
export function readTimestampFraction(bytes: Uint8Array, start: number, end: number): number {
  return readFraction(bytes, start + 17, end);
}

/** Nanoseconds 0 to 999 within the microsecond of a UTCTimestamp; NaN if it is finer than nanoseconds. */
export function readTimestampNanos(bytes: Uint8Array, start: number, end: number): number {
  return readFractionNanos(bytes, start + 17, end);
}

/**
 * Whole microseconds since the Unix epoch of a UTCTimestamp, `YYYYMMDD-HH:MM:SS` with 0 to 12 digits of a fraction,
 * rounded down; NaN if it is none, or beyond the year 2255, where they are no safe integer.
 */
export function readTimestampMicros(bytes: Uint8Array, start: number, end: number): number {
  const micros = readTimestampSeconds(bytes, start, end) * 1e6 + readTimestampFraction(bytes, start, end);
  return Math.abs(micros) <= Number.MAX_SAFE_INTEGER ? micros : Number.NaN;
}

/** Whether the bytes are a UTCTimestamp of any year. */
export function isTimestamp(bytes: Uint8Array, start: number, end: number): boolean {
  return !Number.isNaN(readTimestampSeconds(bytes, start, end) + readTimestampFraction(bytes, start, end));
}

/** A UTCTimestamp as nanoseconds since the Unix epoch; `undefined` if it is none, or finer. */
export function readTimestamp(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  const seconds = readTimestampSeconds(bytes, start, end);
  const nanos = readTimestampFraction(bytes, start, end) * 1000 + readTimestampNanos(bytes, start, end);
  return Number.isNaN(seconds + nanos) ? undefined : BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

/** Whole microseconds since midnight of a UTCTimeOnly, `HH:MM:SS` with 0 to 12 digits of a fraction; NaN if it is none. */
export function readTimeOnlyMicros(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 8) return Number.NaN;
  return readSeconds(bytes, start) * 1e6 + readFraction(bytes, start + 8, end);
}

/** Nanoseconds 0 to 999 within the microsecond of a UTCTimeOnly; NaN if it is finer than nanoseconds. */
export function readTimeOnlyNanos(bytes: Uint8Array, start: number, end: number): number {
  return readFractionNanos(bytes, start + 8, end);
}

/** Days since the Unix epoch of a UTCDateOnly or LocalMktDate, `YYYYMMDD`; NaN if it is none. */
export function readDateDays(bytes: Uint8Array, start: number, end: number): number {
  return end - start === 8 ? readDays(bytes, start) : Number.NaN;
}

/** Whether the bytes are a MonthYear: `YYYYMM`, `YYYYMMDD` or `YYYYMMwN` with N from 1 to 5. */
export function isMonthYear(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length !== 6 && length !== 8) return false;
  if (length === 8 && bytes[start + 6] !== 119) return !Number.isNaN(readDays(bytes, start));
  const month = twoDigits(bytes, start + 4);
  if (twoDigits(bytes, start) > 99 || twoDigits(bytes, start + 2) > 99 || month < 1 || month > 12) return false;
  return length === 6 || (bytes[start + 7]! >= ZERO + 1 && bytes[start + 7]! <= ZERO + 5);
}

/**
 * Minutes east of Greenwich of a zone: `Z`, `+HH`, `-HH`, `+HH:MM`; nothing at all is local time, which is 0 too. NaN if
 * it is none.
 */
function readZone(bytes: Uint8Array, start: number, end: number): number {
  if (start === end || (end - start === 1 && bytes[start] === 90)) return 0;
  const sign = bytes[start] === MINUS ? -1 : bytes[start] === 43 ? 1 : Number.NaN;
  const hours = end - start >= 3 ? twoDigits(bytes, start + 1) : 100;
  if (hours > 14) return Number.NaN;
  if (end - start === 3) return sign * hours * 60;
  const minutes = end - start === 6 && bytes[start + 3] === COLON ? twoDigits(bytes, start + 4) : 100;
  return minutes > 59 ? Number.NaN : sign * (hours * 60 + minutes);
}

/** Where the zone of a TZTimestamp or TZTimeOnly begins, whose time begins at `from`. */
function zoneStart(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 90 || byte === 43 || byte === MINUS) return at;
  }
  return end;
}

/** Microseconds since midnight of `HH:MM[:SS[.fraction]]`; NaN if it is none. */
function readClock(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 5) return readTimeOnlyMicros(bytes, start, end);
  const hour = twoDigits(bytes, start);
  const minute = twoDigits(bytes, start + 3);
  return hour > 23 || minute > 59 || bytes[start + 2] !== COLON ? Number.NaN : (hour * 60 + minute) * 60e6;
}

/**
 * Whole microseconds since the Unix epoch of a TZTimestamp, `YYYYMMDD-HH:MM[:SS[.fraction]][zone]`, rounded down; without
 * a zone it is taken as UTC. NaN if it is none.
 */
export function readTzTimestampMicros(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 14 || bytes[start + 8] !== MINUS) return Number.NaN;
  const zone = zoneStart(bytes, start + 9, end);
  const clock = readClock(bytes, start + 9, zone);
  return readDays(bytes, start) * 86400e6 + clock - readZone(bytes, zone, end) * 60e6;
}

/** Whether the bytes are a TZTimeOnly: `HH:MM[:SS[.fraction]][zone]`. */
export function isTzTimeOnly(bytes: Uint8Array, start: number, end: number): boolean {
  const zone = zoneStart(bytes, start, end);
  return !Number.isNaN(readClock(bytes, start, zone) + readZone(bytes, zone, end));
}

/** Why {@link readUnits} or {@link readInteger} (with 0 decimals, and no point) gave NaN. */
export function explainUnits(bytes: Uint8Array, start: number, end: number, decimals: number): FieldFault {
  if (start === end) return FieldFault.Empty;
  if (!isDecimal(bytes, start, end)) return FieldFault.Malformed;
  let last = end;
  if (decimalsOf(bytes, start, end) > 0) while (bytes[last - 1] === ZERO) last--;
  return decimalsOf(bytes, start, last) > decimals ? FieldFault.TooFine : FieldFault.OutOfRange;
}
