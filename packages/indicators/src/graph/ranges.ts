/** Ranges of bars, and what trails them, as functions of series. */
import { highest, lowest } from "./extremes.ts";
import type { Series } from "./graph.ts";
import { delay, ema, multiply, subtract, wilder } from "./vocabulary.ts";

/** The true range and what it spans. */
export function trueRanges(high: Series, low: Series, close: Series): { range: Series; top: Series; bottom: Series } {
  const [range, top, bottom] = high.graph.apply("trueRanges", [high, low, close]);
  return { range: range!, top: top!, bottom: bottom! };
}

/** Wilder's average true range, seeded by the mean of the first `period`. */
export function averageTrueRange(high: Series, low: Series, close: Series, period: number): Series {
  return wilder(trueRanges(high, low, close).range, period);
}

/** The highest and the lowest of the last `period` bars. */
export function extremes(high: Series, low: Series, period: number): [Series, Series] {
  return [highest(high, period), lowest(low, period)];
}

/** Where a value stands between the extremes of its last `period`, in percent. */
export function percentOfRange(value: Series, period: number): Series {
  return value.graph.apply("place", [value, ...extremes(value, value, period)])[0]!;
}

/** The change over `distance` bars in percent; 0 from 0. */
export function percentChange(value: Series, distance: number): Series {
  const before = delay(value, distance);
  return multiply(value.graph.apply("ratio", [subtract(value, before), before], { otherwise: 0 })[0]!, 100);
}

/** The average of an exponential kind with a weight of its own, seeded by the mean of the first `period` values. */
export function weighted(value: Series, weight: number, period: number): Series {
  return value.graph.apply("ema", [value], { weight, period })[0]!;
}

/** `count` exponential averages in a chain, all of which begin at the first one's seed. */
export function chain(value: Series, period: number, count: number): Series[] {
  const chained = [ema(value, period)];
  while (chained.length < count) chained.push(weighted(chained.at(-1)!, 2 / (period + 1), 1));
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
