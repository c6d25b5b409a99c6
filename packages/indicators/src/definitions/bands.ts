/** Bands and channels about the price. */
import { type Definition, integer, maType, period, real } from "../definition.ts";
import { movingAverage } from "../graph/averages.ts";
import { midpoint } from "../graph/extremes.ts";
import { averageTrueRange, trueRange } from "../graph/momentum.ts";
import { medianPrice } from "../graph/prices.ts";
import { percentChange, turningPoints } from "../graph/ranges.ts";
import { deviation, trendAt } from "../graph/statistics.ts";
import { add, addScaled, delay, ema, multiply, sma, squareRoot, subtract, wilder } from "../graph/vocabulary.ts";

const bar = ["high", "low", "close"];
const lines = ["upperBand", "middleBand", "lowerBand"];

export const bands: readonly Definition[] = [
  {
    name: "ICHIMOKU",
    aliases: ["ICHIMOKU_CLOUD"],
    group: "Overlap Studies",
    title: "Ichimoku Kinko Hyo",
    inputs: bar,
    params: {
      tenkanPeriod: period(9, "Bars of the conversion line", 1),
      kijunPeriod: period(26, "Bars of the base line"),
      senkouPeriod: period(52, "Bars of the second leading span"),
      displacement: integer(26, 0, 100_000, "Bars that the spans are drawn ahead, and the lagging line behind"),
    },
    outputs: [
      "tenkanSen",
      "kijunSen",
      { name: "senkouSpanA", offset: (p) => p.displacement! },
      { name: "senkouSpanB", offset: (p) => p.displacement! },
      { name: "chikouSpan", offset: (p) => -p.displacement! },
    ],
    ragged: true,
    complexity: "O(1) amortised",
    formula:
      "tenkan, kijun, span B: (highest + lowest) ÷ 2 of 9, 26, 52 bars; span A: (tenkan + kijun) ÷ 2; chikou: the close. The spans are given at the bar that they were computed at, and drawn `offset` bars on",
    source: "Goichi Hosoda (1969)",
    build: ({ x, p }) => {
      const tenkan = midpoint(x.high!, x.low!, p.tenkanPeriod!);
      const kijun = midpoint(x.high!, x.low!, p.kijunPeriod!);
      const spanA = multiply(add(tenkan, kijun), 0.5);
      return [tenkan, kijun, spanA, midpoint(x.high!, x.low!, p.senkouPeriod!), x.close!];
    },
  },
  {
    name: "ALLIGATOR",
    group: "Overlap Studies",
    title: "Williams Alligator",
    inputs: ["high", "low"],
    params: {
      jawPeriod: period(13, "Bars of the jaw", 1),
      jawOffset: integer(8, 0, 100_000, "Bars that the jaw is drawn ahead"),
      teethPeriod: period(8, "Bars of the teeth", 1),
      teethOffset: integer(5, 0, 100_000, "Bars that the teeth are drawn ahead"),
      lipsPeriod: period(5, "Bars of the lips", 1),
      lipsOffset: integer(3, 0, 100_000, "Bars that the lips are drawn ahead"),
    },
    outputs: [
      { name: "jaw", offset: (p) => p.jawOffset! },
      { name: "teeth", offset: (p) => p.teethOffset! },
      { name: "lips", offset: (p) => p.lipsOffset! },
    ],
    ragged: true,
    formula: "Wilder's averages of (high + low) ÷ 2, drawn `offset` bars on",
    source: "Bill Williams, New Trading Dimensions (1998)",
    build: ({ x, p }) => {
      const price = medianPrice(x.high!, x.low!);
      return [p.jawPeriod!, p.teethPeriod!, p.lipsPeriod!].map((n) => wilder(price, n));
    },
  },
  {
    name: "GATOR",
    group: "Momentum Indicators",
    title: "Gator Oscillator",
    inputs: ["high", "low"],
    params: {
      jawPeriod: period(13, "Bars of the jaw", 1),
      jawOffset: integer(8, 0, 100_000, "Bars that the jaw is drawn ahead"),
      teethPeriod: period(8, "Bars of the teeth", 1),
      teethOffset: integer(5, 0, 100_000, "Bars that the teeth are drawn ahead"),
      lipsPeriod: period(5, "Bars of the lips", 1),
      lipsOffset: integer(3, 0, 100_000, "Bars that the lips are drawn ahead"),
    },
    outputs: [
      { name: "upper", kind: "histogram" },
      { name: "lower", kind: "histogram" },
    ],
    ragged: true,
    formula: "upper = |jaw − teeth|, lower = −|teeth − lips|, of the Alligator's lines as they are drawn at the bar",
    source: "Bill Williams, New Trading Dimensions (1998)",
    build: ({ x, p, graph }) => {
      const price = medianPrice(x.high!, x.low!);
      const jaw = delay(wilder(price, p.jawPeriod!), p.jawOffset!);
      const teeth = delay(wilder(price, p.teethPeriod!), p.teethOffset!);
      const lips = delay(wilder(price, p.lipsPeriod!), p.lipsOffset!);
      const [upper] = graph.apply("distance", [jaw, teeth]);
      const [lower] = graph.apply("distance", [teeth, lips]);
      return [upper!, multiply(lower!, -1)];
    },
  },
  {
    name: "STARC",
    aliases: ["STARC_BANDS"],
    group: "Volatility Indicators",
    title: "Stoller Average Range Channel Bands",
    inputs: bar,
    params: {
      timePeriod: period(5, "Bars of the average", 1),
      multiplier: real(2, 0, 3e37, "Average true ranges of a band's distance"),
      atrPeriod: period(10, "Bars of the average true range", 1),
    },
    outputs: lines,
    complexity: "O(1) amortised",
    formula: "SMA(close, n) ± multiplier × ATR(m)",
    source: "Manning Stoller",
    build: ({ x, p, profile }) => {
      const center = sma(x.close!, p.timePeriod!);
      const atr = averageTrueRange(x, p.atrPeriod!, profile, 0);
      return [addScaled(center, atr, p.multiplier!), center, addScaled(center, atr, -p.multiplier!)];
    },
  },
  {
    name: "MA_ENVELOPE",
    aliases: ["ENVELOPE", "ENVELOPES", "MAENV"],
    group: "Overlap Studies",
    title: "Moving Average Envelope",
    inputs: ["real"],
    params: {
      timePeriod: period(20),
      percent: real(2.5, 0, 3e37, "Distance of a band, in percent of the average"),
      maType: maType(),
    },
    outputs: lines,
    formula: "average × (1 ± percent ÷ 100)",
    source: "J. M. Hurst, The Profit Magic of Stock Transaction Timing (1970)",
    build: ({ x, p }) => {
      const center = movingAverage(x.real!, p.timePeriod!, p.maType!);
      const width = multiply(center, p.percent! / 100);
      return [add(center, width), center, subtract(center, width)];
    },
  },
  {
    name: "STDDEV_CHANNEL",
    aliases: ["STDEV_CHANNELS", "REGRESSION_CHANNEL"],
    group: "Volatility Indicators",
    title: "Standard Deviation Channel",
    inputs: ["real"],
    params: { timePeriod: period(20), nbDev: real(2, 0, 3e37, "Deviations of a band's distance") },
    outputs: lines,
    complexity: "O(1) amortised",
    formula: "the end of the line of least squares through the last n values ± nbDev × their standard deviation",
    source: "standard deviation channel of charting; the channel's line through older bars is LINEARREG_SLOPE's",
    build: ({ x, p }) => {
      const center = trendAt(x.real!, p.timePeriod!, 0);
      const width = deviation(x.real!, p.timePeriod!, p.nbDev!);
      return [add(center, width), center, subtract(center, width)];
    },
  },
  {
    name: "FCB",
    aliases: ["FRACTAL_CHAOS_BANDS"],
    group: "Overlap Studies",
    title: "Fractal Chaos Bands",
    inputs: ["high", "low"],
    params: { span: integer(2, 1, 100_000, "Bars on either side of a fractal") },
    outputs: ["upperBand", "lowerBand"],
    complexity: "O(1) amortised",
    formula: "the last fractal high and low, known `span` bars after them; before there is one, the extreme so far",
    source: "E. Dreiss; fractals by Bill Williams, Trading Chaos (1995)",
    build: ({ x, p, graph }) => {
      const { top, bottom, high, low } = turningPoints(x.high!, x.low!, p.span!, p.span!);
      return graph.apply("lastTurns", [top, bottom, high, low]);
    },
  },
  {
    name: "ROC_BANDS",
    aliases: ["ROCWB"],
    group: "Momentum Indicators",
    title: "Rate of Change with Bands",
    inputs: ["real"],
    params: {
      timePeriod: period(20, "Bars of the change", 1),
      signalPeriod: period(5, "Bars of its average", 1),
      bandPeriod: period(5, "Bars of the bands", 1),
    },
    outputs: ["roc", "rocEma", "upperBand", "lowerBand"],
    ragged: true,
    complexity: "O(1) amortised",
    formula: "roc = 100 (x ÷ xₙ − 1), rocEma its exponential average, bands ± its root mean square",
    source: "rate of change with bands of Stock.Indicators",
    build: ({ x, p }) => {
      const roc = percentChange(x.real!, p.timePeriod!);
      const band = squareRoot(sma(multiply(roc, roc), p.bandPeriod!));
      return [roc, ema(roc, p.signalPeriod!), band, multiply(band, -1)];
    },
  },
  {
    name: "TTM_SQUEEZE",
    aliases: ["SQUEEZE"],
    group: "Volatility Indicators",
    title: "TTM Squeeze",
    inputs: bar,
    params: {
      timePeriod: period(20),
      nbDev: real(2, 0, 3e37, "Deviations of the Bollinger bands"),
      multiplier: real(1.5, 0, 3e37, "Average true ranges of the Keltner channel"),
    },
    outputs: [
      { name: "momentum", kind: "histogram" },
      { name: "squeeze", kind: "integer" },
    ],
    complexity: "O(1) amortised",
    formula:
      "squeeze = 1 while nbDev deviations are less than multiplier × the mean true range; momentum = the end of the line of least squares through close − ((highest + lowest) ÷ 2 + SMA) ÷ 2",
    source: "J. F. Carter, Mastering the Trade (2005); momentum as LazyBear's Squeeze Momentum has it",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      const band = deviation(x.close!, n, p.nbDev!);
      const channel = multiply(sma(trueRange(x), n), p.multiplier!);
      const center = multiply(add(midpoint(x.high!, x.low!, n), sma(x.close!, n)), 0.5);
      return [trendAt(subtract(x.close!, center), n, 0), graph.apply("less", [band, channel])[0]!];
    },
  },
];
