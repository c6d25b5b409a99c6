// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The venue is asked how an order stands, of which it has not answered a request. Its answer is a VenueOrderState. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderStatusRequest record. */
export const TYPE = 47;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65583;
const WORDS = 7;

/** A OrderStatusRequest as an object, for the edge. */
export interface View {
  type: "OrderStatusRequest";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** the venue's id of it; 0 while unknown, a safe integer. */
  venueOrderId: number;
  /** Side. */
  side: number;
  /** who asked for the order. */
  strategy: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** venueOrderId: the venue's id of it; 0 while unknown, a safe integer. */
export function venueOrderId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** strategy: who asked for the order. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** Emits a OrderStatusRequest caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, venueOrderId: number, side: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = venueOrderId;
  e.i32[(e.at << 1) + 12] = side;
  e.i32[(e.at << 1) + 13] = strategy;
  out.commit();
}

/** Writes a OrderStatusRequest that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, venueOrderId: number, side: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = venueOrderId;
  e.i32[(e.at << 1) + 12] = side;
  e.i32[(e.at << 1) + 13] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderStatusRequest",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    venueOrderId: venueOrderId(event),
    side: side(event),
    strategy: strategy(event),
  };
}
