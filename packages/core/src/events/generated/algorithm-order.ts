// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A strategy wants a quantity worked by an execution algorithm, in child orders over time. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a AlgorithmOrder record. */
export const TYPE = 55;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 128;
const TYPE_VERSION = 65591;
const WORDS = 16;

/** A AlgorithmOrder as an object, for the edge. */
export interface View {
  type: "AlgorithmOrder";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the parent order's id, a safe integer. */
  orderId: number;
  /** what is to be traded in all, in size units. */
  quantity: number;
  /** no child trades beyond it; 0 for none, in price units. */
  limitPrice: number;
  /** no child before it, in microseconds since the Unix epoch; 0 at once. */
  startMicros: number;
  /** no child works after it, in microseconds since the Unix epoch. */
  endMicros: number;
  /** the most of the market's volume, 0 to 1; 0 for any. */
  participation: number;
  /** implementation shortfall: risk aversion, per currency unit; else 0. */
  riskAversion: number;
  /** the smallest child but the last; 0 for a lot, in size units. */
  minChild: number;
  /** the largest child, and what an iceberg shows at a time; 0 for any, in size units. */
  maxChild: number;
  /** AlgorithmKind. */
  algorithm: number;
  /** Side. */
  side: number;
  /** into how many intervals the time is cut; 0 for the algorithm's own. */
  slices: number;
  /** by how many percent child sizes and times may differ from even, 0 to 50. */
  randomness: number;
  /** who asked for it. */
  strategy: number;
}

/** orderId: the parent order's id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** quantity: what is to be traded in all, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** limitPrice: no child trades beyond it; 0 for none, in price units. */
export function limitPrice(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** startMicros: no child before it, in microseconds since the Unix epoch; 0 at once. */
export function startMicros(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** endMicros: no child works after it, in microseconds since the Unix epoch. */
export function endMicros(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** participation: the most of the market's volume, 0 to 1; 0 for any. */
export function participation(event: EventCursor): number {
  return event.f64[event.at + 9]!;
}

/** riskAversion: implementation shortfall: risk aversion, per currency unit; else 0. */
export function riskAversion(event: EventCursor): number {
  return event.f64[event.at + 10]!;
}

/** minChild: the smallest child but the last; 0 for a lot, in size units. */
export function minChild(event: EventCursor): number {
  return event.f64[event.at + 11]!;
}

/** maxChild: the largest child, and what an iceberg shows at a time; 0 for any, in size units. */
export function maxChild(event: EventCursor): number {
  return event.f64[event.at + 12]!;
}

/** algorithm: AlgorithmKind. */
export function algorithm(event: EventCursor): number {
  return event.i32[(event.at << 1) + 26]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 27]!;
}

/** slices: into how many intervals the time is cut; 0 for the algorithm's own. */
export function slices(event: EventCursor): number {
  return event.i32[(event.at << 1) + 28]!;
}

/** randomness: by how many percent child sizes and times may differ from even, 0 to 50. */
export function randomness(event: EventCursor): number {
  return event.i32[(event.at << 1) + 29]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 30]!;
}

/** Emits a AlgorithmOrder caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, quantity: number, limitPrice: number, startMicros: number, endMicros: number, participation: number, riskAversion: number, minChild: number, maxChild: number, algorithm: number, side: number, slices: number, randomness: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = limitPrice;
  e.f64[e.at + 7] = startMicros;
  e.f64[e.at + 8] = endMicros;
  e.f64[e.at + 9] = participation;
  e.f64[e.at + 10] = riskAversion;
  e.f64[e.at + 11] = minChild;
  e.f64[e.at + 12] = maxChild;
  e.i32[(e.at << 1) + 26] = algorithm;
  e.i32[(e.at << 1) + 27] = side;
  e.i32[(e.at << 1) + 28] = slices;
  e.i32[(e.at << 1) + 29] = randomness;
  e.i32[(e.at << 1) + 30] = strategy;
  e.i32[(e.at << 1) + 31] = 0;
  out.commit();
}

/** Writes a AlgorithmOrder that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, quantity: number, limitPrice: number, startMicros: number, endMicros: number, participation: number, riskAversion: number, minChild: number, maxChild: number, algorithm: number, side: number, slices: number, randomness: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = limitPrice;
  e.f64[e.at + 7] = startMicros;
  e.f64[e.at + 8] = endMicros;
  e.f64[e.at + 9] = participation;
  e.f64[e.at + 10] = riskAversion;
  e.f64[e.at + 11] = minChild;
  e.f64[e.at + 12] = maxChild;
  e.i32[(e.at << 1) + 26] = algorithm;
  e.i32[(e.at << 1) + 27] = side;
  e.i32[(e.at << 1) + 28] = slices;
  e.i32[(e.at << 1) + 29] = randomness;
  e.i32[(e.at << 1) + 30] = strategy;
  e.i32[(e.at << 1) + 31] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "AlgorithmOrder",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    quantity: quantity(event),
    limitPrice: limitPrice(event),
    startMicros: startMicros(event),
    endMicros: endMicros(event),
    participation: participation(event),
    riskAversion: riskAversion(event),
    minChild: minChild(event),
    maxChild: maxChild(event),
    algorithm: algorithm(event),
    side: side(event),
    slices: slices(event),
    randomness: randomness(event),
    strategy: strategy(event),
  };
}
