// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A trade printed by the venue. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Trade record. */
export const TYPE = 2;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65538;
const WORDS = 7;

/** A Trade as an object, for the edge. */
export interface View {
  type: "Trade";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** trade price, in price units. */
  price: number;
  /** traded size, in size units. */
  quantity: number;
  /** Side of the taker; 0 unknown. */
  aggressor: number;
}

/** price: trade price, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** quantity: traded size, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** aggressor: Side of the taker; 0 unknown. */
export function aggressor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** Emits a Trade caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, price: number, quantity: number, aggressor: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = price;
  e.f64[e.at + 5] = quantity;
  e.i32[(e.at << 1) + 12] = aggressor;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** Writes a Trade that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, price: number, quantity: number, aggressor: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = price;
  e.f64[e.at + 5] = quantity;
  e.i32[(e.at << 1) + 12] = aggressor;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Trade",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    price: price(event),
    quantity: quantity(event),
    aggressor: aggressor(event),
  };
}
