/**
 * A cursor is how a stage sees an event: a position in a buffer of records, moved and never allocated on the hot path.
 *
 * Header, 32 bytes, little-endian; records start on 8-byte boundaries and their length is a multiple of 8:
 *
 * | offset | type | field |
 * |---|---|---|
 * | 0 | i32 | length of the whole record in bytes |
 * | 4 | u16, u16 | type, version |
 * | 8 | f64 | sequence: the input's own, or for an output that of the input that caused it |
 * | 16 | i64 | time, nanoseconds since the Unix epoch |
 * | 24 | i32 | instrument index; −1 where none is meant |
 * | 28 | i32 | venue; 0 where none is meant |
 */
import { joinNanos, timeMicros, timeNanos } from "../time.ts";

/** Header length in bytes. */
export const HEADER_BYTES = 32;
/** Header length in 8-byte words: the payload starts this many words after the record. */
export const HEADER_WORDS = 4;
/** The instrument index of an event that concerns no instrument. */
export const NO_INSTRUMENT = -1;

/** A position in a buffer of records. The generated accessors (`Quote.bidPrice(event)`) read and write through it. */
export class EventCursor {
  /** The buffer as 32-bit integers. */
  i32: Int32Array;
  /** The same buffer as doubles. */
  f64: Float64Array;
  /** The record's start, in 8-byte words. */
  at: number;
  #timeMicros = 0;
  #timeNanos = 0;
  #time = 0n;

  constructor(buffer: ArrayBufferLike = new ArrayBuffer(256), at = 0) {
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.at = at;
  }

  /** Points at the record that starts `at` words into the views of `other`. */
  moveTo(other: { readonly i32: Int32Array; readonly f64: Float64Array }, at: number): void {
    this.i32 = other.i32;
    this.f64 = other.f64;
    this.at = at;
  }

  /** Length of the record in bytes. */
  get length(): number {
    return this.i32[this.at << 1]!;
  }

  /** Type number, such as `Quote.TYPE`. */
  get type(): number {
    return this.i32[(this.at << 1) + 1]! & 0xffff;
  }

  /** Version of the record's layout. */
  get version(): number {
    return this.i32[(this.at << 1) + 1]! >>> 16;
  }

  /** Sequence number of the input, or of the input that caused this output. */
  get sequence(): number {
    return this.f64[this.at + 1]!;
  }

  /** Instrument index, or {@link NO_INSTRUMENT}. */
  get instrument(): number {
    return this.i32[(this.at << 1) + 6]!;
  }

  /** Venue, or 0. */
  get venue(): number {
    return this.i32[(this.at << 1) + 7]!;
  }

  /** Whole microseconds since the Unix epoch: a safe integer, no allocation. */
  get micros(): number {
    return timeMicros(this.i32, (this.at << 1) + 4);
  }

  /** The nanoseconds within the microsecond, 0 to 999. */
  get nanos(): number {
    return timeNanos(this.i32, (this.at << 1) + 4);
  }

  /** Nanoseconds since the Unix epoch, for the edge: allocates where it is another than the last that was asked for. */
  get time(): bigint {
    const { micros, nanos } = this;
    if (micros !== this.#timeMicros || nanos !== this.#timeNanos) {
      this.#timeMicros = micros;
      this.#timeNanos = nanos;
      this.#time = joinNanos(micros, nanos);
    }
    return this.#time;
  }

  /** The record's bytes, a view and not a copy. */
  bytes(): Uint8Array {
    return new Uint8Array(this.i32.buffer, this.i32.byteOffset + this.at * 8, this.length);
  }
}
