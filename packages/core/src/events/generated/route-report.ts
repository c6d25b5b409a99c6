// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A routed order has ended: what was filled of it, and at what cost. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a RouteReport record. */
export const TYPE = 54;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 96;
const TYPE_VERSION = 65590;
const WORDS = 12;

/** A RouteReport as an object, for the edge. */
export interface View {
  type: "RouteReport";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the parent order's id, a safe integer. */
  orderId: number;
  /** what was to be traded, in size units. */
  quantity: number;
  /** what was traded, in size units. */
  filled: number;
  /** of the fills, in price units; NaN if there was none. */
  averagePrice: number;
  /** the best price over all venues when the order came, in price units; NaN if there was none. */
  arrivalPrice: number;
  /** RouteStatus. */
  status: number;
  /** Side. */
  side: number;
  /** whose order it was. */
  strategy: number;
  /** child orders sent. */
  children: number;
  /** how often the rest was split anew. */
  rounds: number;
}

/** orderId: the parent order's id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** quantity: what was to be traded, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** filled: what was traded, in size units. */
export function filled(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** averagePrice: of the fills, in price units; NaN if there was none. */
export function averagePrice(event: EventCursor): number {
  return event.f64[event.at + 7]!;
}

/** arrivalPrice: the best price over all venues when the order came, in price units; NaN if there was none. */
export function arrivalPrice(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** status: RouteStatus. */
export function status(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** strategy: whose order it was. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 20]!;
}

/** children: child orders sent. */
export function children(event: EventCursor): number {
  return event.i32[(event.at << 1) + 21]!;
}

/** rounds: how often the rest was split anew. */
export function rounds(event: EventCursor): number {
  return event.i32[(event.at << 1) + 22]!;
}

/** Emits a RouteReport caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, quantity: number, filled: number, averagePrice: number, arrivalPrice: number, status: number, side: number, strategy: number, children: number, rounds: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = filled;
  e.f64[e.at + 7] = averagePrice;
  e.f64[e.at + 8] = arrivalPrice;
  e.i32[(e.at << 1) + 18] = status;
  e.i32[(e.at << 1) + 19] = side;
  e.i32[(e.at << 1) + 20] = strategy;
  e.i32[(e.at << 1) + 21] = children;
  e.i32[(e.at << 1) + 22] = rounds;
  e.i32[(e.at << 1) + 23] = 0;
  out.commit();
}

/** Writes a RouteReport that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, quantity: number, filled: number, averagePrice: number, arrivalPrice: number, status: number, side: number, strategy: number, children: number, rounds: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = filled;
  e.f64[e.at + 7] = averagePrice;
  e.f64[e.at + 8] = arrivalPrice;
  e.i32[(e.at << 1) + 18] = status;
  e.i32[(e.at << 1) + 19] = side;
  e.i32[(e.at << 1) + 20] = strategy;
  e.i32[(e.at << 1) + 21] = children;
  e.i32[(e.at << 1) + 22] = rounds;
  e.i32[(e.at << 1) + 23] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "RouteReport",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    quantity: quantity(event),
    filled: filled(event),
    averagePrice: averagePrice(event),
    arrivalPrice: arrivalPrice(event),
    status: status(event),
    side: side(event),
    strategy: strategy(event),
    children: children(event),
    rounds: rounds(event),
  };
}
