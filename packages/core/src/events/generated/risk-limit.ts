// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** One value of the limits that the next RiskLimitsCommit puts into force; the header names the instrument where there is one. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RiskLimit record. */
export const TYPE = 13;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65549;
const WORDS = 7;

/** A RiskLimit as an object, for the edge. */
export interface View {
  type: "RiskLimit";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the limit, in the unit of its field. */
  value: number;
  /** RiskScope. */
  scope: number;
  /** the account's or strategy's number; 0 for the firm and for an instrument. */
  scopeId: number;
  /** which limit: an index into the risk package's list of fields. */
  field: number;
}

/** value: the limit, in the unit of its field. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** scope: RiskScope. */
export function scope(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** scopeId: the account's or strategy's number; 0 for the firm and for an instrument. */
export function scopeId(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** field: which limit: an index into the risk package's list of fields. */
export function field(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** Emits a RiskLimit caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, value: number, scope: number, scopeId: number, field: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = value;
  e.i32[(e.at << 1) + 10] = scope;
  e.i32[(e.at << 1) + 11] = scopeId;
  e.i32[(e.at << 1) + 12] = field;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** Writes a RiskLimit that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, value: number, scope: number, scopeId: number, field: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = value;
  e.i32[(e.at << 1) + 10] = scope;
  e.i32[(e.at << 1) + 11] = scopeId;
  e.i32[(e.at << 1) + 12] = field;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RiskLimit",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    value: value(event),
    scope: scope(event),
    scopeId: scopeId(event),
    field: field(event),
  };
}
