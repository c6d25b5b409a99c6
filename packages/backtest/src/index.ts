/**
 * Simulated venues and runs on them. Recorded events → `MarketReplay`, the clock, → a `ReplayVenue` and an engine, each when
 * its time has come; `runBacktest` runs a strategy over bars or a replay, `runBarBacktest` a stage over bars;
 * `SimulatedExchange` is a venue with a market of its own, a matching engine fed by seeded order flow.
 */
export {
  type BarBacktestOptions,
  type BarBacktestResult,
  INDEX_LIMITS,
  runBarBacktest,
  type StrategyContext,
} from "./bar-backtest.ts";
export { barOpenMicros } from "./bar-open-time.ts";
export { BAR_VENUE_CAPABILITIES, BarReject, BarVenue, type BarVenueOptions } from "./bar-venue.ts";
export { type FlowCounts, SimulatedExchange, type SimulatedExchangeOptions } from "./exchange/simulated-exchange.ts";
export { ConstantLatency, type ConstantLatencyOptions, MAX_LATENCY_NANOS } from "./latency/constant-latency.ts";
export type { FeedLatency, OrderLatency } from "./latency/order-latency.ts";
export { type LatencyDistribution, RandomLatency, type RandomLatencyOptions } from "./latency/random-latency.ts";
export { type LatencyColumns, latencyColumns, RecordedLatency } from "./latency/recorded-latency.ts";
export {
  type Decision,
  DecisionRecorder,
  detectLookAhead,
  type LookAhead,
  type LookAheadOptions,
} from "./look-ahead.ts";
export { MovingAverageCross, type MovingAverageCrossOptions } from "./moving-average-cross.ts";
export { EventTape, type EventTapeColumns, type EventTapeOptions, EventTapeSource } from "./replay/event-tape.ts";
export { MarketBatchSource, type MarketBatchSourceOptions } from "./replay/market-batch-source.ts";
export { MarketReplay } from "./replay/market-replay.ts";
export type { MarketSource, SourceAudience } from "./replay/market-source.ts";
export { OrderBookStage, type OrderBookStageOptions } from "./replay/order-book-stage.ts";
export type { MarketReplayOptions, ReplayCounts, ReplayMarket, ReplayTimers } from "./replay/replay-options.ts";
export { SessionCalendar, type SessionCalendarOptions, type SessionPhase } from "./replay/session-calendar.ts";
export * from "./run/index.ts";
export { type BacktestTrade, TradeRecorder } from "./trade-recorder.ts";
export { MarketImpact, type MarketImpactOptions } from "./venue/market-impact.ts";
export {
  frontAfter,
  logQueue,
  logQueue2,
  powerQueue,
  powerQueue2,
  powerQueue3,
  type QueueModel,
  riskAverseQueue,
} from "./venue/queue-model.ts";
export { REPLAY_VENUE_CAPABILITIES, ReplayVenue } from "./venue/replay-venue.ts";
export type { ReplayVenueOptions } from "./venue/replay-venue-options.ts";
export { VenueReject } from "./venue/venue-reject.ts";
