/** How far a window runs as a straight line, and where its weight lies. */
import { type Definition, period } from "../definition.ts";
import { moments, trend } from "../graph/statistics.ts";

export const balance: readonly Definition[] = [
  {
    name: "CTI",
    group: "Statistic Functions",
    title: "Correlation Trend Indicator",
    inputs: ["real"],
    params: { timePeriod: period(20) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "Pearson's correlation of the last n values with their bar numbers; 0 where they are all equal",
    source: "John Ehlers, Correlation as a Trend Indicator, Stocks & Commodities 38 (2020)",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const inputs = [trend(x.real!, n).slope, moments(x.real!, n).squares];
      return graph.apply("timeCorrelation", inputs, { spread: Math.sqrt((n * (n * n - 1)) / 12) });
    },
  },
  {
    name: "CG",
    aliases: ["COG"],
    group: "Cycle Indicators",
    title: "Center of Gravity",
    inputs: ["real"],
    params: { timePeriod: period(10) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "−Σ w x ÷ Σ x over n bars, w = 1 for the newest to n for the oldest; −(n + 1) ÷ 2 where Σ x is 0",
    source: "John Ehlers, The CG Oscillator, Stocks & Commodities 20 (2002)",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const { mean, slope } = trend(x.real!, n);
      return graph.apply("gravity", [mean, slope], { level: -(n + 1) / 2, inertia: (n * n - 1) / 12 });
    },
  },
];
