import type { Snapshotable } from "@hotpath/core";
import type { SignalConfig } from "./signal-config.ts";

/**
 * Makes one signal for each of many symbols from a stream of prices.
 *
 * A signal is one number: its sign is the direction (+ up, − down), its magnitude the confidence, below 1.
 *
 * `update` is all that it needs. One that looks at more of the market has `bar`, `quote` or `trade` as well; they are
 * called before the `update` that follows them. All prices of a symbol, there and in `update`, are in one unit.
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
  /** The symbol's touch has changed: both sides are there, and not crossed. */
  quote?(symbol: number, bidPrice: number, askPrice: number, bidSize: number, askSize: number): void;
  /** A trade of the symbol was printed; `aggressor` is the taker's `Side`, 0 where it is not known. */
  trade?(symbol: number, price: number, quantity: number, aggressor: number): void;
  /** The figure behind the signal, such as an RSI; NaN before the warm-up. */
  value(symbol: number): number;
  /** Why, for a person: a sentence. Allocates. */
  reason?(symbol: number): string;
}

/** Makes a generator for a number of symbols; the set's configuration comes with it, for those that it concerns. */
export type SignalGeneratorFactory = (symbols: number, config?: SignalConfig) => SignalGenerator;
