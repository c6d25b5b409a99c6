// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A command of an operator: halt, resume, cancel everything. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Command record. */
export const TYPE = 7;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 40;
const TYPE_VERSION = 65543;
const WORDS = 5;

/** A Command as an object, for the edge. */
export interface View {
  type: "Command";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** EngineCommand. */
  command: number;
  /** the command's argument; 0 if it takes none. */
  argument: number;
}

/** command: EngineCommand. */
export function command(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** argument: the command's argument; 0 if it takes none. */
export function argument(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** Emits a Command caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, command: number, argument: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = command;
  e.i32[(e.at << 1) + 9] = argument;
  out.commit();
}

/** Writes a Command that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, command: number, argument: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = command;
  e.i32[(e.at << 1) + 9] = argument;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Command",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    command: command(event),
    argument: argument(event),
  };
}
