// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** An execution algorithm has ended: what it did, and at what cost against its benchmarks. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a AlgorithmReport record. */
export const TYPE = 57;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 112;
const TYPE_VERSION = 65593;
const WORDS = 14;

/** A AlgorithmReport as an object, for the edge. */
export interface View {
  type: "AlgorithmReport";
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
  /** the middle of the market when the order came, in price units; NaN if there was no market. */
  arrivalPrice: number;
  /** average against arrival price in basis points, positive for a cost; NaN if not known. */
  arrivalSlippage: number;
  /** the same against the market's volume-weighted price over the order's time. */
  vwapSlippage: number;
  /** the same against the market's time-weighted middle over the order's time. */
  twapSlippage: number;
  /** AlgorithmStatus. */
  status: number;
  /** Side. */
  side: number;
  /** whose order it was. */
  strategy: number;
  /** child orders sent. */
  children: number;
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

/** arrivalPrice: the middle of the market when the order came, in price units; NaN if there was no market. */
export function arrivalPrice(event: EventCursor): number {
  return event.f64[event.at + 8]!;
}

/** arrivalSlippage: average against arrival price in basis points, positive for a cost; NaN if not known. */
export function arrivalSlippage(event: EventCursor): number {
  return event.f64[event.at + 9]!;
}

/** vwapSlippage: the same against the market's volume-weighted price over the order's time. */
export function vwapSlippage(event: EventCursor): number {
  return event.f64[event.at + 10]!;
}

/** twapSlippage: the same against the market's time-weighted middle over the order's time. */
export function twapSlippage(event: EventCursor): number {
  return event.f64[event.at + 11]!;
}

/** status: AlgorithmStatus. */
export function status(event: EventCursor): number {
  return event.i32[(event.at << 1) + 24]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 25]!;
}

/** strategy: whose order it was. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 26]!;
}

/** children: child orders sent. */
export function children(event: EventCursor): number {
  return event.i32[(event.at << 1) + 27]!;
}

/** Emits a AlgorithmReport caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, quantity: number, filled: number, averagePrice: number, arrivalPrice: number, arrivalSlippage: number, vwapSlippage: number, twapSlippage: number, status: number, side: number, strategy: number, children: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = filled;
  e.f64[e.at + 7] = averagePrice;
  e.f64[e.at + 8] = arrivalPrice;
  e.f64[e.at + 9] = arrivalSlippage;
  e.f64[e.at + 10] = vwapSlippage;
  e.f64[e.at + 11] = twapSlippage;
  e.i32[(e.at << 1) + 24] = status;
  e.i32[(e.at << 1) + 25] = side;
  e.i32[(e.at << 1) + 26] = strategy;
  e.i32[(e.at << 1) + 27] = children;
  out.commit();
}

/** Writes a AlgorithmReport that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, quantity: number, filled: number, averagePrice: number, arrivalPrice: number, arrivalSlippage: number, vwapSlippage: number, twapSlippage: number, status: number, side: number, strategy: number, children: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = quantity;
  e.f64[e.at + 6] = filled;
  e.f64[e.at + 7] = averagePrice;
  e.f64[e.at + 8] = arrivalPrice;
  e.f64[e.at + 9] = arrivalSlippage;
  e.f64[e.at + 10] = vwapSlippage;
  e.f64[e.at + 11] = twapSlippage;
  e.i32[(e.at << 1) + 24] = status;
  e.i32[(e.at << 1) + 25] = side;
  e.i32[(e.at << 1) + 26] = strategy;
  e.i32[(e.at << 1) + 27] = children;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "AlgorithmReport",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    quantity: quantity(event),
    filled: filled(event),
    averagePrice: averagePrice(event),
    arrivalPrice: arrivalPrice(event),
    arrivalSlippage: arrivalSlippage(event),
    vwapSlippage: vwapSlippage(event),
    twapSlippage: twapSlippage(event),
    status: status(event),
    side: side(event),
    strategy: strategy(event),
    children: children(event),
  };
}
