import type { CallCount } from "@hotpath/native";
import type { LatencySummary } from "./monitoring/latency-histogram.ts";

/** A signal, for people. */
export interface EngineSignal {
  symbolId: number;
  symbol: string;
  /** Which generator says so; `ensemble` joins them all. */
  generator: string;
  direction: "up" | "down";
  /** How strongly it says so, 0 to 1. */
  confidence: number;
  /** The calibrated probability that the price moves its way within the horizon. */
  probability: number;
  /** Past signals of this generator and instrument that the probability rests on. */
  outcomes: number;
  /** Quotes of the instrument over which it is meant. */
  horizon: number;
  /** Prices between which the mid will be after the horizon, with the coverage that is meant; undefined while unknown. */
  interval: { low: number; high: number; coverage: number } | undefined;
  /** Why, in words. */
  reason: string;
  /** The generator's own figure: an average or a difference as a price, an RSI or z-score as it is. */
  value: number;
  /** Time of the quote that it was made from, in nanoseconds since the epoch, to the microsecond. */
  timestamp: bigint;
}

/** An order that left during a call, and what the venue had said of it when the call returned. */
export interface EngineOrder {
  orderId: number;
  symbolId: number;
  symbol: string;
  side: "buy" | "sell";
  type: "market" | "limit";
  timeInForce: string;
  /** Exact decimal text; undefined for a market order. */
  price: string | undefined;
  quantity: string;
  filledQuantity: string;
  /** A name of OrderStatus. */
  status: string;
}

/** An order that did not leave. */
export interface OrderRefusal {
  orderId: number;
  symbolId: number;
  /** A name of RefusalReason. */
  reason: string;
  /** The limit that was broken; 0 if the reason has none. */
  limit: number;
  /** The value that broke it. */
  value: number;
  /** Whose limit it was: `firm`, `account 7`, `strategy 1`. */
  level: string;
  /** Version of the limits in force; 0 if it was no matter of risk. */
  limitsVersion: number;
}

/** A change of what may be traded: who did it, why, when. */
export interface RiskAuditEntry {
  /** Sequence of the input that caused it. */
  sequence: number;
  /** Nanoseconds since the epoch. */
  time: bigint;
  /** What changed: the state of a level, or the limits; `refused` where new limits were not fit. */
  change: "state" | "limits" | "refused";
  /** Whose: `firm`, `account 7`, `strategy 1`. */
  level: string;
  /** A name of GateState, before and after; empty where it was the limits. */
  from: string;
  to: string;
  /** A name of RiskCause. */
  cause: string;
  /** Who and why, in the operator's own numbers; 0 where the gate did it by itself. */
  actor: number;
  reason: number;
  /** The limit behind it and the value that broke it; 0 if none. */
  limit: number;
  value: number;
  /** Version of the limits in force from then on. */
  limitsVersion: number;
}

/** A quote that could not be used. */
export interface QuoteRejection {
  /** Its place in the array that was handed in. */
  index: number;
  reason: string;
}

/** What one call of `processMarketData` led to. */
export interface ProcessResult {
  /** The signals of every instrument that was quoted, as they stand now, at most `maxSignalsPerSymbol` of each. */
  signals: EngineSignal[];
  /** The orders that left. */
  orders: EngineOrder[];
  /** The orders that were refused. */
  refusals: OrderRefusal[];
  /** The quotes that could not be used. */
  rejects: QuoteRejection[];
  /** Number of `signals`. */
  signalCount: number;
  /** What the call took, in microseconds, by the machine's clock: no part of the engine's state. */
  processingTimeUs: number;
}

/** Counts since the start, and latencies. */
export interface PerformanceStats {
  /** Quotes that the signals have seen. */
  marketUpdates: number;
  /** Ensemble signals that were confident and young enough. */
  signalsProcessed: number;
  /** Ensemble signals below `minSignalConfidence`. */
  signalsWeak: number;
  /** Ensemble signals older than `maxSignalAgeNs`. */
  signalsExpired: number;
  ordersSubmitted: number;
  ordersRefused: number;
  /** Refusals of the risk gate. */
  refusalsByReason: Record<string, number>;
  fills: number;
  /** Quotes that could not be used, by reason. */
  quotesRejected: Record<string, number>;
  /** Mean time of the signal stage in nanoseconds over the timed quotes; 0 before the first of them. */
  avgSignalLatency: number;
  /** Nanoseconds by stage; `update` is a whole quote, `updateToOrder` one that led to an order. */
  latencies: Record<string, LatencySummary>;
  /** Calls of the kernels behind the signals: by the native library and by its portable twin. */
  kernelCalls: Record<string, CallCount>;
}

/** What the caches hold. */
export interface CacheStats {
  /** Instruments whose signals are kept as objects. */
  signalCacheSize: number;
  signalCacheHits: number;
  signalCacheMisses: number;
  /** Kept signals that went out of date by a quote. */
  signalCacheInvalidations: number;
  signalCacheHitRate: number;
  /** Values computed from closed bars that are kept. */
  indicatorCacheSize: number;
  indicatorCacheHits: number;
  indicatorCacheMisses: number;
  /** Kept values that went out of date by a new bar. */
  indicatorCacheInvalidations: number;
  indicatorCacheHitRate: number;
  /** Symbols that have a price history. */
  priceHistorySymbols: number;
}
