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
