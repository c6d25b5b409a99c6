/**
 * Stops and trailing stops. They wait in ladders of their triggers, nearest first, so that a trade looks at those alone
 * that it reaches. A trade elects them; they are worked when the order that traded is done, first elected first.
 *
 * A trailing stop's trigger follows the best last price since it came. Those of one side stand in a list in the order in
 * which they came, and the later one came, the less far is its best price: a new best price concerns the end of the list.
 */
import { MAX_PRICE } from "../vocabulary.ts";
import type { EngineState } from "./engine-state.ts";
import {
  F_SHIFT,
  I_SHIFT,
  LADDER_BEST,
  LADDER_LEVELS,
  LEVEL_HEAD,
  LEVEL_KEY,
  ORDER_I_SHIFT,
  ORDER_NEXT,
} from "./layout.ts";
import { leave, park, unlink, wait } from "./places.ts";
import { mirrored } from "./queue.ts";
import { shareOf } from "./share.ts";
import { Flag, Place } from "./special-state.ts";

/** Trailing distances in hundredths of a percent are of this whole. */
const WHOLE = 10_000;

/** The key of a trigger: the nearest to the market is the least. Buys trigger above the market, sells below. */
export function triggerKey(ladder: number, trigger: number): number {
  return mirrored(ladder ^ 1, trigger);
}

/** Whether a last price of `last` sets a trigger off. */
export function isTriggered(ladder: number, trigger: number, last: number): boolean {
  return (ladder & 1) === 0 ? last >= trigger : last <= trigger;
}

/** Elects the stops that trades between these two prices set off, and lets trailing stops follow them. */
export function tick(state: EngineState, instrument: number, first: number, last: number): void {
  if (!hasTriggers(state, instrument)) return;
  elect(state, instrument, first);
  trail(state, instrument, first);
  if (last === first) return;
  elect(state, instrument, last);
  trail(state, instrument, last);
}

/** Whether any stop of the instrument waits. */
export function hasTriggers(state: EngineState, instrument: number): boolean {
  const { special } = state;
  const { ladderI } = special.columns.aux;
  const buys = special.auxiliary(Place.Trigger, 2 * instrument) << I_SHIFT;
  const sells = special.auxiliary(Place.Trigger, 2 * instrument + 1) << I_SHIFT;
  return ladderI[buys + LADDER_LEVELS] !== 0 || ladderI[sells + LADDER_LEVELS] !== 0;
}

/** Elects the stops that a last price sets off: buys, then sells, each from the nearest trigger, first come first. */
export function elect(state: EngineState, instrument: number, price: number): void {
  const { special } = state;
  const { aux } = special.columns;
  for (let ladder = 2 * instrument; ladder < 2 * instrument + 2; ladder++) {
    const at = special.auxiliary(Place.Trigger, ladder) << I_SHIFT;
    const reached = triggerKey(ladder, price);
    for (;;) {
      const level = aux.ladderI[at + LADDER_BEST]!;
      if (level === 0 || aux.levelF[(level << F_SHIFT) + LEVEL_KEY]! > reached) break;
      electOrder(state, aux.levelI[(level << I_SHIFT) + LEVEL_HEAD]!, ladder);
    }
  }
}

/** Puts an order that waits for its trigger, or that nobody has placed yet, behind those elected before it. */
export function electOrder(state: EngineState, order: number, ladder: number): void {
  const { orders, special } = state;
  const { flags } = special.columns;
  const total = leave(state, order);
  if ((flags[order]! & Flag.Trailing) !== 0) unlink(state, order, ladder);
  special.setFlags(ladder >>> 1, order, flags[order]! & ~(Flag.Trailing | Flag.Percent));
  park(state, order, Place.Elected, ladder, total);
  orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT] = 0;
  if (special.electedLast === 0) special.electedFirst = order;
  else orders.orderI[(special.electedLast << ORDER_I_SHIFT) + ORDER_NEXT] = order;
  special.electedLast = order;
}

/** Lets the trailing stops follow a last price that is better than any since they came. */
export function trail(state: EngineState, instrument: number, price: number): void {
  const { trailLast, listPrev, listNext, extremes } = state.special.columns;
  for (let ladder = 2 * instrument; ladder < 2 * instrument + 2; ladder++) {
    const isBuy = (ladder & 1) === 0;
    let from = 0;
    let order = trailLast[ladder]!;
    while (order !== 0 && (isBuy ? price < extremes[order]! : price > extremes[order]!)) {
      from = order;
      order = listPrev[order]!;
    }
    if (from === 0) continue;
    for (order = from; order !== 0; order = listNext[order]!) {
      const total = leave(state, order);
      aim(state, order, ladder, price);
      wait(state, order, Place.Trigger, ladder, triggerKey(ladder, state.special.columns.triggers[order]!), total);
    }
  }
}

/** Sets the trigger of a trailing stop whose best last price is this one. */
export function aim(state: EngineState, order: number, ladder: number, extreme: number): void {
  const { flags, offsets, extremes, triggers } = state.special.columns;
  const offset = offsets[order]!;
  const isPercent = (flags[order]! & Flag.Percent) !== 0;
  const distance = isPercent ? Math.max(1, shareOf(Math.abs(extreme), offset, WHOLE)) : offset;
  const trigger = (ladder & 1) === 0 ? extreme + distance : extreme - distance;
  extremes[order] = extreme;
  triggers[order] = Math.min(MAX_PRICE, Math.max(-MAX_PRICE, trigger));
}
