/**
 * The signals of many symbols: generators, a learned member and their ensemble, over columns. One call of `update` takes
 * in one price of one symbol and leaves every signal of the symbol in its row:
 *
 *     price → generators → [scores | learned] → ensemble
 *
 * Every `HORIZON` updates of a symbol the outcome of its last row is known, and learner and ensemble learn from it; what
 * became of each signal by itself gives it a probability and an interval (signal-outcomes.ts).
 */
import { ConfigError, type Snapshotable, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { type Kernels, loadKernels } from "@hotpath/native";
import { Ensemble, type EnsembleOptions } from "./ensemble/ensemble.ts";
import { MarketListeners } from "./internal/market-listeners.ts";
import { compileSetUpdate, type SetUpdate, TALLY } from "./internal/set-update.ts";
import { TechnicalRow } from "./internal/technical-row.ts";
import { TypicalChange } from "./internal/typical-change.ts";
import { ViewCache } from "./internal/view-cache.ts";
import { OnlineLearner } from "./online-learner.ts";
import { parseSignalConfig, type SignalConfig } from "./signal-config.ts";
import type { SignalGenerator, SignalGeneratorFactory } from "./signal-generator.ts";
import { type OutcomeOptions, type SignalInterval, SignalOutcomes } from "./signal-outcomes.ts";
import { rankSignals } from "./signal-ranking.ts";
import { ensembleReason, learnedReason } from "./signal-reasons.ts";
import type { SignalCacheStats, SignalCounts, SignalView } from "./signal-view.ts";
import { defaultGenerators, isTechnical, TechnicalSignal } from "./technical.ts";

/** Updates of a symbol that make one of its bars: a power of two. */
export const UPDATES_PER_BAR = 16;
/** Updates of a symbol after which the outcome of a signal is looked at: a power of two. */
export const HORIZON = 16;
/** The longest horizon of a generator, in updates. */
const HORIZON_MAX = 1_000_000;

/** How a {@link SignalSet} is made. */
export interface SignalSetOptions extends OutcomeOptions {
  /** Number of symbols. */
  symbols: number;
  /** Default: {@link defaultGenerators}. */
  generators?: readonly SignalGeneratorFactory[];
  /** See {@link SignalConfig}; what is left out has its default. */
  config?: Partial<SignalConfig>;
  /** How the ensemble combines its members. */
  ensemble?: EnsembleOptions;
}

/**
 * Makes every signal of every symbol.
 *
 * @example
 * const set = new SignalSet({ symbols: 1 });
 * for (const price of prices) set.update(0, price, 0, timeMicros++);
 * set.ranked(0); // [{ generator: "ema", direction: "up", probability: 0.58, confidence: 0.41, … }, …]
 */
export class SignalSet implements Snapshotable, Disposable {
  /** Names of the signals by index: the generators', then `learned`, then `ensemble`. */
  readonly names: readonly string[];
  readonly config: SignalConfig;
  readonly symbols: number;
  /** Signals a symbol. */
  readonly #width: number;
  readonly #generators: readonly SignalGenerator[];
  readonly #row: TechnicalRow | undefined;
  /** The generators that are not computed in the row. */
  readonly #apart: readonly SignalGenerator[];
  readonly #update: SetUpdate;
  readonly #listeners: MarketListeners;
  /** 1 where bars come from the market data, so that none are built of updates. */
  readonly #hasBars: Int32Array;
  /** Size traded since the last built bar. */
  readonly #volume: Float64Array;
  readonly #kernels: Kernels;
  readonly #learner: OnlineLearner;
  readonly #ensemble: Ensemble;
  readonly #typical: TypicalChange;
  readonly #outcomes: SignalOutcomes;
  readonly #horizons: readonly number[];
  readonly #views: ViewCache;
  /** Row of a symbol: one score a generator, learned, ensemble. */
  readonly #scores: Float64Array;
  /** The row, and the imbalance, as they were when the pending outcome began. */
  readonly #pendingScores: Float64Array;
  readonly #pendingImbalance: Float64Array;
  readonly #pendingPrice: Float64Array;
  readonly #time: Float64Array;
  readonly #maxAgeMicros: number;
  /** See {@link TALLY}. */
  readonly #tally = new Float64Array(Object.keys(TALLY).length);

  /** @throws {ConfigError} naming the path, the value and what is allowed */
  constructor(options: SignalSetOptions) {
    const { symbols, generators: factories = defaultGenerators() } = options;
    if (!Number.isInteger(symbols) || symbols < 1) throw new ConfigError("symbols", symbols, "an integer from 1");
    this.symbols = symbols;
    this.config = parseSignalConfig(options.config);
    const count = factories.length;
    if (count === 0) throw new ConfigError("generators", factories, "at least one generator");
    const specs = factories.filter(isTechnical).map(({ spec }) => spec);
    const row = specs.length > 0 ? new TechnicalRow(specs, symbols) : undefined;
    let next = 0;
    const places = factories.map((factory) => (isTechnical(factory) ? next++ : -1));
    this.#generators = factories.map((make, i) =>
      row !== undefined && places[i] !== -1 ? new TechnicalSignal(row, places[i]!) : make(symbols, this.config),
    );
    this.#row = row;
    this.#apart = this.#generators.filter((_, i) => places[i] === -1);
    this.#width = count + 2;
    this.names = [...this.#generators.map((g) => g.name), "learned", "ensemble"];
    if (new Set(this.names).size !== this.names.length)
      throw new ConfigError("generators", this.names, "generators of different names");
    this.#listeners = new MarketListeners(this.#generators);
    this.#hasBars = new Int32Array(symbols);
    this.#volume = new Float64Array(symbols);
    this.#horizons = [...this.#generators.map(horizonOf), HORIZON, HORIZON];
    this.#outcomes = new SignalOutcomes(symbols, this.#horizons, options);
    const { enableSimd, enableQuantization: quantized, enableCaching } = this.config;
    this.#kernels = loadKernels({ prefer: enableSimd ? "auto" : "portable" });
    this.#learner = new OnlineLearner({ symbols, features: count + 1, quantized });
    this.#ensemble = new Ensemble({ symbols, members: count + 1, ...options.ensemble });
    this.#typical = new TypicalChange(symbols, UPDATES_PER_BAR, this.#kernels, enableCaching);
    this.#views = new ViewCache(symbols, enableCaching);
    this.#scores = new Float64Array(symbols * (count + 2)).fill(Number.NaN);
    this.#pendingScores = new Float64Array(symbols * (count + 2));
    this.#pendingImbalance = new Float64Array(symbols);
    this.#pendingPrice = new Float64Array(symbols).fill(Number.NaN);
    this.#time = new Float64Array(symbols);
    this.#maxAgeMicros = this.config.maxSignalAgeNs / 1000;
    this.#update = this.#compile(places);
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
    return this.#update(symbol, price, imbalance, micros);
  }

  /**
   * Takes in a price of every symbol, in their order: the same as {@link update} of each.
   *
   * @param prices one a symbol; NaN leaves a symbol out
   * @param imbalances one a symbol, or undefined where none is known
   * @param micros the time of all
   * @param votes takes the ensemble's signals, 0 where there is none that may be traded, or the symbol was left out
   */
  updateAll(prices: Float64Array, imbalances: Float64Array | undefined, micros: number, votes: Float64Array): void {
    const { symbols } = this;
    if (prices.length < symbols || votes.length < symbols || (imbalances !== undefined && imbalances.length < symbols))
      throw new ConfigError("prices", prices.length, `${symbols} prices, votes and imbalances, one a symbol`);
    for (let symbol = 0; symbol < symbols; symbol++) {
      const price = prices[symbol]!;
      const imbalance = imbalances === undefined ? 0 : imbalances[symbol]!;
      votes[symbol] = price - price === 0 ? this.update(symbol, price, imbalance, micros) : 0;
    }
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
    return this.#scores[symbol * this.#width + signal]!;
  }

  /** The figure behind a signal: the generator's own, the learned probability, or the ensemble's score. */
  value(symbol: number, signal: number): number {
    const generator = this.#generators[signal];
    if (generator) return generator.value(symbol);
    const score = this.score(symbol, signal);
    return signal === this.#generators.length ? (score + 1) / 2 : score;
  }

  /** The calibrated probability that a signal comes true: that the price moves its way within its horizon. */
  probability(symbol: number, signal: number): number {
    return this.#outcomes.probability(symbol, signal, this.score(symbol, signal));
  }

  /** Past signals of this generator and symbol whose outcome is known: what the probability rests on. */
  outcomes(symbol: number, signal: number): number {
    return this.#outcomes.count(symbol, signal);
  }

  /** Where the price will be after the horizon; undefined before it is known how prices move, and where nothing moves. */
  interval(symbol: number, signal: number): SignalInterval | undefined {
    const perUnit = this.#typical.perUnit(symbol);
    return this.#outcomes.interval(symbol, signal, this.score(symbol, signal), this.#typical.price(symbol), perUnit);
  }

  /** Why a signal says what it says, for a person. */
  reason(symbol: number, signal: number): string {
    const count = this.#generators.length;
    const own = this.#generators[signal];
    if (own !== undefined) return own.reason?.(symbol) ?? `${own.name} at ${own.value(symbol).toPrecision(4)}`;
    const members = this.names.slice(0, count + 1).map((name, i) => ({ name, score: this.score(symbol, i) }));
    if (signal > count)
      return ensembleReason(
        members.map((each, i) => ({ ...each, weight: this.#ensemble.weight(symbol, i) })),
        this.score(symbol, signal),
      );
    const features = members.slice(0, count).map((each, i) => ({ ...each, weight: this.#learner.weight(symbol, i) }));
    return learnedReason(features, this.value(symbol, signal));
  }

  /** What the figure behind a signal is: in the unit of the prices taken in, or a pure number. */
  valueKind(signal: number): "price" | "pure" {
    return this.#generators[signal]?.valueKind ?? "pure";
  }

  /** Whether the ensemble's members disagree more than its gate lets through. */
  isDivided(symbol: number): boolean {
    const base = symbol * this.#width;
    return this.#ensemble.isDivided(symbol, this.#scores, base, this.#scores[base + this.#width - 1]!);
  }

  /** Updates over which a signal is meant. */
  horizon(signal: number): number {
    return this.#horizons[signal]!;
  }

  /** Changes with each update of the symbol: what was read from its row is good while this stays. */
  version(symbol: number): number {
    return this.#typical.updates[symbol]!;
  }

  /** Whether the symbol's last update is young enough, by the newest time seen, for its signals to count. */
  isFresh(symbol: number): boolean {
    return this.#tally[TALLY.now]! - this.#time[symbol]! <= this.#maxAgeMicros;
  }

  /** The time of a symbol's last update, in microseconds. */
  updatedAt(symbol: number): number {
    return this.#time[symbol]!;
  }

  /** The newest time seen, in microseconds: ages are measured from it. */
  get now(): number {
    return this.#tally[TALLY.now]!;
  }

  /**
   * The symbol's signals that are confident and young enough, the most confident first, at most as many as configured; the
   * ensemble's not where its members are divided. Where caching is on, the same array until the symbol's next update.
   */
  ranked(symbol: number): readonly SignalView[] {
    if (!this.isFresh(symbol)) return [];
    return (
      this.#views.get(symbol, this.version(symbol)) ??
      this.#views.keep(symbol, this.version(symbol), rankSignals(this, symbol))
    );
  }

  /** What became of the ensemble's signals. */
  counts(): SignalCounts {
    return {
      updates: this.#tally[TALLY.total]!,
      signals: this.#tally[TALLY.signals]!,
      weak: this.#tally[TALLY.weak]!,
      divided: this.#tally[TALLY.divided]!,
      expired: this.#tally[TALLY.expired]!,
      warmingUp: this.#tally[TALLY.warmingUp]!,
    };
  }

  /** What the caches hold, and how often they were right: of all symbols, or of one. */
  cacheStats(symbol?: number): SignalCacheStats {
    return { bars: this.#typical.cacheFigures(symbol), views: this.#views.figures(symbol) };
  }

  /** Symbols that have a price history. */
  get historySymbols(): number {
    return this.#typical.activeSymbols;
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
    writer.section("signals.set", 2);
    for (const part of this.#parts()) part.snapshot(writer);
    for (const column of this.#columns()) writer.f64s(column);
    writer.i32s(this.#hasBars);
    for (const count of this.#tally) writer.f64(count);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.set", 2);
    for (const part of this.#parts()) part.restore(reader);
    for (const column of this.#columns()) reader.f64s(column);
    reader.i32s(this.#hasBars);
    for (const i of this.#tally.keys()) this.#tally[i] = reader.f64();
    this.#views.clear();
  }

  [Symbol.dispose](): void {
    this.#kernels[Symbol.dispose]();
  }

  #parts(): Snapshotable[] {
    const row = this.#row === undefined ? [] : [this.#row];
    return [...row, ...this.#apart, this.#learner, this.#ensemble, this.#typical, this.#outcomes];
  }

  #columns(): Float64Array[] {
    return [this.#scores, this.#pendingScores, this.#pendingImbalance, this.#pendingPrice, this.#time, this.#volume];
  }

  /** @param places of the generators in the row, −1 for those apart */
  #compile(places: readonly number[]): SetUpdate {
    const oneRhythm = this.#horizons.every((horizon) => horizon % HORIZON === 0);
    return compileSetUpdate({
      generators: this.#generators,
      row: this.#row,
      places,
      typical: this.#typical,
      learner: this.#learner,
      quantized: this.config.enableQuantization,
      ensemble: this.#ensemble,
      scores: this.#scores,
      times: this.#time,
      tally: this.#tally,
      horizon: HORIZON,
      maxAgeMicros: this.#maxAgeMicros,
      leastConfidence: this.config.minSignalConfidence,
      before: (symbol, price) => this.#learn(symbol, price),
      after: (symbol, updates, price, imbalance, u) => this.#keep(symbol, updates, price, imbalance, u),
      between: oneRhythm ? undefined : (symbol, updates, price, u) => this.#settle(symbol, updates, price, u),
    });
  }

  /** The outcome of the row that was kept `HORIZON` updates ago is known now. */
  #learn(symbol: number, price: number): void {
    const base = symbol * this.#width;
    // NaN where the kept row was not warm: nothing to learn.
    const change = price - this.#pendingPrice[symbol]!;
    if (change > 0 || change < 0) {
      this.#learner.learn(symbol, this.#pendingScores, base, this.#pendingImbalance[symbol]!, change > 0);
      this.#ensemble.learn(symbol, this.#pendingScores, base, change > 0 ? 1 : -1);
    }
  }

  /** Keeps the row for when its outcome will be known, settles other signals, and closes the bar. */
  #keep(symbol: number, updates: number, price: number, imbalance: number, perUnit: number): void {
    const width = this.#width;
    const base = symbol * width;
    const vote = this.#scores[base + width - 1]!;
    this.#pendingPrice[symbol] = vote - vote === 0 ? price : Number.NaN;
    this.#pendingImbalance[symbol] = imbalance;
    for (let i = base; i < base + width; i++) this.#pendingScores[i] = this.#scores[i]!;
    this.#settle(symbol, updates, price, perUnit);
    if (this.#listeners.takesBars) this.#buildBar(symbol);
  }

  #settle(symbol: number, updates: number, price: number, perUnit: number): void {
    this.#outcomes.update(symbol, updates, price, perUnit, this.#scores, symbol * this.#width);
  }

  /** Tells of the bar of the last updates, where the market data has none. */
  #buildBar(symbol: number): void {
    const volume = this.#volume[symbol]!;
    this.#volume[symbol] = 0;
    if (this.#hasBars[symbol] !== 0) return;
    const close = this.#typical.price(symbol);
    let open = close;
    let high = close;
    let low = close;
    for (let ago = 1; ago < UPDATES_PER_BAR; ago++) {
      open = this.#typical.price(symbol, ago);
      if (open > high) high = open;
      if (open < low) low = open;
    }
    this.#listeners.bar(symbol, open, high, low, close, volume);
  }
}

/** A generator's horizon, checked. */
function horizonOf({ name, horizon = HORIZON }: SignalGenerator): number {
  if (!(Number.isInteger(horizon) && horizon >= 1 && horizon <= HORIZON_MAX))
    throw new ConfigError(`generators.${name}.horizon`, horizon, `an integer from 1 to ${HORIZON_MAX}`);
  return horizon;
}
