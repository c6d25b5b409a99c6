import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";

/** How a {@link CovarianceEstimator} is made. */
export interface CovarianceOptions {
  /** Number of instruments. */
  instruments: number;
  /** Length of a return, in microseconds of event time. Default one second. */
  barMicros?: number;
  /** Trading time of one day, in microseconds: it scales a bar's variance to a day's. Default 6.5 hours. */
  dayMicros?: number;
  /** Weight of the past: RiskMetrics' λ. Default 0.97. */
  decay?: number;
  /** Daily volatility that every instrument is taken to have before `warmUpBars` returns are there. Default 0.02. */
  initialDailyVolatility?: number;
  /** Returns that must be there before the estimate is used. Default 20. */
  warmUpBars?: number;
}

/**
 * Covariance of one-day returns, exponentially weighted: Σ ← λΣ + (1 − λ) r rᵀ with simple returns of all instruments
 * over the same stretch of event time, mean taken as zero (J.P. Morgan, RiskMetrics Technical Document, 4th ed., 1996,
 * section 5.2), scaled by the number of bars in a day.
 *
 * Before an instrument has `warmUpBars` returns it is taken to have `initialDailyVolatility` and to move with all others
 * (correlation 1): cautious until there is history.
 */
export class CovarianceEstimator implements Snapshotable {
  readonly instruments: number;
  readonly #barMicros: number;
  readonly #scale: number;
  readonly #decay: number;
  readonly #initial: number;
  readonly #warmUp: number;
  /** Unscaled weighted sums of products, row-major. */
  readonly #sums: Float64Array;
  /** Sum of the weights that went into each sum: bias correction while it is young. */
  readonly #weights: Float64Array;
  readonly #last: Float64Array;
  readonly #current: Float64Array;
  readonly #returns: Float64Array;
  readonly #bars: Int32Array;
  /** One-day covariance, row-major, as of the last bar. */
  readonly matrix: Float64Array;
  #barEnd = Number.NaN;

  constructor(options: CovarianceOptions) {
    const n = options.instruments;
    if (!Number.isInteger(n) || n < 1) throw new ConfigError("covariance.instruments", n, "an integer from 1");
    this.instruments = n;
    this.#barMicros = positive(options.barMicros ?? 1e6, "covariance.barMicros");
    this.#scale = positive(options.dayMicros ?? 23_400e6, "covariance.dayMicros") / this.#barMicros;
    this.#decay = options.decay ?? 0.97;
    if (!(this.#decay > 0 && this.#decay < 1))
      throw new ConfigError("covariance.decay", options.decay, "a number between 0 and 1");
    this.#initial = positive(options.initialDailyVolatility ?? 0.02, "covariance.initialDailyVolatility");
    this.#warmUp = options.warmUpBars ?? 20;
    if (!Number.isInteger(this.#warmUp) || this.#warmUp < 1)
      throw new ConfigError("covariance.warmUpBars", options.warmUpBars, "an integer from 1");
    this.#sums = new Float64Array(n * n);
    this.#weights = new Float64Array(n * n);
    this.#last = new Float64Array(n).fill(Number.NaN);
    this.#current = new Float64Array(n).fill(Number.NaN);
    this.#returns = new Float64Array(n);
    this.#bars = new Int32Array(n);
    this.matrix = new Float64Array(n * n);
    this.#publish();
  }

  /** Takes in a price. @returns whether a bar was closed, so that `matrix` has changed */
  update(instrument: number, price: number, micros: number): boolean {
    let closed = false;
    if (!(micros < this.#barEnd)) {
      if (Number.isNaN(this.#barEnd)) this.#barEnd = micros + this.#barMicros;
      else {
        this.#closeBar();
        closed = true;
        // Stretches without any event are one long bar: their return is there, their number is not known.
        this.#barEnd += (Math.floor((micros - this.#barEnd) / this.#barMicros) + 1) * this.#barMicros;
      }
    }
    this.#current[instrument] = price;
    return closed;
  }

  /** Standard deviation of an instrument's one-day return. */
  dailyVolatility(instrument: number): number {
    return Math.sqrt(this.matrix[instrument * (this.instruments + 1)]!);
  }

  /** Returns that an instrument has had. */
  barsOf(instrument: number): number {
    return this.#bars[instrument]!;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("risk.covariance");
    for (const column of [this.#sums, this.#weights, this.#last, this.#current]) writer.f64s(column);
    writer.i32s(this.#bars);
    writer.f64(this.#barEnd);
  }

  restore(reader: SnapshotReader): void {
    reader.section("risk.covariance");
    for (const column of [this.#sums, this.#weights, this.#last, this.#current]) reader.f64s(column);
    reader.i32s(this.#bars);
    this.#barEnd = reader.f64();
    this.#publish();
  }

  #closeBar(): void {
    const n = this.instruments;
    const returns = this.#returns;
    for (let i = 0; i < n; i++) {
      const now = this.#current[i]!;
      const change = now / this.#last[i]! - 1;
      returns[i] = change;
      if (change - change === 0) this.#bars[i]! += 1;
      if (now - now === 0) this.#last[i] = now;
    }
    const decay = this.#decay;
    const sums = this.#sums;
    const weights = this.#weights;
    for (let i = 0; i < n; i++) {
      const a = returns[i]!;
      if (a - a !== 0) continue;
      for (let j = 0; j <= i; j++) {
        const product = a * returns[j]!;
        if (product - product !== 0) continue;
        const at = i * n + j;
        sums[at] = sums[at]! * decay + product * (1 - decay);
        weights[at] = weights[at]! * decay + (1 - decay);
      }
    }
    this.#publish();
  }

  #publish(): void {
    const n = this.instruments;
    const matrix = this.matrix;
    const initial = this.#initial;
    for (let i = 0; i < n; i++) {
      const own = i * n + i;
      const warm = this.#bars[i]! >= this.#warmUp && this.#weights[own]! > 0;
      matrix[own] = warm ? (this.#sums[own]! / this.#weights[own]!) * this.#scale : initial * initial;
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const at = i * n + j;
        const warm = this.#bars[i]! >= this.#warmUp && this.#bars[j]! >= this.#warmUp && this.#weights[at]! > 0;
        const product = Math.sqrt(matrix[i * n + i]! * matrix[j * n + j]!);
        // Pairs with histories of different length may stray beyond what their variances allow.
        const value = warm
          ? Math.min(Math.max((this.#sums[at]! / this.#weights[at]!) * this.#scale, -product), product)
          : product;
        matrix[at] = value;
        matrix[j * n + i] = value;
      }
    }
  }
}

function positive(value: number, path: string): number {
  if (!(value > 0) || !Number.isFinite(value)) throw new ConfigError(path, value, "a positive number");
  return value;
}
