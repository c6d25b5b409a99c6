import { ConfigError, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { checkPeriod, checkSymbols } from "../internal/options.ts";
import type { ColumnIndicator } from "./column-indicator.ts";
import { Ema } from "./ema.ts";

/**
 * Moving average convergence/divergence: the difference of a fast and a slow EMA, its own EMA (the signal line), and
 * the difference of those two (the histogram), which `update` returns. Gerald Appel; TA-Lib's MACD, in which the two
 * averages begin at the same bar. The first output is the one at which all three lines exist.
 */
export class Macd implements ColumnIndicator {
  readonly name = "MACD";
  readonly lookback: number;
  readonly #fast: Ema;
  readonly #slow: Ema;
  readonly #signal: Ema;

  constructor(options: { fastPeriod?: number; slowPeriod?: number; signalPeriod?: number; symbols?: number } = {}) {
    const fast = checkPeriod(options.fastPeriod ?? 12, "fastPeriod", 2);
    const slow = checkPeriod(options.slowPeriod ?? 26, "slowPeriod", 2);
    const signal = checkPeriod(options.signalPeriod ?? 9, "signalPeriod");
    if (fast >= slow) throw new ConfigError("fastPeriod", fast, `less than slowPeriod, which is ${slow}`);
    const symbols = checkSymbols(options.symbols);
    this.#fast = new Ema({ period: fast, symbols, skip: slow - fast });
    this.#slow = new Ema({ period: slow, symbols });
    this.#signal = new Ema({ period: signal, symbols });
    this.lookback = slow - 1 + signal - 1;
  }

  update(value: number, symbol = 0): number {
    if (value - value !== 0) return this.value(symbol);
    const fast = this.#fast.update(value, symbol);
    const slow = this.#slow.update(value, symbol);
    // NaN before the slow average exists, and a NaN is skipped by the signal line.
    const line = fast - slow;
    return line - this.#signal.update(line, symbol);
  }

  /** The histogram: the line less the signal line. */
  value(symbol = 0): number {
    return this.line(symbol) - this.signal(symbol);
  }

  /** The MACD line: fast less slow. */
  line(symbol = 0): number {
    return this.#fast.value(symbol) - this.#slow.value(symbol);
  }

  /** The signal line. */
  signal(symbol = 0): number {
    return this.#signal.value(symbol);
  }

  reset(symbol = 0): void {
    this.#fast.reset(symbol);
    this.#slow.reset(symbol);
    this.#signal.reset(symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("indicators.macd");
    for (const part of [this.#fast, this.#slow, this.#signal]) part.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("indicators.macd");
    for (const part of [this.#fast, this.#slow, this.#signal]) part.restore(reader);
  }
}
