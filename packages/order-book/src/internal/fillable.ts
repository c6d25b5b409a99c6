/**
 * What an order would trade now, found without trading: the sweep of `general-match.ts` with nothing changed. Orders that
 * trade all, or a minimum, or nothing are asked here first.
 */
import { SelfTradePrevention } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import { bestKey, leastOf } from "./general-match.ts";
import type { Incoming } from "./incoming.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LEVEL_HEAD,
  LEVEL_KEY,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_LEAVES,
  ORDER_NEXT,
} from "./layout.ts";
import { firstOrder, orderAfter, totalOf } from "./places.ts";
import { keyOf } from "./queue.ts";
import { Flag, Place } from "./special-state.ts";

/** What a simulated order meets: it goes on, or it is stopped by an order of its owner. */
const STOPPED = -1;

/** How much of the incoming order's quantity would trade within its bounds. */
export function fillable(state: EngineState, incoming: Incoming): number {
  const { orders, ladders, special } = state;
  const { aux } = special.columns;
  const other = incoming.ladder ^ 1;
  const avoid = state.selfTradePrevention === SelfTradePrevention.None || incoming.owner === 0 ? -1 : incoming.owner;
  const wanted = incoming.left;
  incoming.avoid = avoid;
  special.positions.beginSimulation();
  let left = wanted;
  let level = ladders.ladderI[(other << I_SHIFT) + LADDER_BEST]!;
  if (bestKey(state, other) < incoming.floorKey) return 0;
  let dark = firstOrder(aux, special.auxiliary(Place.Dark, other));
  while (left > 0) {
    while (dark !== 0 && keyOf(aux, dark) < incoming.floorKey) dark = orderAfter(aux, dark);
    const darkKey = dark === 0 ? Number.POSITIVE_INFINITY : keyOf(aux, dark);
    const litKey = level === 0 ? Number.POSITIVE_INFINITY : ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!;
    const key = Math.min(litKey, darkKey);
    if (key === Number.POSITIVE_INFINITY || key > incoming.stopKey) break;
    if (litKey <= darkKey) {
      const isProRata = special.allocations[incoming.instrument] !== undefined;
      const after = isProRata ? afterShares(state, incoming, level, left) : afterLevel(state, incoming, level, left);
      if (after < 0) return wanted - (STOPPED - after);
      left = after;
      level = ladders.next(level);
    } else {
      if (leastOf(state, dark) <= left) {
        if (orders.owners[dark] !== avoid) left -= take(state, incoming, dark, left);
        else if (state.selfTradePrevention !== SelfTradePrevention.CancelOldest) break;
      }
      dark = orderAfter(aux, dark);
    }
  }
  return wanted - left;
}

/** What a level leaves of a quantity; where an own order stops it, −1 − that. */
function afterLevel(state: EngineState, incoming: Incoming, level: number, quantity: number): number {
  const { orders, ladders, special } = state;
  const { orderF, orderI, owners } = orders;
  const { flags, reserves, displays } = special.columns;
  let left = quantity;
  let more = true;
  for (let round = 0; more && left > 0; round++) {
    more = false;
    let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
    while (order !== 0 && left > 0) {
      const isOwn = owners[order] === incoming.avoid;
      if (isOwn && round === 0 && state.selfTradePrevention !== SelfTradePrevention.CancelOldest) return STOPPED - left;
      const display = displays[order]!;
      const reserve = reserves[order]!;
      let slice = round === 0 ? orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]! : 0;
      if (round > 0 && reserve > (round - 1) * display) slice = Math.min(display, reserve - (round - 1) * display);
      if (!isOwn && slice > 0) {
        if ((flags[order]! & Flag.ReduceOnly) !== 0) left -= take(state, incoming, order, left);
        else left -= move(state, incoming, order, Math.min(slice, left));
        if (reserve > round * display) more = true;
      }
      order = orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
    }
  }
  return left;
}

/** The same of a level that is shared: its own orders come first. No order there is reduce-only. */
function afterShares(state: EngineState, incoming: Incoming, level: number, quantity: number): number {
  const { orders, ladders } = state;
  let whole = 0;
  let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
  while (order !== 0) {
    if (orders.owners[order] !== incoming.avoid) whole += totalOf(state, order);
    else if (state.selfTradePrevention !== SelfTradePrevention.CancelOldest) return STOPPED - quantity;
    order = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!;
  }
  return Math.max(0, quantity - whole);
}

/** What a whole resting order gives of a quantity, within its owner's position. */
function take(state: EngineState, incoming: Incoming, order: number, wanted: number): number {
  const { special } = state;
  let open = totalOf(state, order);
  if ((special.columns.flags[order]! & Flag.ReduceOnly) !== 0) {
    const side = (special.columns.homes[order]! & 1) + 1;
    const owner = state.orders.owners[order]!;
    open = Math.min(open, special.positions.simulatedReducible(owner, incoming.instrument, side));
  }
  return move(state, incoming, order, Math.min(open, wanted));
}

/** Moves the simulated positions as a trade would; returns its quantity. */
function move(state: EngineState, incoming: Incoming, order: number, quantity: number): number {
  const { positions } = state.special;
  if (positions.count === 0) return quantity;
  const change = (incoming.ladder & 1) === 0 ? quantity : -quantity;
  const counterOwner = state.orders.owners[order]!;
  if (incoming.owner !== 0) positions.simulate(incoming.owner, incoming.instrument, change);
  if (counterOwner !== 0) positions.simulate(counterOwner, incoming.instrument, -change);
  return quantity;
}
