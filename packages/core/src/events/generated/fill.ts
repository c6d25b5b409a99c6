// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** One of our orders was filled, in part or whole; positions are already updated. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Fill record. */
export const TYPE = 26;
/** Version of its layout. */
export const VERSION = 2;
/** Length of the whole record in bytes. */
export const BYTES = 104;
const TYPE_VERSION = 131098;
const WORDS = 13;

/** A Fill as an object, for the edge. */
export interface View {
  type: "Fill";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** fill price, in price units. */
  price: number;
  /** fill size, in size units. */
  quantity: number;
  /** what still works, in size units. */
  leavesQuantity: number;
  /** what of the working quantity the fill used up: less than its size if the venue overfilled, in size units. */
  released: number;
  /** Side. */
  side: number;
  /** Liquidity. */
  liquidity: number;
  /** whose order it was. */
  strategy: number;
  /** fee in the portfolio's fee units, a rebate negative; NaN if the venue did not tell. */
  fee: number;
  /** the venue's id of the execution; 0 unknown, a safe integer. */
  executionId: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** price: fill price, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: fill size, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** leavesQuantity: what still works, in size units. */
export function leavesQuantity(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** released: what of the working quantity the fill used up: less than its size if the venue overfilled, in size units. */
export function released(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** liquidity: Liquidity. */
export function liquidity(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** strategy: whose order it was. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 20]!;
}

/** fee: fee in the portfolio's fee units, a rebate negative; NaN if the venue did not tell. */
export function fee(event: EventCursor): number {
  return event.f64[event.at + 11]!;
}

/** executionId: the venue's id of the execution; 0 unknown, a safe integer. */
export function executionId(event: EventCursor): number {
  return event.f64[event.at + 12]!;
}

/** Emits a Fill caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, released: number, side: number, liquidity: number, strategy: number, fee: number, executionId: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.f64[e.at + 8] = released;
  e.i32[(e.at << 1) + 18] = side;
  e.i32[(e.at << 1) + 19] = liquidity;
  e.i32[(e.at << 1) + 20] = strategy;
  e.f64[e.at + 11] = fee;
  e.f64[e.at + 12] = executionId;
  e.i32[(e.at << 1) + 21] = 0;
  out.commit();
}

/** Writes a Fill that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, price: number, quantity: number, leavesQuantity: number, released: number, side: number, liquidity: number, strategy: number, fee: number, executionId: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.f64[e.at + 8] = released;
  e.i32[(e.at << 1) + 18] = side;
  e.i32[(e.at << 1) + 19] = liquidity;
  e.i32[(e.at << 1) + 20] = strategy;
  e.f64[e.at + 11] = fee;
  e.f64[e.at + 12] = executionId;
  e.i32[(e.at << 1) + 21] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Fill",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    price: price(event),
    quantity: quantity(event),
    leavesQuantity: leavesQuantity(event),
    released: released(event),
    side: side(event),
    liquidity: liquidity(event),
    strategy: strategy(event),
    fee: fee(event),
    executionId: executionId(event),
  };
}
