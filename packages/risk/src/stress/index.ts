/**
 * Stress: what a book of positions (book.ts) loses under scenarios (scenario.ts), historical ones with published moves (crises.ts) or one's own;
 * by each factor alone (stress-test.ts), where correlations break (correlation.ts), the smallest shock that breaks a limit (reverse.ts), and
 * what selling costs besides (liquidity.ts); all of it as one report (report.ts).
 */
export {
  checkBook,
  type FactorCovariance,
  type StressBook,
  type StressPosition,
} from "./book.ts";
export {
  breakCorrelations,
  type CorrelationBreak,
  type NearestCorrelation,
  nearestCorrelation,
} from "./correlation.ts";
export { HISTORICAL_FACTORS, HISTORICAL_SCENARIOS } from "./crises.ts";
export {
  type LiquidityAdjustedLoss,
  type LiquidityOptions,
  liquidityAdjustedLoss,
  type PositionLiquidity,
} from "./liquidity.ts";
export {
  type CorrelationStress,
  correlationStress,
  formatStressReport,
  type StressReport,
  type StressReportOptions,
  stressReport,
} from "./report.ts";
export { type ReverseStress, reverseStress } from "./reverse.ts";
export { historicalScenario, parseScenario, type Scenario } from "./scenario.ts";
export {
  type FactorSensitivity,
  type StressOptions,
  type StressResult,
  sensitivities,
  stressTest,
  stressTests,
} from "./stress-test.ts";
