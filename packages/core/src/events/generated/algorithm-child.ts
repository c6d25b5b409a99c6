// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The order whose OrderIntent comes after it is a child of an execution algorithm's order. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a AlgorithmChild record. */
export const TYPE = 58;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65594;
const WORDS = 8;

/** A AlgorithmChild as an object, for the edge. */
export interface View {
  type: "AlgorithmChild";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the child, a safe integer. */
  orderId: number;
  /** the algorithm's order, a safe integer. */
  parentId: number;
  /** what the parent had filled by then, in size units. */
  filled: number;
  /** AlgorithmKind. */
  algorithm: number;
  /** which child it is, from 1. */
  child: number;
}

/** orderId: the child, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** parentId: the algorithm's order, a safe integer. */
export function parentId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** filled: what the parent had filled by then, in size units. */
export function filled(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** algorithm: AlgorithmKind. */
export function algorithm(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** child: which child it is, from 1. */
export function child(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** Emits a AlgorithmChild caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, parentId: number, filled: number, algorithm: number, child: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = parentId;
  e.f64[e.at + 6] = filled;
  e.i32[(e.at << 1) + 14] = algorithm;
  e.i32[(e.at << 1) + 15] = child;
  out.commit();
}

/** Writes a AlgorithmChild that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, parentId: number, filled: number, algorithm: number, child: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = parentId;
  e.f64[e.at + 6] = filled;
  e.i32[(e.at << 1) + 14] = algorithm;
  e.i32[(e.at << 1) + 15] = child;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "AlgorithmChild",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    parentId: parentId(event),
    filled: filled(event),
    algorithm: algorithm(event),
    child: child(event),
  };
}
