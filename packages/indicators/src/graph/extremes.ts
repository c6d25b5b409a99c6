/** Extremes of windows, as functions of series. */
import type { Series, Timing } from "./graph.ts";
import { later } from "./vocabulary.ts";

/** The highest of the last `period` values. */
export function highest(value: Series, period: number, timing?: Timing): Series {
  return period === 1 ? later(value, timing) : value.graph.apply("windowMax", [value], { period }, timing)[0]!;
}

/** The lowest of the last `period` values. */
export function lowest(value: Series, period: number, timing?: Timing): Series {
  return period === 1 ? later(value, timing) : value.graph.apply("windowMin", [value], { period }, timing)[0]!;
}

/** Bars since the highest of the last `period` values, the latest of equal ones: 0 to `period` − 1. */
export function sinceHighest(value: Series, period: number, timing?: Timing): Series {
  return value.graph.apply("sinceMax", [value], { period }, timing)[0]!;
}

/** Bars since the lowest of the last `period` values, the latest of equal ones: 0 to `period` − 1. */
export function sinceLowest(value: Series, period: number, timing?: Timing): Series {
  return value.graph.apply("sinceMin", [value], { period }, timing)[0]!;
}

/** The bar of the highest of the last `period` (at least 2) values, with TA-Lib's choice among equal ones. */
export function highestIndex(value: Series, period: number, timing?: Timing): Series {
  return value.graph.apply("maxIndex", [value], { period }, timing)[0]!;
}

/** The bar of the lowest of the last `period` (at least 2) values, with TA-Lib's choice among equal ones. */
export function lowestIndex(value: Series, period: number, timing?: Timing): Series {
  return value.graph.apply("minIndex", [value], { period }, timing)[0]!;
}

/** Half-way between the highest of one series and the lowest of another in the last `period` values. */
export function midpoint(high: Series, low: Series, period: number): Series {
  return high.graph.apply("combine2", [highest(high, period), lowest(low, period)], { wa: 0.5, wb: 0.5 })[0]!;
}
