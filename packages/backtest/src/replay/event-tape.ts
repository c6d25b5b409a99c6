import {
  assert,
  CapacityError,
  ConfigError,
  EventCursor,
  type EventSink,
  HEADER_WORDS,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  storeTime,
} from "@hotpath/core";
import type { MarketSource } from "./market-source.ts";

/** How an {@link EventTape} is sized. */
export interface EventTapeOptions {
  /** Bytes at the start; grows by doubling. Default 1 MiB. */
  initialBytes?: number;
  /** Bytes at the most; beyond them writing throws a `CapacityError`. Default 2 GiB. */
  maxBytes?: number;
}

/**
 * Events kept in memory in one buffer, written once as to any sink and read as often as is liked: the data of a sweep of
 * parameters. It holds the records' own bytes; 10^7 levels of a book take 640 MB.
 *
 * @example
 * const tape = new EventTape();
 * const events = new MarketEvents({ sink: tape, time: "venue" });
 * for (const batch of batches) events.write(batch);
 * const replay = new MarketReplay({ markets: [{ exchange, sources: [tape.source()] }] });
 */
export class EventTape implements EventSink {
  i32: Int32Array;
  f64: Float64Array;
  #words = 0;
  #pending = 0;
  #events = 0;
  readonly #maxWords: number;
  readonly #writing: EventCursor;

  constructor(options: EventTapeOptions = {}) {
    const { initialBytes = 2 ** 20, maxBytes = 2 ** 31 } = options;
    if (!(initialBytes >= 64 && initialBytes <= maxBytes))
      throw new ConfigError("tape.initialBytes", initialBytes, "a number of bytes from 64 to maxBytes");
    if (!(maxBytes <= 2 ** 32)) throw new ConfigError("tape.maxBytes", maxBytes, `at most ${2 ** 32}`);
    this.#maxWords = Math.floor(maxBytes / 8);
    const buffer = new ArrayBuffer(Math.floor(initialBytes / 8) * 8);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.#writing = new EventCursor(buffer);
  }

  /** Events written. */
  get events(): number {
    return this.#events;
  }

  /** Bytes that they take. */
  get bytes(): number {
    return this.#words * 8;
  }

  /** Where the events end, in 8-byte words. */
  get endWord(): number {
    return this.#words;
  }

  begin(typeVersion: number, words: number, cause: EventCursor, instrument: number, venue: number): EventCursor {
    const writing = this.beginAt(typeVersion, words, cause.micros, cause.nanos, instrument, venue);
    writing.f64[writing.at + 1] = cause.sequence;
    return writing;
  }

  beginAt(
    typeVersion: number,
    words: number,
    micros: number,
    nanos: number,
    instrument: number,
    venue: number,
  ): EventCursor {
    if (this.#words + words > this.f64.length) this.#grow(words);
    const at = this.#words;
    const { i32 } = this;
    const h = at << 1;
    i32[h] = words << 3;
    i32[h + 1] = typeVersion;
    this.f64[at + 1] = 0;
    storeTime(i32, h + 4, micros, nanos);
    i32[h + 6] = instrument;
    i32[h + 7] = venue;
    this.#pending = words;
    const writing = this.#writing;
    writing.i32 = i32;
    writing.f64 = this.f64;
    writing.at = at;
    return writing;
  }

  commit(): void {
    assert(this.#pending > 0, "commit without begin");
    this.#words += this.#pending;
    this.#pending = 0;
    this.#events += 1;
  }

  /** Appends a copy of the record under `cursor`. */
  append(cursor: EventCursor): void {
    const words = cursor.length >> 3;
    if (this.#words + words > this.f64.length) this.#grow(words);
    const from = cursor.at << 1;
    // As integers: a double need not keep the bits of two integers that look like a NaN.
    for (let n = 0; n < words << 1; n++) this.i32[(this.#words << 1) + n] = cursor.i32[from + n]!;
    this.#words += words;
    this.#events += 1;
  }

  /** A reader from the start: as many as are liked, each with a place of its own. */
  source(): EventTapeSource {
    return new EventTapeSource(this);
  }

  #grow(words: number): void {
    const needed = this.#words + words;
    if (needed > this.#maxWords)
      throw new CapacityError(`event tape is full: ${this.#events} events in ${this.#maxWords * 8} bytes`);
    let length = this.f64.length * 2;
    while (length < needed) length *= 2;
    const buffer = new ArrayBuffer(Math.min(length, this.#maxWords) * 8);
    const i32 = new Int32Array(buffer);
    i32.set(this.i32.subarray(0, this.#words << 1));
    this.i32 = i32;
    this.f64 = new Float64Array(buffer);
  }
}

/** Reads an {@link EventTape}. The events' times are those of the venue; when they were received is not known. */
export class EventTapeSource implements MarketSource, Snapshotable {
  micros = 0;
  nanos = 0;
  readonly receiveMicros: number = Number.NaN;
  readonly receiveNanos = 0;
  readonly #tape: EventTape;
  readonly #cursor = new EventCursor();
  #next = 0;

  constructor(tape: EventTape) {
    this.#tape = tape;
  }

  next(): boolean {
    const at = this.#next;
    const tape = this.#tape;
    if (at >= tape.endWord) return false;
    const cursor = this.#cursor;
    cursor.i32 = tape.i32;
    cursor.f64 = tape.f64;
    cursor.at = at;
    this.#next = at + (tape.i32[at << 1]! >> 3);
    this.micros = cursor.micros;
    this.nanos = cursor.nanos;
    return true;
  }

  emit(sink: EventSink): void {
    const { i32, f64, at } = this.#cursor;
    const h = at << 1;
    const words = i32[h]! >> 3;
    const to = sink.beginAt(i32[h + 1]!, words, this.micros, this.nanos, i32[h + 6]!, i32[h + 7]!);
    for (let n = HEADER_WORDS; n < words; n++) {
      const word = f64[at + n]!;
      if (!Number.isNaN(word)) to.f64[to.at + n] = word;
      else {
        to.i32[(to.at + n) << 1] = i32[(at + n) << 1]!;
        to.i32[((to.at + n) << 1) + 1] = i32[((at + n) << 1) + 1]!;
      }
    }
    sink.commit();
  }

  /** From the start again. */
  rewind(): void {
    this.#next = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.tapeSource");
    writer.f64(this.#next);
    writer.f64(this.#cursor.at);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.tapeSource");
    const next = reader.f64();
    this.#next = reader.f64();
    if (next > 0) this.next();
  }
}
