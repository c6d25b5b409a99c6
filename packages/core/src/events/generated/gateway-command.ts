// Generated from src/events/schema.ts by scripts/generate-events.ts. Do not edit.
/** A client had something done through a gateway. One with a key stands before the inputs that it became, so that a recovered engine knows what was done under which key; one of market data after them. */
import type { EventCursor } from "../cursor.ts";
import type { EventSink } from "../queue.ts";

/** Type number of a GatewayCommand record. */
export const TYPE = 114;
/** Version of its layout. */
export const VERSION = 1;
/** Length of the whole record in bytes. */
export const BYTES = 88;
const TYPE_VERSION = 65650;
const WORDS = 11;

/** A GatewayCommand as an object, for the edge. */
export interface View {
  type: "GatewayCommand";
  sequence: number;
  /** Nanoseconds since the Unix epoch. */
  time: bigint;
  instrument: number;
  venue: number;
  /** number of the first input that the command became; 0 if they follow, or there are none, a safe integer. */
  first: number;
  /** how many there are; what a venue says meanwhile comes between them. */
  count: number;
  /** GatewayCommandKind. */
  command: number;
  /** who: a number of the operator's own; 0 nobody in particular. */
  actor: number;
  /** number of the client's connection, since the gateway began. */
  session: number;
  /** first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 0. */
  key0: number;
  /** first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 1. */
  key1: number;
  /** first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 2. */
  key2: number;
  /** first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 3. */
  key3: number;
  /** first 128 bits of the SHA-256 of what was asked for, word 0. */
  request0: number;
  /** first 128 bits of the SHA-256 of what was asked for, word 1. */
  request1: number;
  /** first 128 bits of the SHA-256 of what was asked for, word 2. */
  request2: number;
  /** first 128 bits of the SHA-256 of what was asked for, word 3. */
  request3: number;
}

/** first: number of the first input that the command became; 0 if they follow, or there are none, a safe integer. */
export function first(event: EventCursor): number {
  return event.f64[event.at + 4]!;
}

/** count: how many there are; what a venue says meanwhile comes between them. */
export function count(event: EventCursor): number {
  return event.i32[(event.at << 1) + 10]!;
}

/** command: GatewayCommandKind. */
export function command(event: EventCursor): number {
  return event.i32[(event.at << 1) + 11]!;
}

/** actor: who: a number of the operator's own; 0 nobody in particular. */
export function actor(event: EventCursor): number {
  return event.i32[(event.at << 1) + 12]!;
}

/** session: number of the client's connection, since the gateway began. */
export function session(event: EventCursor): number {
  return event.i32[(event.at << 1) + 13]!;
}

/** key0: first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 0. */
export function key0(event: EventCursor): number {
  return event.i32[(event.at << 1) + 14]!;
}

/** key1: first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 1. */
export function key1(event: EventCursor): number {
  return event.i32[(event.at << 1) + 15]!;
}

/** key2: first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 2. */
export function key2(event: EventCursor): number {
  return event.i32[(event.at << 1) + 16]!;
}

/** key3: first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key, word 3. */
export function key3(event: EventCursor): number {
  return event.i32[(event.at << 1) + 17]!;
}

/** request0: first 128 bits of the SHA-256 of what was asked for, word 0. */
export function request0(event: EventCursor): number {
  return event.i32[(event.at << 1) + 18]!;
}

/** request1: first 128 bits of the SHA-256 of what was asked for, word 1. */
export function request1(event: EventCursor): number {
  return event.i32[(event.at << 1) + 19]!;
}

/** request2: first 128 bits of the SHA-256 of what was asked for, word 2. */
export function request2(event: EventCursor): number {
  return event.i32[(event.at << 1) + 20]!;
}

/** request3: first 128 bits of the SHA-256 of what was asked for, word 3. */
export function request3(event: EventCursor): number {
  return event.i32[(event.at << 1) + 21]!;
}

/** Emits a GatewayCommand caused by another event, taking over its sequence and time. */
export function emit(out: EventSink, cause: EventCursor, instrument: number, venue: number, first: number, count: number, command: number, actor: number, session: number, key0: number, key1: number, key2: number, key3: number, request0: number, request1: number, request2: number, request3: number): void {
  const e = out.begin(TYPE_VERSION, WORDS, cause, instrument, venue);
  e.f64[e.at + 4] = first;
  e.i32[(e.at << 1) + 10] = count;
  e.i32[(e.at << 1) + 11] = command;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = session;
  e.i32[(e.at << 1) + 14] = key0;
  e.i32[(e.at << 1) + 15] = key1;
  e.i32[(e.at << 1) + 16] = key2;
  e.i32[(e.at << 1) + 17] = key3;
  e.i32[(e.at << 1) + 18] = request0;
  e.i32[(e.at << 1) + 19] = request1;
  e.i32[(e.at << 1) + 20] = request2;
  e.i32[(e.at << 1) + 21] = request3;
  out.commit();
}

/** Writes a GatewayCommand that comes from outside, at a time of its own. */
export function write(out: EventSink, micros: number, nanos: number, instrument: number, venue: number, first: number, count: number, command: number, actor: number, session: number, key0: number, key1: number, key2: number, key3: number, request0: number, request1: number, request2: number, request3: number): void {
  const e = out.beginAt(TYPE_VERSION, WORDS, micros, nanos, instrument, venue);
  e.f64[e.at + 4] = first;
  e.i32[(e.at << 1) + 10] = count;
  e.i32[(e.at << 1) + 11] = command;
  e.i32[(e.at << 1) + 12] = actor;
  e.i32[(e.at << 1) + 13] = session;
  e.i32[(e.at << 1) + 14] = key0;
  e.i32[(e.at << 1) + 15] = key1;
  e.i32[(e.at << 1) + 16] = key2;
  e.i32[(e.at << 1) + 17] = key3;
  e.i32[(e.at << 1) + 18] = request0;
  e.i32[(e.at << 1) + 19] = request1;
  e.i32[(e.at << 1) + 20] = request2;
  e.i32[(e.at << 1) + 21] = request3;
  out.commit();
}

/** The event as an object, for the edge: allocates. */
export function view(event: EventCursor): View {
  return {
    type: "GatewayCommand",
    sequence: event.sequence,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    first: first(event),
    count: count(event),
    command: command(event),
    actor: actor(event),
    session: session(event),
    key0: key0(event),
    key1: key1(event),
    key2: key2(event),
    key3: key3(event),
    request0: request0(event),
    request1: request1(event),
    request2: request2(event),
    request3: request3(event),
  };
}
