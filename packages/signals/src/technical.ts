/**
 * The default technical generators. Distances are measured in the symbol's own typical change, so that one set of
 * constants serves a penny stock and an index alike, and squeezed into (−1, 1).
 */
import type { SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { indicator } from "@hotpath/indicators";
import { compileTechnical, TechnicalRow, type TechnicalScore, type TechnicalSpec } from "./internal/technical-row.ts";
import type { SignalGenerator, SignalGeneratorFactory } from "./signal-generator.ts";

/** A price that is not finite counts as not there. */
const skipping = { nan: "skip" } as const;

/** A factory that also says what it makes, so that a set may compute it together with others. */
export interface TechnicalFactory extends SignalGeneratorFactory {
  readonly spec: TechnicalSpec;
}

/** One signal of a {@link TechnicalRow}, which it has for itself or shares with others of a set. */
export class TechnicalSignal implements SignalGenerator {
  readonly name: string;
  readonly valueKind: "price" | "pure";
  readonly #row: TechnicalRow;
  readonly #place: number;
  #score: TechnicalScore | undefined;

  /** @param place in the row. In a row that is shared, the set advances it and no one calls `update` */
  constructor(row: TechnicalRow, place: number) {
    const spec = row.specs[place]!;
    this.name = spec.name;
    this.valueKind = spec.valueKind;
    this.#row = row;
    this.#place = place;
  }

  update(symbol: number, price: number, perUnit: number): number {
    this.#score ??= compileTechnical(this.#row.specs[this.#place]!);
    const row = this.#row;
    row.step(price, symbol);
    row.prices[symbol] = price;
    return this.#score(row.value(this.#place, symbol), price, perUnit);
  }

  value(symbol: number): number {
    return this.#row.value(this.#place, symbol);
  }

  reason(symbol: number): string {
    return this.#row.reason(this.#place, symbol);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#row.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#row.restore(reader);
  }
}

function factoryOf(spec: TechnicalSpec): TechnicalFactory {
  const make = (symbols: number) => new TechnicalSignal(new TechnicalRow([spec], symbols), 0);
  return Object.assign(make, { spec });
}

/** Whether a factory makes a technical signal, which a set computes together with its others. */
export function isTechnical(factory: SignalGeneratorFactory): factory is TechnicalFactory {
  return "spec" in factory;
}

/** Follows the trend: the distance of the price from an average, in units of its change over the average's length. */
function trend(name: string, average: "SMA" | "EMA", period: number): TechnicalFactory {
  const its = indicator(average, { timePeriod: period }, skipping);
  return factoryOf({
    name,
    valueKind: "price",
    indicator: its,
    output: 0,
    rule: "trend",
    // A random walk strays by the square root of the number of its steps.
    scale: 1 / Math.sqrt(its.lookback + 1),
    reason: (value, price) => `the price is ${share(price - value, value)} its ${average} ${period}`,
  });
}

/** Trend against a simple moving average. */
export function smaTrend(period = 20): TechnicalFactory {
  return trend("sma", "SMA", period);
}

/** Trend against an exponential moving average. */
export function emaTrend(period = 20): TechnicalFactory {
  return trend("ema", "EMA", period);
}

/** Overbought and oversold by the relative strength index (Wilder 1978): confidence grows to the end of the scale. */
export function rsiReversal(period = 14): TechnicalFactory {
  return factoryOf({
    name: "rsi",
    valueKind: "pure",
    indicator: indicator("RSI", { timePeriod: period }, skipping),
    output: 0,
    rule: "oscillator",
    scale: 1,
    reason: (value) => {
      const place =
        value <= 30 ? "oversold: a turn up is due" : value >= 70 ? "overbought: a turn down is due" : "neutral";
      return `RSI ${period} at ${value.toFixed(1)}, ${place}`;
    },
  });
}

/** The MACD's histogram, 12/26/9: the difference between the line and its own average, in typical changes. */
export function macdTrend(): TechnicalFactory {
  const its = indicator("MACD", {}, skipping);
  return factoryOf({
    name: "macd",
    valueKind: "price",
    indicator: its,
    output: its.outputs.findIndex(({ name }) => name === "macdHist"),
    rule: "change",
    scale: 1,
    reason: (value, price) => `the MACD's line is ${share(value, price)} its signal line`,
  });
}

/** Time-series momentum (Moskowitz, Ooi and Pedersen, JFE 104, 2012), in units of a random walk's spread. */
export function momentum(period = 10): TechnicalFactory {
  return factoryOf({
    name: "momentum",
    valueKind: "price",
    indicator: indicator("MOM", { timePeriod: period }, skipping),
    output: 0,
    rule: "change",
    scale: 1 / Math.sqrt(period),
    reason: (value, price) => `the price is ${share(value, price - value)} where it was ${period} updates ago`,
  });
}

/** Mean reversion by z-score: expects a return where the price lies more than one standard deviation from its mean. */
export function meanReversion(period = 20): TechnicalFactory {
  return factoryOf({
    name: "meanReversion",
    valueKind: "pure",
    indicator: indicator("ZSCORE", { timePeriod: period }, skipping),
    output: 0,
    rule: "reversion",
    scale: 1,
    reason: (value) =>
      `the price lies ${Math.abs(value).toFixed(1)} standard deviations ${value < 0 ? "below" : "above"} its mean of ${period}`,
  });
}

/** The default technical set: SMA 20, EMA 20, RSI 14, MACD 12/26/9, momentum 10, z-score 20. */
export function defaultGenerators(): readonly SignalGeneratorFactory[] {
  return [smaTrend(), emaTrend(), rsiReversal(), macdTrend(), momentum(), meanReversion()];
}

/** `0.31 % above`: a distance as a share of what it is measured by. */
function share(distance: number, of: number): string {
  return `${Math.abs((100 * distance) / of).toPrecision(2)} % ${distance < 0 ? "below" : "above"}`;
}
