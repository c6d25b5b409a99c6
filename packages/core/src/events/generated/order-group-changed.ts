// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** What has become of a group of orders, and what went wrong in it. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderGroupChanged record. */
export const TYPE = 51;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 64;
const TYPE_VERSION = 65587;
const WORDS = 8;

/** A OrderGroupChanged as an object, for the edge. */
export interface View {
  type: "OrderGroupChanged";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** the group, a safe integer. */
  groupId: number;
  /** the order that it is about; 0 the whole group, a safe integer. */
  orderId: number;
  /** how much it is about; 0 if nothing, in size units. */
  quantity: number;
  /** GroupNotice. */
  notice: number;
  /** whose group it is. */
  strategy: number;
}

/** groupId: the group, a safe integer. */
export function groupId(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** orderId: the order that it is about; 0 the whole group, a safe integer. */
export function orderId(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** quantity: how much it is about; 0 if nothing, in size units. */
export function quantity(event: EventCursor): number {
  return event.f64[event.at + 6]!;
}

/** notice: GroupNotice. */
export function notice(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** strategy: whose group it is. */
export function strategy(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** Emits a OrderGroupChanged caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, groupId: number, orderId: number, quantity: number, notice: number, strategy: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = groupId;
  e.f64[e.at + 5] = orderId;
  e.f64[e.at + 6] = quantity;
  e.i32[(e.at << 1) + 14] = notice;
  e.i32[(e.at << 1) + 15] = strategy;
  out.commit();
}

/** Writes a OrderGroupChanged that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, groupId: number, orderId: number, quantity: number, notice: number, strategy: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = groupId;
  e.f64[e.at + 5] = orderId;
  e.f64[e.at + 6] = quantity;
  e.i32[(e.at << 1) + 14] = notice;
  e.i32[(e.at << 1) + 15] = strategy;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderGroupChanged",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    groupId: groupId(event),
    orderId: orderId(event),
    quantity: quantity(event),
    notice: notice(event),
    strategy: strategy(event),
  };
}
