/** Moments of windows, and what is made of them. */
import { type Definition, integer, period, real } from "../definition.ts";
import { comoments, deviation, moments, variance } from "../graph/statistics.ts";
import { divide, ratio } from "../graph/vocabulary.ts";

const twoPass = "Chan, Golub, LeVeque, The American Statistician 37 (1983), for the algorithm's kind";

export const statistics: readonly Definition[] = [
  {
    name: "VAR",
    aliases: ["VARIANCE"],
    group: "Statistic Functions",
    title: "Variance",
    inputs: ["real"],
    params: { timePeriod: period(5, "Number of bars", 1), nbDev: real(1, -3e37, 3e37, "Not used, as in TA-Lib") },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "Σ(x − x̄)² ÷ n",
    source: `TA-Lib VAR; ${twoPass}`,
    build: ({ x, p }) => [variance(x.real!, p.timePeriod!)],
  },
  {
    name: "STDDEV",
    group: "Statistic Functions",
    title: "Standard Deviation",
    inputs: ["real"],
    params: { timePeriod: period(5), nbDev: real(1, -3e37, 3e37, "Number of deviations") },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "nbDev × √(Σ(x − x̄)² ÷ n)",
    source: `TA-Lib STDDEV; ${twoPass}`,
    build: ({ x, p }) => [deviation(x.real!, p.timePeriod!, p.nbDev!)],
  },
  {
    name: "CORREL",
    aliases: ["CORRELATION"],
    group: "Statistic Functions",
    title: "Pearson's Correlation Coefficient",
    inputs: ["real0", "real1"],
    params: { timePeriod: period(30, "Number of bars", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "Σ(x − x̄)(y − ȳ) ÷ √(Σ(x − x̄)² Σ(y − ȳ)²); 0 where either is flat",
    source: "K. Pearson (1895); TA-Lib CORREL",
    build: ({ x, p, graph }) => {
      const { squaresA, squaresB, products } = comoments(x.real0!, x.real1!, p.timePeriod!);
      return graph.apply("correlation", [squaresA, squaresB, products]);
    },
  },
  {
    name: "BETA",
    group: "Statistic Functions",
    title: "Beta",
    inputs: ["real0", "real1"],
    params: { timePeriod: period(5, "Number of returns", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "cov(r₀, r₁) ÷ var(r₀) of the simple returns of the last n bars; 0 where r₀ is flat",
    source: "TA-Lib BETA, in which the first series is the one that is divided by",
    build: ({ x, p, graph }) => {
      const [a] = graph.apply("simpleReturn", [x.real0!]);
      const [b] = graph.apply("simpleReturn", [x.real1!]);
      const { squaresA, products } = comoments(a!, b!, p.timePeriod!);
      return [ratio(products, squaresA)];
    },
  },
  {
    name: "COVAR",
    aliases: ["COVARIANCE"],
    group: "Statistic Functions",
    title: "Covariance",
    inputs: ["real0", "real1"],
    params: {
      timePeriod: period(30),
      ddof: integer(0, 0, 1, "Taken off the divisor: 0 for a population, 1 for a sample"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "Σ(x − x̄)(y − ȳ) ÷ (n − ddof)",
    source: twoPass,
    build: ({ x, p }) => [divide(comoments(x.real0!, x.real1!, p.timePeriod!).products, p.timePeriod! - p.ddof!)],
  },
  {
    name: "ZSCORE",
    group: "Statistic Functions",
    title: "Standard Score",
    inputs: ["real"],
    params: {
      timePeriod: period(20),
      ddof: integer(0, 0, 1, "Taken off the divisor: 0 for a population, 1 for a sample"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(x − x̄) ÷ s, s the deviation of the last n; 0 where they are all equal",
    source: "standard score of statistics",
    build: ({ x, p, graph }) =>
      graph.apply("score", [
        moments(x.real!, p.timePeriod!).distance,
        deviation(x.real!, p.timePeriod!, 1, p.ddof === 1 ? 1 : 0),
      ]),
  },
];
