/**
 * What an order message of a feed does to a book: functions over the state of an `L3Book`. A message that makes no sense
 * changes nothing and says so in its result.
 */
import { OrderResult } from "../l3-feed.ts";
import { KEEP, type PolicyCodes, REJECT } from "../quote-policy.ts";
import { isIndex, isPositive, isPrice, isSafe } from "./checks.ts";
import { refineStep } from "./feed-steps.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LADDER_BEST_KEY,
  LADDER_QUANTITY,
  LEVEL_HEAD,
  LEVEL_KEY,
  LEVEL_LADDER,
  ORDER_CHAIN_AT,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDER_ID_AT,
  ORDER_LEAVES,
  ORDER_LEVEL_AT,
  ORDERS_AT,
  STATE_FILLED_AT,
  STATE_LADDERS_AT,
  STATE_LEVELS_AT,
  STATE_ORDER_CAPACITY,
  STATE_ORDERS,
  STATE_OWNERS_AT,
} from "./layout.ts";
import { bucketOf, countOrder, entryFor, findEntry, freeEntry, hashOf, INDEX_MASK, takeRecord } from "./order-index.ts";
import type { OrderStore } from "./order-store.ts";
import type { PriceLadders } from "./price-ladders.ts";
import { join, keyOf, ladderOf, leave, mirrored, shrink } from "./queue.ts";

/** Everything that an `L3Book` is made of. */
export interface FeedState {
  readonly instruments: number;
  readonly orders: OrderStore;
  readonly ladders: PriceLadders;
  /** The memory of orders and ladders, as doubles and as integers. */
  readonly F: Float64Array;
  readonly I: Int32Array;
  readonly policies: PolicyCodes;
  /** Bits of the results that the policies keep: applied, locked, crossed. */
  readonly keeps: number;
  /** Whether batches may go to native code. */
  readonly usesNative: boolean;
  /** How many ticks one key is, by instrument; NaN before its first order. */
  readonly steps: Float64Array;
  /** Counts how often each instrument's book has changed. */
  readonly revisions: Uint32Array;
  /** The owners of own orders by id, those that the feed has not shown yet included. */
  readonly own: Map<number, number>;
  /** Entries of `own`: asked for each order that comes or goes. */
  ownCount: number;
}

/** The bits of {@link FeedState.keeps}. */
export const keptResults = ({ locked, crossed }: PolicyCodes): number => {
  return 1 | (+(locked === KEEP) << OrderResult.AppliedLocked) | (+(crossed === KEEP) << OrderResult.AppliedCrossed);
};

/** A new order at the end of its queue. */
export const addOrder = (
  state: FeedState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
): OrderResult => {
  if (!isIndex(instrument, state.instruments) || !(side === 1 || side === 2)) return OrderResult.BadInstrument;
  return place(state, orderId, 2 * instrument + side - 1, price, quantity, 0);
};

/** A new price or open quantity: the place is kept if the price stays and the quantity does not grow. */
export const modifyOrder = (state: FeedState, orderId: number, price: number, quantity: number): OrderResult => {
  const { orders, ladders } = state;
  const entry = entryOf(state, orderId);
  if (entry === 0) return OrderResult.UnknownOrder;
  if (!isPrice(price)) return OrderResult.BadPrice;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  const order = state.I[entry]! & INDEX_MASK;
  const ladder = ladderOf(ladders, order);
  const leaves = leavesOf(state, order);
  if (keyOf(ladders, order) * state.steps[ladder >>> 1]! === mirrored(ladder, price) && quantity <= leaves) {
    bump(state, ladder);
    shrink(ladders, order, quantity);
    return OrderResult.Applied;
  }
  const filled = orders.filled[order]!;
  takeOut(state, entry, order, ladder);
  return placeAgain(state, orderId, ladder, price, quantity, filled);
};

/** `newId` in the place of an order, at the end of the queue of its own price, on the same side. */
export const replaceOrder = (
  state: FeedState,
  orderId: number,
  newId: number,
  price: number,
  quantity: number,
): OrderResult => {
  const entry = entryOf(state, orderId);
  if (entry === 0) return OrderResult.UnknownOrder;
  if (!isPrice(price)) return OrderResult.BadPrice;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  if (!isSafe(newId)) return OrderResult.BadOrderId;
  if (newId !== orderId && entryOf(state, newId) !== 0) return OrderResult.DuplicateOrder;
  const order = state.I[entry]! & INDEX_MASK;
  const ladder = ladderOf(state.ladders, order);
  const owner = state.ownCount === 0 ? 0 : state.orders.owners[order]!;
  takeOut(state, entry, order, ladder);
  if (owner !== 0) {
    state.own.delete(orderId);
    state.own.set(newId, owner);
  }
  return placeAgain(state, newId, ladder, price, quantity, 0);
};

/** `quantity` less of an order, by a trade or without one. */
export const reduceOrder = (state: FeedState, orderId: number, quantity: number, isTrade: boolean): OrderResult => {
  const { orders, ladders } = state;
  const entry = entryOf(state, orderId);
  if (entry === 0) return OrderResult.UnknownOrder;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  const order = state.I[entry]! & INDEX_MASK;
  const leaves = leavesOf(state, order) - quantity;
  const ladder = ladderOf(ladders, order);
  if (leaves <= 0) {
    remove(state, entry, order, ladder);
    return leaves === 0 ? OrderResult.Applied : OrderResult.OverExecuted;
  }
  bump(state, ladder);
  shrink(ladders, order, leaves);
  if (isTrade) orders.filled[order] = orders.filled[order]! + quantity;
  return OrderResult.Applied;
};

/** Takes an order away. */
export const deleteOrder = (state: FeedState, orderId: number): OrderResult => {
  const { F, I } = state;
  const entry = entryOf(state, orderId);
  if (entry === 0) return OrderResult.UnknownOrder;
  const order = I[entry]! & INDEX_MASK;
  const level = I[(order << ORDER_I_SHIFT) + ORDER_LEVEL_AT]!;
  bump(state, I[I[STATE_LEVELS_AT]! + (level << I_SHIFT) + LEVEL_LADDER]!);
  leave(F, I, order);
  freeEntry(I, entry, order);
  if (state.ownCount !== 0 && state.orders.owners[order] !== 0) forgetMark(state, orderId);
  return OrderResult.Applied;
};

/** The price at which an order rests, or NaN. */
export const restingPrice = (state: FeedState, orderId: number): number => {
  const entry = entryOf(state, orderId);
  if (entry === 0) return Number.NaN;
  const order = state.I[entry]! & INDEX_MASK;
  const ladder = ladderOf(state.ladders, order);
  return mirrored(ladder, keyOf(state.ladders, order) * state.steps[ladder >>> 1]!);
};

/** Takes away the orders of a ladder whose prices, turned into keys, are `limit` or less. */
export const dropOrders = (state: FeedState, ladder: number, limit: number): void => {
  const { ladderI, levelF, levelI } = state.ladders;
  for (;;) {
    const level = ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    if (level === 0 || levelF[(level << F_SHIFT) + LEVEL_KEY]! > limit) return;
    const order = levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
    const orderId = state.F[(ORDERS_AT >> 1) + (order << ORDER_F_SHIFT) + ORDER_ID]!;
    remove(state, entryOf(state, orderId), order, ladder);
  }
};

/** As {@link place}, for an order that has been taken out to move: if it may not come back, its mark goes too. */
const placeAgain = (
  state: FeedState,
  orderId: number,
  ladder: number,
  price: number,
  quantity: number,
  filled: number,
): OrderResult => {
  const result = place(state, orderId, ladder, price, quantity, filled);
  if (state.ownCount !== 0 && entryOf(state, orderId) === 0) forgetMark(state, orderId);
  return result;
};

/**
 * Puts an order at the end of its queue, if its fields are sound, its id is free and the policies let it. All that most
 * orders need is in here: a call costs more than what is called.
 */
const place = (
  state: FeedState,
  orderId: number,
  ladder: number,
  price: number,
  quantity: number,
  filled: number,
): OrderResult => {
  const { F, I } = state;
  if (!isPrice(price)) return OrderResult.BadPrice;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  if (!isSafe(orderId)) return OrderResult.BadOrderId;
  const hash = hashOf(orderId);
  if (isFound(I, findEntry(F, I, hash, orderId))) return OrderResult.DuplicateOrder;
  if (I[STATE_ORDERS]! >= I[STATE_ORDER_CAPACITY]!) return OrderResult.RejectedFull;
  const laddersAt = I[STATE_LADDERS_AT]! >> 1;
  if (F[laddersAt + (ladder << F_SHIFT) + LADDER_QUANTITY]! + quantity > Number.MAX_SAFE_INTEGER) {
    return OrderResult.BadQuantity;
  }
  let steps = price / state.steps[ladder >>> 1]!;
  if ((steps | 0) !== steps && Math.floor(steps) !== steps) steps = price / refineStep(state, ladder >>> 1, price);
  const key = mirrored(ladder, steps);
  const bestKey = F[laddersAt + ((ladder ^ 1) << F_SHIFT) + LADDER_BEST_KEY]!;
  // Applied, locked or crossed: 0, 1, 2.
  const standing = +(bestKey <= -key) + +(bestKey < -key);
  const isKept = (state.keeps >>> standing) & 1;
  if (isKept === 0) {
    if (standing === OrderResult.AppliedLocked && state.policies.locked === REJECT) return OrderResult.RejectedLocked;
    if (standing === OrderResult.AppliedCrossed && state.policies.crossed === REJECT)
      return OrderResult.RejectedCrossed;
  }
  bump(state, ladder);
  countOrder(F, I);
  const order = takeRecord(I);
  const bucket = bucketOf(I, hash);
  const behind = I[bucket]!;
  I[(order << ORDER_I_SHIFT) + ORDER_CHAIN_AT] = behind;
  I[bucket] = entryFor(hash, order, behind);
  F[(order << ORDER_F_SHIFT) + ORDER_ID_AT] = orderId;
  F[(I[STATE_FILLED_AT]! >> 1) + order] = filled;
  I[I[STATE_OWNERS_AT]! + order] = state.ownCount === 0 ? 0 : (state.own.get(orderId) ?? 0);
  join(F, I, order, ladder, key, quantity);
  if (isKept !== 0) return standing as OrderResult;
  dropOrders(state, ladder ^ 1, -key);
  return OrderResult.Cleared;
};

/** Takes an order away for good. */
const remove = (state: FeedState, entry: number, order: number, ladder: number): void => {
  const orderId = state.F[(ORDERS_AT >> 1) + (order << ORDER_F_SHIFT) + ORDER_ID]!;
  takeOut(state, entry, order, ladder);
  if (state.ownCount !== 0 && state.orders.owners[order] !== 0) forgetMark(state, orderId);
};

const takeOut = (state: FeedState, entry: number, order: number, ladder: number): void => {
  const { F, I } = state;
  bump(state, ladder);
  leave(F, I, order);
  freeEntry(I, entry, order);
};

const forgetMark = (state: FeedState, orderId: number): void => {
  state.own.delete(orderId);
  state.ownCount = state.own.size;
};

/** The index entry that names the order of an id, whatever the caller gives, or 0. */
const entryOf = (state: FeedState, orderId: number): number => {
  if (typeof orderId !== "number") return 0;
  const entry = findEntry(state.F, state.I, hashOf(orderId), orderId);
  return isFound(state.I, entry) ? entry : 0;
};

/** Whether an entry names an order: an empty bucket names record 0, whose id is 0, and so seems to be that of id 0. */
const isFound = (I: Int32Array, entry: number): boolean => {
  return entry !== 0 && (I[entry]! & INDEX_MASK) !== 0;
};

const leavesOf = (state: FeedState, order: number): number => {
  return state.F[(ORDERS_AT >> 1) + (order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
};

const bump = (state: FeedState, ladder: number): void => {
  state.revisions[ladder >>> 1] = state.revisions[ladder >>> 1]! + 1;
};
