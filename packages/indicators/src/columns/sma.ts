import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { checkPeriod, checkSymbols } from "../internal/options.ts";
import type { ColumnIndicator } from "./column-indicator.ts";

/**
 * Simple moving average: the mean of the last `period` values. TA-Lib's SMA.
 *
 * The running sum is summed anew once in every `period` updates, so that rounding does not pile up however long it runs.
 */
export class Sma implements ColumnIndicator {
  readonly name = "SMA";
  readonly lookback: number;
  readonly #period: number;
  readonly #window: Float64Array;
  readonly #sum: Float64Array;
  readonly #position: Int32Array;
  readonly #count: Int32Array;

  constructor(options: { period: number; symbols?: number }) {
    this.#period = checkPeriod(options.period, "period");
    const symbols = checkSymbols(options.symbols);
    this.lookback = this.#period - 1;
    this.#window = new Float64Array(symbols * this.#period);
    this.#sum = new Float64Array(symbols);
    this.#position = new Int32Array(symbols);
    this.#count = new Int32Array(symbols);
  }

  update(value: number, symbol = 0): number {
    if (value - value !== 0) return this.value(symbol);
    const period = this.#period;
    const base = symbol * period;
    const position = this.#position[symbol]!;
    const filled = this.#count[symbol]!;
    let sum = this.#sum[symbol]! + value;
    if (filled === period) sum -= this.#window[base + position]!;
    else this.#count[symbol] = filled + 1;
    this.#window[base + position] = value;
    const next = position + 1;
    if (next === period) {
      this.#position[symbol] = 0;
      sum = sumOf(this.#window, base, period);
    } else this.#position[symbol] = next;
    this.#sum[symbol] = sum;
    return filled + 1 >= period ? sum / period : Number.NaN;
  }

  value(symbol = 0): number {
    return this.#count[symbol] === this.#period ? this.#sum[symbol]! / this.#period : Number.NaN;
  }

  reset(symbol = 0): void {
    this.#sum[symbol] = 0;
    this.#position[symbol] = 0;
    this.#count[symbol] = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("indicators.sma");
    writer.f64s(this.#window);
    writer.f64s(this.#sum);
    writer.i32s(this.#position);
    writer.i32s(this.#count);
  }

  restore(reader: SnapshotReader): void {
    reader.section("indicators.sma");
    reader.f64s(this.#window);
    reader.f64s(this.#sum);
    reader.i32s(this.#position);
    reader.i32s(this.#count);
  }
}

function sumOf(window: Float64Array, base: number, period: number): number {
  let sum = 0;
  for (let i = base; i < base + period; i++) sum += window[i]!;
  return sum;
}
