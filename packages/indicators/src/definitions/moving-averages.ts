/** Moving averages of one series. */
import { type Definition, period } from "../definition.ts";
import { ema, sma } from "../graph/vocabulary.ts";

export const movingAverages: readonly Definition[] = [
  {
    name: "SMA",
    group: "Overlap Studies",
    title: "Simple Moving Average",
    inputs: ["real"],
    params: { timePeriod: period(30) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "the sum of the last n values ÷ n",
    source: "TA-Lib SMA",
    build: ({ x, p }) => [sma(x.real!, p.timePeriod!)],
  },
  {
    name: "EMA",
    group: "Overlap Studies",
    title: "Exponential Moving Average",
    inputs: ["real"],
    params: { timePeriod: period(30) },
    outputs: ["real"],
    unstable: true,
    formula: "e += (value − e) × 2 ÷ (n + 1), from the mean of the first n values",
    source: "TA-Lib EMA",
    build: ({ x, p, unstable }) => [ema(x.real!, p.timePeriod!, { quiet: unstable("EMA") })],
  },
];
