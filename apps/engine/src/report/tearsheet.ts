/** The tearsheet of a backtest: one file that loads nothing, with charts drawn in the browser from data in the page. */
import type { BacktestRun } from "@hotpath/backtest";
import type { BacktestSummary } from "../backtest/summary.ts";
import { valuesText } from "../backtest/summary-text.ts";
import { version } from "../version.ts";
import { fixed, integer, percent } from "./format.ts";
import { card, type Html, html } from "./html.ts";
import { htmlPage, type PageAssets, pageAssets, writePage } from "./html-page.ts";
import { type Chart, tearsheetCharts } from "./tearsheet-charts.ts";
import {
  configurationSection,
  figuresSection,
  fillsSection,
  monthsSection,
  riskSection,
  tradesSection,
} from "./tearsheet-sections.ts";

/**
 * Writes the tearsheet.
 *
 * @throws {ConfigError} naming `--report` if the file cannot be written
 */
export async function writeTearsheet(run: BacktestRun, summary: BacktestSummary, path: string): Promise<void> {
  const assets = await pageAssets(new URL("./tearsheet.client.js", import.meta.url));
  await writePage(path, "--report", tearsheet(run, summary, assets));
}

/** The whole page. */
export function tearsheet(run: BacktestRun, summary: BacktestSummary, assets: PageAssets): string {
  const charts = tearsheetCharts(run);
  const { strategy, parameters, symbols, samples, from, to } = summary;
  return htmlPage(
    {
      title: `${strategy}, backtest`,
      header: html`<h1>${strategy}</h1>
<p>${valuesText(parameters)} · ${symbols.join(", ")} · ${integer(samples)} samples, ${from} to ${to} · Hotpath ${version} · <code>${summary.hashes.run}</code></p>`,
      main: [
        cards(summary),
        html`<section><h2>Equity</h2>${placesOf(charts, "curve")}</section>`,
        figuresSection(summary),
        monthsSection(run),
        html`<section><h2>Exposure</h2>${placesOf(charts, "exposure")}</section>`,
        html`<section><h2>Trades</h2>${placesOf(charts, "price")}${tradesSection(run)}</section>`,
        html`<section><h2>Fill quality</h2>${placesOf(charts, "fills")}${fillsSection(summary)}</section>`,
        riskSection(run, summary),
        configurationSection(summary),
      ],
      footer:
        "A backtest, on recorded data: nothing here says what any market will do. For research. Not investment advice.",
      data: { charts },
    },
    assets,
  );
}

function placesOf(charts: readonly Chart[], group: Chart["group"]): readonly Html[] {
  return charts
    .filter((chart) => chart.group === group)
    .map(
      ({ id, title }) => html`<figure><figcaption>${title}</figcaption><div class="chart" id="${id}"></div></figure>`,
    );
}

function cards({ figures: own, benchmark, trades, exposure }: BacktestSummary): Html {
  const beside = (show: (figures: NonNullable<typeof own>) => string) =>
    benchmark === null ? "" : `buy and hold ${show(benchmark)}`;
  return html`<div class="cards">
${
  own !== null && [
    card(
      "Return a year",
      percent(own.yearlyReturn, 2, true),
      beside((f) => percent(f.yearlyReturn, 2, true)),
    ),
    card(
      "Sharpe ratio",
      fixed(own.sharpe, 2),
      beside((f) => fixed(f.sharpe, 2)),
    ),
    card(
      "Maximum drawdown",
      percent(own.maxDrawdown),
      beside((f) => percent(f.maxDrawdown)),
    ),
    card(
      "Volatility a year",
      percent(own.volatility),
      beside((f) => percent(f.volatility)),
    ),
  ]
}${card("Trades", integer(trades.count), `${integer(trades.won)} won`)}${card(
  "In the market",
  percent(exposure.timeInMarket, 1),
  `gross exposure ${percent(exposure.averageGross, 1)} in the mean`,
)}
</div>`;
}
