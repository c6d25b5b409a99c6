// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A venue has answered a replace: the order has its new terms, or keeps those it had. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderReplaced record. */
export const TYPE = 36;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 80;
const TYPE_VERSION = 65572;
const WORDS = 10;

/** A OrderReplaced as an object, for the edge. */
export interface View {
  type: "OrderReplaced";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** limit price from now on, in price units. */
  price: number;
  /** order quantity from now on, what was filled included, in size units. */
  quantity: number;
  /** what still works, in size units. */
  leavesQuantity: number;
  /** Side. */
  side: number;
  /** 1 if the terms are new, 0 if the venue refused, 2 if the venue changed them unasked. */
  accepted: number;
  /** the venue's reason; 0 if none. */
  reason: number;
  /** whose order it is. */
  strategy: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** price: limit price from now on, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: order quantity from now on, what was filled included, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** leavesQuantity: what still works, in size units. */
export function leavesQuantity(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** accepted: 1 if the terms are new, 0 if the venue refused, 2 if the venue changed them unasked. */
export function accepted(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** reason: the venue's reason; 0 if none. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** strategy: whose order it is. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** Emits a OrderReplaced caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, side: number, accepted: number, reason: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = accepted;
  e.i32[(e.at << 1) + 18] = reason;
  e.i32[(e.at << 1) + 19] = strategy;
  out.commit();
}

/** Writes a OrderReplaced that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, side: number, accepted: number, reason: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = accepted;
  e.i32[(e.at << 1) + 18] = reason;
  e.i32[(e.at << 1) + 19] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderReplaced",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    price: price(event),
    quantity: quantity(event),
    leavesQuantity: leavesQuantity(event),
    side: side(event),
    accepted: accepted(event),
    reason: reason(event),
    strategy: strategy(event),
  };
}
