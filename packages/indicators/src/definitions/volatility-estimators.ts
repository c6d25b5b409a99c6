/** Estimates of the volatility of logarithmic prices, from closes and from whole bars. */
import { choice, type Definition, period, real } from "../definition.ts";
import type { Series } from "../graph/graph.ts";
import { variance } from "../graph/statistics.ts";
import { deviationOf, logRatio, logReturn } from "../graph/time-series.ts";
import { delay, multiply, sma } from "../graph/vocabulary.ts";

const periodsPerYear = real(252, 1, 1e9, "Bars in a year; 1 leaves volatility a bar's");
const bars = ["open", "high", "low", "close"];

function meanOf(value: Series, n: number, perYear: number): Series {
  return deviationOf(sma(value, n), perYear);
}

const common = {
  group: "Volatility Indicators",
  outputs: ["real"],
  complexity: "O(1) amortised",
  params: { timePeriod: period(20, "Number of bars", 1), periodsPerYear },
} as const;

/** ½ and 2 ln 2 − 1: the practical form, with the terms of the bar's opening jump left out. */
const bodyWeight = 2 * Math.LN2 - 1;

export const volatilityEstimators: readonly Definition[] = [
  {
    ...common,
    name: "HISTVOL",
    aliases: ["HV", "CLOSETOCLOSE"],
    title: "Historical Volatility, Close to Close",
    inputs: ["close"],
    params: {
      timePeriod: period(20, "Number of returns"),
      periodsPerYear,
      estimator: choice(1, ["population", "sample"], "Divisor n or n − 1"),
    },
    formula: "√(N × variance of the last n logarithmic returns), N periodsPerYear",
    source: "J. C. Hull, Options, Futures, and Other Derivatives, ch. 15",
    build: ({ x, p }) => [
      deviationOf(variance(logReturn(x.close!), p.timePeriod!, p.estimator === 1 ? 1 : 0), p.periodsPerYear!),
    ],
  },
  {
    ...common,
    name: "REALIZEDVOL",
    aliases: ["REALISEDVOL"],
    title: "Realised Volatility",
    inputs: ["close"],
    formula: "√(N × mean of r² of the last n logarithmic returns), the mean return taken as 0, N periodsPerYear",
    source: "T. G. Andersen, T. Bollerslev, F. X. Diebold, P. Labys, Econometrica 71 (2003)",
    build: ({ x, p }) => {
      const change = logReturn(x.close!);
      return [meanOf(multiply(change, change), p.timePeriod!, p.periodsPerYear!)];
    },
  },
  {
    ...common,
    name: "PARKINSON",
    title: "Parkinson's Volatility",
    inputs: ["high", "low"],
    formula: "√(N × mean of ln(H ÷ L)² ÷ (4 ln 2)) over the last n bars, N periodsPerYear",
    source: "M. Parkinson, Journal of Business 53 (1980)",
    build: ({ x, p, graph }) => {
      const [square] = graph.apply("parkinson", [x.high!, x.low!]);
      return [meanOf(square!, p.timePeriod!, p.periodsPerYear! / (4 * Math.LN2))];
    },
  },
  {
    ...common,
    name: "GARMANKLASS",
    title: "Garman and Klass's Volatility",
    inputs: bars,
    formula:
      "√(N × mean of ½ ln(H ÷ L)² − (2 ln 2 − 1) ln(C ÷ O)²) over the last n bars, N periodsPerYear; 0 where the mean is negative, which only bars can give whose open or close lies outside",
    source: "M. B. Garman, M. J. Klass, Journal of Business 53 (1980)",
    build: ({ x, p, graph }) => {
      const [term] = graph.apply("garmanKlass", [x.open!, x.high!, x.low!, x.close!], { weight: bodyWeight });
      return [meanOf(term!, p.timePeriod!, p.periodsPerYear!)];
    },
  },
  {
    ...common,
    name: "ROGERSSATCHELL",
    title: "Rogers and Satchell's Volatility",
    inputs: bars,
    formula:
      "√(N × mean of ln(H ÷ C) ln(H ÷ O) + ln(L ÷ C) ln(L ÷ O)) over the last n bars, N periodsPerYear: free of drift",
    source: "L. C. G. Rogers, S. E. Satchell, Annals of Applied Probability 1 (1991)",
    build: ({ x, p, graph }) => {
      const [term] = graph.apply("rogersSatchell", [x.open!, x.high!, x.low!, x.close!]);
      return [meanOf(term!, p.timePeriod!, p.periodsPerYear!)];
    },
  },
  {
    ...common,
    name: "YANGZHANG",
    title: "Yang and Zhang's Volatility",
    inputs: bars,
    params: { timePeriod: period(20), periodsPerYear },
    formula:
      "√(N × (vₒ + k v_c + (1 − k) v_rs)): sample variances of ln(O ÷ C₋₁) and ln(C ÷ O), and Rogers and Satchell's, over the last n bars; k = 0.34 ÷ (1.34 + (n + 1) ÷ (n − 1)), N periodsPerYear: free of drift, with jumps at the open",
    source: "D. Yang, Q. Zhang, Journal of Business 73 (2000)",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const k = 0.34 / (1.34 + (n + 1) / (n - 1));
      const overnight = variance(logRatio(x.open!, delay(x.close!, 1)), n, 1);
      const day = variance(logRatio(x.close!, x.open!), n, 1);
      const [term] = graph.apply("rogersSatchell", [x.open!, x.high!, x.low!, x.close!]);
      const weights = { wa: 1, wb: k, wc: 1 - k };
      const [total] = graph.apply("combine3", [overnight, day, sma(term!, n)], weights);
      return [deviationOf(total!, p.periodsPerYear!)];
    },
  },
];
