import { InputError, log, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { type IndicatorStream, indicator } from "@hotpath/indicators";
import { ExponentialVolatility } from "../research/exponential-volatility.ts";
import type { FeatureColumns } from "../research/look-ahead.ts";

/** Changes over these many bars. */
const BACK = [1, 5, 20, 60] as const;
/** Closes kept of a symbol: more than the longest change looks back; a power of two. */
const KEPT = 64;

/** Which columns bars have beside their close. */
export interface BarColumns {
  /** High and low. */
  range: boolean;
  volume: boolean;
}

/**
 * Features of bars that depend on no unit of price: changes and ranges in deviations of a bar's return, oscillators, and the
 * volume against its mean; for many symbols, bar by bar. NaN before there are enough bars, and where there is nothing to
 * divide by. {@link barFeatures} is the same over columns, to the bit; so are prices times a power of two.
 */
export class BarFeatures implements Snapshotable {
  /** Names of the features, in the order of a row. */
  readonly names: readonly string[];
  readonly #columns: BarColumns;
  readonly #closes: Float64Array;
  readonly #bars: Int32Array;
  readonly #volatility: ExponentialVolatility;
  readonly #short: ExponentialVolatility;
  readonly #long: ExponentialVolatility;
  readonly #average: IndicatorStream;
  readonly #rsi: IndicatorStream;
  readonly #macd: IndicatorStream;
  readonly #histogram: number;
  readonly #volume: IndicatorStream;

  /** @param columns default: all of them */
  constructor(symbols = 1, columns: BarColumns = { range: true, volume: true }) {
    this.#columns = columns;
    this.names = [
      "volatility",
      ...BACK.map((back) => `change_${back}`),
      ...["distance_20", "rsi_14", "macd", "volatility_ratio"],
      ...(columns.range ? ["range", "place"] : []),
      ...(columns.volume ? ["volume_ratio"] : []),
    ];
    this.#closes = new Float64Array(symbols * KEPT);
    this.#bars = new Int32Array(symbols);
    this.#volatility = new ExponentialVolatility(50, symbols);
    this.#short = new ExponentialVolatility(10, symbols);
    this.#long = new ExponentialVolatility(100, symbols);
    this.#average = indicator("SMA", { timePeriod: 20 }).stream({ symbols });
    this.#rsi = indicator("RSI", { timePeriod: 14 }).stream({ symbols });
    this.#macd = indicator("MACD").stream({ symbols });
    this.#histogram = this.#macd.indicator.outputs.findIndex(({ name }) => name === "macdHist");
    this.#volume = indicator("SMA", { timePeriod: 20 }).stream({ symbols });
  }

  /**
   * Takes in a bar, and writes its features to `out`, from `at` on.
   *
   * @param close a positive number, as high and low are where the features look at them
   */
  update(symbol: number, high: number, low: number, close: number, volume: number, out: Float64Array, at = 0): void {
    const closes = this.#closes;
    const base = symbol * KEPT;
    const bar = this.#bars[symbol]!;
    this.#bars[symbol] = bar + 1;
    closes[base + (bar & (KEPT - 1))] = close;
    const volatility = this.#volatility.push(close, symbol);
    out[at] = volatility;
    let next = at + 1;
    for (let k = 0; k < BACK.length; k++) {
      const back = BACK[k]!;
      const before = closes[base + ((bar - back) & (KEPT - 1))]!;
      out[next++] = bar < back ? Number.NaN : ratio(log(close / before), volatility * Math.sqrt(back));
    }
    out[next++] = ratio(close / this.#average.push(close, symbol) - 1, volatility * Math.sqrt(20));
    out[next++] = this.#rsi.push(close, symbol);
    this.#macd.push(close, symbol);
    out[next++] = ratio(this.#macd.value(this.#histogram, symbol) / close, volatility);
    out[next++] = ratio(this.#short.push(close, symbol), this.#long.push(close, symbol));
    if (this.#columns.range) {
      out[next++] = ratio(log(high / low), volatility);
      out[next++] = ratio(close - low, high - low);
    }
    if (this.#columns.volume) out[next] = ratio(volume, this.#volume.push(volume, symbol));
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.barFeatures");
    writer.f64s(this.#closes);
    writer.i32s(this.#bars);
    for (const part of this.#parts()) part.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.barFeatures");
    reader.f64s(this.#closes);
    reader.i32s(this.#bars);
    for (const part of this.#parts()) part.restore(reader);
  }

  #parts(): Snapshotable[] {
    return [this.#volatility, this.#short, this.#long, this.#average, this.#rsi, this.#macd, this.#volume];
  }
}

/**
 * The features of {@link BarFeatures} over columns: by name, a value a bar. No value knows a later bar.
 *
 * @param bars `close`, and where there are `high`, `low` and `volume`
 * @throws {InputError} no close, columns that are not of one length, a price that is not positive
 */
export function barFeatures(bars: FeatureColumns): FeatureColumns {
  const { close, high, low, volume } = bars;
  if (close === undefined) throw new InputError("INPUT_INVALID", "bars: close is missing");
  for (const [name, column] of Object.entries({ close, high, low, volume })) {
    if (column === undefined) continue;
    if (column.length !== close.length)
      throw new InputError("INPUT_INVALID", `bars: ${name} has ${column.length} values; close has ${close.length}`);
    const bad = name === "volume" ? -1 : column.findIndex((price) => !(price > 0 && price < Number.POSITIVE_INFINITY));
    if (bad !== -1)
      throw new InputError("INPUT_INVALID", `bars: ${name}[${bad}]: got ${column[bad]}; allowed: a positive number`);
  }
  const range = high !== undefined && low !== undefined;
  const stream = new BarFeatures(1, { range, volume: volume !== undefined });
  const columns = stream.names.map(() => new Float64Array(close.length));
  const row = new Float64Array(columns.length);
  for (let i = 0; i < close.length; i++) {
    stream.update(0, high?.[i] ?? close[i]!, low?.[i] ?? close[i]!, close[i]!, volume?.[i] ?? 0, row);
    for (let f = 0; f < row.length; f++) columns[f]![i] = row[f]!;
  }
  return Object.fromEntries(stream.names.map((name, f) => [name, columns[f]!]));
}

/** NaN, a missing value, where there is nothing to divide by. */
const ratio = (value: number, by: number): number => {
  const result = value / by;
  return by !== 0 && result - result === 0 ? result : Number.NaN;
};
