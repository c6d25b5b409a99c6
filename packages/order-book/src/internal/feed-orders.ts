/**
 * What an order message of a feed does to a book: functions over the state of an `L3Book`. A message that makes no sense
 * changes nothing and says so in its result.
 */
import { OrderResult } from "../l3-feed.ts";
import { KEEP, type PolicyCodes, REJECT } from "../quote-policy.ts";
import { isIndex, isPositive, isPrice, isSafe } from "./checks.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LADDER_QUANTITY,
  LEVEL_HEAD,
  LEVEL_KEY,
  ORDER_F_SHIFT,
  ORDER_ID,
  ORDER_LEAVES,
} from "./layout.ts";
import type { OrderStore } from "./order-store.ts";
import type { PriceLadders } from "./price-ladders.ts";
import { joinQueue, keyOf, ladderOf, leaveQueue, mirrored, shrink } from "./queue.ts";

/** Everything that an `L3Book` is made of. */
export interface FeedState {
  readonly instruments: number;
  readonly orders: OrderStore;
  readonly ladders: PriceLadders;
  readonly policies: PolicyCodes;
  /** Counts how often each instrument's book has changed. */
  readonly revisions: Uint32Array;
  /** The owners of own orders by id, those that the feed has not shown yet included. */
  readonly own: Map<number, number>;
}

/** A new order at the end of its queue. */
export function addOrder(
  state: FeedState,
  instrument: number,
  orderId: number,
  side: number,
  price: number,
  quantity: number,
): OrderResult {
  if (!isIndex(instrument, state.instruments) || !(side === 1 || side === 2)) return OrderResult.BadInstrument;
  if (!isPrice(price)) return OrderResult.BadPrice;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  if (!isSafe(orderId)) return OrderResult.BadOrderId;
  if (state.orders.find(orderId) !== 0) return OrderResult.DuplicateOrder;
  return place(state, orderId, 2 * instrument + side - 1, price, quantity, 0);
}

/** A new price or open quantity: the place is kept if the price stays and the quantity does not grow. */
export function modifyOrder(state: FeedState, orderId: number, price: number, quantity: number): OrderResult {
  const { orders, ladders } = state;
  const order = find(orders, orderId);
  if (order === 0) return OrderResult.UnknownOrder;
  if (!isPrice(price)) return OrderResult.BadPrice;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  const ladder = ladderOf(orders, ladders, order);
  const leaves = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!;
  if (keyOf(orders, ladders, order) === mirrored(ladder, price) && quantity <= leaves) {
    bump(state, ladder);
    shrink(orders, ladders, order, quantity);
    return OrderResult.Applied;
  }
  const filled = orders.filled[order]!;
  takeOut(state, order, ladder);
  return placeAgain(state, orderId, ladder, price, quantity, filled);
}

/** `newId` in the place of an order, at the end of the queue of its own price, on the same side. */
export function replaceOrder(
  state: FeedState,
  orderId: number,
  newId: number,
  price: number,
  quantity: number,
): OrderResult {
  const { orders, ladders } = state;
  const order = find(orders, orderId);
  if (order === 0) return OrderResult.UnknownOrder;
  if (!isPrice(price)) return OrderResult.BadPrice;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  if (!isSafe(newId)) return OrderResult.BadOrderId;
  if (newId !== orderId && orders.find(newId) !== 0) return OrderResult.DuplicateOrder;
  const ladder = ladderOf(orders, ladders, order);
  const owner = state.own.size === 0 ? 0 : orders.owners[order]!;
  takeOut(state, order, ladder);
  if (owner !== 0) {
    state.own.delete(orderId);
    state.own.set(newId, owner);
  }
  return placeAgain(state, newId, ladder, price, quantity, 0);
}

/** `quantity` less of an order, by a trade or without one. */
export function reduceOrder(state: FeedState, orderId: number, quantity: number, isTrade: boolean): OrderResult {
  const { orders, ladders } = state;
  const order = find(orders, orderId);
  if (order === 0) return OrderResult.UnknownOrder;
  if (!isPositive(quantity)) return OrderResult.BadQuantity;
  const leaves = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]! - quantity;
  const ladder = ladderOf(orders, ladders, order);
  if (leaves <= 0) {
    remove(state, order, ladder);
    return leaves === 0 ? OrderResult.Applied : OrderResult.OverExecuted;
  }
  bump(state, ladder);
  shrink(orders, ladders, order, leaves);
  if (isTrade) orders.filled[order] = orders.filled[order]! + quantity;
  return OrderResult.Applied;
}

/** Takes an order away. */
export function deleteOrder(state: FeedState, orderId: number): OrderResult {
  const order = find(state.orders, orderId);
  if (order === 0) return OrderResult.UnknownOrder;
  remove(state, order, ladderOf(state.orders, state.ladders, order));
  return OrderResult.Applied;
}

/** Takes away the orders of a ladder whose keys are `limitKey` or less. */
export function dropOrders(state: FeedState, ladder: number, limitKey: number): void {
  const { ladderI, levelF, levelI } = state.ladders;
  for (;;) {
    const level = ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    if (level === 0 || levelF[(level << F_SHIFT) + LEVEL_KEY]! > limitKey) return;
    remove(state, levelI[(level << I_SHIFT) + LEVEL_HEAD]!, ladder);
  }
}

/** As {@link place}, for an order that has been taken out to move: if it may not come back, its mark goes too. */
function placeAgain(
  state: FeedState,
  orderId: number,
  ladder: number,
  price: number,
  quantity: number,
  filled: number,
): OrderResult {
  const result = place(state, orderId, ladder, price, quantity, filled);
  if (state.own.size !== 0 && state.orders.find(orderId) === 0) state.own.delete(orderId);
  return result;
}

/** Puts an order, whose fields are sound and whose id is free, at the end of its queue, if the policies let it. */
function place(
  state: FeedState,
  orderId: number,
  ladder: number,
  price: number,
  quantity: number,
  filled: number,
): OrderResult {
  const { orders, ladders } = state;
  if (orders.count >= orders.capacity) return OrderResult.RejectedFull;
  if (ladders.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]! + quantity > Number.MAX_SAFE_INTEGER) {
    return OrderResult.BadQuantity;
  }
  const other = ladder ^ 1;
  const best = ladders.ladderI[(other << I_SHIFT) + LADDER_BEST]!;
  const otherKey = mirrored(other, price);
  const bestKey = best === 0 ? Number.POSITIVE_INFINITY : ladders.levelF[(best << F_SHIFT) + LEVEL_KEY]!;
  const stands = bestKey > otherKey;
  const locked = bestKey === otherKey;
  const policy = stands ? KEEP : locked ? state.policies.locked : state.policies.crossed;
  if (policy === REJECT) return locked ? OrderResult.RejectedLocked : OrderResult.RejectedCrossed;
  bump(state, ladder);
  const order = orders.allocate(orderId);
  orders.filled[order] = filled;
  orders.owners[order] = state.own.size === 0 ? 0 : (state.own.get(orderId) ?? 0);
  joinQueue(orders, ladders, order, ladder, mirrored(ladder, price), quantity);
  if (stands) return OrderResult.Applied;
  if (policy === KEEP) return locked ? OrderResult.AppliedLocked : OrderResult.AppliedCrossed;
  dropOrders(state, other, otherKey);
  return OrderResult.Cleared;
}

/** Takes an order away for good. */
function remove(state: FeedState, order: number, ladder: number): void {
  const { orders, own } = state;
  if (own.size !== 0 && orders.owners[order] !== 0) own.delete(orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!);
  takeOut(state, order, ladder);
}

function takeOut(state: FeedState, order: number, ladder: number): void {
  bump(state, ladder);
  leaveQueue(state.orders, state.ladders, order);
  state.orders.free(order);
}

/** The order of an id, whatever the caller gives, or 0. */
function find(orders: OrderStore, orderId: number): number {
  return typeof orderId === "number" ? orders.find(orderId) : 0;
}

function bump(state: FeedState, ladder: number): void {
  state.revisions[ladder >>> 1] = state.revisions[ladder >>> 1]! + 1;
}
