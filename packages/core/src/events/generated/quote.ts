// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The best bid and offer of an instrument, whole. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Quote record. */
export const TYPE = 1;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 72;
const TYPE_VERSION = 65537;
const WORDS = 9;

/** A Quote as an object, for the edge. */
export interface View {
  type: "Quote";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** best bid, in price units. */
  bidPrice: number;
  /** best offer, in price units. */
  askPrice: number;
  /** size at the best bid, in size units. */
  bidSize: number;
  /** size at the best offer, in size units. */
  askSize: number;
  /** the feed's own flags, carried through. */
  flags: number;
}

/** bidPrice: best bid, in price units. */
export function bidPrice(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** askPrice: best offer, in price units. */
export function askPrice(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** bidSize: size at the best bid, in size units. */
export function bidSize(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** askSize: size at the best offer, in size units. */
export function askSize(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** flags: the feed's own flags, carried through. */
export function flags(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** Emits a Quote caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number, flags: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = bidPrice;
  e.f64[e.at + 5] = askPrice;
  e.f64[e.at + 6] = bidSize;
  e.f64[e.at + 7] = askSize;
  e.i32[(e.at << 1) + 16] = flags;
  e.i32[(e.at << 1) + 17] = 0;
  out.commit();
}

/** Writes a Quote that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number, flags: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = bidPrice;
  e.f64[e.at + 5] = askPrice;
  e.f64[e.at + 6] = bidSize;
  e.f64[e.at + 7] = askSize;
  e.i32[(e.at << 1) + 16] = flags;
  e.i32[(e.at << 1) + 17] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Quote",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    bidPrice: bidPrice(event),
    askPrice: askPrice(event),
    bidSize: bidSize(event),
    askSize: askSize(event),
    flags: flags(event),
  };
}
