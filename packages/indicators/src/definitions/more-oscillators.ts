/** Oscillators that TA-Lib does not have. */
import { log } from "@hotpath/core";
import { choice, type Definition, period, real } from "../definition.ts";
import type { Series } from "../graph/graph.ts";
import { exponential, netStrength, trueRange } from "../graph/momentum.ts";
import { medianPrice, typicalPrice } from "../graph/prices.ts";
import { extremes, percentChange, percentOfRange } from "../graph/ranges.ts";
import { trendAt } from "../graph/statistics.ts";
import { delay, divide, ema, multiply, ratio, sma, squareRoot, subtract, sum } from "../graph/vocabulary.ts";

const bar = ["high", "low", "close"];

/** Two stochastics, each smoothed by halves. */
function schaff(line: Series, period: number): Series {
  let value = line;
  for (let pass = 0; pass < 2; pass++) {
    const [percent] = value.graph.apply("placeOrBefore", [value, ...extremes(value, value, period)]);
    value = exponential(percent!, 0.5, 1);
  }
  return value;
}

export const moreOscillators: readonly Definition[] = [
  {
    name: "STC",
    aliases: ["SCHAFF", "SCHAFF_TREND_CYCLE"],
    group: "Momentum Indicators",
    title: "Schaff Trend Cycle",
    inputs: ["real"],
    params: {
      cyclePeriod: period(10, "Bars of the stochastic"),
      fastPeriod: period(23, "Bars of the fast average"),
      slowPeriod: period(50, "Bars of the slow average"),
      smoothing: choice(0, ["mean", "double"], "One stochastic and its mean of 3, or Schaff's two, smoothed by halves"),
    },
    outputs: ["stc"],
    complexity: "O(1) amortised",
    formula:
      "the stochastic of EMA(fast) − EMA(slow), smoothed: by its mean of three bars; or y += (x − y) ÷ 2, its stochastic, and the same again",
    source: "D. Schaff (1999), S&C 26 (2008), for `double`; Stock.Indicators for `mean`",
    build: ({ x, p }) => {
      const line = subtract(ema(x.real!, p.fastPeriod!), ema(x.real!, p.slowPeriod!));
      if (p.smoothing === 1) return [schaff(line, p.cyclePeriod!)];
      return [sma(percentOfRange(line, p.cyclePeriod!), 3)];
    },
  },
  {
    name: "KVO",
    aliases: ["KLINGER"],
    group: "Volume Indicators",
    title: "Klinger Volume Oscillator",
    inputs: [...bar, "volume"],
    params: {
      fastPeriod: period(34, "Bars of the fast average"),
      slowPeriod: period(55, "Bars of the slow average"),
      signalPeriod: period(13, "Bars of the signal line", 1),
    },
    outputs: ["kvo", "signal"],
    ragged: true,
    formula:
      "EMA(fast) − EMA(slow) of volume × |2 (range ÷ range since the trend turned − 1)| × trend × 100, the trend by high + low + close; signal: its EMA",
    source: "S. J. Klinger, S&C 15 (1997)",
    build: ({ x, p, graph }) => {
      const [force] = graph.apply("volumeForce", [x.high!, x.low!, x.close!, x.volume!]);
      const line = subtract(ema(force!, p.fastPeriod!), ema(force!, p.slowPeriod!));
      return [line, ema(line, p.signalPeriod!)];
    },
  },
  {
    name: "PMO",
    group: "Momentum Indicators",
    title: "Price Momentum Oscillator",
    inputs: ["real"],
    params: {
      timePeriod: period(35, "Bars of the first smoothing"),
      smoothPeriod: period(20, "Bars of the second smoothing"),
      signalPeriod: period(10, "Bars of the signal line", 1),
    },
    outputs: ["pmo", "signal"],
    ragged: true,
    formula:
      "changes in percent, smoothed by weight 2 ÷ n, times 10, smoothed by weight 2 ÷ m; signal: its EMA; each from the mean of its first values",
    source: "Carl Swenlin, DecisionPoint",
    build: ({ x, p }) => {
      const change = percentChange(x.real!, 1);
      const smooth = multiply(exponential(change, 2 / p.timePeriod!, p.timePeriod!), 10);
      const line = exponential(smooth, 2 / p.smoothPeriod!, p.smoothPeriod!);
      return [line, ema(line, p.signalPeriod!)];
    },
  },
  {
    name: "FISHER",
    aliases: ["FISHER_TRANSFORM"],
    group: "Momentum Indicators",
    title: "Fisher Transform",
    inputs: ["high", "low"],
    params: { timePeriod: period(10) },
    outputs: ["fisher", "trigger"],
    complexity: "O(1) amortised",
    formula:
      "v = 0.66 (place of (high + low) ÷ 2 in its range − ½) + 0.67 v₁, kept within ±0.999; fisher = ½ ln((1 + v) ÷ (1 − v)) + ½ fisher₁; trigger: fisher₁. It begins at 0 with the first bar, in a range that grows to n bars",
    source: "J. F. Ehlers, Using the Fisher Transform, S&C 20 (2002)",
    build: ({ x, p, graph }) => {
      const price = medianPrice(x.high!, x.low!);
      const range = graph.apply("growingRange", [price, price], { period: p.timePeriod! });
      return graph.apply("fisher", [price, ...range]);
    },
  },
  {
    name: "CHOP",
    aliases: ["CHOPPINESS"],
    group: "Volatility Indicators",
    title: "Choppiness Index",
    inputs: bar,
    params: { timePeriod: period(14) },
    outputs: ["chop"],
    complexity: "O(1) amortised",
    formula: "100 log₁₀(Σ true range ÷ (highest true high − lowest true low)) ÷ log₁₀ n; 0 where flat",
    source: "E. W. Dreiss (1993)",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const [top, bottom] = graph.apply("trueExtremes", [x.high!, x.low!, x.close!]);
      return graph.apply("choppiness", [sum(trueRange(x), n), ...extremes(top!, bottom!, n)], { scale: 100 / log(n) });
    },
  },
  {
    name: "CFO",
    aliases: ["CHANDE_FORECAST_OSCILLATOR"],
    group: "Momentum Indicators",
    title: "Chande Forecast Oscillator",
    inputs: ["real"],
    params: { timePeriod: period(9) },
    outputs: ["cfo"],
    complexity: "O(1) amortised",
    formula: "100 (x − end of the line of least squares) ÷ x; 0 where x is 0. FOSC has the forecast of the bar before",
    source: "T. S. Chande, S. Kroll, The New Technical Trader (1994)",
    build: ({ x, p }) => [multiply(ratio(subtract(x.real!, trendAt(x.real!, p.timePeriod!, 0)), x.real!), 100)],
  },
  {
    name: "WAVETREND",
    aliases: ["WT"],
    group: "Momentum Indicators",
    title: "WaveTrend Oscillator",
    inputs: bar,
    params: {
      channelPeriod: period(10, "Bars of the channel", 1),
      averagePeriod: period(21, "Bars of the average", 1),
      signalPeriod: period(4, "Bars of the signal line", 1),
    },
    outputs: ["wt1", "wt2"],
    formula:
      "a = (high + low + close) ÷ 3, d = EMA(|a − EMA(a)|); wt1 = EMA((a − EMA(a)) ÷ (0.015 d)), wt2 its simple average; 0 where d is 0",
    source: "LazyBear, TradingView (2014)",
    build: ({ x, p, graph }) => {
      const price = typicalPrice(x.high!, x.low!, x.close!);
      const center = ema(price, p.channelPeriod!);
      const [away] = graph.apply("distance", [price, center]);
      const index = ratio(subtract(price, center), multiply(ema(away!, p.channelPeriod!), 0.015));
      const line = ema(index, p.averagePeriod!);
      return [line, sma(line, p.signalPeriod!)];
    },
  },
  {
    name: "QQE",
    group: "Momentum Indicators",
    title: "Quantitative Qualitative Estimation",
    inputs: ["real"],
    params: {
      timePeriod: period(14, "Bars of the relative strength"),
      smoothPeriod: period(5, "Bars of its average", 1),
      factor: real(4.236, 0, 3e37, "Distance of the trailing level, in average changes"),
    },
    outputs: ["rsiMa", "level", { name: "direction", kind: "integer" }],
    formula:
      "EMA of RSI; a level trails it at factor × EMA(EMA(|change|)) of 2 n − 1 bars, below it while direction = 1, above while −1",
    source: "Roman Ignatov (2006)",
    build: ({ x, p, graph, profile }) => {
      const n = p.timePeriod!;
      const rsi = netStrength(x.real!, n, { base: 50, factor: 50, flat: 50 }, profile, 0);
      const line = ema(rsi, p.smoothPeriod!);
      const [change] = graph.apply("distance", [line, delay(line, 1)]);
      const width = multiply(ema(ema(change!, 2 * n - 1), 2 * n - 1), p.factor!);
      return [line, ...graph.apply("trailingLevel", [line, width])];
    },
  },
  {
    name: "LAGUERRE_RSI",
    aliases: ["LRSI"],
    group: "Momentum Indicators",
    title: "Laguerre RSI",
    inputs: ["real"],
    params: { gamma: real(0.5, 0, 1, "Damping: 0 none, 1 all") },
    outputs: ["rsi"],
    unstable: true,
    formula: "ups ÷ (ups + downs) among the four elements of a Laguerre filter, 0 to 1; 0 where they are equal",
    source: "J. F. Ehlers, Time Warp – Without Space Travel (2004)",
    build: ({ x, p, graph, unstable }) =>
      graph.apply("laguerreRsi", [x.real!], { gamma: p.gamma! }, { quiet: unstable("LAGUERRE_RSI") }),
  },
  {
    name: "MSW",
    aliases: ["MESA_SINE_WAVE"],
    group: "Cycle Indicators",
    title: "MESA Sine Wave",
    inputs: ["real"],
    params: { timePeriod: period(5) },
    outputs: ["sine", "lead"],
    complexity: "O(1) amortised",
    formula: "sin of the phase of the last n values at a period of n bars, and of 45° more",
    source: "J. F. Ehlers, MESA and Trading Market Cycles (2002); Tulip Indicators msw",
    build: ({ x, p, graph }) => graph.apply("mesaSine", [x.real!], { period: p.timePeriod!, pi: Math.PI }, { skip: 1 }),
  },
  {
    name: "IBS",
    aliases: ["INTERNAL_BAR_STRENGTH"],
    group: "Momentum Indicators",
    title: "Internal Bar Strength",
    inputs: bar,
    outputs: ["ibs"],
    formula: "(close − low) ÷ (high − low), 0 to 1; ½ where they are equal",
    source: "L. Connors, C. Alvarez, Short Term Trading Strategies That Work (2008)",
    build: ({ x }) => [ratio(subtract(x.close!, x.low!), subtract(x.high!, x.low!), 0.5)],
  },
  {
    name: "ULCER",
    aliases: ["ULCER_INDEX", "UI"],
    group: "Volatility Indicators",
    title: "Ulcer Index",
    inputs: ["real"],
    params: { timePeriod: period(14, "Number of bars", 1) },
    outputs: ["ulcer"],
    complexity: "O(n)",
    formula: "√ of the mean square of the falls, in percent, from the highest value before them in the window",
    source: "P. Martin, B. McCann, The Investor's Guide to Fidelity Funds (1989)",
    build: ({ x, p, graph }) => [squareRoot(graph.apply("meanSquareFall", [x.real!], { period: p.timePeriod! })[0]!)],
  },
  {
    name: "PRS",
    aliases: ["PRICE_RELATIVE_STRENGTH", "RELATIVE_STRENGTH"],
    group: "Momentum Indicators",
    title: "Price Relative Strength",
    inputs: ["real", "base"],
    params: { timePeriod: period(20, "Bars of the change", 1) },
    outputs: ["prs", "prsPercent"],
    ragged: true,
    formula: "prs = x ÷ base; prsPercent = change of x over n bars − that of base, as shares; 0 where a divisor is 0",
    source: "relative strength comparative; as Stock.Indicators has it",
    build: ({ x, p }) => {
      const changes = [x.real!, x.base!].map((value) => percentChange(value, p.timePeriod!));
      return [ratio(x.real!, x.base!), divide(subtract(changes[0]!, changes[1]!), 100)];
    },
  },
];
