// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The connection to a venue is lost or there again, or the venue's own list of what works begins or ends. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenueSession record. */
export const TYPE = 17;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 40;
const TYPE_VERSION = 65553;
const WORDS = 5;

/** A VenueSession as an object, for the edge. */
export interface View {
  type: "VenueSession";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** SessionState. */
  state: number;
  /** a number of the gateway's own; 0 if it has none. */
  argument: number;
}

/** state: SessionState. */
export function state(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** argument: a number of the gateway's own; 0 if it has none. */
export function argument(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** Emits a VenueSession caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, state: number, argument: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = state;
  e.i32[(e.at << 1) + 9] = argument;
  out.commit();
}

/** Writes a VenueSession that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, state: number, argument: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = state;
  e.i32[(e.at << 1) + 9] = argument;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenueSession",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    state: state(event),
    argument: argument(event),
  };
}
