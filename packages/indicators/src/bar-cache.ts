import { ConfigError } from "@hotpath/core";
import { checkSymbols } from "./internal/options.ts";

/** How a {@link BarCache} is made. */
export interface BarCacheOptions {
  /** Number of symbols. */
  symbols: number;
  /** What can be asked for: a name, and how to compute it for a symbol from its closed bars. */
  indicators: readonly { name: string; compute: (symbol: number) => number }[];
  /** Whether values are kept. Without, each is computed at every call: the same numbers, slower. Default true. */
  enabled?: boolean;
}

/** What a {@link BarCache} has done. */
export interface BarCacheStats {
  /** Values held now. */
  size: number;
  hits: number;
  misses: number;
  /** Hits as a share of all calls; 0 before the first. */
  hitRate: number;
}

/**
 * Values computed from a symbol's closed bars, kept until its next bar closes. What it holds never changes a number:
 * `compute` must depend on closed bars alone.
 *
 * @example
 * const cache = new BarCache({ symbols: 1, indicators: [{ name: "range", compute: () => high - low }] });
 * cache.value(0, 0); // computed
 * cache.value(0, 0); // from the cache
 * cache.closeBar(0); // a new bar: the next call computes again
 */
export class BarCache {
  readonly #computes: readonly ((symbol: number) => number)[];
  readonly #names: readonly string[];
  readonly #enabled: boolean;
  readonly #values: Float64Array;
  /** The bar that a value was computed at, −1 for none. */
  readonly #computedAt: Float64Array;
  readonly #bar: Float64Array;
  #size = 0;
  #hits = 0;
  #misses = 0;

  constructor(options: BarCacheOptions) {
    const symbols = checkSymbols(options.symbols);
    const count = options.indicators.length;
    if (count === 0) throw new ConfigError("indicators", options.indicators, "at least one indicator");
    this.#computes = options.indicators.map((i) => i.compute);
    this.#names = options.indicators.map((i) => i.name);
    this.#enabled = options.enabled ?? true;
    this.#values = new Float64Array(symbols * count);
    this.#computedAt = new Float64Array(symbols * count).fill(-1);
    this.#bar = new Float64Array(symbols);
  }

  /** Names of the indicators, by index. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** The value of an indicator for a symbol, as of its last closed bar. */
  value(symbol: number, indicator: number): number {
    const at = symbol * this.#computes.length + indicator;
    const bar = this.#bar[symbol]!;
    if (this.#enabled && this.#computedAt[at] === bar) {
      this.#hits += 1;
      return this.#values[at]!;
    }
    this.#misses += 1;
    const value = this.#computes[indicator]!(symbol);
    if (this.#enabled) {
      if (this.#computedAt[at] === -1) this.#size += 1;
      this.#values[at] = value;
      this.#computedAt[at] = bar;
    }
    return value;
  }

  /** A bar of the symbol has closed: what was computed for it is out of date. */
  closeBar(symbol: number): void {
    this.#bar[symbol]! += 1;
  }

  /** Forgets every value, as after a restore; the counts of hits and misses stay. */
  clear(): void {
    this.#computedAt.fill(-1);
    this.#size = 0;
  }

  /** Counts since the start. */
  stats(): BarCacheStats {
    const calls = this.#hits + this.#misses;
    return { size: this.#size, hits: this.#hits, misses: this.#misses, hitRate: calls === 0 ? 0 : this.#hits / calls };
  }
}
