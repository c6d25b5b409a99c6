// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A new order at a venue's matching engine. Fields that its type has no use for are not looked at. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenueOrder record. */
export const TYPE = 8;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 136;
const TYPE_VERSION = 65544;
const WORDS = 17;

/** A VenueOrder as an object, for the edge. */
export interface View {
  type: "VenueOrder";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order's id, 1 or more, a safe integer. */
  orderId: number;
  /** limit price; the cap of a pegged order, NaN for none, in price units. */
  price: number;
  /** order quantity, in size units. */
  quantity: number;
  /** from where a stop acts, in price units. */
  triggerPrice: number;
  /** a trailing stop's distance, in price units or hundredths of a percent. */
  trailOffset: number;
  /** the most price units that a market order may go beyond the best price; −1 for any. */
  slippage: number;
  /** what an iceberg shows at a time; 0 for all, in size units. */
  displayQuantity: number;
  /** the least that may trade at once; 0 for none, in size units. */
  minQuantity: number;
  /** when a good-till-date order expires, in microseconds since the Unix epoch. */
  expireMicros: number;
  /** price units added to the price that a pegged order follows. */
  pegOffset: number;
  /** Side. */
  side: number;
  /** OrderType. */
  orderType: number;
  /** TimeInForce. */
  timeInForce: number;
  /** whose order it is; 0 nobody's. */
  owner: number;
  /** a sum of the matching engine's OrderInstruction values. */
  instructions: number;
  /** PegPriceType; 0 if it is not pegged. */
  pegPriceType: number;
}

/** orderId: the order's id, 1 or more, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** price: limit price; the cap of a pegged order, NaN for none, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: order quantity, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** triggerPrice: from where a stop acts, in price units. */
export function triggerPrice(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** trailOffset: a trailing stop's distance, in price units or hundredths of a percent. */
export function trailOffset(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** slippage: the most price units that a market order may go beyond the best price; −1 for any. */
export function slippage(event: EventCursor): number {
  return event.f64[event.at + 9]!;
}

/** displayQuantity: what an iceberg shows at a time; 0 for all, in size units. */
export function displayQuantity(event: EventCursor): number {
  return event.f64[event.at + 10]!;
}

/** minQuantity: the least that may trade at once; 0 for none, in size units. */
export function minQuantity(event: EventCursor): number {
  return event.f64[event.at + 11]!;
}

/** expireMicros: when a good-till-date order expires, in microseconds since the Unix epoch. */
export function expireMicros(event: EventCursor): number {
  return event.f64[event.at + 12]!;
}

/** pegOffset: price units added to the price that a pegged order follows. */
export function pegOffset(event: EventCursor): number {
  return event.f64[event.at + 13]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 28]!;
}

/** orderType: OrderType. */
export function orderType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 29]!;
}

/** timeInForce: TimeInForce. */
export function timeInForce(event: EventCursor): number {
  return event.i32[(event.at << 1) + 30]!;
}

/** owner: whose order it is; 0 nobody's. */
export function owner(event: EventCursor): number {
  return event.i32[(event.at << 1) + 31]!;
}

/** instructions: a sum of the matching engine's OrderInstruction values. */
export function instructions(event: EventCursor): number {
  return event.i32[(event.at << 1) + 32]!;
}

/** pegPriceType: PegPriceType; 0 if it is not pegged. */
export function pegPriceType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 33]!;
}

/** Emits a VenueOrder caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, price: number, quantity: number, triggerPrice: number, trailOffset: number, slippage: number, displayQuantity: number, minQuantity: number, expireMicros: number, pegOffset: number, side: number, orderType: number, timeInForce: number, owner: number, instructions: number, pegPriceType: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = triggerPrice;
  e.f64[e.at + 8] = trailOffset;
  e.f64[e.at + 9] = slippage;
  e.f64[e.at + 10] = displayQuantity;
  e.f64[e.at + 11] = minQuantity;
  e.f64[e.at + 12] = expireMicros;
  e.f64[e.at + 13] = pegOffset;
  e.i32[(e.at << 1) + 28] = side;
  e.i32[(e.at << 1) + 29] = orderType;
  e.i32[(e.at << 1) + 30] = timeInForce;
  e.i32[(e.at << 1) + 31] = owner;
  e.i32[(e.at << 1) + 32] = instructions;
  e.i32[(e.at << 1) + 33] = pegPriceType;
  out.commit();
}

/** Writes a VenueOrder that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, price: number, quantity: number, triggerPrice: number, trailOffset: number, slippage: number, displayQuantity: number, minQuantity: number, expireMicros: number, pegOffset: number, side: number, orderType: number, timeInForce: number, owner: number, instructions: number, pegPriceType: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = price;
  e.f64[e.at + 6] = quantity;
  e.f64[e.at + 7] = triggerPrice;
  e.f64[e.at + 8] = trailOffset;
  e.f64[e.at + 9] = slippage;
  e.f64[e.at + 10] = displayQuantity;
  e.f64[e.at + 11] = minQuantity;
  e.f64[e.at + 12] = expireMicros;
  e.f64[e.at + 13] = pegOffset;
  e.i32[(e.at << 1) + 28] = side;
  e.i32[(e.at << 1) + 29] = orderType;
  e.i32[(e.at << 1) + 30] = timeInForce;
  e.i32[(e.at << 1) + 31] = owner;
  e.i32[(e.at << 1) + 32] = instructions;
  e.i32[(e.at << 1) + 33] = pegPriceType;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenueOrder",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    price: price(event),
    quantity: quantity(event),
    triggerPrice: triggerPrice(event),
    trailOffset: trailOffset(event),
    slippage: slippage(event),
    displayQuantity: displayQuantity(event),
    minQuantity: minQuantity(event),
    expireMicros: expireMicros(event),
    pegOffset: pegOffset(event),
    side: side(event),
    orderType: orderType(event),
    timeInForce: timeInForce(event),
    owner: owner(event),
    instructions: instructions(event),
    pegPriceType: pegPriceType(event),
  };
}
