// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The risk gate or the order manager refused an order or a cancel. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderRefused record. */
export const TYPE = 25;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65561;
const WORDS = 8;

/** A OrderRefused as an object, for the edge. */
export interface View {
  type: "OrderRefused";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order refused, a safe integer. */
  orderId: number;
  /** the limit that was broken. */
  limit: number;
  /** the value that broke it. */
  value: number;
  /** RefusalReason. */
  reason: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the order refused, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** limit: the limit that was broken. */
export function limit(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** value: the value that broke it. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** reason: RefusalReason. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** Emits a OrderRefused caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, limit: number, value: number, reason: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = limit;
  e.f64[e.at + 6] = value;
  e.i32[(e.at << 1) + 14] = reason;
  e.i32[(e.at << 1) + 15] = strategy;
  out.commit();
}

/** Writes a OrderRefused that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, limit: number, value: number, reason: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = limit;
  e.f64[e.at + 6] = value;
  e.i32[(e.at << 1) + 14] = reason;
  e.i32[(e.at << 1) + 15] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderRefused",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    limit: limit(event),
    value: value(event),
    reason: reason(event),
    strategy: strategy(event),
  };
}
