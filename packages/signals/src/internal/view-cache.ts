import { type CacheFigures, cacheFigures, type SignalView } from "../signal-view.ts";

/** The ranked views of each symbol, kept until its next update. */
export class ViewCache {
  readonly #enabled: boolean;
  readonly #views: (readonly SignalView[] | undefined)[];
  /** The symbol's version that the views are of. */
  readonly #versions: Int32Array;
  readonly #hits: Int32Array;
  readonly #misses: Int32Array;
  readonly #invalidations: Int32Array;

  constructor(symbols: number, enabled: boolean) {
    this.#enabled = enabled;
    this.#views = new Array(symbols).fill(undefined);
    this.#versions = new Int32Array(symbols);
    this.#hits = new Int32Array(symbols);
    this.#misses = new Int32Array(symbols);
    this.#invalidations = new Int32Array(symbols);
  }

  /** The views of this version, if they are held; counted either way. */
  get(symbol: number, version: number): readonly SignalView[] | undefined {
    const views = this.#views[symbol];
    if (views !== undefined && this.#versions[symbol] === version) {
      this.#hits[symbol]! += 1;
      return views;
    }
    this.#misses[symbol]! += 1;
    if (views !== undefined) this.#invalidations[symbol]! += 1;
    return undefined;
  }

  /** Keeps views, where caching is on; returns them. */
  keep(symbol: number, version: number, views: readonly SignalView[]): readonly SignalView[] {
    if (!this.#enabled) return views;
    this.#views[symbol] = views;
    this.#versions[symbol] = version;
    return views;
  }

  /** Forgets all views; counts stay. */
  clear(): void {
    this.#views.fill(undefined);
  }

  /** What was saved, of all symbols or of one. */
  figures(symbol?: number): CacheFigures {
    let [size, hits, misses, invalidations] = [0, 0, 0, 0];
    for (const each of symbol === undefined ? this.#views.keys() : [symbol]) {
      if (this.#views[each] !== undefined) size += 1;
      hits += this.#hits[each]!;
      misses += this.#misses[each]!;
      invalidations += this.#invalidations[each]!;
    }
    return cacheFigures(size, hits, misses, invalidations);
  }
}
