import { bytes, duration, integer, percent } from "./format.ts";
import { type Html, html, table } from "./html.ts";
import type { DemoReport } from "./report.ts";

/** What the run was made with: enough to repeat it. */
export function aboutSection(report: DemoReport): Html {
  const { machine: m, live: l, backtest } = report;
  const { caches } = l;
  return html`<section>
<h2>The run</h2>
<div class="columns even">
<div>${table(
    ["", ""],
    [
      ["Seed", l.seed],
      ["State hash, live", html`<code>${l.stateHash}</code>`],
      ["State hash, second pass", html`<code>${l.stateHashAgain}</code>`],
      backtest.status === "done" && ["State hash, backtest", html`<code>${backtest.stateHash}</code>`],
      ["Time", `${duration(report.seconds)} in all`],
      ["Engine, first pass", duration(l.engineSeconds)],
      ["Exchange, first pass", duration(l.exchangeSeconds)],
      ["Heap growth, first pass", bytes(l.heapGrowthBytes)],
    ].filter((row) => row !== false),
  )}</div>
<div>${table(
    ["", ""],
    [
      ["Processor", m.cpu],
      ["Cores and memory", `${m.cores}, ${bytes(m.memoryBytes)}`],
      ["Platform", m.platform],
      ["Bun", m.bun],
      ["Kernels", m.kernelsReason === undefined ? m.kernels : `${m.kernels}: ${m.kernelsReason}`],
      ["Indicator values cached", integer(caches.indicatorValues)],
      [
        "Cache hits",
        `${percent(caches.indicatorHitRate)} of ${integer(caches.indicatorHits + caches.indicatorMisses)}`,
      ],
      ["Price histories", integer(caches.priceHistorySymbols)],
    ],
  )}</div>
</div>
<p class="small">The same seed and options give the same hashes on every machine; times and latencies are outside them.</p>
<details><summary>Configuration of the live run</summary><pre>${JSON.stringify(l.configuration, null, 2)}</pre></details>
</section>`;
}
