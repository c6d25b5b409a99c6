// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The order whose OrderIntent comes after it is a child of a routed order. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RouteChild record. */
export const TYPE = 59;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65595;
const WORDS = 8;

/** A RouteChild as an object, for the edge. */
export interface View {
  type: "RouteChild";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the child, a safe integer. */
  orderId: number;
  /** the routed order, a safe integer. */
  parentId: number;
  /** what the router expects it to cost beyond the best price, fees in, in price units × size units. */
  expectedCost: number;
  /** which split it belongs to, from 1. */
  round: number;
}

/** orderId: the child, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** parentId: the routed order, a safe integer. */
export function parentId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** expectedCost: what the router expects it to cost beyond the best price, fees in, in price units × size units. */
export function expectedCost(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** round: which split it belongs to, from 1. */
export function round(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** Emits a RouteChild caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, parentId: number, expectedCost: number, round: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = parentId;
  e.f64[e.at + 6] = expectedCost;
  e.i32[(e.at << 1) + 14] = round;
  e.i32[(e.at << 1) + 15] = 0;
  out.commit();
}

/** Writes a RouteChild that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, parentId: number, expectedCost: number, round: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = parentId;
  e.f64[e.at + 6] = expectedCost;
  e.i32[(e.at << 1) + 14] = round;
  e.i32[(e.at << 1) + 15] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RouteChild",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    parentId: parentId(event),
    expectedCost: expectedCost(event),
    round: round(event),
  };
}
