// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A strategy wants to be woken, or no longer to be: who drives the engine answers with a Timer when it is due. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a TimerRequest record. */
export const TYPE = 72;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65608;
const WORDS = 8;

/** A TimerRequest as an object, for the edge. */
export interface View {
  type: "TimerRequest";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** which timer, a safe integer. */
  timer: number;
  /** when, in microseconds since the Unix epoch; −1 takes the timer back. */
  dueMicros: number;
  /** after how many microseconds again and again; 0 for once. */
  periodMicros: number;
  /** whose timer it is. */
  strategy: number;
}

/** timer: which timer, a safe integer. */
export function timer(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** dueMicros: when, in microseconds since the Unix epoch; −1 takes the timer back. */
export function dueMicros(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** periodMicros: after how many microseconds again and again; 0 for once. */
export function periodMicros(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** strategy: whose timer it is. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** Emits a TimerRequest caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, timer: number, dueMicros: number, periodMicros: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = timer;
  e.f64[e.at + 5] = dueMicros;
  e.f64[e.at + 6] = periodMicros;
  e.i32[(e.at << 1) + 14] = strategy;
  e.i32[(e.at << 1) + 15] = 0;
  out.commit();
}

/** Writes a TimerRequest that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, timer: number, dueMicros: number, periodMicros: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = timer;
  e.f64[e.at + 5] = dueMicros;
  e.f64[e.at + 6] = periodMicros;
  e.i32[(e.at << 1) + 14] = strategy;
  e.i32[(e.at << 1) + 15] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "TimerRequest",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    timer: timer(event),
    dueMicros: dueMicros(event),
    periodMicros: periodMicros(event),
    strategy: strategy(event),
  };
}
