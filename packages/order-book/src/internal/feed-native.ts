import type { ItchRun, OrderRows } from "../l3-feed.ts";

import { KEEP } from "../quote-policy.ts";
import type { FeedState } from "./feed-orders.ts";
import { nativeBooks } from "./native-books.ts";

/** Stands for "there is no native code for this". */
export const NOT_NATIVE = -1;
/** Fewer rows than this cost less than a call of native code. */
const LEAST_NATIVE = 8;

/**
 * Applies rows by native code as far as they are plain.
 *
 * @returns the first row that is not done, or {@link NOT_NATIVE}
 */
export function applyNatively(
  state: FeedState,
  counts: Float64Array,
  rows: OrderRows,
  from: number,
  to: number,
): number {
  // Marks of own orders are kept in a map.
  if (to - from < LEAST_NATIVE || !state.usesNative || state.ownCount !== 0) return NOT_NATIVE;
  const books = nativeBooks();
  if (books === null || !areSound(rows, from, to)) return NOT_NATIVE;
  const { kind, side, instrument, price, quantity, id, otherId } = rows;
  const { I, steps, revisions, policies } = state;
  const keepsLocked = policies.locked === KEEP ? 1 : 0;
  const keepsCrossed = policies.crossed === KEEP ? 1 : 0;
  return books.apply(
    I,
    kind,
    side,
    instrument,
    price,
    quantity,
    id,
    otherId,
    from,
    to,
    steps,
    revisions,
    counts,
    keepsLocked,
    keepsCrossed,
  );
}

/** Positions of the kernel are integers of 32 bits. */
const MOST_BYTES = 2 ** 31 - 1;
const LOCATES = 65_536;
const ANSWERS = 4;
/** Numbers of a note. */
const NOTE = 3;

/**
 * Applies messages of ITCH 5.0 by native code as far as they are plain.
 *
 * @returns the position of the first message that is not done, or {@link NOT_NATIVE}
 */
export function applyItchNatively(
  state: FeedState,
  counts: Float64Array,
  run: ItchRun,
  bytes: Uint8Array,
  from: number,
  end: number,
): number {
  if (!state.usesNative || state.ownCount !== 0) return NOT_NATIVE;
  const books = nativeBooks();
  if (books === null || !areBytes(bytes, from, end) || !isRun(run)) return NOT_NATIVE;
  const { I, steps, revisions, keeps } = state;
  const { instruments, notes, room, answer } = run;
  return books.itch(I, bytes, from, end, instruments, steps, revisions, counts, keeps, notes, room, answer);
}

function areBytes(bytes: Uint8Array, from: number, end: number): boolean {
  return (
    bytes instanceof Uint8Array &&
    bytes.buffer instanceof ArrayBuffer &&
    from >>> 0 === from &&
    from < end &&
    end >>> 0 === end &&
    end <= bytes.length &&
    bytes.length <= MOST_BYTES
  );
}

function isRun({ instruments, notes, room, answer }: ItchRun): boolean {
  return (
    room >>> 0 === room &&
    isLong(instruments, Int32Array, LOCATES) &&
    isLong(notes, Float64Array, Math.max(NOTE, NOTE * room)) &&
    isLong(answer, Int32Array, ANSWERS)
  );
}

/** Whether the columns are what native code takes them for, and have these rows. */
function areSound(rows: OrderRows, from: number, to: number): boolean {
  const { kind, side, instrument, price, quantity, id, otherId } = rows;
  return (
    from >>> 0 === from &&
    to >>> 0 === to &&
    isLong(kind, Uint8Array, to) &&
    isLong(side, Uint8Array, to) &&
    isLong(instrument, Int32Array, to) &&
    isLong(price, Float64Array, to) &&
    isLong(quantity, Float64Array, to) &&
    isLong(id, Float64Array, to) &&
    isLong(otherId, Float64Array, to)
  );
}

type Column = typeof Uint8Array | typeof Int32Array | typeof Float64Array;

function isLong(column: { readonly length: number }, type: Column, rows: number): boolean {
  return column instanceof type && column.length >= rows;
}
