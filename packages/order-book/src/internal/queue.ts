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
  ORDER_I_SHIFT,
  ORDER_LEAVES,
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDER_PREV,
  ORDERS_AT,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
} from "./layout.ts";
import type { OrderStore } from "./order-store.ts";
import type { PriceLadders } from "./price-ladders.ts";

/** Puts an order at the end of the queue of the level with this key. Level records are as many as orders: there is one. */
export function joinQueue(
  _orders: OrderStore,
  ladders: PriceLadders,
  order: number,
  ladder: number,
  key: number,
  leaves: number,
): void {
  const { F, I } = ladders;
  const level = ladders.obtain(ladder, key);
  const at = ORDERS_AT + (order << ORDER_I_SHIFT);
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const ladderAt = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  const tail = I[levelAt + LEVEL_TAIL]!;
  F[(at >> 1) + ORDER_LEAVES] = leaves;
  I[at + ORDER_NEXT] = 0;
  I[at + ORDER_PREV] = tail;
  I[at + ORDER_LEVEL] = level;
  I[ORDERS_AT + (tail << ORDER_I_SHIFT) + ORDER_NEXT] = order;
  // The head is 0 where there is no tail.
  I[levelAt + LEVEL_HEAD] = I[levelAt + LEVEL_HEAD]! | (order & isNone(tail));
  I[levelAt + LEVEL_TAIL] = order;
  I[levelAt + LEVEL_COUNT] = I[levelAt + LEVEL_COUNT]! + 1;
  F[(levelAt >> 1) + LEVEL_QUANTITY] = F[(levelAt >> 1) + LEVEL_QUANTITY]! + leaves;
  F[(ladderAt >> 1) + LADDER_QUANTITY] = F[(ladderAt >> 1) + LADDER_QUANTITY]! + leaves;
  I[ladderAt + LADDER_ORDERS] = I[ladderAt + LADDER_ORDERS]! + 1;
}

/** Takes an order out of its queue, and its level away if that was the last one. The record stays the caller's. */
export function leaveQueue(_orders: OrderStore, ladders: PriceLadders, order: number): void {
  const { F, I } = ladders;
  const at = ORDERS_AT + (order << ORDER_I_SHIFT);
  const level = I[at + ORDER_LEVEL]!;
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const ladderAt = I[STATE_LADDERS_AT]! + (I[levelAt + LEVEL_LADDER]! << I_SHIFT);
  const leaves = F[(at >> 1) + ORDER_LEAVES]!;
  F[(ladderAt >> 1) + LADDER_QUANTITY] = F[(ladderAt >> 1) + LADDER_QUANTITY]! - leaves;
  I[ladderAt + LADDER_ORDERS] = I[ladderAt + LADDER_ORDERS]! - 1;
  const count = I[levelAt + LEVEL_COUNT]! - 1;
  if (count === 0) {
    ladders.release(level);
    return;
  }
  const next = I[at + ORDER_NEXT]!;
  const prev = I[at + ORDER_PREV]!;
  const isFirst = isNone(prev);
  const isLast = isNone(next);
  I[levelAt + LEVEL_COUNT] = count;
  F[(levelAt >> 1) + LEVEL_QUANTITY] = F[(levelAt >> 1) + LEVEL_QUANTITY]! - leaves;
  I[ORDERS_AT + (prev << ORDER_I_SHIFT) + ORDER_NEXT] = next;
  I[ORDERS_AT + (next << ORDER_I_SHIFT) + ORDER_PREV] = prev;
  I[levelAt + LEVEL_HEAD] = (I[levelAt + LEVEL_HEAD]! & ~isFirst) | (next & isFirst);
  I[levelAt + LEVEL_TAIL] = (I[levelAt + LEVEL_TAIL]! & ~isLast) | (prev & isLast);
}

/** Sets a smaller open quantity for an order that keeps its place. */
export function shrink(_orders: OrderStore, ladders: PriceLadders, order: number, leaves: number): void {
  const { F, I } = ladders;
  const at = ORDERS_AT + (order << ORDER_I_SHIFT);
  const levelAt = I[STATE_LEVELS_AT]! + (I[at + ORDER_LEVEL]! << I_SHIFT);
  const ladderAt = I[STATE_LADDERS_AT]! + (I[levelAt + LEVEL_LADDER]! << I_SHIFT);
  const less = F[(at >> 1) + ORDER_LEAVES]! - leaves;
  F[(at >> 1) + ORDER_LEAVES] = leaves;
  F[(levelAt >> 1) + LEVEL_QUANTITY] = F[(levelAt >> 1) + LEVEL_QUANTITY]! - less;
  F[(ladderAt >> 1) + LADDER_QUANTITY] = F[(ladderAt >> 1) + LADDER_QUANTITY]! - less;
}

/** The ladder where an order rests. */
export function ladderOf(_orders: OrderStore, ladders: PriceLadders, order: number): number {
  const { I } = ladders;
  const level = I[ORDERS_AT + (order << ORDER_I_SHIFT) + ORDER_LEVEL]!;
  return I[I[STATE_LEVELS_AT]! + (level << I_SHIFT) + LEVEL_LADDER]!;
}

/** The key at which an order rests. */
export function keyOf(_orders: OrderStore, ladders: PriceLadders, order: number): number {
  const { F, I } = ladders;
  const level = I[ORDERS_AT + (order << ORDER_I_SHIFT) + ORDER_LEVEL]!;
  return F[((I[STATE_LEVELS_AT]! + (level << I_SHIFT)) >> 1) + LEVEL_KEY]!;
}

/** All bits if an index is 0, none if it names a record. */
function isNone(index: number): number {
  return (index - 1) >> 31;
}

/** A key of a price, and back again: bids are mirrored, so that less is better on both sides. Never −0. */
export function mirrored(ladder: number, priceOrKey: number): number {
  return priceOrKey * (2 * (ladder & 1) - 1) + 0;
}
