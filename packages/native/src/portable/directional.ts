import { rangeAt } from "./bars.ts";
import { finiteBars } from "./finite.ts";

/** Which results of {@link directional} are wanted; a sum of these. */
export const WANT: Readonly<Record<"adx" | "dx" | "plus" | "minus", number>> = { adx: 1, dx: 2, plus: 4, minus: 8 };

/** TA-Lib's ADX, DX, PLUS_DI and MINUS_DI; the twin of `directional` in c/fast/directional.h. */
export function directional(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  n: number,
  period: number,
  want: number,
  least: number,
  adxOut: Float64Array,
  dxOut: Float64Array,
  plusOut: Float64Array,
  minusOut: Float64Array,
): number {
  const first = 2 * period - 1;
  const begun = n < period ? n : period;
  if (want & WANT.adx) adxOut.fill(Number.NaN, 0, n < first ? n : first);
  if (want & WANT.dx) dxOut.fill(Number.NaN, 0, begun);
  if (want & WANT.plus) plusOut.fill(Number.NaN, 0, begun);
  if (want & WANT.minus) minusOut.fill(Number.NaN, 0, begun);
  let plus = 0;
  let minus = 0;
  let range = 0;
  let dx = 0;
  let adx = 0;
  for (let i = 1; i < n; i++) {
    const up = high[i]! - high[i - 1]!;
    const down = low[i - 1]! - low[i]!;
    const beta = i < period ? 1 : 1 - 1 / period;
    plus = beta * plus + (up > down && up > 0 ? up : 0);
    minus = beta * minus + (down > up && down > 0 ? down : 0);
    range = beta * range + rangeAt(high, low, close, i);
    if (i < period) continue;
    const total = plus + minus;
    const moved = total > 0 && range > 0;
    if (moved) dx = (100 * Math.abs(plus - minus)) / total;
    if (i <= first) adx += moved ? dx / period : 0;
    else if (moved) adx += (dx - adx) / period;
    if (want & WANT.adx && i >= first) adxOut[i] = adx;
    if (want & WANT.dx) dxOut[i] = dx;
    if (want & WANT.plus) plusOut[i] = range >= least ? (100 * plus) / range : 0;
    if (want & WANT.minus) minusOut[i] = range >= least ? (100 * minus) / range : 0;
  }
  return finiteBars(high, low, close, n);
}
