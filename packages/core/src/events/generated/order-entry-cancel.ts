// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** Somebody outside wants an order cancelled, whoever asked for it. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderEntryCancel record. */
export const TYPE = 111;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65647;
const WORDS = 6;

/** A OrderEntryCancel as an object, for the edge. */
export interface View {
  type: "OrderEntryCancel";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order to cancel, a safe integer. */
  orderId: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
}

/** orderId: the order to cancel, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** Emits a OrderEntryCancel caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, actor: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.i32[(e.at << 1) + 10] = actor;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** Writes a OrderEntryCancel that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, actor: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.i32[(e.at << 1) + 10] = actor;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderEntryCancel",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    actor: actor(event),
  };
}
