/** Twins of the fast kernels of bars: c/fast/range.h and cci.h. */
import { finiteBars } from "./finite.ts";

/** The greatest of high − low, |high − close before| and |low − close before|. */
export function rangeAt(high: Float64Array, low: Float64Array, close: Float64Array, i: number): number {
  let range = high[i]! - low[i]!;
  const up = Math.abs(high[i]! - close[i - 1]!);
  const down = Math.abs(low[i]! - close[i - 1]!);
  if (up > range) range = up;
  return down > range ? down : range;
}

/** TA-Lib's TRANGE. */
export function trueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  out: Float64Array,
): number {
  if (n > 0) out[0] = Number.NaN;
  for (let i = 1; i < n; i++) out[i] = rangeAt(high, low, close, i);
  return finiteBars(high, low, close, n);
}

/** TA-Lib's ATR. */
export function atr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
): number {
  out.fill(Number.NaN, 0, n < period ? n : period);
  if (n <= period) return finiteBars(high, low, close, n);
  let last = 0;
  for (let i = 1; i <= period; i++) last += rangeAt(high, low, close, i);
  last /= period;
  out[period] = last;
  for (let i = period + 1; i < n; i++) {
    last += (rangeAt(high, low, close, i) - last) / period;
    out[i] = last;
  }
  return finiteBars(high, low, close, n);
}

/** TA-Lib's NATR. */
export function natr(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
): number {
  atr(high, low, close, n, period, out);
  for (let i = period; i < n; i++) out[i] = close[i] === 0 ? 0 : (out[i]! / close[i]!) * 100;
  return finiteBars(high, low, close, n);
}

/** TA-Lib's CCI; `scratch` holds the typical prices of the last `period` bars. */
export function cci(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  out.fill(Number.NaN, 0, n < period ? n : period - 1);
  for (let i = 0, at = 0; i < n && period <= n; i++, at = at + 1 === period ? 0 : at + 1) {
    const own = (high[i]! + low[i]! + close[i]!) / 3;
    scratch[at] = own;
    if (i < period - 1) continue;
    let offset = 0;
    for (let j = 0; j < period; j++) offset += scratch[j]! - own;
    offset /= period;
    let spread = 0;
    for (let j = 0; j < period; j++) spread += Math.abs(scratch[j]! - own - offset);
    spread *= 0.015 / period;
    out[i] = spread > Math.abs(own) * 0.015e-15 ? -offset / spread : 0;
  }
  return finiteBars(high, low, close, n);
}
