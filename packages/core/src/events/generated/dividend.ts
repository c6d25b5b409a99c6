// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A dividend in cash is due on what is held: who is short pays it. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Dividend record. */
export const TYPE = 81;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65617;
const WORDS = 6;

/** A Dividend as an object, for the edge. */
export interface View {
  type: "Dividend";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** money of one whole size, in the instrument's currency, before tax. */
  perUnit: number;
  /** share that is withheld from who receives it, 0 to 1. */
  withholding: number;
}

/** perUnit: money of one whole size, in the instrument's currency, before tax. */
export function perUnit(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** withholding: share that is withheld from who receives it, 0 to 1. */
export function withholding(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** Emits a Dividend caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, perUnit: number, withholding: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = perUnit;
  e.f64[e.at + 5] = withholding;
  out.commit();
}

/** Writes a Dividend that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, perUnit: number, withholding: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = perUnit;
  e.f64[e.at + 5] = withholding;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Dividend",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    perUnit: perUnit(event),
    withholding: withholding(event),
  };
}
