/** Recursive estimates of level, trend and variance. */
import { type Definition, real } from "../definition.ts";
import { deviationOf, logReturn } from "../graph/time-series.ts";

const noise = (standard: number, title: string, min = 0) => real(standard, min, 1e30, title);

export const filters: readonly Definition[] = [
  {
    name: "EWM",
    aliases: ["EWMSTAT"],
    group: "Statistic Functions",
    title: "Exponentially Weighted Mean, Variance and Deviation",
    inputs: ["real"],
    params: { lambda: real(0.94, 0, 0.999999999, "Weight that is left to the past at each bar") },
    outputs: ["mean", "variance", "deviation"],
    formula:
      "d = x − m; m += (1 − λ) d; v = λ (v + (1 − λ) d²), from the first value and 0: a population's variance; as ewm(alpha = 1 − λ, adjust = False) of pandas with bias",
    source: "D. H. D. West, CACM 22 (1979); T. Finch (2009)",
    build: ({ x, p, graph }) => {
      const [mean, variance] = graph.apply("exponentialMoments", [x.real!], { weight: 1 - p.lambda! });
      return [mean!, variance!, deviationOf(variance!)];
    },
  },
  {
    name: "EWMAVOL",
    aliases: ["RISKMETRICS"],
    group: "Volatility Indicators",
    title: "RiskMetrics Volatility",
    inputs: ["real"],
    params: {
      lambda: real(0.94, 0, 0.999999999, "Weight that is left to the past at each bar"),
      periodsPerYear: real(252, 1, 1e9, "Bars in a year; 1 leaves volatility a bar's"),
    },
    outputs: ["variance", "volatility"],
    formula:
      "variance: v = λ v + (1 − λ) r², r the logarithmic return, its mean taken as 0, from the first r²; volatility: √(v × periodsPerYear)",
    source: "J.P. Morgan/Reuters, RiskMetrics Technical Document, 4th ed. (1996), ch. 5",
    build: ({ x, p, graph }) => {
      const change = logReturn(x.real!);
      const [square] = graph.apply("multiply", [change, change]);
      const [variance] = graph.apply("ema", [square!], { weight: 1 - p.lambda!, period: 1 });
      return [variance!, deviationOf(variance!, p.periodsPerYear!)];
    },
  },
  {
    name: "KALMAN",
    aliases: ["LOCALLEVEL"],
    group: "Overlap Studies",
    title: "Kalman Filter, Local Level",
    inputs: ["real"],
    params: {
      processNoise: noise(0.01, "Variance of the level's step from bar to bar"),
      measurementNoise: noise(1, "Variance of a value about the level", 1e-30),
    },
    outputs: ["level"],
    formula:
      "P += q; K = P ÷ (P + r); level += K (x − level); P = (1 − K) P, from the first value and P = r (a diffuse beginning); only q ÷ r matters",
    source: "R. E. Kalman (1960); J. Durbin, S. J. Koopman, Time Series Analysis by State Space Methods (2012), ch. 2",
    build: ({ x, p, graph }) =>
      graph.apply("kalmanLevel", [x.real!], {
        processNoise: p.processNoise!,
        measurementNoise: p.measurementNoise!,
      }),
  },
  {
    name: "KALMANTREND",
    aliases: ["LOCALTREND"],
    group: "Overlap Studies",
    title: "Kalman Filter, Local Linear Trend",
    inputs: ["real"],
    params: {
      levelNoise: noise(0.01, "Variance of the level's step beside the slope"),
      slopeNoise: noise(0.0001, "Variance of the slope's step from bar to bar"),
      measurementNoise: noise(1, "Variance of a value about the level", 1e-30),
    },
    outputs: ["level", "slope"],
    formula:
      "state (level, slope), level′ = level + slope + N(0, levelNoise), slope′ = slope + N(0, slopeNoise), x = level + N(0, measurementNoise); from the first two values (a diffuse beginning); only the ratios of the three matter",
    source:
      "A. C. Harvey (1989); J. Durbin, S. J. Koopman, Time Series Analysis by State Space Methods (2012), ch. 3, 5",
    build: ({ x, p, graph }) =>
      graph.apply("kalmanTrend", [x.real!], {
        levelNoise: p.levelNoise!,
        slopeNoise: p.slopeNoise!,
        measurementNoise: p.measurementNoise!,
      }),
  },
];
