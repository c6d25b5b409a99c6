import { ConfigError } from "@hotpath/core";
import { checkEvents, checkPrices, type LabelSpans } from "./label-spans.ts";

/** The trends that begin at events. */
export interface TrendLabels extends LabelSpans {
  /** The sign of the trend. */
  labels: Int8Array;
  /** How sure it is: the slope in its standard errors. A perfect line has ±Infinity. */
  tValues: Float64Array;
  /** Events for which there were not enough bars behind, and were left out. */
  unfinished: number;
}

/**
 * Labels events by the trend that is surest of those over the next `least` to `most` bars: the slope of a straight line
 * through the prices, in its standard errors (López de Prado, Machine Learning for Asset Managers, 2020, 5.4).
 *
 * @param least bars behind the event in the shortest line, at least 2
 * @throws {InputError} prices or events that are not allowed
 * @throws {ConfigError} an option out of range
 */
export function trendScanning(close: Float64Array, events: Int32Array, least: number, most: number): TrendLabels {
  checkPrices(close, "close");
  checkEvents(events, close.length);
  if (!(Number.isInteger(least) && least >= 2)) throw new ConfigError("least", least, "an integer from 2 on");
  if (!(Number.isInteger(most) && most >= least)) throw new ConfigError("most", most, `an integer from ${least} on`);
  const finished = events.filter((event) => event + most < close.length);
  const count = finished.length;
  const ends = new Int32Array(count);
  const tValues = new Float64Array(count);
  for (const [i, event] of finished.entries()) {
    // From the event's own price, so that sums of squares do not cancel.
    const origin = close[event]!;
    let sum = 0;
    let products = 0;
    let squares = 0;
    let best = 0;
    ends[i] = event + least;
    for (let k = 1; k <= most; k++) {
      const y = close[event + k]! - origin;
      sum += y;
      products += k * y;
      squares += y * y;
      if (k < least) continue;
      const t = slopeInErrors(k + 1, sum, products, squares);
      if (Math.abs(t) <= Math.abs(best)) continue;
      best = t;
      ends[i] = event + k;
    }
    tValues[i] = best;
  }
  return {
    starts: Int32Array.from(finished),
    ends,
    labels: Int8Array.from(tValues, Math.sign),
    tValues,
    unfinished: events.length - count,
  };
}

/** The t of the slope of y over 0 … n − 1. */
function slopeInErrors(n: number, sum: number, products: number, squares: number): number {
  const meanX = (n - 1) / 2;
  const sxx = (n * (n * n - 1)) / 12;
  const sxy = products - meanX * sum;
  const syy = squares - (sum * sum) / n;
  const slope = sxy / sxx;
  const residual = syy - slope * sxy;
  if (slope === 0) return 0;
  if (!(residual > 1e-14 * syy)) return slope > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return slope / Math.sqrt(residual / (n - 2) / sxx);
}
