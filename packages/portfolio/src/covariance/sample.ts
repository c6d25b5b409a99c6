import { ConfigError, InputError, pow } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { correlationOf } from "./correlation.ts";
import { assertComplete, assertRows, rowsOf } from "./returns.ts";

/** How a sample covariance is taken. */
export interface SampleOptions {
  /** The divisor is rows − ddof: 1 (default) for an unbiased estimate, 0 for the greatest likelihood. */
  ddof?: 0 | 1;
  /**
   * What NaN is: an error (default), or missing, so that each pair of assets is measured over the rows that have both, as
   * pandas does. The matrix may not be positive semidefinite then: see `nearestSemidefinite`.
   */
  missing?: "error" | "pairwise";
  /** `exact` (default): the same bits on every machine. `fast`: fused multiply-adds, within the bound of the kernel. */
  mode?: "exact" | "fast";
}

/**
 * The sample covariance of returns, assets × assets, row by row, of one period. Two passes, the mean first.
 *
 * @param returns a row for each period
 * @throws {InputError} `INPUT_INVALID` naming the row and asset of a return that is not finite, or two rows are not there
 */
export function sampleCovariance(returns: Float64Array, assets: number, options: SampleOptions = {}): Float64Array {
  const rows = rowsOf(returns, assets, "returns");
  const ddof = options.ddof ?? 1;
  if (ddof !== 0 && ddof !== 1) throw new ConfigError("ddof", ddof, "0 or 1");
  if (options.missing === "pairwise") return pairwise(returns, assets, ddof);
  assertComplete(returns, assets);
  assertRows(rows, 2);
  const columns = toColumns(returns, assets);
  return defaultKernels().covarianceMatrix(columns, assets, new Float64Array(assets * assets), ddof, options.mode);
}

/**
 * The sample correlations of returns, 1 on the diagonal. Where pairs are measured over the rows that both have, so are the
 * variances that a pair is divided by.
 *
 * @throws {InputError} as {@link sampleCovariance}; an asset that does not vary
 */
export function sampleCorrelation(returns: Float64Array, assets: number, options: SampleOptions = {}): Float64Array {
  if (options.missing !== "pairwise") return correlationOf(sampleCovariance(returns, assets, options));
  const rows = rowsOf(returns, assets, "returns");
  const out = new Float64Array(assets * assets);
  for (let i = 0; i < assets; i++)
    for (let j = 0; j <= i; j++) {
      const pair: number[] = [];
      for (let t = 0; t < rows; t++) {
        const x = returns[t * assets + i]!;
        const y = returns[t * assets + j]!;
        if (Number.isFinite(x) && Number.isFinite(y)) pair.push(x, y);
      }
      if (pair.length < 4)
        throw new InputError("INPUT_INVALID", `returns: assets ${j} and ${i} have ${pair.length / 2} rows in common`);
      out[i * assets + j] = out[j * assets + i] =
        i === j ? 1 : correlationOf(sampleCovariance(Float64Array.from(pair), 2))[1]!;
    }
  return out;
}

/** The columns of a matrix stored row by row, one after the other. */
export function toColumns(rows: Float64Array, columns: number): Float64Array {
  const count = rows.length / columns;
  const out = new Float64Array(rows.length);
  for (let t = 0; t < count; t++) for (let i = 0; i < columns; i++) out[i * count + t] = rows[t * columns + i]!;
  return out;
}

function pairwise(returns: Float64Array, assets: number, ddof: number): Float64Array {
  const rows = returns.length / assets;
  const out = new Float64Array(assets * assets);
  for (let i = 0; i < assets; i++)
    for (let j = 0; j <= i; j++) {
      let count = 0;
      let meanX = 0;
      let meanY = 0;
      let products = 0;
      for (let t = 0; t < rows; t++) {
        const x = returns[t * assets + i]!;
        const y = returns[t * assets + j]!;
        if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
        count++;
        const dx = x - meanX;
        meanX += dx / count;
        meanY += (y - meanY) / count;
        products += dx * (y - meanY);
      }
      if (count < 2)
        throw new InputError(
          "INPUT_INVALID",
          `returns: assets ${j} and ${i} have ${count} rows in common; 2 are needed`,
        );
      out[i * assets + j] = out[j * assets + i] = products / (count - ddof);
    }
  return out;
}

/**
 * The covariance of returns below a threshold: Σ min(rᵢ − c, 0) min(rⱼ − c, 0) ÷ T, NaN counting as no fall. Estrada 2008,
 * "Mean-Semivariance Optimization: A Heuristic Approach", Journal of Applied Finance 18(1).
 */
export function semicovariance(returns: Float64Array, assets: number, threshold = 0): Float64Array {
  const rows = rowsOf(returns, assets, "returns");
  if (!Number.isFinite(threshold)) throw new ConfigError("threshold", threshold, "a finite number");
  const falls = returns.map((value) => (value < threshold ? value - threshold : 0));
  const weights = new Float64Array(rows).fill(1 / rows);
  return defaultKernels().matrices.weightedGram(falls, weights, assets, new Float64Array(assets * assets));
}

/** How an exponentially weighted covariance is taken. */
export interface EwmaOptions {
  /** Weight of the past, between 0 and 1. Default 0.94 (RiskMetrics' daily λ); `span` s is the same as (s − 1) ÷ (s + 1). */
  decay?: number;
  span?: number;
  /** Deviations from 0 (default, as RiskMetrics has them) or from each asset's mean. */
  mean?: "zero" | "sample";
  /** As in {@link SampleOptions}: a missing pair's weight goes to the others. */
  missing?: "error" | "pairwise";
}

/**
 * Exponentially weighted covariance: the weights (1 − λ)λᵏ, k periods back, divided by their sum. J.P. Morgan 1996,
 * RiskMetrics Technical Document, 4th ed., section 5.2.
 */
export function ewmaCovariance(returns: Float64Array, assets: number, options: EwmaOptions = {}): Float64Array {
  const rows = rowsOf(returns, assets, "returns");
  const decay = decayOf(options);
  const pairs = options.missing === "pairwise";
  if (!pairs) assertComplete(returns, assets);
  assertRows(rows, 2);
  const deviations = options.mean === "sample" ? centred(returns, assets) : returns;
  const weights = Float64Array.from({ length: rows }, (_, t) => pow(decay, rows - 1 - t));
  const out = new Float64Array(assets * assets);
  if (!pairs) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let t = 0; t < rows; t++) weights[t] = weights[t]! / total;
    return defaultKernels().matrices.weightedGram(deviations, weights, assets, out);
  }
  for (let i = 0; i < assets; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      let total = 0;
      for (let t = 0; t < rows; t++) {
        const product = deviations[t * assets + i]! * deviations[t * assets + j]!;
        if (!Number.isFinite(product)) continue;
        sum += weights[t]! * product;
        total += weights[t]!;
      }
      if (!(total > 0)) throw new InputError("INPUT_INVALID", `returns: assets ${j} and ${i} have no rows in common`);
      out[i * assets + j] = out[j * assets + i] = sum / total;
    }
  return out;
}

function decayOf({ decay, span }: EwmaOptions): number {
  if (span !== undefined && !(span > 1 && span < Number.POSITIVE_INFINITY))
    throw new ConfigError("span", span, "a number above 1");
  const value = span !== undefined ? (span - 1) / (span + 1) : (decay ?? 0.94);
  if (!(value > 0 && value < 1)) throw new ConfigError("decay", value, "a number between 0 and 1");
  return value;
}

/** Returns less each asset's mean over the rows that it has. */
export function centred(returns: Float64Array, assets: number): Float64Array {
  const out = returns.slice();
  const rows = returns.length / assets;
  for (let i = 0; i < assets; i++) {
    let sum = 0;
    let count = 0;
    for (let t = 0; t < rows; t++) {
      const value = returns[t * assets + i]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    const mean = count > 0 ? sum / count : 0;
    for (let t = 0; t < rows; t++) out[t * assets + i] = out[t * assets + i]! - mean;
  }
  return out;
}
