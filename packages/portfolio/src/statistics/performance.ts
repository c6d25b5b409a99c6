import { type Drawdown, maxDrawdown } from "./drawdown.ts";
import { cagr, returns, totalReturn } from "./growth.ts";
import { averageLoss, averageWin, hitRate, profitFactor } from "./outcomes.ts";
import { calmar, kurtosis, sharpe, skewness, sortino, volatility } from "./ratios.ts";

/** How a curve is read. */
export interface PerformanceOptions {
  /** Periods between two points of the curve in a year: 252 for trading days. */
  periodsPerYear: number;
  /** Return of a period without risk; it is the target of the Sortino ratio too. Default 0. */
  riskFree?: number;
}

/** The figures of one equity curve; each as the function of its name gives it. */
export interface Performance {
  /** Returns that the figures are made of. */
  periods: number;
  totalReturn: number;
  cagr: number;
  volatility: number;
  sharpe: number;
  sortino: number;
  calmar: number;
  maxDrawdown: Drawdown;
  /** Of the periods' returns, as the three that follow. */
  hitRate: number;
  profitFactor: number;
  averageWin: number;
  averageLoss: number;
  skewness: number;
  kurtosis: number;
}

/**
 * All figures of an equity curve at once.
 *
 * None is ever NaN. A ratio whose divisor is zero is infinite, which JSON has no word for: print it, or take it out.
 *
 * @throws {InputError} `INPUT_INVALID` if a value is not finite, or one that a return is made on is not positive
 * @throws {ConfigError} if periodsPerYear is not a positive number
 * @example performance(curve.equity(), { periodsPerYear: 252 }).sharpe
 */
export function performance(equity: Float64Array, options: PerformanceOptions): Performance {
  const { periodsPerYear, riskFree = 0 } = options;
  const series = returns(equity);
  return {
    periods: series.length,
    totalReturn: totalReturn(equity),
    cagr: cagr(equity, periodsPerYear),
    volatility: volatility(series, periodsPerYear),
    sharpe: sharpe(series, periodsPerYear, riskFree),
    sortino: sortino(series, periodsPerYear, riskFree),
    calmar: calmar(equity, periodsPerYear),
    maxDrawdown: maxDrawdown(equity),
    hitRate: hitRate(series),
    profitFactor: profitFactor(series),
    averageWin: averageWin(series),
    averageLoss: averageLoss(series),
    skewness: skewness(series),
    kurtosis: kurtosis(series),
  };
}
