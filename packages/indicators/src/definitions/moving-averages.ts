/** Moving averages of one series. */
import { type Definition, integer, period } from "../definition.ts";
import { ema, sma, subtract } from "../graph/vocabulary.ts";

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
  {
    name: "MACD",
    group: "Momentum Indicators",
    title: "Moving Average Convergence/Divergence",
    inputs: ["real"],
    params: {
      fastPeriod: period(12, "Bars of the fast average"),
      slowPeriod: period(26, "Bars of the slow average"),
      signalPeriod: integer(9, 1, 100_000, "Bars of the signal line"),
    },
    outputs: ["macd", "macdSignal", { name: "macdHist", kind: "histogram" }],
    unstable: true,
    formula:
      "macd = EMA(fast) − EMA(slow), macdSignal = EMA(macd), macdHist = macd − macdSignal; both averages begin at the same bar",
    source: "Gerald Appel; TA-Lib MACD",
    build: ({ x, p, unstable }) => {
      const [fast, slow] =
        p.fastPeriod! < p.slowPeriod! ? [p.fastPeriod!, p.slowPeriod!] : [p.slowPeriod!, p.fastPeriod!];
      const quiet = unstable("EMA");
      const line = subtract(ema(x.real!, fast, { from: slow - fast, quiet }), ema(x.real!, slow, { quiet }));
      const signal = ema(line, p.signalPeriod!, { quiet });
      return [line, signal, subtract(line, signal)];
    },
  },
];
