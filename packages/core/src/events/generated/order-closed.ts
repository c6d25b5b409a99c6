// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** One of our orders works no more: filled, cancelled, expired or rejected by the venue. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderClosed record. */
export const TYPE = 27;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 72;
const TYPE_VERSION = 65563;
const WORDS = 9;

/** A OrderClosed as an object, for the edge. */
export interface View {
  type: "OrderClosed";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** what still worked and now works no more, in size units. */
  released: number;
  /** filled in all, in size units. */
  cumulativeQuantity: number;
  /** Side. */
  side: number;
  /** OrderStatus. */
  status: number;
  /** the venue's reason; 0 if none. */
  reason: number;
  /** whose order it was. */
  strategy: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** released: what still worked and now works no more, in size units. */
export function released(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** cumulativeQuantity: filled in all, in size units. */
export function cumulativeQuantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** status: OrderStatus. */
export function status(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** reason: the venue's reason; 0 if none. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** strategy: whose order it was. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** Emits a OrderClosed caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, released: number, cumulativeQuantity: number, side: number, status: number, reason: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = released;
  e.f64[e.at + 6] = cumulativeQuantity;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = status;
  e.i32[(e.at << 1) + 16] = reason;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** Writes a OrderClosed that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, released: number, cumulativeQuantity: number, side: number, status: number, reason: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = released;
  e.f64[e.at + 6] = cumulativeQuantity;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = status;
  e.i32[(e.at << 1) + 16] = reason;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderClosed",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    released: released(event),
    cumulativeQuantity: cumulativeQuantity(event),
    side: side(event),
    status: status(event),
    reason: reason(event),
    strategy: strategy(event),
  };
}
