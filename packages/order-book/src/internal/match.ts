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
  LADDER_BEST_KEY,
  LADDER_ORDERS,
  LADDER_QUANTITY,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_KEY,
  LEVEL_QUANTITY,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDER_LEAVES,
  ORDER_NEXT,
  ORDER_PREV,
  ORDERS_AT,
  STATE_FILLED_AT,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
  STATE_OWNERS_AT,
} from "./layout.ts";
import { releaseLevel } from "./levels.ts";
import { freeOrder } from "./order-index.ts";
import { leaveQueue, mirrored, shrink } from "./queue.ts";

/** The limit of a market order, as a key: beyond every price, and below the best key of an empty ladder. */
export const NO_LIMIT: number = Number.MAX_VALUE;

/** Whether an order with this limit, as a key of the other side's ladder, would trade at once. */
export const crosses = (state: EngineState, ladder: number, limitKey: number): boolean => {
  return state.F[((state.I[STATE_LADDERS_AT]! + (ladder << I_SHIFT)) >> 1) + LADDER_BEST_KEY]! <= limitKey;
};

/**
 * Trades an incoming order against a ladder.
 *
 * @param ladder the other side's
 * @param limitKey the limit as a key of that ladder; {@link NO_LIMIT} for a market order
 * @param price the order's own price, for the reports of self-trade prevention
 * @returns what is left of the quantity: 0 too where self-trade prevention took the rest
 */
export const match = (
  state: EngineState,
  ladder: number,
  limitKey: number,
  orderId: number,
  owner: number,
  price: number,
  quantity: number,
): number => {
  const { F, I } = state;
  const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  const ownerToAvoid = state.selfTradePrevention === SelfTradePrevention.None || owner === 0 ? -1 : owner;
  let remaining = quantity;
  state.traded = 0;
  while (remaining > 0 && F[(at >> 1) + LADDER_BEST_KEY]! <= limitKey) {
    const level = I[at + LADDER_BEST]!;
    const head = I[I[STATE_LEVELS_AT]! + (level << I_SHIFT) + LEVEL_HEAD]!;
    if (I[I[STATE_OWNERS_AT]! + head] === ownerToAvoid) {
      remaining = preventSelfTrade(state, ladder, head, orderId, owner, price, remaining);
    } else {
      remaining = sweepLevel(state, ladder, level, orderId, owner, ownerToAvoid, remaining);
    }
  }
  return remaining;
};

/** Trades with the orders of one level until the quantity, the level, or the orders before an own one are used up. */
const sweepLevel = (
  state: EngineState,
  ladder: number,
  level: number,
  orderId: number,
  owner: number,
  ownerToAvoid: number,
  quantity: number,
): number => {
  const { F, I, reports } = state;
  const at = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const price = mirrored(ladder, F[(levelAt >> 1) + LEVEL_KEY]!);
  const side = 2 - (ladder & 1);
  const instrument = ladder >>> 1;
  state.lastPrices[instrument] = price;
  let remaining = quantity;
  let filled = 0;
  let order = I[levelAt + LEVEL_HEAD]!;
  do {
    const orderAt = ORDERS_AT + (order << ORDER_I_SHIFT);
    const counterOwner = I[I[STATE_OWNERS_AT]! + order]!;
    if (counterOwner === ownerToAvoid) break;
    const open = F[(orderAt >> 1) + ORDER_LEAVES]!;
    const counterId = F[(orderAt >> 1) + ORDER_ID]!;
    const fill = open < remaining ? open : remaining;
    const left = open - fill;
    remaining -= fill;
    reports.pushTrade(instrument, side, orderId, owner, price, fill, remaining, counterId, counterOwner, left);
    if (left > 0) {
      const filledAt = (I[STATE_FILLED_AT]! >> 1) + order;
      F[(orderAt >> 1) + ORDER_LEAVES] = left;
      F[filledAt] = F[filledAt]! + fill;
      break;
    }
    const next = I[orderAt + ORDER_NEXT]!;
    freeOrder(I, order, counterId);
    order = next;
    filled++;
  } while (remaining > 0 && order !== 0);
  const traded = quantity - remaining;
  state.traded += traded;
  F[(at >> 1) + LADDER_QUANTITY] = F[(at >> 1) + LADDER_QUANTITY]! - traded;
  I[at + LADDER_ORDERS] = I[at + LADDER_ORDERS]! - filled;
  if (order === 0) {
    releaseLevel(F, I, level);
  } else {
    F[(levelAt >> 1) + LEVEL_QUANTITY] = F[(levelAt >> 1) + LEVEL_QUANTITY]! - traded;
    I[levelAt + LEVEL_COUNT] = I[levelAt + LEVEL_COUNT]! - filled;
    I[levelAt + LEVEL_HEAD] = order;
    I[ORDERS_AT + (order << ORDER_I_SHIFT) + ORDER_PREV] = 0;
  }
  return remaining;
};

/** Acts on a resting order of the incoming order's owner; returns what is left of the incoming order. */
const preventSelfTrade = (
  state: EngineState,
  ladder: number,
  resting: number,
  orderId: number,
  owner: number,
  price: number,
  quantity: number,
): number => {
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
      shrink(ladders, resting, restingLeft);
    } else {
      leaveQueue(ladders, resting);
      orders.free(resting);
    }
  }
  if (touchesIncoming) {
    reports.push(Canceled, Reason.SelfTrade, instrument, side, orderId, owner, price, off, left);
    reports.counter(restingId, owner, restingLeft);
  }
  return left;
};

/** Whether the whole quantity can be traded at once. Own orders that prevention would meet are no liquidity. */
export const canFill = (
  state: EngineState,
  ladder: number,
  limitKey: number,
  owner: number,
  quantity: number,
): boolean => {
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
};

/** What a level leaves missing; infinite where an own order stands before enough. */
const missingAfter = (state: EngineState, level: number, owner: number, quantity: number): number => {
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
};
