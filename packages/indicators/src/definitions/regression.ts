/** The straight line of least squares through the last bars. */
import { type Definition, period } from "../definition.ts";
import type { Series } from "../graph/graph.ts";
import { moments, trend, trendAt } from "../graph/statistics.ts";
import { addScaled, multiply, ratio } from "../graph/vocabulary.ts";

const source = "Least squares on bar numbers 0 … n − 1; TA-Lib's LINEARREG family";

function line(name: string, title: string, formula: string, of: (value: Series, n: number) => Series): Definition {
  return {
    name,
    group: "Statistic Functions",
    title,
    inputs: ["real"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula,
    source,
    build: ({ x, p }) => [of(x.real!, p.timePeriod!)],
  };
}

export const regression: readonly Definition[] = [
  {
    ...line("LINEARREG", "Linear Regression", "a + b (n − 1): the line's value at the last bar", (value, n) =>
      trendAt(value, n, 0),
    ),
    aliases: ["EPMA", "LSMA"],
  },
  line("LINEARREG_ANGLE", "Linear Regression Angle", "atan(b), in degrees", (value, n) => {
    const { slope } = trend(value, n);
    return slope.graph.apply("angle", [slope])[0]!;
  }),
  line("LINEARREG_INTERCEPT", "Linear Regression Intercept", "a: the line's value at the first bar", (value, n) => {
    const { mean, slope } = trend(value, n);
    return addScaled(mean, slope, -(n - 1) / 2);
  }),
  line(
    "LINEARREG_SLOPE",
    "Linear Regression Slope",
    "b = Σ(t − t̄)(y − ȳ) ÷ Σ(t − t̄)²",
    (value, n) => trend(value, n).slope,
  ),
  line("TSF", "Time Series Forecast", "a + b n: the line's value one bar ahead", (value, n) => trendAt(value, n, 1)),
  {
    ...line("LINEARREG_R2", "Coefficient of Determination", "b² Σ(t − t̄)² ÷ Σ(y − ȳ)²; 0 where flat", (value, n) => {
      const { slope } = trend(value, n);
      const explained = multiply(multiply(slope, slope), (n * (n * n - 1)) / 12);
      return ratio(explained, moments(value, n).squares);
    }),
    aliases: ["RSQUARED", "R2"],
    source: "Least squares; the square of Pearson's correlation with time",
  },
];
