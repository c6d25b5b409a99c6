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
  /** Whether its memory is shared, so that Workers read it without a copy. Default false. */
  isShared?: boolean;
}

/** An {@link EventTape} as plain data, for a Worker. */
export interface EventTapeColumns {
  /** The records, one behind the other. */
  words: Int32Array;
  events: number;
  /** When each was received: microseconds, NaN where that is not known; and nanoseconds. Left out where it is known of none. */
  receiveMicros?: Float64Array;
  receiveNanos?: Uint16Array;
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
  #receiveMicros: Float64Array | undefined;
  #receiveNanos: Uint16Array | undefined;
  readonly #isShared: boolean;
  readonly #maxWords: number;
  readonly #writing: EventCursor;

  constructor(options: EventTapeOptions = {}) {
    const { initialBytes = 2 ** 20, maxBytes = 2 ** 31, isShared = false } = options;
    if (!(initialBytes >= 64 && initialBytes <= maxBytes))
      throw new ConfigError("tape.initialBytes", initialBytes, "a number of bytes from 64 to maxBytes");
    if (!(maxBytes <= 2 ** 32)) throw new ConfigError("tape.maxBytes", maxBytes, `at most ${2 ** 32}`);
    this.#maxWords = Math.floor(maxBytes / 8);
    this.#isShared = isShared;
    const buffer = this.#memory(Math.floor(initialBytes / 8) * 8);
    this.i32 = new Int32Array(buffer);
    this.f64 = new Float64Array(buffer);
    this.#writing = new EventCursor(buffer);
  }

  /** The tape of columns, whose memory it takes over. */
  static of(columns: EventTapeColumns): EventTape {
    const { words, events, receiveMicros, receiveNanos } = columns;
    const tape = new EventTape({ initialBytes: 64 });
    tape.i32 = words;
    tape.f64 = new Float64Array(words.buffer, words.byteOffset, words.length >> 1);
    tape.#words = words.length >> 1;
    tape.#events = events;
    tape.#receiveMicros = receiveMicros;
    tape.#receiveNanos = receiveNanos;
    return tape;
  }

  /** All of it as plain data, in the tape's own memory. */
  columns(): EventTapeColumns {
    const words = this.i32.subarray(0, this.#words << 1);
    const [micros, nanos] = [this.#receiveMicros, this.#receiveNanos];
    if (micros === undefined || nanos === undefined) return { words, events: this.#events };
    return {
      words,
      events: this.#events,
      receiveMicros: micros.subarray(0, this.#events),
      receiveNanos: nanos.subarray(0, this.#events),
    };
  }

  /** Writes all that a source has, with the times of its receipt. */
  take(source: MarketSource): void {
    while (source.next()) {
      source.emit(this);
      if (!Number.isNaN(source.receiveMicros)) this.#receive(source.receiveMicros, source.receiveNanos);
    }
  }

  /** When an event was received, in microseconds; NaN where that is not known. */
  receivedMicros(event: number): number {
    return this.#receiveMicros?.[event] ?? Number.NaN;
  }

  /** The nanoseconds within that microsecond. */
  receivedNanos(event: number): number {
    return this.#receiveNanos?.[event] ?? 0;
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

  /** The event that was written last was received at a time. */
  #receive(micros: number, nanos: number): void {
    const event = this.#events - 1;
    if (this.#receiveMicros === undefined || this.#receiveNanos === undefined || event >= this.#receiveMicros.length) {
      const rows = Math.max(1024, 2 * event);
      const grownMicros = new Float64Array(this.#memory(rows * 8)).fill(Number.NaN);
      const grownNanos = new Uint16Array(this.#memory(rows * 2));
      grownMicros.set(this.#receiveMicros ?? []);
      grownNanos.set(this.#receiveNanos ?? []);
      this.#receiveMicros = grownMicros;
      this.#receiveNanos = grownNanos;
    }
    this.#receiveMicros[event] = micros;
    this.#receiveNanos[event] = nanos;
  }

  #memory(bytes: number): ArrayBuffer {
    // Views of the two are used alike; only the types keep them apart.
    return this.#isShared ? (new SharedArrayBuffer(bytes) as unknown as ArrayBuffer) : new ArrayBuffer(bytes);
  }

  #grow(words: number): void {
    const needed = this.#words + words;
    if (needed > this.#maxWords)
      throw new CapacityError(`event tape is full: ${this.#events} events in ${this.#maxWords * 8} bytes`);
    let length = this.f64.length * 2;
    while (length < needed) length *= 2;
    const buffer = this.#memory(Math.min(length, this.#maxWords) * 8);
    const i32 = new Int32Array(buffer);
    i32.set(this.i32.subarray(0, this.#words << 1));
    this.i32 = i32;
    this.f64 = new Float64Array(buffer);
  }
}

/** Reads an {@link EventTape}. The events' times are those of the venue; when they were received it knows where the tape does. */
export class EventTapeSource implements MarketSource, Snapshotable {
  micros = 0;
  nanos = 0;
  receiveMicros: number = Number.NaN;
  receiveNanos = 0;
  readonly #tape: EventTape;
  readonly #cursor = new EventCursor();
  #next = 0;
  #event = -1;

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
    this.#event += 1;
    this.receiveMicros = tape.receivedMicros(this.#event);
    this.receiveNanos = tape.receivedNanos(this.#event);
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

  /** Points a cursor at the event at hand. */
  view(cursor: EventCursor): void {
    const { i32, f64, at } = this.#cursor;
    cursor.i32 = i32;
    cursor.f64 = f64;
    cursor.at = at;
  }

  /** From the start again. */
  rewind(): void {
    this.#next = 0;
    this.#event = -1;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.tapeSource");
    writer.f64(this.#next);
    writer.f64(this.#cursor.at);
    writer.f64(this.#event);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.tapeSource");
    const next = reader.f64();
    this.#next = reader.f64();
    this.#event = reader.f64() - 1;
    if (next > 0) this.next();
    else this.#event = -1;
  }
}
