// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** An operator changes a parameter of a strategy while it runs. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a StrategyParameter record. */
export const TYPE = 61;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65597;
const WORDS = 7;

/** A StrategyParameter as an object, for the edge. */
export interface View {
  type: "StrategyParameter";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the new value: a number, the index of a choice, or 0 and 1 for a flag. */
  value: number;
  /** the strategy's number. */
  strategy: number;
  /** which parameter: its index in the strategy's definition. */
  parameter: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
  /** why: a number of the operator's own; 0 not told. */
  reason: number;
}

/** value: the new value: a number, the index of a choice, or 0 and 1 for a flag. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** strategy: the strategy's number. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** parameter: which parameter: its index in the strategy's definition. */
export function parameter(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** reason: why: a number of the operator's own; 0 not told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** Emits a StrategyParameter caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, value: number, strategy: number, parameter: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = value;
  e.i32[(e.at << 1) + 10] = strategy;
  e.i32[(e.at << 1) + 11] = parameter;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = reason;
  out.commit();
}

/** Writes a StrategyParameter that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, value: number, strategy: number, parameter: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = value;
  e.i32[(e.at << 1) + 10] = strategy;
  e.i32[(e.at << 1) + 11] = parameter;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = reason;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "StrategyParameter",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    value: value(event),
    strategy: strategy(event),
    parameter: parameter(event),
    actor: actor(event),
    reason: reason(event),
  };
}
