/** Twins of the fast kernels of volume: c/fast/volume.h. */
import { finite, finiteBars, finitePair } from "./finite.ts";

/** TA-Lib's OBV. */
export function obv(close: Float64Array, volume: Float64Array, n: number, out: Float64Array): number {
  let last = 0;
  for (let i = 0; i < n; i++) {
    if (i === 0 || close[i]! > close[i - 1]!) last += volume[i]!;
    else if (close[i]! < close[i - 1]!) last -= volume[i]!;
    out[i] = last;
  }
  return finitePair(close, volume, n);
}

/** TA-Lib's AD. */
export function accumulation(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  n: number,
  out: Float64Array,
): number {
  let last = 0;
  for (let i = 0; i < n; i++) {
    const range = high[i]! - low[i]!;
    if (range > 0) last += ((close[i]! - low[i]! - (high[i]! - close[i]!)) / range) * volume[i]!;
    out[i] = last;
  }
  return finiteBars(high, low, close, n) & finite(volume, n);
}

/** TA-Lib's MFI, of flows that are not negative; `scratch` holds the signed flows, then the sums from the right of a block. */
export function mfi(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  n: number,
  period: number,
  least: number,
  out: Float64Array,
  scratch: Float64Array,
): number {
  out.fill(Number.NaN, 0, n < period ? n : period);
  let before = 0;
  for (let i = 0; i < n; i++) {
    const typical = (high[i]! + low[i]! + close[i]!) / 3;
    const sign = i === 0 || typical === before ? 0 : typical > before ? 1 : -1;
    if (typical * volume[i]! < 0) return 0;
    scratch[i] = sign * typical * volume[i]!;
    before = typical;
  }
  for (let end = period; end < n; end += period) {
    const rows = n - end < period ? n - end : period;
    let up = 0;
    let down = 0;
    for (let at = period - 1; at >= 0; at--) {
      const flow = scratch[end + 1 - period + at]!;
      if (flow > 0) up += flow;
      else down -= flow;
      if (at >= rows) continue;
      scratch[n + 2 * at] = up;
      scratch[n + 2 * at + 1] = down;
    }
    up = down = 0;
    for (let q = 0; q < rows; q++) {
      const flow = q === 0 ? 0 : scratch[end + q]!;
      if (flow > 0) up += flow;
      else down -= flow;
      const rising = scratch[n + 2 * q]! + up;
      const total = rising + scratch[n + 2 * q + 1]! + down;
      out[end + q] = total >= least ? (100 * rising) / total : 0;
    }
  }
  return finiteBars(high, low, close, n) & finite(volume, n);
}
