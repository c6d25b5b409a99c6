/**
 * The commands of a matching engine. Each answers with reports and throws nothing; each returns false, having done
 * nothing, if the reports that wait leave no room for its own.
 *
 * Here and in all that a command calls, functions are constants: JavaScriptCore folds a constant into the code that it
 * compiles, but looks a declared function up, and checks that it is the one it was, at each call, inlined or not. That was
 * a fifth of the time.
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
  LADDER_ORDERS,
  LADDER_QUANTITY,
  LEVEL_COUNT,
  LEVEL_HEAD,
  LEVEL_KEY,
  LEVEL_LADDER,
  LEVEL_TAIL,
  ORDER_CHAIN_AT,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID_AT,
  ORDER_LEAVES,
  ORDER_LEAVES_AT,
  ORDER_LEVEL,
  ORDER_LEVEL_AT,
  ORDER_NEXT_AT,
  ORDER_PREV_AT,
  ORDERS_AT,
  STATE_FILLED_AT,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
  STATE_ORDER_CAPACITY,
  STATE_ORDERS,
  STATE_OWNERS_AT,
  STATE_TIMES_AT,
} from "./layout.ts";
import { releaseLevel } from "./levels.ts";
import { canFill, crosses, match, NO_LIMIT } from "./match.ts";
import {
  addOrder,
  bucketOf,
  countOrder,
  entryFor,
  findEntry,
  freeEntry,
  freeOrder,
  hashOf,
  INDEX_MASK,
  takeRecord,
} from "./order-index.ts";
import { addQuantity, isNone, join, keyOf, ladderOf, leave, leaveQueue, mirrored, shrink } from "./queue.ts";

/**
 * A new order; see `MatchingEngine.submit`. A limit order that rests or is immediate is done here, anything else by
 * {@link submitOther}. (This and `cancel` have written out what they would call, `addOrder` and `leave`: the compiler
 * inlines short functions alone, and a call costs as much as a tenth of a command.)
 */
export const submit = (
  state: EngineState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
  type: number = OrderType.Limit,
  timeInForce: number = TimeInForce.GoodTillCancel,
  owner = 0,
): boolean => {
  const isPlain =
    type === OrderType.Limit &&
    (timeInForce === TimeInForce.GoodTillCancel || timeInForce === TimeInForce.ImmediateOrCancel) &&
    isIndex(instrument, state.instruments) &&
    (side === Side.Buy || side === Side.Sell) &&
    isPositive(orderId) &&
    isPrice(price) &&
    isPositive(quantity) &&
    isIndex(owner, 2 ** 31) &&
    state.words[instrument] === 0;
  if (!isPlain) return submitOther(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  if (!hasReportRoom(state)) return false;
  const { F, I, reports } = state;
  const hash = hashOf(orderId);
  const ladder = 2 * instrument + side - 1;
  const ladderAt = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  const mayRest =
    I[STATE_ORDERS]! < I[STATE_ORDER_CAPACITY]! &&
    F[(ladderAt >> 1) + LADDER_QUANTITY]! + quantity <= Number.MAX_SAFE_INTEGER;
  if (!mayRest || findEntry(F, I, hash, orderId) !== 0) {
    return submitOther(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }
  const key = mirrored(ladder, price);
  const ownPrice = price + 0;
  let left = quantity;
  let traded = 0;
  reports.push(ReportKind.Accepted, Reason.None, instrument, side, orderId, owner, ownPrice, quantity, quantity);
  if (crosses(state, ladder ^ 1, -key)) {
    left = match(state, ladder ^ 1, -key, orderId, owner, ownPrice, quantity);
    if (left === 0) return true;
    traded = state.traded;
  }
  if (timeInForce === TimeInForce.ImmediateOrCancel) {
    reports.push(ReportKind.Expired, Reason.UnfilledIoc, instrument, side, orderId, owner, ownPrice, left, 0);
    return true;
  }
  countOrder(F, I);
  const order = takeRecord(I);
  const bucket = bucketOf(I, hash);
  const behind = I[bucket]!;
  I[(order << ORDER_I_SHIFT) + ORDER_CHAIN_AT] = behind;
  I[bucket] = entryFor(hash, order, behind);
  F[(order << ORDER_F_SHIFT) + ORDER_ID_AT] = orderId;
  F[(I[STATE_FILLED_AT]! >> 1) + order] = traded;
  I[I[STATE_OWNERS_AT]! + order] = owner;
  I[I[STATE_TIMES_AT]! + order] = timeInForce;
  join(F, I, order, ladder, key, left);
  return true;
};

/** A new order of any kind, or one that is refused. */
const submitOther = (
  state: EngineState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
  type: number,
  timeInForce: number,
  owner: number,
): boolean => {
  // 0 alone is plain; an instrument that does not exist has no word, and is refused there.
  if (state.words[instrument] !== 0) {
    return enterPlain(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }
  if (!hasReportRoom(state)) return false;
  const { F, I, reports } = state;
  let reason = refusalOf(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  if (reason !== Reason.None) {
    // Types and times in force that are unknown here may be known there; what is refused there is refused the same.
    return enterPlain(state, instrument, orderId, side, price, quantity, type, timeInForce, owner);
  }
  const isMarket = type === OrderType.Market;
  const ladder = 2 * instrument + side - 1;
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
  const order = addOrder(F, I, hashOf(orderId), orderId);
  F[(I[STATE_FILLED_AT]! >> 1) + order] = wouldTrade ? state.traded : 0;
  I[I[STATE_OWNERS_AT]! + order] = owner;
  I[I[STATE_TIMES_AT]! + order] = timeInForce;
  join(F, I, order, ladder, mirrored(ladder, price), left);
  return true;
};

/** Takes an order out of the book; see `MatchingEngine.cancel`. */
export const cancel = (state: EngineState, orderId: number): boolean => {
  if (state.special.active !== 0) return cancelGeneral(state, orderId);
  if (!hasReportRoom(state)) return false;
  const { F, I, reports } = state;
  const entryAt = isPositive(orderId) ? findEntry(F, I, hashOf(orderId), orderId) : 0;
  if (entryAt === 0) {
    reports.push(ReportKind.CancelRejected, Reason.UnknownOrder, -1, 0, numberOf(orderId), 0, 0, 0, 0);
    return true;
  }
  const order = I[entryAt]! & INDEX_MASK;
  const at = order << ORDER_I_SHIFT;
  const leaves = F[(order << ORDER_F_SHIFT) + ORDER_LEAVES_AT]!;
  const owner = I[I[STATE_OWNERS_AT]! + order]!;
  const level = I[at + ORDER_LEVEL_AT]!;
  const levelAt = I[STATE_LEVELS_AT]! + (level << I_SHIFT);
  const ladder = I[levelAt + LEVEL_LADDER]!;
  const price = mirrored(ladder, F[(levelAt >> 1) + LEVEL_KEY]!);
  reports.push(ReportKind.Canceled, Reason.None, ladder >>> 1, (ladder & 1) + 1, orderId, owner, price, leaves, 0);
  const ladderAt = I[STATE_LADDERS_AT]! + (ladder << I_SHIFT);
  addQuantity(F, levelAt, ladderAt, -leaves);
  I[ladderAt + LADDER_ORDERS]!--;
  const count = I[levelAt + LEVEL_COUNT]! - 1;
  I[levelAt + LEVEL_COUNT] = count;
  const next = I[at + ORDER_NEXT_AT]!;
  const prev = I[at + ORDER_PREV_AT]!;
  freeEntry(I, entryAt, order);
  if (count === 0) {
    releaseLevel(F, I, level);
    return true;
  }
  const isFirst = isNone(prev);
  const isLast = isNone(next);
  I[(prev << ORDER_I_SHIFT) + ORDER_NEXT_AT] = next;
  I[(next << ORDER_I_SHIFT) + ORDER_PREV_AT] = prev;
  I[levelAt + LEVEL_HEAD] = (I[levelAt + LEVEL_HEAD]! & ~isFirst) | (next & isFirst);
  I[levelAt + LEVEL_TAIL] = (I[levelAt + LEVEL_TAIL]! & ~isLast) | (prev & isLast);
  return true;
};

/** Gives an order a new price and open quantity; see `MatchingEngine.replace`. */
export const replace = (state: EngineState, orderId: number, price: number, quantity: number): boolean => {
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
    shrink(state.ladders, order, quantity);
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
};

/** Takes an order out of the book, reports it and frees its record. */
export const remove = (state: EngineState, order: number, kind: number, reason: number, orderId: number): void => {
  const { orders, ladders } = state;
  const ladder = ladderOf(ladders, order);
  const price = mirrored(ladder, keyOf(ladders, order));
  const leaves = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
  const owner = orders.owners[order]!;
  leaveQueue(ladders, order);
  orders.free(order);
  state.reports.push(kind, reason, ladder >>> 1, (ladder & 1) + 1, orderId, owner, price, leaves, 0);
};

/** Why a new order cannot be taken whatever the other side holds, or `None`. */
const refusalOf = (
  state: EngineState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
  type: number,
  timeInForce: number,
  owner: number,
): number => {
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
};

/** Reports that a cancel or a replace was refused; `order` is the record that it was about, or 0. */
const refuse = (
  state: EngineState,
  kind: number,
  reason: number,
  order: number,
  orderId: number,
  price: number,
  quantity: number,
): void => {
  const { orders, ladders } = state;
  const ladder = order === 0 ? -1 : ladderOf(ladders, order);
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
};
