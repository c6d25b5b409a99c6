// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** An order that is well formed and registered, on its way to the risk gate. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderRequest record. */
export const TYPE = 28;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 72;
const TYPE_VERSION = 65564;
const WORDS = 9;

/** A OrderRequest as an object, for the edge. */
export interface View {
  type: "OrderRequest";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** limit price; 0 for a market order, in price units. */
  price: number;
  /** order quantity, in size units. */
  quantity: number;
  /** Side. */
  side: number;
  /** OrderType. */
  orderType: number;
  /** TimeInForce. */
  timeInForce: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the engine's own order id, a safe integer. */
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

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** orderType: OrderType. */
export function orderType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** timeInForce: TimeInForce. */
export function timeInForce(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** Emits a OrderRequest caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, price: number, quantity: number, side: number, orderType: number, timeInForce: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = orderType;
  e.i32[(e.at << 1) + 16] = timeInForce;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** Writes a OrderRequest that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, price: number, quantity: number, side: number, orderType: number, timeInForce: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = orderType;
  e.i32[(e.at << 1) + 16] = timeInForce;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderRequest",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    price: price(event),
    quantity: quantity(event),
    side: side(event),
    orderType: orderType(event),
    timeInForce: timeInForce(event),
    strategy: strategy(event),
  };
}
