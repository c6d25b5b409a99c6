// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A direction with a confidence and a probability, and which generator says so. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Signal record. */
export const TYPE = 20;
/** Version of its layout. */
export const VERSION = 2;
/** Length of the whole record in bytes. */
export const BYTES = 80;
const TYPE_VERSION = 131092;
const WORDS = 10;

/** A Signal as an object, for the edge. */
export interface View {
  type: "Signal";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** 0 to 1. */
  confidence: number;
  /** the generator's own figure, such as an RSI. */
  value: number;
  /** mid price times two when the signal was made, in price units. */
  reference: number;
  /** +1 up, −1 down. */
  direction: number;
  /** index of the generator in the engine's signal set. */
  generator: number;
  /** calibrated, that the price moves its way within the horizon, 0 to 1. */
  probability: number;
  /** updates of the instrument over which it is meant. */
  horizon: number;
}

/** confidence: 0 to 1. */
export function confidence(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** value: the generator's own figure, such as an RSI. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** reference: mid price times two when the signal was made, in price units. */
export function reference(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** direction: +1 up, −1 down. */
export function direction(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** generator: index of the generator in the engine's signal set. */
export function generator(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** probability: calibrated, that the price moves its way within the horizon, 0 to 1. */
export function probability(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** horizon: updates of the instrument over which it is meant. */
export function horizon(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** Emits a Signal caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, confidence: number, value: number, reference: number, direction: number, generator: number, probability: number, horizon: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = confidence;
  e.f64[e.at + 5] = value;
  e.f64[e.at + 6] = reference;
  e.i32[(e.at << 1) + 14] = direction;
  e.i32[(e.at << 1) + 15] = generator;
  e.f64[e.at + 8] = probability;
  e.i32[(e.at << 1) + 18] = horizon;
  e.i32[(e.at << 1) + 19] = 0;
  out.commit();
}

/** Writes a Signal that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, confidence: number, value: number, reference: number, direction: number, generator: number, probability: number, horizon: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = confidence;
  e.f64[e.at + 5] = value;
  e.f64[e.at + 6] = reference;
  e.i32[(e.at << 1) + 14] = direction;
  e.i32[(e.at << 1) + 15] = generator;
  e.f64[e.at + 8] = probability;
  e.i32[(e.at << 1) + 18] = horizon;
  e.i32[(e.at << 1) + 19] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Signal",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    confidence: confidence(event),
    value: value(event),
    reference: reference(event),
    direction: direction(event),
    generator: generator(event),
    probability: probability(event),
    horizon: horizon(event),
  };
}
