/**
 * The commands of a matching engine. Each answers with reports and throws nothing; each returns false, having done
 * nothing, if the reports that wait leave no room for its own.
 */
import { OrderType, Side, TimeInForce } from "@hotpath/core";
import { Reason, ReportKind } from "../vocabulary.ts";
import { cancelGeneral, replaceGeneral } from "./amendment.ts";
import { isIndex, isPositive, isPrice, numberOf } from "./checks.ts";
import { type EngineState, hasReportRoom } from "./engine-state.ts";
import { enterPlain } from "./entry.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_QUANTITY,
  LEVEL_KEY,
  LEVEL_LADDER,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_LEAVES,
  ORDER_LEVEL,
  ORDERS_AT,
  STATE_FILLED_AT,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
  STATE_ORDER_CAPACITY,
  STATE_ORDERS,
  STATE_OWNERS_AT,
  STATE_TIMES_AT,
} from "./layout.ts";
import { canFill, crosses, match, NO_LIMIT } from "./match.ts";
import { addOrder, findEntry, freeEntry, freeOrder, hashOf, INDEX_MASK } from "./order-index.ts";
import { join, keyOf, ladderOf, leave, leaveQueue, mirrored, shrink } from "./queue.ts";

/** A new order; see `MatchingEngine.submit`. */
export function submit(
  state: EngineState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
  type: number = OrderType.Limit,
  timeInForce: number = TimeInForce.GoodTillCancel,
  owner = 0,
): boolean {
  // 0 alone is plain; an instrument that does not exist has no word, and is refused there.
  if (state.words[instrument] !== 0) {
    return enterPlain(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }
  if (!hasReportRoom(state)) return false;
  const { F, I, reports } = state;
  let reason: number = Reason.None;
  const isPlain =
    isIndex(instrument, state.instruments) &&
    isPositive(orderId) &&
    (side === Side.Buy || side === Side.Sell) &&
    type === OrderType.Limit &&
    isPrice(price) &&
    isPositive(quantity) &&
    isIndex(owner, 2 ** 31) &&
    (timeInForce === TimeInForce.GoodTillCancel || timeInForce === TimeInForce.ImmediateOrCancel);
  if (!isPlain) reason = refusalOf(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  if (reason !== Reason.None) {
    // Types and times in force that are unknown here may be known there; what is refused there is refused the same.
    return enterPlain(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }
  const hash = hashOf(orderId);
  const ladder = 2 * instrument + side - 1;
  if (
    isPlain &&
    (findEntry(F, I, hash, orderId) !== 0 ||
      I[STATE_ORDERS] === I[STATE_ORDER_CAPACITY] ||
      F[((I[STATE_LADDERS_AT]! + (ladder << I_SHIFT)) >> 1) + LADDER_QUANTITY]! + quantity > Number.MAX_SAFE_INTEGER)
  ) {
    reason = refusalOf(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
    if (reason !== Reason.None) {
      return enterPlain(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
    }
  }
  const isMarket = type === OrderType.Market;
  const other = ladder ^ 1;
  const limitKey = isMarket ? NO_LIMIT : mirrored(other, price);
  const ownPrice = isMarket ? 0 : price + 0;
  const wouldTrade = crosses(state, other, limitKey);
  if (timeInForce === TimeInForce.PostOnly) {
    if (wouldTrade) reason = Reason.WouldCross;
  } else if (timeInForce === TimeInForce.FillOrKill) {
    if (!wouldTrade || !canFill(state, other, limitKey, owner, quantity)) reason = Reason.UnfilledFok;
  }
  if (reason !== Reason.None) {
    reports.push(ReportKind.Rejected, reason, instrument, side, orderId, owner, ownPrice, quantity, 0);
    return true;
  }
  reports.push(ReportKind.Accepted, Reason.None, instrument, side, orderId, owner, ownPrice, quantity, quantity);
  const left = wouldTrade ? match(state, other, limitKey, orderId, owner, ownPrice, quantity) : quantity;
  if (left === 0) return true;
  if (isMarket || timeInForce === TimeInForce.ImmediateOrCancel) {
    const why = timeInForce === TimeInForce.ImmediateOrCancel ? Reason.UnfilledIoc : Reason.NoLiquidity;
    reports.push(ReportKind.Expired, why, instrument, side, orderId, owner, ownPrice, left, 0);
    return true;
  }
  const order = addOrder(F, I, hash, orderId);
  F[(I[STATE_FILLED_AT]! >> 1) + order] = wouldTrade ? state.traded : 0;
  I[I[STATE_OWNERS_AT]! + order] = owner;
  I[I[STATE_TIMES_AT]! + order] = timeInForce;
  join(F, I, order, ladder, mirrored(ladder, price), left);
  return true;
}

/** Takes an order out of the book; see `MatchingEngine.cancel`. */
export function cancel(state: EngineState, orderId: number): boolean {
  if (state.special.active !== 0) return cancelGeneral(state, orderId);
  if (!hasReportRoom(state)) return false;
  const { F, I } = state;
  const entryAt = isPositive(orderId) ? findEntry(F, I, hashOf(orderId), orderId) : 0;
  if (entryAt === 0) {
    refuse(state, ReportKind.CancelRejected, Reason.UnknownOrder, 0, orderId, 0, 0);
    return true;
  }
  const order = I[entryAt]! & INDEX_MASK;
  const at = ORDERS_AT + (order << ORDER_I_SHIFT);
  const levelAt = I[STATE_LEVELS_AT]! + (I[at + ORDER_LEVEL]! << I_SHIFT);
  const ladder = I[levelAt + LEVEL_LADDER]!;
  const price = mirrored(ladder, F[(levelAt >> 1) + LEVEL_KEY]!);
  const leaves = F[(at >> 1) + ORDER_LEAVES]!;
  const owner = I[I[STATE_OWNERS_AT]! + order]!;
  const side = (ladder & 1) + 1;
  state.reports.push(ReportKind.Canceled, Reason.None, ladder >>> 1, side, orderId, owner, price, leaves, 0);
  leave(F, I, order);
  freeEntry(I, entryAt, order);
  return true;
}

/** Gives an order a new price and open quantity; see `MatchingEngine.replace`. */
export function replace(state: EngineState, orderId: number, price: number, quantity: number): boolean {
  if (state.special.active !== 0) return replaceGeneral(state, orderId, price, quantity);
  if (!hasReportRoom(state)) return false;
  const { F, I, reports } = state;
  const entryAt = isPositive(orderId) ? findEntry(F, I, hashOf(orderId), orderId) : 0;
  const order = entryAt === 0 ? 0 : I[entryAt]! & INDEX_MASK;
  const kind = ReportKind.ReplaceRejected;
  if (order === 0 || !isPrice(price) || !isPositive(quantity)) {
    const bad = isPrice(price) ? Reason.BadQuantity : Reason.BadPrice;
    refuse(state, kind, order === 0 ? Reason.UnknownOrder : bad, order, orderId, price, quantity);
    return true;
  }
  const at = ORDERS_AT + (order << ORDER_I_SHIFT);
  const levelAt = I[STATE_LEVELS_AT]! + (I[at + ORDER_LEVEL]! << I_SHIFT);
  const ladder = I[levelAt + LEVEL_LADDER]!;
  const key = mirrored(ladder, price);
  const owner = I[I[STATE_OWNERS_AT]! + order]!;
  const leaves = F[(at >> 1) + ORDER_LEAVES]!;
  const side = (ladder & 1) + 1;
  const instrument = ladder >>> 1;
  if (state.replaceKeepsPriority && quantity <= leaves && key === F[(levelAt >> 1) + LEVEL_KEY]) {
    shrink(state.orders, state.ladders, order, quantity);
    reports.push(ReportKind.Replaced, Reason.None, instrument, side, orderId, owner, price + 0, quantity, quantity);
    return true;
  }
  const other = ladder ^ 1;
  const limitKey = mirrored(other, price);
  const wouldTrade = crosses(state, other, limitKey);
  const open = F[((I[STATE_LADDERS_AT]! + (ladder << I_SHIFT)) >> 1) + LADDER_QUANTITY]!;
  if (open - leaves + quantity > Number.MAX_SAFE_INTEGER) {
    refuse(state, kind, Reason.Capacity, order, orderId, price, quantity);
    return true;
  }
  if (wouldTrade && I[I[STATE_TIMES_AT]! + order] === TimeInForce.PostOnly) {
    refuse(state, kind, Reason.WouldCross, order, orderId, price, quantity);
    return true;
  }
  leave(F, I, order);
  reports.push(ReportKind.Replaced, Reason.None, instrument, side, orderId, owner, price + 0, quantity, quantity);
  let left = quantity;
  if (wouldTrade) {
    left = match(state, other, limitKey, orderId, owner, price + 0, quantity);
    const filledAt = (I[STATE_FILLED_AT]! >> 1) + order;
    F[filledAt] = F[filledAt]! + state.traded;
  }
  if (left > 0) join(F, I, order, ladder, key, left);
  else freeOrder(I, order, orderId);
  return true;
}

/** Takes an order out of the book, reports it and frees its record. */
export function remove(state: EngineState, order: number, kind: number, reason: number, orderId: number): void {
  const { orders, ladders } = state;
  const ladder = ladderOf(orders, ladders, order);
  const price = mirrored(ladder, keyOf(orders, ladders, order));
  const leaves = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
  const owner = orders.owners[order]!;
  leaveQueue(orders, ladders, order);
  orders.free(order);
  state.reports.push(kind, reason, ladder >>> 1, (ladder & 1) + 1, orderId, owner, price, leaves, 0);
}

/** Why a new order cannot be taken whatever the other side holds, or `None`. */
function refusalOf(
  state: EngineState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
  type: number,
  timeInForce: number,
  owner: number,
): number {
  if (!isIndex(instrument, state.instruments)) return Reason.BadInstrument;
  if (!isPositive(orderId)) return Reason.BadOrderId;
  if (side !== 1 && side !== 2) return Reason.BadSide;
  if (type !== OrderType.Limit && type !== OrderType.Market) return Reason.BadType;
  if (type === OrderType.Limit && !isPrice(price)) return Reason.BadPrice;
  if (!isPositive(quantity)) return Reason.BadQuantity;
  if (!isIndex(owner, 2 ** 31)) return Reason.BadOwner;
  const rests =
    timeInForce === TimeInForce.GoodTillCancel ||
    timeInForce === TimeInForce.Day ||
    timeInForce === TimeInForce.PostOnly;
  if (!rests && timeInForce !== TimeInForce.ImmediateOrCancel && timeInForce !== TimeInForce.FillOrKill) {
    return Reason.BadTimeInForce;
  }
  const { orders, ladders } = state;
  if (orders.find(orderId) !== 0) return Reason.DuplicateOrderId;
  if (type === OrderType.Market) return timeInForce === TimeInForce.PostOnly ? Reason.BadTimeInForce : Reason.None;
  if (!rests) return Reason.None;
  const ladder = 2 * instrument + side - 1;
  const open = ladders.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]!;
  if (orders.count === orders.capacity || open + quantity > Number.MAX_SAFE_INTEGER) return Reason.Capacity;
  return Reason.None;
}

/** Reports that a cancel or a replace was refused; `order` is the record that it was about, or 0. */
function refuse(
  state: EngineState,
  kind: number,
  reason: number,
  order: number,
  orderId: number,
  price: number,
  quantity: number,
): void {
  const { orders, ladders } = state;
  const ladder = order === 0 ? -1 : ladderOf(orders, ladders, order);
  const owner = order === 0 ? 0 : orders.owners[order]!;
  const leaves = order === 0 ? 0 : orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
  state.reports.push(
    kind,
    reason,
    order === 0 ? -1 : ladder >>> 1,
    order === 0 ? 0 : (ladder & 1) + 1,
    numberOf(orderId),
    owner,
    numberOf(price),
    numberOf(quantity),
    leaves,
  );
}
