import { ConfigError, log, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import type { SignalGenerator } from "../signal-generator.ts";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkInteger, checkSymbols, figure } from "./internal/column-state.ts";
import { LegGenerator, type Legs, legsOf, reversionScore, type Spreads } from "./internal/legs.ts";
import { KalmanHedge, type KalmanHedgeOptions } from "./kalman-hedge.ts";

/** A pair of symbols: y is hedged with x. */
export interface Pair {
  y: number;
  x: number;
}

/** How a {@link PairSpread} is made. */
export interface PairSpreadOptions extends KalmanHedgeOptions {
  /** Number of symbols that updates may name. */
  symbols: number;
  /** The pairs, at least one. A symbol may be in several. */
  pairs: readonly Pair[];
  /** Deviations of the spread within which nothing is said, 0 to 10. Default 1. */
  entry?: number;
  /** Steps of a pair before anything is said, from 1. Default 32. */
  warmUp?: number;
  /** Whether logarithms of the prices are hedged, which must then be above 0. Default true. */
  logarithms?: boolean;
}

/**
 * Trades pairs by a {@link KalmanHedge}: y less what x says of it, in the deviation that was expected, is the spread's z; the
 * dearer leg is expected to fall against the other. A pair takes a step when both of its legs have had a new price, so that
 * a stale price of one is never held against a fresh one of the other twice.
 *
 * @example
 * const spreads = new PairSpread({ symbols: 2, pairs: [{ y: 0, x: 1 }], noise: 1e-4 });
 * const set = new SignalSet({ symbols: 2, generators: [() => spreads.generator()] });
 */
export class PairSpread implements Spreads {
  readonly symbols: number;
  readonly pairs: readonly Pair[];
  readonly hedge: KalmanHedge;
  readonly #legs: Legs;
  readonly #entry: number;
  readonly #warmUp: number;
  readonly #logarithms: boolean;
  /** By pair: y, x, z of the last step. */
  readonly #prices: Float64Array;
  /** By pair: bits of the legs that have had a new price since the last step. */
  readonly #fresh: Int32Array;
  readonly #columns: ColumnState;

  /** @throws {ConfigError} an option out of range, or a pair of symbols that are not there */
  constructor(options: PairSpreadOptions) {
    const { symbols, pairs, entry = 1, warmUp = 32, logarithms = true, ...hedge } = options;
    this.symbols = checkSymbols(symbols);
    if (pairs.length === 0) throw new ConfigError("pairs", pairs, "at least one pair");
    checkNumber("entry", entry, 0, 10);
    checkInteger("warmUp", warmUp, 1, 1_000_000_000);
    this.pairs = pairs.map(({ y, x }) => ({ y, x }));
    this.#legs = legsOf(
      symbols,
      pairs.map(({ y, x }) => [y, x]),
      "pairs",
    );
    this.hedge = new KalmanHedge(pairs.length, hedge);
    this.#entry = entry;
    this.#warmUp = warmUp;
    this.#logarithms = logarithms;
    this.#prices = new Float64Array(3 * pairs.length).fill(Number.NaN);
    this.#fresh = new Int32Array(pairs.length);
    this.#columns = new ColumnState("signals.pair-spread", [this.#prices], [this.#fresh]);
  }

  /** Takes in a price of a symbol; one that is not finite, or has no logarithm, is as if it had not come. */
  update(symbol: number, price: number): void {
    if (!(price - price === 0 && (!this.#logarithms || price > 0))) return;
    const { first, spreads, legs } = this.#legs;
    const value = this.#logarithms ? log(price) : price;
    for (let k = first[symbol]!; k < first[symbol + 1]!; k++) this.#take(spreads[k]!, legs[k]!, value);
  }

  #take(pair: number, leg: number, value: number): void {
    const at = 3 * pair;
    this.#prices[at + leg] = value;
    const fresh = this.#fresh[pair]! | (1 << leg);
    this.#fresh[pair] = fresh === 3 ? 0 : fresh;
    if (fresh !== 3) return;
    const z = this.hedge.take(pair, this.#prices[at]!, this.#prices[at + 1]!);
    this.#prices[at + 2] = this.hedge.count(pair) > this.#warmUp ? z : Number.NaN;
  }

  /** The spread's last z: above 0 where y is dear; NaN before the warm-up. */
  value(pair: number): number {
    return this.#prices[3 * pair + 2]!;
  }

  /** The signal for y against x: s of how far z is beyond the entry, with the opposite sign; NaN before the warm-up. */
  score(pair: number): number {
    return reversionScore(this.value(pair), this.#entry);
  }

  /** Why, for a person. */
  reason(pair: number): string {
    const z = this.value(pair);
    const { y, x } = this.pairs[pair]!;
    if (Number.isNaN(z)) return "warming up";
    return `symbol ${y} ${figure(Math.abs(z))} deviations ${z < 0 ? "below" : "above"} ${figure(this.hedge.slope(pair))} times symbol ${x}`;
  }

  /** Whether the leg, 0 for y and 1 for x, goes the way of y: x does where both fall against each other's rise. */
  isLong(pair: number, leg: number): boolean {
    return leg === 0 || this.hedge.slope(pair) < 0;
  }

  /**
   * A generator for the legs, which feeds and reads this object: one for a set. y has the pair's signal, x the opposite, or
   * the same where the slope is negative; a symbol in several pairs their mean, a symbol in none 0.
   */
  generator(): SignalGenerator {
    return new LegGenerator("pairs", this, this.#legs);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#columns.snapshot(writer);
    this.hedge.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#columns.restore(reader);
    this.hedge.restore(reader);
  }
}
