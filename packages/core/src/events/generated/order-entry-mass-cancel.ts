// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** Somebody outside wants every working order of a strategy, or of all, cancelled. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderEntryMassCancel record. */
export const TYPE = 113;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 40;
const TYPE_VERSION = 65649;
const WORDS = 5;

/** A OrderEntryMassCancel as an object, for the edge. */
export interface View {
  type: "OrderEntryMassCancel";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** whose orders; −1 for everybody's. */
  strategy: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
}

/** strategy: whose orders; −1 for everybody's. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** Emits a OrderEntryMassCancel caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, strategy: number, actor: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = actor;
  out.commit();
}

/** Writes a OrderEntryMassCancel that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, strategy: number, actor: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = actor;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderEntryMassCancel",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    strategy: strategy(event),
    actor: actor(event),
  };
}
