import { counted, fixed, integer, money, percent } from "./format.ts";
import { type Html, html, table } from "./html.ts";
import type { BacktestReport, CurveFigures, SkippedBacktest } from "./report.ts";

/** The backtest: equity and drawdown beside those of buying and holding, and the figures of both. */
export function backtestSection(b: BacktestReport): Html {
  const rows: [string, (figures: CurveFigures) => string][] = [
    ["Final equity", (f) => money(f.finalEquity)],
    ["Return", (f) => percent(f.totalReturn, 2, true)],
    ["Return a year", (f) => percent(f.yearlyReturn, 2, true)],
    ["Volatility a year", (f) => percent(f.volatility)],
    ["Sharpe ratio", (f) => fixed(f.sharpe, 2)],
    ["Sortino ratio", (f) => fixed(f.sortino, 2)],
    ["Maximum drawdown", (f) => percent(f.maxDrawdown)],
    ["  from its peak", (f) => f.drawdownFrom ?? "–"],
    ["  to its trough", (f) => f.drawdownTo ?? "–"],
    ["  made good", (f) => f.drawdownRecovered ?? "not yet"],
    ["VaR 99 %, one day", (f) => percent(f.valueAtRisk99)],
    ["Worst day", (f) => percent(f.worstDay)],
  ];
  return html`<section>
<h2>Backtest</h2>
<p>${b.symbol}, ${integer(b.bars)} bars from ${b.from} to ${b.to}: long while the ${b.fastPeriod}-bar average is above the
${b.slowPeriod}-bar one, else in cash; filled at the next open, fee ${percent(b.feeRate)} of each trade. Dividends and interest
on cash are left out on both sides; the risk-free rate is taken as zero.</p>
<div class="columns">
<div>
<figure><figcaption>Equity, logarithmic</figcaption><div class="chart" id="backtest-equity"></div></figure>
<figure><figcaption>Drawdown from the peak</figcaption><div class="chart" id="backtest-drawdown"></div></figure>
</div>
<div>${table(
    ["", "strategy", "buy and hold"],
    [
      ...rows.map(([name, show]) => [name, show(b.strategy), show(b.buyAndHold)]),
      ["In the market", percent(b.timeInMarket), percent(1)],
    ],
  )}
<p class="small">${integer(b.orders)} orders, ${integer(b.fills)} fills; ${b.roundTripsWon} of ${b.roundTrips} round trips won;
fees ${money(b.feesPaid)}. Refused by the risk gate: ${counted(b.refusals)}. Bars: ${b.source}${
    Object.keys(b.rejectedRows).length > 0 && `; rows refused: ${counted(b.rejectedRows)}`
  }.</p></div>
</div>
</section>`;
}

/** Why there is no backtest. */
export function skippedSection(skipped: SkippedBacktest): Html {
  return html`<section>
<h2>Backtest</h2>
<p class="notice">Skipped: ${skipped.reason}. To get it, ${skipped.remedy}.</p>
</section>`;
}
