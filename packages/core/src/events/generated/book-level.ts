// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The new total size of one price level; size 0 removes it. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a BookLevel record. */
export const TYPE = 3;
/** Version of its layout. */
export const VERSION = 2;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 131075;
const WORDS = 7;

/** A BookLevel as an object, for the edge. */
export interface View {
  type: "BookLevel";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the level's price, in price units. */
  price: number;
  /** its whole size now, in size units. */
  size: number;
  /** Side. */
  side: number;
  /** BookFlag bits; 0 if the book is whole after it. */
  flags: number;
}

/** price: the level's price, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** size: its whole size now, in size units. */
export function size(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** flags: BookFlag bits; 0 if the book is whole after it. */
export function flags(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** Emits a BookLevel caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, price: number, size: number, side: number, flags: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = price;
  e.f64[e.at + 5] = size;
  e.i32[(e.at << 1) + 12] = side;
  e.i32[(e.at << 1) + 13] = flags;
  out.commit();
}

/** Writes a BookLevel that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, price: number, size: number, side: number, flags: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = price;
  e.f64[e.at + 5] = size;
  e.i32[(e.at << 1) + 12] = side;
  e.i32[(e.at << 1) + 13] = flags;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "BookLevel",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    price: price(event),
    size: size(event),
    side: side(event),
    flags: flags(event),
  };
}
