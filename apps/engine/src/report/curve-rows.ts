import { fixed, money, percent } from "./format.ts";
import type { CurveFigures } from "./report.ts";

/** The rows that strategy and benchmark are compared by, of curves with a point each such period. */
export function curveRows(period: "day" | "period"): [string, (figures: CurveFigures) => string][] {
  return [
    ["Final equity", (f) => money(f.finalEquity)],
    ["Return", (f) => percent(f.totalReturn, 2, true)],
    ["Return a year", (f) => percent(f.yearlyReturn, 2, true)],
    ["Volatility a year", (f) => percent(f.volatility)],
    ["Sharpe ratio", (f) => fixed(f.sharpe, 2)],
    ["Sortino ratio", (f) => fixed(f.sortino, 2)],
    ["Maximum drawdown", (f) => percent(f.maxDrawdown)],
    [`VaR 99 %, one ${period}`, (f) => percent(f.valueAtRisk99)],
    [`Worst ${period}`, (f) => percent(f.worstDay)],
  ];
}
