// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A piece of a text that belongs to a command of a client, in UTF-8: a reason that was given, or the answer that it was given. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a GatewayText record. */
export const TYPE = 115;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 96;
const TYPE_VERSION = 65651;
const WORDS = 12;

/** A GatewayText as an object, for the edge. */
export interface View {
  type: "GatewayText";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** number of the GatewayCommand, a safe integer. */
  command: number;
  /** GatewayTextKind. */
  kind: number;
  /** bytes of the whole text. */
  bytes: number;
  /** which piece this is, from 0. */
  part: number;
  /** its bytes, the first in the lowest bits, word 0. */
  text0: number;
  /** its bytes, the first in the lowest bits, word 1. */
  text1: number;
  /** its bytes, the first in the lowest bits, word 2. */
  text2: number;
  /** its bytes, the first in the lowest bits, word 3. */
  text3: number;
  /** its bytes, the first in the lowest bits, word 4. */
  text4: number;
  /** its bytes, the first in the lowest bits, word 5. */
  text5: number;
  /** its bytes, the first in the lowest bits, word 6. */
  text6: number;
  /** its bytes, the first in the lowest bits, word 7. */
  text7: number;
  /** its bytes, the first in the lowest bits, word 8. */
  text8: number;
  /** its bytes, the first in the lowest bits, word 9. */
  text9: number;
}

/** command: number of the GatewayCommand, a safe integer. */
export function command(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** kind: GatewayTextKind. */
export function kind(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** bytes: bytes of the whole text. */
export function bytes(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** part: which piece this is, from 0. */
export function part(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** text0: its bytes, the first in the lowest bits, word 0. */
export function text0(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** text1: its bytes, the first in the lowest bits, word 1. */
export function text1(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** text2: its bytes, the first in the lowest bits, word 2. */
export function text2(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** text3: its bytes, the first in the lowest bits, word 3. */
export function text3(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** text4: its bytes, the first in the lowest bits, word 4. */
export function text4(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** text5: its bytes, the first in the lowest bits, word 5. */
export function text5(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** text6: its bytes, the first in the lowest bits, word 6. */
export function text6(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** text7: its bytes, the first in the lowest bits, word 7. */
export function text7(event: EventCursor): number {
  return event.i32[(event.at << 1) + 20]!;
}

/** text8: its bytes, the first in the lowest bits, word 8. */
export function text8(event: EventCursor): number {
  return event.i32[(event.at << 1) + 21]!;
}

/** text9: its bytes, the first in the lowest bits, word 9. */
export function text9(event: EventCursor): number {
  return event.i32[(event.at << 1) + 22]!;
}

/** Emits a GatewayText caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, command: number, kind: number, bytes: number, part: number, text0: number, text1: number, text2: number, text3: number, text4: number, text5: number, text6: number, text7: number, text8: number, text9: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = command;
  e.i32[(e.at << 1) + 10] = kind;
  e.i32[(e.at << 1) + 11] = bytes;
  e.i32[(e.at << 1) + 12] = part;
  e.i32[(e.at << 1) + 13] = text0;
  e.i32[(e.at << 1) + 14] = text1;
  e.i32[(e.at << 1) + 15] = text2;
  e.i32[(e.at << 1) + 16] = text3;
  e.i32[(e.at << 1) + 17] = text4;
  e.i32[(e.at << 1) + 18] = text5;
  e.i32[(e.at << 1) + 19] = text6;
  e.i32[(e.at << 1) + 20] = text7;
  e.i32[(e.at << 1) + 21] = text8;
  e.i32[(e.at << 1) + 22] = text9;
  e.i32[(e.at << 1) + 23] = 0;
  out.commit();
}

/** Writes a GatewayText that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, command: number, kind: number, bytes: number, part: number, text0: number, text1: number, text2: number, text3: number, text4: number, text5: number, text6: number, text7: number, text8: number, text9: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = command;
  e.i32[(e.at << 1) + 10] = kind;
  e.i32[(e.at << 1) + 11] = bytes;
  e.i32[(e.at << 1) + 12] = part;
  e.i32[(e.at << 1) + 13] = text0;
  e.i32[(e.at << 1) + 14] = text1;
  e.i32[(e.at << 1) + 15] = text2;
  e.i32[(e.at << 1) + 16] = text3;
  e.i32[(e.at << 1) + 17] = text4;
  e.i32[(e.at << 1) + 18] = text5;
  e.i32[(e.at << 1) + 19] = text6;
  e.i32[(e.at << 1) + 20] = text7;
  e.i32[(e.at << 1) + 21] = text8;
  e.i32[(e.at << 1) + 22] = text9;
  e.i32[(e.at << 1) + 23] = 0;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "GatewayText",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    command: command(event),
    kind: kind(event),
    bytes: bytes(event),
    part: part(event),
    text0: text0(event),
    text1: text1(event),
    text2: text2(event),
    text3: text3(event),
    text4: text4(event),
    text5: text5(event),
    text6: text6(event),
    text7: text7(event),
    text8: text8(event),
    text9: text9(event),
  };
}
