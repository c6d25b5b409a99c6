// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What the order of the OrderEntry that comes next has beside price, quantity and time in force. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderEntryTerms record. */
export const TYPE = 116;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 112;
const TYPE_VERSION = 65652;
const WORDS = 14;

/** A OrderEntryTerms as an object, for the edge. */
export interface View {
  type: "OrderEntryTerms";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
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
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
}

/** triggerPrice: from where a stop or an order if touched acts; where a trailing stop begins; 0 for none, in price units. */
export function triggerPrice(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** trailAmount: a trailing stop's distance from the best price since it came, in price units; 0 for none. */
export function trailAmount(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** trailPercent: the same distance in hundredths of a percent of that price; 0 for none. */
export function trailPercent(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** limitOffset: price units added to a trailing stop's trigger for its limit price; NaN for a market order. */
export function limitOffset(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** displayQuantity: what an iceberg shows at a time; 0 for all, in size units. */
export function displayQuantity(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** minQuantity: the least that may trade at once; 0 for none, in size units. */
export function minQuantity(event: EventCursor): number {
  return event.f64[event.at + 9]!;
}

/** expireMicros: when a good-till-date order expires, in microseconds since the Unix epoch; 0 for none. */
export function expireMicros(event: EventCursor): number {
  return event.f64[event.at + 10]!;
}

/** pegOffset: price units added to the price that a pegged order follows. */
export function pegOffset(event: EventCursor): number {
  return event.f64[event.at + 11]!;
}

/** pegPriceType: PegPriceType; 0 if it is not pegged. */
export function pegPriceType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 24]!;
}

/** triggerPriceType: TriggerPriceType; 0 for the engine's or the venue's own. */
export function triggerPriceType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 25]!;
}

/** instructions: the venue's own flags, carried through. */
export function instructions(event: EventCursor): number {
  return event.i32[(event.at << 1) + 26]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 27]!;
}

/** Emits a OrderEntryTerms caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, triggerPrice: number, trailAmount: number, trailPercent: number, limitOffset: number, displayQuantity: number, minQuantity: number, expireMicros: number, pegOffset: number, pegPriceType: number, triggerPriceType: number, instructions: number, actor: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = triggerPrice;
  e.f64[e.at + 5] = trailAmount;
  e.f64[e.at + 6] = trailPercent;
  e.f64[e.at + 7] = limitOffset;
  e.f64[e.at + 8] = displayQuantity;
  e.f64[e.at + 9] = minQuantity;
  e.f64[e.at + 10] = expireMicros;
  e.f64[e.at + 11] = pegOffset;
  e.i32[(e.at << 1) + 24] = pegPriceType;
  e.i32[(e.at << 1) + 25] = triggerPriceType;
  e.i32[(e.at << 1) + 26] = instructions;
  e.i32[(e.at << 1) + 27] = actor;
  out.commit();
}

/** Writes a OrderEntryTerms that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, triggerPrice: number, trailAmount: number, trailPercent: number, limitOffset: number, displayQuantity: number, minQuantity: number, expireMicros: number, pegOffset: number, pegPriceType: number, triggerPriceType: number, instructions: number, actor: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = triggerPrice;
  e.f64[e.at + 5] = trailAmount;
  e.f64[e.at + 6] = trailPercent;
  e.f64[e.at + 7] = limitOffset;
  e.f64[e.at + 8] = displayQuantity;
  e.f64[e.at + 9] = minQuantity;
  e.f64[e.at + 10] = expireMicros;
  e.f64[e.at + 11] = pegOffset;
  e.i32[(e.at << 1) + 24] = pegPriceType;
  e.i32[(e.at << 1) + 25] = triggerPriceType;
  e.i32[(e.at << 1) + 26] = instructions;
  e.i32[(e.at << 1) + 27] = actor;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderEntryTerms",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
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
    actor: actor(event),
  };
}
