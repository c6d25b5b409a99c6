/** Volume against price: flows, forces, and averages that it weighs. */
import { type Definition, maType, period, real } from "../definition.ts";
import { movingAverage } from "../graph/averages.ts";
import { average } from "../graph/oscillators.ts";
import { delay, multiply, ratio, sma, subtract, sum } from "../graph/vocabulary.ts";

/** TA-Lib takes an average volume below this for none. */
const NO_VOLUME = 1e-14;

export const volumePressure: readonly Definition[] = [
  {
    name: "CMF",
    group: "Volume Indicators",
    title: "Chaikin Money Flow",
    inputs: ["high", "low", "close", "volume"],
    params: { timePeriod: period(20) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "Σ(volume × ((close − low) − (high − close)) ÷ (high − low)) ÷ Σ volume, over n bars; a bar without a range adds 0; 0 without volume",
    source: "Marc Chaikin; TA-Lib 0.8 CMF",
    build: ({ x, p, graph }) => {
      const [flow] = graph.apply("closeLocationVolume", [x.high!, x.low!, x.close!, x.volume!]);
      return [ratio(sum(flow!, p.timePeriod!), sum(x.volume!, p.timePeriod!))];
    },
  },
  {
    name: "EFI",
    aliases: ["FI", "FORCE_INDEX"],
    group: "Volume Indicators",
    title: "Elder's Force Index",
    inputs: ["close", "volume"],
    params: { timePeriod: period(13, "Bars of the average", 1) },
    outputs: ["real"],
    unstable: true,
    formula: "EMA(n) of (close − close before) × volume",
    source: "Alexander Elder, Trading for a Living (1993); TA-Lib 0.8 EFI",
    build: ({ x, p, graph, unstable }) => {
      const [force] = graph.apply("force", [x.close!, x.volume!]);
      return [average(force!, p.timePeriod!, unstable("EMA"))];
    },
  },
  {
    name: "EMV",
    aliases: ["EOM", "EASE_OF_MOVEMENT"],
    group: "Volume Indicators",
    title: "Ease of Movement",
    inputs: ["high", "low", "volume"],
    params: {
      timePeriod: period(14, "Bars of the mean", 1),
      volumeDivisor: real(10_000, 1, 3e37, "By which volumes are divided"),
    },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "mean of n of (middle − middle before) ÷ (volume ÷ divisor ÷ (high − low)), middle = (high + low) ÷ 2; 0 for a bar without range or volume",
    source: "Richard W. Arms, Volume Cycles in the Stock Market (1983)",
    build: ({ x, p, graph }) => {
      const [ease] = graph.apply("easeOfMovement", [x.high!, x.low!, x.volume!], { divisor: p.volumeDivisor! });
      return [sma(ease!, p.timePeriod!)];
    },
  },
  {
    name: "MARKETFI",
    aliases: ["BW_MFI"],
    group: "Volume Indicators",
    title: "Market Facilitation Index",
    inputs: ["high", "low", "volume"],
    outputs: ["real"],
    formula: "(high − low) ÷ volume; 0 without volume",
    source: "Bill Williams, Trading Chaos (1995); TA-Lib 0.8 MARKETFI",
    build: ({ x }) => [ratio(subtract(x.high!, x.low!), x.volume!)],
  },
  {
    name: "PVO",
    group: "Volume Indicators",
    title: "Percentage Volume Oscillator",
    inputs: ["volume"],
    params: {
      fastPeriod: period(12, "Bars of the fast average"),
      slowPeriod: period(26, "Bars of the slow average"),
      mAType: maType(1),
    },
    outputs: ["real"],
    unstable: true,
    formula: "(fast − slow) ÷ slow × 100, averages of the volume, the shorter period the fast one; 0 without volume",
    source: "TA-Lib 0.8 PVO",
    build: ({ x, p, graph, unstable }) => {
      const [fast, slow] = [Math.min(p.fastPeriod!, p.slowPeriod!), Math.max(p.fastPeriod!, p.slowPeriod!)].map((n) =>
        movingAverage(x.volume!, n, p.mAType!, unstable, { standard: 1 }),
      );
      return graph.apply("percentOff", [fast!, slow!], { least: NO_VOLUME });
    },
  },
  {
    name: "RVOL",
    aliases: ["RELATIVE_VOLUME"],
    group: "Volume Indicators",
    title: "Relative Volume",
    inputs: ["volume"],
    params: { timePeriod: period(20, "Number of bars before that are averaged", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "volume ÷ mean of the n volumes before; 0 where those are all 0 (TA-Lib divides by zero there, or by the rounding errors of its running sum)",
    source: "TA-Lib 0.8 RVOL",
    build: ({ x, p }) => [ratio(x.volume!, delay(sma(x.volume!, p.timePeriod!), 1))],
  },
  {
    name: "VWMA",
    group: "Overlap Studies",
    title: "Volume Weighted Moving Average",
    inputs: ["real", "volume"],
    params: { timePeriod: period(30, "Number of bars", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula:
      "Σ(value × volume) ÷ Σ volume, over n bars; the plain mean without volume (TA-Lib divides by zero there, or by the rounding errors of its running sums)",
    source: "Buff Dormeier, Investing with Volume Analysis (2011); TA-Lib 0.8 VWMA",
    build: ({ x, p, graph }) => {
      const n = p.timePeriod!;
      if (n === 1) return [x.real!];
      const turnover = sum(multiply(x.real!, x.volume!), n);
      return graph.apply("ratioOr", [turnover, sum(x.volume!, n), sma(x.real!, n)]);
    },
  },
];
