/** The report as one page. Charts are drawn in the browser, from data in the page. */
import { duration, fixed, integer, money, percent } from "./format.ts";
import { card, type Html, html } from "./html.ts";
import { aboutSection } from "./html-about.ts";
import { backtestSection, skippedSection } from "./html-backtest.ts";
import { latencySection } from "./html-latency.ts";
import { liveSection } from "./html-live.ts";
import { htmlPage, type PageAssets } from "./html-page.ts";
import type { DemoReport } from "./report.ts";

/** The whole page. */
export function htmlReport(report: DemoReport, assets: PageAssets): string {
  const { backtest, live } = report;
  return htmlPage(
    {
      title: `Hotpath report, seed ${live.seed}`,
      header: html`<h1>Hotpath</h1>
<p>Reference engine ${report.version} · seed ${live.seed} · ${report.createdAt.slice(0, 16).replace("T", " ")} UTC · ${report.machine.cpu}, ${report.machine.cores} cores</p>`,
      main: [
        cards(report),
        backtest.status === "done" ? backtestSection(backtest) : skippedSection(backtest),
        liveSection(live),
        latencySection(live, report.machine),
        aboutSection(report),
      ],
      footer:
        "For research, on historical and simulated data. Not investment advice: nothing here says what any market will do.",
      data: { backtest: backtest.status === "done" ? backtest.curve : null, live: live.curve },
    },
    assets,
  );
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
