import { type DateFormat, microsOfBytes } from "../internal/time-bytes.ts";
import { IsoTime } from "../json/iso-time.ts";

const ZERO = 48;
const COLON = 58;
const COMMA = 44;
const POINT = 46;
/** Longer texts are no time. */
const MAX_LENGTH = 64;
/** Digits of microseconds behind the point, by format. */
const SHIFTS = { seconds: 6, millis: 3, micros: 0, nanos: -3 } as const;

/** Times of CSV files, down to nanoseconds. */
export class CsvTime {
  /** Microseconds since the Unix epoch of the last time that was read. */
  micros = 0;
  /** The nanoseconds within. */
  nanos = 0;
  readonly #iso = new IsoTime();
  readonly #scratch = new Uint8Array(MAX_LENGTH);

  /** Reads the text in `bytes[from]` to `bytes[to − 1]`. @returns false if it is no time of the format */
  read(bytes: Uint8Array, from: number, to: number, format: DateFormat): boolean {
    if (to - from > MAX_LENGTH || to === from) return false;
    if (format === "iso" || format === "us" || format === "eu") return this.#date(bytes, from, to, format);
    return this.#count(bytes, from, to, SHIFTS[format]);
  }

  #date(bytes: Uint8Array, from: number, to: number, format: DateFormat): boolean {
    if (format === "iso" && this.#iso.read(bytes, from, to)) {
      this.micros = this.#iso.micros;
      this.nanos = this.#iso.nanos;
      return true;
    }
    const point = pointOf(bytes, from, to);
    let end = point + 1;
    while (end < to && (bytes[end]! ^ ZERO) <= 9) end++;
    const digits = end - point - 1;
    this.nanos = 0;
    if (point < 0 || digits <= 6) {
      this.micros = microsOfBytes(bytes, from, to, format);
      return !Number.isNaN(this.micros);
    }
    if (digits > 9) return false;
    // The rest of the text without what is finer than a microsecond.
    const scratch = this.#scratch;
    const head = point + 7 - from;
    scratch.set(bytes.subarray(from, point + 7));
    scratch.set(bytes.subarray(end, to), head);
    for (let i = 7; i <= 9; i++) this.nanos = this.nanos * 10 + (i <= digits ? bytes[point + i]! ^ ZERO : 0);
    this.micros = microsOfBytes(scratch, 0, head + to - end, format);
    return !Number.isNaN(this.micros);
  }

  /** A count of units since the epoch, of which `shift` decimals are microseconds. */
  #count(bytes: Uint8Array, from: number, to: number, shift: number): boolean {
    let point = from;
    while (point < to && bytes[point] !== POINT) point++;
    const whole = point - from;
    const decimals = Math.max(0, to - point - 1);
    if (whole === 0 || (point < to && decimals === 0)) return false;
    // Digit `i` of all digits, the point left away; those before `split` are whole microseconds, the next three nanoseconds.
    const split = whole + shift;
    let micros = 0;
    let nanos = 0;
    for (let i = 0; i < Math.max(whole + decimals, split + 3); i++) {
      const isThere = i < whole + decimals;
      const digit = isThere ? bytes[i < whole ? from + i : from + i + 1]! ^ ZERO : 0;
      if (digit > 9) return false;
      if (i < split) micros = micros * 10 + digit;
      else if (i < split + 3) nanos = nanos * 10 + digit;
      else if (digit !== 0) return false;
    }
    this.micros = micros;
    this.nanos = nanos;
    return micros <= Number.MAX_SAFE_INTEGER;
  }
}

/** Where the fraction of a second begins: the first point or comma behind the first colon, or −1. */
function pointOf(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== COLON) at++;
  while (at < to && bytes[at] !== POINT && bytes[at] !== COMMA) at++;
  return at < to ? at : -1;
}
