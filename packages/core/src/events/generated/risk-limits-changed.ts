// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** New limits are in force, or were not fit to be. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RiskLimitsChanged record. */
export const TYPE = 31;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65567;
const WORDS = 7;

/** A RiskLimitsChanged as an object, for the edge. */
export interface View {
  type: "RiskLimitsChanged";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** version of the limits in force now. */
  limitsVersion: number;
  /** 1 if they are in force, 0 if those before stay. */
  accepted: number;
  /** how many values they had. */
  rows: number;
  /** who, as the commit told. */
  actor: number;
  /** why, as the commit told. */
  reason: number;
}

/** limitsVersion: version of the limits in force now. */
export function limitsVersion(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** accepted: 1 if they are in force, 0 if those before stay. */
export function accepted(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** rows: how many values they had. */
export function rows(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** actor: who, as the commit told. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** reason: why, as the commit told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** Emits a RiskLimitsChanged caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, limitsVersion: number, accepted: number, rows: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = limitsVersion;
  e.i32[(e.at << 1) + 9] = accepted;
  e.i32[(e.at << 1) + 10] = rows;
  e.i32[(e.at << 1) + 11] = actor;
  e.i32[(e.at << 1) + 12] = reason;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** Writes a RiskLimitsChanged that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, limitsVersion: number, accepted: number, rows: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = limitsVersion;
  e.i32[(e.at << 1) + 9] = accepted;
  e.i32[(e.at << 1) + 10] = rows;
  e.i32[(e.at << 1) + 11] = actor;
  e.i32[(e.at << 1) + 12] = reason;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RiskLimitsChanged",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    limitsVersion: limitsVersion(event),
    accepted: accepted(event),
    rows: rows(event),
    actor: actor(event),
    reason: reason(event),
  };
}
