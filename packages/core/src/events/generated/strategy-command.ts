// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** An operator starts or stops a strategy, or all of them. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a StrategyCommand record. */
export const TYPE = 60;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65596;
const WORDS = 6;

/** A StrategyCommand as an object, for the edge. */
export interface View {
  type: "StrategyCommand";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the strategy's number; −1 for all. */
  strategy: number;
  /** StrategyAction. */
  action: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
  /** why: a number of the operator's own; 0 not told. */
  reason: number;
}

/** strategy: the strategy's number; −1 for all. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** action: StrategyAction. */
export function action(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** reason: why: a number of the operator's own; 0 not told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** Emits a StrategyCommand caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, strategy: number, action: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = action;
  e.i32[(e.at << 1) + 10] = actor;
  e.i32[(e.at << 1) + 11] = reason;
  out.commit();
}

/** Writes a StrategyCommand that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, strategy: number, action: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = action;
  e.i32[(e.at << 1) + 10] = actor;
  e.i32[(e.at << 1) + 11] = reason;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "StrategyCommand",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    strategy: strategy(event),
    action: action(event),
    actor: actor(event),
    reason: reason(event),
  };
}
