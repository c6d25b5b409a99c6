/**
 * What one account holds and how it has fared. `Portfolio` keeps positions, cash and profit exactly and values them at
 * the current marks; `PortfolioStage` feeds it from a pipeline's quotes and fills; `EquityCurve` keeps its course in a
 * bounded number of points; the statistics judge a curve, a series of returns or the profits of trades.
 */
export { EquityCurve, type EquityPoint } from "./equity-curve.ts";
export { Portfolio, type PortfolioOptions } from "./portfolio.ts";
export { PortfolioStage, type PortfolioStageOptions } from "./portfolio-stage.ts";
export type { PositionStatement, Statement } from "./statement.ts";
export { type Drawdown, maxDrawdown } from "./statistics/drawdown.ts";
export { cagr, returns, totalReturn } from "./statistics/growth.ts";
export { averageLoss, averageWin, hitRate, profitFactor } from "./statistics/outcomes.ts";
export { type Performance, type PerformanceOptions, performance } from "./statistics/performance.ts";
export { calmar, kurtosis, sharpe, skewness, sortino, volatility } from "./statistics/ratios.ts";
