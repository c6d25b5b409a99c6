/**
 * Twins of the fast kernels of windows in c/fast/moments.h, and of `wma`. As there, blocks of one period are tallied from
 * the right and from the left, in differences from the block's last element, which all of its windows hold; `scratch`
 * keeps the tallies from the right.
 */
import { finite } from "./finite.ts";

/** The mean (where there is room for it) and the population variance of each window. */
function moments(
  x: Float64Array,
  n: number,
  period: number,
  mean: Float64Array | null,
  variance: Float64Array,
  scratch: Float64Array,
): void {
  variance.fill(Number.NaN, 0, n < period ? n : period - 1);
  mean?.fill(Number.NaN, 0, n < period ? n : period - 1);
  for (let end = period - 1; end < n; end += period) {
    const rows = n - end < period ? n - end : period;
    const origin = x[end]!;
    let sum = 0;
    let squares = 0;
    for (let at = period - 1; at >= 0; at--) {
      const d = x[end + 1 - period + at]! - origin;
      sum += d;
      squares += d * d;
      if (at >= rows) continue;
      scratch[2 * at] = sum;
      scratch[2 * at + 1] = squares;
    }
    sum = squares = 0;
    for (let q = 0; q < rows; q++) {
      const d = x[end + q]! - origin;
      sum += d;
      squares += d * d;
      const total = scratch[2 * q]! + sum;
      const value = (scratch[2 * q + 1]! + squares - (total * total) / period) / period;
      variance[end + q] = value > 0 ? value : 0;
      if (mean !== null) mean[end + q] = origin + total / period;
    }
  }
}

/** Population variance. */
export function movingVariance(
  x: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  moments(x, n, period, null, out, scratch);
  return finite(x, n);
}

/** Population standard deviation, times `deviations`. */
export function stddev(
  x: Float64Array,
  n: number,
  period: number,
  deviations: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  moments(x, n, period, null, out, scratch);
  for (let i = period - 1; i < n; i++) out[i] = Math.sqrt(out[i]!) * deviations;
  return finite(x, n);
}

/** The simple average, and so many population deviations above and below it. */
export function bbands(
  x: Float64Array,
  n: number,
  period: number,
  above: number,
  below: number,
  upper: Float64Array,
  middle: Float64Array,
  lower: Float64Array,
  scratch: Float64Array,
): number {
  moments(x, n, period, middle, upper, scratch);
  lower.fill(Number.NaN, 0, n < period ? n : period - 1);
  for (let i = period - 1; i < n; i++) {
    const deviation = Math.sqrt(upper[i]!);
    upper[i] = middle[i]! + above * deviation;
    lower[i] = middle[i]! - below * deviation;
  }
  return finite(x, n);
}

/**
 * What is linear in a window's sum T of differences and in their sum U weighted by place after the block's end: for a
 * window that ends q places after it, `whole` origin + (base + step q) T + weight U.
 */
function trend(
  x: Float64Array,
  n: number,
  period: number,
  whole: number,
  base: number,
  step: number,
  weight: number,
  out: Float64Array,
  scratch: Float64Array,
): void {
  out.fill(Number.NaN, 0, n < period ? n : period - 1);
  for (let end = period - 1; end < n; end += period) {
    const rows = n - end < period ? n - end : period;
    const origin = x[end]!;
    let sum = 0;
    let weighted = 0;
    for (let at = period - 1; at >= 0; at--) {
      const d = x[end + 1 - period + at]! - origin;
      sum += d;
      weighted += d * (at + 1 - period);
      if (at >= rows) continue;
      scratch[2 * at] = sum;
      scratch[2 * at + 1] = weighted;
    }
    sum = weighted = 0;
    for (let q = 0; q < rows; q++) {
      const d = x[end + q]! - origin;
      sum += d;
      weighted += d * q;
      out[end + q] =
        whole * origin + ((base + step * q) * (scratch[2 * q]! + sum) + weight * (scratch[2 * q + 1]! + weighted));
    }
  }
}

/** The average with weights 1 to period. */
export function wma(x: Float64Array, n: number, period: number, out: Float64Array, scratch: Float64Array): number {
  const share = 2 / (period * (period + 1));
  trend(x, n, period, 1, share * period, -share, share, out, scratch);
  return finite(x, n);
}

/** The value of each window's least-squares line at `place`. */
export function regression(
  x: Float64Array,
  n: number,
  period: number,
  place: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  const middle = (period - 1) / 2;
  const lever = ((place - middle) * 12) / (period * (period * period - 1));
  trend(x, n, period, 1, 1 / period + lever * middle, -lever, lever, out, scratch);
  return finite(x, n);
}

/** The slope of each window's least-squares line. */
export function regressionSlope(
  x: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  const share = 12 / (period * (period * period - 1));
  trend(x, n, period, 0, (share * (period - 1)) / 2, -share, share, out, scratch);
  return finite(x, n);
}
