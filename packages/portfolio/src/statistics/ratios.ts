import { InputError } from "@hotpath/core";
import { assertFinite, meanOf, momentsOf, ratio, sumOf } from "../internal/moments.ts";
import { maxDrawdown } from "./drawdown.ts";
import { assertPeriods, cagr } from "./growth.ts";

/**
 * Annualised volatility: the sample standard deviation (divisor n − 1) times √periodsPerYear. 0 of fewer than two
 * returns, and where they vary by no more than their rounding.
 *
 * @throws {InputError} `INPUT_INVALID` if a return is not finite
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function volatility(returns: Float64Array, periodsPerYear: number): number {
  assertPeriods(periodsPerYear);
  return deviation(returns) * Math.sqrt(periodsPerYear);
}

/**
 * Annualised Sharpe ratio: mean excess return by its sample standard deviation, times √periodsPerYear. Sharpe 1994, "The
 * Sharpe Ratio", Journal of Portfolio Management 21(1).
 *
 * 0 of fewer than two returns. Returns that do not vary give ±Infinity by the sign of their excess, and 0 if there is
 * none.
 *
 * @param riskFree return of a period without risk, such as 0.03 / 252
 * @throws {InputError} `INPUT_INVALID` if a return or `riskFree` is not finite
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function sharpe(returns: Float64Array, periodsPerYear: number, riskFree = 0): number {
  assertPeriods(periodsPerYear);
  assertRate(riskFree, "riskFree");
  const spread = deviation(returns);
  if (returns.length < 2) return 0;
  return ratio((meanOf(returns) - riskFree) * Math.sqrt(periodsPerYear), spread);
}

/**
 * Annualised Sortino ratio: mean return above the target by the downside deviation `√(Σ min(0, r − target)² ÷ n)` over
 * all n returns, times √periodsPerYear. Sortino and Price 1994, "Performance Measurement in a Downside Risk Framework",
 * Journal of Investing 3(3).
 *
 * 0 of fewer than two returns. Without a return below the target it is Infinity, or 0 if none is above it either.
 *
 * @param target least acceptable return of a period
 * @throws {InputError} `INPUT_INVALID` if a return or `target` is not finite
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function sortino(returns: Float64Array, periodsPerYear: number, target = 0): number {
  assertPeriods(periodsPerYear);
  assertRate(target, "target");
  assertFinite(returns, "returns");
  if (returns.length < 2) return 0;
  const downside = sumOf(returns, (r) => (r < target ? (r - target) * (r - target) : 0));
  return ratio((meanOf(returns) - target) * Math.sqrt(periodsPerYear), Math.sqrt(downside / returns.length));
}

/**
 * Calmar ratio: compound annual growth by maximum drawdown, here of the whole curve. Young 1991, "Calmar Ratio: A
 * Smoother Tool", Futures 20(1), takes it over 36 months: pass the points of those.
 *
 * Without a drawdown it is Infinity, or 0 if there is no growth either.
 *
 * @throws {InputError} as {@link cagr}
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function calmar(equity: Float64Array, periodsPerYear: number): number {
  return ratio(cagr(equity, periodsPerYear), maxDrawdown(equity).depth);
}

/**
 * Sample skewness G₁ = g₁·√(n(n − 1)) ÷ (n − 2) with g₁ = m₃ ÷ m₂^1.5, as spreadsheets and pandas have it. Joanes and
 * Gill 1998, "Comparing measures of sample skewness and kurtosis", The Statistician 47(1). 0 of fewer than three values,
 * and where they vary by no more than their rounding.
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite
 */
export function skewness(values: Float64Array): number {
  assertFinite(values, "values");
  const { count: n, squares, cubes } = momentsOf(values);
  if (n < 3 || squares === 0) return 0;
  const variance = squares / n;
  return ((cubes / n / (variance * Math.sqrt(variance))) * Math.sqrt(n * (n - 1))) / (n - 2);
}

/**
 * Sample excess kurtosis G₂ = (n − 1) ÷ ((n − 2)(n − 3)) · ((n + 1)·g₂ + 6) with g₂ = m₄ ÷ m₂² − 3: 0 for a normal
 * distribution. Source and degenerate cases as {@link skewness}, but 0 of fewer than four values.
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite
 */
export function kurtosis(values: Float64Array): number {
  assertFinite(values, "values");
  const { count: n, squares, fourths } = momentsOf(values);
  if (n < 4 || squares === 0) return 0;
  const excess = (fourths / squares / squares) * n - 3;
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6);
}

function deviation(returns: Float64Array): number {
  assertFinite(returns, "returns");
  const { count, squares } = momentsOf(returns);
  return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
}

function assertRate(rate: number, name: string): void {
  if (!Number.isFinite(rate)) throw new InputError("INPUT_INVALID", `${name} is ${rate}, not a finite number`);
}
