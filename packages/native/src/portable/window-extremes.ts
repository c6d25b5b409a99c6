/**
 * Twins of the fast kernels of windows in c/fast/averages.h and stochastic.h. As there, the series is cut into blocks of
 * one period: a window is the end of one, tallied from the right, and the beginning of the next, tallied from the left.
 */
import { finite, finiteBars, finitePair } from "./finite.ts";
import { sma } from "./scan.ts";

/** The mean of each window. */
export function smaFast(x: Float64Array, n: number, period: number, out: Float64Array): number {
  sma(x, n, period, out);
  return finite(x, n);
}

/** The sum of each window. */
export function movingSum(x: Float64Array, n: number, period: number, out: Float64Array): number {
  sma(x, n, period, out);
  for (let i = period - 1; i < n; i++) out[i] = out[i]! * period;
  return finite(x, n);
}

/** The greatest element of each window. */
export function highest(x: Float64Array, n: number, period: number, out: Float64Array, scratch: Float64Array): number {
  extreme(x, n, period, 1, out, scratch);
  return finite(x, n);
}

/** The least element of each window. */
export function lowest(x: Float64Array, n: number, period: number, out: Float64Array, scratch: Float64Array): number {
  extreme(x, n, period, -1, out, scratch);
  return finite(x, n);
}

/** The greatest of `sign` x in each window, times `sign`. */
function extreme(
  x: Float64Array,
  n: number,
  period: number,
  sign: number,
  out: Float64Array,
  scratch: Float64Array,
): void {
  out.fill(Number.NaN, 0, n < period ? n : period - 1);
  for (let end = period - 1; end < n; end += period) {
    const rows = n - end < period ? n - end : period;
    let tail = Number.NEGATIVE_INFINITY;
    for (let at = period - 1; at >= 0; at--) {
      const value = sign * x[end + 1 - period + at]!;
      if (value > tail) tail = value;
      if (at < rows) scratch[at] = tail;
    }
    let head = Number.NEGATIVE_INFINITY;
    for (let q = 0; q < rows; q++) {
      const value = sign * x[end + q]!;
      if (value > head) head = value;
      out[end + q] = sign * (scratch[q]! > head ? scratch[q]! : head);
    }
  }
}

/** The least of `low` and the greatest of `high` in each window. */
export function extremes(
  high: Float64Array,
  low: Float64Array,
  n: number,
  period: number,
  least: Float64Array,
  greatest: Float64Array,
  scratch: Float64Array,
): number {
  extreme(low, n, period, -1, least, scratch);
  extreme(high, n, period, 1, greatest, scratch);
  return finitePair(high, low, n);
}

/** Half-way between the two. */
export function midprice(
  high: Float64Array,
  low: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  const least = room(n);
  extreme(low, n, period, -1, least, scratch);
  extreme(high, n, period, 1, out, scratch);
  for (let i = period - 1; i < n; i++) out[i] = 0.5 * (out[i]! + least[i]!);
  return finitePair(high, low, n);
}

/** TA-Lib's WILLR. */
export function willr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  const least = room(n);
  extreme(low, n, period, -1, least, scratch);
  extreme(high, n, period, 1, out, scratch);
  for (let i = period - 1; i < n; i++) {
    const range = out[i]! - least[i]!;
    out[i] = range === 0 ? 0 : (-100 * (out[i]! - close[i]!)) / range;
  }
  return finiteBars(high, low, close, n);
}

/** TA-Lib's STOCH with simple averages. */
export function stoch(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  fast: number,
  slow: number,
  last: number,
  k: Float64Array,
  d: Float64Array,
  scratch: Float64Array,
): number {
  const first = fast + slow + last - 3;
  if (n > first) {
    extreme(low, n, fast, -1, k, scratch);
    extreme(high, n, fast, 1, d, scratch);
    for (let i = fast - 1; i < n; i++) {
      const range = d[i]! - k[i]!;
      d[i] = range === 0 ? 0 : (100 * (close[i]! - k[i]!)) / range;
    }
    const slowFrom = fast - 1;
    sma(d.subarray(slowFrom, n), n - slowFrom, slow, k.subarray(slowFrom, n));
    const lastFrom = fast + slow - 2;
    sma(k.subarray(lastFrom, n), n - lastFrom, last, d.subarray(lastFrom, n));
  }
  k.fill(Number.NaN, 0, n < first ? n : first);
  d.fill(Number.NaN, 0, n < first ? n : first);
  return finiteBars(high, low, close, n);
}

/** TA-Lib's AROON: places of the last extremes, kept by a search of the window only where the old one has left it. */
export function aroon(
  high: Float64Array,
  low: Float64Array,
  n: number,
  period: number,
  down: Float64Array,
  up: Float64Array,
): number {
  recency(low, n, period, -1, down);
  recency(high, n, period, 1, up);
  return finitePair(high, low, n);
}

function recency(x: Float64Array, n: number, period: number, sign: number, out: Float64Array): void {
  out.fill(Number.NaN, 0, n < period ? n : period);
  let place = -1;
  for (let i = 0; i < n; i++) {
    if (place >= 0 && place >= i - period) {
      if (sign * x[i]! >= sign * x[place]!) place = i;
    } else {
      place = i < period ? 0 : i - period;
      for (let j = place + 1; j <= i; j++) if (sign * x[j]! >= sign * x[place]!) place = j;
    }
    if (i >= period) out[i] = (period - (i - place)) * (100 / period);
  }
}

let kept = new Float64Array(0);

/** Room for n numbers; at most 16 MiB are kept. */
function room(n: number): Float64Array {
  if (n <= kept.length) return kept;
  const made = new Float64Array(n);
  if (n <= 2 * 1024 * 1024) kept = made;
  return made;
}
