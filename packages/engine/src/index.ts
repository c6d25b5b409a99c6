/**
 * The engine. `TradingEngine` is the whole thing in one object; `Engine` is the sequenced core that takes any list of
 * stages; the stages here (book, strategy, paper venue) are those that belong to no package below.
 */
export { currentTimestamp, priceFromFloat } from "@hotpath/core";
export { Engine, type EngineLatency, type EngineOptions } from "./engine.ts";
export { cacheStatsOf, engineSignals } from "./engine-signals.ts";
export { LatencyHistogram, type LatencySummary } from "./monitoring/latency-histogram.ts";
export { OrderIds } from "./order-ids.ts";
export { AUDIT_TYPES, DECISION_TYPES, type JournalledOutputs } from "./outputs.ts";
export { Pipeline } from "./pipeline.ts";
export { ReplayDivergence } from "./replay-divergence.ts";
export type { RiskOrigin } from "./risk-desk.ts";
export type { OutputVisitor } from "./shards/output-merge.ts";
export type { ShardVenue } from "./shards/shard.ts";
export { ShardedEngine, type ShardedEngineOptions, type ShardedStrategy } from "./shards/sharded-engine.ts";
export { BookStage } from "./stages/book-stage.ts";
export { OutputHash } from "./stages/output-hash.ts";
export { PaperReject, PaperVenue, type PaperVenueOptions } from "./stages/paper-venue.ts";
export { reportExecution } from "./stages/report-execution.ts";
export { SignalTrader, type SignalTraderOptions } from "./stages/signal-trader.ts";
export {
  defineStrategy,
  type StrategyContext,
  type StrategyDefinition,
  type StrategyHandlers,
  type StrategyPortfolio,
  type StrategySource,
} from "./strategy/definition.ts";
export {
  BarEvent,
  BookEvent,
  EventPosition,
  Execution,
  OrderUpdate,
  OrderUpdateKind,
  SignalEvent,
  TradeEvent,
} from "./strategy/event-views.ts";
export type { AlgorithmsConfig, ExecutionStages, RouterConfig } from "./strategy/execution-config.ts";
export { loadStrategy } from "./strategy/load-strategy.ts";
export type { GroupDescription, GroupLeg, OrderDescription, OrderTypeName } from "./strategy/order-description.ts";
export {
  flag,
  integer,
  oneOf,
  type Parameter,
  type ParameterDefinitions,
  type ParameterOptions,
  type ParameterValue,
  type ParameterValues,
  parseParameters,
  parseParameterTexts,
  real,
} from "./strategy/parameters.ts";
export type { StrategyEngineConfig } from "./strategy/strategy-config.ts";
export { StrategyEngine, type StrategyEngineOptions, type StrategyEntry } from "./strategy/strategy-engine.ts";
export type { LogEntry, LogFields, LogLevel } from "./strategy/strategy-log.ts";
export type { StrategyOrders, WorkingOrder } from "./strategy/strategy-orders.ts";
export {
  type FaultPolicy,
  type StrategyFault,
  StrategyStage,
  type StrategyStageOptions,
  strategyStage,
} from "./strategy/strategy-stage.ts";
export {
  type ColumnMark,
  f64PerInstrument,
  i32PerInstrument,
  type StateOf,
  type StateShape,
} from "./strategy/strategy-state.ts";
export type { StrategyTimers } from "./strategy/strategy-timers.ts";
export { TimerStage } from "./strategy/timer-stage.ts";
export type { AlgorithmName, RouteDescription, WorkDescription } from "./strategy/work-description.ts";
export type { TradingEngineConfig, TradingOrdersConfig } from "./trading-config.ts";
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
