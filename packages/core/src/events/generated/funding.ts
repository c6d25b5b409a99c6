// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A funding payment of a perpetual future is due on what is held: longs pay shorts where the rate is positive. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Funding record. */
export const TYPE = 80;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65616;
const WORDS = 6;

/** A Funding as an object, for the edge. */
export interface View {
  type: "Funding";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** share of the position's value for the interval, such as 0.0001. */
  rate: number;
  /** price that it is reckoned at; 0 for the mark, in price units. */
  price: number;
}

/** rate: share of the position's value for the interval, such as 0.0001. */
export function rate(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** price: price that it is reckoned at; 0 for the mark, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** Emits a Funding caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, rate: number, price: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = rate;
  e.f64[e.at + 5] = price;
  out.commit();
}

/** Writes a Funding that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, rate: number, price: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = rate;
  e.f64[e.at + 5] = price;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Funding",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    rate: rate(event),
    price: price(event),
  };
}
