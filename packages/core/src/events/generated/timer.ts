// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A timer that a stage had asked for is due. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Timer record. */
export const TYPE = 5;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 40;
const TYPE_VERSION = 65541;
const WORDS = 5;

/** A Timer as an object, for the edge. */
export interface View {
  type: "Timer";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** which timer, a safe integer. */
  timer: number;
}

/** timer: which timer, a safe integer. */
export function timer(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** Emits a Timer caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, timer: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = timer;
  out.commit();
}

/** Writes a Timer that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, timer: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = timer;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Timer",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    timer: timer(event),
  };
}
