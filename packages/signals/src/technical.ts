/**
 * The default technical and statistical generators. Distances are measured in the symbol's own typical change, so that
 * one set of constants serves a penny stock and an index alike, and squeezed into (−1, 1).
 */
import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { type IndicatorStream, indicator } from "@hotpath/indicators";
import { softsign } from "./internal/softsign.ts";
import type { SignalGenerator, SignalGeneratorFactory } from "./signal-generator.ts";

/** A price that is not finite counts as not there. */
const skipping = { nan: "skip" } as const;

/** Follows the trend: the distance of the price from its average, in units of its change over the average's length. */
class TrendSignal implements SignalGenerator {
  readonly name: string;
  readonly valueKind = "price";
  readonly #average: IndicatorStream;
  readonly #scale: number;

  constructor(name: string, average: IndicatorStream) {
    this.name = name;
    this.#average = average;
    // A random walk strays by the square root of the number of its steps.
    this.#scale = 1 / Math.sqrt(average.indicator.lookback + 1);
  }

  update(symbol: number, price: number, perUnit: number): number {
    const distance = price - this.#average.push(price, symbol);
    return softsign(distance * perUnit * this.#scale);
  }

  value(symbol: number): number {
    return this.#average.value(0, symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#average.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#average.restore(reader);
  }
}

/**
 * Expects a turn where the RSI is below 30 or above 70 (Wilder 1978): confidence grows to the end of the scale. Where
 * nothing has moved, the RSI is 0 by convention and says nothing.
 */
class RsiSignal implements SignalGenerator {
  readonly name = "rsi";
  readonly valueKind = "pure";
  readonly #rsi: IndicatorStream;

  constructor(period: number, symbols: number) {
    this.#rsi = indicator("RSI", { timePeriod: period }, skipping).stream({ symbols });
  }

  update(symbol: number, price: number, perUnit: number): number {
    const rsi = this.#rsi.push(price, symbol);
    if (!(perUnit > 0)) return rsi * 0;
    if (rsi <= 30) return ((30 - rsi) / 30) * 0.999;
    if (rsi >= 70) return ((70 - rsi) / 30) * 0.999;
    return rsi * 0;
  }

  value(symbol: number): number {
    return this.#rsi.value(0, symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#rsi.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#rsi.restore(reader);
  }
}

/** Follows the MACD's histogram: the difference between the line and its own average, in typical changes. */
class MacdSignal implements SignalGenerator {
  readonly name = "macd";
  readonly valueKind = "price";
  readonly #macd: IndicatorStream;
  readonly #histogram: number;

  constructor(symbols: number) {
    this.#macd = indicator("MACD", {}, skipping).stream({ symbols });
    this.#histogram = this.#macd.indicator.outputs.findIndex(({ name }) => name === "macdHist");
  }

  update(symbol: number, price: number, perUnit: number): number {
    this.#macd.push(price, symbol);
    return softsign(this.value(symbol) * perUnit);
  }

  value(symbol: number): number {
    return this.#macd.value(this.#histogram, symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#macd.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#macd.restore(reader);
  }
}

/** Follows time-series momentum (Moskowitz, Ooi and Pedersen, JFE 104, 2012), in units of a random walk's spread. */
class MomentumSignal implements SignalGenerator {
  readonly name = "momentum";
  readonly valueKind = "price";
  readonly #momentum: IndicatorStream;
  readonly #scale: number;

  constructor(period: number, symbols: number) {
    this.#momentum = indicator("MOM", { timePeriod: period }, skipping).stream({ symbols });
    this.#scale = 1 / Math.sqrt(period);
  }

  update(symbol: number, price: number, perUnit: number): number {
    const momentum = this.#momentum.push(price, symbol);
    return softsign(momentum * perUnit * this.#scale);
  }

  value(symbol: number): number {
    return this.#momentum.value(0, symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#momentum.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#momentum.restore(reader);
  }
}

/** Expects a return to the mean where the price lies more than one standard deviation from it. */
class MeanReversionSignal implements SignalGenerator {
  readonly name = "meanReversion";
  readonly valueKind = "pure";
  readonly #score: IndicatorStream;

  constructor(period: number, symbols: number) {
    this.#score = indicator("ZSCORE", { timePeriod: period }, skipping).stream({ symbols });
  }

  update(symbol: number, price: number): number {
    const z = this.#score.push(price, symbol);
    if (!(Math.abs(z) > 1)) return z * 0;
    // z beyond ±1: the second term is z held to [−1, 1]. No branch on its sign, which is chance.
    return softsign((Math.abs(z + 1) - Math.abs(z - 1)) * 0.5 - z);
  }

  value(symbol: number): number {
    return this.#score.value(0, symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#score.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#score.restore(reader);
  }
}

/** Trend against a simple moving average. */
export function smaTrend(period = 20): SignalGeneratorFactory {
  return (symbols) => new TrendSignal("sma", indicator("SMA", { timePeriod: period }, skipping).stream({ symbols }));
}

/** Trend against an exponential moving average. */
export function emaTrend(period = 20): SignalGeneratorFactory {
  return (symbols) => new TrendSignal("ema", indicator("EMA", { timePeriod: period }, skipping).stream({ symbols }));
}

/** Overbought and oversold by the relative strength index. */
export function rsiReversal(period = 14): SignalGeneratorFactory {
  return (symbols) => new RsiSignal(period, symbols);
}

/** The MACD's histogram, 12/26/9. */
export function macdTrend(): SignalGeneratorFactory {
  return (symbols) => new MacdSignal(symbols);
}

/** Time-series momentum. */
export function momentum(period = 10): SignalGeneratorFactory {
  return (symbols) => new MomentumSignal(period, symbols);
}

/** Mean reversion by z-score. */
export function meanReversion(period = 20): SignalGeneratorFactory {
  return (symbols) => new MeanReversionSignal(period, symbols);
}

/** The default set: SMA 20, EMA 20, RSI 14, MACD 12/26/9, momentum 10, z-score 20. */
export function defaultGenerators(): readonly SignalGeneratorFactory[] {
  return [smaTrend(), emaTrend(), rsiReversal(), macdTrend(), momentum(), meanReversion()];
}
