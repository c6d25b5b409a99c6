/**
 * The engine. `TradingEngine` is the whole thing in one object; `Engine` is the sequenced core that takes any list of
 * stages; the stages here (book, strategy, paper venue) are those that belong to no package below.
 */
export { currentTimestamp, priceFromFloat } from "@hotpath/core";
export { Engine, type EngineLatency, type EngineOptions } from "./engine.ts";
export { LatencyHistogram, type LatencySummary } from "./monitoring/latency-histogram.ts";
export { OrderIds } from "./order-ids.ts";
export { Pipeline } from "./pipeline.ts";
export type { RiskOrigin } from "./risk-desk.ts";
export { BookStage } from "./stages/book-stage.ts";
export { PaperReject, PaperVenue, type PaperVenueOptions } from "./stages/paper-venue.ts";
export { reportExecution } from "./stages/report-execution.ts";
export { SignalTrader, type SignalTraderOptions } from "./stages/signal-trader.ts";
export type { TradingEngineConfig } from "./trading-config.ts";
export { TradingEngine } from "./trading-engine.ts";
export type {
  CacheStats,
  EngineOrder,
  EngineSignal,
  OrderRefusal,
  PerformanceStats,
  ProcessResult,
  QuoteRejection,
  RiskAuditEntry,
} from "./trading-results.ts";
