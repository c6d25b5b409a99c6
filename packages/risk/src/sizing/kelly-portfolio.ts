import { InputError } from "@hotpath/core";
import { allFinite, positive } from "../internal/number-checks.ts";

/** What {@link kellyPortfolio} takes: means, covariance and rate of one and the same period. */
export interface KellyPortfolioOptions {
  /** Expected returns. */
  mean: Float64Array;
  /** Covariance of the returns, row-major, positive definite. */
  covariance: Float64Array;
  /** Return of the period without risk. Default 0. */
  riskFree?: number;
  /** Share of the Kelly portfolio to hold, in (0, 1]: 0.5 is half Kelly. It scales the answer before the caps. Default 1. */
  fraction?: number;
  /** Least share of an asset; 0 for long only. Default none. */
  minShare?: number;
  /** Greatest share of an asset. Default none. */
  maxShare?: number;
  /** Greatest sum of |shares|. Default none. */
  maxGross?: number;
}

/** Shares of wealth, and how good they are. */
export interface KellyPortfolio {
  shares: Float64Array;
  /** Expected growth of a period beyond the rate: fᵀ(μ − r) − ½ fᵀΣf. */
  growth: number;
  /** What bound: the multiplier of the gross limit, 0 where it does not bind. */
  grossPrice: number;
  /** The certificate: the greatest violation of the conditions of optimality, in units of return. */
  residual: number;
  /** Sweeps over the assets; 0 where no cap binds. */
  iterations: number;
}

const SWEEPS_MAX = 20_000;
const TOLERANCE = 1e-14;

/**
 * The multi-asset Kelly portfolio f = Σ⁻¹(μ − r), which makes the growth fᵀ(μ − r) − ½ fᵀΣf greatest (Thorp 2006, "The Kelly
 * Criterion in Blackjack, Sports Betting and the Stock Market", section 8); with caps, the portfolio that is best within
 * them, not the uncapped one cut off.
 *
 * A fraction φ divides the growth's aversion: the answer is that for Σ ÷ φ. Without caps by Cholesky's factorisation; within
 * them by coordinate ascent, exact in each coordinate, a gross limit by the multiplier of its |f| penalty, by bisection.
 *
 * @throws {InputError} naming what is wrong; a covariance that is not symmetric and positive definite too, and one so near
 * to singular that the conditions of optimality are not met after 20,000 sweeps
 */
export function kellyPortfolio(options: KellyPortfolioOptions): KellyPortfolio {
  const { mean, covariance, riskFree = 0, fraction = 1, minShare, maxShare, maxGross } = options;
  const n = mean.length;
  allFinite(mean, "mean");
  allFinite(covariance, "covariance");
  if (n === 0) throw new InputError("INPUT_INVALID", "mean has no element");
  if (covariance.length !== n * n)
    throw new InputError("INPUT_INVALID", `covariance has ${covariance.length} elements; ${n} means take ${n * n}`);
  if (!Number.isFinite(riskFree)) throw new InputError("INPUT_INVALID", `riskFree is ${riskFree}, not a finite number`);
  if (!(fraction > 0 && fraction <= 1))
    throw new InputError("INPUT_OUT_OF_RANGE", `fraction is ${fraction}; allowed: a number in (0, 1]`);
  const low = minShare ?? Number.NEGATIVE_INFINITY;
  const high = maxShare ?? Number.POSITIVE_INFINITY;
  if (!(low <= 0 && high >= 0))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `minShare is ${low} and maxShare ${high}; allowed: at most 0 and at least 0`,
    );
  if (maxGross !== undefined) positive(maxGross, "maxGross");
  const factor = choleskyFactor(covariance, n);
  const matrix = covariance.map((value) => value / fraction);
  const excess = mean.map((value) => value - riskFree);
  const problem: Problem = { n, matrix, excess, low, high };
  const uncapped = solve(factor, excess).map((share) => share * fraction);
  const shares = uncapped.map((share) => Math.min(high, Math.max(low, share)));
  // Where no cap on a share binds, the equations have the answer already.
  const isCapped = shares.some((share, i) => share !== uncapped[i]);
  let iterations = isCapped ? ascend(problem, 0, shares) : 0;
  let grossPrice = 0;
  if (maxGross !== undefined && gross(shares) > maxGross) {
    // At the greatest |excess| nothing is held; gross falls as the price rises.
    let cheap = 0;
    let dear = excess.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (;;) {
      grossPrice = 0.5 * (cheap + dear);
      if (!(grossPrice > cheap && grossPrice < dear)) break;
      iterations += ascend(problem, grossPrice, shares);
      if (gross(shares) > maxGross) cheap = grossPrice;
      else dear = grossPrice;
    }
    grossPrice = dear;
    iterations += ascend(problem, grossPrice, shares);
  }
  const residual = residualOf(problem, grossPrice, shares);
  const scale = excess.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (residual > 1e-9 * scale)
    throw new InputError(
      "INPUT_INVALID",
      `covariance is so near to singular that the shares are not determined: residual ${residual}`,
    );
  return { shares, growth: growthOf(covariance, excess, shares), grossPrice, residual, iterations };
}

interface Problem {
  n: number;
  matrix: Float64Array;
  excess: Float64Array;
  low: number;
  high: number;
}

/** Cyclic coordinate ascent from the shares as they are. @returns the sweeps */
function ascend({ n, matrix, excess, low, high }: Problem, price: number, shares: Float64Array): number {
  for (let sweep = 1; sweep <= SWEEPS_MAX; sweep++) {
    let change = 0;
    let size = 0;
    for (let i = 0; i < n; i++) {
      let pull = excess[i]!;
      for (let j = 0; j < n; j++) if (j !== i) pull -= matrix[i * n + j]! * shares[j]!;
      const shrunk = pull > price ? pull - price : pull < -price ? pull + price : 0;
      const next = Math.min(high, Math.max(low, shrunk / matrix[i * n + i]!));
      change = Math.max(change, Math.abs(next - shares[i]!));
      size = Math.max(size, Math.abs(next));
      shares[i] = next;
    }
    if (change <= TOLERANCE * size) return sweep;
  }
  return SWEEPS_MAX;
}

/** The greatest violation of the conditions of Karush, Kuhn and Tucker. */
function residualOf({ n, matrix, excess, low, high }: Problem, price: number, shares: Float64Array): number {
  let worst = 0;
  for (let i = 0; i < n; i++) {
    let gradient = excess[i]!;
    for (let j = 0; j < n; j++) gradient -= matrix[i * n + j]! * shares[j]!;
    const share = shares[i]!;
    // Up costs the price where nothing or a long position is held, and earns it where a short one is.
    const up = gradient - (share >= 0 ? price : -price);
    const down = -gradient - (share <= 0 ? price : -price);
    if (share < high) worst = Math.max(worst, up);
    if (share > low) worst = Math.max(worst, down);
  }
  return worst;
}

function gross(shares: Float64Array): number {
  return shares.reduce((sum, share) => sum + Math.abs(share), 0);
}

function growthOf(covariance: Float64Array, excess: Float64Array, shares: Float64Array): number {
  const n = shares.length;
  let growth = 0;
  for (let i = 0; i < n; i++) {
    let risk = 0;
    for (let j = 0; j < n; j++) risk += covariance[i * n + j]! * shares[j]!;
    growth += shares[i]! * (excess[i]! - 0.5 * risk);
  }
  return growth;
}

/** Cholesky's lower factor; a pivot that is not clearly positive says which asset is a combination of those before. */
function choleskyFactor(covariance: Float64Array, n: number): Float64Array {
  const factor = covariance.slice();
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const value = covariance[i * n + j]!;
      if (value !== covariance[j * n + i])
        throw new InputError(
          "INPUT_INVALID",
          `covariance is not symmetric: [${i}][${j}] is ${value}, [${j}][${i}] ${covariance[j * n + i]}`,
        );
      let sum = value;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (j < i) factor[i * n + j] = sum / factor[j * n + j]!;
      else if (sum > 1e-13 * value) factor[i * n + i] = Math.sqrt(sum);
      else
        throw new InputError(
          "INPUT_INVALID",
          `covariance is singular: asset ${i} is a combination of those before it, or does not vary; shrink it first`,
        );
    }
  return factor;
}

/** Σ⁻¹ b by forward and backward substitution. */
function solve(factor: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * n + k]! * x[k]!;
    x[i]! /= factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= factor[k * n + i]! * x[k]!;
    x[i]! /= factor[i * n + i]!;
  }
  return x;
}
