/** Trends: bars made over, channels, lines that trail a price, and whether there is a trend at all. */
import { type Definition, integer, period, REAL_MAX, real } from "../definition.ts";
import { efficiencyRatio } from "../graph/averages.ts";
import { highest, lowest } from "../graph/extremes.ts";
import { averageTrueRange, trueRange } from "../graph/momentum.ts";
import { average, way } from "../graph/oscillators.ts";
import { medianPrice, typicalPrice } from "../graph/prices.ts";
import { turningPoints } from "../graph/ranges.ts";
import { addScaled, later, multiply, ratio, subtract, sum, wilder } from "../graph/vocabulary.ts";
import { limitMove } from "./running-totals.ts";

export const trendFollowing: readonly Definition[] = [
  {
    name: "HA",
    aliases: ["HEIKIN_ASHI"],
    group: "Price Transform",
    title: "Heikin-Ashi Bars",
    inputs: ["open", "high", "low", "close"],
    outputs: ["haOpen", "haHigh", "haLow", "haClose"],
    unstable: true,
    formula:
      "close = (open + high + low + close) ÷ 4; open = (open before + close before) ÷ 2 of these bars, at first (open + close) ÷ 2; high and low the extremes of the bar's and these",
    source: "Dan Valcu, Using the Heikin-Ashi Technique, Stocks & Commodities 22 (2004); TA-Lib 0.8 HA",
    build: ({ x, graph, unstable }) =>
      graph.apply("heikinAshi", [x.open!, x.high!, x.low!, x.close!], {}, { quiet: unstable("HA") }),
  },
  {
    name: "DONCHIAN",
    aliases: ["DC"],
    group: "Overlap Studies",
    title: "Donchian Channel",
    inputs: ["high", "low"],
    params: { timePeriod: period(20) },
    outputs: ["upperBand", "middleBand", "lowerBand"],
    complexity: "O(1) amortised",
    formula: "the highest high and the lowest low of n bars, this one among them, and the middle between them",
    source: "Richard Donchian; TA-Lib 0.8 DONCHIAN",
    build: ({ x, p }) => {
      const [upper, lower] = [highest(x.high!, p.timePeriod!), lowest(x.low!, p.timePeriod!)];
      return [upper, medianPrice(upper, lower), lower];
    },
  },
  {
    name: "KC",
    aliases: ["KELTNER"],
    group: "Overlap Studies",
    title: "Keltner Channel",
    inputs: ["high", "low", "close"],
    params: {
      timePeriod: period(20, "Bars of the middle line"),
      atrPeriod: integer(10, 1, 100_000, "Bars of the average true range"),
      nbDev: real(2, -REAL_MAX, REAL_MAX, "Average true ranges to either side"),
    },
    outputs: ["upperBand", "middleBand", "lowerBand"],
    unstable: true,
    formula:
      "EMA of the typical price ± nbDev × ATR; the one that needs fewer bars is seeded so much later that both begin together",
    source: "Chester Keltner (1960), Linda Raschke's form with the true range; TA-Lib 0.8 KC",
    build: ({ x, p, unstable }) => {
      const [n, a, quiet, quietRange] = [p.timePeriod!, p.atrPeriod!, unstable("EMA"), unstable("ATR")];
      const start = Math.max(n - 1 + quiet, a + quietRange);
      const middle = average(typicalPrice(x.high!, x.low!, x.close!), n, quiet, start - (n - 1 + quiet));
      const timing = { from: start - (a + quietRange) + 1, quiet: quietRange };
      const range = wilder(trueRange(x), a, timing);
      return [addScaled(middle, range, p.nbDev!), middle, addScaled(middle, range, -p.nbDev!)];
    },
  },
  {
    name: "SUPERTREND",
    group: "Overlap Studies",
    title: "Supertrend",
    inputs: ["high", "low", "close"],
    params: {
      timePeriod: period(10, "Bars of the average true range"),
      multiplier: real(3, 0, REAL_MAX, "Average true ranges from the middle of the bar"),
    },
    outputs: ["supertrend", { name: "trend", kind: "integer" }],
    unstable: true,
    formula:
      "bands (high + low) ÷ 2 ± multiplier × ATR that only tighten while the close before is within them; the lower while the trend is 1 (up, as at first), until the close is below it; the upper while it is −1",
    source: "Olivier Seban; TA-Lib 0.8 SUPERTREND",
    profiles: {
      tradingview: {
        note: "down at first, and −1 says up, 1 down; the true range of the first bar is its high less its low",
      },
    },
    build: ({ x, p, graph, profile, unstable }) => {
      const range = averageTrueRange(x, p.timePeriod!, profile, unstable("ATR"));
      const inputs = [x.high!, x.low!, x.close!, range];
      const asSeen = profile === "tradingview" ? -1 : 1;
      const [line, trend] = graph.apply("superTrend", inputs, { multiplier: p.multiplier!, first: asSeen });
      return [line!, asSeen > 0 ? trend! : multiply(trend!, asSeen)];
    },
  },
  {
    name: "FRACTAL",
    group: "Momentum Indicators",
    title: "Fractal Swing Points",
    inputs: ["high", "low"],
    params: {
      leftBars: integer(2, 1, 100_000, "Bars to the left"),
      rightBars: integer(2, 1, 100_000, "Bars to the right"),
    },
    outputs: [
      { name: "swingHigh", kind: "pattern", offset: (p) => -p.rightBars! },
      { name: "swingLow", kind: "pattern", offset: (p) => -p.rightBars! },
    ],
    complexity: "O(1) amortised",
    formula:
      "100 where the high (low) of rightBars before is above (below) all of leftBars before it and rightBars after it; else 0",
    source: "Bill Williams, Trading Chaos (1995); TA-Lib 0.8 FRACTAL",
    build: ({ x, p }) => {
      const { top, bottom } = turningPoints(x.high!, x.low!, p.leftBars!, p.rightBars!);
      return [multiply(top, 100), multiply(bottom, 100)];
    },
  },
  {
    name: "VORTEX",
    aliases: ["VI"],
    group: "Momentum Indicators",
    title: "Vortex Indicator",
    inputs: ["high", "low", "close"],
    params: { timePeriod: period(14, "Number of bars", 1) },
    outputs: ["plusVI", "minusVI"],
    complexity: "O(1) amortised",
    formula:
      "Σ|high − low before| ÷ Σ true range and Σ|low − high before| ÷ Σ true range, over n bars; 0 without range",
    source:
      "Etienne Botes and Douglas Siepman, The Vortex Indicator, Stocks & Commodities 28 (2010); TA-Lib 0.8 VORTEX",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const [range, plus, minus] = graph.apply("vortexMoves", [x.high!, x.low!, x.close!]).map((s) => sum(s, n));
      return [ratio(plus!, range!), ratio(minus!, range!)];
    },
  },
  {
    name: "VHF",
    group: "Momentum Indicators",
    title: "Vertical Horizontal Filter",
    inputs: ["real"],
    params: { timePeriod: period(28) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(highest − lowest of the last n values) ÷ Σ of the last n |changes|; 0 where nothing moved",
    source: "Adam White, Futures 20 (1991); TA-Lib 0.8 VHF",
    build: ({ x, p }) => {
      const n = p.timePeriod!;
      return [ratio(subtract(highest(x.real!, n), lowest(x.real!, n)), way(x.real!, n))];
    },
  },
  {
    name: "ER",
    aliases: ["KER", "EFFICIENCY_RATIO"],
    group: "Momentum Indicators",
    title: "Kaufman's Efficiency Ratio",
    inputs: ["real"],
    params: { timePeriod: period(10) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "|value − value of n bars before| ÷ Σ of the last n |changes|; 1 where nothing moved",
    source: "Perry Kaufman, Smarter Trading (1995); TA-Lib 0.8 ER",
    build: ({ x, p }) => [efficiencyRatio(x.real!, p.timePeriod!)],
  },
  {
    name: "SI",
    group: "Momentum Indicators",
    title: "Swing Index",
    inputs: ["open", "high", "low", "close"],
    params: { limitMove },
    outputs: ["real"],
    formula:
      "50 × ((C − C₁) + (C − O) ÷ 2 + (C₁ − O₁) ÷ 4) ÷ R × K ÷ limit, K = the greater of |H − C₁| and |L − C₁|, R = max(|H − C₁| − |L − C₁| ÷ 2, |L − C₁| − |H − C₁| ÷ 2, H − L) + |C₁ − O₁| ÷ 4; 0 where R is 0",
    source: "J. Welles Wilder, New Concepts in Technical Trading Systems (1978)",
    build: ({ x, p, graph }) => {
      const [index] = graph.apply("swingIndex", [x.open!, x.high!, x.low!, x.close!], { limit: p.limitMove! });
      return [later(index!, { quiet: 1 })];
    },
  },
];
