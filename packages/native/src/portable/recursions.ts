/** Twins of the fast recursions in c/fast (decay.h, chain.h, macd.h, rsi.h) and of momentum.h, element after element. */
import { finite } from "./finite.ts";

/** An exponential average from the mean of the first `period` elements. */
export function seededEma(x: Float64Array, n: number, period: number, alpha: number, out: Float64Array): number {
  out.fill(Number.NaN, 0, n < period ? n : period - 1);
  if (n < period) return finite(x, n);
  let last = 0;
  for (let i = 0; i < period; i++) last += x[i]!;
  last /= period;
  out[period - 1] = last;
  for (let i = period; i < n; i++) {
    last += alpha * (x[i]! - last);
    out[i] = last;
  }
  return finite(x, n);
}

/** TA-Lib's MACD, of differences from the first element. */
export function macd(
  x: Float64Array,
  n: number,
  fast: number,
  slow: number,
  smoothing: number,
  macd: Float64Array,
  signal: Float64Array,
  histogram: Float64Array,
): number {
  const first = slow + smoothing - 2;
  for (const out of [macd, signal, histogram]) out.fill(Number.NaN, 0, n < first ? n : first);
  if (n <= first) return finite(x, n);
  const origin = x[0]!;
  const fastAlpha = 2 / (fast + 1);
  const slowAlpha = 2 / (slow + 1);
  const alpha = 2 / (smoothing + 1);
  let quick = 0;
  let sluggish = 0;
  for (let i = slow - fast; i < slow; i++) quick += x[i]! - origin;
  for (let i = 0; i < slow; i++) sluggish += x[i]! - origin;
  quick /= fast;
  sluggish /= slow;
  let last = quick - sluggish;
  if (first < slow) {
    macd[first] = signal[first] = last;
    histogram[first] = 0;
  }
  for (let i = slow; i < n; i++) {
    const value = x[i]! - origin;
    quick += fastAlpha * (value - quick);
    sluggish += slowAlpha * (value - sluggish);
    const difference = quick - sluggish;
    if (i < first) last += difference;
    else if (i === first) last = (last + difference) / smoothing;
    else last += alpha * (difference - last);
    if (i < first) continue;
    macd[i] = difference;
    signal[i] = last;
    histogram[i] = difference - last;
  }
  return finite(x, n);
}

/** TA-Lib's RSI; of the averages, `period` times as much is kept. */
export function rsi(x: Float64Array, n: number, period: number, least: number, out: Float64Array): number {
  out.fill(Number.NaN, 0, n < period ? n : period);
  const beta = 1 - 1 / period;
  let gain = 0;
  let loss = 0;
  for (let i = 1; i < n; i++) {
    const change = x[i]! - x[i - 1]!;
    const up = change > 0 ? change : 0;
    const kept = i <= period ? 1 : beta;
    gain = kept * gain + up;
    loss = kept * loss + (up - change);
    const total = gain + loss;
    if (i >= period) out[i] = total >= least ? (100 * gain) / total : 0;
  }
  return finite(x, n);
}

/** The weighted sum of an exponential average, that of it, and so on; or its change in percent. */
export function emaChain(
  x: Float64Array,
  n: number,
  period: number,
  depth: number,
  weight: Float64Array,
  relative: number,
  out: Float64Array,
): number {
  const first = depth * (period - 1);
  const alpha = 2 / (period + 1);
  const last = new Float64Array(depth);
  let before = Number.NaN;
  for (let i = 0; i < n; i++) {
    let value = x[i]!;
    let answer = 0;
    for (let k = 0; k < depth; k++) {
      const seen = i - k * (period - 1) + 1;
      const share = seen <= period ? 1 / seen : alpha;
      last[k] = (1 - share) * last[k]! + share * value;
      if (seen < period) break;
      value = last[k]!;
      answer += weight[k]! * value;
    }
    if (i < first) out[i] = Number.NaN;
    else if (relative === 0) out[i] = answer;
    else {
      out[i] = before === 0 ? 0 : ((answer - before) / before) * 100;
      before = answer;
    }
  }
  return finite(x, n);
}

/** How {@link momentum} compares: MOM, ROCP, ROC, ROCR and ROCR100 of TA-Lib. */
export const COMPARE = { mom: 0, rocp: 1, roc: 2, rocr: 3, rocr100: 4 } as const;

/** TA-Lib's MOM and its kin. */
export function momentum(x: Float64Array, n: number, period: number, how: number, out: Float64Array): number {
  out.fill(Number.NaN, 0, n < period ? n : period);
  for (let i = period; i < n; i++) {
    const before = x[i - period]!;
    const value = how >= COMPARE.rocr ? x[i]! : x[i]! - before;
    if (how === COMPARE.mom) out[i] = value;
    else if (before === 0) out[i] = 0;
    else out[i] = (value / before) * (how === COMPARE.roc || how === COMPARE.rocr100 ? 100 : 1);
  }
  return finite(x, n);
}
