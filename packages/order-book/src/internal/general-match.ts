/**
 * Matching where orders may be more than plain: an incoming order takes the best price first; at one price what is shown
 * comes before what is not, and within each the first come, unless the instrument shares pro rata. For plain orders it
 * says the same as `match.ts`, which a test holds it to.
 */
import { SelfTradePrevention } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import { meet } from "./general-trade.ts";
import type { Incoming } from "./incoming.ts";
import { F_SHIFT, I_SHIFT, LADDER_BEST, LEVEL_HEAD, LEVEL_KEY } from "./layout.ts";
import { firstOrder, openOf, orderAfter } from "./places.ts";
import { sweepProRata } from "./pro-rata.ts";
import { keyOf } from "./queue.ts";
import { Flag, Place } from "./special-state.ts";
import { tick } from "./triggers.ts";

/** The least quantity that an unseen order trades: of an all-or-none order all, else its minimum or what is left of it. */
export function leastOf(state: EngineState, order: number): number {
  const { flags, minimums } = state.special.columns;
  const open = openOf(state, order);
  if ((flags[order]! & Flag.AllOrNone) !== 0) return open;
  return Math.min(open, minimums[order]!);
}

/** The key of the best level that is shown, or infinity. */
export function bestKey(state: EngineState, ladder: number): number {
  const level = state.ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!;
  return level === 0 ? Number.POSITIVE_INFINITY : state.ladders.levelF[(level << F_SHIFT) + LEVEL_KEY]!;
}

/** Trades an incoming order within its bounds, then lets stops see the prices. */
export function matchGeneral(state: EngineState, incoming: Incoming): void {
  const { ladders, special } = state;
  const { aux } = special.columns;
  const other = incoming.ladder ^ 1;
  const allocation = special.allocations[incoming.instrument];
  incoming.avoid = state.selfTradePrevention === SelfTradePrevention.None || incoming.owner === 0 ? -1 : incoming.owner;
  incoming.firstTrade = Number.NaN;
  let dark = firstOrder(aux, special.auxiliary(Place.Dark, other));
  while (incoming.left > 0) {
    while (dark !== 0 && keyOf(aux, dark) < incoming.floorKey) dark = orderAfter(aux, dark);
    const darkKey = dark === 0 ? Number.POSITIVE_INFINITY : keyOf(aux, dark);
    const litKey = bestKey(state, other);
    const key = Math.min(litKey, darkKey);
    if (key === Number.POSITIVE_INFINITY || key > incoming.stopKey || litKey < incoming.floorKey) break;
    if (litKey <= darkKey) {
      const level = ladders.ladderI[(other << I_SHIFT) + LADDER_BEST]!;
      if (allocation !== undefined) sweepProRata(state, incoming, level, allocation);
      else meet(state, incoming, ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!);
    } else {
      const next = orderAfter(aux, dark);
      if (leastOf(state, dark) <= incoming.left) meet(state, incoming, dark);
      dark = next;
    }
  }
  if (Number.isNaN(incoming.firstTrade)) return;
  tick(state, incoming.instrument, incoming.firstTrade, incoming.lastTrade);
}
