/** Moving averages that TA-Lib does not have. */
import { cos, exp } from "@hotpath/core";
import { type Definition, period, real } from "../definition.ts";
import { meanDeviation } from "../graph/momentum.ts";
import { variance } from "../graph/statistics.ts";
import { sma, sum } from "../graph/vocabulary.ts";

export const moreAverages: readonly Definition[] = [
  {
    name: "ALMA",
    group: "Overlap Studies",
    title: "Arnaud Legoux Moving Average",
    inputs: ["real"],
    params: {
      timePeriod: period(9),
      center: real(0.85, 0, 1, "Where the weights' peak is: 0 at the oldest value, 1 at the newest"),
      sigma: real(6, 1e-3, 3e37, "Number of deviations in the window"),
    },
    outputs: ["real"],
    complexity: "O(n)",
    formula: "Σ w x ÷ Σ w, w = exp(−(k − center (n − 1))² ÷ 2 (n ÷ sigma)²), k = 0 … n − 1 from the oldest",
    source: "A. Legoux, D. Kouzis Loukas (2009)",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      return graph.apply("bellAverage", [x.real!], { center: p.center! * (n - 1), spread: n / p.sigma!, period: n });
    },
  },
  {
    name: "VIDYA",
    group: "Overlap Studies",
    title: "Variable Index Dynamic Average",
    inputs: ["real"],
    params: {
      timePeriod: period(14, "Bars of the average", 1),
      momentumPeriod: period(9, "Bars of the momentum", 1),
    },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: "v += |CMO(m)| × 2 ÷ (n + 1) × (x − v), the CMO as a share, from the first value that has one",
    source: "T. S. Chande, Adapting Moving Averages to Market Volatility, S&C 10 (1992)",
    build: ({ x, p, graph, unstable }) => {
      const ways = graph.apply("changeAndSize", [x.real!]).map((series) => sum(series, p.momentumPeriod!));
      const quiet = unstable("VIDYA");
      return graph.apply("vidya", [x.real!, ...ways], { weight: 2 / (p.timePeriod! + 1) }, { quiet });
    },
  },
  {
    name: "DYNAMIC",
    aliases: ["MCGINLEY", "MCGINLEY_DYNAMIC"],
    group: "Overlap Studies",
    title: "McGinley Dynamic",
    inputs: ["real"],
    params: {
      timePeriod: period(14, "Number of bars", 1),
      factor: real(0.6, 1e-3, 3e37, "Share of the period that counts: 0.6, or 1 as others have it"),
    },
    outputs: ["real"],
    formula: "d += (x − d) ÷ (factor × n × (x ÷ d)⁴), from the first value; x itself where either is 0",
    source: "J. R. McGinley, Technical Trends (1990); his 0.6",
    build: ({ x, p, graph }) => graph.apply("mcginley", [x.real!], { length: p.timePeriod! * p.factor! }),
  },
  {
    name: "SUPERSMOOTHER",
    aliases: ["SSF"],
    group: "Overlap Studies",
    title: "Ehlers' Super Smoother",
    inputs: ["real"],
    params: { timePeriod: period(10, "Cycles shorter than so many bars are taken away") },
    outputs: ["real"],
    unstable: true,
    formula:
      "y = c₁ (x + x₁) ÷ 2 + c₂ y₁ + c₃ y₂; a = exp(−√2 π ÷ n), c₂ = 2 a cos(√2 π ÷ n), c₃ = −a², c₁ = 1 − c₂ − c₃; from the first value",
    source: "J. F. Ehlers, Cycle Analytics for Traders (2013)",
    build: ({ x, p, graph, unstable }) => {
      const angle = (Math.SQRT2 * Math.PI) / p.timePeriod!;
      const a = exp(-angle);
      const c2 = 2 * a * cos(angle);
      const c3 = -a * a;
      const quiet = unstable("SUPERSMOOTHER");
      return graph.apply("twoPoles", [x.real!], { c1: 1 - c2 - c3, c2, c3 }, { quiet });
    },
  },
  {
    name: "SMA_ANALYSIS",
    group: "Statistic Functions",
    title: "Simple Moving Average and Distances from It",
    inputs: ["real"],
    params: { timePeriod: period(20) },
    outputs: ["sma", "mad", "mse", "mape"],
    complexity: "O(n)",
    formula:
      "the mean of the last n values, and of their distances from it: absolute, squared, and absolute as a share of the value",
    source: "as Stock.Indicators has it",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const mean = sma(x.real!, n);
      const [relative] = graph.apply("meanRelativeDistance", [x.real!], { period: n });
      return [mean, meanDeviation(x.real!, n).deviation, variance(x.real!, n), relative!];
    },
  },
];
