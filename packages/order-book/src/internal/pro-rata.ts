/**
 * Pro-rata allocation: an incoming order that does not take a whole level is shared out among its orders, as on CME's
 * pro-rata markets (Globex matching algorithms, "Pro-Rata" and "Allocation"):
 *
 * 1. where the instrument asks for it, the order that bettered the market and still stands there is filled first;
 * 2. each order gets its shown quantity × what is to be shared ÷ the level's shown quantity, rounded down; a share below
 *    the instrument's minimum is nothing;
 * 3. what rounding and the minimum left goes to the orders first come first.
 *
 * Trades come in the order of the queue, steps 2 and 3 of an order as one trade. What a level does not show comes after.
 */
import { SelfTradePrevention } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import { preventSelfTrade, trade } from "./general-trade.ts";
import type { Incoming } from "./incoming.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_KEY,
  LEVEL_QUANTITY,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_LEAVES,
  ORDER_LEVEL,
  ORDER_NEXT,
} from "./layout.ts";
import { mirrored } from "./queue.ts";
import { shareOf } from "./share.ts";
import type { Allocation } from "./special-state.ts";

/** Trades once around the best level: all that it shows, or shares of what the incoming order has. */
export function sweepProRata(state: EngineState, incoming: Incoming, level: number, allocation: Allocation): void {
  const { ladders, orders, special } = state;
  const { levelF, levelI } = ladders;
  const other = incoming.ladder ^ 1;
  const price = mirrored(other, levelF[(level << F_SHIFT) + LEVEL_KEY]!);
  if (clearOwn(state, incoming, level)) return;
  if (levelF[(level << F_SHIFT) + LEVEL_QUANTITY]! <= incoming.left) {
    fillAll(state, incoming, level, price);
    return;
  }
  const top = special.columns.topOrders[other]!;
  if (allocation.topOrder && top !== 0 && orders.orderI[(top << ORDER_I_SHIFT) + ORDER_LEVEL] === level) {
    const shown = orders.orderF[(top << ORDER_F_SHIFT) + ORDER_LEAVES]!;
    trade(state, incoming, top, Math.min(shown, incoming.left), price);
    if (incoming.left === 0) return;
  }
  const toShare = incoming.left;
  const whole = levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
  if (whole <= toShare) {
    fillAll(state, incoming, level, price);
    return;
  }
  let left = toShare;
  for (let order = levelI[(level << I_SHIFT) + LEVEL_HEAD]!; order !== 0; ) {
    left -= shared(orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!, toShare, whole, allocation);
    order = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
  }
  let order = levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
  for (let orderCount = levelI[(level << I_SHIFT) + LEVEL_COUNT]!; orderCount > 0; orderCount--) {
    const next = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    const shown = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
    const share = shared(shown, toShare, whole, allocation);
    const extra = Math.min(left, shown - share);
    left -= extra;
    if (share + extra > 0) trade(state, incoming, order, share + extra, price);
    order = next;
  }
}

function shared(shown: number, toShare: number, whole: number, allocation: Allocation): number {
  const share = shareOf(toShare, shown, whole);
  return share < allocation.minAllocation ? 0 : share;
}

/** Everything that the level shows now, each order whole; slices that come meanwhile wait for the next round. */
function fillAll(state: EngineState, incoming: Incoming, level: number, price: number): void {
  const { ladders, orders } = state;
  let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
  for (let orderCount = ladders.levelI[(level << I_SHIFT) + LEVEL_COUNT]!; orderCount > 0; orderCount--) {
    const next = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    trade(state, incoming, order, orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!, price);
    order = next;
  }
}

/** Self-trade prevention for the own orders of a level, before it is shared. True if the sweep must look anew. */
function clearOwn(state: EngineState, incoming: Incoming, level: number): boolean {
  if (incoming.avoid === -1) return false;
  const { ladders, orders } = state;
  const other = incoming.ladder ^ 1;
  let met = false;
  let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
  while (order !== 0 && incoming.left > 0) {
    const next = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    if (orders.owners[order] === incoming.avoid) {
      preventSelfTrade(state, incoming, order);
      met = true;
      if (state.selfTradePrevention === SelfTradePrevention.CancelNewest) return true;
    }
    order = next;
  }
  return met && (incoming.left === 0 || ladders.ladderI[(other << I_SHIFT) + LADDER_BEST] !== level);
}
