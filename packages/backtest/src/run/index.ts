/** A backtest of a strategy's definition: its run, and what becomes of it. */
export {
  type BacktestColumns,
  type BacktestConfiguration,
  type BacktestFill,
  type BacktestHandling,
  type BacktestHashes,
  type BacktestOrder,
  type BacktestOrderType,
  type BacktestRun,
  type RoundTrip,
  unitValue,
} from "./backtest-run.ts";
export { checkLookAhead } from "./check-look-ahead.ts";
export { type MonteCarloOptions, type MonteCarloResult, monteCarloTrades } from "./monte-carlo.ts";
export { periodsPerYear } from "./periods-per-year.ts";
export { type FeeRates, proportionalFees } from "./proportional-fees.ts";
export { roundTrips } from "./round-trips.ts";
export { hashBars, type ReplayData, type RunBacktestOptions, runBacktest, withCapabilities } from "./run-backtest.ts";
export { parameterSets, type SweepAxis, sweepAxis } from "./sweep/parameter-grid.ts";
export { runSweep, type SweepOptions, type SweepResult, sortTrials } from "./sweep/run-sweep.ts";
export { loadVectorised, serveSweep } from "./sweep/serve-sweep.ts";
export type { BarRange, SweepAnswer, SweepData, SweepJob, SweepOrder, WholeRun } from "./sweep/sweep-messages.ts";
export { type Trial, type TrialOptions, trialRunner } from "./sweep/trial.ts";
export { replayOf, type TickReplay } from "./ticks/replay-of.ts";
export {
  type CalendarSetting,
  type LatencySetting,
  type PaymentSetting,
  parseReplaySettings,
  type QueueSetting,
  type ReplaySettings,
} from "./ticks/replay-settings.ts";
export { type RecordedTicks, type TickDepth, TickRecorder, type TickRecorderOptions } from "./ticks/tick-recorder.ts";
export { TRIAL_STATISTICS, type TrialFigures, trialFigures } from "./trial-figures.ts";
export { IndicatorColumns } from "./vectorised/indicator-columns.ts";
export { type VectorisedOptions, type VectorisedRun, VectorisedRunner } from "./vectorised/vectorised-runner.ts";
export { type VectorisedContext, type VectorisedStrategy, vectorise } from "./vectorised/vectorised-strategy.ts";
export {
  type RunWalkForwardOptions,
  runWalkForward,
  type WalkForwardOptions,
  type WalkForwardResult,
  type WalkForwardWindow,
  walkForward,
} from "./walk-forward.ts";
