import type { Snapshotable, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import type { Kernels } from "@hotpath/native";
import { type CacheFigures, cacheFigures } from "../signal-view.ts";

/** Price changes in the window. */
const WINDOW = 64;
/** Prices kept of a symbol: the window, and what may have come since its last closed bar; a power of two. */
const KEPT = 128;

/**
 * How much the price of each of many symbols changes from one update to the next: the root mean square of the changes in
 * the window that ends with its last closed bar. A bar closes with every `updatesPerBar`-th price; until the next one the
 * figure is kept.
 */
export class TypicalChange implements Snapshotable {
  /** Updates of each symbol. */
  readonly updates: Int32Array;
  /** The last prices of each symbol, in a ring. */
  readonly prices: Float64Array;
  /** One over the typical change of each symbol, as of its last closed bar. */
  readonly perUnits: Float64Array;
  readonly #barMask: number;
  readonly #caching: boolean;
  readonly #kernels: Kernels;
  readonly #changes = new Float64Array(WINDOW);
  readonly #moments = new Float64Array(2);
  /** Updates of each symbol that this object has not seen: those before a snapshot that it was given. */
  readonly #before: Int32Array;
  readonly #misses: Int32Array;

  /** @param updatesPerBar a power of two, at most 32 */
  constructor(symbols: number, updatesPerBar: number, kernels: Kernels, caching: boolean) {
    this.updates = new Int32Array(symbols);
    this.prices = new Float64Array(symbols * KEPT);
    this.perUnits = new Float64Array(symbols).fill(Number.NaN);
    this.#barMask = updatesPerBar - 1;
    this.#caching = caching;
    this.#kernels = kernels;
    this.#before = new Int32Array(symbols);
    this.#misses = new Int32Array(symbols);
  }

  /**
   * How a `price` of a `symbol` is taken in, as text for who compiles it in: of `typical` and its columns `updates` (K),
   * `prices` (H) and `perUnits` (V). It makes `updates`, and `u`, one over the typical change: 0 if nothing has moved, NaN
   * before the first bar.
   */
  get appendText(): string {
    const compute = "typical.compute(symbol, updates)";
    return `const updates = (K[symbol] + 1) & ${0x7fff_ffff};
K[symbol] = updates;
H[symbol * ${KEPT} + (updates & ${KEPT - 1})] = price;
const u = ${this.#caching ? `(updates & ${this.#barMask}) !== 0 ? V[symbol] : ` : ""}${compute};`;
  }

  /** The figure as of the last update. */
  perUnit(symbol: number): number {
    return this.perUnits[symbol]!;
  }

  /** A price of the last 128, 0 updates ago being the last; NaN where there are none. */
  price(symbol: number, ago = 0): number {
    const updates = this.updates[symbol]!;
    return ago < updates ? this.prices[symbol * KEPT + ((updates - ago) & (KEPT - 1))]! : Number.NaN;
  }

  /** Symbols with at least one price. */
  get activeSymbols(): number {
    return this.updates.reduce((count, updates) => count + (updates > 0 ? 1 : 0), 0);
  }

  /** What keeping the figure has saved, of all symbols or of one. */
  cacheFigures(symbol?: number): CacheFigures {
    let [size, hits, misses, invalidations] = [0, 0, 0, 0];
    const symbols = symbol === undefined ? this.updates.keys() : [symbol];
    for (const each of symbols) {
      const calls = this.updates[each]! - this.#before[each]!;
      misses += this.#misses[each]!;
      hits += calls - this.#misses[each]!;
      if (!this.#caching || calls === 0) continue;
      size += 1;
      invalidations +=
        Math.floor(this.updates[each]! / (this.#barMask + 1)) - Math.floor(this.#before[each]! / (this.#barMask + 1));
    }
    return cacheFigures(size, hits, misses, invalidations);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("signals.typicalChange");
    writer.i32s(this.updates);
    writer.f64s(this.prices);
    writer.f64s(this.perUnits);
  }

  restore(reader: SnapshotReader): void {
    reader.section("signals.typicalChange");
    reader.i32s(this.updates);
    reader.f64s(this.prices);
    reader.f64s(this.perUnits);
    this.#before.set(this.updates);
    this.#misses.fill(0);
  }

  /** Makes the figure anew, as of the last closed bar. */
  compute(symbol: number, updates: number): number {
    this.#misses[symbol]! += 1;
    const closed = updates & ~this.#barMask;
    const count = Math.min(closed - 1, WINDOW);
    let perUnit = Number.NaN;
    if (count > 0) {
      const changes = this.#changes;
      const { prices } = this;
      const base = symbol * KEPT;
      let before = prices[base + ((closed - count) & (KEPT - 1))]!;
      for (let k = 0; k < count; k++) {
        const price = prices[base + ((closed - count + 1 + k) & (KEPT - 1))]!;
        changes[k] = price - before;
        before = price;
      }
      if (count < WINDOW) changes.fill(0, count);
      this.#kernels.meanVariance(changes, this.#moments, 0);
      const mean = this.#moments[0]!;
      // A window that is not full yet is padded with zeros, which add nothing to the sum of squares.
      const meanSquare = ((this.#moments[1]! + mean * mean) * WINDOW) / count;
      perUnit = meanSquare > 0 ? 1 / Math.sqrt(meanSquare) : 0;
    }
    this.perUnits[symbol] = perUnit;
    return perUnit;
  }
}
