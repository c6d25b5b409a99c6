import type { FieldIndex } from "./field-index.ts";
import {
  decimalsOf,
  explainUnits,
  FieldFault,
  isDecimal,
  isTimestamp,
  readDateDays,
  readInteger,
  readTimeOnlyMicros,
  readTimeOnlyNanos,
  readTimestamp,
  readTimestampMicros,
  readTimestampNanos,
  readTimestampSeconds,
  readTzTimestampMicros,
  readUnits,
} from "./values.ts";

/**
 * Values by tag, read from the bytes where they stand. The getters allocate nothing but the strings, bigints and arrays
 * that they answer. One that finds no value, or none of its form, answers NaN, −1, `undefined` or `false` as it says, and
 * `fault` tells why; it is `None` after one that succeeded.
 */
export abstract class FieldReader {
  /** Why the last getter had no value. */
  fault: FieldFault = FieldFault.None;

  /** The columns of the message's fields. */
  abstract readonly index: FieldIndex;

  /** The place of a field; −1 where it is not there. */
  abstract find(tag: number): number;

  /** Whether the field is there. */
  has(tag: number): boolean {
    return this.find(tag) >= 0;
  }

  /** The value as text: ASCII, else UTF-8; `undefined` where the field is not there. */
  string(tag: number): string | undefined {
    const at = this.#place(tag);
    return at < 0 ? undefined : this.textAt(at);
  }

  /** Whether the field is there with exactly this value (ASCII). */
  equals(tag: number, value: string): boolean {
    const at = this.find(tag);
    if (at < 0) return false;
    const { bytes, starts, ends } = this.index;
    const start = starts[at]!;
    if (ends[at]! - start !== value.length) return false;
    for (let i = 0; i < value.length; i++) if (bytes[start + i] !== value.charCodeAt(i)) return false;
    return true;
  }

  /** The code of a value of one byte, as 49 for `1`; −1 where there is none. */
  char(tag: number): number {
    const at = this.#place(tag);
    if (at < 0) return -1;
    const { bytes, starts, ends } = this.index;
    if (ends[at]! - starts[at]! === 1) return bytes[starts[at]!]!;
    this.fault = starts[at] === ends[at] ? FieldFault.Empty : FieldFault.Malformed;
    return -1;
  }

  /** `Y` or `N`; `undefined` where there is neither. */
  boolean(tag: number): boolean | undefined {
    const code = this.char(tag);
    if (code === 89) return true;
    if (code === 78) return false;
    if (code >= 0) this.fault = FieldFault.Malformed;
    return undefined;
  }

  /** A whole number, up to ±(2^53 − 1); NaN where there is none. */
  int(tag: number): number {
    const at = this.#place(tag);
    if (at < 0) return Number.NaN;
    const { bytes, starts, ends } = this.index;
    const value = readInteger(bytes, starts[at]!, ends[at]!);
    if (Number.isNaN(value)) this.#explain(at, 0, true);
    return value;
  }

  /** A whole number of any size; `undefined` where there is none. */
  bigint(tag: number): bigint | undefined {
    const at = this.#place(tag);
    if (at < 0) return undefined;
    const text = this.textAt(at);
    if (/^-?\d+$/.test(text)) return BigInt(text);
    this.fault = text === "" ? FieldFault.Empty : FieldFault.Malformed;
    return undefined;
  }

  /**
   * A decimal number as an exact count of 10^-decimals: a price as an instrument's units. NaN where there is none, where
   * it has more decimals (`TooFine`), or where the count is beyond ±(2^53 − 1).
   *
   * @param decimals 0 to 15
   * @example reader.units(44, 4) // 44=187.45 → 1874500
   */
  units(tag: number, decimals: number): number {
    const at = this.#place(tag);
    if (at < 0) return Number.NaN;
    const { bytes, starts, ends } = this.index;
    const value = readUnits(bytes, starts[at]!, ends[at]!, decimals);
    if (Number.isNaN(value)) this.#explain(at, decimals, false);
    return value;
  }

  /** The nearest double to a decimal number, for statistics and never for money; NaN where there is none. */
  number(tag: number): number {
    const at = this.#place(tag);
    if (at < 0) return Number.NaN;
    const { bytes, starts, ends } = this.index;
    if (isDecimal(bytes, starts[at]!, ends[at]!)) return Number(this.textAt(at));
    this.fault = starts[at] === ends[at] ? FieldFault.Empty : FieldFault.Malformed;
    return Number.NaN;
  }

  /** How many digits a decimal number has behind its point; NaN where there is none. */
  decimals(tag: number): number {
    const at = this.#place(tag);
    if (at < 0) return Number.NaN;
    const { bytes, starts, ends } = this.index;
    return decimalsOf(bytes, starts[at]!, ends[at]!);
  }

  /**
   * Whole microseconds since the Unix epoch of a UTCTimestamp, rounded down, with {@link timestampNanos} for the rest; NaN
   * where there is none, or where it is beyond the year 2255 (`OutOfRange`).
   */
  timestampMicros(tag: number): number {
    const micros = this.#measure(tag, readTimestampMicros);
    if (this.fault === FieldFault.Malformed) {
      const { bytes, starts, ends } = this.index;
      const at = this.find(tag);
      if (isTimestamp(bytes, starts[at]!, ends[at]!)) this.fault = FieldFault.OutOfRange;
    }
    return micros;
  }

  /** Nanoseconds 0 to 999 within the microsecond; NaN where there is none, or where it is finer (`TooFine`). */
  timestampNanos(tag: number): number {
    return this.#measureNanos(tag, readTimestampSeconds, readTimestampNanos);
  }

  /** A UTCTimestamp as nanoseconds since the Unix epoch; `undefined` where there is none, or where it is finer. */
  timestamp(tag: number): bigint | undefined {
    const at = this.#place(tag);
    if (at < 0) return undefined;
    const { bytes, starts, ends } = this.index;
    const value = readTimestamp(bytes, starts[at]!, ends[at]!);
    if (value === undefined) {
      const fine = isTimestamp(bytes, starts[at]!, ends[at]!) ? FieldFault.TooFine : FieldFault.Malformed;
      this.fault = starts[at] === ends[at] ? FieldFault.Empty : fine;
    }
    return value;
  }

  /** Whole microseconds since midnight of a UTCTimeOnly, rounded down; NaN where there is none. */
  timeOnlyMicros(tag: number): number {
    return this.#measure(tag, readTimeOnlyMicros);
  }

  /** Nanoseconds 0 to 999 within the microsecond of a UTCTimeOnly; NaN where there is none, or where it is finer. */
  timeOnlyNanos(tag: number): number {
    return this.#measureNanos(tag, readTimeOnlyMicros, readTimeOnlyNanos);
  }

  /** Days since the Unix epoch of a UTCDateOnly or LocalMktDate; NaN where there is none. */
  dateDays(tag: number): number {
    return this.#measure(tag, readDateDays);
  }

  /** Whole microseconds since the Unix epoch of a TZTimestamp, rounded down; without a zone it is taken as UTC. */
  tzTimestampMicros(tag: number): number {
    return this.#measure(tag, readTzTimestampMicros);
  }

  /** The values of a MultipleCharValue or MultipleStringValue; `undefined` where the field is not there. */
  values(tag: number): string[] | undefined {
    const text = this.string(tag);
    return text === undefined || text === "" ? (text === undefined ? undefined : []) : text.split(" ");
  }

  /** The value's bytes, a view that holds until the next message is read; `undefined` where the field is not there. */
  data(tag: number): Uint8Array | undefined {
    const at = this.#place(tag);
    if (at < 0) return undefined;
    const { bytes, starts, ends } = this.index;
    return bytes.subarray(starts[at], ends[at]);
  }

  /** The value of the field at a place as text. */
  textAt(at: number): string {
    return this.index.text(at);
  }

  #place(tag: number): number {
    const at = this.find(tag);
    this.fault = at < 0 ? FieldFault.Missing : FieldFault.None;
    return at;
  }

  #explain(at: number, decimals: number, whole: boolean): void {
    const { bytes, starts, ends } = this.index;
    const fault = explainUnits(bytes, starts[at]!, ends[at]!, decimals);
    this.fault = whole && fault === FieldFault.TooFine ? FieldFault.Malformed : fault;
  }

  #measure(tag: number, read: (bytes: Uint8Array, start: number, end: number) => number): number {
    const at = this.#place(tag);
    if (at < 0) return Number.NaN;
    const { bytes, starts, ends } = this.index;
    const value = read(bytes, starts[at]!, ends[at]!);
    if (Number.isNaN(value)) this.fault = starts[at] === ends[at] ? FieldFault.Empty : FieldFault.Malformed;
    return value;
  }

  #measureNanos(
    tag: number,
    micros: (bytes: Uint8Array, start: number, end: number) => number,
    nanos: (bytes: Uint8Array, start: number, end: number) => number,
  ): number {
    if (Number.isNaN(this.#measure(tag, micros))) return Number.NaN;
    const value = this.#measure(tag, nanos);
    if (Number.isNaN(value)) this.fault = FieldFault.TooFine;
    return value;
  }
}
