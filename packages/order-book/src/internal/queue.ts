/**
 * Orders join, leave and shrink in the queues of their levels; the sums of level and ladder follow. Links to record 0
 * are written like any other: nothing reads them, and a branch on whether an order is the first or the last of its queue
 * would be guessed wrong as often as right.
 */
import {
  I_SHIFT,
  LADDER_ORDERS,
  LADDER_QUANTITY,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_KEY,
  LEVEL_LADDER,
  LEVEL_QUANTITY,
  LEVEL_TAIL,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_LEAVES,
  ORDER_LEAVES_AT,
  ORDER_LEVEL,
  ORDER_LEVEL_AT,
  ORDER_NEXT_AT,
  ORDER_PREV_AT,
  ORDERS_AT,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
} from "./layout.ts";
import { levelInWindow, makeLevel, releaseLevel } from "./levels.ts";
import type { PriceLadders } from "./price-ladders.ts";

/** Puts an order at the end of the queue of the level with this key. Level records are as many as orders: there is one. */
export const join = (
  F: Float64Array,
  I: Int32Array,
  order: number,
  ladder: number,
  key: number,
  leaves: number,
): void => {
  const ladderAt = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  const level = levelInWindow(F, I, ladderAt, key) || makeLevel(F, I, ladder, key);
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const at = order << ORDER_I_SHIFT;
  const tail = I[levelAt + LEVEL_TAIL]!;
  F[(order << ORDER_F_SHIFT) + ORDER_LEAVES_AT] = leaves;
  I[at + ORDER_NEXT_AT] = 0;
  I[at + ORDER_PREV_AT] = tail;
  I[at + ORDER_LEVEL_AT] = level;
  I[(tail << ORDER_I_SHIFT) + ORDER_NEXT_AT] = order;
  // The head is 0 where there is no tail.
  I[levelAt + LEVEL_HEAD] = I[levelAt + LEVEL_HEAD]! | (order & isNone(tail));
  I[levelAt + LEVEL_TAIL] = order;
  I[levelAt + LEVEL_COUNT] = I[levelAt + LEVEL_COUNT]! + 1;
  I[ladderAt + LADDER_ORDERS] = I[ladderAt + LADDER_ORDERS]! + 1;
  addQuantity(F, levelAt, ladderAt, leaves);
};

/** Adds to the open quantities of a level and of its ladder. */
export const addQuantity = (F: Float64Array, levelAt: number, ladderAt: number, quantity: number): void => {
  const ofLevel = (levelAt >> 1) + LEVEL_QUANTITY;
  const ofLadder = (ladderAt >> 1) + LADDER_QUANTITY;
  F[ofLevel] = F[ofLevel]! + quantity;
  F[ofLadder] = F[ofLadder]! + quantity;
};

/** Takes an order out of its queue, and its level away if that was the last one. The record stays the caller's. */
export const leave = (F: Float64Array, I: Int32Array, order: number): void => {
  const at = order << ORDER_I_SHIFT;
  const level = I[at + ORDER_LEVEL_AT]!;
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const ladderAt = I[STATE_LADDERS_AT]! + (I[levelAt + LEVEL_LADDER]! << I_SHIFT);
  addQuantity(F, levelAt, ladderAt, -F[(order << ORDER_F_SHIFT) + ORDER_LEAVES_AT]!);
  I[ladderAt + LADDER_ORDERS] = I[ladderAt + LADDER_ORDERS]! - 1;
  const count = I[levelAt + LEVEL_COUNT]! - 1;
  I[levelAt + LEVEL_COUNT] = count;
  if (count === 0) {
    releaseLevel(F, I, level);
    return;
  }
  const next = I[at + ORDER_NEXT_AT]!;
  const prev = I[at + ORDER_PREV_AT]!;
  const isFirst = isNone(prev);
  const isLast = isNone(next);
  I[(prev << ORDER_I_SHIFT) + ORDER_NEXT_AT] = next;
  I[(next << ORDER_I_SHIFT) + ORDER_PREV_AT] = prev;
  I[levelAt + LEVEL_HEAD] = (I[levelAt + LEVEL_HEAD]! & ~isFirst) | (next & isFirst);
  I[levelAt + LEVEL_TAIL] = (I[levelAt + LEVEL_TAIL]! & ~isLast) | (prev & isLast);
};

/** {@link join}, for those who hold the parts of the memory. */
export const joinQueue = (ladders: PriceLadders, order: number, ladder: number, key: number, leaves: number): void => {
  join(ladders.F, ladders.I, order, ladder, key, leaves);
};

/** {@link leave}, for those who hold the parts of the memory. */
export const leaveQueue = (ladders: PriceLadders, order: number): void => {
  leave(ladders.F, ladders.I, order);
};

/** Sets a smaller open quantity for an order that keeps its place. */
export const shrink = (ladders: PriceLadders, order: number, leaves: number): void => {
  const { F, I } = ladders;
  const at = ORDERS_AT + (order << ORDER_I_SHIFT);
  const levelAt = I[STATE_LEVELS_AT]! + (I[at + ORDER_LEVEL]! << I_SHIFT);
  const ladderAt = I[STATE_LADDERS_AT]! + (I[levelAt + LEVEL_LADDER]! << I_SHIFT);
  addQuantity(F, levelAt, ladderAt, leaves - F[(at >> 1) + ORDER_LEAVES]!);
  F[(at >> 1) + ORDER_LEAVES] = leaves;
};

/** The ladder where an order rests. */
export const ladderOf = (ladders: PriceLadders, order: number): number => {
  const { I } = ladders;
  const level = I[ORDERS_AT + (order << ORDER_I_SHIFT) + ORDER_LEVEL]!;
  return I[I[STATE_LEVELS_AT]! + (level << I_SHIFT) + LEVEL_LADDER]!;
};

/** The key at which an order rests. */
export const keyOf = (ladders: PriceLadders, order: number): number => {
  const { F, I } = ladders;
  const level = I[ORDERS_AT + (order << ORDER_I_SHIFT) + ORDER_LEVEL]!;
  return F[((I[STATE_LEVELS_AT]! + (level << I_SHIFT)) >> 1) + LEVEL_KEY]!;
};

/** All bits if an index is 0, none if it names a record. */
export const isNone = (index: number): number => {
  return (index - 1) >> 31;
};

/** A key of a price, and back again: bids are mirrored, so that less is better on both sides. Never −0. */
export const mirrored = (ladder: number, priceOrKey: number): number => {
  return priceOrKey * (2 * (ladder & 1) - 1) + 0;
};
