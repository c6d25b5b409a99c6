/**
 * Simulated venues and runs on them. `runBarBacktest` runs a strategy over bars; `SimulatedExchange` is a venue with a
 * market of its own, a matching engine fed by seeded order flow.
 */
export {
  type BarBacktestOptions,
  type BarBacktestResult,
  INDEX_LIMITS,
  runBarBacktest,
  type StrategyContext,
} from "./bar-backtest.ts";
export { BarReject, BarVenue } from "./bar-venue.ts";
export { type FlowCounts, SimulatedExchange, type SimulatedExchangeOptions } from "./exchange/simulated-exchange.ts";
export { MovingAverageCross, type MovingAverageCrossOptions } from "./moving-average-cross.ts";
export { type BacktestTrade, TradeRecorder } from "./trade-recorder.ts";
