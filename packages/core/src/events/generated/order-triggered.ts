// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What a held order waited for has come: it goes on to the risk gate. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderTriggered record. */
export const TYPE = 42;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65578;
const WORDS = 8;

/** A OrderTriggered as an object, for the edge. */
export interface View {
  type: "OrderTriggered";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** from where it acted; 0 if it waited for no price, in price units. */
  triggerPrice: number;
  /** the price that set it off; 0 if none did, in price units. */
  marketPrice: number;
  /** Side. */
  side: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** triggerPrice: from where it acted; 0 if it waited for no price, in price units. */
export function triggerPrice(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** marketPrice: the price that set it off; 0 if none did, in price units. */
export function marketPrice(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** Emits a OrderTriggered caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, triggerPrice: number, marketPrice: number, side: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = triggerPrice;
  e.f64[e.at + 6] = marketPrice;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = strategy;
  out.commit();
}

/** Writes a OrderTriggered that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, triggerPrice: number, marketPrice: number, side: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = triggerPrice;
  e.f64[e.at + 6] = marketPrice;
  e.i32[(e.at << 1) + 14] = side;
  e.i32[(e.at << 1) + 15] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderTriggered",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    triggerPrice: triggerPrice(event),
    marketPrice: marketPrice(event),
    side: side(event),
    strategy: strategy(event),
  };
}
