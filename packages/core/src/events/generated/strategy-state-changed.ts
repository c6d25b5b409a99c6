// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A strategy has started, stopped or failed: why, and who did it. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a StrategyStateChanged record. */
export const TYPE = 70;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65606;
const WORDS = 7;

/** A StrategyStateChanged as an object, for the edge. */
export interface View {
  type: "StrategyStateChanged";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the strategy's number. */
  strategy: number;
  /** StrategyState before. */
  previous: number;
  /** StrategyState now. */
  state: number;
  /** StrategyCause. */
  trigger: number;
  /** who, as the command told; 0 where no command did it. */
  actor: number;
  /** why, as the command told; 0 not told. */
  reason: number;
}

/** strategy: the strategy's number. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 8]!;
}

/** previous: StrategyState before. */
export function previous(event: EventCursor): number {
  return event.i32[(event.at << 1) + 9]!;
}

/** state: StrategyState now. */
export function state(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** trigger: StrategyCause. */
export function trigger(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** actor: who, as the command told; 0 where no command did it. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** reason: why, as the command told; 0 not told. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** Emits a StrategyStateChanged caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, strategy: number, previous: number, state: number, trigger: number, actor: number, reason: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = previous;
  e.i32[(e.at << 1) + 10] = state;
  e.i32[(e.at << 1) + 11] = trigger;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = reason;
  out.commit();
}

/** Writes a StrategyStateChanged that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, strategy: number, previous: number, state: number, trigger: number, actor: number, reason: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.i32[(e.at << 1) + 8] = strategy;
  e.i32[(e.at << 1) + 9] = previous;
  e.i32[(e.at << 1) + 10] = state;
  e.i32[(e.at << 1) + 11] = trigger;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = reason;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "StrategyStateChanged",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    strategy: strategy(event),
    previous: previous(event),
    state: state(event),
    trigger: trigger(event),
    actor: actor(event),
    reason: reason(event),
  };
}
