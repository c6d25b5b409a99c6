import { CapacityError, ConfigError, InputError, MAX_DECIMALS, POWERS_OF_TEN } from "@hotpath/core";
import { civilFromDays } from "./civil.ts";

/** How a {@link MessageWriter} is made. */
export interface MessageWriterOptions {
  /** Bytes at first; 4,096 by default. */
  bytes?: number;
  /** The most bytes of a message, to which the buffer doubles as needed; 1,048,576 by default. */
  maxBytes?: number;
}

/** How finely a time is written: digits of the fraction of a second. */
export type TimePrecision = 0 | 3 | 6 | 9 | 12;

const SOH = 1;
const EQUALS = 61;
const ZERO = 48;
const MINUS = 45;
const POINT = 46;
/** Room in front of the body for BeginString and BodyLength, which are written when the length is known. */
const HEAD = 48;
/** Room behind the body for the checksum. */
const TAIL = 8;
/** More than any number with its tag takes. */
const FIELD_MAX = 48;

const encoder = new TextEncoder();

/**
 * Writes messages into one buffer that is used again and again: fields in the order of the calls, then BodyLength and
 * CheckSum. It writes what it is told and knows no dictionary; see {@link encode} for typed messages.
 *
 * @example
 * writer.begin("FIX.4.4", "D");
 * writer.string(49, "BUYSIDE");
 * writer.int(34, 2017);
 * writer.units(44, 1874500, 4); // 44=187.4500
 * writer.end();
 * socket.write(writer.message());
 */
export class MessageWriter {
  /** The buffer; the message is `bytes[start … finish − 1]` after {@link end}, until the next {@link begin}. */
  bytes: Uint8Array;
  /** Where the message begins. */
  start: number = HEAD;
  /** Where it ends, or where the next field goes. */
  finish: number = HEAD;
  readonly maxBytes: number;
  #beginString = "";
  /** The buffer four bytes at a time, for the checksum. */
  #words: Int32Array;
  /** The day that `#date` is the text of. */
  #day: number = Number.NaN;
  readonly #date: Uint8Array = new Uint8Array(8);

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: MessageWriterOptions = {}) {
    const { bytes = 4096, maxBytes = 1_048_576 } = options;
    if (!(Number.isInteger(maxBytes) && maxBytes >= 256 && maxBytes <= 2 ** 30))
      throw new ConfigError("messageWriter.maxBytes", maxBytes, "an integer from 256 to 1073741824");
    if (!(Number.isInteger(bytes) && bytes >= 256 && bytes <= maxBytes))
      throw new ConfigError("messageWriter.bytes", bytes, `an integer from 256 to ${maxBytes}`);
    this.maxBytes = maxBytes;
    this.bytes = new Uint8Array(bytes);
    this.#words = new Int32Array(this.bytes.buffer, 0, bytes >> 2);
  }

  /** Begins a message, forgetting the one before. */
  begin(beginString: string, msgType: string): void {
    if (beginString.length > 16) throw new ConfigError("beginString", beginString, "at most 16 characters");
    this.#beginString = beginString;
    this.start = HEAD;
    this.finish = HEAD;
    this.string(35, msgType);
  }

  /**
   * Ends the message: BeginString and BodyLength in front, CheckSum behind.
   *
   * @returns the length of the message in bytes
   */
  end(): number {
    const bodyEnd = this.finish;
    this.#head(bodyEnd - HEAD);
    const { bytes, start } = this;
    const sum = sumOf(bytes, this.#words, start, bodyEnd);
    bytes[bodyEnd] = 49;
    bytes[bodyEnd + 1] = 48;
    bytes[bodyEnd + 2] = EQUALS;
    bytes[bodyEnd + 3] = ZERO + Math.floor(sum / 100);
    bytes[bodyEnd + 4] = ZERO + (Math.floor(sum / 10) % 10);
    bytes[bodyEnd + 5] = ZERO + (sum % 10);
    bytes[bodyEnd + 6] = SOH;
    this.finish = bodyEnd + 7;
    return this.finish - start;
  }

  /** The ended message: a view that holds until the next {@link begin}. */
  message(): Uint8Array {
    return this.bytes.subarray(this.start, this.finish);
  }

  /** A field of text: ASCII, and UTF-8 for what is beyond. */
  string(tag: number, value: string): void {
    this.reserve(value.length * 3 + FIELD_MAX);
    let at = this.#tag(tag);
    const { bytes } = this;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      // Anything but ASCII from 2 on is looked at closely.
      if ((code - 2) >>> 0 > 125) {
        at = this.#unusual(tag, value, i, at);
        break;
      }
      bytes[at++] = code;
    }
    bytes[at] = SOH;
    this.finish = at + 1;
  }

  /** A field of one byte, as 49 for `1`; not the separator, 1. */
  char(tag: number, code: number): void {
    if (!(code > SOH && code < 256)) throw new ConfigError(`field ${tag}`, code, "a byte that is not the separator");
    this.reserve(FIELD_MAX);
    const at = this.#tag(tag);
    this.bytes[at] = code;
    this.bytes[at + 1] = SOH;
    this.finish = at + 2;
  }

  /** `Y` or `N`. */
  boolean(tag: number, value: boolean): void {
    this.char(tag, value ? 89 : 78);
  }

  /** A whole number; a safe integer. */
  int(tag: number, value: number): void {
    this.units(tag, value, 0);
  }

  /** A whole number of any size. */
  bigint(tag: number, value: bigint): void {
    this.string(tag, value.toString());
  }

  /**
   * A decimal number from a count of 10^-decimals, with all its decimals.
   *
   * @param units a safe integer
   * @param decimals 0 to 15
   */
  units(tag: number, units: number, decimals: number): void {
    if (!Number.isSafeInteger(units)) throw new ConfigError(`field ${tag}`, units, "a safe integer");
    if (!(decimals >= 0 && decimals <= MAX_DECIMALS))
      throw new ConfigError(`field ${tag}`, decimals, "0 to 15 decimals");
    this.reserve(FIELD_MAX);
    let at = this.#tag(tag);
    const { bytes } = this;
    let rest = units;
    if (units < 0) {
      bytes[at++] = MINUS;
      rest = -units;
    }
    let length = digitsOf(rest);
    if (length <= decimals) length = decimals + 1;
    const end = decimals > 0 ? at + length + 1 : at + length;
    let behind = decimals;
    for (let place = end - 1; place >= at; place--) {
      if (behind === 0 && decimals > 0) {
        bytes[place] = POINT;
        behind = -1;
        continue;
      }
      behind--;
      if (rest < 4294967296) {
        // Small enough for whole-number division.
        const quotient = ((rest >>> 0) / 10) >>> 0;
        bytes[place] = ZERO + (rest - quotient * 10);
        rest = quotient;
      } else {
        const quotient = Math.floor(rest / 10);
        bytes[place] = ZERO + (rest - quotient * 10);
        rest = quotient;
      }
    }
    bytes[end] = SOH;
    this.finish = end + 1;
  }

  /**
   * A UTCTimestamp.
   *
   * @param micros whole microseconds since the Unix epoch, a safe integer: years 1684 to 2255
   * @param nanos the nanoseconds within, 0 to 999
   */
  timestamp(tag: number, micros: number, nanos: number, precision: TimePrecision): void {
    if (!Number.isSafeInteger(micros)) throw new ConfigError(`field ${tag}`, micros, "a safe integer of microseconds");
    const days = Math.floor(micros / 86400e6);
    this.reserve(FIELD_MAX);
    const at = this.#tag(tag);
    this.#writeDate(at, days);
    this.bytes[at + 8] = MINUS;
    this.finish = this.#writeTime(at + 9, micros - days * 86400e6, nanos, precision);
  }

  /** A UTCTimeOnly. @param micros whole microseconds since midnight @param nanos the nanoseconds within, 0 to 999 */
  timeOnly(tag: number, micros: number, nanos: number, precision: TimePrecision): void {
    if (!(micros >= 0 && micros < 86400e6)) throw new ConfigError(`field ${tag}`, micros, "a time of the day");
    this.reserve(FIELD_MAX);
    this.finish = this.#writeTime(this.#tag(tag), micros, nanos, precision);
  }

  /** A UTCDateOnly or LocalMktDate. @param days days since the Unix epoch, of the years 0 to 9999 */
  date(tag: number, days: number): void {
    if (!(Number.isInteger(days) && days >= -719528 && days <= 2932896))
      throw new ConfigError(`field ${tag}`, days, "a day of the years 0 to 9999");
    this.reserve(FIELD_MAX);
    const at = this.#tag(tag);
    this.#writeDate(at, days);
    this.bytes[at + 8] = SOH;
    this.finish = at + 9;
  }

  /** A field whose value is `source[from … to − 1]` as it is: what another message holds, or data. */
  raw(tag: number, source: Uint8Array, from = 0, to: number = source.length): void {
    this.reserve(to - from + FIELD_MAX);
    let at = this.#tag(tag);
    const { bytes } = this;
    if (to - from < 32) for (let i = from; i < to; i++) bytes[at++] = source[i]!;
    else {
      bytes.set(source.subarray(from, to), at);
      at += to - from;
    }
    bytes[at] = SOH;
    this.finish = at + 1;
  }

  /** Data, which may hold the separator, behind the field that says its length. */
  data(lengthTag: number, tag: number, value: Uint8Array): void {
    this.int(lengthTag, value.length);
    this.raw(tag, value);
  }

  /**
   * Makes sure that so many more bytes fit, and the checksum behind them. Every field does it by itself.
   *
   * @throws {CapacityError} if the message would be longer than `maxBytes`
   */
  reserve(more: number): void {
    const needed = this.finish + more + TAIL;
    if (needed <= this.bytes.length) return;
    if (this.finish + more - HEAD > this.maxBytes)
      throw new CapacityError(`the message needs more than ${this.maxBytes} bytes`);
    let size = this.bytes.length;
    while (size < needed) size *= 2;
    const bytes = new Uint8Array(Math.min(size, HEAD + this.maxBytes + TAIL));
    bytes.set(this.bytes.subarray(0, this.finish));
    this.bytes = bytes;
    this.#words = new Int32Array(bytes.buffer, 0, bytes.length >> 2);
  }

  /** Writes `tag=` for which there is room, and answers the place of the value; the caller moves `finish`. */
  #tag(tag: number): number {
    if (!(tag >= 1 && tag <= 2147483647)) throw new ConfigError("tag", tag, "an integer from 1 to 2147483647");
    const { bytes } = this;
    let at = this.finish;
    if (tag < 100) {
      if (tag >= 10) bytes[at++] = ZERO + ((tag / 10) | 0);
    } else if (tag < 1000) {
      bytes[at++] = ZERO + ((tag / 100) | 0);
      bytes[at++] = ZERO + (((tag / 10) | 0) % 10);
    } else {
      let power = 1000;
      while (power * 10 <= tag) power *= 10;
      for (; power >= 10; power /= 10) bytes[at++] = ZERO + (Math.floor(tag / power) % 10);
    }
    bytes[at] = ZERO + (tag % 10);
    bytes[at + 1] = EQUALS;
    return at + 2;
  }

  /** Writes the rest of a text, from its `i`-th character on, and answers the place behind it. */
  #unusual(tag: number, value: string, i: number, at: number): number {
    // A separator within a value would be read as the end of the field, and what follows as other fields.
    if (value.includes("\u0001", i))
      throw new InputError("INPUT_INVALID", `field ${tag}: the text holds the separator (byte 1)`);
    return at + encoder.encodeInto(value.slice(i), this.bytes.subarray(at)).written;
  }

  /** BeginString and BodyLength, so that they end where the body begins. */
  #head(length: number): void {
    const { bytes } = this;
    let at = HEAD;
    bytes[--at] = SOH;
    let rest = length;
    do {
      bytes[--at] = ZERO + (rest % 10);
      rest = Math.floor(rest / 10);
    } while (rest > 0);
    bytes[--at] = EQUALS;
    bytes[--at] = 57;
    bytes[--at] = SOH;
    for (let i = this.#beginString.length - 1; i >= 0; i--) bytes[--at] = this.#beginString.charCodeAt(i);
    bytes[--at] = EQUALS;
    bytes[--at] = 56;
    this.start = at;
  }

  /** `YYYYMMDD`, from memory for the day that was written last. */
  #writeDate(at: number, days: number): void {
    const { bytes } = this;
    const date = this.#date;
    if (days !== this.#day) {
      let rest = civilFromDays(days);
      for (let i = 7; i >= 0; i--) {
        date[i] = ZERO + (rest % 10);
        rest = Math.floor(rest / 10);
      }
      this.#day = days;
    }
    for (let i = 0; i < 8; i++) bytes[at + i] = date[i]!;
  }

  /** `HH:MM:SS` with its fraction and the separator; answers the place behind. */
  #writeTime(at: number, micros: number, nanos: number, precision: TimePrecision): number {
    if (precision !== 0 && precision !== 3 && precision !== 6 && precision !== 9 && precision !== 12)
      throw new ConfigError("precision", precision, "0, 3, 6, 9, 12");
    if (!(nanos >= 0 && nanos <= 999)) throw new ConfigError("nanos", nanos, "0 to 999");
    const { bytes } = this;
    const seconds = Math.floor(micros / 1e6);
    const fraction = micros - seconds * 1e6;
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    this.#digits(at, 2, hours);
    bytes[at + 2] = 58;
    this.#digits(at + 3, 2, minutes - hours * 60);
    bytes[at + 5] = 58;
    this.#digits(at + 6, 2, seconds - minutes * 60);
    let end = at + 8;
    if (precision > 0) {
      bytes[end++] = POINT;
      if (precision === 3) this.#digits(end, 3, (fraction / 1000) | 0);
      else this.#digits(end, 6, fraction | 0);
      if (precision >= 9) this.#digits(end + 6, 3, nanos);
      if (precision >= 12) this.#digits(end + 9, 3, 0);
      end += precision;
    }
    bytes[end] = SOH;
    return end + 1;
  }

  /** A whole number below 2^31 in so many digits. */
  #digits(at: number, count: number, value: number): void {
    const { bytes } = this;
    let rest = value | 0;
    for (let place = at + count - 1; place >= at; place--) {
      const quotient = (rest / 10) | 0;
      bytes[place] = ZERO + (rest - quotient * 10);
      rest = quotient;
    }
  }
}

/** How many digits a whole number has. */
function digitsOf(value: number): number {
  let digits = 1;
  while (digits < 16 && value >= POWERS_OF_TEN[digits]!) digits++;
  return digits;
}

/** The sum of `bytes[from … to − 1]` modulo 256, two bytes an addition. `words` is the same memory. */
function sumOf(bytes: Uint8Array, words: Int32Array, from: number, to: number): number {
  let sum = 0;
  let at = from;
  while (at < to && (at & 3) !== 0) sum += bytes[at++]!;
  const last = to >> 2;
  let word = at >> 2;
  while (word < last) {
    // Each half holds 128 sums of two bytes before it could run over.
    const stop = Math.min(last, word + 128);
    let pair = 0;
    for (; word < stop; word++) {
      const four = words[word]!;
      pair = (pair + (four & 0xff00ff) + ((four >>> 8) & 0xff00ff)) | 0;
    }
    sum += (pair & 0xffff) + (pair >>> 16);
  }
  for (at = Math.max(at, last << 2); at < to; at++) sum += bytes[at]!;
  return sum & 255;
}
