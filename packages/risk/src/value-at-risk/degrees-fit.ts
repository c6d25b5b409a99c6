import { exp, log, log1p, logGamma } from "@hotpath/core";
import type { Factor } from "../simulation/factor.ts";
import { minimiseBetween } from "../volatility/brent.ts";

const LOG_PI = 1.1447298858494002;

/**
 * ν of a multivariate t with the mean and covariance given: the likeliest between 2.05 and 1,000, Brent's method over ln ν. What
 * has no risk in a singular covariance is left out.
 */
export function fitDegrees(columns: readonly Float64Array[], mean: Float64Array, factor: Factor): number {
  const n = columns[0]!.length;
  const { rank } = factor;
  const distances = new Float64Array(n);
  const solved = new Float64Array(factor.size);
  for (let t = 0; t < n; t++) {
    let sum = 0;
    for (let a = 0; a < factor.size; a++) {
      const pivot = factor.matrix[a * factor.size + a]!;
      let value = columns[a]![t]! - mean[a]!;
      for (let j = 0; j < a; j++) value -= factor.matrix[a * factor.size + j]! * solved[j]!;
      solved[a] = pivot > 0 ? value / pivot : 0;
      sum += solved[a]! * solved[a]!;
    }
    distances[t] = sum;
  }
  const negative = (logDegrees: number): number => {
    const degrees = exp(logDegrees);
    // The scale matrix is Σ (ν − 2)/ν.
    const shrunk = 1 / (degrees - 2);
    let sum = 0;
    for (let t = 0; t < n; t++) sum += log1p(distances[t]! * shrunk);
    const constant =
      logGamma(0.5 * (degrees + rank)) - logGamma(0.5 * degrees) - 0.5 * rank * (log(degrees - 2) + LOG_PI);
    return 0.5 * (degrees + rank) * sum - n * constant;
  };
  return exp(minimiseBetween(negative, log(2.05), log(1000)));
}
