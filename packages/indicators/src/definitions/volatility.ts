/** How much prices move. */
import { type Definition, integer, maType, period, REAL_MAX, real } from "../definition.ts";
import { movingAverage } from "../graph/averages.ts";
import { relativeChange } from "../graph/momentum.ts";
import { average, relativeVolatility } from "../graph/oscillators.ts";
import { deviation } from "../graph/statistics.ts";
import { add, delay, multiply, ratio, sma, subtract, sum } from "../graph/vocabulary.ts";

const volatilityParams = {
  timePeriod: period(14, "Bars of Wilder's averages", 1),
  stdDevPeriod: period(10, "Bars of the deviation"),
};

const bandParams = {
  timePeriod: period(20),
  nbDevUp: real(2, -REAL_MAX, REAL_MAX, "Deviations of the upper band"),
  nbDevDn: real(2, -REAL_MAX, REAL_MAX, "Deviations of the lower band"),
  mAType: maType(),
};

export const volatility: readonly Definition[] = [
  {
    name: "ADR",
    group: "Volatility Indicators",
    title: "Average Daily Range",
    inputs: ["high", "low"],
    params: { timePeriod: period(14, "Number of bars", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "mean of n of high − low",
    source: "TA-Lib 0.8 ADR",
    build: ({ x, p }) => [sma(subtract(x.high!, x.low!), p.timePeriod!)],
  },
  {
    name: "CVI",
    aliases: ["CHAIKIN_VOLATILITY"],
    group: "Volatility Indicators",
    title: "Chaikin's Volatility",
    inputs: ["high", "low"],
    params: {
      timePeriod: period(10, "Bars of the average"),
      rocPeriod: integer(10, 1, 100_000, "Bars over which it is compared"),
    },
    outputs: ["real"],
    unstable: true,
    formula: "100 × (e − e before) ÷ e before, e = EMA of high − low, rocPeriod bars apart; 0 where e before is 0",
    source: "Marc Chaikin; TA-Lib 0.8 CVI",
    build: ({ x, p, unstable }) => {
      const range = average(subtract(x.high!, x.low!), p.timePeriod!, unstable("EMA"));
      return [relativeChange(range, delay(range, p.rocPeriod!), 100)];
    },
  },
  {
    name: "MASSI",
    aliases: ["MASS"],
    group: "Volatility Indicators",
    title: "Mass Index",
    inputs: ["high", "low"],
    params: { fastPeriod: period(9, "Bars of both averages"), slowPeriod: period(25, "Bars of the sum") },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: "sum of the last slowPeriod of e ÷ EMA(e), e = EMA of high − low; 1 each where EMA(e) is 0",
    source: "Donald Dorsey, The Mass Index, Stocks & Commodities 10 (1992); TA-Lib 0.8 MASSI",
    build: ({ x, p, unstable }) => {
      const first = average(subtract(x.high!, x.low!), p.fastPeriod!, unstable("EMA"));
      const second = average(first, p.fastPeriod!, unstable("EMA"));
      return [sum(ratio(first, second, 1), p.slowPeriod!)];
    },
  },
  {
    name: "RVI",
    aliases: ["RELATIVE_VOLATILITY"],
    group: "Volatility Indicators",
    title: "Relative Volatility Index",
    inputs: ["real"],
    params: volatilityParams,
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "100 u ÷ (u + d), Wilder's averages of the deviation on bars that rise and on bars that fall; 50 where both are 0",
    source: "Donald Dorsey, The Relative Volatility Index, Stocks & Commodities 11 (1993); TA-Lib 0.8 RVI",
    build: ({ x, p, unstable }) => [relativeVolatility(x.real!, p.timePeriod!, p.stdDevPeriod!, unstable("RVI"))],
  },
  {
    name: "RVIR",
    group: "Volatility Indicators",
    title: "Relative Volatility Index, Revised",
    inputs: ["high", "low"],
    params: volatilityParams,
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: "(RVI of the highs + RVI of the lows) ÷ 2",
    source: "Donald Dorsey, Refining the Relative Volatility Index, Stocks & Commodities 13 (1995)",
    build: ({ x, p, unstable }) => {
      const [high, low] = [x.high!, x.low!].map((value) =>
        relativeVolatility(value, p.timePeriod!, p.stdDevPeriod!, unstable("RVI")),
      );
      return [multiply(add(high!, low!), 0.5)];
    },
  },
  {
    name: "BBW",
    aliases: ["BBANDWIDTH"],
    group: "Volatility Indicators",
    title: "Bollinger Bandwidth",
    inputs: ["real"],
    params: bandParams,
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(upper − lower) ÷ middle of the Bollinger Bands, a ratio; 0 where the middle is 0",
    source: "John Bollinger, Bollinger on Bollinger Bands (2001)",
    build: ({ x, p, unstable }) => {
      const width = deviation(x.real!, p.timePeriod!, p.nbDevUp! + p.nbDevDn!);
      return [ratio(width, movingAverage(x.real!, p.timePeriod!, p.mAType!, unstable))];
    },
  },
  {
    name: "PERCENTB",
    aliases: ["BBPERCENT"],
    group: "Volatility Indicators",
    title: "Bollinger %B",
    inputs: ["real"],
    params: bandParams,
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(value − lower) ÷ (upper − lower) of the Bollinger Bands; 0.5 where they meet",
    source: "John Bollinger, Bollinger on Bollinger Bands (2001)",
    build: ({ x, p, graph, unstable }) => {
      const middle = movingAverage(x.real!, p.timePeriod!, p.mAType!, unstable);
      const inputs = [x.real!, middle, deviation(x.real!, p.timePeriod!)];
      return graph.apply("bandPosition", inputs, { up: p.nbDevUp!, down: p.nbDevDn! });
    },
  },
];
