import type { SignalInterval } from "./signal-outcomes.ts";

/** One signal, for the edge. */
export interface SignalView {
  /** Which generator says so: its name, `learned` or `ensemble`. */
  generator: string;
  /** Dense index of the symbol. */
  symbol: number;
  direction: "up" | "down";
  /** How strongly it says so, 0 to 1. */
  confidence: number;
  /** The calibrated probability that it comes true: that the price moves its way within the horizon. */
  probability: number;
  /** Past signals of this generator and symbol whose outcome is known: what the probability rests on. */
  outcomes: number;
  /** Updates of the symbol over which it is meant. */
  horizon: number;
  /** Where the price will be after the horizon; undefined before it is known how prices move, and where nothing moves. */
  interval: SignalInterval | undefined;
  /** Time since the price that it was made of, by the newest time seen, in nanoseconds; read anew at each call. */
  readonly ageNs: number;
  /** Why, for a person. */
  reason: string;
  /** The generator's own figure, such as an RSI. */
  value: number;
  /** What the figure is: in the unit of the prices taken in, or a pure number. */
  valueKind: "price" | "pure";
}

/** Counts of what became of the ensemble's signals. */
export interface SignalCounts {
  /** Updates taken in. */
  updates: number;
  /** Signals that were confident and young enough, and not divided. */
  signals: number;
  /** Not confident enough. */
  weak: number;
  /** Confident, but the members disagreed more than the gate lets through. */
  divided: number;
  /** Made from a quote that was too old. */
  expired: number;
  /** Updates before the warm-up. */
  warmingUp: number;
}

/** What a cache holds, and how often it was right. */
export interface CacheFigures {
  /** Symbols of which something is held. */
  size: number;
  hits: number;
  misses: number;
  /** Values that went out of date, by a new bar or by an update. */
  invalidations: number;
  /** Hits as a share of all calls; 0 before the first. */
  hitRate: number;
}

/** The caches of a {@link SignalSet}. All 0 where caching is off, but for misses. */
export interface SignalCacheStats {
  /** What is computed from a symbol's closed bars, kept until its next one. */
  bars: CacheFigures;
  /** A symbol's ranked views, kept until its next update. */
  views: CacheFigures;
}

/** Sums figures up. */
export function cacheFigures(size: number, hits: number, misses: number, invalidations: number): CacheFigures {
  const calls = hits + misses;
  return { size, hits, misses, invalidations, hitRate: calls === 0 ? 0 : hits / calls };
}
