// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A strategy wants the router to stop: the order's children are cancelled and no other follows. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RouteCancel record. */
export const TYPE = 53;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65589;
const WORDS = 6;

/** A RouteCancel as an object, for the edge. */
export interface View {
  type: "RouteCancel";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the parent order's id, a safe integer. */
  orderId: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the parent order's id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** Emits a RouteCancel caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.i32[(e.at << 1) + 10] = strategy;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** Writes a RouteCancel that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.i32[(e.at << 1) + 10] = strategy;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RouteCancel",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    strategy: strategy(event),
  };
}
