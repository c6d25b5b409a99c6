import { InputError } from "@hotpath/core";
import { dot } from "../internal/dot.ts";
import { isOption, marketOf, type OptionBook, optionOf } from "./book.ts";
import { greeksOf } from "./greeks.ts";

/** What a book gains or loses by small moves, in money, by underlying: what delta-normal and delta-gamma take. */
export interface BookExposures {
  /** The book's markets, in their order: that of the columns. */
  underlyings: string[];
  /** Profit for a relative move of 1: Σ quantity × multiplier × Δ × level. */
  delta: Float64Array;
  /** Second derivative by relative moves: Σ quantity × multiplier × Γ × level². */
  gamma: Float64Array;
  /** Profit for a rise of volatility by 1, a hundred points. */
  vega: Float64Array;
  /** Profit for a year that passes. */
  theta: Float64Array;
  /** Profit for a rise of the rate by 1. */
  rho: Float64Array;
}

/**
 * The exposures of a book as the market is.
 *
 * @throws {InputError} naming the position or market that is wrong; where an option has no delta, at the strike on its
 * last instant, too
 */
export function bookExposures(book: OptionBook): BookExposures {
  const underlyings = Object.keys(book.markets);
  const column = () => new Float64Array(underlyings.length);
  const sums: BookExposures = {
    underlyings,
    delta: column(),
    gamma: column(),
    vega: column(),
    theta: column(),
    rho: column(),
  };
  for (const [i, position] of book.positions.entries()) {
    const market = marketOf(book, position, `positions[${i}]`);
    const at = underlyings.indexOf(position.underlying);
    const units = position.quantity * (position.multiplier ?? 1);
    const { level } = market;
    if (!isOption(position)) {
      sums.delta[at]! += units * level;
      continue;
    }
    const greeks = greeksOf(optionOf(position, market));
    sums.delta[at]! += units * greeks.delta * level;
    sums.gamma[at]! += units * greeks.gamma * level * level;
    sums.vega[at]! += units * greeks.vega;
    sums.theta[at]! += units * greeks.theta;
    sums.rho[at]! += units * greeks.rho;
  }
  return sums;
}

/** Moments of a book's profit under normal moves. */
export interface ProfitMoments {
  mean: number;
  /** Standard deviation; of delta-normal alone √(δᵀ Σ δ). */
  deviation: number;
  /** Third central moment by the cube of the deviation; 0 where there is no deviation. */
  skewness: number;
  /** Fourth central moment by the fourth power of the deviation, less 3; 0 where there is no deviation. */
  excessKurtosis: number;
}

/**
 * Moments of δᵀr + ½ rᵀΓr for normal r with mean zero, Γ diagonal: the profit in the delta-gamma approximation; without a
 * gamma, delta-normal. With A = ΓΣ its cumulants are ½ tr A, δᵀΣδ + ½ tr A², 3 δᵀΣAδ + tr A³ and 12 δᵀΣA²δ + 3 tr A⁴
 * (Britten-Jones and Schaefer 1999, "Non-Linear Value-at-Risk", European Finance Review 2; Mina and Ulmer 1999,
 * "Delta-Gamma Four Ways", RiskMetrics). A Cornish–Fisher quantile of these moments is the delta-gamma value at risk.
 *
 * @param covariance of the underlyings' relative moves over the horizon, row-major in the order of the exposures
 * @throws {InputError} `INPUT_INVALID` if it has not as many rows and columns as there are exposures, or a value that is
 * not finite, or a negative variance, of one underlying or of the profit: it is not positive semidefinite
 */
export function profitMoments(
  exposures: Pick<BookExposures, "delta" | "gamma">,
  covariance: Float64Array,
): ProfitMoments {
  const { delta, gamma } = exposures;
  const n = delta.length;
  if (covariance.length !== n * n)
    throw new InputError("INPUT_INVALID", `covariance has ${covariance.length} elements; ${n} exposures take ${n * n}`);
  for (const [i, value] of covariance.entries())
    if (!Number.isFinite(value))
      throw new InputError("INPUT_INVALID", `covariance[${i}] is ${value}, not a finite number`);
  for (let i = 0; i < n; i++)
    if (covariance[i * n + i]! < 0)
      throw new InputError(
        "INPUT_INVALID",
        `covariance[${i * n + i}] is ${covariance[i * n + i]}, a negative variance`,
      );
  const a = Float64Array.from(covariance, (value, at) => value * gamma[Math.floor(at / n)]!);
  const a2 = product(a, a, n);
  // v = Σδ, then δᵀΣ Aᵏ δ by applying Aᵀ = ΣΓ to it.
  const v = Float64Array.from(delta, (_, i) => dotRow(covariance, i, delta));
  const w = Float64Array.from(v, (x, i) => x * gamma[i]!);
  const u = Float64Array.from(v, (_, i) => dotRow(covariance, i, w));
  const second = dot(delta, v) + 0.5 * trace(a2, n);
  if (!(second >= 0))
    throw new InputError(
      "INPUT_INVALID",
      `covariance gives the profit a variance of ${second}: it is not positive semidefinite`,
    );
  const third = 3 * dot(v, w) + traceOfProduct(a2, a, n);
  const fourth = 12 * dot(w, u) + 3 * traceOfProduct(a2, a2, n);
  const deviation = Math.sqrt(second);
  return {
    mean: 0.5 * trace(a, n),
    deviation,
    skewness: second === 0 ? 0 : third / (second * deviation),
    excessKurtosis: second === 0 ? 0 : fourth / (second * second),
  };
}

function dotRow(matrix: Float64Array, row: number, x: Float64Array): number {
  return dot(matrix.subarray(row * x.length, (row + 1) * x.length), x);
}

function trace(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * n + i]!;
  return sum;
}

function traceOfProduct(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += a[i * n + j]! * b[j * n + i]!;
  return sum;
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const left = a[i * n + k]!;
      for (let j = 0; j < n; j++) result[i * n + j]! += left * b[k * n + j]!;
    }
  return result;
}
