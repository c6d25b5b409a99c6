/**
 * The signals of many symbols: generators, a learned member and their ensemble, over columns. One call of `update` takes
 * in one price of one symbol and leaves every signal of the symbol in its row:
 *
 *     price → generators → [scores | learned] → ensemble
 *
 * Every `HORIZON` updates of a symbol the outcome of its last row is known, and learner and ensemble learn from it.
 */
import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { BarCache, type BarCacheStats } from "@hotpath/indicators";
import { type Kernels, loadKernels } from "@hotpath/native";
import { Ensemble } from "./ensemble/ensemble.ts";
import { ChangeHistory } from "./internal/change-history.ts";
import { GeneratorBank } from "./internal/generator-bank.ts";
import { MarketListeners } from "./internal/market-listeners.ts";
import { OnlineLearner } from "./online-learner.ts";
import { parseSignalConfig, type SignalConfig } from "./signal-config.ts";
import type { SignalGenerator, SignalGeneratorFactory } from "./signal-generator.ts";
import { defaultGenerators } from "./technical.ts";

/** Updates of a symbol that make one of its bars: a power of two. */
export const UPDATES_PER_BAR = 16;
/** Price changes in the window of the typical change. */
const CHANGE_WINDOW = 64;
/** Updates of a symbol after which the outcome of a signal is looked at: a power of two. */
export const HORIZON = 16;

/** How a {@link SignalSet} is made. */
export interface SignalSetOptions {
  /** Number of symbols. */
  symbols: number;
  /** Default: {@link defaultGenerators}. */
  generators?: readonly SignalGeneratorFactory[];
  /** See {@link SignalConfig}; what is left out has its default. */
  config?: Partial<SignalConfig>;
}

/** One signal, for the edge. */
export interface SignalView {
  /** Which generator says so: its name, `learned` or `ensemble`. */
  generator: string;
  /** Dense index of the symbol. */
  symbol: number;
  direction: "up" | "down";
  /** 0 to 1. */
  confidence: number;
  /** The generator's own figure, such as an RSI. */
  value: number;
  /** What the figure is: in the unit of the prices taken in, or a pure number. */
  valueKind: "price" | "pure";
}

/** Counts of what became of the ensemble's signals. */
export interface SignalCounts {
  /** Updates taken in. */
  updates: number;
  /** Signals that were confident and young enough. */
  signals: number;
  /** Not confident enough. */
  weak: number;
  /** Made from a quote that was too old. */
  expired: number;
  /** Updates before the warm-up. */
  warmingUp: number;
}

/**
 * Makes every signal of every symbol.
 *
 * @example
 * const set = new SignalSet({ symbols: 1 });
 * for (const price of prices) set.update(0, price, 0, timeMicros++);
 * set.ranked(0); // [{ generator: "ema", direction: "up", confidence: 0.41, … }, …]
 */
export class SignalSet implements Snapshotable, Disposable {
  /** Names of the signals by index: the generators', then `learned`, then `ensemble`. */
  readonly names: readonly string[];
  readonly config: SignalConfig;
  readonly symbols: number;
  readonly #generators: readonly SignalGenerator[];
  readonly #bank: GeneratorBank;
  readonly #listeners: MarketListeners;
  /** 1 where bars come from the market data, so that none are built of updates. */
  readonly #hasBars: Int32Array;
  /** Size traded since the last built bar. */
  readonly #volume: Float64Array;
  readonly #kernels: Kernels;
  readonly #learner: OnlineLearner;
  readonly #ensemble: Ensemble;
  readonly #history: ChangeHistory;
  readonly #barCache: BarCache;
  /** Row of a symbol: one score a generator, learned, ensemble. */
  readonly #scores: Float64Array;
  /** The row, and the imbalance, as they were when the pending outcome began. */
  readonly #pendingScores: Float64Array;
  readonly #pendingImbalance: Float64Array;
  readonly #pendingPrice: Float64Array;
  readonly #updates: Int32Array;
  readonly #time: Float64Array;
  readonly #maxAgeMicros: number;
  readonly #windowBuffer = new Float64Array(CHANGE_WINDOW);
  readonly #moments = new Float64Array(2);
  #now = 0;
  #signals = 0;
  #weak = 0;
  #expired = 0;
  #warmingUp = 0;
  #total = 0;

  constructor(options: SignalSetOptions) {
    const { symbols } = options;
    if (!Number.isInteger(symbols) || symbols < 1) throw new ConfigError("symbols", symbols, "an integer from 1");
    this.symbols = symbols;
    this.config = parseSignalConfig(options.config);
    this.#generators = (options.generators ?? defaultGenerators()).map((make) => make(symbols, this.config));
    const count = this.#generators.length;
    if (count === 0) throw new ConfigError("generators", options.generators, "at least one generator");
    this.#bank = new GeneratorBank(this.#generators);
    this.#listeners = new MarketListeners(this.#generators);
    this.#hasBars = new Int32Array(symbols);
    this.#volume = new Float64Array(symbols);
    this.names = [...this.#generators.map((g) => g.name), "learned", "ensemble"];
    if (new Set(this.names).size !== this.names.length)
      throw new ConfigError("generators", this.names, "generators of different names");
    this.#kernels = loadKernels({ prefer: this.config.enableSimd ? "auto" : "portable" });
    this.#learner = new OnlineLearner({ symbols, features: count + 1, quantized: this.config.enableQuantization });
    this.#ensemble = new Ensemble({ symbols, members: count + 1 });
    this.#history = new ChangeHistory(symbols, CHANGE_WINDOW, UPDATES_PER_BAR);
    this.#barCache = new BarCache({
      symbols,
      enabled: this.config.enableCaching,
      indicators: [{ name: "perTypicalChange", compute: (symbol) => this.#perTypicalChange(symbol) }],
    });
    this.#scores = new Float64Array(symbols * (count + 2)).fill(Number.NaN);
    this.#pendingScores = new Float64Array(symbols * (count + 2));
    this.#pendingImbalance = new Float64Array(symbols);
    this.#pendingPrice = new Float64Array(symbols).fill(Number.NaN);
    this.#updates = new Int32Array(symbols);
    this.#time = new Float64Array(symbols);
    this.#maxAgeMicros = this.config.maxSignalAgeNs / 1000;
  }

  /**
   * Takes in one price.
   *
   * @param price any unit; signals do not depend on it
   * @param imbalance of the sizes at the touch, (bid − ask) / (bid + ask); 0 if not known
   * @param micros the price's time
   * @returns the ensemble's signal, its sign the direction and its magnitude the confidence; 0 if there is none that may
   * be traded
   */
  update(symbol: number, price: number, imbalance: number, micros: number): number {
    const count = this.#generators.length;
    const scores = this.#scores;
    const base = symbol * (count + 2);
    const updates = (this.#updates[symbol]! + 1) | 0;
    this.#updates[symbol] = updates;
    this.#total += 1;
    this.#history.append(symbol, price);
    if ((updates & (UPDATES_PER_BAR - 1)) === 0) this.#barCache.closeBar(symbol);
    const perUnit = this.#barCache.value(symbol, 0);
    this.#bank.update(symbol, price, perUnit, scores, base);
    // One NaN among the scores makes the sum NaN: one test for all.
    let sum = 0;
    for (let i = base; i < base + count; i++) sum += scores[i]!;
    const warm = sum - sum === 0;
    const outcomeDue = (updates & (HORIZON - 1)) === 0;
    if (outcomeDue) this.#learn(symbol, price);
    let vote = Number.NaN;
    if (warm) {
      const learner = this.#learner;
      scores[base + count] = learner.ready(symbol)
        ? 2 * learner.predict(symbol, scores, base, imbalance) - 1
        : Number.NaN;
      vote = this.#ensemble.vote(symbol, scores, base);
    }
    scores[base + count + 1] = vote;
    if (outcomeDue) this.#keepRow(symbol, warm ? price : Number.NaN, imbalance);
    if ((updates & (UPDATES_PER_BAR - 1)) === 0 && this.#listeners.takesBars) this.#buildBar(symbol);
    this.#time[symbol] = micros;
    if (micros > this.#now) this.#now = micros;
    return this.#judge(warm, vote, micros);
  }

  /**
   * Takes in a bar of the market data, which has just closed, for the generators that look at bars. From then on none are
   * built of the symbol's updates.
   */
  bar(symbol: number, open: number, high: number, low: number, close: number, volume: number): void {
    this.#hasBars[symbol] = 1;
    this.#listeners.bar(symbol, open, high, low, close, volume);
  }

  /** Takes in a touch of two sides, not crossed, for the generators that look at quotes; before `update` with its mid. */
  quote(symbol: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number): void {
    this.#listeners.quote(symbol, bidPrice, askPrice, bidSize, askSize);
  }

  /** Takes in a trade for the generators that look at trades, and for the volume of bars that are built of updates. */
  trade(symbol: number, price: number, quantity: number, aggressor: number): void {
    this.#volume[symbol]! += quantity;
    this.#listeners.trade(symbol, price, quantity, aggressor);
  }

  /** Which calls beside `update` any generator listens to: the others may be left out. */
  get listensTo(): { readonly bars: boolean; readonly quotes: boolean; readonly trades: boolean } {
    const { takesBars: bars, takesQuotes: quotes, takesTrades: trades } = this.#listeners;
    // Built bars want the volume.
    return { bars, quotes, trades: trades || bars };
  }

  /** A signal's score: sign and confidence in one, NaN before the warm-up. */
  score(symbol: number, signal: number): number {
    return this.#scores[symbol * this.names.length + signal]!;
  }

  /** The figure behind a signal: the generator's own, the learned probability, or the ensemble's score. */
  value(symbol: number, signal: number): number {
    const generator = this.#generators[signal];
    if (generator) return generator.value(symbol);
    const score = this.score(symbol, signal);
    return signal === this.#generators.length ? (score + 1) / 2 : score;
  }

  /** Changes with each update of the symbol: what was read from its row is good while this stays. */
  version(symbol: number): number {
    return this.#updates[symbol]!;
  }

  /** Whether the symbol's last update is young enough, by the newest time seen, for its signals to count. */
  isFresh(symbol: number): boolean {
    return this.#now - this.#time[symbol]! <= this.#maxAgeMicros;
  }

  /** The time of a symbol's last update, in microseconds. */
  updatedAt(symbol: number): number {
    return this.#time[symbol]!;
  }

  /** The newest time seen, in microseconds: ages are measured from it. */
  get now(): number {
    return this.#now;
  }

  /** The symbol's signals that are confident and young enough, the most confident first, at most as many as configured. */
  ranked(symbol: number): SignalView[] {
    if (!this.isFresh(symbol)) return [];
    const views: SignalView[] = [];
    for (const [signal, generator] of this.names.entries()) {
      const score = this.score(symbol, signal);
      const confidence = Math.abs(score);
      if (!(confidence >= this.config.minSignalConfidence) || score === 0) continue;
      views.push({
        generator,
        symbol,
        direction: score > 0 ? "up" : "down",
        confidence,
        value: this.value(symbol, signal),
        valueKind: this.#generators[signal]?.valueKind ?? "pure",
      });
    }
    // A stable sort: equal confidences keep the order of the set.
    return views.sort((a, b) => b.confidence - a.confidence).slice(0, this.config.maxSignalsPerSymbol);
  }

  /** What became of the ensemble's signals. */
  counts(): SignalCounts {
    return {
      updates: this.#total,
      signals: this.#signals,
      weak: this.#weak,
      expired: this.#expired,
      warmingUp: this.#warmingUp,
    };
  }

  /** The cache of values computed from closed bars. */
  barCacheStats(): BarCacheStats {
    return this.#barCache.stats();
  }

  /** Symbols that have a price history. */
  get historySymbols(): number {
    return this.#history.symbolsWithHistory;
  }

  /** Calls of the kernels, by kernel, native and portable. */
  get kernels(): Kernels {
    return this.#kernels;
  }

  /** The most by which int16 features can move the symbol's learned probability; 0 if they are not quantised. */
  quantizationBound(symbol: number): number {
    return this.config.enableQuantization ? this.#learner.quantizationBound(symbol) : 0;
  }

  /** The weight of an ensemble member; 1 is an equal share. */
  weight(symbol: number, member: number): number {
    return this.#ensemble.weight(symbol, member);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.set");
    for (const part of this.#parts()) part.snapshot(writer);
    for (const column of this.#columns()) writer.f64s(column);
    writer.i32s(this.#updates);
    writer.i32s(this.#hasBars);
    for (const count of [this.#now, this.#signals, this.#weak, this.#expired, this.#warmingUp, this.#total])
      writer.f64(count);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.set");
    for (const part of this.#parts()) part.restore(reader);
    for (const column of this.#columns()) reader.f64s(column);
    reader.i32s(this.#updates);
    reader.i32s(this.#hasBars);
    this.#now = reader.f64();
    this.#signals = reader.f64();
    this.#weak = reader.f64();
    this.#expired = reader.f64();
    this.#warmingUp = reader.f64();
    this.#total = reader.f64();
    this.#barCache.clear();
  }

  [Symbol.dispose](): void {
    this.#kernels[Symbol.dispose]();
  }

  #parts(): Snapshotable[] {
    return [...this.#generators, this.#learner, this.#ensemble, this.#history];
  }

  #columns(): Float64Array[] {
    return [this.#scores, this.#pendingScores, this.#pendingImbalance, this.#pendingPrice, this.#time, this.#volume];
  }

  /** Tells of the bar of the last updates, where the market data has none. */
  #buildBar(symbol: number): void {
    const volume = this.#volume[symbol]!;
    this.#volume[symbol] = 0;
    if (this.#hasBars[symbol] !== 0) return;
    const prices = this.#history.window(symbol, UPDATES_PER_BAR);
    let [high, low] = [prices[0]!, prices[0]!];
    for (let i = 1; i < prices.length; i++) {
      const price = prices[i]!;
      if (price > high) high = price;
      if (price < low) low = price;
    }
    this.#listeners.bar(symbol, prices[0]!, high, low, prices[prices.length - 1]!, volume);
  }

  #judge(warm: boolean, vote: number, micros: number): number {
    if (!warm) {
      this.#warmingUp += 1;
      return 0;
    }
    if (this.#now - micros > this.#maxAgeMicros) {
      this.#expired += 1;
      return 0;
    }
    if (!(Math.abs(vote) >= this.config.minSignalConfidence) || vote === 0) {
      this.#weak += 1;
      return 0;
    }
    this.#signals += 1;
    return vote;
  }

  /** The outcome of the row that was kept `HORIZON` updates ago is known now. */
  #learn(symbol: number, price: number): void {
    const base = symbol * this.names.length;
    // NaN where the kept row was not warm: nothing to learn.
    const change = price - this.#pendingPrice[symbol]!;
    if (change > 0 || change < 0) {
      this.#learner.learn(symbol, this.#pendingScores, base, this.#pendingImbalance[symbol]!, change > 0);
      this.#ensemble.learn(symbol, this.#pendingScores, base, change > 0 ? 1 : -1);
    }
  }

  #keepRow(symbol: number, price: number, imbalance: number): void {
    const width = this.names.length;
    const base = symbol * width;
    this.#pendingPrice[symbol] = price;
    this.#pendingImbalance[symbol] = imbalance;
    for (let i = base; i < base + width; i++) this.#pendingScores[i] = this.#scores[i]!;
  }

  /**
   * One over the root mean square of the price changes in the window, as of the last closed bar: 0 if nothing has moved,
   * NaN before the first bar.
   */
  #perTypicalChange(symbol: number): number {
    const window = this.#windowBuffer;
    const count = this.#history.copyClosed(symbol, window);
    if (count === 0) return Number.NaN;
    this.#kernels.meanVariance(window, this.#moments, 0);
    const mean = this.#moments[0]!;
    // A window that is not full yet is padded with zeros, which add nothing to the sum of squares.
    const meanSquare = ((this.#moments[1]! + mean * mean) * CHANGE_WINDOW) / count;
    return meanSquare > 0 ? 1 / Math.sqrt(meanSquare) : 0;
  }
}
