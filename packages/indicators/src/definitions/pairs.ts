/** Two series side by side: regression of one on the other. */
import { type Definition, integer, period } from "../definition.ts";
import { comoments } from "../graph/statistics.ts";

export const pairs: readonly Definition[] = [
  {
    name: "OLS",
    aliases: ["ROLLINGREGRESSION", "PAIRS"],
    group: "Statistic Functions",
    title: "Rolling Regression",
    inputs: ["real0", "real1"],
    params: {
      timePeriod: period(60, "Number of bars", 3),
      ddof: integer(0, 0, 2, "Taken off the divisor of the residuals' variance"),
    },
    outputs: ["slope", "intercept", "r2", "zScore"],
    complexity: "O(1) amortised",
    formula:
      "real1 = intercept + slope × real0 + e by least squares over the last n bars; r2 = 1 − Σe² ÷ Σ(real1 − mean)²; zScore: the last e ÷ √(Σe² ÷ (n − ddof)). Slope and r2 are 0 where real0 is flat, zScore where nothing is left over",
    source: "least squares; the z-score of a pair's spread as in G. Vidyamurthy, Pairs Trading (2004)",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const { meanA, meanB, squaresA, squaresB, products, distanceA, distanceB } = comoments(x.real0!, x.real1!, n);
      return graph.apply("leastSquares", [meanA, meanB, squaresA, squaresB, products, distanceA, distanceB], {
        divisor: n - p.ddof!,
        rounding: n * 4 * Number.EPSILON,
      });
    },
  },
  {
    name: "SPEARMAN",
    aliases: ["RANKCORREL"],
    group: "Statistic Functions",
    title: "Spearman's Rank Correlation",
    inputs: ["real0", "real1"],
    params: { timePeriod: period(30) },
    outputs: ["real"],
    complexity: "O(n)",
    formula:
      "Pearson's correlation of the ranks of the last n pairs, equal values having the mean of their ranks; 0 where either is flat",
    source:
      "C. Spearman, American Journal of Psychology 15 (1904); M. G. Kendall, Rank Correlation Methods (1948), for ties",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const [squaresA, squaresB, products] = graph.apply(
        "windowRanks",
        [x.real0!, x.real1!],
        { period: n },
        { quiet: n - 1 },
      );
      return graph.apply("correlation", [squaresA!, squaresB!, products!]);
    },
  },
];
