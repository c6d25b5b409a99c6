/**
 * Matching: an incoming order takes the best level of the other side, first come first served, as long as its limit
 * lets it.
 */
import { Reason, ReportKind, SelfTradePrevention } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LADDER_ORDERS,
  LADDER_QUANTITY,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_KEY,
  LEVEL_LADDER,
  LEVEL_QUANTITY,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDER_LEAVES,
  ORDER_NEXT,
  ORDER_PREV,
} from "./layout.ts";
import { leaveQueue, mirrored, shrink } from "./queue.ts";

/** Whether an order with this limit, as a key of the other side's ladder, would trade at once. */
export function crosses(state: EngineState, ladder: number, limitKey: number): boolean {
  const level = state.ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  return level !== 0 && state.ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]! <= limitKey;
}

/**
 * Trades an incoming order against a ladder.
 *
 * @param ladder the other side's
 * @param limitKey the limit as a key of that ladder; infinite for a market order
 * @param price the order's own price, for the reports of self-trade prevention
 * @returns what is left of the quantity: 0 too where self-trade prevention took the rest
 */
export function match(
  state: EngineState,
  ladder: number,
  limitKey: number,
  orderId: number,
  owner: number,
  price: number,
  quantity: number,
): number {
  const { levelF, levelI, ladderI } = state.ladders;
  const { owners } = state.orders;
  const ownerToAvoid = state.selfTradePrevention === SelfTradePrevention.None || owner === 0 ? -1 : owner;
  let remaining = quantity;
  state.traded = 0;
  while (remaining > 0) {
    const level = ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    if (level === 0 || levelF[(level << F_SHIFT) + LEVEL_KEY]! > limitKey) break;
    const head = levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
    if (owners[head] === ownerToAvoid) {
      remaining = preventSelfTrade(state, ladder, head, orderId, owner, price, remaining);
    } else {
      remaining = sweepLevel(state, level, orderId, owner, ownerToAvoid, remaining);
    }
  }
  return remaining;
}

/** Trades with the orders of one level until the quantity, the level, or the orders before an own one are used up. */
function sweepLevel(
  state: EngineState,
  level: number,
  orderId: number,
  owner: number,
  ownerToAvoid: number,
  quantity: number,
): number {
  const { ladders, orders, reports } = state;
  const { levelF, levelI, ladderF, ladderI } = ladders;
  const { orderF, orderI, owners, filled: filledQuantities } = orders;
  const levelAt = level << I_SHIFT;
  const ladder = levelI[levelAt + LEVEL_LADDER]!;
  const price = mirrored(ladder, levelF[(level << F_SHIFT) + LEVEL_KEY]!);
  const side = 2 - (ladder & 1);
  const instrument = ladder >>> 1;
  state.lastPrices[instrument] = price;
  let remaining = quantity;
  let filled = 0;
  let order = levelI[levelAt + LEVEL_HEAD]!;
  do {
    const f = order << ORDER_F_SHIFT;
    const i = order << ORDER_I_SHIFT;
    const counterOwner = owners[order]!;
    if (counterOwner === ownerToAvoid) break;
    const open = orderF[f + ORDER_LEAVES]!;
    const fill = open < remaining ? open : remaining;
    const left = open - fill;
    remaining -= fill;
    reports.pushTrade(
      instrument,
      side,
      orderId,
      owner,
      price,
      fill,
      remaining,
      orderF[f + ORDER_ID]!,
      counterOwner,
      left,
    );
    if (left > 0) {
      orderF[f + ORDER_LEAVES] = left;
      filledQuantities[order] = filledQuantities[order]! + fill;
      break;
    }
    const next = orderI[i + ORDER_NEXT]!;
    orders.free(order);
    order = next;
    filled++;
  } while (remaining > 0 && order !== 0);
  const traded = quantity - remaining;
  state.traded += traded;
  const ladderAt = ladder << I_SHIFT;
  ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY] = ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]! - traded;
  ladderI[ladderAt + LADDER_ORDERS] = ladderI[ladderAt + LADDER_ORDERS]! - filled;
  if (order === 0) {
    ladders.release(level);
  } else {
    levelF[(level << F_SHIFT) + LEVEL_QUANTITY] = levelF[(level << F_SHIFT) + LEVEL_QUANTITY]! - traded;
    levelI[levelAt + LEVEL_COUNT] = levelI[levelAt + LEVEL_COUNT]! - filled;
    levelI[levelAt + LEVEL_HEAD] = order;
    orderI[(order << ORDER_I_SHIFT) + ORDER_PREV] = 0;
  }
  return remaining;
}

/** Acts on a resting order of the incoming order's owner; returns what is left of the incoming order. */
function preventSelfTrade(
  state: EngineState,
  ladder: number,
  resting: number,
  orderId: number,
  owner: number,
  price: number,
  quantity: number,
): number {
  const { orders, ladders, reports, selfTradePrevention: mode } = state;
  const instrument = ladder >>> 1;
  const restingSide = (ladder & 1) + 1;
  const side = 3 - restingSide;
  const restingId = orders.orderF[(resting << ORDER_F_SHIFT) + ORDER_ID]!;
  const open = orders.orderF[(resting << ORDER_F_SHIFT) + ORDER_LEAVES]!;
  const level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  const restingPrice = mirrored(ladder, ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!);
  const decrement = mode === SelfTradePrevention.Decrement;
  const off = decrement ? Math.min(open, quantity) : quantity;
  const restingOff = decrement ? off : open;
  const touchesResting = mode !== SelfTradePrevention.CancelNewest;
  const touchesIncoming = mode !== SelfTradePrevention.CancelOldest;
  const restingLeft = touchesResting ? open - restingOff : open;
  const left = touchesIncoming ? quantity - off : quantity;
  const { Canceled } = ReportKind;
  if (touchesResting) {
    reports.push(
      Canceled,
      Reason.SelfTrade,
      instrument,
      restingSide,
      restingId,
      owner,
      restingPrice,
      restingOff,
      restingLeft,
    );
    reports.counter(orderId, owner, left);
    if (restingLeft > 0) {
      shrink(orders, ladders, resting, restingLeft);
    } else {
      leaveQueue(orders, ladders, resting);
      orders.free(resting);
    }
  }
  if (touchesIncoming) {
    reports.push(Canceled, Reason.SelfTrade, instrument, side, orderId, owner, price, off, left);
    reports.counter(restingId, owner, restingLeft);
  }
  return left;
}

/** Whether the whole quantity can be traded at once. Own orders that prevention would meet are no liquidity. */
export function canFill(
  state: EngineState,
  ladder: number,
  limitKey: number,
  owner: number,
  quantity: number,
): boolean {
  const { ladders, selfTradePrevention: mode } = state;
  const { levelF, ladderF, ladderI } = ladders;
  if (ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]! < quantity) return false;
  const avoid = mode !== SelfTradePrevention.None && owner !== 0;
  let missing = quantity;
  let level = ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  while (level !== 0 && levelF[(level << F_SHIFT) + LEVEL_KEY]! <= limitKey) {
    if (!avoid) missing -= levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
    else missing = missingAfter(state, level, owner, missing);
    if (missing <= 0) return true;
    if (missing === Number.POSITIVE_INFINITY) return false;
    level = ladders.next(level);
  }
  return false;
}

/** What a level leaves missing; infinite where an own order stands before enough. */
function missingAfter(state: EngineState, level: number, owner: number, quantity: number): number {
  const { orderF, orderI, owners } = state.orders;
  let missing = quantity;
  let order = state.ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
  while (order !== 0 && missing > 0) {
    if (owners[order] !== owner) {
      missing -= orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
    } else if (state.selfTradePrevention !== SelfTradePrevention.CancelOldest) {
      return Number.POSITIVE_INFINITY;
    }
    order = orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
  }
  return missing;
}
