// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The risk gate, an account or a strategy is in another state: who did it, why, and when. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RiskStateChanged record. */
export const TYPE = 30;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 80;
const TYPE_VERSION = 65566;
const WORDS = 10;

/** A RiskStateChanged as an object, for the edge. */
export interface View {
  type: "RiskStateChanged";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the limit behind it; 0 if none. */
  limit: number;
  /** the value that broke the limit; 0 if none. */
  value: number;
  /** RiskState before. */
  previous: number;
  /** RiskState now. */
  state: number;
  /** RiskScope. */
  scope: number;
  /** the account's or strategy's number; 0 for the firm. */
  scopeId: number;
  /** RiskCause. */
  trigger: number;
  /** who, as the command told; 0 where the gate did it by itself. */
  actor: number;
  /** why, as the command told; 0 not told. */
  reason: number;
  /** version of the limits in force. */
  limitsVersion: number;
}

/** limit: the limit behind it; 0 if none. */
export function limit(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** value: the value that broke the limit; 0 if none. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** previous: RiskState before. */
export function previous(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** state: RiskState now. */
export function state(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** scope: RiskScope. */
export function scope(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** scopeId: the account's or strategy's number; 0 for the firm. */
export function scopeId(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** trigger: RiskCause. */
export function trigger(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** actor: who, as the command told; 0 where the gate did it by itself. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** reason: why, as the command told; 0 not told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** limitsVersion: version of the limits in force. */
export function limitsVersion(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** Emits a RiskStateChanged caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, limit: number, value: number, previous: number, state: number, scope: number, scopeId: number, trigger: number, actor: number, reason: number, limitsVersion: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = limit;
  e.f64[e.at + 5] = value;
  e.i32[(e.at << 1) + 12] = previous;
  e.i32[(e.at << 1) + 13] = state;
  e.i32[(e.at << 1) + 14] = scope;
  e.i32[(e.at << 1) + 15] = scopeId;
  e.i32[(e.at << 1) + 16] = trigger;
  e.i32[(e.at << 1) + 17] = actor;
  e.i32[(e.at << 1) + 18] = reason;
  e.i32[(e.at << 1) + 19] = limitsVersion;
  out.commit();
}

/** Writes a RiskStateChanged that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, limit: number, value: number, previous: number, state: number, scope: number, scopeId: number, trigger: number, actor: number, reason: number, limitsVersion: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = limit;
  e.f64[e.at + 5] = value;
  e.i32[(e.at << 1) + 12] = previous;
  e.i32[(e.at << 1) + 13] = state;
  e.i32[(e.at << 1) + 14] = scope;
  e.i32[(e.at << 1) + 15] = scopeId;
  e.i32[(e.at << 1) + 16] = trigger;
  e.i32[(e.at << 1) + 17] = actor;
  e.i32[(e.at << 1) + 18] = reason;
  e.i32[(e.at << 1) + 19] = limitsVersion;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RiskStateChanged",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    limit: limit(event),
    value: value(event),
    previous: previous(event),
    state: state(event),
    scope: scope(event),
    scopeId: scopeId(event),
    trigger: trigger(event),
    actor: actor(event),
    reason: reason(event),
    limitsVersion: limitsVersion(event),
  };
}
