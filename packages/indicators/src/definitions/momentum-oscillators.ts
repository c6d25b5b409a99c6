/** Oscillators about zero, or between two bounds. */
import { type Definition, integer, maType, period } from "../definition.ts";
import { movingAverage, wma } from "../graph/averages.ts";
import { highest, lowest } from "../graph/extremes.ts";
import { netStrength, relativeChange } from "../graph/momentum.ts";
import { countBelow } from "../graph/order-statistics.ts";
import { average, changes, part, rateOfChange, streak, twice } from "../graph/oscillators.ts";
import { medianPrice } from "../graph/prices.ts";
import { trendAt } from "../graph/statistics.ts";
import { add, addScaled, delay, divide, multiply, sma, subtract, sum } from "../graph/vocabulary.ts";

const fastPeriod = period(5, "Bars of the fast mean");
const slowPeriod = period(34, "Bars of the slow mean");
const anyPeriod = (standard: number, title: string) => integer(standard, 1, 100_000, title);
/** The number of RMA in `maTypes`. */
const RMA = 13;

export const momentumOscillators: readonly Definition[] = [
  {
    name: "AO",
    group: "Momentum Indicators",
    title: "Awesome Oscillator",
    inputs: ["high", "low"],
    params: { fastPeriod, slowPeriod },
    outputs: [{ name: "real", kind: "histogram" }],
    complexity: "O(1) amortised",
    formula: "SMA(fast) − SMA(slow) of (high + low) ÷ 2",
    source: "Bill Williams, New Trading Dimensions (1998); TA-Lib 0.8 AO",
    build: ({ x, p }) => {
      const price = medianPrice(x.high!, x.low!);
      return [subtract(sma(price, p.fastPeriod!), sma(price, p.slowPeriod!))];
    },
  },
  {
    name: "AC",
    group: "Momentum Indicators",
    title: "Accelerator Oscillator",
    inputs: ["high", "low"],
    params: { fastPeriod, slowPeriod, signalPeriod: period(5, "Bars of the signal") },
    outputs: [{ name: "real", kind: "histogram" }],
    complexity: "O(1) amortised",
    formula: "AO − SMA(signal) of AO",
    source: "Bill Williams, New Trading Dimensions (1998); TA-Lib 0.8 AC",
    build: ({ x, p }) => {
      const price = medianPrice(x.high!, x.low!);
      const awesome = subtract(sma(price, p.fastPeriod!), sma(price, p.slowPeriod!));
      return [subtract(awesome, sma(awesome, p.signalPeriod!))];
    },
  },
  {
    name: "QSTICK",
    group: "Momentum Indicators",
    title: "Qstick",
    inputs: ["open", "close"],
    params: { timePeriod: period(10, "Number of bars", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "mean of n of close − open",
    source: "Tushar Chande and Stanley Kroll, The New Technical Trader (1994); TA-Lib 0.8 QSTICK",
    build: ({ x, p }) => [sma(subtract(x.close!, x.open!), p.timePeriod!)],
  },
  {
    name: "CMOU",
    group: "Momentum Indicators",
    title: "Chande Momentum Oscillator, Unsmoothed",
    inputs: ["real"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "100 × (rises − falls) ÷ (rises + falls), sums of the last n; 0 where nothing moved",
    source: "Tushar Chande and Stanley Kroll, The New Technical Trader (1994); TA-Lib 0.8 CMOU",
    build: ({ x, p }) => {
      const { change, size } = changes(x.real!);
      return [part(sum(change, p.timePeriod!), sum(size, p.timePeriod!), 100)];
    },
  },
  {
    name: "COPPOCK",
    group: "Momentum Indicators",
    title: "Coppock Curve",
    inputs: ["real"],
    params: {
      wmaPeriod: anyPeriod(10, "Bars of the weighted average"),
      roc1Period: anyPeriod(11, "Bars of one rate of change"),
      roc2Period: anyPeriod(14, "Bars of the other"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "WMA of ROC(roc1Period) + ROC(roc2Period)",
    source: "E. S. C. Coppock, Barron's (15 October 1962); TA-Lib 0.8 COPPOCK",
    build: ({ x, p }) => [
      wma(add(rateOfChange(x.real!, p.roc1Period!), rateOfChange(x.real!, p.roc2Period!)), p.wmaPeriod!),
    ],
  },
  {
    name: "KST",
    group: "Momentum Indicators",
    title: "Know Sure Thing",
    inputs: ["real"],
    params: {
      roc1Period: anyPeriod(10, "Bars of the first rate of change"),
      roc2Period: anyPeriod(15, "Bars of the second"),
      roc3Period: anyPeriod(20, "Bars of the third"),
      roc4Period: anyPeriod(30, "Bars of the fourth"),
      sma1Period: anyPeriod(10, "Bars of the first's mean"),
      sma2Period: anyPeriod(10, "Bars of the second's mean"),
      sma3Period: anyPeriod(10, "Bars of the third's mean"),
      sma4Period: anyPeriod(15, "Bars of the fourth's mean"),
      signalPeriod: anyPeriod(9, "Bars of the signal"),
    },
    outputs: ["kst", "kstSignal"],
    complexity: "O(1) amortised",
    formula: "Σ i × SMA of ROC(i) for i = 1 … 4; signal: SMA of that",
    source: "Martin Pring, Summed Rate of Change (KST), Stocks & Commodities 10 (1992)",
    build: ({ x, p, graph }) => {
      const means = [1, 2, 3, 4].map((i) => sma(rateOfChange(x.real!, p[`roc${i}Period`]!), p[`sma${i}Period`]!));
      const [three] = graph.apply("combine3", means.slice(0, 3), { wa: 1, wb: 2, wc: 3 });
      const line = addScaled(three!, means[3]!, 4);
      return [line, sma(line, p.signalPeriod!)];
    },
  },
  {
    name: "DPO",
    group: "Momentum Indicators",
    title: "Detrended Price Oscillator",
    inputs: ["real"],
    params: { timePeriod: period(20) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "value of ⌊n ÷ 2⌋ + 1 bars before − SMA(n)",
    source: "TA-Lib 0.8 DPO",
    build: ({ x, p }) => [subtract(delay(x.real!, Math.floor(p.timePeriod! / 2) + 1), sma(x.real!, p.timePeriod!))],
  },
  {
    name: "ERI",
    aliases: ["ELDER_RAY"],
    group: "Momentum Indicators",
    title: "Elder Ray Index",
    inputs: ["high", "low", "close"],
    params: { timePeriod: period(13, "Bars of the average", 1) },
    outputs: ["bullPower", "bearPower"],
    unstable: true,
    formula: "high − EMA(close), low − EMA(close)",
    source: "Alexander Elder, Trading for a Living (1993); TA-Lib 0.8 ERI",
    build: ({ x, p, unstable }) => {
      const middle = average(x.close!, p.timePeriod!, unstable("EMA"));
      return [subtract(x.high!, middle), subtract(x.low!, middle)];
    },
  },
  {
    name: "FOSC",
    group: "Momentum Indicators",
    title: "Forecast Oscillator",
    inputs: ["real"],
    params: { timePeriod: period(5) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "100 × (value − TSF of the bar before) ÷ value; 0 where value is 0",
    source: "Tushar Chande and Stanley Kroll, The New Technical Trader (1994); TA-Lib 0.8 FOSC",
    build: ({ x, p }) => [relativeChange(delay(trendAt(x.real!, p.timePeriod!, 1), 1), x.real!, -100)],
  },
  {
    name: "TSI",
    group: "Momentum Indicators",
    title: "True Strength Index",
    inputs: ["real"],
    params: { firstPeriod: period(25, "Bars of the first average"), secondPeriod: period(13, "Bars of the second") },
    outputs: ["real"],
    unstable: true,
    formula: "100 × EMA(EMA(change)) ÷ EMA(EMA(|change|)); 0 where nothing moved",
    source: "William Blau, Momentum, Direction, and Divergence (1995); TA-Lib 0.8 TSI",
    build: ({ x, p, unstable }) => {
      const smooth = (value: Parameters<typeof twice>[0]) =>
        twice(value, p.firstPeriod!, p.secondPeriod!, unstable("EMA"));
      const { change, size } = changes(x.real!);
      return [part(smooth(change), smooth(size), 100)];
    },
  },
  {
    name: "SMI",
    group: "Momentum Indicators",
    title: "Stochastic Momentum Index",
    inputs: ["high", "low", "close"],
    params: {
      timePeriod: period(13, "Bars of the range"),
      fastPeriod: period(2, "Bars of the second average"),
      slowPeriod: period(25, "Bars of the first average"),
      signalPeriod: period(9, "Bars of the signal"),
    },
    outputs: ["smi", "smiSignal"],
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "100 × a ÷ (b ÷ 2), a and b = EMA(fast) of EMA(slow) of close − middle and of width of the highest high and the lowest low of n; 0 without width; signal: EMA of that",
    source: "William Blau, Momentum, Direction, and Divergence (1995); TA-Lib 0.8 SMI",
    build: ({ x, p, graph, unstable }) => {
      const inputs = [x.close!, highest(x.high!, p.timePeriod!), lowest(x.low!, p.timePeriod!)];
      const [distance, width] = graph
        .apply("offCenter", inputs)
        .map((value) => twice(value, p.slowPeriod!, p.fastPeriod!, unstable("EMA")));
      const line = part(distance!, width!, 200);
      return [line, average(line, p.signalPeriod!, unstable("EMA"))];
    },
  },
  {
    name: "KDJ",
    group: "Momentum Indicators",
    title: "KDJ Stochastic",
    inputs: ["high", "low", "close"],
    params: {
      fastKPeriod: anyPeriod(9, "Bars of the range"),
      slowKPeriod: anyPeriod(3, "Bars of K's average"),
      slowKMAType: maType(RMA, "Kind of K's average"),
      slowDPeriod: anyPeriod(3, "Bars of D's average"),
      slowDMAType: maType(RMA, "Kind of D's average"),
    },
    outputs: ["k", "d", "j"],
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "k = average of 100 × (close − lowest low) ÷ (highest high − lowest low), 0 without range; d = average of k; j = 3 k − 2 d",
    source: "George Lane's stochastics with Wilder's averages, as used in China; TA-Lib 0.8 KDJ",
    build: ({ x, p, graph, unstable }) => {
      const [high, low] = [highest(x.high!, p.fastKPeriod!), lowest(x.low!, p.fastKPeriod!)];
      const [raw] = graph.apply("position", [x.close!, low, low, high], { factor: 100 });
      const k = movingAverage(raw!, p.slowKPeriod!, p.slowKMAType!, unstable, { standard: RMA });
      const d = movingAverage(k, p.slowDPeriod!, p.slowDMAType!, unstable, { standard: RMA });
      return [k, d, graph.apply("combine2", [k, d], { wa: 3, wb: -2 })[0]!];
    },
  },
  {
    name: "CRSI",
    aliases: ["CONNORS_RSI"],
    group: "Momentum Indicators",
    title: "Connors RSI",
    inputs: ["real"],
    params: {
      timePeriod: period(3, "Bars of the RSI of the price"),
      streakPeriod: period(2, "Bars of the RSI of its streaks"),
      rankPeriod: integer(100, 2, 10_000, "Earlier changes that the last is compared with"),
    },
    outputs: ["real"],
    unstable: true,
    complexity: "O(log n)",
    formula:
      "mean of RSI(value), RSI(bars since which it only rose, or −bars since which it only fell) and the percentage of earlier relative changes that are less than the last",
    source: "Connors Research, An Introduction to ConnorsRSI (2012)",
    build: ({ x, p, profile, unstable }) => {
      const scale = { base: 50, factor: 50, flat: profile === "tradingview" ? 100 : 0 };
      const strength = (value: Parameters<typeof streak>[0], n: number) =>
        netStrength(value, n, scale, profile, unstable("RSI"));
      const change = relativeChange(x.real!, delay(x.real!, 1), 1);
      const rank = multiply(divide(countBelow(change, p.rankPeriod!), p.rankPeriod!), 100);
      const both = add(strength(x.real!, p.timePeriod!), strength(streak(x.real!), p.streakPeriod!));
      return [divide(add(both, rank), 3)];
    },
  },
];
