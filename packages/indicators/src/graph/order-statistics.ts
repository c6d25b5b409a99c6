/** Order statistics of windows, as functions of series. */
import type { Series } from "./graph.ts";
import { add, addScaled, multiply, subtract } from "./vocabulary.ts";

/** The `rank`-th smallest, from 1, of the last `period` values, and the next greater (the same, where there is none). */
export function smallest(value: Series, period: number, rank: number): { lower: Series; upper: Series } {
  const [lower, upper] = value.graph.apply("windowSelect", [value], { period, rank }, { quiet: period - 1 });
  return { lower: lower!, upper: upper! };
}

/** The middle of the last `period` values, or the mean of the middle two. */
export function median(value: Series, period: number): Series {
  const { lower, upper } = smallest(value, period, Math.ceil(period / 2));
  return period % 2 === 1 ? lower : multiply(add(lower, upper), 0.5);
}

/** The smallest of the last `period` values that at least a share `q` of them does not exceed. */
export function nearestRank(value: Series, period: number, percent: number): Series {
  const rank = Math.min(period, Math.max(1, Math.ceil((percent * period) / 100)));
  return smallest(value, period, rank).lower;
}

/** The quantile `q` (0 to 1) of the last `period` values, between two of them where it falls there (Hyndman and Fan's 7). */
export function quantile(value: Series, period: number, q: number): Series {
  const at = (period - 1) * q;
  const rank = Math.floor(at);
  const { lower, upper } = smallest(value, period, rank + 1);
  return at === rank ? lower : addScaled(lower, subtract(upper, lower), at - rank);
}

/** Windows up to this are counted value by value, longer ones in a tree: docs/order-statistics.md has the figures. */
const COUNTED = 128;

/** How many of the `period` values before are less than this one. */
export function countBelow(value: Series, period: number): Series {
  if (period <= COUNTED) return value.graph.apply("windowCountBelow", [value], { period })[0]!;
  return value.graph.apply("windowRank", [value], { period }, { quiet: period })[0]!;
}
