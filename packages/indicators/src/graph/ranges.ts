/** Ranges of bars, and what trails them, as functions of series. */
import { highest, lowest } from "./extremes.ts";
import type { Series } from "./graph.ts";
import { exponential, relativeChange } from "./momentum.ts";
import { delay, ema } from "./vocabulary.ts";

/** The highest and the lowest of the last `period` bars. */
export function extremes(high: Series, low: Series, period: number): [Series, Series] {
  return [highest(high, period), lowest(low, period)];
}

/** Where a value stands between the extremes of its last `period`, in percent; 0 where they are equal. */
export function percentOfRange(value: Series, period: number): Series {
  const [high, low] = extremes(value, value, period);
  return value.graph.apply("position", [value, low, low, high], { factor: 100 })[0]!;
}

/** The change over `distance` bars in percent; 0 from 0. */
export function percentChange(value: Series, distance: number): Series {
  return relativeChange(value, delay(value, distance), 100);
}

/** `count` exponential averages in a chain, all of which begin at the first one's seed. */
export function chain(value: Series, period: number, count: number): Series[] {
  const chained = [ema(value, period)];
  while (chained.length < count) chained.push(exponential(chained.at(-1)!, 2 / (period + 1), 1));
  return chained;
}

/** Whether bars turned the price: above all others, and below all others, of `left` bars before and `right` after. */
export function turningPoints(
  high: Series,
  low: Series,
  left: number,
  right: number,
): { top: Series; bottom: Series; high: Series; low: Series } {
  const [rightHigh, rightLow] = extremes(high, low, right);
  const [leftHigh, leftLow] = extremes(high, low, left);
  const at = { high: delay(high, right), low: delay(low, right) };
  const wings = [delay(leftHigh, right + 1), delay(leftLow, right + 1), rightHigh, rightLow];
  const [top, bottom] = high.graph.apply("turningPoint", [at.high, at.low, ...wings]);
  return { top: top!, bottom: bottom!, ...at };
}
