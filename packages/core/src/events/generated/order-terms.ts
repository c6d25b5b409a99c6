// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What an order has beside price, quantity and time in force: it precedes the OrderIntent of the same id, or the ReplaceIntent of an order that is held. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderTerms record. */
export const TYPE = 39;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 120;
const TYPE_VERSION = 65575;
const WORDS = 15;

/** A OrderTerms as an object, for the edge. */
export interface View {
  type: "OrderTerms";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order whose terms these are, a safe integer. */
  orderId: number;
  /** from where a stop or an order if touched acts; where a trailing stop begins; 0 for none, in price units. */
  triggerPrice: number;
  /** a trailing stop's distance from the best price since it came, in price units; 0 for none. */
  trailAmount: number;
  /** the same distance in hundredths of a percent of that price; 0 for none. */
  trailPercent: number;
  /** price units added to a trailing stop's trigger for its limit price; NaN for a market order. */
  limitOffset: number;
  /** what an iceberg shows at a time; 0 for all, in size units. */
  displayQuantity: number;
  /** the least that may trade at once; 0 for none, in size units. */
  minQuantity: number;
  /** when a good-till-date order expires, in microseconds since the Unix epoch; 0 for none. */
  expireMicros: number;
  /** price units added to the price that a pegged order follows. */
  pegOffset: number;
  /** PegPriceType; 0 if it is not pegged. */
  pegPriceType: number;
  /** TriggerPriceType; 0 for the engine's or the venue's own. */
  triggerPriceType: number;
  /** the venue's own flags, carried through. */
  instructions: number;
}

/** orderId: the order whose terms these are, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** triggerPrice: from where a stop or an order if touched acts; where a trailing stop begins; 0 for none, in price units. */
export function triggerPrice(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** trailAmount: a trailing stop's distance from the best price since it came, in price units; 0 for none. */
export function trailAmount(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** trailPercent: the same distance in hundredths of a percent of that price; 0 for none. */
export function trailPercent(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** limitOffset: price units added to a trailing stop's trigger for its limit price; NaN for a market order. */
export function limitOffset(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** displayQuantity: what an iceberg shows at a time; 0 for all, in size units. */
export function displayQuantity(event: EventCursor): number {
  return event.f64[event.at + 9]!;
}

/** minQuantity: the least that may trade at once; 0 for none, in size units. */
export function minQuantity(event: EventCursor): number {
  return event.f64[event.at + 10]!;
}

/** expireMicros: when a good-till-date order expires, in microseconds since the Unix epoch; 0 for none. */
export function expireMicros(event: EventCursor): number {
  return event.f64[event.at + 11]!;
}

/** pegOffset: price units added to the price that a pegged order follows. */
export function pegOffset(event: EventCursor): number {
  return event.f64[event.at + 12]!;
}

/** pegPriceType: PegPriceType; 0 if it is not pegged. */
export function pegPriceType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 26]!;
}

/** triggerPriceType: TriggerPriceType; 0 for the engine's or the venue's own. */
export function triggerPriceType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 27]!;
}

/** instructions: the venue's own flags, carried through. */
export function instructions(event: EventCursor): number {
  return event.i32[(event.at << 1) + 28]!;
}

/** Emits a OrderTerms caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, triggerPrice: number, trailAmount: number, trailPercent: number, limitOffset: number, displayQuantity: number, minQuantity: number, expireMicros: number, pegOffset: number, pegPriceType: number, triggerPriceType: number, instructions: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = triggerPrice;
  e.f64[e.at + 6] = trailAmount;
  e.f64[e.at + 7] = trailPercent;
  e.f64[e.at + 8] = limitOffset;
  e.f64[e.at + 9] = displayQuantity;
  e.f64[e.at + 10] = minQuantity;
  e.f64[e.at + 11] = expireMicros;
  e.f64[e.at + 12] = pegOffset;
  e.i32[(e.at << 1) + 26] = pegPriceType;
  e.i32[(e.at << 1) + 27] = triggerPriceType;
  e.i32[(e.at << 1) + 28] = instructions;
  e.i32[(e.at << 1) + 29] = 0;
  out.commit();
}

/** Writes a OrderTerms that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, triggerPrice: number, trailAmount: number, trailPercent: number, limitOffset: number, displayQuantity: number, minQuantity: number, expireMicros: number, pegOffset: number, pegPriceType: number, triggerPriceType: number, instructions: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = triggerPrice;
  e.f64[e.at + 6] = trailAmount;
  e.f64[e.at + 7] = trailPercent;
  e.f64[e.at + 8] = limitOffset;
  e.f64[e.at + 9] = displayQuantity;
  e.f64[e.at + 10] = minQuantity;
  e.f64[e.at + 11] = expireMicros;
  e.f64[e.at + 12] = pegOffset;
  e.i32[(e.at << 1) + 26] = pegPriceType;
  e.i32[(e.at << 1) + 27] = triggerPriceType;
  e.i32[(e.at << 1) + 28] = instructions;
  e.i32[(e.at << 1) + 29] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderTerms",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    triggerPrice: triggerPrice(event),
    trailAmount: trailAmount(event),
    trailPercent: trailPercent(event),
    limitOffset: limitOffset(event),
    displayQuantity: displayQuantity(event),
    minQuantity: minQuantity(event),
    expireMicros: expireMicros(event),
    pegOffset: pegOffset(event),
    pegPriceType: pegPriceType(event),
    triggerPriceType: triggerPriceType(event),
    instructions: instructions(event),
  };
}
