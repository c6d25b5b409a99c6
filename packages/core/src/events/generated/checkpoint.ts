// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What the engine's state was after an input: a replay must come to the same. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Checkpoint record. */
export const TYPE = 73;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65609;
const WORDS = 6;

/** A Checkpoint as an object, for the edge. */
export interface View {
  type: "Checkpoint";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the first 32 bits of the state's hash. */
  hash0: number;
  /** the second 32 bits. */
  hash1: number;
  /** the third 32 bits. */
  hash2: number;
  /** the last 32 bits. */
  hash3: number;
}

/** hash0: the first 32 bits of the state's hash. */
export function hash0(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** hash1: the second 32 bits. */
export function hash1(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** hash2: the third 32 bits. */
export function hash2(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** hash3: the last 32 bits. */
export function hash3(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** Emits a Checkpoint caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, hash0: number, hash1: number, hash2: number, hash3: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = hash0;
  e.i32[(e.at << 1) + 9] = hash1;
  e.i32[(e.at << 1) + 10] = hash2;
  e.i32[(e.at << 1) + 11] = hash3;
  out.commit();
}

/** Writes a Checkpoint that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, hash0: number, hash1: number, hash2: number, hash3: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = hash0;
  e.i32[(e.at << 1) + 9] = hash1;
  e.i32[(e.at << 1) + 10] = hash2;
  e.i32[(e.at << 1) + 11] = hash3;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Checkpoint",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    hash0: hash0(event),
    hash1: hash1(event),
    hash2: hash2(event),
    hash3: hash3(event),
  };
}
