import { ConfigError, InputError } from "@hotpath/core";
import { symmetricEigen } from "../solvers/eigen.ts";
import { assertComplete, assertRows, rowsOf } from "./returns.ts";

/**
 * The correlations of a covariance matrix, 1 on the diagonal and within ±1.
 *
 * @throws {InputError} a variance is not positive: the asset does not vary
 */
export function correlationOf(covariance: Float64Array): Float64Array {
  const n = sideOf(covariance);
  const deviation = deviationsOf(covariance, n);
  return covariance.map((value, k) => {
    const i = Math.floor(k / n);
    const j = k % n;
    return i === j ? 1 : Math.max(-1, Math.min(1, value / (deviation[i]! * deviation[j]!)));
  });
}

/**
 * The nearest positive semidefinite matrix by its eigenvalues (the negative ones become 0), as of pairwise estimates, or the
 * matrix itself where none is negative beyond rounding. Higham 1988, "Computing a nearest symmetric positive semidefinite
 * matrix", Linear Algebra and its Applications 103.
 */
export function nearestSemidefinite(matrix: Float64Array): Float64Array {
  const n = sideOf(matrix);
  const { values, vectors } = symmetricEigen(matrix, n);
  if (values[0]! >= -1e-14 * Math.abs(values[n - 1]!)) return matrix.slice();
  return fromEigen(
    values.map((value) => Math.max(0, value)),
    vectors,
    n,
  );
}

/**
 * The Gerber covariance: co-movements are counted, where both assets move by more than a share of their deviations from 0,
 * up with up and down with down less up with down, divided so that the matrix is positive semidefinite (the statistic's
 * second form). Gerber, Markowitz, Ernst, Miao, Javid and Sargen 2022, "The Gerber Statistic: A Robust Co-Movement Measure
 * for Portfolio Optimization", Journal of Portfolio Management 48(3). Deviations have divisor T.
 *
 * @param threshold share of a deviation below which a move is noise, between 0 and 1. Default 0.5
 * @throws {InputError} an asset never moves by so much
 */
export function gerberCovariance(returns: Float64Array, assets: number, threshold = 0.5): Float64Array {
  const rows = rowsOf(returns, assets, "returns");
  assertComplete(returns, assets);
  assertRows(rows, 2);
  if (!(threshold > 0 && threshold < 1)) throw new ConfigError("threshold", threshold, "a number between 0 and 1");
  const deviation = new Float64Array(assets);
  for (let i = 0; i < assets; i++) {
    let sum = 0;
    for (let t = 0; t < rows; t++) sum += returns[t * assets + i]!;
    const mean = sum / rows;
    let squares = 0;
    for (let t = 0; t < rows; t++) squares += (returns[t * assets + i]! - mean) * (returns[t * assets + i]! - mean);
    deviation[i] = Math.sqrt(squares / rows);
  }
  const counts = new Int32Array(assets * assets);
  const moves = new Int8Array(assets);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < assets; i++) {
      const value = returns[t * assets + i]!;
      const least = threshold * deviation[i]!;
      moves[i] = (value >= least ? 1 : 0) - (value <= -least ? 1 : 0);
    }
    for (let i = 0; i < assets; i++) {
      if (moves[i] === 0) continue;
      for (let j = 0; j <= i; j++) counts[i * assets + j]! += moves[i]! * moves[j]!;
    }
  }
  for (let i = 0; i < assets; i++)
    if (counts[i * (assets + 1)] === 0)
      throw new InputError("INPUT_INVALID", `returns: asset ${i} never moves by ${threshold} of its deviation`);
  const out = new Float64Array(assets * assets);
  for (let i = 0; i < assets; i++)
    for (let j = 0; j <= i; j++) {
      const share = counts[i * assets + j]! / Math.sqrt(counts[i * (assets + 1)]! * counts[j * (assets + 1)]!);
      out[i * assets + j] = out[j * assets + i] = share * deviation[i]! * deviation[j]!;
    }
  return out;
}

/** How a covariance is cleaned of noise. */
export interface DenoiseOptions {
  /**
   * What becomes of the eigenvalues of noise: `constant` (default), all their mean; `shrink`, their part of the matrix loses
   * all but `keep` of its correlations; `zero`, they become 0.
   */
  method?: "constant" | "shrink" | "zero";
  /** For `shrink`, from 0 to 1. Default 0. */
  keep?: number;
  /** Variance of the noise, between 0 and 1. Default: what is left of the market and its like. */
  noiseVariance?: number;
}

/** A covariance cleaned of noise. */
export interface DenoisedCovariance {
  covariance: Float64Array;
  /** Eigenvalues of the correlation matrix that are above what noise makes. */
  factors: number;
  /** The greatest eigenvalue that noise makes, σ²(1 + √(n ÷ T))². */
  edge: number;
  noiseVariance: number;
}

/**
 * Takes the noise out of a covariance: eigenvalues of its correlation matrix within the law of Marchenko and Pastur say
 * nothing. López de Prado 2020, Machine Learning for Asset Managers, section 2.5. The variance of the noise is the mean of
 * the eigenvalues that are left when those that pure noise would not have are taken away (after Laloux, Cizeau, Bouchaud and
 * Potters 1999, "Noise Dressing of Financial Correlation Matrices", Physical Review Letters 83).
 *
 * @param observations rows that the covariance was estimated from; more than there are assets
 */
export function denoiseCovariance(
  covariance: Float64Array,
  observations: number,
  options: DenoiseOptions = {},
): DenoisedCovariance {
  const n = sideOf(covariance);
  if (!(observations > n)) throw new ConfigError("observations", observations, `more than the ${n} assets`);
  const { method = "constant", keep = 0 } = options;
  if (!(keep >= 0 && keep <= 1)) throw new ConfigError("keep", keep, "a number from 0 to 1");
  const deviation = deviationsOf(covariance, n);
  const { values, vectors } = symmetricEigen(correlationOf(covariance), n);
  const spread = 1 + Math.sqrt(n / observations);
  const noiseVariance = options.noiseVariance ?? leftOfNoise(values, spread * spread);
  if (!(noiseVariance > 0 && noiseVariance <= 1))
    throw new ConfigError("noiseVariance", noiseVariance, "a number above 0, at most 1");
  const edge = noiseVariance * spread * spread;
  const factors = values.filter((value) => value > edge).length;
  const noisy = n - factors;
  let correlation: Float64Array;
  if (method === "shrink") {
    const signal = fromEigen(
      values.map((value, k) => (k >= noisy ? value : 0)),
      vectors,
      n,
    );
    const noise = fromEigen(
      values.map((value, k) => (k < noisy ? value : 0)),
      vectors,
      n,
    );
    correlation = signal.map((value, k) => value + (k % (n + 1) === 0 ? 1 : keep) * noise[k]!);
  } else if (method === "constant" || method === "zero") {
    let sum = 0;
    for (let k = 0; k < noisy; k++) sum += values[k]!;
    const level = method === "zero" || noisy === 0 ? 0 : sum / noisy;
    if (method === "zero" && factors === 0)
      throw new InputError("INPUT_INVALID", "covariance: all of it is noise; nothing would be left");
    const cleaned = fromEigen(
      values.map((value, k) => (k < noisy ? level : value)),
      vectors,
      n,
    );
    correlation = correlationOf(cleaned);
  } else throw new ConfigError("method", method, '"constant", "shrink" or "zero"');
  return {
    covariance: correlation.map((value, k) => value * deviation[Math.floor(k / n)]! * deviation[k % n]!),
    factors,
    edge,
    noiseVariance,
  };
}

/** The mean of the eigenvalues that pure noise could have, at most 1. */
function leftOfNoise(values: Float64Array, edge: number): number {
  let noise = 0;
  let count = 0;
  for (const value of values)
    if (value <= edge) {
      noise += Math.max(0, value);
      count++;
    }
  return noise > 0 ? Math.min(1, noise / count) : 1;
}

function fromEigen(values: Float64Array, vectors: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += values[k]! * vectors[i * n + k]! * vectors[j * n + k]!;
      out[i * n + j] = out[j * n + i] = sum;
    }
  return out;
}

function sideOf(matrix: Float64Array): number {
  const n = Math.round(Math.sqrt(matrix.length));
  if (n < 1 || n * n !== matrix.length)
    throw new InputError("INPUT_INVALID", `matrix: has ${matrix.length} elements, which is no square matrix`);
  return n;
}

function deviationsOf(covariance: Float64Array, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    const variance = covariance[i * (n + 1)]!;
    if (!(variance > 0 && variance < Number.POSITIVE_INFINITY))
      throw new InputError(
        "INPUT_INVALID",
        `covariance: asset ${i} has a variance of ${variance}; it must be positive`,
      );
    return Math.sqrt(variance);
  });
}
