import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { checkPeriod, checkSymbols } from "../internal/options.ts";
import type { ColumnIndicator } from "./column-indicator.ts";

/**
 * How many standard deviations (population) the value lies from the mean of the last `period` values; 0 where they are
 * all equal.
 *
 * Mean and sum of squares about the mean are updated as the window slides (the sliding form of Welford's recurrence,
 * Technometrics 4, 1962) and computed anew, in two passes, once in every `period` updates: no cancellation, no drift.
 */
export class ZScore implements ColumnIndicator {
  readonly name = "ZSCORE";
  readonly lookback: number;
  readonly #period: number;
  /** One over the period: a multiplication where a division would be, three times an update. */
  readonly #share: number;
  readonly #window: Float64Array;
  readonly #mean: Float64Array;
  /** Sum of squared distances from the mean. */
  readonly #squares: Float64Array;
  readonly #value: Float64Array;
  readonly #position: Int32Array;
  readonly #count: Int32Array;

  constructor(options: { period: number; symbols?: number }) {
    this.#period = checkPeriod(options.period, "period", 2);
    this.#share = 1 / this.#period;
    const symbols = checkSymbols(options.symbols);
    this.lookback = this.#period - 1;
    this.#window = new Float64Array(symbols * this.#period);
    this.#mean = new Float64Array(symbols);
    this.#squares = new Float64Array(symbols);
    this.#value = new Float64Array(symbols).fill(Number.NaN);
    this.#position = new Int32Array(symbols);
    this.#count = new Int32Array(symbols);
  }

  update(value: number, symbol = 0): number {
    if (value - value !== 0) return this.value(symbol);
    const period = this.#period;
    const position = this.#position[symbol]!;
    const at = symbol * period + position;
    const before = this.#window[at]!;
    this.#window[at] = value;
    const filled = this.#count[symbol]!;
    if (filled < period) this.#count[symbol] = filled + 1;
    if (position + 1 === period) {
      this.#position[symbol] = 0;
      this.#recompute(symbol);
    } else {
      this.#position[symbol] = position + 1;
      if (filled < period) return Number.NaN;
      const mean = this.#mean[symbol]!;
      const nextMean = mean + (value - before) * this.#share;
      const squares = this.#squares[symbol]! + (value - before) * (value - nextMean + (before - mean));
      this.#mean[symbol] = nextMean;
      this.#squares[symbol] = squares > 0 ? squares : 0;
    }
    const variance = this.#squares[symbol]! * this.#share;
    const score = variance > 0 ? (value - this.#mean[symbol]!) / Math.sqrt(variance) : 0;
    this.#value[symbol] = score;
    return score;
  }

  value(symbol = 0): number {
    return this.#value[symbol]!;
  }

  /** The mean of the window, NaN before it is full. */
  mean(symbol = 0): number {
    return this.#count[symbol] === this.#period ? this.#mean[symbol]! : Number.NaN;
  }

  /** The population standard deviation of the window, NaN before it is full. */
  deviation(symbol = 0): number {
    return this.#count[symbol] === this.#period ? Math.sqrt(this.#squares[symbol]! * this.#share) : Number.NaN;
  }

  reset(symbol = 0): void {
    this.#value[symbol] = Number.NaN;
    this.#position[symbol] = 0;
    this.#count[symbol] = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("indicators.zscore");
    for (const column of [this.#window, this.#mean, this.#squares, this.#value]) writer.f64s(column);
    writer.i32s(this.#position);
    writer.i32s(this.#count);
  }

  restore(reader: SnapshotReader): void {
    reader.section("indicators.zscore");
    for (const column of [this.#window, this.#mean, this.#squares, this.#value]) reader.f64s(column);
    reader.i32s(this.#position);
    reader.i32s(this.#count);
  }

  #recompute(symbol: number): void {
    const period = this.#period;
    const base = symbol * period;
    let sum = 0;
    for (let i = base; i < base + period; i++) sum += this.#window[i]!;
    const mean = sum / period;
    let squares = 0;
    for (let i = base; i < base + period; i++) {
      const distance = this.#window[i]! - mean;
      squares += distance * distance;
    }
    this.#mean[symbol] = mean;
    this.#squares[symbol] = squares;
  }
}
