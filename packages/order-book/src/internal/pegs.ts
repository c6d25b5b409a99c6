/**
 * Pegged orders follow the best prices that others show: a primary peg its own side's, a market peg the other side's, a
 * midpoint peg the middle of both. Prices that only pegged orders make are followed by none, as unseen orders are not, so
 * that pegs never chase each other.
 */
import { PegPriceType } from "@hotpath/core";
import { MAX_PRICE, Reason, ReportKind, TradingPhase } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import { F_SHIFT, I_SHIFT, LADDER_BEST, LEVEL_COUNT, LEVEL_KEY, ORDER_F_SHIFT, ORDER_ID } from "./layout.ts";
import { leave, park, priceOf, totalOf } from "./places.ts";
import { mirrored } from "./queue.ts";
import { Place } from "./special-state.ts";
import { setBounds, takeUp, work } from "./work.ts";

/** The best price of a ladder that orders other than pegs show, or NaN. */
function followed(state: EngineState, ladder: number): number {
  const { ladders, special } = state;
  const { pegsAtLevel } = special.columns;
  let level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  while (level !== 0 && ladders.levelI[(level << I_SHIFT) + LEVEL_COUNT]! === pegsAtLevel[level]!) {
    level = ladders.next(level);
  }
  return level === 0 ? Number.NaN : mirrored(ladder, ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!);
}

/** The price of a pegged order for a bid and an ask; NaN if what it follows is not there. A half tick goes away from trading. */
function target(state: EngineState, order: number, ladder: number, bid: number, ask: number): number {
  const { pegTypes, offsets, limits } = state.special.columns;
  const isBuy = (ladder & 1) === 0;
  const type = pegTypes[order]!;
  let price: number;
  if (type === PegPriceType.Midpoint) price = isBuy ? Math.floor((bid + ask) / 2) : Math.ceil((bid + ask) / 2);
  else price = (type === PegPriceType.Primary) === isBuy ? bid : ask;
  price += offsets[order]!;
  const cap = limits[order]!;
  if (!Number.isNaN(cap)) price = isBuy ? Math.min(price, cap) : Math.max(price, cap);
  return Math.min(MAX_PRICE, Math.max(-MAX_PRICE, price)) + 0;
}

/**
 * Gives the pegs of an instrument their prices, if what they follow has moved: first come first, each at once at work as
 * if it had newly come. True if they had to be looked at: then what they follow may have moved again.
 */
export function repricePegs(state: EngineState, instrument: number): boolean {
  const { special } = state;
  const { columns } = special;
  if (columns.pegFirst[instrument] === 0 || columns.phases[instrument] !== TradingPhase.Continuous) return false;
  const bid = followed(state, 2 * instrument);
  const ask = followed(state, 2 * instrument + 1);
  const moved = !Object.is(bid, columns.pegBids[instrument]) || !Object.is(ask, columns.pegAsks[instrument]);
  if (!moved && columns.pegsDirty[instrument] === 0) return false;
  columns.pegBids[instrument] = bid;
  columns.pegAsks[instrument] = ask;
  columns.pegsDirty[instrument] = 0;
  let order = columns.pegFirst[instrument]!;
  while (order !== 0) {
    special.pegCursor = columns.listNext[order]!;
    reprice(state, order, columns.homes[order]!, bid, ask);
    order = special.pegCursor;
    if (special.interrupted === instrument) break;
  }
  special.pegCursor = 0;
  return true;
}

function reprice(state: EngineState, order: number, ladder: number, bid: number, ask: number): void {
  const { special } = state;
  const price = target(state, order, ladder, bid, ask);
  const isParked = special.columns.places[order] === Place.Parked;
  if (Number.isNaN(price)) {
    if (!isParked) parkPeg(state, order, ladder);
    return;
  }
  if (!isParked && priceOf(state, order) === price) return;
  const { incoming } = special;
  takeUp(state, incoming, order, ladder, leave(state, order));
  incoming.price = price;
  reportRestated(state, order, ladder, price, incoming.left);
  setBounds(state, incoming);
  work(state, incoming);
}

/** Puts a peg aside until there is something to follow. */
function parkPeg(state: EngineState, order: number, ladder: number): void {
  park(state, order, Place.Parked, ladder, leave(state, order));
  reportRestated(state, order, ladder, 0, totalOf(state, order));
}

/** Puts every peg of an instrument aside: in an auction there is nothing to follow. */
export function parkPegs(state: EngineState, instrument: number): void {
  const { columns } = state.special;
  for (let order = columns.pegFirst[instrument]!; order !== 0; order = columns.listNext[order]!) {
    if (columns.places[order] !== Place.Parked) parkPeg(state, order, columns.homes[order]!);
  }
  columns.pegsDirty[instrument] = 1;
}

function reportRestated(state: EngineState, order: number, ladder: number, price: number, total: number): void {
  const { orders, reports } = state;
  const orderId = orders.orderF[(order << ORDER_F_SHIFT) + ORDER_ID]!;
  const side = (ladder & 1) + 1;
  const owner = orders.owners[order]!;
  reports.push(ReportKind.Restated, Reason.Reprice, ladder >>> 1, side, orderId, owner, price, total, total);
}
