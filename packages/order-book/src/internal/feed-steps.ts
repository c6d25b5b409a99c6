/**
 * The step of an instrument's prices: how many ticks one key of its ladders is. Feeds count prices in units far below the
 * tick of most instruments; keys that lay a hundred units apart would spread a book over a hundred windows. So the step
 * begins as the first price and becomes, whenever a price is no multiple of it, the greatest common divisor of both, for
 * which the orders that rest are laid anew. Each time it is half as much at the most: a handful of times, with few orders.
 */
import type { FeedState } from "./feed-orders.ts";
import {
  I_SHIFT,
  LADDER_BEST,
  LADDER_LEVELS,
  LEVEL_HEAD,
  ORDER_F_SHIFT,
  ORDER_I_SHIFT,
  ORDER_LEAVES,
  ORDER_NEXT,
} from "./layout.ts";
import { joinQueue, keyOf, leaveQueue } from "./queue.ts";

/** Makes the step of an instrument one that divides a price, which the present one does not. Returns it. */
export function refineStep(state: FeedState, instrument: number, price: number): number {
  const { ladderI } = state.ladders;
  const bids = ladderI[((2 * instrument) << I_SHIFT) + LADDER_LEVELS]!;
  const asks = ladderI[((2 * instrument + 1) << I_SHIFT) + LADDER_LEVELS]!;
  const before = bids + asks === 0 ? 0 : state.steps[instrument]!;
  const step = Math.max(1, divisor(before, Math.abs(price)));
  state.steps[instrument] = step;
  if (bids > 0) layAnew(state, 2 * instrument, before / step);
  if (asks > 0) layAnew(state, 2 * instrument + 1, before / step);
  return step;
}

/** Multiplies the keys of a ladder. Its orders keep their order. */
function layAnew(state: FeedState, ladder: number, factor: number): void {
  const { orders, ladders } = state;
  const all: number[] = [];
  for (let level = ladders.ladderI[(ladder << I_SHIFT) + LADDER_BEST]!; level !== 0; level = ladders.next(level)) {
    let order = ladders.levelI[(level << I_SHIFT) + LEVEL_HEAD]!;
    for (; order !== 0; order = orders.orderI[(order << ORDER_I_SHIFT) + ORDER_NEXT]!) all.push(order);
  }
  const keys = all.map((order) => keyOf(ladders, order) * factor);
  for (const order of all) leaveQueue(ladders, order);
  for (const [i, order] of all.entries()) {
    joinQueue(ladders, order, ladder, keys[i]!, orders.orderF[(order << ORDER_F_SHIFT) + ORDER_LEAVES]!);
  }
}

/** The greatest common divisor of two integers of 0 or more. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
