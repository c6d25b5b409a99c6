// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A venue's list was compared whole with what is known here. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a ReconciliationEnded record. */
export const TYPE = 46;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65582;
const WORDS = 6;

/** A ReconciliationEnded as an object, for the edge. */
export interface View {
  type: "ReconciliationEnded";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** orders on the list. */
  orders: number;
  /** how much differed. */
  discrepancies: number;
  /** how much of that was only noted. */
  unresolved: number;
}

/** orders: orders on the list. */
export function orders(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** discrepancies: how much differed. */
export function discrepancies(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** unresolved: how much of that was only noted. */
export function unresolved(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** Emits a ReconciliationEnded caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orders: number, discrepancies: number, unresolved: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = orders;
  e.i32[(e.at << 1) + 9] = discrepancies;
  e.i32[(e.at << 1) + 10] = unresolved;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** Writes a ReconciliationEnded that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orders: number, discrepancies: number, unresolved: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = orders;
  e.i32[(e.at << 1) + 9] = discrepancies;
  e.i32[(e.at << 1) + 10] = unresolved;
  e.i32[(e.at << 1) + 11] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "ReconciliationEnded",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orders: orders(event),
    discrepancies: discrepancies(event),
    unresolved: unresolved(event),
  };
}
