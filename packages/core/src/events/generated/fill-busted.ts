// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A fill that was told before never was: positions are already taken back. Its first fields are those of the Fill. Where a fill was corrected, what it is now follows as a Fill. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a FillBusted record. */
export const TYPE = 38;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 128;
const TYPE_VERSION = 65574;
const WORDS = 16;

/** A FillBusted as an object, for the edge. */
export interface View {
  type: "FillBusted";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** price of the fill that was told, in price units. */
  price: number;
  /** its size, in size units. */
  quantity: number;
  /** what works now, in size units. */
  leavesQuantity: number;
  /** what of its size works again; 0 where the venue does not reinstate the order, in size units. */
  restored: number;
  /** Side. */
  side: number;
  /** Liquidity of the fill. */
  liquidity: number;
  /** whose order it was. */
  strategy: number;
  /** fee that was told with the fill, in the portfolio's fee units; NaN if none was told. */
  fee: number;
  /** the venue's id of the execution that was, a safe integer. */
  executionId: number;
  /** limit price of the order; 0 for a market order, in price units. */
  orderPrice: number;
  /** quantity of the order from now on, what was filled included, in size units. */
  orderQuantity: number;
  /** 1 if a Fill in its place follows, 0 if there is none. */
  corrected: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** price: price of the fill that was told, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: its size, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** leavesQuantity: what works now, in size units. */
export function leavesQuantity(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** restored: what of its size works again; 0 where the venue does not reinstate the order, in size units. */
export function restored(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** liquidity: Liquidity of the fill. */
export function liquidity(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** strategy: whose order it was. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 20]!;
}

/** fee: fee that was told with the fill, in the portfolio's fee units; NaN if none was told. */
export function fee(event: EventCursor): number {
  return event.f64[event.at + 11]!;
}

/** executionId: the venue's id of the execution that was, a safe integer. */
export function executionId(event: EventCursor): number {
  return event.f64[event.at + 12]!;
}

/** orderPrice: limit price of the order; 0 for a market order, in price units. */
export function orderPrice(event: EventCursor): number {
  return event.f64[event.at + 13]!;
}

/** orderQuantity: quantity of the order from now on, what was filled included, in size units. */
export function orderQuantity(event: EventCursor): number {
  return event.f64[event.at + 14]!;
}

/** corrected: 1 if a Fill in its place follows, 0 if there is none. */
export function corrected(event: EventCursor): number {
  return event.i32[(event.at << 1) + 30]!;
}

/** Emits a FillBusted caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, restored: number, side: number, liquidity: number, strategy: number, fee: number, executionId: number, orderPrice: number, orderQuantity: number, corrected: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.f64[e.at + 8] = restored;
  e.i32[(e.at << 1) + 18] = side;
  e.i32[(e.at << 1) + 19] = liquidity;
  e.i32[(e.at << 1) + 20] = strategy;
  e.f64[e.at + 11] = fee;
  e.f64[e.at + 12] = executionId;
  e.f64[e.at + 13] = orderPrice;
  e.f64[e.at + 14] = orderQuantity;
  e.i32[(e.at << 1) + 30] = corrected;
  e.i32[(e.at << 1) + 21] = 0;
  e.i32[(e.at << 1) + 31] = 0;
  out.commit();
}

/** Writes a FillBusted that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, restored: number, side: number, liquidity: number, strategy: number, fee: number, executionId: number, orderPrice: number, orderQuantity: number, corrected: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.f64[e.at + 8] = restored;
  e.i32[(e.at << 1) + 18] = side;
  e.i32[(e.at << 1) + 19] = liquidity;
  e.i32[(e.at << 1) + 20] = strategy;
  e.f64[e.at + 11] = fee;
  e.f64[e.at + 12] = executionId;
  e.f64[e.at + 13] = orderPrice;
  e.f64[e.at + 14] = orderQuantity;
  e.i32[(e.at << 1) + 30] = corrected;
  e.i32[(e.at << 1) + 21] = 0;
  e.i32[(e.at << 1) + 31] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "FillBusted",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    price: price(event),
    quantity: quantity(event),
    leavesQuantity: leavesQuantity(event),
    restored: restored(event),
    side: side(event),
    liquidity: liquidity(event),
    strategy: strategy(event),
    fee: fee(event),
    executionId: executionId(event),
    orderPrice: orderPrice(event),
    orderQuantity: orderQuantity(event),
    corrected: corrected(event),
  };
}
