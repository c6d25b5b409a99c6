import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { checkPeriod, checkSymbols } from "../internal/options.ts";
import type { ColumnIndicator } from "./column-indicator.ts";

/**
 * Relative strength index, 0 to 100: the smoothed gain as a share of gain and loss together.
 * J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978); TA-Lib's RSI. 0 where nothing has moved.
 */
export class Rsi implements ColumnIndicator {
  readonly name = "RSI";
  readonly lookback: number;
  readonly #period: number;
  readonly #last: Float64Array;
  readonly #gain: Float64Array;
  readonly #loss: Float64Array;
  readonly #count: Int32Array;

  constructor(options: { period: number; symbols?: number }) {
    this.#period = checkPeriod(options.period, "period", 2);
    const symbols = checkSymbols(options.symbols);
    this.lookback = this.#period;
    this.#last = new Float64Array(symbols);
    this.#gain = new Float64Array(symbols);
    this.#loss = new Float64Array(symbols);
    this.#count = new Int32Array(symbols);
  }

  update(value: number, symbol = 0): number {
    if (value - value !== 0) return this.value(symbol);
    const period = this.#period;
    const count = this.#count[symbol]!;
    const change = value - this.#last[symbol]!;
    this.#last[symbol] = value;
    if (count > period) {
      const gain = (this.#gain[symbol]! * (period - 1) + rise(change)) / period;
      const loss = (this.#loss[symbol]! * (period - 1) + rise(-change)) / period;
      this.#gain[symbol] = gain;
      this.#loss[symbol] = loss;
      return strength(gain, loss);
    }
    return this.#warmUp(change, symbol, count);
  }

  value(symbol = 0): number {
    return this.#count[symbol]! > this.#period ? strength(this.#gain[symbol]!, this.#loss[symbol]!) : Number.NaN;
  }

  reset(symbol = 0): void {
    this.#gain[symbol] = 0;
    this.#loss[symbol] = 0;
    this.#count[symbol] = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("indicators.rsi");
    writer.f64s(this.#last);
    writer.f64s(this.#gain);
    writer.f64s(this.#loss);
    writer.i32s(this.#count);
  }

  restore(reader: SnapshotReader): void {
    reader.section("indicators.rsi");
    reader.f64s(this.#last);
    reader.f64s(this.#gain);
    reader.f64s(this.#loss);
    reader.i32s(this.#count);
  }

  #warmUp(change: number, symbol: number, count: number): number {
    this.#count[symbol] = count + 1;
    if (count === 0) return Number.NaN;
    const gain = this.#gain[symbol]! + rise(change);
    const loss = this.#loss[symbol]! + rise(-change);
    const done = count === this.#period;
    this.#gain[symbol] = done ? gain / count : gain;
    this.#loss[symbol] = done ? loss / count : loss;
    return done ? strength(gain / count, loss / count) : Number.NaN;
  }
}

/** The change if it is positive, else 0: exactly, and without a branch, for whether prices rise is chance. */
function rise(change: number): number {
  return (change + Math.abs(change)) * 0.5;
}

function strength(gain: number, loss: number): number {
  const moved = gain + loss;
  return moved > 0 ? 100 * (gain / moved) : 0;
}
