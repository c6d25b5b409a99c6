/** What takes part in an auction, and what it would come to. */
import { type AuctionOutcome, type Curve, priceAuction } from "./auction-curve.ts";
import type { EngineState } from "./engine-state.ts";
import { F_SHIFT, LEVEL_KEY, LEVEL_QUANTITY } from "./layout.ts";
import { firstOrder, MARKET_KEY, orderAfter, totalOf } from "./places.ts";
import type { PriceLadders } from "./price-ladders.ts";
import { keyOf, mirrored } from "./queue.ts";
import { Flag, Place } from "./special-state.ts";

/** Whether a resting order takes part in auctions: not if it trades all or a minimum, or not at all. */
export function takesPart(state: EngineState, order: number): boolean {
  return (state.special.columns.flags[order]! & (Flag.AllOrNone | Flag.MinQuantity)) === 0;
}

/** The first order of an auxiliary ladder that takes part, or 0. */
export function firstTaking(state: EngineState, ladders: PriceLadders, ladder: number): number {
  let order = firstOrder(ladders, ladder);
  while (order !== 0 && !takesPart(state, order)) order = orderAfter(ladders, order);
  return order;
}

/** Finds what an auction would come to now, with the orders of an auction's place beside those of the book. */
export function findOutcome(state: EngineState, instrument: number, place: number, out: AuctionOutcome): void {
  const { bids, asks } = state.special;
  gatherCurve(state, 2 * instrument, place, bids);
  gatherCurve(state, 2 * instrument + 1, place, asks);
  const { references } = state.special.columns;
  const reference = references[instrument]!;
  priceAuction(bids, asks, Number.isNaN(reference) ? state.lastPrices[instrument]! : reference, out);
}

/** One side of an auction: the book that is shown with its reserves, unseen orders, orders for the auction alone. */
function gatherCurve(state: EngineState, ladder: number, place: number, curve: Curve): void {
  const { ladders, special } = state;
  const { aux } = special.columns;
  const darkLadder = special.auxiliary(Place.Dark, ladder);
  const ownLadder = special.auxiliary(place, ladder);
  const hasSpecials = special.words[ladder >>> 1]! >= 16;
  curve.count = 0;
  let level = ladders.first(ladder);
  let lit = hasSpecials ? firstOrder(ladders, ladder) : 0;
  let dark = firstTaking(state, aux, darkLadder);
  let own = place === 0 ? 0 : firstOrder(aux, ownLadder);
  for (;;) {
    let litKey = Number.POSITIVE_INFINITY;
    if (hasSpecials) litKey = lit === 0 ? litKey : keyOf(ladders, lit);
    else if (level !== 0) litKey = ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!;
    const darkKey = dark === 0 ? Number.POSITIVE_INFINITY : keyOf(aux, dark);
    const ownKey = own === 0 ? Number.POSITIVE_INFINITY : keyOf(aux, own);
    const key = Math.min(litKey, darkKey, ownKey);
    if (key === Number.POSITIVE_INFINITY) return;
    let quantity: number;
    if (litKey === key && hasSpecials) {
      quantity = totalOf(state, lit);
      lit = orderAfter(ladders, lit);
    } else if (litKey === key) {
      quantity = ladders.levelF[(level << F_SHIFT) + LEVEL_QUANTITY]!;
      level = ladders.next(level);
    } else if (ownKey === key) {
      quantity = totalOf(state, own);
      own = orderAfter(aux, own);
    } else {
      quantity = totalOf(state, dark);
      do dark = orderAfter(aux, dark);
      while (dark !== 0 && !takesPart(state, dark));
    }
    curve.add(key === MARKET_KEY ? marketPrice(ladder) : mirrored(ladder, key), quantity);
  }
}

function marketPrice(ladder: number): number {
  return (ladder & 1) === 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}
