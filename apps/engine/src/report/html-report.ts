/** The report as one page. Charts are drawn in the browser, from data in the page. */
import { duration, fixed, integer, money, percent } from "./format.ts";
import { card, type Html, html, scriptJson, scriptText } from "./html.ts";
import { aboutSection } from "./html-about.ts";
import { backtestSection, skippedSection } from "./html-backtest.ts";
import { latencySection } from "./html-latency.ts";
import { liveSection } from "./html-live.ts";
import type { DemoReport } from "./report.ts";

/** What is put into the page. */
export interface PageAssets {
  style: string;
  scripts: readonly string[];
}

/** The whole page. */
export function htmlReport(report: DemoReport, assets: PageAssets): string {
  const { backtest, live } = report;
  const data = { backtest: backtest.status === "done" ? backtest.curve : null, live: live.curve };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Hotpath report, seed ${live.seed}</title>
<style>${scriptText(assets.style)}</style>
</head>
<body>
<header>
<h1>Hotpath</h1>
<p>Reference engine ${report.version} · seed ${live.seed} · ${report.createdAt.slice(0, 16).replace("T", " ")} UTC · ${report.machine.cpu}, ${report.machine.cores} cores</p>
</header>
<main>
${cards(report)}
${backtest.status === "done" ? backtestSection(backtest) : skippedSection(backtest)}
${liveSection(live)}
${latencySection(live, report.machine)}
${aboutSection(report)}
</main>
<footer>For research, on historical and simulated data. Not investment advice: nothing here says what any market will do.</footer>
<script type="application/json" id="data">${scriptJson(data)}</script>
${assets.scripts.map((script) => html`<script>${scriptText(script)}</script>\n`)}</body>
</html>
`.text;
}

function cards({ backtest, live }: DemoReport): Html {
  const order = live.latencies.find((latency) => latency.name === "updateToOrder")?.summary;
  return html`<div class="cards">
${
  backtest.status === "done" && [
    card(
      "Backtest, return a year",
      percent(backtest.strategy.yearlyReturn, 2, true),
      `buy and hold ${percent(backtest.buyAndHold.yearlyReturn, 2, true)}`,
    ),
    card(
      "Maximum drawdown",
      percent(backtest.strategy.maxDrawdown, 1),
      `buy and hold ${percent(backtest.buyAndHold.maxDrawdown, 1)}`,
    ),
  ]
}
${card("Live, simulated", `${integer(live.fills)} fills`, `of ${integer(live.orders)} orders in ${duration(live.marketSeconds)}`)}
${card("Profit, simulated", money(live.profit, true), `maximum drawdown ${percent(live.maxDrawdown)}`)}
${card("Throughput", html`${fixed(live.inputsPerSecond / 1e6, 2)} <small>M/s</small>`, `${integer(live.marketEvents)} market events`)}
${card("Update to order", html`${fixed((order?.p50 ?? Number.NaN) / 1000, 2)} <small>µs</small>`, "median, the clock included")}
</div>`;
}
