/**
 * Writes MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md) into a buffer that grows and is used again:
 * nothing is allocated for a message of a size that was there before.
 *
 * Safe integers take the shortest form, as `@msgpack/msgpack` writes them; other numbers are 64-bit floats; times are the
 * timestamp extension (−1) and keep their nanoseconds.
 */
import { InputError } from "@hotpath/core";

const FIRST_BYTES = 4096;
const TWO_32 = 4_294_967_296;
const TWO_34 = 17_179_869_184n;
const NANOS = 1_000_000_000n;
const encoder = new TextEncoder();
/** Bytes of the longest text whose length fits a `fixstr`. */
const SHORT_TEXT = 31;

/** A growing buffer of MessagePack. */
export class MessagePackWriter {
  /** What has been written are the first `length` bytes; it is another array after it had to grow. */
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_BYTES);
  length = 0;
  #view = new DataView(this.bytes.buffer);

  /** Makes room for so many bytes more. */
  reserve(count: number): void {
    if (this.length + count > this.bytes.length) this.#grow(this.length + count);
  }

  /** Forgets what was written. */
  clear(): void {
    this.length = 0;
  }

  /** What was written, as a view that the next message overwrites. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length);
  }

  /** A {@link template}, whose places are filled by `put…` afterwards. @returns where it starts */
  copy(bytes: Uint8Array): number {
    const at = this.length;
    this.reserve(bytes.length);
    this.bytes.set(bytes, at);
    this.length = at + bytes.length;
    return at;
  }

  /** Fills the place of a safe integer; a number that is none becomes a float there, of the same nine bytes. */
  putInteger(at: number, value: number): void {
    const view = this.#view;
    if ((value | 0) === value) {
      view.setInt32(at + 1, value >> 31);
      view.setInt32(at + 5, value);
    } else if (Number.isSafeInteger(value)) {
      const high = Math.floor(value / TWO_32);
      view.setInt32(at + 1, high);
      view.setUint32(at + 5, value - high * TWO_32);
    } else this.putNumber(at, value);
  }

  /** Fills the place of a number. */
  putNumber(at: number, value: number): void {
    this.bytes[at] = 0xcb;
    this.#view.setFloat64(at + 1, value);
  }

  /** Fills the place of a boolean. */
  putBoolean(at: number, value: boolean): void {
    this.bytes[at] = value ? 0xc3 : 0xc2;
  }

  /** Fills the place of a time: whole microseconds since the Unix epoch, and the nanoseconds beyond them. */
  putTime(at: number, micros: number, nanos: number): void {
    const view = this.#view;
    const seconds = Math.floor(micros / 1e6);
    view.setUint32(at + 3, (micros - seconds * 1e6) * 1000 + nanos);
    const high = Math.floor(seconds / TWO_32);
    view.setInt32(at + 7, high);
    view.setUint32(at + 11, seconds - high * TWO_32);
  }

  /** A safe integer; a number that is none is written as {@link number} does. */
  integer(value: number): void {
    if (this.length + 9 > this.bytes.length) this.#grow(this.length + 9);
    this.length = writeInteger(this.bytes, this.#view, this.length, value);
  }

  /** A list of safe integers: the first `count` of a column. They take five bytes each, or nine: lengths cost branches. */
  integers(values: ArrayLike<number>, count: number): void {
    this.arrayHeader(count);
    if (this.length + 9 * count > this.bytes.length) this.#grow(this.length + 9 * count);
    const { bytes } = this;
    const view = this.#view;
    let at = this.length;
    for (let i = 0; i < count; i++) {
      const value = values[i]!;
      if (value >>> 0 === value) {
        bytes[at] = 0xce;
        view.setUint32(at + 1, value);
        at += 5;
      } else at = writeInteger(bytes, view, at, value);
    }
    this.length = at;
  }

  /** A double, in nine bytes; an integer in the shortest form, as `@msgpack/msgpack` writes both. */
  number(value: number): void {
    this.integer(value);
  }

  /** A list of doubles: the first `count` of a column. */
  numbers(values: ArrayLike<number>, count: number): void {
    this.integers(values, count);
  }

  boolean(value: boolean): void {
    this.reserve(1);
    this.bytes[this.length++] = value ? 0xc3 : 0xc2;
  }

  nil(): void {
    this.reserve(1);
    this.bytes[this.length++] = 0xc0;
  }

  text(value: string): void {
    const most = value.length * 3;
    this.reserve(most + 5);
    const short = value.length <= SHORT_TEXT ? this.#shortText(value) : -1;
    if (short !== -1) return;
    // The length goes before the bytes and is known after them: they are written where the longest header ends.
    const headerBytes = most <= SHORT_TEXT ? 1 : most < 256 ? 2 : most < 65_536 ? 3 : 5;
    const { written } = encoder.encodeInto(value, this.bytes.subarray(this.length + headerBytes));
    const need = written <= SHORT_TEXT ? 1 : written < 256 ? 2 : written < 65_536 ? 3 : 5;
    if (need !== headerBytes)
      this.bytes.copyWithin(this.length + need, this.length + headerBytes, this.length + headerBytes + written);
    this.#textHeader(written, need);
    this.length += written;
  }

  /**
   * Nanoseconds since the Unix epoch as whole microseconds and the nanoseconds beyond them.
   *
   * @param micros a safe integer @param nanos 0 to 999
   */
  time(micros: number, nanos: number): void {
    this.reserve(15);
    const seconds = Math.floor(micros / 1e6);
    const subsecond = (micros - seconds * 1e6) * 1000 + nanos;
    this.#timestamp(seconds, subsecond);
  }

  /** Nanoseconds since the Unix epoch. */
  nanoseconds(value: bigint): void {
    this.reserve(15);
    let seconds = value / NANOS;
    let subsecond = value % NANOS;
    if (subsecond < 0n) {
      subsecond += NANOS;
      seconds -= 1n;
    }
    this.#timestamp(Number(seconds), Number(subsecond));
  }

  arrayHeader(count: number): void {
    this.#header(count, 0x90, 0xdc);
  }

  mapHeader(count: number): void {
    this.#header(count, 0x80, 0xde);
  }

  /**
   * Any value of JSON, besides `bigint` (a time), `Uint8Array` (bytes) and what is undefined within an object (left out).
   *
   * @throws {InputError} `INPUT_INVALID` for functions and symbols, and for what is nested more than 64 deep
   */
  value(value: unknown, depth = 0): void {
    if (depth > 64) throw new InputError("INPUT_INVALID", "a value nested more than 64 deep");
    switch (typeof value) {
      case "number":
        this.integer(value);
        return;
      case "string":
        this.text(value);
        return;
      case "boolean":
        this.boolean(value);
        return;
      case "bigint":
        this.nanoseconds(value);
        return;
      case "undefined":
        this.nil();
        return;
      case "object":
        this.#object(value, depth);
        return;
      default:
        throw new InputError("INPUT_INVALID", `a ${typeof value} cannot be written`);
    }
  }

  #object(value: object | null, depth: number): void {
    if (value === null) this.nil();
    else if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof Uint8Array))) {
      const list = value as ArrayLike<unknown>;
      this.arrayHeader(list.length);
      for (let i = 0; i < list.length; i++) this.value(list[i], depth + 1);
    } else if (value instanceof Uint8Array) this.#binary(value);
    else {
      const map = value as Readonly<Record<string, unknown>>;
      const names = Object.keys(map);
      let count = 0;
      for (const name of names) if (map[name] !== undefined) count += 1;
      this.mapHeader(count);
      for (const name of names) {
        const item = map[name];
        if (item === undefined) continue;
        this.text(name);
        this.value(item, depth + 1);
      }
    }
  }

  #binary(value: Uint8Array): void {
    this.reserve(value.length + 5);
    const { bytes } = this;
    const view = this.#view;
    if (value.length < 256) {
      bytes[this.length++] = 0xc4;
      bytes[this.length++] = value.length;
    } else if (value.length < 65_536) {
      bytes[this.length++] = 0xc5;
      view.setUint16(this.length, value.length);
      this.length += 2;
    } else {
      bytes[this.length++] = 0xc6;
      view.setUint32(this.length, value.length);
      this.length += 4;
    }
    bytes.set(value, this.length);
    this.length += value.length;
  }

  /** ASCII of at most 31 characters. @returns its length, −1 if it is none */
  #shortText(value: string): number {
    const { bytes } = this;
    const at = this.length;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return -1;
      bytes[at + 1 + i] = code;
    }
    bytes[at] = 0xa0 | value.length;
    this.length = at + 1 + value.length;
    return value.length;
  }

  #textHeader(count: number, headerBytes: number): void {
    const { bytes } = this;
    const at = this.length;
    if (headerBytes === 1) bytes[at] = 0xa0 | count;
    else if (headerBytes === 2) {
      bytes[at] = 0xd9;
      bytes[at + 1] = count;
    } else if (headerBytes === 3) {
      bytes[at] = 0xda;
      this.#view.setUint16(at + 1, count);
    } else {
      bytes[at] = 0xdb;
      this.#view.setUint32(at + 1, count);
    }
    this.length += headerBytes;
  }

  /** The shortest of the three forms of the timestamp extension. */
  #timestamp(seconds: number, nanos: number): void {
    const view = this.#view;
    const at = this.length;
    if (seconds >= 0 && seconds < Number(TWO_34)) {
      if (nanos === 0 && seconds < TWO_32) {
        view.setUint16(at, 0xd6ff);
        view.setUint32(at + 2, seconds);
        this.length += 6;
        return;
      }
      const high = Math.floor(seconds / TWO_32);
      view.setUint16(at, 0xd7ff);
      view.setUint32(at + 2, nanos * 4 + high);
      view.setUint32(at + 6, seconds - high * TWO_32);
      this.length += 10;
      return;
    }
    view.setUint8(at, 0xc7);
    view.setUint16(at + 1, 0x0cff);
    view.setUint32(at + 3, nanos);
    view.setBigInt64(at + 7, BigInt(seconds));
    this.length += 15;
  }

  #header(count: number, short: number, long: number): void {
    this.reserve(5);
    const { bytes } = this;
    if (count < 16) bytes[this.length++] = short | count;
    else if (count < 65_536) {
      bytes[this.length] = long;
      bytes[this.length + 1] = count >> 8;
      bytes[this.length + 2] = count;
      this.length += 3;
    } else {
      bytes[this.length] = long + 1;
      this.#view.setUint32(this.length + 1, count);
      this.length += 5;
    }
  }

  #grow(least: number): void {
    let size = this.bytes.length;
    while (size < least) size *= 2;
    const bytes = new Uint8Array(size);
    bytes.set(this.bytes.subarray(0, this.length));
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/** Places in a {@link template}: values whose length does not depend on the value. */
export const PLACE: Readonly<Record<"integer" | "number" | "boolean" | "time", Uint8Array>> = {
  /** An int64, nine bytes. */
  integer: Uint8Array.of(0xd3, 0, 0, 0, 0, 0, 0, 0, 0),
  /** A float64, nine bytes. */
  number: Uint8Array.of(0xcb, 0, 0, 0, 0, 0, 0, 0, 0),
  /** One byte. */
  boolean: Uint8Array.of(0xc2),
  /** A timestamp 96, fifteen bytes. */
  time: Uint8Array.of(0xc7, 12, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
};

/**
 * MessagePack of texts and places in a row, behind the header of a map of so many entries: what of a message has always
 * the same length.
 *
 * @param entries of the map; −1 for no header
 */
export function template(entries: number, ...parts: (string | Uint8Array)[]): Uint8Array {
  const writer = new MessagePackWriter();
  if (entries >= 0) writer.mapHeader(entries);
  for (const part of parts) {
    if (typeof part === "string") writer.text(part);
    else writer.copy(part);
  }
  return writer.written().slice();
}

/** Writes a number that has nine bytes of room. @returns where it ends */
function writeInteger(bytes: Uint8Array, view: DataView, at: number, value: number): number {
  if ((value | 0) === value) {
    if (value >= 0) {
      if (value < 128) {
        // −0 is an integer by this test, and no integer by MessagePack.
        if (value === 0 && 1 / value < 0) return writeDouble(bytes, view, at, value);
        bytes[at] = value;
        return at + 1;
      }
      if (value < 65_536) {
        if (value < 256) {
          bytes[at] = 0xcc;
          bytes[at + 1] = value;
          return at + 2;
        }
        bytes[at] = 0xcd;
        bytes[at + 1] = value >> 8;
        bytes[at + 2] = value;
        return at + 3;
      }
      bytes[at] = 0xce;
      bytes[at + 1] = value >> 24;
      bytes[at + 2] = value >> 16;
      bytes[at + 3] = value >> 8;
      bytes[at + 4] = value;
      return at + 5;
    }
    if (value >= -32) {
      bytes[at] = value;
      return at + 1;
    }
    if (value >= -128) {
      bytes[at] = 0xd0;
      bytes[at + 1] = value;
      return at + 2;
    }
    if (value >= -32_768) {
      bytes[at] = 0xd1;
      bytes[at + 1] = value >> 8;
      bytes[at + 2] = value;
      return at + 3;
    }
    bytes[at] = 0xd2;
    view.setInt32(at + 1, value);
    return at + 5;
  }
  if (!Number.isSafeInteger(value)) return writeDouble(bytes, view, at, value);
  if (value > 0) {
    if (value < TWO_32) {
      bytes[at] = 0xce;
      view.setUint32(at + 1, value);
      return at + 5;
    }
    bytes[at] = 0xcf;
  } else bytes[at] = 0xd3;
  const high = Math.floor(value / TWO_32);
  view.setInt32(at + 1, high);
  view.setUint32(at + 5, value - high * TWO_32);
  return at + 9;
}

function writeDouble(bytes: Uint8Array, view: DataView, at: number, value: number): number {
  bytes[at] = 0xcb;
  view.setFloat64(at + 1, value);
  return at + 9;
}
