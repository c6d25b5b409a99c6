import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { checkPeriod, checkSymbols } from "../internal/options.ts";
import type { ColumnIndicator } from "./column-indicator.ts";

/**
 * Exponential moving average with weight 2 / (period + 1), seeded by the mean of the first `period` values.
 * TA-Lib's EMA.
 */
export class Ema implements ColumnIndicator {
  readonly name = "EMA";
  readonly lookback: number;
  readonly #period: number;
  readonly #skip: number;
  readonly #weight: number;
  readonly #value: Float64Array;
  readonly #count: Int32Array;

  /** @param options.skip first values to leave out, as MACD does to let two averages begin together. Default 0. */
  constructor(options: { period: number; symbols?: number; skip?: number }) {
    this.#period = checkPeriod(options.period, "period");
    this.#skip = checkPeriod(options.skip ?? 0, "skip", 0);
    const symbols = checkSymbols(options.symbols);
    this.lookback = this.#skip + this.#period - 1;
    this.#weight = 2 / (this.#period + 1);
    this.#value = new Float64Array(symbols);
    this.#count = new Int32Array(symbols);
  }

  update(value: number, symbol = 0): number {
    if (value - value !== 0) return this.value(symbol);
    const count = this.#count[symbol]!;
    if (count > this.lookback) {
      const last = this.#value[symbol]!;
      const next = (value - last) * this.#weight + last;
      this.#value[symbol] = next;
      return next;
    }
    return this.#warmUp(value, symbol, count);
  }

  value(symbol = 0): number {
    return this.#count[symbol]! > this.lookback ? this.#value[symbol]! : Number.NaN;
  }

  reset(symbol = 0): void {
    this.#value[symbol] = 0;
    this.#count[symbol] = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("indicators.ema");
    writer.f64s(this.#value);
    writer.i32s(this.#count);
  }

  restore(reader: SnapshotReader): void {
    reader.section("indicators.ema");
    reader.f64s(this.#value);
    reader.i32s(this.#count);
  }

  #warmUp(value: number, symbol: number, count: number): number {
    this.#count[symbol] = count + 1;
    if (count < this.#skip) return Number.NaN;
    const sum = this.#value[symbol]! + value;
    this.#value[symbol] = sum;
    if (count < this.lookback) return Number.NaN;
    this.#value[symbol] = sum / this.#period;
    return sum / this.#period;
  }
}
