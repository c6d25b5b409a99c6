/** Twins of `correl` and `beta` in c/fast/moments.h: windows of two series, tallied as in windows.ts. */
import { finitePair } from "./finite.ts";

/** Pearson's correlation; 0 where a variance is not positive. */
export function correl(
  x: Float64Array,
  y: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  pairs(x, y, n, period, false, out, scratch);
  return finitePair(x, y, n);
}

/** TA-Lib's BETA. */
export function beta(
  x: Float64Array,
  y: Float64Array,
  n: number,
  period: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  pairs(x, y, n, period, true, out, scratch);
  return finitePair(x, y, n);
}

/** The element, or its change relative to the one before (0 where that is 0). */
function input(x: Float64Array, i: number, relative: boolean): number {
  if (!relative) return x[i]!;
  const before = x[i - 1]!;
  return before === 0 ? 0 : (x[i]! - before) / before;
}

function pairs(
  x: Float64Array,
  y: Float64Array,
  n: number,
  period: number,
  relative: boolean,
  out: Float64Array,
  scratch: Float64Array,
): void {
  const first = relative ? period : period - 1;
  out.fill(Number.NaN, 0, n < first ? n : first);
  for (let end = first; end < n; end += period) {
    const rows = n - end < period ? n - end : period;
    const originX = input(x, end, relative);
    const originY = input(y, end, relative);
    let sumX = 0;
    let sumY = 0;
    let squaresX = 0;
    let squaresY = 0;
    let products = 0;
    for (let at = period - 1; at >= 0; at--) {
      const dx = input(x, end + 1 - period + at, relative) - originX;
      const dy = input(y, end + 1 - period + at, relative) - originY;
      sumX += dx;
      sumY += dy;
      squaresX += dx * dx;
      squaresY += dy * dy;
      products += dx * dy;
      if (at >= rows) continue;
      scratch[5 * at] = sumX;
      scratch[5 * at + 1] = sumY;
      scratch[5 * at + 2] = squaresX;
      scratch[5 * at + 3] = squaresY;
      scratch[5 * at + 4] = products;
    }
    sumX = sumY = squaresX = squaresY = products = 0;
    for (let q = 0; q < rows; q++) {
      const dx = input(x, end + q, relative) - originX;
      const dy = input(y, end + q, relative) - originY;
      sumX += dx;
      sumY += dy;
      squaresX += dx * dx;
      squaresY += dy * dy;
      products += dx * dy;
      const totalX = scratch[5 * q]! + sumX;
      const totalY = scratch[5 * q + 1]! + sumY;
      const ofX = scratch[5 * q + 2]! + squaresX - (totalX * totalX) / period;
      const ofY = scratch[5 * q + 3]! + squaresY - (totalY * totalY) / period;
      const both = scratch[5 * q + 4]! + products - (totalX * totalY) / period;
      if (relative) out[end + q] = ofX > 0 ? both / ofX : 0;
      else out[end + q] = ofX > 0 && ofY > 0 ? both / Math.sqrt(ofX * ofY) : 0;
    }
  }
}
