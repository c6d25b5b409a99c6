/**
 * What two orders of the general path do to each other: a trade, or the prevention of one.
 */
import { Reason, ReportKind, SelfTradePrevention } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import type { Incoming } from "./incoming.ts";
import { ORDER_F_SHIFT, ORDER_ID } from "./layout.ts";
import { forget, homeOf, leave, openOf, priceOf, rest, setTotal, totalOf } from "./places.ts";
import { shrink } from "./queue.ts";
import { Flag, Place } from "./special-state.ts";

/** What happens between the incoming order and the resting one that is next. */
export function meet(state: EngineState, incoming: Incoming, order: number): void {
  const { orders, special } = state;
  if (orders.owners[order] === incoming.avoid) {
    preventSelfTrade(state, incoming, order);
    return;
  }
  if ((special.columns.flags[order]! & Flag.ReduceOnly) !== 0 && !limitToPosition(state, order)) return;
  const open = openOf(state, order);
  trade(state, incoming, order, Math.min(open, incoming.left), priceOf(state, order));
}

/** Takes off a reduce-only order what its owner's position does not give; false if nothing is left of it. */
function limitToPosition(state: EngineState, order: number): boolean {
  const { orders, special, reports } = state;
  const ladder = special.columns.homes[order]!;
  const side = (ladder & 1) + 1;
  const instrument = ladder >>> 1;
  const owner = orders.owners[order]!;
  const total = totalOf(state, order);
  const allowed = special.positions.reducible(owner, instrument, side);
  if (total <= allowed) return true;
  const orderId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  const price = priceOf(state, order);
  const { Canceled } = ReportKind;
  reports.push(Canceled, Reason.ReduceOnly, instrument, side, orderId, owner, price, total - allowed, allowed);
  if (allowed > 0) {
    setTotal(state, order, allowed);
    return true;
  }
  leave(state, order);
  forget(state, order, ladder);
  return false;
}

/** One trade of the incoming order with a resting one: reports it, moves positions, and takes it off the resting order. */
export function trade(state: EngineState, incoming: Incoming, order: number, quantity: number, price: number): void {
  const { orders, special, reports, lastPrices } = state;
  const { instrument, ladder, owner } = incoming;
  const counterOwner = orders.owners[order]!;
  const counterId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  const counterLeft = totalOf(state, order) - quantity;
  const side = (ladder & 1) + 1;
  incoming.left -= quantity;
  incoming.traded += quantity;
  reports.pushTrade(
    instrument,
    side,
    incoming.orderId,
    owner,
    price,
    quantity,
    incoming.left,
    counterId,
    counterOwner,
    counterLeft,
  );
  if (Number.isNaN(incoming.firstTrade)) incoming.firstTrade = price;
  incoming.lastTrade = price;
  lastPrices[instrument] = price;
  if (special.positions.count !== 0) {
    const change = side === 1 ? quantity : -quantity;
    if (owner !== 0) special.positions.follow(owner, instrument, change);
    if (counterOwner !== 0) special.positions.follow(counterOwner, instrument, -change);
  }
  takeFrom(state, order, quantity);
}

/** Takes a traded quantity off a resting order: it shrinks, shows its next slice at the end of the queue, or is gone. */
export function takeFrom(state: EngineState, order: number, quantity: number): void {
  const { orders, ladders, special, reports } = state;
  const { places, reserves, aux, homes } = special.columns;
  const shown = openOf(state, order);
  orders.filled[order] = orders.filled[order]! + quantity;
  if (quantity < shown) {
    shrink(places[order] === Place.Lit ? ladders : aux, order, shown - quantity);
    return;
  }
  if (reserves[order] === 0) {
    const ladder = homeOf(state, order);
    leave(state, order);
    forget(state, order, ladder);
    return;
  }
  const price = priceOf(state, order);
  const ladder = homes[order]!;
  const left = leave(state, order) - quantity;
  rest(state, order, ladder, price, left);
  const orderId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  const now = openOf(state, order);
  const side = (ladder & 1) + 1;
  const { Restated } = ReportKind;
  reports.push(Restated, Reason.Reload, ladder >>> 1, side, orderId, orders.owners[order]!, price, now, left);
}

/** Acts on a resting order of the incoming order's owner; what is left of the incoming order follows. */
export function preventSelfTrade(state: EngineState, incoming: Incoming, order: number): void {
  const { orders, reports, selfTradePrevention: mode } = state;
  const { instrument, ladder, orderId, owner, left: quantity } = incoming;
  const other = ladder ^ 1;
  const restingId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  const open = totalOf(state, order);
  const decrement = mode === SelfTradePrevention.Decrement;
  const off = decrement ? Math.min(open, quantity) : quantity;
  const restingOff = decrement ? off : open;
  const touchesResting = mode !== SelfTradePrevention.CancelNewest;
  const touchesIncoming = mode !== SelfTradePrevention.CancelOldest;
  const restingLeft = touchesResting ? open - restingOff : open;
  const left = touchesIncoming ? quantity - off : quantity;
  const { Canceled } = ReportKind;
  if (touchesResting) {
    const price = priceOf(state, order);
    reports.push(
      Canceled,
      Reason.SelfTrade,
      instrument,
      (other & 1) + 1,
      restingId,
      owner,
      price,
      restingOff,
      restingLeft,
    );
    reports.counter(orderId, owner, left);
    if (restingLeft > 0) {
      setTotal(state, order, restingLeft);
    } else {
      leave(state, order);
      forget(state, order, other);
    }
  }
  if (touchesIncoming) {
    reports.push(Canceled, Reason.SelfTrade, instrument, (ladder & 1) + 1, orderId, owner, incoming.price, off, left);
    reports.counter(restingId, owner, restingLeft);
  }
  incoming.left = left;
}
