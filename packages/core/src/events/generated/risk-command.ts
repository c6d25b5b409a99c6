// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** An operator sets the state of the risk gate or of one account or strategy, cancels what works there, or shows that somebody is there. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RiskCommand record. */
export const TYPE = 12;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65548;
const WORDS = 7;

/** A RiskCommand as an object, for the edge. */
export interface View {
  type: "RiskCommand";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** RiskAction. */
  action: number;
  /** RiskScope. */
  scope: number;
  /** the account's or strategy's number; 0 for the firm. */
  scopeId: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
  /** why: a number of the operator's own; 0 not told. */
  reason: number;
}

/** action: RiskAction. */
export function action(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** scope: RiskScope. */
export function scope(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** scopeId: the account's or strategy's number; 0 for the firm. */
export function scopeId(event: EventCursor): number {
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

/** Emits a RiskCommand caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, action: number, scope: number, scopeId: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = action;
  e.i32[(e.at << 1) + 9] = scope;
  e.i32[(e.at << 1) + 10] = scopeId;
  e.i32[(e.at << 1) + 11] = actor;
  e.i32[(e.at << 1) + 12] = reason;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** Writes a RiskCommand that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, action: number, scope: number, scopeId: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = action;
  e.i32[(e.at << 1) + 9] = scope;
  e.i32[(e.at << 1) + 10] = scopeId;
  e.i32[(e.at << 1) + 11] = actor;
  e.i32[(e.at << 1) + 12] = reason;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RiskCommand",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    action: action(event),
    scope: scope(event),
    scopeId: scopeId(event),
    actor: actor(event),
    reason: reason(event),
  };
}
