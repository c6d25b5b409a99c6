// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The risk gate or the order manager refused an order or a cancel. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderRefused record. */
export const TYPE = 25;
/** Version of its layout. */
export const VERSION = 2;
/** Length of the whole record in bytes. */
export const BYTES = 80;
const TYPE_VERSION = 131097;
const WORDS = 10;

/** A OrderRefused as an object, for the edge. */
export interface View {
  type: "OrderRefused";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the order refused, a safe integer. */
  orderId: number;
  /** the limit that was broken. */
  limit: number;
  /** the value that broke it. */
  value: number;
  /** RefusalReason. */
  reason: number;
  /** who asked for it. */
  strategy: number;
  /** RiskScope whose limit it was; 0 the firm, or none. */
  scope: number;
  /** the account's or strategy's number; 0 for the firm. */
  scopeId: number;
  /** version of the limits in force; 0 if it was no matter of risk. */
  limitsVersion: number;
  /** what was refused: OrderRequestKind. */
  request: number;
}

/** orderId: the order refused, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** limit: the limit that was broken. */
export function limit(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** value: the value that broke it. */
export function value(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** reason: RefusalReason. */
export function reason(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** strategy: who asked for it. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** scope: RiskScope whose limit it was; 0 the firm, or none. */
export function scope(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** scopeId: the account's or strategy's number; 0 for the firm. */
export function scopeId(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** limitsVersion: version of the limits in force; 0 if it was no matter of risk. */
export function limitsVersion(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** request: what was refused: OrderRequestKind. */
export function request(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** Emits a OrderRefused caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, orderId: number, limit: number, value: number, reason: number, strategy: number, scope: number, scopeId: number, limitsVersion: number, request: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = limit;
  e.f64[e.at + 6] = value;
  e.i32[(e.at << 1) + 14] = reason;
  e.i32[(e.at << 1) + 15] = strategy;
  e.i32[(e.at << 1) + 16] = scope;
  e.i32[(e.at << 1) + 17] = scopeId;
  e.i32[(e.at << 1) + 18] = limitsVersion;
  e.i32[(e.at << 1) + 19] = request;
  out.commit();
}

/** Writes a OrderRefused that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, orderId: number, limit: number, value: number, reason: number, strategy: number, scope: number, scopeId: number, limitsVersion: number, request: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = orderId;
  e.f64[e.at + 5] = limit;
  e.f64[e.at + 6] = value;
  e.i32[(e.at << 1) + 14] = reason;
  e.i32[(e.at << 1) + 15] = strategy;
  e.i32[(e.at << 1) + 16] = scope;
  e.i32[(e.at << 1) + 17] = scopeId;
  e.i32[(e.at << 1) + 18] = limitsVersion;
  e.i32[(e.at << 1) + 19] = request;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderRefused",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    orderId: orderId(event),
    limit: limit(event),
    value: value(event),
    reason: reason(event),
    strategy: strategy(event),
    scope: scope(event),
    scopeId: scopeId(event),
    limitsVersion: limitsVersion(event),
    request: request(event),
  };
}
