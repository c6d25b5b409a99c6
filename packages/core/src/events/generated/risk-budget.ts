// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A part of a sharded engine has another share of the limits that are amounts, from this input on. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RiskBudget record. */
export const TYPE = 62;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65598;
const WORDS = 7;

/** A RiskBudget as an object, for the edge. */
export interface View {
  type: "RiskBudget";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** its share of the whole's limits, greater than 0 and at most 1. */
  share: number;
  /** which part: instruments of one cell share a budget. */
  cell: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
  /** why: a number of the operator's own; 0 not told. */
  reason: number;
}

/** share: its share of the whole's limits, greater than 0 and at most 1. */
export function share(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** cell: which part: instruments of one cell share a budget. */
export function cell(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** reason: why: a number of the operator's own; 0 not told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** Emits a RiskBudget caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, share: number, cell: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = share;
  e.i32[(e.at << 1) + 10] = cell;
  e.i32[(e.at << 1) + 11] = actor;
  e.i32[(e.at << 1) + 12] = reason;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** Writes a RiskBudget that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, share: number, cell: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = share;
  e.i32[(e.at << 1) + 10] = cell;
  e.i32[(e.at << 1) + 11] = actor;
  e.i32[(e.at << 1) + 12] = reason;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RiskBudget",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    share: share(event),
    cell: cell(event),
    actor: actor(event),
    reason: reason(event),
  };
}
