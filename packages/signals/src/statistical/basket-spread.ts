import { ConfigError, InputError, log, type SnapshotReader, type SnapshotWriter } from "@hotpath/core";
import { checkPrices } from "../research/label-spans.ts";
import type { SignalGenerator } from "../signal-generator.ts";
import { checkNumber } from "../training/online-model.ts";
import { ColumnState, checkSymbols, figure } from "./internal/column-state.ts";
import { LegGenerator, type Legs, legsOf, reversionScore, type Spreads } from "./internal/legs.ts";
import { checkColumns } from "./internal/series.ts";
import { JOHANSEN_SERIES_MAX } from "./johansen-critical.ts";
import { fitOrnsteinUhlenbeck, type OrnsteinUhlenbeckFit } from "./ornstein-uhlenbeck.ts";

/** A combination of symbols that reverts, with the level and the deviation that it reverts to and strays by. */
export interface Basket {
  /** Its symbols, 2 to 12, and the weight of each one's logarithm; no weight is 0. */
  symbols: readonly number[];
  weights: ArrayLike<number>;
  /** Of the weighted sum at rest; the deviation above 0. */
  mean: number;
  deviation: number;
  /** In steps, for the reason that is given; default unknown. */
  halfLife?: number;
}

/** How a {@link BasketSpread} is made. */
export interface BasketSpreadOptions {
  /** Number of symbols that updates may name. */
  symbols: number;
  /** The baskets, at least one. A symbol may be in several. */
  baskets: readonly Basket[];
  /** Deviations within which nothing is said, 0 to 10. Default 1. */
  entry?: number;
}

/**
 * A basket's level, deviation at rest and half-life from the history of its prices, as an Ornstein–Uhlenbeck process: what
 * is missing to make a {@link Basket} of weights that {@link johansen} or {@link engleGranger} found.
 *
 * @param prices a column for each of the symbols, above 0
 * @throws {InputError} columns of different lengths, too short or with what is no price; a sum that does not revert
 * @example
 * const { vectors } = johansen(prices.map((column) => column.map(log)));
 * const basket = fitBasket([0, 1, 2], vectors[0], prices);
 */
export function fitBasket(
  symbols: readonly number[],
  weights: ArrayLike<number>,
  prices: readonly Float64Array[],
): Required<Basket> & { fit: OrnsteinUhlenbeckFit } {
  const rows = checkColumns(prices, "prices", 4);
  if (prices.length !== symbols.length || weights.length !== symbols.length)
    throw new ConfigError("weights", weights.length, `as many as symbols and columns, ${symbols.length}`);
  for (const [k, column] of prices.entries()) checkPrices(column, `prices[${k}]`);
  const spread = Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (const [k, column] of prices.entries()) sum += weights[k]! * log(column[i]!);
    return sum;
  });
  const fit = fitOrnsteinUhlenbeck(spread);
  const { persistence, speed, volatility } = fit;
  if (!(persistence < 1 && persistence > -1))
    throw new InputError("INPUT_INVALID", `prices: their weighted sum does not revert (persistence ${persistence})`);
  // Where a step is more than enough there is no speed, and the volatility is that of the steps.
  const deviation = volatility / Math.sqrt(persistence > 0 ? 2 * speed : 1 - persistence * persistence);
  return { symbols, weights, mean: fit.mean, deviation, halfLife: fit.halfLife, fit };
}

function checkBasket({ symbols, weights, mean, deviation, halfLife }: Basket, path: string): void {
  if (!(symbols.length >= 2 && symbols.length <= JOHANSEN_SERIES_MAX))
    throw new ConfigError(`${path}.symbols`, symbols, `2 to ${JOHANSEN_SERIES_MAX} symbols`);
  if (weights.length !== symbols.length || !Array.from(weights).every((w) => Number.isFinite(w) && w !== 0))
    throw new ConfigError(`${path}.weights`, Array.from(weights), `${symbols.length} finite numbers that are not 0`);
  if (!Number.isFinite(mean)) throw new ConfigError(`${path}.mean`, mean, "a finite number");
  if (!(deviation > 0 && Number.isFinite(deviation)))
    throw new ConfigError(`${path}.deviation`, deviation, "a positive number");
  if (halfLife !== undefined && !(halfLife >= 0))
    throw new ConfigError(`${path}.halfLife`, halfLife, "a number from 0 on");
}

/**
 * Trades baskets whose weights are fixed, as {@link johansen} and {@link engleGranger} find them: z is the distance of the
 * weighted sum of logarithms from its level, in its deviation at rest; what weighs positively is expected to fall where z is
 * above the entry, what weighs negatively to rise. With every price of a symbol its baskets are summed up anew.
 */
export class BasketSpread implements Spreads {
  readonly symbols: number;
  readonly baskets: readonly Basket[];
  readonly #legs: Legs;
  readonly #entry: number;
  /** By basket, from `#first[basket]` on, its symbols and their weights. */
  readonly #first: Int32Array;
  readonly #members: Int32Array;
  readonly #weights: Float64Array;
  /** By symbol, the logarithm of its last price; by basket, z. */
  readonly #logs: Float64Array;
  readonly #z: Float64Array;
  readonly #columns: ColumnState;

  /** @throws {ConfigError} an option out of range, or a basket that is none */
  constructor({ symbols, baskets, entry = 1 }: BasketSpreadOptions) {
    this.symbols = checkSymbols(symbols);
    if (baskets.length === 0) throw new ConfigError("baskets", baskets, "at least one basket");
    checkNumber("entry", entry, 0, 10);
    for (const [k, basket] of baskets.entries()) checkBasket(basket, `baskets[${k}]`);
    this.baskets = baskets.map((basket) => ({ ...basket, weights: Array.from(basket.weights) }));
    this.#legs = legsOf(
      symbols,
      baskets.map((basket) => basket.symbols),
      "baskets",
    );
    this.#entry = entry;
    this.#first = new Int32Array(baskets.length + 1);
    for (const [k, basket] of baskets.entries()) this.#first[k + 1] = this.#first[k]! + basket.symbols.length;
    this.#members = Int32Array.from(baskets.flatMap((basket) => basket.symbols));
    this.#weights = Float64Array.from(baskets.flatMap((basket) => Array.from(basket.weights)));
    this.#logs = new Float64Array(symbols).fill(Number.NaN);
    this.#z = new Float64Array(baskets.length).fill(Number.NaN);
    this.#columns = new ColumnState("signals.basket-spread", [this.#logs, this.#z]);
  }

  /** Takes in a price of a symbol; one that is not finite or not above 0 is as if it had not come. */
  update(symbol: number, price: number): void {
    const { first, spreads } = this.#legs;
    if (!(price > 0 && price < Infinity) || first[symbol] === first[symbol + 1]) return;
    this.#logs[symbol] = log(price);
    for (let k = first[symbol]!; k < first[symbol + 1]!; k++) {
      const basket = spreads[k]!;
      const { mean, deviation } = this.baskets[basket]!;
      let sum = -mean;
      for (let m = this.#first[basket]!; m < this.#first[basket + 1]!; m++)
        sum += this.#weights[m]! * this.#logs[this.#members[m]!]!;
      this.#z[basket] = sum / deviation;
    }
  }

  /** The basket's z; NaN before each of its symbols has had a price. */
  value(basket: number): number {
    return this.#z[basket]!;
  }

  /** The signal for holding the basket by its weights: s of how far z is beyond the entry, with the opposite sign. */
  score(basket: number): number {
    return reversionScore(this.value(basket), this.#entry);
  }

  /** Why, for a person. */
  reason(basket: number): string {
    const z = this.value(basket);
    if (Number.isNaN(z)) return "warming up";
    const { halfLife } = this.baskets[basket]!;
    const half = halfLife === undefined ? "" : `; half-life ${figure(halfLife)} steps`;
    return `basket ${basket}: z-score ${figure(Math.abs(z))} ${z < 0 ? "below" : "above"} its level${half}`;
  }

  /** Whether a leg has a positive weight. */
  isLong(basket: number, leg: number): boolean {
    return this.#weights[this.#first[basket]! + leg]! > 0;
  }

  /**
   * A generator for the legs, which feeds and reads this object: one for a set. A leg has its basket's signal by the sign
   * of its weight; a symbol in several baskets their mean, a symbol in none 0.
   */
  generator(): SignalGenerator {
    return new LegGenerator("baskets", this, this.#legs);
  }

  snapshot(writer: SnapshotWriter): void {
    this.#columns.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    this.#columns.restore(reader);
  }
}
