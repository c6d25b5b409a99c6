// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What was known of an instrument's price levels is void; those of the whole book follow, now or when it is known again. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a BookClear record. */
export const TYPE = 15;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65551;
const WORDS = 6;

/** A BookClear as an object, for the edge. */
export interface View {
  type: "BookClear";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** Side of the levels that are void; 0 both. */
  side: number;
  /** 0 if the whole book follows at once; else why it is lost, a number of the feed's. */
  reason: number;
  /** BookFlag bits. */
  flags: number;
}

/** side: Side of the levels that are void; 0 both. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** reason: 0 if the whole book follows at once; else why it is lost, a number of the feed's. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** flags: BookFlag bits. */
export function flags(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** Emits a BookClear caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, side: number, reason: number, flags: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = side;
  e.i32[(e.at << 1) + 9] = reason;
  e.i32[(e.at << 1) + 10] = flags;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** Writes a BookClear that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, side: number, reason: number, flags: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = side;
  e.i32[(e.at << 1) + 9] = reason;
  e.i32[(e.at << 1) + 10] = flags;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "BookClear",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    side: side(event),
    reason: reason(event),
    flags: flags(event),
  };
}
