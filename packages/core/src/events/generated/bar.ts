// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** One bar, stamped with the time at which it closed. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Bar record. */
export const TYPE = 4;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 72;
const TYPE_VERSION = 65540;
const WORDS = 9;

/** A Bar as an object, for the edge. */
export interface View {
  type: "Bar";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** first price, in price units. */
  open: number;
  /** highest price, in price units. */
  high: number;
  /** lowest price, in price units. */
  low: number;
  /** last price, in price units. */
  close: number;
  /** traded volume, in size units. */
  volume: number;
}

/** open: first price, in price units. */
export function open(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** high: highest price, in price units. */
export function high(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** low: lowest price, in price units. */
export function low(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** close: last price, in price units. */
export function close(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** volume: traded volume, in size units. */
export function volume(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** Emits a Bar caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, open: number, high: number, low: number, close: number, volume: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = open;
  e.f64[e.at + 5] = high;
  e.f64[e.at + 6] = low;
  e.f64[e.at + 7] = close;
  e.f64[e.at + 8] = volume;
  out.commit();
}

/** Writes a Bar that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, open: number, high: number, low: number, close: number, volume: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = open;
  e.f64[e.at + 5] = high;
  e.f64[e.at + 6] = low;
  e.f64[e.at + 7] = close;
  e.f64[e.at + 8] = volume;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Bar",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    open: open(event),
    high: high(event),
    low: low(event),
    close: close(event),
    volume: volume(event),
  };
}
