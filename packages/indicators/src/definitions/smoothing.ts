/** Averages that lag less, or adapt. */
import { ConfigError } from "@hotpath/core";
import { type Definition, integer, period } from "../definition.ts";
import { movingAverage } from "../graph/averages.ts";
import { highest, lowest } from "../graph/extremes.ts";
import { medianPrice } from "../graph/prices.ts";
import { delay, wilder } from "../graph/vocabulary.ts";

/** The numbers of `maTypes`. */
const HMA = 9;
const ZLEMA = 12;

export const smoothing: readonly Definition[] = [
  {
    name: "RMA",
    aliases: ["SMMA", "WILDERS"],
    group: "Overlap Studies",
    title: "Wilder's Moving Average",
    inputs: ["real"],
    params: { timePeriod: period(30, "Number of bars", 1) },
    outputs: ["real"],
    unstable: true,
    formula: "(before × (n − 1) + value) ÷ n, from the mean of the first n values",
    source: "J. Welles Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib 0.8 RMA",
    build: ({ x, p, unstable }) => [wilder(x.real!, p.timePeriod!, { quiet: unstable("RMA") })],
  },
  {
    name: "HMA",
    group: "Overlap Studies",
    title: "Hull Moving Average",
    inputs: ["real"],
    params: { timePeriod: period(20, "Number of bars", 1) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "WMA over ⌊√n⌋ bars of 2 WMA(⌊n ÷ 2⌋) − WMA(n)",
    source: "Alan Hull (2005); TA-Lib 0.8 HMA",
    build: ({ x, p }) => [movingAverage(x.real!, p.timePeriod!, HMA)],
  },
  {
    name: "ZLEMA",
    group: "Overlap Studies",
    title: "Zero Lag Exponential Moving Average",
    inputs: ["real"],
    params: { timePeriod: period(30, "Number of bars", 1) },
    outputs: ["real"],
    unstable: true,
    formula: "EMA(n) of 2 value − value of ⌊(n − 1) ÷ 2⌋ bars before",
    source: "John Ehlers and Ric Way, Zero Lag (Well, Almost), Stocks & Commodities 28 (2010); TA-Lib 0.8 ZLEMA",
    build: ({ x, p, unstable }) => [movingAverage(x.real!, p.timePeriod!, ZLEMA, unstable)],
  },
  {
    name: "FRAMA",
    group: "Overlap Studies",
    title: "Fractal Adaptive Moving Average",
    inputs: ["high", "low"],
    params: { timePeriod: integer(16, 2, 100_000, "Number of bars, even") },
    outputs: ["real"],
    unstable: true,
    complexity: "O(1) amortised",
    formula:
      "f += e^(−4.6 (D − 1)) × ((high + low) ÷ 2 − f), D = log₂((range of the newer half + range of the older half) ÷ range of the n bars) + 1; the price where a range is 0 or they add up to no more than the whole's",
    source: "John Ehlers, FRAMA – Fractal Adaptive Moving Average, Stocks & Commodities 23 (2005)",
    check: ({ timePeriod }) => {
      if (timePeriod! % 2 !== 0) throw new ConfigError("FRAMA.timePeriod", timePeriod, "an even integer");
    },
    build: ({ x, p, graph, unstable }) => {
      const half = p.timePeriod! / 2;
      const [high, low] = [highest(x.high!, half), lowest(x.low!, half)];
      const inputs = [medianPrice(x.high!, x.low!), high, low, delay(high, half), delay(low, half)];
      return graph.apply("fractalAverage", inputs, {}, { quiet: 1 + unstable("FRAMA") });
    },
  },
  {
    name: "MCGD",
    group: "Overlap Studies",
    title: "McGinley Dynamic, as TA-Lib has it",
    inputs: ["real"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    unstable: true,
    formula:
      "d += (x − d) ÷ (n × (x ÷ d)⁴), from the first value; x itself where either is 0; the first n − 1 values are held back",
    source: "J. R. McGinley, Technical Trends (1990); without his factor of 0.6, which DYNAMIC has",
    build: ({ x, p, graph, unstable }) => {
      const quiet = p.timePeriod! - 2 + unstable("MCGD");
      return graph.apply("mcginley", [x.real!], { length: p.timePeriod! }, { quiet });
    },
  },
];
