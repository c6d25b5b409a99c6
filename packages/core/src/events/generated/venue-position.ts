// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** Our position in an instrument as a venue has it, on the list that follows a reconnect. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenuePosition record. */
export const TYPE = 19;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65555;
const WORDS = 6;

/** A VenuePosition as an object, for the edge. */
export interface View {
  type: "VenuePosition";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** signed position, in size units. */
  position: number;
  /** average cost in price units; NaN if not told. */
  averagePrice: number;
}

/** position: signed position, in size units. */
export function position(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** averagePrice: average cost in price units; NaN if not told. */
export function averagePrice(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** Emits a VenuePosition caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, position: number, averagePrice: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = position;
  e.f64[e.at + 5] = averagePrice;
  out.commit();
}

/** Writes a VenuePosition that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, position: number, averagePrice: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = position;
  e.f64[e.at + 5] = averagePrice;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenuePosition",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    position: position(event),
    averagePrice: averagePrice(event),
  };
}
