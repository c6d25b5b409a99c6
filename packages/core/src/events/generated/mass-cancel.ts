// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** Every working order of a strategy, or of all, is to be cancelled. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a MassCancel record. */
export const TYPE = 32;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 40;
const TYPE_VERSION = 65568;
const WORDS = 5;

/** A MassCancel as an object, for the edge. */
export interface View {
  type: "MassCancel";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** whose orders; −1 for everybody's. */
  strategy: number;
  /** RiskCause. */
  trigger: number;
}

/** strategy: whose orders; −1 for everybody's. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** trigger: RiskCause. */
export function trigger(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** Emits a MassCancel caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, strategy: number, trigger: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = trigger;
  out.commit();
}

/** Writes a MassCancel that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, strategy: number, trigger: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = trigger;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "MassCancel",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    strategy: strategy(event),
    trigger: trigger(event),
  };
}
