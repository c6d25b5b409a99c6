import { InputError } from "@hotpath/core";
import { assertFinite, meanOf, momentsOf, productMoment } from "../internal/moments.ts";
import { assertPeriods } from "./growth.ts";

/** A series of returns beside those of a benchmark. */
export interface Regression {
  /**
   * Jensen's alpha a year: periodsPerYear × (mean excess return − beta × the benchmark's mean excess return), not
   * compounded.
   */
  alpha: number;
  /** Covariance by the benchmark's variance. */
  beta: number;
  /** Pearson's; 0 where the returns do not vary. */
  correlation: number;
  /** Share of the returns' variance that the benchmark explains: the square of the correlation. */
  rSquared: number;
  /** Mean excess return a year by beta (Treynor 1965); undefined where beta is 0. */
  treynor: number | undefined;
}

/**
 * Alpha and beta to a benchmark, by least squares of excess returns. Jensen 1968, "The Performance of Mutual Funds in the
 * Period 1945–1964", Journal of Finance 23(2). The divisor of variance and covariance, n or n − 1, cancels.
 *
 * @param riskFree return of a period without risk
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, the series differ in length or have fewer than two returns,
 * or the benchmark does not vary
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function alphaBeta(
  returns: Float64Array,
  benchmark: Float64Array,
  periodsPerYear: number,
  riskFree = 0,
): Regression {
  assertPeriods(periodsPerYear);
  assertPair(returns, benchmark);
  if (!Number.isFinite(riskFree)) throw new InputError("INPUT_INVALID", `riskFree is ${riskFree}, not a finite number`);
  const own = momentsOf(returns);
  const other = momentsOf(benchmark);
  if (other.squares === 0) throw new InputError("INPUT_INVALID", "benchmark does not vary: there is no beta to it");
  const product = own.squares === 0 ? 0 : productMoment(returns, benchmark);
  const beta = product / other.squares;
  const correlation =
    own.squares === 0 ? 0 : Math.max(-1, Math.min(1, product / (Math.sqrt(own.squares) * Math.sqrt(other.squares))));
  const excess = own.mean - riskFree;
  return {
    alpha: (excess - beta * (other.mean - riskFree)) * periodsPerYear,
    beta,
    correlation,
    rSquared: correlation * correlation,
    treynor: beta === 0 ? undefined : (excess * periodsPerYear) / beta,
  };
}

/**
 * The annualised information ratio: mean of the differences to a benchmark by their sample standard deviation (divisor
 * n − 1), times √periodsPerYear. Grinold and Kahn 2000, "Active Portfolio Management", 2nd ed., chapter 5.
 *
 * @throws {InputError} `INPUT_INVALID` as {@link alphaBeta}, and if the differences do not vary: then there is none
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function informationRatio(returns: Float64Array, benchmark: Float64Array, periodsPerYear: number): number {
  const error = trackingError(returns, benchmark, periodsPerYear);
  if (error === 0)
    throw new InputError(
      "INPUT_INVALID",
      "returns differ from the benchmark by a constant: there is no tracking error",
    );
  return (meanOf(difference(returns, benchmark)) * periodsPerYear) / error;
}

/**
 * The annualised tracking error: the sample standard deviation (divisor n − 1) of the differences, times √periodsPerYear. 0
 * where they vary by no more than their rounding.
 *
 * @throws {InputError} `INPUT_INVALID` as {@link alphaBeta}
 * @throws {ConfigError} if periodsPerYear is not a positive number
 */
export function trackingError(returns: Float64Array, benchmark: Float64Array, periodsPerYear: number): number {
  assertPeriods(periodsPerYear);
  assertPair(returns, benchmark);
  const { count, squares } = momentsOf(difference(returns, benchmark));
  return Math.sqrt(squares / (count - 1)) * Math.sqrt(periodsPerYear);
}

function difference(returns: Float64Array, benchmark: Float64Array): Float64Array {
  return returns.map((value, i) => value - benchmark[i]!);
}

function assertPair(returns: Float64Array, benchmark: Float64Array): void {
  assertFinite(returns, "returns");
  assertFinite(benchmark, "benchmark");
  if (returns.length !== benchmark.length)
    throw new InputError("INPUT_INVALID", `benchmark has ${benchmark.length} returns; returns has ${returns.length}`);
  if (returns.length < 2)
    throw new InputError("INPUT_INVALID", `returns has ${returns.length} elements; at least 2 are needed`);
}
