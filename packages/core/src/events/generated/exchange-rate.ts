// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What one unit of a currency is worth in the base currency of the account from now on. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a ExchangeRate record. */
export const TYPE = 84;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 48;
const TYPE_VERSION = 65620;
const WORDS = 6;

/** A ExchangeRate as an object, for the edge. */
export interface View {
  type: "ExchangeRate";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** units of the base currency, above 0. */
  rate: number;
  /** the currency's code as a number: the portfolio package's currencyNumber, a safe integer. */
  currency: number;
}

/** rate: units of the base currency, above 0. */
export function rate(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** currency: the currency's code as a number: the portfolio package's currencyNumber, a safe integer. */
export function currency(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** Emits a ExchangeRate caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, rate: number, currency: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = rate;
  e.f64[e.at + 5] = currency;
  out.commit();
}

/** Writes a ExchangeRate that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, rate: number, currency: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = rate;
  e.f64[e.at + 5] = currency;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "ExchangeRate",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    rate: rate(event),
    currency: currency(event),
  };
}
