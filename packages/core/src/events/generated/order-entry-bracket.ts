// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** The order of the OrderEntry that comes next releases, when it fills, a target and a stop, of which one cancels the other. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a OrderEntryBracket record. */
export const TYPE = 117;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 56;
const TYPE_VERSION = 65653;
const WORDS = 7;

/** A OrderEntryBracket as an object, for the edge. */
export interface View {
  type: "OrderEntryBracket";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** limit price of the target; 0 for none, in price units. */
  targetPrice: number;
  /** from where the stop acts; 0 for none, in price units. */
  stopPrice: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
}

/** targetPrice: limit price of the target; 0 for none, in price units. */
export function targetPrice(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** stopPrice: from where the stop acts; 0 for none, in price units. */
export function stopPrice(event: EventCursor): number {
  return event.f64[event.at + 5]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** Emits a OrderEntryBracket caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, targetPrice: number, stopPrice: number, actor: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = targetPrice;
  e.f64[e.at + 5] = stopPrice;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** Writes a OrderEntryBracket that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, targetPrice: number, stopPrice: number, actor: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = targetPrice;
  e.f64[e.at + 5] = stopPrice;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "OrderEntryBracket",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    targetPrice: targetPrice(event),
    stopPrice: stopPrice(event),
    actor: actor(event),
  };
}
