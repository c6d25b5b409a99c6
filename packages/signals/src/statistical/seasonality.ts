import { log, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import type { SignalGenerator } from "../signal-generator.ts";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkInteger, checkSymbols, figure } from "./internal/column-state.ts";
import { squash } from "./internal/squash.ts";
import { type SeasonalEffect, SeasonalProfile } from "./seasonal-profile.ts";

/** How a {@link Seasonality} is made. */
export interface SeasonalityOptions {
  /** Bins of the season, 2 to 10,080. */
  bins: number;
  /** Level that a bin's adjusted probability must be below for it to be traded, above 0 and up to 1. Default 0.05. */
  level?: number;
}

/**
 * Follows the season: while a bin lasts whose returns differ from the others', all tests counted, it expects its shrunk
 * mean again. What time it is, the caller says, who has the clock: {@link Seasonality.begin} when a bin begins.
 *
 * The signal is s(mean ÷ deviation), s(x) = x ÷ (1 + |x|), both of the bin and of logarithmic returns over the whole of it, told
 * from its past only; 0 where the bin is like the others, or none has begun.
 *
 * @example
 * const hours = new Seasonality(2, { bins: 24 });
 * const set = new SignalSet({ symbols: 2, generators: [() => hours, ...defaultGenerators()] });
 * // with the clock: hours.begin(intradayBin(micros, 60));
 */
export class Seasonality implements SignalGenerator {
  readonly name = "seasonality";
  readonly valueKind = "pure";
  /** What the bins were like so far. */
  readonly profile: SeasonalProfile;
  readonly #level: number;
  /** By symbol: the last price, the one that the bin began with, the signal. */
  readonly #price: Float64Array;
  readonly #first: Float64Array;
  readonly #signal: Float64Array;
  /** By symbol: shrunk mean, deviation and adjusted probability of the bin that lasts. */
  readonly #effect: Float64Array;
  /** The bin that lasts; −1: none. */
  readonly #bin = Int32Array.of(-1);
  readonly #columns: ColumnState;

  /** @throws {ConfigError} an option out of range */
  constructor(symbols: number, { bins, level = 0.05 }: SeasonalityOptions) {
    checkSymbols(symbols);
    checkNumber("level", level, 0, 1, true);
    this.profile = new SeasonalProfile(symbols, bins);
    this.#level = level;
    this.#price = new Float64Array(symbols).fill(Number.NaN);
    this.#first = new Float64Array(symbols).fill(Number.NaN);
    this.#signal = new Float64Array(symbols);
    this.#effect = new Float64Array(3 * symbols).fill(Number.NaN);
    this.#columns = new ColumnState(
      "signals.seasonality",
      [this.#price, this.#first, this.#signal, this.#effect],
      [this.#bin],
    );
  }

  /**
   * A bin begins, and with it the one before has ended: its return is learned, and each symbol's signal for the new one
   * made. Off the hot path: it looks at every bin of every symbol, and allocates.
   *
   * @param bin from 0 on; −1 where none begins, such as at the close
   * @throws {ConfigError} a bin that is not there
   */
  begin(bin: number): void {
    checkInteger("bin", bin, -1, this.profile.bins - 1);
    const ended = this.#bin[0]!;
    this.#bin[0] = bin;
    for (let symbol = 0; symbol < this.profile.symbols; symbol++) {
      const price = this.#price[symbol]!;
      if (ended >= 0) this.profile.add(symbol, ended, log(price / this.#first[symbol]!));
      // What the price does while no bin lasts is no bin's.
      this.#first[symbol] = ended >= 0 ? price : Number.NaN;
      this.#judge(symbol, bin >= 0 ? this.profile.effects(symbol)[bin] : undefined);
    }
  }

  update(symbol: number, price: number): number {
    if (price > 0 && price < Infinity) {
      this.#price[symbol] = price;
      if (Number.isNaN(this.#first[symbol]!) && this.#bin[0]! >= 0) this.#first[symbol] = price;
    }
    return this.#signal[symbol]!;
  }

  /** The shrunk mean of the bin's returns in their deviation; NaN while no bin lasts, or it has not two returns. */
  value(symbol: number): number {
    return this.#effect[3 * symbol]! / this.#effect[3 * symbol + 1]!;
  }

  reason(symbol: number): string {
    const bin = this.#bin[0]!;
    const at = 3 * symbol;
    const adjusted = this.#effect[at + 2]!;
    if (bin < 0) return "no bin has begun";
    if (Number.isNaN(adjusted)) return "warming up";
    const mean = figure(100 * this.#effect[at]!);
    return `bin ${bin}: mean ${mean} % expected, ${figure(this.value(symbol))} deviations; p ${figure(adjusted)} among ${this.profile.bins} bins`;
  }

  snapshot(writer: SnapshotWriter): void {
    this.#columns.snapshot(writer);
    this.profile.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#columns.restore(reader);
    this.profile.restore(reader);
  }

  #judge(symbol: number, effect: SeasonalEffect | undefined): void {
    const at = 3 * symbol;
    this.#effect[at] = effect?.shrunk ?? Number.NaN;
    this.#effect[at + 1] = effect?.deviation ?? Number.NaN;
    this.#effect[at + 2] = effect?.adjusted ?? Number.NaN;
    const trusted = effect !== undefined && effect.adjusted < this.#level;
    this.#signal[symbol] = trusted ? squash(effect.shrunk, effect.deviation) : 0;
  }
}
