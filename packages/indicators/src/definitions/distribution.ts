/** The shape of the distribution of the last values. */
import { choice, type Definition, integer, period, real } from "../definition.ts";
import type { Series } from "../graph/graph.ts";
import { quantile, smallest } from "../graph/order-statistics.ts";
import { logReturn } from "../graph/time-series.ts";
import { add, multiply, subtract } from "../graph/vocabulary.ts";

const estimator = choice(1, ["population", "sample"], "Moments as they are, or corrected for the size of the sample");

function shape(value: Series, n: number): Record<"squares" | "cubes" | "fourths", Series> {
  const [, squares, cubes, fourths] = value.graph.apply("windowShape", [value], { period: n });
  return { squares: squares!, cubes: cubes!, fourths: fourths! };
}

const conventions = ["linear", "lower", "higher", "nearest", "midpoint"];

/** The quantile `q`, where it falls between two values by one of the conventions. */
function quantileBy(value: Series, n: number, q: number, convention: number): Series {
  if (convention === 0) return quantile(value, n, q);
  const at = (n - 1) * q;
  const rank = Math.floor(at);
  const { lower, upper } = smallest(value, n, rank + 1);
  if (at === rank || convention === 1) return lower;
  if (convention === 2) return upper;
  if (convention === 4) return multiply(add(lower, upper), 0.5);
  const part = at - rank;
  return part < 0.5 || (part === 0.5 && rank % 2 === 0) ? lower : upper;
}

const stable =
  "T. Terriberry (2007) and P. Pébay, SAND2008-6212 (2008), for the algorithm; D. N. Joanes, C. A. Gill, The Statistician 47 (1998), for the names g and G";

export const distribution: readonly Definition[] = [
  {
    name: "SKEWNESS",
    aliases: ["SKEW"],
    group: "Statistic Functions",
    title: "Skewness",
    inputs: ["real"],
    params: { timePeriod: period(30, "Number of bars", 3), estimator },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "population: g₁ = m₃ ÷ m₂^1.5, m_k = Σ(x − x̄)^k ÷ n; sample: G₁ = g₁ √(n (n − 1)) ÷ (n − 2), as SKEW of spreadsheets; 0 where flat",
    source: stable,
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const { squares, cubes } = shape(x.real!, n);
      const factor = p.estimator === 1 ? (n * Math.sqrt(n - 1)) / (n - 2) : Math.sqrt(n);
      return graph.apply("skewness", [squares, cubes], { factor });
    },
  },
  {
    name: "KURTOSIS",
    aliases: ["KURT"],
    group: "Statistic Functions",
    title: "Kurtosis",
    inputs: ["real"],
    params: {
      timePeriod: period(30, "Number of bars", 4),
      estimator,
      relative: choice(0, ["excess", "plain"], "Over that of a normal distribution, which is 3, or as it is"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "population: g₂ = m₄ ÷ m₂² − 3; sample: G₂ = ((n + 1) g₂ + 6) (n − 1) ÷ ((n − 2) (n − 3)), as KURT of spreadsheets; plain: 3 more; where flat, as of a normal distribution",
    source: `${stable}; TA-Lib's KURTOSIS is the default`,
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const { squares, fourths } = shape(x.real!, n);
      const plain = p.relative === 1 ? 3 : 0;
      const [factor, less] =
        p.estimator === 1
          ? [(n * (n + 1) * (n - 1)) / ((n - 2) * (n - 3)), (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3))]
          : [n, 3];
      return graph.apply("kurtosis", [squares, fourths], { factor, less: less - plain, flat: plain });
    },
  },
  {
    name: "QUANTILE",
    group: "Statistic Functions",
    title: "Quantile",
    inputs: ["real"],
    params: {
      timePeriod: period(30),
      q: real(0.5, 0, 1, "Share of the values that are below"),
      method: choice(0, conventions, "What it is between two values"),
    },
    outputs: ["real"],
    complexity: "O(log n)",
    formula:
      "the last n values in order, counted from 0: that at (n − 1) q; between two, linear: by the line through them (type 7); lower, higher, nearest (the even one of two), midpoint: as named",
    source: "R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), definition 7; as quantile of numpy",
    build: ({ x, p }) => [quantileBy(x.real!, p.timePeriod!, p.q!, p.method!)],
  },
  {
    name: "IQR",
    group: "Statistic Functions",
    title: "Interquartile Range",
    inputs: ["real"],
    params: { timePeriod: period(30) },
    outputs: ["real"],
    complexity: "O(log n)",
    formula: "the quantile 0.75 less the quantile 0.25 of the last n, both of type 7",
    source: "R. J. Hyndman, Y. Fan, The American Statistician 50 (1996), definition 7",
    build: ({ x, p }) => [subtract(quantile(x.real!, p.timePeriod!, 0.75), quantile(x.real!, p.timePeriod!, 0.25))],
  },
  {
    name: "ENTROPY",
    aliases: ["SHANNON"],
    group: "Statistic Functions",
    title: "Shannon Entropy of Returns",
    inputs: ["real"],
    params: { timePeriod: period(100, "Number of returns"), bins: integer(10, 2, 10_000, "Bins of equal width") },
    outputs: ["real"],
    complexity: "O(n)",
    formula:
      "−Σ pᵢ log₂ pᵢ, pᵢ the shares of the last n logarithmic returns in bins of equal width from the least to the greatest of them; 0 where all are equal, log₂(bins) at most",
    source: "C. E. Shannon, Bell System Technical Journal 27 (1948)",
    build: ({ x, p, graph }) =>
      graph.apply("windowEntropy", [logReturn(x.real!)], { period: p.timePeriod!, bins: p.bins!, ln2: Math.LN2 }),
  },
];
