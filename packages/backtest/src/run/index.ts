/** A backtest of a strategy's definition: its run, and what becomes of it. */
export {
  type BacktestColumns,
  type BacktestConfiguration,
  type BacktestFill,
  type BacktestHashes,
  type BacktestOrder,
  type BacktestRun,
  type RoundTrip,
  unitValue,
} from "./backtest-run.ts";
export { checkLookAhead } from "./check-look-ahead.ts";
export { proportionalFees } from "./proportional-fees.ts";
export { roundTrips } from "./round-trips.ts";
export { hashBars, type ReplayData, type RunBacktestOptions, runBacktest } from "./run-backtest.ts";
export { TRIAL_STATISTICS, type TrialFigures, trialFigures } from "./trial-figures.ts";
export { IndicatorColumns } from "./vectorised/indicator-columns.ts";
export { type VectorisedOptions, type VectorisedRun, VectorisedRunner } from "./vectorised/vectorised-runner.ts";
export { type VectorisedContext, type VectorisedStrategy, vectorise } from "./vectorised/vectorised-strategy.ts";
