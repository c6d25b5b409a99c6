/**
 * Snapshots: a stream of tagged, little-endian values. A section's name is written with it and checked on reading, so
 * that a state is never taken back into the wrong part. NaN is written as one bit pattern; −0 stays.
 */
import { InputError } from "./errors.ts";
import { hashBytes } from "./hash.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Collects a state. Grows as needed: snapshots are taken off the hot path. */
export class SnapshotWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Starts a named section, checked by `SnapshotReader.section`. */
  section(name: string, version = 1): void {
    this.string(name);
    this.i32(version);
  }

  /** A 32-bit integer. */
  i32(value: number): void {
    this.#need(4);
    this.#view.setInt32(this.#length, value, true);
    this.#length += 4;
  }

  /** A double; every NaN becomes the canonical one. */
  f64(value: number): void {
    this.#need(8);
    this.#view.setFloat64(this.#length, canonical(value), true);
    this.#length += 8;
  }

  /** A string in UTF-8, with its length. */
  string(value: string): void {
    this.bytes(encoder.encode(value));
  }

  /** Bytes, with their length. */
  bytes(value: Uint8Array): void {
    this.i32(value.length);
    this.#need(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A column of doubles, with its length. */
  f64s(column: Float64Array): void {
    this.i32(column.length);
    this.#need(column.length * 8);
    for (let i = 0; i < column.length; i++) this.#view.setFloat64(this.#length + i * 8, canonical(column[i]!), true);
    this.#length += column.length * 8;
  }

  /** A column of 32-bit integers, with its length. */
  i32s(column: Int32Array): void {
    this.i32(column.length);
    this.#need(column.length * 4);
    for (let i = 0; i < column.length; i++) this.#view.setInt32(this.#length + i * 4, column[i]!, true);
    this.#length += column.length * 4;
  }

  /** A column of bytes, with its length. */
  u8s(column: Uint8Array): void {
    this.bytes(column);
  }

  /** What was written, as a copy. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** The 128-bit hash of what was written: equal states have equal hashes on every machine. */
  hash(): string {
    return hashBytes(this.#bytes.subarray(0, this.#length));
  }

  #need(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    let size = this.#bytes.length * 2;
    while (size < this.#length + more) size *= 2;
    const grown = new Uint8Array(size);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/**
 * Reads back what a {@link SnapshotWriter} wrote, in the same order.
 *
 * Every method throws {@link InputError} with code `CORRUPT` where the bytes do not say what is asked for.
 */
export class SnapshotReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Checks that the named section starts here, at the version asked for. */
  section(name: string, version = 1): void {
    const at = this.#at;
    const found = this.string();
    if (found !== name)
      throw corrupt(at, `section ${JSON.stringify(found)} where ${JSON.stringify(name)} was expected`);
    const written = this.i32();
    if (written !== version) throw corrupt(at, `section ${name} has version ${written}; this build reads ${version}`);
  }

  /** A 32-bit integer. */
  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** A double. */
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A string. */
  string(): string {
    const at = this.#at;
    try {
      return decoder.decode(this.bytes());
    } catch (cause) {
      if (cause instanceof InputError) throw cause;
      throw corrupt(at, "a string that is not UTF-8");
    }
  }

  /** Bytes, as a copy. */
  bytes(): Uint8Array {
    const length = this.#length(1);
    const at = this.#take(length);
    return this.#bytes.slice(at, at + length);
  }

  /** Fills a column of doubles whose length must be the one written. */
  f64s(column: Float64Array): void {
    const at = this.#column(column.length, 8);
    for (let i = 0; i < column.length; i++) column[i] = this.#view.getFloat64(at + i * 8, true);
  }

  /** Fills a column of 32-bit integers whose length must be the one written. */
  i32s(column: Int32Array): void {
    const at = this.#column(column.length, 4);
    for (let i = 0; i < column.length; i++) column[i] = this.#view.getInt32(at + i * 4, true);
  }

  /** Fills a column of bytes whose length must be the one written. */
  u8s(column: Uint8Array): void {
    const at = this.#column(column.length, 1);
    column.set(this.#bytes.subarray(at, at + column.length));
  }

  /** Checks that everything was read. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw corrupt(this.#at, `${this.#bytes.length - this.#at} bytes too many`);
  }

  #column(length: number, bytesEach: number): number {
    const at = this.#at;
    const written = this.#length(bytesEach);
    if (written !== length) throw corrupt(at, `a column of ${written} where ${length} were expected`);
    return this.#take(length * bytesEach);
  }

  #length(bytesEach: number): number {
    const at = this.#at;
    const length = this.i32();
    if (length < 0 || length * bytesEach > this.#bytes.length - this.#at)
      throw corrupt(at, `a length of ${length} that does not fit`);
    return length;
  }

  #take(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#bytes.length) throw corrupt(at, "the end of the snapshot came too early");
    this.#at = at + bytes;
    return at;
  }
}

function canonical(value: number): number {
  return Number.isNaN(value) ? Number.NaN : value;
}

function corrupt(at: number, what: string): InputError {
  return new InputError("CORRUPT", `snapshot: ${what} (byte ${at})`);
}
