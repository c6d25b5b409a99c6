/** Bands around prices, and what lies half-way between extremes. */
import { type Definition, maType, period, REAL_MAX, real } from "../definition.ts";
import { accelerationBands, bollingerBands } from "../graph/bands.ts";
import { midpoint } from "../graph/extremes.ts";

const bands = ["upperBand", "middleBand", "lowerBand"] as const;

/** Other defaults of the period than TA-Lib's 5. */
const twenty = { note: "timePeriod is 20 where none is given", defaults: { timePeriod: 20 } };

export const channels: readonly Definition[] = [
  {
    name: "BBANDS",
    aliases: ["BOLL"],
    group: "Overlap Studies",
    title: "Bollinger Bands",
    inputs: ["real"],
    params: {
      timePeriod: period(5),
      nbDevUp: real(2, -REAL_MAX, REAL_MAX, "Standard deviations to the upper band"),
      nbDevDn: real(2, -REAL_MAX, REAL_MAX, "Standard deviations to the lower band"),
      maType: maType(),
    },
    outputs: bands,
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "middleBand = the moving average, upperBand and lowerBand = middleBand + nbDevUp σ and − nbDevDn σ; σ² = the mean square of the distances of the last n values from their mean",
    source: "John Bollinger, Bollinger on Bollinger Bands (2001); TA-Lib BBANDS",
    profiles: { "talib-0.8": twenty, tradingview: twenty },
    build: ({ x, p, unstable }) => {
      const { upper, middle, lower } = bollingerBands(
        x.real!,
        p.timePeriod!,
        p.nbDevUp!,
        p.nbDevDn!,
        p.maType!,
        unstable,
      );
      return [upper, middle, lower];
    },
  },
  {
    name: "ACCBANDS",
    group: "Overlap Studies",
    title: "Acceleration Bands",
    inputs: ["high", "low", "close"],
    params: { timePeriod: period(20) },
    outputs: bands,
    complexity: "O(1) amortised",
    formula:
      "means of n bars: of high × (1 + w), of close, and of low × (1 − w); w = 4 (high − low) ÷ (high + low), 0 where that sum is 0",
    source: "Price Headley, Big Trends in Trading (2002); TA-Lib ACCBANDS",
    build: ({ x, p }) => {
      const { upper, middle, lower } = accelerationBands(x.high!, x.low!, x.close!, p.timePeriod!);
      return [upper, middle, lower];
    },
  },
  {
    name: "MIDPOINT",
    group: "Overlap Studies",
    title: "MidPoint over period",
    inputs: ["real"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(highest + lowest of the last n values) ÷ 2",
    source: "TA-Lib MIDPOINT",
    build: ({ x, p }) => [midpoint(x.real!, x.real!, p.timePeriod!)],
  },
  {
    name: "MIDPRICE",
    group: "Overlap Studies",
    title: "Midpoint Price over period",
    inputs: ["high", "low"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(highest high + lowest low of the last n bars) ÷ 2",
    source: "TA-Lib MIDPRICE",
    build: ({ x, p }) => [midpoint(x.high!, x.low!, p.timePeriod!)],
  },
];
