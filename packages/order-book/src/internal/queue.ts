/**
 * Orders join, leave and shrink in the queues of their levels; the sums of level and ladder follow.
 */
import {
  F_SHIFT,
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
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDER_PREV,
} from "./layout.ts";
import type { OrderStore } from "./order-store.ts";
import type { PriceLadders } from "./price-ladders.ts";

/** Puts an order at the end of the queue of the level with this key. Level records are as many as orders: there is one. */
export function joinQueue(
  orders: OrderStore,
  ladders: PriceLadders,
  order: number,
  ladder: number,
  key: number,
  leaves: number,
): void {
  const level = ladders.obtain(ladder, key);
  const { orderF, orderI } = orders;
  const { levelF, levelI, ladderF, ladderI } = ladders;
  const at = order << ORDER_I_SHIFT;
  const levelAt = level << I_SHIFT;
  const tail = levelI[levelAt + LEVEL_TAIL]!;
  orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES] = leaves;
  orderI[at + ORDER_NEXT] = 0;
  orderI[at + ORDER_PREV] = tail;
  orderI[at + ORDER_LEVEL] = level;
  if (tail === 0) levelI[levelAt + LEVEL_HEAD] = order;
  else orderI[(tail << ORDER_I_SHIFT) + ORDER_NEXT] = order;
  levelI[levelAt + LEVEL_TAIL] = order;
  levelI[levelAt + LEVEL_COUNT] = levelI[levelAt + LEVEL_COUNT]! + 1;
  levelF[(level << F_SHIFT) + LEVEL_QUANTITY] = levelF[(level << F_SHIFT) + LEVEL_QUANTITY]! + leaves;
  ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY] = ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]! + leaves;
  ladderI[(ladder << I_SHIFT) + LADDER_ORDERS] = ladderI[(ladder << I_SHIFT) + LADDER_ORDERS]! + 1;
}

/** Takes an order out of its queue, and its level away if that was the last one. The record stays the caller's. */
export function leaveQueue(orders: OrderStore, ladders: PriceLadders, order: number): void {
  const { orderF, orderI } = orders;
  const { levelF, levelI, ladderF, ladderI } = ladders;
  const at = order << ORDER_I_SHIFT;
  const level = orderI[at + ORDER_LEVEL]!;
  const levelAt = level << I_SHIFT;
  const ladder = levelI[levelAt + LEVEL_LADDER]!;
  const leaves = orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
  const next = orderI[at + ORDER_NEXT]!;
  const prev = orderI[at + ORDER_PREV]!;
  ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY] = ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]! - leaves;
  ladderI[(ladder << I_SHIFT) + LADDER_ORDERS] = ladderI[(ladder << I_SHIFT) + LADDER_ORDERS]! - 1;
  const count = levelI[levelAt + LEVEL_COUNT]! - 1;
  if (count === 0) {
    ladders.release(level);
    return;
  }
  levelI[levelAt + LEVEL_COUNT] = count;
  levelF[(level << F_SHIFT) + LEVEL_QUANTITY] = levelF[(level << F_SHIFT) + LEVEL_QUANTITY]! - leaves;
  if (prev === 0) levelI[levelAt + LEVEL_HEAD] = next;
  else orderI[(prev << ORDER_I_SHIFT) + ORDER_NEXT] = next;
  if (next === 0) levelI[levelAt + LEVEL_TAIL] = prev;
  else orderI[(next << ORDER_I_SHIFT) + ORDER_PREV] = prev;
}

/** Sets a smaller open quantity for an order that keeps its place. */
export function shrink(orders: OrderStore, ladders: PriceLadders, order: number, leaves: number): void {
  const less = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]! - leaves;
  const level = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_LEVEL]!;
  const ladder = ladders.levelI[(level << I_SHIFT) + LEVEL_LADDER]!;
  orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES] = leaves;
  ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY] = ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]! - less;
  ladders.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY] =
    ladders.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]! - less;
}

/** The ladder where an order rests. */
export function ladderOf(orders: OrderStore, ladders: PriceLadders, order: number): number {
  return ladders.levelI[(orders.orderI[(order << ORDER_I_SHIFT) + ORDER_LEVEL]! << I_SHIFT) + LEVEL_LADDER]!;
}

/** The key at which an order rests. */
export function keyOf(orders: OrderStore, ladders: PriceLadders, order: number): number {
  return ladders.levelF[(orders.orderI[(order << ORDER_I_SHIFT) + ORDER_LEVEL]! << F_SHIFT) + LEVEL_KEY]!;
}

/** A key of a price, and back again: bids are mirrored, so that less is better on both sides. Never −0. */
export function mirrored(ladder: number, priceOrKey: number): number {
  return (ladder & 1) === 0 ? 0 - priceOrKey : priceOrKey + 0;
}
