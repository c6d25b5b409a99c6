/** The sections of the tearsheet beside its charts. */
import type { BacktestRun, RoundTrip } from "@hotpath/backtest";
import { formatTimestamp, InputError, joinNanos } from "@hotpath/core";
import { kurtosis, probabilisticSharpe, returns, sharpeEstimate, skewness, tailRatio } from "@hotpath/portfolio";
import { type VarMethod, valueAtRisk } from "@hotpath/risk/value-at-risk";
import { monthlyReturns } from "../backtest/monthly-returns.ts";
import { type BacktestSummary, handledBy } from "../backtest/summary.ts";
import { curveRows } from "./curve-rows.ts";
import { counted, duration, fixed, integer, money, percent } from "./format.ts";
import { type Html, type HtmlPart, html, table } from "./html.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Trades in the table, at the most. */
const TRADES_SHOWN = 200;

/** The figures beside those of buying and holding. */
export function figuresSection(s: BacktestSummary): Html {
  const { figures: own, benchmark, trades: t } = s;
  if (own === null) return html`<p class="notice">Equity fell to nothing: there are no returns to judge.</p>`;
  return html`<section><div class="columns even">
<div>${table(
    ["", "strategy", "buy and hold"],
    [
      ...curveRows("period").map(([name, show]) => [name, show(own), benchmark === null ? "–" : show(benchmark)]),
      ["Drawdown from", own.drawdownFrom ?? "–", benchmark?.drawdownFrom ?? "–"],
      ["  to its trough", own.drawdownTo ?? "–", benchmark?.drawdownTo ?? "–"],
      ["  made good", own.drawdownRecovered ?? "not yet", benchmark?.drawdownRecovered ?? "not yet"],
    ],
  )}</div>
<div>${table(
    ["", ""],
    [
      ["Trades", `${integer(t.count)}${t.open > 0 ? `, and ${t.open} open` : ""}`],
      ["Won", percent(t.count === 0 ? 0 : t.won / t.count)],
      ["Profit factor", fixed(t.profitFactor, 2)],
      ["Average win", money(t.averageWin)],
      ["Average loss", money(t.averageLoss)],
      ["Best", money(t.best, true)],
      ["Worst", money(t.worst, true)],
      ["Average days held", fixed(t.averageDays, 1)],
      ["Periods a year", fixed(s.periodsPerYear, 1)],
    ],
  )}</div>
</div></section>`;
}

/** Returns by month and by year. */
export function monthsSection(run: BacktestRun): Html {
  const years = monthlyReturns(run.timeMicros, run.equity, Number(run.statement.initialCash));
  return html`<section><h2>Returns by month</h2>${table(
    ["", ...MONTHS, "year"],
    years.map(({ year, months, total }) => [year, ...months.map(returnCell), returnCell(total)]),
  )}</section>`;
}

function returnCell(value: number | null): HtmlPart {
  if (value === null) return "";
  const text = fixed(value * 100, 1);
  return value < 0 ? html`<span class="loss">${text}</span>` : text;
}

/** The trades, the last of them where there are many. */
export function tradesSection(run: BacktestRun): Html {
  const shown = run.trades.slice(-TRADES_SHOWN);
  const hidden = run.trades.length - shown.length;
  const row = (trade: RoundTrip): HtmlPart[] => {
    const instrument = run.instruments.at(trade.instrument);
    const price = (units: number) => fixed(units / 10 ** instrument.priceDecimals, instrument.priceDecimals);
    return [
      instrument.symbol,
      trade.side,
      instrument.formatSize(trade.quantity),
      timeText(trade.entryMicros),
      price(trade.entryPrice),
      trade.isOpen ? "open" : timeText(trade.exitMicros),
      price(trade.exitPrice),
      trade.profit < 0 ? html`<span class="loss">${money(trade.profit)}</span>` : money(trade.profit, true),
      percent(trade.return, 2, true),
    ];
  };
  return html`<details><summary>${integer(run.trades.length)} trades${
    hidden > 0 && `; the last ${integer(shown.length)}`
  }</summary>${table(["", "side", "quantity", "entry", "at", "exit", "at", "profit", "return"], shown.map(row))}</details>`;
}

/** How orders were filled. */
export function fillsSection({ fills: f, refusals, cancels, handling }: BacktestSummary): Html {
  return html`${table(
    ["", ""],
    [
      ["Orders", `${integer(f.orders)}: ${counted(f.byStatus)}`],
      ["Held by the engine for the venue", counted(f.emulated)],
      ["Kept by the venue", handledBy(handling, "venue")],
      ["Emulated by the engine", handledBy(handling, "engine")],
      ["Refused", counted(refusals)],
      ["Cancels", integer(cancels)],
      ["Fills", integer(f.fills)],
      ["As maker", percent(f.makerShare)],
      ["Turnover", money(f.turnover)],
      ["Fees", money(f.fees)],
      [
        "Slippage against the price on arrival",
        `${money(f.slippage)}, ${fixed(f.slippageBasisPoints, 2)} basis points`,
      ],
      ["From an order's leaving to its fill, mean", duration(f.averageDelay)],
    ],
  )}`;
}

/** What the curve may lose, by its returns a period, and how sure its Sharpe ratio is. */
export function riskSection(run: BacktestRun, s: BacktestSummary): Html {
  if (s.figures === null) return html``;
  const series = returns(run.equity);
  const row = (name: string, method: VarMethod): HtmlPart[] => [
    name,
    ...[0.95, 0.99].flatMap((confidence) => {
      const estimate = guarded(() => valueAtRisk(method, series, { confidence }));
      return [shareText(estimate?.var), shareText(estimate?.expectedShortfall)];
    }),
  ];
  const estimate = guarded(() => sharpeEstimate(series));
  return html`<section><h2>Risk</h2><div class="columns even">
<div>${table(
    ["one period", "VaR 95 %", "ES 95 %", "VaR 99 %", "ES 99 %"],
    [row("Historical", "historical"), row("Normal", "normal"), row("Cornish–Fisher", "cornish-fisher")],
  )}</div>
<div>${table(
    ["", ""],
    [
      ["VaR 99 %, one day, of what is held at the end", percent(s.valueAtRiskAtEnd)],
      ["Skewness", fixed(guarded(() => skewness(series)) ?? Number.NaN, 2)],
      ["Kurtosis", fixed(guarded(() => kurtosis(series)) ?? Number.NaN, 2)],
      ["Tail ratio", fixed(guarded(() => tailRatio(series)) ?? Number.NaN, 2)],
      [
        "Probability that the true Sharpe ratio is above 0",
        estimate === undefined ? "–" : percent(guarded(() => probabilisticSharpe(estimate)) ?? Number.NaN),
      ],
    ],
  )}</div></div></section>`;
}

/** What it was run with: enough to repeat it. */
export function configurationSection({ configuration, hashes, source, log, state, fault }: BacktestSummary): Html {
  return html`<section><h2>The run</h2>
${fault !== null && html`<p class="notice">The strategy failed: ${fault}</p>`}
${table(
  ["", ""],
  [
    ["Data", source],
    ["Strategy ended as", state],
    ...Object.entries(hashes).map(([name, hash]) => [`Hash, ${name}`, html`<code>${hash}</code>`]),
  ],
)}
<p class="small">The same data and configuration give the same hashes on every machine.</p>
<details open><summary>Configuration</summary><pre>${JSON.stringify(configuration, null, 2)}</pre></details>
${log.length > 0 && html`<details><summary>Log</summary><pre>${log.join("\n")}</pre></details>`}
</section>`;
}

function shareText(value: number | undefined): string {
  return value === undefined ? "–" : percent(value);
}

/** A figure, or nothing where the returns do not allow it: too few, or all the same. */
function guarded<T>(of: () => T): T | undefined {
  try {
    return of();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function timeText(micros: number): string {
  return formatTimestamp(joinNanos(micros, 0)).slice(0, 16).replace("T", " ");
}
