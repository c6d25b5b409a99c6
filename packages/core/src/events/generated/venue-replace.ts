// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A new price and open quantity for an order at a venue's matching engine. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenueReplace record. */
export const TYPE = 10;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65546;
const WORDS = 7;

/** A VenueReplace as an object, for the edge. */
export interface View {
  type: "VenueReplace";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order to replace, a safe integer. */
  orderId: number;
  /** new price, in price units. */
  price: number;
  /** new open quantity, in size units. */
  quantity: number;
}

/** orderId: the order to replace, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** price: new price, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: new open quantity, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** Emits a VenueReplace caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, price: number, quantity: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  out.commit();
}

/** Writes a VenueReplace that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, price: number, quantity: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenueReplace",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    price: price(event),
    quantity: quantity(event),
  };
}
