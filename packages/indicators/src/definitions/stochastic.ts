/** Where a price is between the extremes of its last bars, and how long ago they were. */
import { type Definition, integer, maType, period } from "../definition.ts";
import { movingAverage } from "../graph/averages.ts";
import { highest, lowest, sinceHighest, sinceLowest } from "../graph/extremes.ts";
import type { Series } from "../graph/graph.ts";
import { netStrength } from "../graph/momentum.ts";
import { multiply, subtract } from "../graph/vocabulary.ts";

const bars = ["high", "low", "close"] as const;
const lane = "George Lane";
const chande = "Tushar Chande, A Time Price Oscillator (1995)";
const fastKPeriod = integer(5, 1, 100_000, "Bars of the extremes");
const fastDPeriod = integer(3, 1, 100_000, "Bars of the fast D line");
const fastDMaType = maType(0, "Kind of the fast D line");

/** %K: 0 at the lowest of the last bars, 100 at the highest. */
function fastK(high: Series, low: Series, close: Series, n: number): Series {
  const [bottom, top] = [lowest(low, n), highest(high, n)];
  return close.graph.apply("position", [close, bottom, bottom, top], { factor: 100 })[0]!;
}

export const stochastic: readonly Definition[] = [
  {
    name: "STOCH",
    group: "Momentum Indicators",
    title: "Stochastic",
    inputs: bars,
    params: {
      fastKPeriod,
      slowKPeriod: integer(3, 1, 100_000, "Bars of the slow K line"),
      slowKMaType: maType(0, "Kind of the slow K line"),
      slowDPeriod: integer(3, 1, 100_000, "Bars of the slow D line"),
      slowDMaType: maType(0, "Kind of the slow D line"),
    },
    outputs: ["slowK", "slowD"],
    complexity: "O(1) amortised",
    formula:
      "slowK = MA of 100 × (close − lowest low) ÷ (highest high − lowest low), 0 where those are equal; slowD = MA(slowK)",
    source: `${lane}; TA-Lib STOCH`,
    profiles: {
      tradingview: {
        note: "14 bars, not smoothed, and a D line of 3 by default",
        defaults: { fastKPeriod: 14, slowKPeriod: 1, slowDPeriod: 3 },
      },
    },
    build: ({ x, p, unstable }) => {
      const raw = fastK(x.high!, x.low!, x.close!, p.fastKPeriod!);
      const slowK = movingAverage(raw, p.slowKPeriod!, p.slowKMaType!, unstable);
      return [slowK, movingAverage(slowK, p.slowDPeriod!, p.slowDMaType!, unstable)];
    },
  },
  {
    name: "STOCHF",
    group: "Momentum Indicators",
    title: "Stochastic Fast",
    inputs: bars,
    params: { fastKPeriod, fastDPeriod, fastDMaType },
    outputs: ["fastK", "fastD"],
    complexity: "O(1) amortised",
    formula:
      "fastK = 100 × (close − lowest low) ÷ (highest high − lowest low), 0 where those are equal; fastD = MA(fastK)",
    source: `${lane}; TA-Lib STOCHF`,
    build: ({ x, p, unstable }) => {
      const k = fastK(x.high!, x.low!, x.close!, p.fastKPeriod!);
      return [k, movingAverage(k, p.fastDPeriod!, p.fastDMaType!, unstable)];
    },
  },
  {
    name: "STOCHRSI",
    group: "Momentum Indicators",
    title: "Stochastic Relative Strength Index",
    inputs: ["real"],
    params: { timePeriod: period(14, "Bars of the RSI"), fastKPeriod, fastDPeriod, fastDMaType },
    outputs: ["fastK", "fastD"],
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "fastK = 100 × (RSI − lowest RSI) ÷ (highest RSI − lowest RSI), 0 where those are equal; fastD = MA(fastK)",
    source: "Tushar Chande and Stanley Kroll, The New Technical Trader (1994); TA-Lib STOCHRSI",
    build: ({ x, p, profile, unstable }) => {
      const rsi = netStrength(x.real!, p.timePeriod!, { base: 50, factor: 50, flat: 0 }, profile, unstable("RSI"));
      const k = fastK(rsi, rsi, rsi, p.fastKPeriod!);
      return [k, movingAverage(k, p.fastDPeriod!, p.fastDMaType!, unstable)];
    },
  },
  {
    name: "WILLR",
    aliases: ["WPR"],
    group: "Momentum Indicators",
    title: "Williams' %R",
    inputs: bars,
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "−100 × (highest high − close) ÷ (highest high − lowest low) of n bars; 0 where those are equal",
    source: "Larry Williams, How I Made One Million Dollars Last Year Trading Commodities (1973); TA-Lib WILLR",
    build: ({ graph, x, p }) => {
      const [bottom, top] = [lowest(x.low!, p.timePeriod!), highest(x.high!, p.timePeriod!)];
      return graph.apply("position", [x.close!, top, bottom, top], { factor: 100 });
    },
  },
  {
    name: "AROON",
    group: "Momentum Indicators",
    title: "Aroon",
    inputs: ["high", "low"],
    params: { timePeriod: period(14) },
    outputs: ["aroonDown", "aroonUp"],
    complexity: "O(1) amortised",
    formula: "100 × (n − bars since the lowest low, or the highest high, of n + 1 bars) ÷ n; the latest of equal ones",
    source: `${chande}; TA-Lib AROON`,
    build: ({ graph, x, p }) => {
      const n = p.timePeriod!;
      const line = (since: Series) => graph.apply("aroonLine", [since], { factor: 100 / n, period: n })[0]!;
      return [line(sinceLowest(x.low!, n + 1)), line(sinceHighest(x.high!, n + 1))];
    },
  },
  {
    name: "AROONOSC",
    group: "Momentum Indicators",
    title: "Aroon Oscillator",
    inputs: ["high", "low"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "aroonUp − aroonDown",
    source: `${chande}; TA-Lib AROONOSC`,
    build: ({ x, p }) => {
      const n = p.timePeriod!;
      return [multiply(subtract(sinceLowest(x.low!, n + 1), sinceHighest(x.high!, n + 1)), 100 / n)];
    },
  },
];
