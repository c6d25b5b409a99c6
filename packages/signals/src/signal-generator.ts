import type { Snapshotable } from "@hotpath/core";

/**
 * Makes one signal for each of many symbols from a stream of prices.
 *
 * A signal is one number: its sign is the direction (+ up, − down), its magnitude the confidence, below 1.
 */
export interface SignalGenerator extends Snapshotable {
  /** A short name, unique within a set. */
  readonly name: string;
  /** What `value` is: a `price` (or a difference of prices) in the unit of the prices taken in, or a `pure` number. */
  readonly valueKind: "price" | "pure";
  /** Updates of the symbol over which the signal is meant; default `HORIZON`. */
  readonly horizon?: number;
  /**
   * Takes in one price of one symbol.
   *
   * @param perUnit one over the symbol's typical price change from one update to the next, as of its last closed bar;
   * 0 if nothing moves, NaN before the first bar
   * @returns the signal, or NaN before the warm-up
   */
  update(symbol: number, price: number, perUnit: number): number;
  /** A bar of the symbol has closed (called before the update that follows it). */
  bar?(symbol: number, open: number, high: number, low: number, close: number, volume: number): void;
  /** The symbol's best bid and offer have changed (called before the update that follows it). */
  quote?(symbol: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number): void;
  /** The symbol has traded; `aggressor` is +1 for a buyer, −1 for a seller, 0 where it is not known. */
  trade?(symbol: number, price: number, quantity: number, aggressor: number): void;
  /** The figure behind the signal, such as an RSI; NaN before the warm-up. */
  value(symbol: number): number;
  /** Why, for a person. Allocates. */
  reason?(symbol: number): string;
}

/** Makes a generator for a number of symbols. */
export type SignalGeneratorFactory = (symbols: number) => SignalGenerator;
