// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A strategy wants a quantity taken wherever it costs least: the router splits it over the venues. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RouteOrder record. */
export const TYPE = 52;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 72;
const TYPE_VERSION = 65588;
const WORDS = 9;

/** A RouteOrder as an object, for the edge. */
export interface View {
  type: "RouteOrder";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the parent order's id, a safe integer. */
  orderId: number;
  /** what is to be traded in all, in size units. */
  quantity: number;
  /** no child trades beyond it; 0 for none, in price units. */
  limitPrice: number;
  /** until when the router waits for liquidity, in microseconds since the Unix epoch; 0 not at all. */
  endMicros: number;
  /** Side. */
  side: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the parent order's id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** quantity: what is to be traded in all, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** limitPrice: no child trades beyond it; 0 for none, in price units. */
export function limitPrice(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** endMicros: until when the router waits for liquidity, in microseconds since the Unix epoch; 0 not at all. */
export function endMicros(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** Emits a RouteOrder caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, quantity: number, limitPrice: number, endMicros: number, side: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = limitPrice;
  e.f64[e.at + 7] = endMicros;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** Writes a RouteOrder that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, quantity: number, limitPrice: number, endMicros: number, side: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = limitPrice;
  e.f64[e.at + 7] = endMicros;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RouteOrder",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    quantity: quantity(event),
    limitPrice: limitPrice(event),
    endMicros: endMicros(event),
    side: side(event),
    strategy: strategy(event),
  };
}
