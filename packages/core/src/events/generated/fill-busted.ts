// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A fill that was told before never was: positions are already taken back. Its first fields are those of the Fill. Where a fill was corrected, what it is now follows as a Fill. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a FillBusted record. */
export const TYPE = 38;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65574;
const WORDS = 8;

/** A FillBusted as an object, for the edge. */
export interface View {
  type: "FillBusted";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the group, a number of the caller's own, a safe integer. */
  groupId: number;
  /** the order, a safe integer. */
  orderId: number;
  /** Contingency: how the orders of the group depend on each other; the same for all of them. */
  kind: number;
  /** LegRole: what the order is in the group. */
  role: number;
  /** how many orders the group has, 2 to 16: it starts when all have come. */
  legs: number;
  /** GroupPolicy bits; the same for all orders of the group. */
  policy: number;
}

/** groupId: the group, a number of the caller's own, a safe integer. */
export function groupId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** orderId: the order, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** kind: Contingency: how the orders of the group depend on each other; the same for all of them. */
export function kind(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** role: LegRole: what the order is in the group. */
export function role(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** legs: how many orders the group has, 2 to 16: it starts when all have come. */
export function legs(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** policy: GroupPolicy bits; the same for all orders of the group. */
export function policy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** Emits a FillBusted caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, groupId: number, orderId: number, kind: number, role: number, legs: number, policy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = groupId;
  e.f64[e.at + 5] = orderId;
  e.i32[(e.at << 1) + 12] = kind;
  e.i32[(e.at << 1) + 13] = role;
  e.i32[(e.at << 1) + 14] = legs;
  e.i32[(e.at << 1) + 15] = policy;
  out.commit();
}

/** Writes a FillBusted that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, groupId: number, orderId: number, kind: number, role: number, legs: number, policy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = groupId;
  e.f64[e.at + 5] = orderId;
  e.i32[(e.at << 1) + 12] = kind;
  e.i32[(e.at << 1) + 13] = role;
  e.i32[(e.at << 1) + 14] = legs;
  e.i32[(e.at << 1) + 15] = policy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "FillBusted",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    groupId: groupId(event),
    orderId: orderId(event),
    kind: kind(event),
    role: role(event),
    legs: legs(event),
    policy: policy(event),
  };
}
