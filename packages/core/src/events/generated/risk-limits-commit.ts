// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The limits told since the last commit take the place of those in force, all at once. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RiskLimitsCommit record. */
export const TYPE = 14;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65550;
const WORDS = 6;

/** A RiskLimitsCommit as an object, for the edge. */
export interface View {
  type: "RiskLimitsCommit";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** how many RiskLimit records belong to it. */
  rows: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
  /** why: a number of the operator's own; 0 not told. */
  reason: number;
}

/** rows: how many RiskLimit records belong to it. */
export function rows(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** reason: why: a number of the operator's own; 0 not told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** Emits a RiskLimitsCommit caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, rows: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = rows;
  e.i32[(e.at << 1) + 9] = actor;
  e.i32[(e.at << 1) + 10] = reason;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** Writes a RiskLimitsCommit that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, rows: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = rows;
  e.i32[(e.at << 1) + 9] = actor;
  e.i32[(e.at << 1) + 10] = reason;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RiskLimitsCommit",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    rows: rows(event),
    actor: actor(event),
    reason: reason(event),
  };
}
