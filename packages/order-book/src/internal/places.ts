/**
 * Where orders of the general path are: they enter and leave the book that is shown, the ladders of unseen orders, of
 * triggers and of auctions, and what is beside all of them. Sums and counts follow.
 */
import { TimeInForce } from "@hotpath/core";
import { TradingPhase } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LADDER_QUANTITY,
  LEVEL_HEAD,
  LEVEL_KEY,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_ID,
  ORDER_LEAVES,
  ORDER_LEVEL,
  ORDER_NEXT,
  ORDERS_AT,
} from "./layout.ts";
import type { PriceLadders } from "./price-ladders.ts";
import { joinQueue, keyOf, ladderOf, leaveQueue, mirrored, shrink } from "./queue.ts";
import { DARK_FLAGS, Flag, Place } from "./special-state.ts";

/** The key of a market order in the ladders of an auction: before every price. */
export const MARKET_KEY: number = -(2 ** 52);

/** The memory in which an order's record has its quantity and its links. */
function memoryOf(state: EngineState, order: number): PriceLadders {
  const { aux, places } = state.special.columns;
  const place = places[order]!;
  return place >= Place.Dark && place <= Place.Closing ? aux : state.ladders;
}

/** What an order has open where it is: of an iceberg in the book, what it shows. */
export function openOf(state: EngineState, order: number): number {
  return memoryOf(state, order).F[((ORDERS_AT + (order << ORDER_I_SHIFT)) >> 1) + ORDER_LEAVES]!;
}

/** What an order has open in all, shown or not. */
export function totalOf(state: EngineState, order: number): number {
  return openOf(state, order) + (state.special.columns.reserves[order] ?? 0);
}

/** The ladder that an order belongs to, wherever it is. */
export function homeOf(state: EngineState, order: number): number {
  const { columns } = state.special;
  if (state.special.prepared && columns.flags[order] !== 0) return columns.homes[order]!;
  return ladderOf(state.ladders, order);
}

/** An order's price for reports: 0 for one that has none. */
export function priceOf(state: EngineState, order: number): number {
  const { ladders, special } = state;
  const { places, flags, limits, aux } = special.columns;
  const place = places[order] ?? Place.Lit;
  if (place === Place.Lit) return mirrored(homeOf(state, order), keyOf(ladders, order));
  if (place === Place.Dark) return mirrored(homeOf(state, order), keyOf(aux, order));
  return place === Place.Parked || (flags[order]! & Flag.Market) !== 0 ? 0 : limits[order]!;
}

/** What the orders of a ladder have open, wherever they are. */
export function openQuantity(state: EngineState, ladder: number): number {
  const { ladders, special } = state;
  let open = ladders.ladderF[(ladder << F_SHIFT) + LADDER_QUANTITY]!;
  if (!special.prepared) return open;
  const { aux, offBook } = special.columns;
  open += offBook[ladder]!;
  for (let place: number = Place.Dark; place <= Place.Closing; place++) {
    open += aux.ladderF[(special.auxiliary(place, ladder) << F_SHIFT) + LADDER_QUANTITY]!;
  }
  return open;
}

/** Puts an order where its flags let it rest: in the book that is shown, or unseen. */
export function rest(state: EngineState, order: number, ladder: number, price: number, total: number): void {
  const { special } = state;
  const { columns } = special;
  const key = mirrored(ladder, price);
  if ((columns.flags[order]! & DARK_FLAGS) !== 0) {
    columns.places[order] = Place.Dark;
    joinQueue(columns.aux, order, special.auxiliary(Place.Dark, ladder), key, total);
  } else {
    restLit(state, order, ladder, key, total);
  }
}

function restLit(state: EngineState, order: number, ladder: number, key: number, total: number): void {
  const { ladders, special } = state;
  const { columns } = special;
  const flags = columns.flags[order]!;
  const shown = (flags & Flag.Iceberg) !== 0 ? Math.min(columns.displays[order]!, total) : total;
  columns.places[order] = Place.Lit;
  columns.reserves[order] = total - shown;
  columns.offBook[ladder] = columns.offBook[ladder]! + (total - shown);
  const allocation = special.allocations[ladder >>> 1];
  if (allocation?.topOrder && columns.phases[ladder >>> 1] === TradingPhase.Continuous) {
    const best = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
    const betters = best === 0 || key < ladders.levelF[(best << F_SHIFT) + LEVEL_KEY]!;
    if (betters) columns.topOrders[ladder] = order;
  }
  joinQueue(ladders, order, ladder, key, shown);
  if ((flags & Flag.Peg) !== 0) countPeg(state, order, 1);
}

/** Puts an order into the ladders of a place that is not for resting. */
export function wait(
  state: EngineState,
  order: number,
  place: number,
  ladder: number,
  key: number,
  total: number,
): void {
  const { special } = state;
  special.columns.places[order] = place;
  joinQueue(special.columns.aux, order, special.auxiliary(place, ladder), key, total);
}

/** Puts an order aside, where only its id finds it. */
export function park(state: EngineState, order: number, place: number, ladder: number, total: number): void {
  const { orders, special } = state;
  const { columns } = special;
  columns.places[order] = place;
  orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES] = total;
  columns.offBook[ladder] = columns.offBook[ladder]! + total;
}

/** Takes an order out of where it is; it keeps its record and its flags. What it has open in all is returned. */
export function leave(state: EngineState, order: number): number {
  const { ladders, special } = state;
  const { columns } = special;
  const { places, reserves, offBook } = columns;
  const total = totalOf(state, order);
  const place = places[order]!;
  const ladder = homeOf(state, order);
  if (place === Place.Lit) {
    if ((columns.flags[order]! & Flag.Peg) !== 0) countPeg(state, order, -1);
    leaveQueue(ladders, order);
    offBook[ladder] = offBook[ladder]! - reserves[order]!;
    reserves[order] = 0;
    if (columns.topOrders[ladder] === order) columns.topOrders[ladder] = 0;
  } else if (place >= Place.Parked) {
    offBook[ladder] = offBook[ladder]! - total;
  } else {
    leaveQueue(columns.aux, order);
  }
  return total;
}

/** Sets a smaller open quantity; the order keeps its place. What is not shown goes first. */
export function setTotal(state: EngineState, order: number, total: number): void {
  const { orders, ladders, special } = state;
  const { places, reserves, offBook, aux } = special.columns;
  const place = places[order]!;
  const shown = openOf(state, order);
  const ladder = homeOf(state, order);
  if (place >= Place.Parked) {
    offBook[ladder] = offBook[ladder]! + total - shown;
    orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES] = total;
    return;
  }
  const reserve = Math.max(0, total - shown);
  offBook[ladder] = offBook[ladder]! + reserve - reserves[order]!;
  reserves[order] = reserve;
  if (total < shown) shrink(place === Place.Lit ? ladders : aux, order, total);
}

/** Forgets an order that has left its place: lists, flags, record. */
export function forget(state: EngineState, order: number, ladder: number): void {
  const { orders, special } = state;
  const { columns } = special;
  const flags = columns.flags[order]!;
  if ((flags & (Flag.Peg | Flag.Trailing)) !== 0) unlink(state, order, ladder);
  if ((flags & Flag.Expires) !== 0) columns.expiry.remove(order);
  special.setFlags(ladder >>> 1, order, 0);
  columns.places[order] = Place.Lit;
  orders.free(order);
}

/** Takes an order away from wherever it is, with a report. */
export function removeOrder(state: EngineState, order: number, kind: number, reason: number): void {
  const { orders, reports } = state;
  const ladder = homeOf(state, order);
  const price = priceOf(state, order);
  const orderId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  const owner = orders.owners[order]!;
  const total = leave(state, order);
  forget(state, order, ladder);
  reports.push(kind, reason, ladder >>> 1, (ladder & 1) + 1, orderId, owner, price, total, 0);
}

/** Puts an order at the end of its list: the pegs of its instrument, or the trailing stops of its ladder. */
export function link(state: EngineState, order: number, ladder: number): void {
  const { columns } = state.special;
  const isPeg = (columns.flags[order]! & Flag.Peg) !== 0;
  const at = isPeg ? ladder >>> 1 : ladder;
  const first = isPeg ? columns.pegFirst : columns.trailFirst;
  const last = isPeg ? columns.pegLast : columns.trailLast;
  const before = last[at]!;
  columns.listNext[order] = 0;
  columns.listPrev[order] = before;
  if (before === 0) first[at] = order;
  else columns.listNext[before] = order;
  last[at] = order;
}

/** Takes an order out of its list. */
export function unlink(state: EngineState, order: number, ladder: number): void {
  const { special } = state;
  const { columns } = special;
  const isPeg = (columns.flags[order]! & Flag.Peg) !== 0;
  const at = isPeg ? ladder >>> 1 : ladder;
  const next = columns.listNext[order]!;
  const before = columns.listPrev[order]!;
  if (before === 0) (isPeg ? columns.pegFirst : columns.trailFirst)[at] = next;
  else columns.listNext[before] = next;
  if (next === 0) (isPeg ? columns.pegLast : columns.trailLast)[at] = before;
  else columns.listPrev[next] = before;
  if (special.pegCursor === order) special.pegCursor = next;
}

/** The first order of a ladder in the order of its queues, or 0. */
export function firstOrder(ladders: PriceLadders, ladder: number): number {
  const level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  return level === 0 ? 0 : ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
}

/** The order after this one in its ladder: in its queue, or the first of the next level; 0 if it is the last. */
export function orderAfter(ladders: PriceLadders, order: number): number {
  const at = ORDERS_AT + (order << ORDER_I_SHIFT);
  const next = ladders.I[at + ORDER_NEXT]!;
  if (next !== 0) return next;
  const level = ladders.next(ladders.I[at + ORDER_LEVEL]!);
  return level === 0 ? 0 : ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
}

/** Whether an order of this time in force may rest in continuous trading. */
export function mayRest(timeInForce: number): boolean {
  return (
    timeInForce === TimeInForce.GoodTillCancel ||
    timeInForce === TimeInForce.Day ||
    timeInForce === TimeInForce.GoodTillDate ||
    timeInForce === TimeInForce.PostOnly
  );
}

function countPeg(state: EngineState, order: number, change: number): void {
  const level = state.orders.orderI[(order << ORDER_I_SHIFT) + ORDER_LEVEL]!;
  const { pegsAtLevel } = state.special.columns;
  pegsAtLevel[level] = pegsAtLevel[level]! + change;
}
