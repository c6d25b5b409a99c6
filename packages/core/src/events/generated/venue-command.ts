// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What a venue's operator or clock tells its matching engine; the header names the instrument where there is one. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenueCommand record. */
export const TYPE = 11;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65547;
const WORDS = 7;

/** A VenueCommand as an object, for the edge. */
export interface View {
  type: "VenueCommand";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the control's first value: a price, a width, a position; 0 if it takes none. */
  value: number;
  /** the control's second value; 0 if it takes none. */
  secondValue: number;
  /** VenueControl. */
  control: number;
  /** the control's owner, phase or action; 0 if it takes none. */
  argument: number;
}

/** value: the control's first value: a price, a width, a position; 0 if it takes none. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** secondValue: the control's second value; 0 if it takes none. */
export function secondValue(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** control: VenueControl. */
export function control(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** argument: the control's owner, phase or action; 0 if it takes none. */
export function argument(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** Emits a VenueCommand caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, value: number, secondValue: number, control: number, argument: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = value;
  e.f64[e.at + 5] = secondValue;
  e.i32[(e.at << 1) + 12] = control;
  e.i32[(e.at << 1) + 13] = argument;
  out.commit();
}

/** Writes a VenueCommand that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, value: number, secondValue: number, control: number, argument: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = value;
  e.f64[e.at + 5] = secondValue;
  e.i32[(e.at << 1) + 12] = control;
  e.i32[(e.at << 1) + 13] = argument;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenueCommand",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    value: value(event),
    secondValue: secondValue(event),
    control: control(event),
    argument: argument(event),
  };
}
