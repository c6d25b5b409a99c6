// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What a venue says of one of our orders. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a ExecutionReport record. */
export const TYPE = 6;
/** Version of its layout. */
export const VERSION = 2;
/** Length of the whole record in bytes. */
export const BYTES = 144;
const TYPE_VERSION = 131078;
const WORDS = 18;

/** A ExecutionReport as an object, for the edge. */
export interface View {
  type: "ExecutionReport";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the engine's own order id, a safe integer. */
  orderId: number;
  /** the venue's order id; 0 unknown, a safe integer. */
  venueOrderId: number;
  /** price of this fill; 0 if none, in price units. */
  lastPrice: number;
  /** size of this fill; 0 if none, in size units. */
  lastQuantity: number;
  /** what still works at the venue, in size units. */
  leavesQuantity: number;
  /** filled so far, in size units. */
  cumulativeQuantity: number;
  /** ExecType. */
  execType: number;
  /** Side. */
  side: number;
  /** Liquidity; 0 if no fill. */
  liquidity: number;
  /** why a command was refused; 0 if it was not. */
  reason: number;
  /** the venue's id of this report (FIX ExecID 17); 0 unknown, a safe integer. */
  executionId: number;
  /** the execution that is corrected or busted (FIX ExecRefID 19); 0 if none, a safe integer. */
  referenceId: number;
  /** fee of this fill in the portfolio's fee units, a rebate negative; NaN if the venue does not tell. */
  fee: number;
  /** limit price that the venue has now, told with Replaced and Restated; NaN if not told, in price units. */
  workingPrice: number;
  /** whole order quantity that the venue has now (FIX OrderQty 38); NaN if not told, in size units. */
  workingQuantity: number;
  /** OrderStatus as the venue has it (FIX OrdStatus 39); −1 if not told. */
  orderStatus: number;
}

/** orderId: the engine's own order id, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** venueOrderId: the venue's order id; 0 unknown, a safe integer. */
export function venueOrderId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** lastPrice: price of this fill; 0 if none, in price units. */
export function lastPrice(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** lastQuantity: size of this fill; 0 if none, in size units. */
export function lastQuantity(event: EventCursor): number {
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

/** execType: ExecType. */
export function execType(event: EventCursor): number {
  return event.i32[(event.at << 1) + 20]!;
}

/** side: Side. */
export function side(event: EventCursor): number {
  return event.i32[(event.at << 1) + 21]!;
}

/** liquidity: Liquidity; 0 if no fill. */
export function liquidity(event: EventCursor): number {
  return event.i32[(event.at << 1) + 22]!;
}

/** reason: why a command was refused; 0 if it was not. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 23]!;
}

/** executionId: the venue's id of this report (FIX ExecID 17); 0 unknown, a safe integer. */
export function executionId(event: EventCursor): number {
  return event.f64[event.at + 12]!;
}

/** referenceId: the execution that is corrected or busted (FIX ExecRefID 19); 0 if none, a safe integer. */
export function referenceId(event: EventCursor): number {
  return event.f64[event.at + 13]!;
}

/** fee: fee of this fill in the portfolio's fee units, a rebate negative; NaN if the venue does not tell. */
export function fee(event: EventCursor): number {
  return event.f64[event.at + 14]!;
}

/** workingPrice: limit price that the venue has now, told with Replaced and Restated; NaN if not told, in price units. */
export function workingPrice(event: EventCursor): number {
  return event.f64[event.at + 15]!;
}

/** workingQuantity: whole order quantity that the venue has now (FIX OrderQty 38); NaN if not told, in size units. */
export function workingQuantity(event: EventCursor): number {
  return event.f64[event.at + 16]!;
}

/** orderStatus: OrderStatus as the venue has it (FIX OrdStatus 39); −1 if not told. */
export function orderStatus(event: EventCursor): number {
  return event.i32[(event.at << 1) + 34]!;
}

/** Emits a ExecutionReport caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, venueOrderId: number, lastPrice: number, lastQuantity: number, leavesQuantity: number, cumulativeQuantity: number, execType: number, side: number, liquidity: number, reason: number, executionId: number, referenceId: number, fee: number, workingPrice: number, workingQuantity: number, orderStatus: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = venueOrderId;
  e.f64[e.at + 6] = lastPrice;
  e.f64[e.at + 7] = lastQuantity;
  e.f64[e.at + 8] = leavesQuantity;
  e.f64[e.at + 9] = cumulativeQuantity;
  e.i32[(e.at << 1) + 20] = execType;
  e.i32[(e.at << 1) + 21] = side;
  e.i32[(e.at << 1) + 22] = liquidity;
  e.i32[(e.at << 1) + 23] = reason;
  e.f64[e.at + 12] = executionId;
  e.f64[e.at + 13] = referenceId;
  e.f64[e.at + 14] = fee;
  e.f64[e.at + 15] = workingPrice;
  e.f64[e.at + 16] = workingQuantity;
  e.i32[(e.at << 1) + 34] = orderStatus;
  e.i32[(e.at << 1) + 35] = 0;
  out.commit();
}

/** Writes a ExecutionReport that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, venueOrderId: number, lastPrice: number, lastQuantity: number, leavesQuantity: number, cumulativeQuantity: number, execType: number, side: number, liquidity: number, reason: number, executionId: number, referenceId: number, fee: number, workingPrice: number, workingQuantity: number, orderStatus: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = venueOrderId;
  e.f64[e.at + 6] = lastPrice;
  e.f64[e.at + 7] = lastQuantity;
  e.f64[e.at + 8] = leavesQuantity;
  e.f64[e.at + 9] = cumulativeQuantity;
  e.i32[(e.at << 1) + 20] = execType;
  e.i32[(e.at << 1) + 21] = side;
  e.i32[(e.at << 1) + 22] = liquidity;
  e.i32[(e.at << 1) + 23] = reason;
  e.f64[e.at + 12] = executionId;
  e.f64[e.at + 13] = referenceId;
  e.f64[e.at + 14] = fee;
  e.f64[e.at + 15] = workingPrice;
  e.f64[e.at + 16] = workingQuantity;
  e.i32[(e.at << 1) + 34] = orderStatus;
  e.i32[(e.at << 1) + 35] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "ExecutionReport",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    venueOrderId: venueOrderId(event),
    lastPrice: lastPrice(event),
    lastQuantity: lastQuantity(event),
    leavesQuantity: leavesQuantity(event),
    cumulativeQuantity: cumulativeQuantity(event),
    execType: execType(event),
    side: side(event),
    liquidity: liquidity(event),
    reason: reason(event),
    executionId: executionId(event),
    referenceId: referenceId(event),
    fee: fee(event),
    workingPrice: workingPrice(event),
    workingQuantity: workingQuantity(event),
    orderStatus: orderStatus(event),
  };
}
