/** Moving averages of one series by the names of TA-Lib. */
import { type Build, type Definition, maType, period, real } from "../definition.ts";
import { chainFromFirst, emaFromFirst, mama, movingAverage, t3 } from "../graph/averages.ts";
import type { Series } from "../graph/graph.ts";
import { later } from "../graph/vocabulary.ts";

/** The average of `timePeriod` that TA-Lib numbers so. */
function average(type: number): Definition["build"] {
  return ({ x, p, unstable }: Build) => [movingAverage(x.real!, p.timePeriod!, type, unstable)];
}

/** How Tulip's exponential averages begin. */
const FROM_FIRST = { note: "each exponential average begins with its first value, not with a mean" };

function chain({ x, p }: Build, links: 2 | 3): readonly Series[] {
  return [chainFromFirst(x.real!, p.timePeriod!, links)];
}

const timePeriod = period(30, "Number of bars", 1);

export const averages: readonly Definition[] = [
  {
    name: "SMA",
    group: "Overlap Studies",
    title: "Simple Moving Average",
    inputs: ["real"],
    params: { timePeriod },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "the sum of the last n values ÷ n",
    source: "TA-Lib SMA",
    build: average(0),
  },
  {
    name: "EMA",
    group: "Overlap Studies",
    title: "Exponential Moving Average",
    inputs: ["real"],
    params: { timePeriod },
    outputs: ["real"],
    unstable: true,
    formula: "e += (value − e) × 2 ÷ (n + 1), from the mean of the first n values",
    source: "TA-Lib EMA",
    profiles: { tulip: { note: "begins with the first value, at the first bar" } },
    build: (context) =>
      context.profile === "tulip" ? [emaFromFirst(context.x.real!, context.p.timePeriod!)] : average(1)(context),
  },
  {
    name: "WMA",
    group: "Overlap Studies",
    title: "Weighted Moving Average",
    inputs: ["real"],
    params: { timePeriod },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(1 × oldest + … + n × newest) ÷ (n (n + 1) ÷ 2)",
    source: "TA-Lib WMA",
    build: average(2),
  },
  {
    name: "DEMA",
    group: "Overlap Studies",
    title: "Double Exponential Moving Average",
    inputs: ["real"],
    params: { timePeriod },
    outputs: ["real"],
    unstable: true,
    formula: "2 e − EMA(e), e = EMA(value)",
    source: "Patrick Mulloy, Smoothing Data with Faster Moving Averages (1994); TA-Lib DEMA",
    profiles: { tulip: FROM_FIRST },
    build: (context) => (context.profile === "tulip" ? chain(context, 2) : average(3)(context)),
  },
  {
    name: "TEMA",
    group: "Overlap Studies",
    title: "Triple Exponential Moving Average",
    inputs: ["real"],
    params: { timePeriod },
    outputs: ["real"],
    unstable: true,
    formula: "3 e − 3 EMA(e) + EMA(EMA(e)), e = EMA(value)",
    source: "Patrick Mulloy, Smoothing Data with Less Lag (1994); TA-Lib TEMA",
    profiles: { tulip: FROM_FIRST },
    build: (context) => (context.profile === "tulip" ? chain(context, 3) : average(4)(context)),
  },
  {
    name: "TRIMA",
    group: "Overlap Studies",
    title: "Triangular Moving Average",
    inputs: ["real"],
    params: { timePeriod },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "SMA(SMA(value, ⌊(n + 1) ÷ 2⌋), ⌊n ÷ 2⌋ + 1)",
    source: "TA-Lib TRIMA",
    build: average(5),
  },
  {
    name: "KAMA",
    group: "Overlap Studies",
    title: "Kaufman Adaptive Moving Average",
    inputs: ["real"],
    params: { timePeriod },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "k += (value − k) × (ER × (2/3 − 2/31) + 2/31)²; ER = |change of n bars| ÷ sum of |changes|, 1 where that is 0",
    source: "Perry Kaufman, Smarter Trading (1995); TA-Lib KAMA",
    profiles: { tulip: { note: "the same values; Tulip gives one more before them, the value of that bar" } },
    build: average(6),
  },
  {
    name: "MAMA",
    group: "Overlap Studies",
    title: "MESA Adaptive Moving Average",
    inputs: ["real"],
    params: {
      fastLimit: real(0.5, 0.01, 0.99, "Greatest weight of a value"),
      slowLimit: real(0.05, 0.01, 0.99, "Smallest weight of a value"),
    },
    outputs: ["mama", "fama"],
    unstable: true,
    formula:
      "mama += (value − mama) × w, w = fastLimit ÷ change of the Hilbert phase, at least slowLimit; fama with w ÷ 2",
    source: "John Ehlers, MESA and Trading Market Cycles (2001); TA-Lib MAMA",
    build: ({ x, p, unstable }) => mama(x.real!, p.fastLimit!, p.slowLimit!, { quiet: unstable("MAMA") }),
  },
  {
    name: "T3",
    group: "Overlap Studies",
    title: "Triple Exponential Moving Average (T3)",
    inputs: ["real"],
    params: {
      timePeriod: period(5, "Number of bars", 1),
      vFactor: real(0.7, 0, 1, "Volume factor: how far it overshoots"),
    },
    outputs: ["real"],
    unstable: true,
    formula: "GD(GD(GD(value))), GD(x) = (1 + v) EMA(x) − v EMA(EMA(x))",
    source: "Tim Tillson, Better Moving Averages (1998); TA-Lib T3",
    build: ({ x, p, unstable }) => [
      p.timePeriod === 1 ? later(x.real!) : t3(x.real!, p.timePeriod!, p.vFactor!, { quiet: unstable("T3") }),
    ],
  },
  {
    name: "MA",
    group: "Overlap Studies",
    title: "Moving average",
    inputs: ["real"],
    params: { timePeriod, maType: maType() },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: "the average that maType names; the value itself, where the period is 1",
    source: "TA-Lib MA",
    build: ({ x, p, unstable }) => [movingAverage(x.real!, p.timePeriod!, p.maType!, unstable)],
  },
];
