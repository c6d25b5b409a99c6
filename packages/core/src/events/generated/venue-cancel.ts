// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A cancel at a venue's matching engine. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenueCancel record. */
export const TYPE = 9;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 40;
const TYPE_VERSION = 65545;
const WORDS = 5;

/** A VenueCancel as an object, for the edge. */
export interface View {
  type: "VenueCancel";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order to cancel, a safe integer. */
  orderId: number;
}

/** orderId: the order to cancel, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** Emits a VenueCancel caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  out.commit();
}

/** Writes a VenueCancel that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenueCancel",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
  };
}
