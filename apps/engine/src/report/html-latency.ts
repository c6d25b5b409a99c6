import type { EngineLatency } from "@hotpath/engine";
import { meetsGoal } from "../live/goals.ts";
import { fixed, integer, nanos } from "./format.ts";
import { type Html, html, table } from "./html.ts";
import { stageName, timedText } from "./names.ts";
import type { GoalReport, LiveReport, MachineReport } from "./report.ts";

/** Decades of the scale: 10 ns to 10 ms. */
const FROM = 1;
const TO = 7;
const DECADES = ["10 ns", "100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms"];

/** Latency of each stage, and the goals. */
export function latencySection(l: LiveReport, machine: MachineReport): Html {
  const measured = l.latencies.filter((latency) => latency.summary.count > 0);
  return html`<section>
<h2>Latency</h2>
<p>${timedText(l.timedOneIn)}, by turns each stage or the whole, in a second pass over the same events. A reading of the clock costs
${machine.clockNs} ns here; each figure includes one. The bar reaches from the median to the 99th percentile, the line to the
99.9th.</p>
<div class="latency" role="img" aria-label="Latency by stage, on a logarithmic scale">
${measured.map(latencyBar)}
<div class="row axis"><span></span><div class="track">${DECADES.map((text, i) => html`<i style="left:${(i / (TO - FROM)) * 100}%">${text}</i>`)}</div><span></span></div>
</div>
${table(
  ["nanoseconds", "count", "mean", "p50", "p90", "p99", "p99.9", "max"],
  measured.map(({ name, summary: s }) => [
    stageName(name),
    integer(s.count),
    nanos(s.mean),
    nanos(s.p50),
    nanos(s.p90),
    nanos(s.p99),
    nanos(s.p999),
    nanos(s.max),
  ]),
)}
<h3>Goals</h3>
${table(["", "goal", "floor", "measured", "", "how"], l.goals.map(goalRow))}
</section>`;
}

function latencyBar({ name, summary: s }: EngineLatency): Html {
  const median = place(s.p50);
  const most = place(s.p99);
  const tail = place(s.p999);
  return html`<div class="row"><span>${stageName(name)}</span><div class="track">
<b class="tail" style="left:${most}%;width:${Math.max(tail - most, 0)}%"></b>
<b class="bar" style="left:${median}%;width:${Math.max(most - median, 0.4)}%"></b>
</div><span>${nanos(s.p50)}</span></div>\n`;
}

/** Where a duration stands on the scale, in per cent. */
function place(nanoseconds: number): number {
  const share = (Math.log10(Math.max(nanoseconds, 1)) - FROM) / (TO - FROM);
  return Math.round(Math.min(Math.max(share, 0), 1) * 10_000) / 100;
}

function goalRow(goal: GoalReport) {
  const sign = goal.better === "lower" ? "<" : ">";
  const unit = (value: number) => (goal.unit === "ns" ? `${fixed(value, 0)} ns` : `${integer(value)}/s`);
  return [
    goal.what,
    `${sign} ${unit(goal.goal)}`,
    goal.floor === undefined ? "" : `${sign} ${unit(goal.floor)}`,
    unit(goal.measured),
    meetsGoal(goal) ? html`<span class="met">met</span>` : html`<span class="missed">not met</span>`,
    goal.how,
  ];
}
