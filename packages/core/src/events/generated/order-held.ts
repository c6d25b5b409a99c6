// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The engine keeps an order back, and no venue knows of it: until its trigger or its auction, or until its group lets it go. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderHeld record. */
export const TYPE = 41;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 72;
const TYPE_VERSION = 65577;
const WORDS = 9;

/** A OrderHeld as an object, for the edge. */
export interface View {
  type: "OrderHeld";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** from where it acts; 0 if it waits for no price, in price units. */
  triggerPrice: number;
  /** order quantity, in size units. */
  quantity: number;
  /** Side. */
  side: number;
  /** OrderType. */
  orderType: number;
  /** who keeps it: 1 the engine, 2 its group. */
  holder: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** triggerPrice: from where it acts; 0 if it waits for no price, in price units. */
export function triggerPrice(event: EventCursor): number {
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

/** holder: who keeps it: 1 the engine, 2 its group. */
export function holder(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** Emits a OrderHeld caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, triggerPrice: number, quantity: number, side: number, orderType: number, holder: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = triggerPrice;
  e.f64[e.at + 6] = quantity;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = orderType;
  e.i32[(e.at << 1) + 16] = holder;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** Writes a OrderHeld that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, triggerPrice: number, quantity: number, side: number, orderType: number, holder: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = triggerPrice;
  e.f64[e.at + 6] = quantity;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = orderType;
  e.i32[(e.at << 1) + 16] = holder;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderHeld",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    triggerPrice: triggerPrice(event),
    quantity: quantity(event),
    side: side(event),
    orderType: orderType(event),
    holder: holder(event),
    strategy: strategy(event),
  };
}
