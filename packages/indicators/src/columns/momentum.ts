import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { checkPeriod, checkSymbols } from "../internal/options.ts";
import type { ColumnIndicator } from "./column-indicator.ts";

/** Momentum: the value less the value `period` inputs before. TA-Lib's MOM. */
export class Momentum implements ColumnIndicator {
  readonly name = "MOM";
  readonly lookback: number;
  readonly #period: number;
  readonly #window: Float64Array;
  readonly #value: Float64Array;
  readonly #position: Int32Array;
  readonly #count: Int32Array;

  constructor(options: { period: number; symbols?: number }) {
    this.#period = checkPeriod(options.period, "period");
    const symbols = checkSymbols(options.symbols);
    this.lookback = this.#period;
    this.#window = new Float64Array(symbols * this.#period);
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
    this.#position[symbol] = position + 1 === period ? 0 : position + 1;
    const filled = this.#count[symbol]!;
    if (filled < period) {
      this.#count[symbol] = filled + 1;
      return Number.NaN;
    }
    const momentum = value - before;
    this.#value[symbol] = momentum;
    return momentum;
  }

  value(symbol = 0): number {
    return this.#value[symbol]!;
  }

  reset(symbol = 0): void {
    this.#value[symbol] = Number.NaN;
    this.#position[symbol] = 0;
    this.#count[symbol] = 0;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("indicators.mom");
    writer.f64s(this.#window);
    writer.f64s(this.#value);
    writer.i32s(this.#position);
    writer.i32s(this.#count);
  }

  restore(reader: SnapshotReader): void {
    reader.section("indicators.mom");
    reader.f64s(this.#window);
    reader.f64s(this.#value);
    reader.i32s(this.#position);
    reader.i32s(this.#count);
  }
}
