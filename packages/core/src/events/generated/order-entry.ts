// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** Somebody outside wants an order: the desk gives it a number and asks for it as a strategy does. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderEntry record. */
export const TYPE = 110;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65646;
const WORDS = 8;

/** A OrderEntry as an object, for the edge. */
export interface View {
  type: "OrderEntry";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** limit price; 0 for a market order, in price units. */
  price: number;
  /** order quantity, in size units. */
  quantity: number;
  /** Side. */
  side: number;
  /** OrderType. */
  orderType: number;
  /** TimeInForce. */
  timeInForce: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
}

/** price: limit price; 0 for a market order, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** quantity: order quantity, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** orderType: OrderType. */
export function orderType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** timeInForce: TimeInForce. */
export function timeInForce(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** Emits a OrderEntry caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, price: number, quantity: number, side: number, orderType: number, timeInForce: number, actor: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = price;
  e.f64[e.at + 5] = quantity;
  e.i32[(e.at << 1) + 12] = side;
  e.i32[(e.at << 1) + 13] = orderType;
  e.i32[(e.at << 1) + 14] = timeInForce;
  e.i32[(e.at << 1) + 15] = actor;
  out.commit();
}

/** Writes a OrderEntry that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, price: number, quantity: number, side: number, orderType: number, timeInForce: number, actor: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = price;
  e.f64[e.at + 5] = quantity;
  e.i32[(e.at << 1) + 12] = side;
  e.i32[(e.at << 1) + 13] = orderType;
  e.i32[(e.at << 1) + 14] = timeInForce;
  e.i32[(e.at << 1) + 15] = actor;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderEntry",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    price: price(event),
    quantity: quantity(event),
    side: side(event),
    orderType: orderType(event),
    timeInForce: timeInForce(event),
    actor: actor(event),
  };
}
