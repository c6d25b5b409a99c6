// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What a venue says and what is known here differ, or it says nothing at all; and what was done about it. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Discrepancy record. */
export const TYPE = 45;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 72;
const TYPE_VERSION = 65581;
const WORDS = 9;

/** A Discrepancy as an object, for the edge. */
export interface View {
  type: "Discrepancy";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order; 0 if it is about a position, a safe integer. */
  orderId: number;
  /** what is known here: a quantity, a price, a state. */
  ours: number;
  /** what the venue says. */
  theirs: number;
  /** DiscrepancyKind of the orders package. */
  kind: number;
  /** Resolution of the orders package. */
  resolution: number;
  /** whose order it is; 0 if it is about a position or nobody's. */
  strategy: number;
}

/** orderId: the order; 0 if it is about a position, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** ours: what is known here: a quantity, a price, a state. */
export function ours(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** theirs: what the venue says. */
export function theirs(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** kind: DiscrepancyKind of the orders package. */
export function kind(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** resolution: Resolution of the orders package. */
export function resolution(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** strategy: whose order it is; 0 if it is about a position or nobody's. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** Emits a Discrepancy caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, ours: number, theirs: number, kind: number, resolution: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = ours;
  e.f64[e.at + 6] = theirs;
  e.i32[(e.at << 1) + 14] = kind;
  e.i32[(e.at << 1) + 15] = resolution;
  e.i32[(e.at << 1) + 16] = strategy;
  e.i32[(e.at << 1) + 17] = 0;
  out.commit();
}

/** Writes a Discrepancy that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, ours: number, theirs: number, kind: number, resolution: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = ours;
  e.f64[e.at + 6] = theirs;
  e.i32[(e.at << 1) + 14] = kind;
  e.i32[(e.at << 1) + 15] = resolution;
  e.i32[(e.at << 1) + 16] = strategy;
  e.i32[(e.at << 1) + 17] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Discrepancy",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    ours: ours(event),
    theirs: theirs(event),
    kind: kind(event),
    resolution: resolution(event),
    strategy: strategy(event),
  };
}
