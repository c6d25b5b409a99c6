import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { checkPrices } from "./label-spans.ts";

/** Columns of a symbol's state. */
const CLOSE = 0;
const WEIGHT = 1;
const SQUARES = 2;
const MEAN = 3;
const VARIANCE = 4;
const RETURNS = 5;
const WIDTH = 6;

/** {@link exponentialVolatility} bar by bar, for many symbols. */
export class ExponentialVolatility implements Snapshotable {
  readonly #keep: number;
  readonly #state: Float64Array;

  /** @throws {ConfigError} a span below 1 */
  constructor(span: number, symbols = 1) {
    if (!(span >= 1 && span < Number.POSITIVE_INFINITY))
      throw new ConfigError("span", span, "a finite number from 1 on");
    this.#keep = 1 - 2 / (span + 1);
    this.#state = new Float64Array(symbols * WIDTH);
  }

  /** Takes in a close; the deviation of a bar's return, NaN before there are two returns. */
  push(close: number, symbol = 0): number {
    const state = this.#state;
    const at = symbol * WIDTH;
    const before = state[at + CLOSE]!;
    state[at + CLOSE] = close;
    if (before === 0) return Number.NaN;
    const keep = this.#keep;
    const value = close / before - 1;
    const weight = keep * state[at + WEIGHT]! + 1;
    const squares = keep * keep * state[at + SQUARES]! + 1;
    const away = value - state[at + MEAN]!;
    const mean = state[at + MEAN]! + away / weight;
    const variance = state[at + VARIANCE]! * (1 - 1 / weight) + (away * (value - mean)) / weight;
    state[at + WEIGHT] = weight;
    state[at + SQUARES] = squares;
    state[at + MEAN] = mean;
    state[at + VARIANCE] = variance;
    state[at + RETURNS]! += 1;
    // The unbiased form: reliability weights.
    const correction = 1 - squares / (weight * weight);
    return state[at + RETURNS]! >= 2 && correction > 0 ? Math.sqrt(Math.max(0, variance) / correction) : Number.NaN;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.exponentialVolatility");
    writer.f64s(this.#state);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.exponentialVolatility");
    reader.f64s(this.#state);
  }
}

/**
 * The standard deviation of a bar's return, exponentially weighted with a span, at each bar; NaN before there are two
 * returns. Bar i knows no price after its own.
 */
export function exponentialVolatility(close: Float64Array, span: number): Float64Array {
  checkPrices(close, "close");
  const stream = new ExponentialVolatility(span);
  return close.map((price) => stream.push(price));
}
