// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A parameter of a strategy has another value, or keeps the one that it had. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a StrategyParameterChanged record. */
export const TYPE = 71;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65607;
const WORDS = 8;

/** A StrategyParameterChanged as an object, for the edge. */
export interface View {
  type: "StrategyParameterChanged";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the value in force from now on. */
  value: number;
  /** the strategy's number. */
  strategy: number;
  /** its index in the strategy's definition. */
  parameter: number;
  /** 1 if the value is new, 0 if it may not be changed or not to that. */
  accepted: number;
  /** who, as the input told. */
  actor: number;
  /** why, as the input told. */
  reason: number;
}

/** value: the value in force from now on. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** strategy: the strategy's number. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** parameter: its index in the strategy's definition. */
export function parameter(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** accepted: 1 if the value is new, 0 if it may not be changed or not to that. */
export function accepted(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** actor: who, as the input told. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** reason: why, as the input told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** Emits a StrategyParameterChanged caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, value: number, strategy: number, parameter: number, accepted: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = value;
  e.i32[(e.at << 1) + 10] = strategy;
  e.i32[(e.at << 1) + 11] = parameter;
  e.i32[(e.at << 1) + 12] = accepted;
  e.i32[(e.at << 1) + 13] = actor;
  e.i32[(e.at << 1) + 14] = reason;
  e.i32[(e.at << 1) + 15] = 0;
  out.commit();
}

/** Writes a StrategyParameterChanged that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, value: number, strategy: number, parameter: number, accepted: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = value;
  e.i32[(e.at << 1) + 10] = strategy;
  e.i32[(e.at << 1) + 11] = parameter;
  e.i32[(e.at << 1) + 12] = accepted;
  e.i32[(e.at << 1) + 13] = actor;
  e.i32[(e.at << 1) + 14] = reason;
  e.i32[(e.at << 1) + 15] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "StrategyParameterChanged",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    value: value(event),
    strategy: strategy(event),
    parameter: parameter(event),
    accepted: accepted(event),
    actor: actor(event),
    reason: reason(event),
  };
}
