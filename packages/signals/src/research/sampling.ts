import { ConfigError, InputError, log } from "@hotpath/core";
import { checkPrices, checkSpans, type LabelSpans } from "./label-spans.ts";

/**
 * The bars at which the cumulated change since the last event passes a threshold, up or down: the symmetric CUSUM filter
 * (López de Prado 2018, 2.5.2.1, after Page 1954).
 *
 * @param values such as logarithms of prices; finite
 * @param threshold above 0, one for all bars or one for each; a bar whose own is NaN has no event, and goes on cumulating
 */
export function cusumEvents(values: Float64Array, threshold: number | Float64Array): Int32Array {
  const events: number[] = [];
  let up = 0;
  let down = 0;
  if (typeof threshold === "number" && !(threshold > 0))
    throw new ConfigError("threshold", threshold, "a number above 0");
  if (typeof threshold !== "number" && threshold.length !== values.length)
    throw new InputError("INPUT_INVALID", `threshold: has ${threshold.length} elements for ${values.length} values`);
  for (let i = 1; i < values.length; i++) {
    const change = values[i]! - values[i - 1]!;
    if (!Number.isFinite(change))
      throw new InputError("INPUT_INVALID", `values: ${i}: got ${values[i]}; allowed: a finite number`);
    up = Math.max(0, up + change);
    down = Math.min(0, down + change);
    const limit = typeof threshold === "number" ? threshold : threshold[i]!;
    if (up >= limit || -down >= limit) {
      events.push(i);
      up = 0;
      down = 0;
    }
  }
  return Int32Array.from(events);
}

/** How many labels look at each bar. */
export function concurrency(spans: LabelSpans, bars: number): Int32Array {
  const count = checkSpans(spans, bars);
  const steps = new Int32Array(bars + 1);
  for (let i = 0; i < count; i++) {
    steps[spans.starts[i]!]!++;
    steps[spans.ends[i]! + 1]!--;
  }
  for (let b = 1; b < bars; b++) steps[b]! += steps[b - 1]!;
  return steps.slice(0, bars);
}

/**
 * How much of each label is its own: the mean over its bars of 1 / (labels that look at the bar), from above 0 to 1 (López
 * de Prado 2018, 4.4). As weights, they make up for labels that say the same thing many times.
 */
export function averageUniqueness(spans: LabelSpans, bars: number): Float64Array {
  const open = concurrency(spans, bars);
  const sums = new Float64Array(bars + 1);
  for (let b = 0; b < bars; b++) sums[b + 1] = sums[b]! + (open[b]! > 0 ? 1 / open[b]! : 0);
  return Float64Array.from(spans.starts, (start, i) => {
    const end = spans.ends[i]! + 1;
    return (sums[end]! - sums[start]!) / (end - start);
  });
}

/**
 * Weights by the size of the returns that are a label's own: |Σ ln(p_t / p_{t−1}) / c_t| over its bars behind the first,
 * scaled to a mean of 1 (López de Prado 2018, 4.6).
 *
 * @param logReturns of each bar
 */
export function returnAttribution(spans: LabelSpans, logReturns: Float64Array): Float64Array {
  const open = concurrency(spans, logReturns.length);
  const weights = Float64Array.from(spans.starts, (start, i) => {
    let sum = 0;
    for (let b = start + 1; b <= spans.ends[i]!; b++) sum += logReturns[b]! / open[b]!;
    return Math.abs(sum);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return weights.fill(1);
  return weights.map((weight) => (weight * weights.length) / total);
}

/**
 * The weights of fractional differencing of order d, w₀ = 1 and w_k = −w_{k−1} (d − k + 1) / k, until one is smaller than the
 * threshold (Hosking 1981; the fixed width is López de Prado's, 2018, 5.5).
 */
export function differenceWeights(order: number, threshold = 1e-5): Float64Array {
  if (!(order >= 0 && order <= 10)) throw new ConfigError("order", order, "a number from 0 to 10");
  if (!(threshold > 0 && threshold < 1)) throw new ConfigError("threshold", threshold, "a number above 0 and below 1");
  const weights = [1];
  for (let k = 1; k < 1_000_000; k++) {
    const weight = (-weights[k - 1]! * (order - k + 1)) / k;
    if (Math.abs(weight) < threshold) break;
    weights.push(weight);
  }
  return Float64Array.from(weights);
}

/** A stream of fractional differences, bar by bar: the numbers of {@link fractionalDifference}, bit for bit. */
export class FractionalDifference {
  readonly #weights: Float64Array;
  readonly #ring: Float64Array;
  #seen = 0;

  constructor(order: number, threshold = 1e-5) {
    this.#weights = differenceWeights(order, threshold);
    this.#ring = new Float64Array(this.#weights.length);
  }

  /** Values before the first difference. */
  get lookback(): number {
    return this.#weights.length - 1;
  }

  /** Takes in a value; the difference, NaN before there are enough values. */
  push(value: number): number {
    const width = this.#weights.length;
    this.#ring[this.#seen++ % width] = value;
    if (this.#seen < width) return Number.NaN;
    let sum = 0;
    for (let k = 0; k < width; k++) sum += this.#weights[k]! * this.#ring[(this.#seen - 1 - k) % width]!;
    return sum;
  }
}

/** Fractional differences of a series: as stationary as the order makes it, and with as much memory as it leaves. */
export function fractionalDifference(values: Float64Array, order: number, threshold = 1e-5): Float64Array {
  const stream = new FractionalDifference(order, threshold);
  return values.map((value) => stream.push(value));
}

/** Natural logarithms of prices' ratios, 0 at the first bar. */
export function barReturns(close: Float64Array): Float64Array {
  checkPrices(close, "close");
  return close.map((price, i) => (i === 0 ? 0 : log(price / close[i - 1]!)));
}
