// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** One of our orders as a venue has it, on the list that follows a reconnect. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenueOrderState record. */
export const TYPE = 18;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 104;
const TYPE_VERSION = 65554;
const WORDS = 13;

/** A VenueOrderState as an object, for the edge. */
export interface View {
  type: "VenueOrderState";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id; 0 if the venue's order carries none of ours, a safe integer. */
  orderId: number;
  /** the venue's order id; 0 unknown, a safe integer. */
  venueOrderId: number;
  /** limit price; 0 for a market order, in price units. */
  price: number;
  /** order quantity, in size units. */
  quantity: number;
  /** what still works at the venue, in size units. */
  leavesQuantity: number;
  /** filled so far, in size units. */
  cumulativeQuantity: number;
  /** average price of what was filled, in price units (FIX AvgPx 6); 0 if nothing was. */
  averagePrice: number;
  /** Side. */
  side: number;
  /** OrderStatus as the venue has it. */
  status: number;
  /** OrderType. */
  orderType: number;
  /** TimeInForce. */
  timeInForce: number;
}

/** orderId: the engine's own order id; 0 if the venue's order carries none of ours, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** venueOrderId: the venue's order id; 0 unknown, a safe integer. */
export function venueOrderId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** price: limit price; 0 for a market order, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** quantity: order quantity, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** leavesQuantity: what still works at the venue, in size units. */
export function leavesQuantity(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** cumulativeQuantity: filled so far, in size units. */
export function cumulativeQuantity(event: EventCursor): number {
  return event.f64[event.at + 9]!;
}

/** averagePrice: average price of what was filled, in price units (FIX AvgPx 6); 0 if nothing was. */
export function averagePrice(event: EventCursor): number {
  return event.f64[event.at + 10]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 22]!;
}

/** status: OrderStatus as the venue has it. */
export function status(event: EventCursor): number {
  return event.i32[(event.at << 1) + 23]!;
}

/** orderType: OrderType. */
export function orderType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 24]!;
}

/** timeInForce: TimeInForce. */
export function timeInForce(event: EventCursor): number {
  return event.i32[(event.at << 1) + 25]!;
}

/** Emits a VenueOrderState caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, venueOrderId: number, price: number, quantity: number, leavesQuantity: number, cumulativeQuantity: number, averagePrice: number, side: number, status: number, orderType: number, timeInForce: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = venueOrderId;
  e.f64[e.at + 6] = price;
  e.f64[e.at + 7] = quantity;
  e.f64[e.at + 8] = leavesQuantity;
  e.f64[e.at + 9] = cumulativeQuantity;
  e.f64[e.at + 10] = averagePrice;
  e.i32[(e.at << 1) + 22] = side;
  e.i32[(e.at << 1) + 23] = status;
  e.i32[(e.at << 1) + 24] = orderType;
  e.i32[(e.at << 1) + 25] = timeInForce;
  out.commit();
}

/** Writes a VenueOrderState that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, venueOrderId: number, price: number, quantity: number, leavesQuantity: number, cumulativeQuantity: number, averagePrice: number, side: number, status: number, orderType: number, timeInForce: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = venueOrderId;
  e.f64[e.at + 6] = price;
  e.f64[e.at + 7] = quantity;
  e.f64[e.at + 8] = leavesQuantity;
  e.f64[e.at + 9] = cumulativeQuantity;
  e.f64[e.at + 10] = averagePrice;
  e.i32[(e.at << 1) + 22] = side;
  e.i32[(e.at << 1) + 23] = status;
  e.i32[(e.at << 1) + 24] = orderType;
  e.i32[(e.at << 1) + 25] = timeInForce;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenueOrderState",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    venueOrderId: venueOrderId(event),
    price: price(event),
    quantity: quantity(event),
    leavesQuantity: leavesQuantity(event),
    cumulativeQuantity: cumulativeQuantity(event),
    averagePrice: averagePrice(event),
    side: side(event),
    status: status(event),
    orderType: orderType(event),
    timeInForce: timeInForce(event),
  };
}
