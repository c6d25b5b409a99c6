import { InputError } from "@hotpath/core";
import { assertFinite, sumOf } from "../internal/moments.ts";

/**
 * The sample quantile of type 7 of Hyndman and Fan 1996, "Sample Quantiles in Statistical Packages", The American
 * Statistician 50(4): linear between order statistics at (n − 1) p, as spreadsheets, R and numpy have it by default.
 *
 * @param p from 0 to 1
 * @throws {InputError} `INPUT_INVALID` if there is no value, one is not finite, or p is not within its range
 * @example quantile(Float64Array.of(4, 1, 3, 2), 0.5) // 2.5
 */
export function quantile(values: Float64Array, p: number): number {
  assertFinite(values, "values");
  return quantileOfSorted(values.slice().sort(), p);
}

/** As {@link quantile}, of values that are finite and in ascending order. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) throw new InputError("INPUT_INVALID", "values has no element");
  if (!(p >= 0 && p <= 1)) throw new InputError("INPUT_INVALID", `p is ${p}; allowed: a number from 0 to 1`);
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return at === below ? low : low + (at - below) * (sorted[below + 1]! - low);
}

/**
 * Omega: the sum of what lies above a threshold by the sum of what lies below it. Keating and Shadwick 2002, "A Universal
 * Performance Measure", Journal of Performance Measurement 6(3). More than 1 where the mean is above the threshold.
 *
 * @param threshold return of a period
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, or no return lies below the threshold: then it is not
 * bounded
 */
export function omega(returns: Float64Array, threshold = 0): number {
  assertFinite(returns, "returns");
  if (!Number.isFinite(threshold))
    throw new InputError("INPUT_INVALID", `threshold is ${threshold}, not a finite number`);
  const above = sumOf(returns, (r) => Math.max(0, r - threshold));
  const below = sumOf(returns, (r) => Math.max(0, threshold - r));
  if (below === 0)
    throw new InputError("INPUT_INVALID", `no return lies below the threshold ${threshold}: omega is not bounded`);
  return above / below;
}

/**
 * The tail ratio: the 95 % quantile by the size of the 5 % quantile, of type 7, as empyrical has it. More than 1 where gains
 * are the longer tail.
 *
 * @param share of the tails, in (0, 0.5). Default 0.05
 * @throws {InputError} `INPUT_INVALID` if there is no return, one is not finite, or the lower quantile is 0
 */
export function tailRatio(returns: Float64Array, share = 0.05): number {
  assertFinite(returns, "returns");
  if (!(share > 0 && share < 0.5))
    throw new InputError("INPUT_INVALID", `share is ${share}; allowed: between 0 and 0.5`);
  const sorted = returns.slice().sort();
  const low = Math.abs(quantileOfSorted(sorted, share));
  if (low === 0) throw new InputError("INPUT_INVALID", `the lower quantile is 0: there is no tail to divide by`);
  return Math.abs(quantileOfSorted(sorted, 1 - share)) / low;
}
