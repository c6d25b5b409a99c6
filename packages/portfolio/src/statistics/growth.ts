import { ConfigError, exp, InputError, log, log1p } from "@hotpath/core";
import { assertFinite } from "../internal/moments.ts";

/**
 * Simple returns of an equity curve: `equity[t] ÷ equity[t−1] − 1`, one fewer than there are points; none of fewer than
 * two points.
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, or one that is divided by is not positive
 * @example returns(Float64Array.of(100, 110, 99)) // 0.1, −0.1
 */
export function returns(equity: Float64Array): Float64Array {
  assertFinite(equity, "equity");
  const result = new Float64Array(Math.max(0, equity.length - 1));
  for (let i = 0; i < result.length; i++) {
    const base = equity[i]!;
    if (base <= 0) throw new InputError("INPUT_INVALID", `equity[${i}] is ${base}: there is no return on it`);
    // Less rounding than a quotient less one: the difference of near values is exact.
    result[i] = (equity[i + 1]! - base) / base;
  }
  return result;
}

/**
 * Log returns of an equity curve: `ln(equity[t] ÷ equity[t−1])`, one fewer than there are points. They add up over time,
 * where simple returns add up over assets.
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, or not positive
 * @example logReturns(Float64Array.of(100, 110, 99)) // 0.0953…, −0.1053…
 */
export function logReturns(equity: Float64Array): Float64Array {
  const result = returns(equity);
  if (result.length > 0 && !(equity.at(-1)! > 0))
    throw new InputError("INPUT_INVALID", `equity[${result.length}] is ${equity.at(-1)}: there is no logarithm of it`);
  for (let i = 0; i < result.length; i++) result[i] = log1p(result[i]!);
  return result;
}

/**
 * What was gained over the whole curve, a share of its first value: 0.1 is ten per cent. 0 of fewer than two points.
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite or the first is not positive
 */
export function totalReturn(equity: Float64Array): number {
  assertFinite(equity, "equity");
  if (equity.length === 0) return 0;
  assertPositiveStart(equity);
  return (equity.at(-1)! - equity[0]!) / equity[0]!;
}

/**
 * Compound annual growth rate: `(last ÷ first)^(periodsPerYear ÷ periods) − 1`. 0 of fewer than two points, −1 where
 * nothing or less is left; infinite where a short, steep curve compounds beyond the doubles.
 *
 * @param periodsPerYear points per year less what overlaps: 252 for trading days, 365 for days, 12 for months
 * @throws {InputError} as {@link totalReturn}
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function cagr(equity: Float64Array, periodsPerYear: number): number {
  assertPeriods(periodsPerYear);
  assertFinite(equity, "equity");
  if (equity.length < 2) return 0;
  assertPositiveStart(equity);
  const last = equity.at(-1)!;
  if (last <= 0) return -1;
  return exp((log(last / equity[0]!) * periodsPerYear) / (equity.length - 1)) - 1;
}

/** @throws {ConfigError} if it is not a positive, finite number */
export function assertPeriods(periodsPerYear: number): void {
  if (!(periodsPerYear > 0 && periodsPerYear < Number.POSITIVE_INFINITY))
    throw new ConfigError("periodsPerYear", periodsPerYear, "a number greater than 0");
}

/** @throws {InputError} if the first of the values is not positive */
export function assertPositiveStart(equity: Float64Array): void {
  if (!(equity[0]! > 0)) throw new InputError("INPUT_INVALID", `equity[0] is ${equity[0]}: a curve must start above 0`);
}
