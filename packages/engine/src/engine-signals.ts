import { type Instrument, joinNanos, POWERS_OF_TEN } from "@hotpath/core";
import type { SignalSet } from "@hotpath/signals";
import type { CacheStats, EngineSignal } from "./trading-results.ts";

/** What the caches of a signal set hold and how often they were right. */
export function cacheStatsOf(set: SignalSet): CacheStats {
  const { bars, views } = set.cacheStats();
  return {
    signalCacheSize: views.size,
    signalCacheHits: views.hits,
    signalCacheMisses: views.misses,
    signalCacheInvalidations: views.invalidations,
    signalCacheHitRate: views.hitRate,
    indicatorCacheSize: bars.size,
    indicatorCacheHits: bars.hits,
    indicatorCacheMisses: bars.misses,
    indicatorCacheInvalidations: bars.invalidations,
    indicatorCacheHitRate: bars.hitRate,
    priceHistorySymbols: set.historySymbols,
  };
}

/**
 * The signals of an instrument as they stand, for people: prices in money instead of the set's units.
 *
 * @param set one that a `SignalStage` feeds @param index the instrument's dense index
 */
export function engineSignals(set: SignalSet, index: number, instrument: Instrument): EngineSignal[] {
  const timestamp = joinNanos(set.updatedAt(index), 0);
  // The set sees twice the mid in price units; people see prices.
  const perPrice = 1 / (2 * POWERS_OF_TEN[instrument.priceDecimals]!);
  return set.ranked(index).map(({ interval, ...view }) => ({
    symbolId: instrument.id,
    symbol: instrument.symbol,
    generator: view.generator,
    direction: view.direction,
    confidence: view.confidence,
    probability: view.probability,
    outcomes: view.outcomes,
    horizon: view.horizon,
    interval: interval && { ...interval, low: interval.low * perPrice, high: interval.high * perPrice },
    reason: view.reason,
    value: view.valueKind === "price" ? view.value * perPrice : view.value,
    timestamp,
  }));
}
