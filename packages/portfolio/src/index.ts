/**
 * What one account holds and how it has fared. `Portfolio` keeps positions, cash and profit exactly and values them at
 * the current marks; `PortfolioStage` feeds it from a pipeline's quotes and fills; `EquityCurve` keeps its course in a
 * bounded number of points; the statistics judge a curve, a series of returns or the profits of trades.
 */

export { Account } from "./accounting/account.ts";
export type {
  AccountFill,
  AccountOptions,
  CashDividend,
  Conversion,
  Funding,
  Split,
} from "./accounting/account-events.ts";
export { AccountStage, type AccountStageOptions } from "./accounting/account-stage.ts";
export type {
  AccountPosition,
  AccountStatement,
  CurrencyStatement,
  LotStatement,
} from "./accounting/account-statement.ts";
export { currencyNumber, currencyText } from "./accounting/currency-number.ts";
export { type ChargedFill, FeeSchedule, type FeeScheduleOptions, type FeeTier } from "./accounting/fee-schedule.ts";
export type { LotUnits } from "./accounting/internal/lot-book.ts";
export {
  type LeveragedMargin,
  type LeveragedPosition,
  type LeveragedPositionMargin,
  leveragedMargin,
  type MaintenanceTier,
} from "./accounting/margin/leveraged.ts";
export {
  type RegulationTMargin,
  type RegulationTPosition,
  type RegulationTRules,
  regulationTMargin,
} from "./accounting/margin/regulation-t.ts";
export {
  type Attribution,
  brinsonFachler,
  type Segment,
  type SegmentEffect,
} from "./attribution/brinson.ts";
export { type LinkingMethod, linkAttributions } from "./attribution/linking.ts";
export { attributeProfit, type ProfitAttribution, type ProfitEntry, type ProfitShare } from "./attribution/profit.ts";
export { EquityCurve, type EquityPoint } from "./equity-curve.ts";
export type { CostBasis } from "./internal/cost-basis.ts";
export { type Lot, Portfolio, type PortfolioOptions } from "./portfolio.ts";
export { PortfolioStage, type PortfolioStageOptions } from "./portfolio-stage.ts";
export type { PositionStatement, Statement } from "./statement.ts";
export { alphaBeta, informationRatio, type Regression, trackingError } from "./statistics/benchmark.ts";
export { type Drawdown, type DrawdownPeriod, drawdowns, maxDrawdown } from "./statistics/drawdown.ts";
export {
  annualized,
  type CashFlow,
  type FlowPeriod,
  modifiedDietzReturn,
  moneyWeightedReturn,
  timeWeightedReturn,
} from "./statistics/flows.ts";
export { cagr, logReturns, returns, totalReturn } from "./statistics/growth.ts";
export { averageLoss, averageWin, hitRate, profitFactor } from "./statistics/outcomes.ts";
export { type Performance, type PerformanceOptions, performance } from "./statistics/performance.ts";
export { calmar, kurtosis, sharpe, skewness, sortino, volatility } from "./statistics/ratios.ts";
export {
  deflatedSharpe,
  expectedMaximumSharpe,
  minimumTrackRecord,
  probabilisticSharpe,
  type SharpeEstimate,
  sharpeEstimate,
} from "./statistics/sharpe-inference.ts";
export { omega, quantile, tailRatio } from "./statistics/tails.ts";
