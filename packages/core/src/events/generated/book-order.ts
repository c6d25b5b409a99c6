// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What a venue's feed says of one order in its book. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a BookOrder record. */
export const TYPE = 90;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 80;
const TYPE_VERSION = 65626;
const WORDS = 10;

/** A BookOrder as an object, for the edge. */
export interface View {
  type: "BookOrder";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the venue's number of the order, a safe integer. */
  orderId: number;
  /** for a replace the number of the order that takes its place; else 0, a safe integer. */
  otherId: number;
  /** of a new, modified or replacing order; for an execution its price, NaN where it is the order's, in price units. */
  price: number;
  /** of a new, modified or replacing order what is open; else what went, in size units. */
  quantity: number;
  /** Side of a new order; else 0. */
  side: number;
  /** the order-book package's OrderRowKind: Add, Modify, Reduce, Delete, Execute, Replace. */
  action: number;
  /** BookFlag bits. */
  flags: number;
}

/** orderId: the venue's number of the order, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** otherId: for a replace the number of the order that takes its place; else 0, a safe integer. */
export function otherId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** price: of a new, modified or replacing order; for an execution its price, NaN where it is the order's, in price units. */
export function price(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** quantity: of a new, modified or replacing order what is open; else what went, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** side: Side of a new order; else 0. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** action: the order-book package's OrderRowKind: Add, Modify, Reduce, Delete, Execute, Replace. */
export function action(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** flags: BookFlag bits. */
export function flags(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** Emits a BookOrder caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, otherId: number, price: number, quantity: number, side: number, action: number, flags: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = otherId;
  e.f64[e.at + 6] = price;
  e.f64[e.at + 7] = quantity;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = action;
  e.i32[(e.at << 1) + 18] = flags;
  e.i32[(e.at << 1) + 19] = 0;
  out.commit();
}

/** Writes a BookOrder that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, otherId: number, price: number, quantity: number, side: number, action: number, flags: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = otherId;
  e.f64[e.at + 6] = price;
  e.f64[e.at + 7] = quantity;
  e.i32[(e.at << 1) + 16] = side;
  e.i32[(e.at << 1) + 17] = action;
  e.i32[(e.at << 1) + 18] = flags;
  e.i32[(e.at << 1) + 19] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "BookOrder",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    otherId: otherId(event),
    price: price(event),
    quantity: quantity(event),
    side: side(event),
    action: action(event),
    flags: flags(event),
  };
}
