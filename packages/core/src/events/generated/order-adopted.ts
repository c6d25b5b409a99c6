// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** An order that works at a venue and was not known here is one of ours from now on: what it may still trade is to be reserved. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderAdopted record. */
export const TYPE = 44;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 80;
const TYPE_VERSION = 65580;
const WORDS = 10;

/** A OrderAdopted as an object, for the edge. */
export interface View {
  type: "OrderAdopted";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, as the venue has it, a safe integer. */
  orderId: number;
  /** limit price; 0 for a market order, in price units. */
  price: number;
  /** order quantity, in size units. */
  quantity: number;
  /** what still works, in size units. */
  leavesQuantity: number;
  /** Side. */
  side: number;
  /** OrderType. */
  orderType: number;
  /** TimeInForce. */
  timeInForce: number;
  /** whose it is taken to be. */
  strategy: number;
}

/** orderId: the engine's own order id, as the venue has it, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** price: limit price; 0 for a market order, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: order quantity, in size units. */
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

/** orderType: OrderType. */
export function orderType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** timeInForce: TimeInForce. */
export function timeInForce(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** strategy: whose it is taken to be. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** Emits a OrderAdopted caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, side: number, orderType: number, timeInForce: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = orderType;
  e.i32[(e.at << 1) + 18] = timeInForce;
  e.i32[(e.at << 1) + 19] = strategy;
  out.commit();
}

/** Writes a OrderAdopted that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, side: number, orderType: number, timeInForce: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = orderType;
  e.i32[(e.at << 1) + 18] = timeInForce;
  e.i32[(e.at << 1) + 19] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderAdopted",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    price: price(event),
    quantity: quantity(event),
    leavesQuantity: leavesQuantity(event),
    side: side(event),
    orderType: orderType(event),
    timeInForce: timeInForce(event),
    strategy: strategy(event),
  };
}
