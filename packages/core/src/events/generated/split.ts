// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A split, a reverse split or a dividend in stock: numerator new for denominator old, from now on. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a Split record. */
export const TYPE = 82;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65618;
const WORDS = 6;

/** A Split as an object, for the edge. */
export interface View {
  type: "Split";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** price of one whole new size at which a fraction of a size unit is paid in cash; 0 for the mark, in price units. */
  cashInLieu: number;
  /** new sizes, 1 or more. */
  numerator: number;
  /** for so many old ones, 1 or more. */
  denominator: number;
}

/** cashInLieu: price of one whole new size at which a fraction of a size unit is paid in cash; 0 for the mark, in price units. */
export function cashInLieu(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** numerator: new sizes, 1 or more. */
export function numerator(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** denominator: for so many old ones, 1 or more. */
export function denominator(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** Emits a Split caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, cashInLieu: number, numerator: number, denominator: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = cashInLieu;
  e.i32[(e.at << 1) + 10] = numerator;
  e.i32[(e.at << 1) + 11] = denominator;
  out.commit();
}

/** Writes a Split that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, cashInLieu: number, numerator: number, denominator: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = cashInLieu;
  e.i32[(e.at << 1) + 10] = numerator;
  e.i32[(e.at << 1) + 11] = denominator;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "Split",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    cashInLieu: cashInLieu(event),
    numerator: numerator(event),
    denominator: denominator(event),
  };
}
