import { assert, CapacityError } from "../errors.ts";
import { storeTime } from "../time.ts";
import { EventCursor } from "./cursor.ts";

/** Where a stage writes the events that it derives. The generated `emit` and `write` functions are its callers. */
export interface EventSink {
  /**
   * Starts an event caused by `cause`: its sequence and time are taken over. Fill in the payload, then `commit()`.
   *
   * @param typeVersion type in the low, version in the high 16 bits
   * @param words length of the whole record in 8-byte words
   */
  begin(typeVersion: number, words: number, cause: EventCursor, instrument: number, venue: number): EventCursor;
  /** Starts an event that comes from outside, at a time of its own; its sequence is 0 until it is sequenced. */
  beginAt(
    typeVersion: number,
    words: number,
    micros: number,
    nanos: number,
    instrument: number,
    venue: number,
  ): EventCursor;
  /** Makes the event that was begun visible. */
  commit(): void;
}

/** How an {@link EventQueue} is sized. */
export interface EventQueueOptions {
  /** Bytes at the start; grows by doubling. Default 64 KiB. */
  initialBytes?: number;
  /** Bytes at the most; beyond them `begin` throws. Default 64 MiB. */
  maxBytes?: number;
}

/**
 * A first-in first-out queue of event records in one buffer: what stages write to and pipelines read from.
 *
 * In steady state it allocates nothing: the buffer is used anew whenever the queue has run empty. A record that was
 * taken by `next` stays as it is until `next` is called again, whatever is written meanwhile.
 */
export class EventQueue implements EventSink {
  i32: Int32Array;
  f64: Float64Array;
  #head = 0;
  #tail = 0;
  #pending = 0;
  #count = 0;
  /** Where the record that was taken last starts: its reader may still be at it. */
  #taken = 0;
  /** Writing must end here: at the buffer's end, or before the record taken last once the front is used anew. */
  #limit: number;
  /** Length of the buffer in 8-byte words. */
  #words: number;
  readonly #writing: EventCursor;
  readonly #maxWords: number;

  constructor(options: EventQueueOptions = {}) {
    const words = Math.max(64, Math.ceil((options.initialBytes ?? 65536) / 8));
    this.#maxWords = Math.max(words, Math.floor((options.maxBytes ?? 64 * 1024 * 1024) / 8));
    const buffer = new ArrayBuffer(words * 8);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.#limit = words;
    this.#words = words;
    this.#writing = new EventCursor();
    this.#writing.moveTo(this, 0);
  }

  /** Events waiting. */
  get size(): number {
    return this.#count;
  }

  /** Bytes of the buffer now. */
  get capacityBytes(): number {
    return this.f64.byteLength;
  }

  begin(typeVersion: number, words: number, cause: EventCursor, instrument: number, venue: number): EventCursor {
    // Copied before reserving: a growing queue moves, and the cause may live in it.
    const sequence = cause.f64[cause.at + 1]!;
    const timeLow = cause.i32[(cause.at << 1) + 4]!;
    const timeHigh = cause.i32[(cause.at << 1) + 5]!;
    const at = this.#reserve(words);
    const i32 = this.i32;
    const h = at << 1;
    i32[h] = words << 3;
    i32[h + 1] = typeVersion;
    this.f64[at + 1] = sequence;
    i32[h + 4] = timeLow;
    i32[h + 5] = timeHigh;
    i32[h + 6] = instrument;
    i32[h + 7] = venue;
    return this.#writing;
  }

  beginAt(
    typeVersion: number,
    words: number,
    micros: number,
    nanos: number,
    instrument: number,
    venue: number,
  ): EventCursor {
    const at = this.#reserve(words);
    const i32 = this.i32;
    const h = at << 1;
    i32[h] = words << 3;
    i32[h + 1] = typeVersion;
    this.f64[at + 1] = 0;
    storeTime(i32, h + 4, micros, nanos);
    i32[h + 6] = instrument;
    i32[h + 7] = venue;
    return this.#writing;
  }

  commit(): void {
    assert(this.#pending > 0, "commit without begin");
    this.#tail += this.#pending;
    this.#pending = 0;
    this.#count += 1;
  }

  /** Appends a copy of the record under `cursor`. */
  append(cursor: EventCursor): void {
    const words = cursor.length >> 3;
    const { f64, i32, at: from } = cursor;
    const to = this.#reserve(words);
    const targetF64 = this.f64;
    for (let n = 0; n < words; n++) {
      const word = f64[from + n]!;
      if (!Number.isNaN(word)) targetF64[to + n] = word;
      else {
        // Two integers that look like a NaN, whose bits a double need not keep.
        const target = this.i32;
        target[(to + n) << 1] = i32[(from + n) << 1]!;
        target[((to + n) << 1) + 1] = i32[((from + n) << 1) + 1]!;
      }
    }
    this.commit();
  }

  /**
   * Points `cursor` at the oldest event and takes it out.
   *
   * @returns whether there was one
   */
  next(cursor: EventCursor): boolean {
    const at = this.#head;
    if (at === this.#tail) {
      this.#head = 0;
      this.#tail = 0;
      this.#limit = this.#words;
      return false;
    }
    const i32 = this.i32;
    // Who reads on has the buffer already: to compare costs less than to store.
    if (cursor.i32 !== i32) {
      cursor.i32 = i32;
      cursor.f64 = this.f64;
    }
    cursor.at = at;
    this.#head = at + (i32[at << 1]! >> 3);
    this.#taken = at;
    this.#limit = this.#words;
    this.#count -= 1;
    return true;
  }

  /** Forgets what is waiting. */
  clear(): void {
    this.#head = 0;
    this.#tail = 0;
    this.#pending = 0;
    this.#count = 0;
    this.#limit = this.#words;
  }

  #reserve(words: number): number {
    if (this.#tail + words > this.#limit) this.#makeRoom(words);
    const at = this.#tail;
    this.#pending = words;
    this.#writing.at = at;
    return at;
  }

  /** Uses the front of the buffer anew where what waits fits before the record taken last; else the buffer grows. */
  #makeRoom(words: number): void {
    const waiting = this.#tail - this.#head;
    if (this.#limit === this.#words && waiting + words <= this.#taken) {
      this.i32.copyWithin(0, this.#head << 1, this.#tail << 1);
      this.#head = 0;
      this.#tail = waiting;
      this.#limit = this.#taken;
    } else this.#grow(waiting, words);
  }

  /** Moves what waits to a larger buffer. A reader of the record taken last keeps the old one. */
  #grow(waiting: number, words: number): void {
    const needed = waiting + words;
    if (needed > this.#maxWords)
      throw new CapacityError(`event queue is full: ${this.#count} events in ${this.#maxWords * 8} bytes`);
    let length = this.#words * 2;
    while (length < needed) length *= 2;
    length = Math.min(length, this.#maxWords);
    const buffer = new ArrayBuffer(length * 8);
    const i32 = new Int32Array(buffer);
    i32.set(this.i32.subarray(this.#head << 1, this.#tail << 1));
    this.i32 = i32;
    this.f64 = new Float64Array(buffer);
    this.#writing.moveTo(this, 0);
    this.#head = 0;
    this.#tail = waiting;
    this.#taken = 0;
    this.#limit = length;
    this.#words = length;
  }
}
