/**
 * Simple moving average; the twin of `sma` in c/scan.h, where the method is explained: a window's sum is that of the end
 * of one block of a period and the beginning of the next, so nothing is ever subtracted.
 */
export function sma(x: Float64Array, n: number, period: number, out: Float64Array): void {
  const warm = n < period - 1 ? n : period - 1;
  for (let i = 0; i < warm; i++) out[i] = Number.NaN;
  if (n < period) return;
  let first = x[0]!;
  for (let i = 1; i < period; i++) first += x[i]!;
  out[period - 1] = first / period;
  for (let at = period; at < n; at += period) {
    const length = n - at < period ? n - at : period;
    let tail = x[at - 1]!;
    for (let r = period - 2; r >= length; r--) tail += x[at - period + r]!;
    for (let r = length < period ? length - 1 : period - 2; r >= 0; r--) {
      out[at + r] = tail;
      tail += x[at - period + r]!;
    }
    const joined = length < period ? length : period - 1;
    let head = 0;
    for (let r = 0; r < joined; r++) {
      head = r === 0 ? x[at]! : head + x[at + r]!;
      out[at + r] = (out[at + r]! + head) / period;
    }
    if (length === period) out[at + joined] = (period === 1 ? x[at]! : head + x[at + joined]!) / period;
  }
}

/** Exponential moving average, element after element, from x[0] where `previous` is NaN; the twin of `ema` in c/scan.h. */
export function ema(x: Float64Array, n: number, alpha: number, previous: number, out: Float64Array): void {
  if (n === 0) return;
  let last = Number.isNaN(previous) ? x[0]! : previous;
  for (let i = 0; i < n; i++) {
    last += alpha * (x[i]! - last);
    out[i] = last;
  }
}
