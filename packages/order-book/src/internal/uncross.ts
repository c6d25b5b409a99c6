/**
 * An auction takes place: everything that can trade at its price does, in the order of priority: market orders, then by
 * price, and at one price what the book shows, orders for the auction alone, unseen orders, each first come first.
 *
 * There is no incoming order in an auction; where one owner would meet itself, the buy order counts as the newest. What
 * the prevention takes out of an auction can leave the book crossed; then what is left is auctioned again.
 */
import { Reason, ReportKind, SelfTradePrevention } from "../vocabulary.ts";
import { findOutcome, firstTaking } from "./auction.ts";
import type { EngineState } from "./engine-state.ts";
import { preventSelfTrade, takeFrom, trade } from "./general-trade.ts";
import { ORDER_F_SHIFT, ORDER_ID } from "./layout.ts";
import { firstOrder, forget, leave, openOf, priceOf, removeOrder, setTotal, totalOf } from "./places.ts";
import { keyOf, mirrored } from "./queue.ts";
import { Place } from "./special-state.ts";
import { trail } from "./triggers.ts";

/**
 * Holds the auction of a place.
 *
 * @returns false, having done nothing but report it, if its price lies outside the static collar
 */
export function uncross(state: EngineState, instrument: number, place: number): boolean {
  const { special, reports } = state;
  const { outcome, columns } = special;
  findOutcome(state, instrument, place, outcome);
  const band = columns.staticBands[instrument]!;
  const away = Math.abs(outcome.price - columns.references[instrument]!);
  if (band >= 0 && away > band) {
    const { price, volume } = outcome;
    reports.push(ReportKind.Rejected, Reason.OutsideCollar, instrument, 0, 0, 0, price, volume, 0);
    return false;
  }
  if (outcome.volume === 0) reports.push(ReportKind.Uncrossed, Reason.None, instrument, 0, 0, 0, 0, 0, 0);
  while (outcome.volume > 0) {
    const { price, imbalance } = outcome;
    const volume = pairAll(state, instrument, place, price);
    if (volume > 0) {
      state.lastPrices[instrument] = price;
      columns.references[instrument] = price;
      trail(state, instrument, price);
    }
    const side = imbalance === 0 ? 0 : imbalance > 0 ? 1 : 2;
    reports.push(ReportKind.Uncrossed, Reason.None, instrument, side, 0, 0, price, volume, Math.abs(imbalance));
    findOutcome(state, instrument, place, outcome);
  }
  return true;
}

/** The order of a side that trades next at a price, or 0. */
function nextAt(state: EngineState, ladder: number, place: number, price: number): number {
  const { ladders, special } = state;
  const { aux } = special.columns;
  const lit = firstOrder(ladders, ladder);
  const own = firstOrder(aux, special.auxiliary(place, ladder));
  const dark = firstTaking(state, aux, special.auxiliary(Place.Dark, ladder));
  const litKey = lit === 0 ? Number.POSITIVE_INFINITY : keyOf(ladders, lit);
  const ownKey = own === 0 ? Number.POSITIVE_INFINITY : keyOf(aux, own);
  const darkKey = dark === 0 ? Number.POSITIVE_INFINITY : keyOf(aux, dark);
  const key = Math.min(litKey, ownKey, darkKey);
  if (key > mirrored(ladder, price)) return 0;
  return litKey === key ? lit : ownKey === key ? own : dark;
}

/** Pairs buyers and sellers at a price until one side has none left; returns what they traded. */
function pairAll(state: EngineState, instrument: number, place: number, price: number): number {
  const { orders, special } = state;
  const { orderF, owners } = orders;
  const { incoming } = special;
  let volume = 0;
  for (;;) {
    const buy = nextAt(state, 2 * instrument, place, price);
    const sell = nextAt(state, 2 * instrument + 1, place, price);
    if (buy === 0 || sell === 0) return volume;
    const owner = owners[buy]!;
    incoming.order = buy;
    incoming.instrument = instrument;
    incoming.ladder = 2 * instrument;
    incoming.orderId = orderF[(buy << ORDER_F_SHIFT) + ORDER_ID]!;
    incoming.owner = owner;
    incoming.price = priceOf(state, buy);
    incoming.left = totalOf(state, buy);
    const prevents = state.selfTradePrevention !== SelfTradePrevention.None && owner !== 0 && owner === owners[sell];
    if (prevents) {
      const before = incoming.left;
      preventSelfTrade(state, incoming, sell);
      limitBuyer(state, buy, before);
      continue;
    }
    const buyShown = openOf(state, buy);
    const shown = Math.min(buyShown, openOf(state, sell));
    trade(state, incoming, sell, shown, price);
    takeFrom(state, buy, shown);
    volume += shown;
  }
}

/** Leaves a buyer what the prevention of a self-trade has left of it. */
function limitBuyer(state: EngineState, buy: number, before: number): void {
  const { incoming } = state.special;
  if (incoming.left === before) return;
  if (incoming.left > 0) {
    setTotal(state, buy, incoming.left);
  } else {
    leave(state, buy);
    forget(state, buy, incoming.ladder);
  }
}

/** Ends the orders that an auction of this place has left over: buyers, then sellers, in the order of their priority. */
export function expireAuctionOrders(state: EngineState, instrument: number, place: number): void {
  const { special } = state;
  for (let ladder = 2 * instrument; ladder < 2 * instrument + 2; ladder++) {
    for (;;) {
      const order = firstOrder(special.columns.aux, special.auxiliary(place, ladder));
      if (order === 0) break;
      removeOrder(state, order, ReportKind.Expired, Reason.EndOfAuction);
    }
  }
}
