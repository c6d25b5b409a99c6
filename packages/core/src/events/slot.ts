import { assert } from "../errors.ts";
import { storeTime } from "../time.ts";
import { EventCursor } from "./cursor.ts";
import type { EventSink } from "./queue.ts";

/** Words of 8 bytes that a slot has room for: more than the longest record of the schema. */
const WORDS = 64;

/**
 * Room for one record, which the next one is written over: for who hands each event on before the next, as the driver of a
 * backtest does. Cheaper than an {@link EventQueue}, for nothing waits.
 *
 * @example
 * const slot = new EventSlot();
 * Bar.write(slot, micros, 0, 0, 0, open, high, low, close, volume);
 * engine.processRecord(slot.cursor);
 */
export class EventSlot implements EventSink {
  /** The record. */
  readonly cursor: EventCursor = new EventCursor(new ArrayBuffer(WORDS * 8));
  /** Whether a record is begun and not whole. */
  #isBegun = false;

  begin(typeVersion: number, words: number, cause: EventCursor, instrument: number, venue: number): EventCursor {
    const { i32, f64 } = this.cursor;
    const time = (cause.at << 1) + 4;
    const sequence = cause.f64[cause.at + 1]!;
    const low = cause.i32[time]!;
    const high = cause.i32[time + 1]!;
    this.#begin(typeVersion, words, instrument, venue);
    f64[1] = sequence;
    i32[4] = low;
    i32[5] = high;
    return this.cursor;
  }

  beginAt(
    typeVersion: number,
    words: number,
    micros: number,
    nanos: number,
    instrument: number,
    venue: number,
  ): EventCursor {
    this.#begin(typeVersion, words, instrument, venue);
    this.cursor.f64[1] = 0;
    storeTime(this.cursor.i32, 4, micros, nanos);
    return this.cursor;
  }

  commit(): void {
    assert(this.#isBegun, "commit without begin");
    this.#isBegun = false;
  }

  #begin(typeVersion: number, words: number, instrument: number, venue: number): void {
    assert(words <= WORDS, "a slot has room for 512 bytes");
    this.#isBegun = true;
    const { i32 } = this.cursor;
    i32[0] = words << 3;
    i32[1] = typeVersion;
    i32[6] = instrument;
    i32[7] = venue;
  }
}
