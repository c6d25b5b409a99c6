/**
 * Reads ahead. A book that has outgrown the caches waits for memory several times a message, each time for an address that
 * the last answer told. Messages of a batch are known beforehand: touching what a group of them will need, one storey of
 * addresses at a time, lets the waits of the whole group run side by side.
 */
import { OrderRowKind, type OrderRows } from "../l3-feed.ts";
import type { FeedState } from "./feed-orders.ts";
import {
  I_SHIFT,
  LADDER_BASE,
  LADDER_ORIGIN,
  LADDER_WINDOW,
  LEVEL_LADDER,
  LEVEL_TAIL,
  ORDER_I_SHIFT,
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDER_PREV,
  ORDERS_AT,
  STATE_CELLS,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
} from "./layout.ts";
import { bucketOf, hashOf, INDEX_MASK } from "./order-index.ts";
import { mirrored } from "./queue.ts";

/** Rows that are touched together: some more than the waits that a processor can have under way. */
export const TOUCHED_ROWS = 32;

/** Orders from which on it pays: fewer stay in the caches by themselves. */
export const TOUCH_FROM_ORDERS = 8192;

const orders: Int32Array = new Int32Array(TOUCHED_ROWS);
const levels: Int32Array = new Int32Array(TOUCHED_ROWS);

/**
 * Touches what the rows `from … to − 1`, at most {@link TOUCHED_ROWS}, will need. Changes nothing, and whatever the rows
 * hold reads nothing outside.
 *
 * @returns a number without meaning, so that the reads are not left out
 */
export function touchRows(state: FeedState, rows: OrderRows, from: number, to: number): number {
  const { I, F, instruments, steps } = state;
  const { id, kind, side, instrument, price } = rows;
  const count = to - from;
  const levelsAt = I[STATE_LEVELS_AT]!;
  const cells = I[STATE_CELLS]!;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    orders[i] = I[bucketOf(I, hashOf(id[from + i]!))]! & INDEX_MASK;
  }
  for (let i = 0; i < count; i++) {
    const row = from + i;
    if (kind[row] !== OrderRowKind.Add) {
      levels[i] = I[ORDERS_AT + (orders[i]! << ORDER_I_SHIFT) + ORDER_LEVEL]!;
      continue;
    }
    const owner = instrument[row]!;
    orders[i] = 0;
    levels[i] = 0;
    if (owner < 0 || owner >= instruments) continue;
    const ladder = 2 * owner + (side[row] === 2 ? 1 : 0);
    const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
    const relative = mirrored(ladder, price[row]! / steps[owner]!) - F[(at >> 1) + LADDER_BASE]!;
    if (!(relative >= 0 && relative < cells)) continue;
    levels[i] = I[I[at + LADDER_WINDOW]! + ((I[at + LADDER_ORIGIN]! + (relative | 0)) & (cells - 1))]!;
  }
  for (let i = 0; i < count; i++) {
    const levelAt = levelsAt + (levels[i]! << I_SHIFT);
    const at = ORDERS_AT + (orders[i]! << ORDER_I_SHIFT);
    sum |= I[levelAt + LEVEL_LADDER]!;
    sum |= I[ORDERS_AT + (I[levelAt + LEVEL_TAIL]! << ORDER_I_SHIFT) + ORDER_NEXT]!;
    sum |= I[ORDERS_AT + (I[at + ORDER_NEXT]! << ORDER_I_SHIFT) + ORDER_PREV]!;
    sum |= I[ORDERS_AT + (I[at + ORDER_PREV]! << ORDER_I_SHIFT) + ORDER_NEXT]!;
  }
  return sum;
}
