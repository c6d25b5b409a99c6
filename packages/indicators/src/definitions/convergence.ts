/** Differences of two moving averages. */
import { type Build, type Definition, integer, maType, period } from "../definition.ts";
import { movingAverage } from "../graph/averages.ts";
import type { Series } from "../graph/graph.ts";
import { exponential, exponentialsFromFirst, relativeChange } from "../graph/momentum.ts";
import { later, subtract } from "../graph/vocabulary.ts";

const fastPeriod = period(12, "Bars of the fast average");
const slowPeriod = period(26, "Bars of the slow average");
const signalPeriod = integer(9, 1, 100_000, "Bars of the signal line");
const outputs = ["macd", "macdSignal", { name: "macdHist", kind: "histogram" }] as const;

/** The faster period first. */
function ordered({ p }: Build): [number, number] {
  return p.fastPeriod! < p.slowPeriod! ? [p.fastPeriod!, p.slowPeriod!] : [p.slowPeriod!, p.fastPeriod!];
}

/** The weight of an exponential average. */
function weightOf(n: number): number {
  return 2 / (n + 1);
}

/** The line, its signal line, and the difference. */
function withSignal(line: Series, signal: Series): Series[] {
  return [line, signal, subtract(line, signal)];
}

/** MACD of two exponential averages, the fast one begun `skip` bars late. */
function macd(
  x: Series,
  fast: readonly [period: number, weight: number],
  slow: readonly [period: number, weight: number],
  signal: number,
  { skip, quiet }: { skip: number; quiet: number },
): Series[] {
  const line = subtract(exponential(x, fast[1], fast[0], { skip, quiet }), exponential(x, slow[1], slow[0], { quiet }));
  return withSignal(line, exponential(line, weightOf(signal), signal, { quiet }));
}

/** Two averages that begin each as soon as it can, or as tulip has them. */
function averages(build: Build): [fast: Series, slow: Series] {
  const { x, p, profile, unstable } = build;
  const [fast, slow] = ordered(build);
  if (profile === "tulip" && p.maType === 1) {
    const [quick, slack] = exponentialsFromFirst(x.real!, weightOf(fast), weightOf(slow));
    return [later(quick, { skip: 1 }), later(slack, { skip: 1 })];
  }
  const average = (n: number) => movingAverage(x.real!, n, p.maType!, unstable, { standard: 1 });
  return [average(fast), average(slow)];
}

const averageNotes = {
  "talib-0.8": { note: "the averages are exponential by default", defaults: { maType: 1 } },
  tulip: {
    note: "the averages are exponential by default; exponential ones begin with the first value, the output with the second",
    defaults: { maType: 1 },
  },
} as const;

export const convergence: readonly Definition[] = [
  {
    name: "MACD",
    group: "Momentum Indicators",
    title: "Moving Average Convergence/Divergence",
    inputs: ["real"],
    params: { fastPeriod, slowPeriod, signalPeriod },
    outputs,
    unstable: true,
    formula:
      "macd = EMA(fast) − EMA(slow), macdSignal = EMA(macd), macdHist = macd − macdSignal; both averages begin at the same bar",
    source: "Gerald Appel; TA-Lib MACD",
    profiles: {
      tradingview: { note: "each average begins as soon as it can: the fast one earlier than the slow one" },
      tulip: {
        note: "all averages begin with the first value, and all outputs as soon as n values of the slow one are there; 12 and 26 bars have weights 0.15 and 0.075",
      },
    },
    build: (build) => {
      const { x, p, profile, unstable } = build;
      const [fast, slow] = ordered(build);
      const signal = p.signalPeriod!;
      const quiet = unstable("EMA");
      if (profile === "tulip") {
        const [quick, slack] = fast === 12 && slow === 26 ? [0.15, 0.075] : [weightOf(fast), weightOf(slow)];
        const line = subtract(...exponentialsFromFirst(x.real!, quick, slack));
        const shown = later(line, { skip: slow - 1 });
        return withSignal(shown, exponential(shown, weightOf(signal), 1));
      }
      const skip = profile === "tradingview" ? 0 : slow - fast;
      return macd(x.real!, [fast, weightOf(fast)], [slow, weightOf(slow)], signal, { skip, quiet });
    },
  },
  {
    name: "MACDFIX",
    group: "Momentum Indicators",
    title: "Moving Average Convergence/Divergence Fix 12/26",
    inputs: ["real"],
    params: { signalPeriod },
    outputs,
    unstable: true,
    formula: "MACD of 12 and 26 bars, with Appel's rounded weights 0.15 and 0.075",
    source: "Gerald Appel; TA-Lib MACDFIX",
    build: ({ x, p, unstable }) =>
      macd(x.real!, [12, 0.15], [26, 0.075], p.signalPeriod!, { skip: 26 - 12, quiet: unstable("EMA") }),
  },
  {
    name: "MACDEXT",
    group: "Momentum Indicators",
    title: "MACD with controllable MA type",
    inputs: ["real"],
    params: {
      fastPeriod,
      fastMaType: maType(0, "Kind of the fast average"),
      slowPeriod,
      slowMaType: maType(0, "Kind of the slow average"),
      signalPeriod,
      signalMaType: maType(0, "Kind of the signal line"),
    },
    outputs,
    unstable: true,
    complexity: "O(1) amortised",
    formula: "as MACD, each average of its own kind; both averages begin at the same bar",
    source: "TA-Lib MACDEXT",
    build: ({ x, p, unstable }) => {
      const one = [p.fastPeriod!, p.fastMaType!] as const;
      const two = [p.slowPeriod!, p.slowMaType!] as const;
      const [fast, slow] = p.slowPeriod! < p.fastPeriod! ? [two, one] : [one, two];
      const start = (of: readonly [number, number]) => movingAverage(x.real!, ...of, unstable).start;
      const average = (of: readonly [number, number], other: readonly [number, number]) =>
        movingAverage(x.real!, ...of, unstable, { skip: Math.max(0, start(other) - start(of)) });
      const line = subtract(average(fast, slow), average(slow, fast));
      return withSignal(line, movingAverage(line, p.signalPeriod!, p.signalMaType!, unstable));
    },
  },
  {
    name: "APO",
    group: "Momentum Indicators",
    title: "Absolute Price Oscillator",
    inputs: ["real"],
    params: { fastPeriod, slowPeriod, maType: maType() },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: "MA(fast) − MA(slow), each begun as soon as it can",
    source: "TA-Lib APO",
    profiles: averageNotes,
    build: (build) => [subtract(...averages(build))],
  },
  {
    name: "PPO",
    group: "Momentum Indicators",
    title: "Percentage Price Oscillator",
    inputs: ["real"],
    params: { fastPeriod, slowPeriod, maType: maType() },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula: "100 × (MA(fast) − MA(slow)) ÷ MA(slow), each begun as soon as it can; 0 where MA(slow) is 0",
    source: "TA-Lib PPO",
    profiles: {
      ...averageNotes,
      tradingview: { note: "10 and 21 bars by default", defaults: { fastPeriod: 10, slowPeriod: 21 } },
    },
    build: (build) => [relativeChange(...averages(build), 100)],
  },
];
