// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What may be done in an instrument at a venue from now on. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a TradingStatus record. */
export const TYPE = 16;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 40;
const TYPE_VERSION = 65552;
const WORDS = 5;

/** A TradingStatus as an object, for the edge. */
export interface View {
  type: "TradingStatus";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** TradingState. */
  state: number;
}

/** state: TradingState. */
export function state(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** Emits a TradingStatus caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, state: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = state;
  e.i32[(e.at << 1) + 9] = 0;
  out.commit();
}

/** Writes a TradingStatus that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, state: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = state;
  e.i32[(e.at << 1) + 9] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "TradingStatus",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    state: state(event),
  };
}
