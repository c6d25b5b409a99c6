// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What a venue's matching engine says of an order, an auction or itself. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a VenueReport record. */
export const TYPE = 29;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 104;
const TYPE_VERSION = 65565;
const WORDS = 13;

/** A VenueReport as an object, for the edge. */
export interface View {
  type: "VenueReport";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order that it is about; 0 if none, a safe integer. */
  orderId: number;
  /** the other order of a trade; 0 if none, a safe integer. */
  counterOrderId: number;
  /** the trade's price, else the order's; 0 if it has none, in price units. */
  price: number;
  /** traded, accepted, taken off, in size units. */
  quantity: number;
  /** what the order has left open, in size units. */
  leavesQuantity: number;
  /** what the other order has left open, in size units. */
  counterLeavesQuantity: number;
  /** the matching engine's ReportKind. */
  kind: number;
  /** the matching engine's Reason. */
  reason: number;
  /** Side; 0 if none. */
  side: number;
  /** the order's owner; 0 nobody. */
  owner: number;
  /** the other order's owner; 0 nobody. */
  counterOwner: number;
}

/** orderId: the order that it is about; 0 if none, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** counterOrderId: the other order of a trade; 0 if none, a safe integer. */
export function counterOrderId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** price: the trade's price, else the order's; 0 if it has none, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** quantity: traded, accepted, taken off, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** leavesQuantity: what the order has left open, in size units. */
export function leavesQuantity(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** counterLeavesQuantity: what the other order has left open, in size units. */
export function counterLeavesQuantity(event: EventCursor): number {
  return event.f64[event.at + 9]!;
}

/** kind: the matching engine's ReportKind. */
export function kind(event: EventCursor): number {
  return event.i32[(event.at << 1) + 20]!;
}

/** reason: the matching engine's Reason. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 21]!;
}

/** side: Side; 0 if none. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 22]!;
}

/** owner: the order's owner; 0 nobody. */
export function owner(event: EventCursor): number {
  return event.i32[(event.at << 1) + 23]!;
}

/** counterOwner: the other order's owner; 0 nobody. */
export function counterOwner(event: EventCursor): number {
  return event.i32[(event.at << 1) + 24]!;
}

/** Emits a VenueReport caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, counterOrderId: number, price: number, quantity: number, leavesQuantity: number, counterLeavesQuantity: number, kind: number, reason: number, side: number, owner: number, counterOwner: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = counterOrderId;
  e.f64[e.at + 6] = price;
  e.f64[e.at + 7] = quantity;
  e.f64[e.at + 8] = leavesQuantity;
  e.f64[e.at + 9] = counterLeavesQuantity;
  e.i32[(e.at << 1) + 20] = kind;
  e.i32[(e.at << 1) + 21] = reason;
  e.i32[(e.at << 1) + 22] = side;
  e.i32[(e.at << 1) + 23] = owner;
  e.i32[(e.at << 1) + 24] = counterOwner;
  e.i32[(e.at << 1) + 25] = 0;
  out.commit();
}

/** Writes a VenueReport that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, counterOrderId: number, price: number, quantity: number, leavesQuantity: number, counterLeavesQuantity: number, kind: number, reason: number, side: number, owner: number, counterOwner: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = counterOrderId;
  e.f64[e.at + 6] = price;
  e.f64[e.at + 7] = quantity;
  e.f64[e.at + 8] = leavesQuantity;
  e.f64[e.at + 9] = counterLeavesQuantity;
  e.i32[(e.at << 1) + 20] = kind;
  e.i32[(e.at << 1) + 21] = reason;
  e.i32[(e.at << 1) + 22] = side;
  e.i32[(e.at << 1) + 23] = owner;
  e.i32[(e.at << 1) + 24] = counterOwner;
  e.i32[(e.at << 1) + 25] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "VenueReport",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    counterOrderId: counterOrderId(event),
    price: price(event),
    quantity: quantity(event),
    leavesQuantity: leavesQuantity(event),
    counterLeavesQuantity: counterLeavesQuantity(event),
    kind: kind(event),
    reason: reason(event),
    side: side(event),
    owner: owner(event),
    counterOwner: counterOwner(event),
  };
}
