/** Order statistics: medians, percentiles, ranks. */
import { type Definition, integer, period, real } from "../definition.ts";
import { countBelow, median, nearestRank } from "../graph/order-statistics.ts";
import { add, divide, multiply } from "../graph/vocabulary.ts";

const twoHeaps = "Hardle, Steiger, Applied Statistics 44 (1995), for the algorithm's kind";

export const orderStatistics: readonly Definition[] = [
  {
    name: "MEDIAN",
    group: "Statistic Functions",
    title: "Median",
    inputs: ["real"],
    params: { timePeriod: integer(30, 2, 10_000, "Number of bars") },
    outputs: ["real"],
    complexity: "O(log n)",
    formula: "the middle of the last n values in order; of an even number, the mean of the middle two",
    source: twoHeaps,
    build: ({ x, p }) => [median(x.real!, p.timePeriod!)],
  },
  {
    name: "PERCENTILE",
    group: "Statistic Functions",
    title: "Percentile, Nearest Rank",
    inputs: ["real"],
    params: { timePeriod: period(30), percentile: real(50, 0, 100, "Percentage of the values that are not above it") },
    outputs: ["real"],
    complexity: "O(log n)",
    formula: "the r-th smallest of the last n values, r = ⌈percentile × n ÷ 100⌉, at least 1",
    source: `Hyndman, Fan, The American Statistician 50 (1996), definition 1; ${twoHeaps}`,
    build: ({ x, p }) => [nearestRank(x.real!, p.timePeriod!, p.percentile!)],
  },
  {
    name: "PERCENTRANK",
    group: "Statistic Functions",
    title: "Percent Rank",
    inputs: ["real"],
    params: { timePeriod: period(100, "Number of earlier bars that this one is compared with") },
    outputs: ["real"],
    complexity: "O(log n)",
    formula: "(number of the n values before that are less) ÷ n × 100",
    source: "Percent rank of statistics; Seidel, Aragon, Algorithmica 16 (1996), for the algorithm's kind",
    profiles: { tradingview: { note: "values that are equal count too" } },
    build: ({ x, p, profile }) => {
      const value = x.real!;
      const n = p.timePeriod!;
      if (profile !== "tradingview") return [multiply(divide(countBelow(value, n), n), 100)];
      const above = multiply(divide(countBelow(multiply(value, -1), n), n), 100);
      return [add(multiply(above, -1), 100)];
    },
  },
];
