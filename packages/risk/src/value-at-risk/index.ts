/**
 * Value at risk and expected shortfall of returns: one file a method, `valueAtRisk` for any of them by name (estimate.ts), and
 * where the risk of a portfolio comes from (components.ts). Losses are positive. sample.ts has what all share.
 */
export { type AssetRisk, type BreakdownOptions, breakDownRisk, type RiskBreakdown } from "./components.ts";
export {
  type EwmaVar,
  type EwmaVarOptions,
  ewmaVar,
  type GarchVar,
  type GarchVarOptions,
  garchVar,
} from "./conditional.ts";
export { type CornishFisherVar, cornishFisherVar } from "./cornish-fisher.ts";
export { type AnyVarOptions, VAR_METHODS, type VarMethod, valueAtRisk } from "./estimate.ts";
export { type ExtremeValueOptions, type ExtremeValueVar, extremeValueVar } from "./extreme-value.ts";
export {
  type FilteredHistoricalOptions,
  type FilteredHistoricalVar,
  filteredHistoricalVar,
} from "./filtered-historical.ts";
export { type HistoricalOptions, type HistoricalVar, historicalVar, type QuantileConvention } from "./historical.ts";
export { type MonteCarloOptions, type MonteCarloVar, monteCarloVar } from "./monte-carlo.ts";
export { type NormalVar, normalVar } from "./normal.ts";
export { fitPareto, type ParetoFit } from "./pareto-fit.ts";
export { type AssetReturns, portfolioReturns, type WeightOptions } from "./portfolio.ts";
export type { Deviation, MomentOptions, Returns, VarEstimate, VarOptions } from "./sample.ts";
export { type StudentTOptions, type StudentTVar, studentTVar } from "./student-t.ts";
export { fitStudentT, type StudentTFit } from "./student-t-fit.ts";
export {
  type WeightedHistoricalOptions,
  type WeightedHistoricalVar,
  weightedHistoricalVar,
} from "./weighted-historical.ts";
