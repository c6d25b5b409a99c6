/**
 * Covariances shrunk towards a target that has less to estimate: δF + (1 − δ)S, with the δ that is nearest to the truth in
 * expectation. A shrunk matrix is positive definite where its target is, however few the rows.
 */
import { ConfigError, InputError } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { assertComplete, assertRows, rowsOf } from "./returns.ts";
import { centred } from "./sample.ts";

/** A shrunk covariance and by how much it was shrunk. */
export interface ShrunkCovariance {
  /** Assets × assets, row by row, of one period. */
  covariance: Float64Array;
  /** δ, from 0 (the sample) to 1 (the target). */
  shrinkage: number;
}

/**
 * What a covariance is shrunk towards.
 *
 * - `constant-variance`: equal variances, no correlation. Ledoit and Wolf 2004, "A well-conditioned estimator for
 *   large-dimensional covariance matrices", Journal of Multivariate Analysis 88
 * - `single-factor`: the market model, its factor the mean of all assets. Ledoit and Wolf 2003, "Improved estimation of the
 *   covariance matrix of stock returns", Journal of Empirical Finance 10
 * - `constant-correlation`: equal correlations. Ledoit and Wolf 2004, "Honey, I Shrunk the Sample Covariance Matrix",
 *   Journal of Portfolio Management 30(4)
 */
export type ShrinkageTarget = "constant-variance" | "single-factor" | "constant-correlation";

/**
 * Ledoit and Wolf's shrinkage. The sample's divisor is the number of rows T; of `constant-correlation` it is T − 1, as in
 * PyPortfolioOpt, with δ by sums over T.
 *
 * @param returns a row for each period, without NaN
 * @throws {InputError} a return is not finite, there are fewer than two rows, or an asset does not vary where the target
 * needs correlations
 */
export function ledoitWolf(
  returns: Float64Array,
  assets: number,
  target: ShrinkageTarget = "constant-variance",
): ShrunkCovariance {
  const moments = momentsOf(returns, assets);
  switch (target) {
    case "constant-variance":
      return constantVariance(moments);
    case "single-factor":
      return singleFactor(moments);
    case "constant-correlation":
      return constantCorrelation(moments);
    default:
      throw new ConfigError("target", target, '"constant-variance", "single-factor" or "constant-correlation"');
  }
}

/**
 * The oracle approximating shrinkage towards equal variances: Chen, Wiesel, Eldar and Hero 2010, "Shrinkage Algorithms for
 * MMSE Covariance Estimation", IEEE Transactions on Signal Processing 58(10), equation 23, in the form that scikit-learn
 * uses (without the terms of order 1 ÷ p, which matter for few assets only).
 */
export function oracleApproximatingShrinkage(returns: Float64Array, assets: number): ShrunkCovariance {
  const { sample, rows } = momentsOf(returns, assets);
  const mu = traceOf(sample, assets) / assets;
  let alpha = 0;
  for (const value of sample) alpha += value * value;
  alpha /= assets * assets;
  const divisor = (rows + 1) * (alpha - (mu * mu) / assets);
  const shrinkage = divisor === 0 ? 1 : Math.min((alpha + mu * mu) / divisor, 1);
  return { covariance: mixed(sample, diagonal(mu, assets), shrinkage), shrinkage };
}

interface Moments {
  assets: number;
  rows: number;
  /** Deviations, row by row. */
  deviations: Float64Array;
  /** Their products' mean, divisor T. */
  sample: Float64Array;
}

function momentsOf(returns: Float64Array, assets: number): Moments {
  const rows = rowsOf(returns, assets, "returns");
  assertComplete(returns, assets);
  assertRows(rows, 2);
  const deviations = centred(returns, assets);
  return { assets, rows, deviations, sample: productsOf(deviations, assets, rows) };
}

/** Σ over rows of products of columns ÷ T. */
function productsOf(values: Float64Array, columns: number, rows: number): Float64Array {
  const weights = new Float64Array(rows).fill(1 / rows);
  return defaultKernels().matrices.weightedGram(values, weights, columns, new Float64Array(columns * columns));
}

function constantVariance({ assets, rows, deviations, sample }: Moments): ShrunkCovariance {
  const mu = traceOf(sample, assets) / assets;
  let distance = 0;
  for (let k = 0; k < sample.length; k++) {
    const gap = sample[k]! - (k % (assets + 1) === 0 ? mu : 0);
    distance += gap * gap;
  }
  // Σ ‖x xᵀ − S‖² = Σ (x · x)² − T ‖S‖².
  let fourth = 0;
  for (let t = 0; t < rows; t++) {
    let square = 0;
    for (let i = 0; i < assets; i++) square += deviations[t * assets + i]! * deviations[t * assets + i]!;
    fourth += square * square;
  }
  const norm = sample.reduce((sum, value) => sum + value * value, 0);
  const error = Math.max(0, (fourth / rows - norm) / rows);
  const shrinkage = distance === 0 ? 0 : Math.min(error, distance) / distance;
  return { covariance: mixed(sample, diagonal(mu, assets), shrinkage), shrinkage };
}

function singleFactor({ assets: n, rows, deviations, sample }: Moments): ShrunkCovariance {
  const market = new Float64Array(rows);
  for (let t = 0; t < rows; t++) {
    for (let i = 0; i < n; i++) market[t]! += deviations[t * n + i]!;
    market[t] = market[t]! / n;
  }
  let variance = 0;
  for (const value of market) variance += value * value;
  variance /= rows;
  if (!(variance > 0)) throw new InputError("INPUT_INVALID", "returns: their mean over all assets does not vary");
  const beta = new Float64Array(n);
  for (let t = 0; t < rows; t++) for (let i = 0; i < n; i++) beta[i]! += deviations[t * n + i]! * market[t]!;
  for (let i = 0; i < n; i++) beta[i] = beta[i]! / rows;
  const target = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) target[i * n + j] = i === j ? sample[i * n + i]! : (beta[i]! * beta[j]!) / variance;
  const squares = deviations.map((value) => value * value);
  const crossed = deviations.map((value, k) => value * market[Math.floor(k / n)]!);
  const fourths = productsOf(squares, n, rows);
  const crossings = productsOf(crossed, n, rows);
  let pi = 0;
  let rho = 0;
  let gamma = 0;
  const mixedMoments = new Float64Array(n * n);
  for (let t = 0; t < rows; t++)
    for (let i = 0; i < n; i++) {
      const square = squares[t * n + i]!;
      for (let j = 0; j < n; j++) mixedMoments[i * n + j]! += square * crossed[t * n + j]!;
    }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      const s = sample[k]!;
      const own = fourths[k]! - s * s;
      pi += own;
      gamma += (s - target[k]!) * (s - target[k]!);
      if (i === j) {
        rho += own;
        continue;
      }
      const first = mixedMoments[k]! / rows - beta[i]! * s;
      const third = crossings[k]! - variance * s;
      rho += (2 * first * beta[j]!) / variance - (third * beta[i]! * beta[j]!) / (variance * variance);
    }
  return shrink(sample, target, pi, rho, gamma, rows);
}

function constantCorrelation({ assets: n, rows, deviations, sample: biased }: Moments): ShrunkCovariance {
  const sample = biased.map((value) => (value * rows) / (rows - 1));
  const deviation = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    deviation[i] = Math.sqrt(sample[i * (n + 1)]!);
    if (!(deviation[i]! > 0)) throw new InputError("INPUT_INVALID", `returns: asset ${i} does not vary`);
  }
  let mean = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) if (i !== j) mean += sample[i * n + j]! / (deviation[i]! * deviation[j]!);
  mean = n > 1 ? mean / (n * (n - 1)) : 0;
  const target = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) target[i * n + j] = i === j ? sample[i * n + i]! : mean * deviation[i]! * deviation[j]!;
  const squares = deviations.map((value) => value * value);
  const fourths = productsOf(squares, n, rows);
  const cubes = new Float64Array(n * n);
  for (let t = 0; t < rows; t++)
    for (let i = 0; i < n; i++) {
      const cube = squares[t * n + i]! * deviations[t * n + i]!;
      for (let j = 0; j < n; j++) cubes[i * n + j]! += cube * deviations[t * n + j]!;
    }
  let pi = 0;
  let rho = 0;
  let gamma = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const k = i * n + j;
      const s = sample[k]!;
      const own = fourths[k]! - 2 * biased[k]! * s + s * s;
      pi += own;
      gamma += (s - target[k]!) * (s - target[k]!);
      if (i === j) {
        rho += own;
        continue;
      }
      const theta =
        cubes[k]! / rows - biased[i * (n + 1)]! * s - biased[k]! * sample[i * (n + 1)]! + sample[i * (n + 1)]! * s;
      rho += (mean * deviation[j]! * theta) / deviation[i]!;
    }
  return shrink(sample, target, pi, rho, gamma, rows);
}

function shrink(
  sample: Float64Array,
  target: Float64Array,
  pi: number,
  rho: number,
  gamma: number,
  rows: number,
): ShrunkCovariance {
  const shrinkage = gamma > 0 ? Math.max(0, Math.min(1, (pi - rho) / gamma / rows)) : 0;
  return { covariance: mixed(sample, target, shrinkage), shrinkage };
}

function mixed(sample: Float64Array, target: Float64Array, shrinkage: number): Float64Array {
  return sample.map((value, k) => shrinkage * target[k]! + (1 - shrinkage) * value);
}

function diagonal(value: number, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * (n + 1)] = value;
  return out;
}

function traceOf(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += matrix[i * (n + 1)]!;
  return sum;
}
