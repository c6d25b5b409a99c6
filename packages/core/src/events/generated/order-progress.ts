// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** An order that the engine works in slices was filled through one of them, whose Fill came before. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderProgress record. */
export const TYPE = 43;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 80;
const TYPE_VERSION = 65579;
const WORDS = 10;

/** A OrderProgress as an object, for the edge. */
export interface View {
  type: "OrderProgress";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the whole order, a safe integer. */
  orderId: number;
  /** the order of the slice, a safe integer. */
  sliceId: number;
  /** filled now, negative for a bust, in size units. */
  quantity: number;
  /** what is left of the whole order, in size units. */
  leavesQuantity: number;
  /** filled of the whole order, in size units. */
  cumulativeQuantity: number;
  /** Side. */
  side: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the whole order, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** sliceId: the order of the slice, a safe integer. */
export function sliceId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: filled now, negative for a bust, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** leavesQuantity: what is left of the whole order, in size units. */
export function leavesQuantity(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** cumulativeQuantity: filled of the whole order, in size units. */
export function cumulativeQuantity(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** Emits a OrderProgress caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, sliceId: number, quantity: number, leavesQuantity: number, cumulativeQuantity: number, side: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = sliceId;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.f64[e.at + 8] = cumulativeQuantity;
  e.i32[(e.at << 1) + 18] = side;
  e.i32[(e.at << 1) + 19] = strategy;
  out.commit();
}

/** Writes a OrderProgress that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, sliceId: number, quantity: number, leavesQuantity: number, cumulativeQuantity: number, side: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = sliceId;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = leavesQuantity;
  e.f64[e.at + 8] = cumulativeQuantity;
  e.i32[(e.at << 1) + 18] = side;
  e.i32[(e.at << 1) + 19] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderProgress",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    sliceId: sliceId(event),
    quantity: quantity(event),
    leavesQuantity: leavesQuantity(event),
    cumulativeQuantity: cumulativeQuantity(event),
    side: side(event),
    strategy: strategy(event),
  };
}
