/** Trailing stops. */
import { choice, type Definition, period, real } from "../definition.ts";
import { averageTrueRange } from "../graph/momentum.ts";
import { extremes } from "../graph/ranges.ts";
import { addScaled, delay, multiply } from "../graph/vocabulary.ts";

const bar = ["high", "low", "close"];

export const stops: readonly Definition[] = [
  {
    name: "CHANDELIER",
    aliases: ["CHANDELIER_EXIT", "CHEXIT", "CE"],
    group: "Volatility Indicators",
    title: "Chandelier Exit",
    inputs: bar,
    params: {
      timePeriod: period(22, "Bars of the extremes and of the average true range", 1),
      multiplier: real(3, 0, 3e37, "Average true ranges of the distance"),
    },
    outputs: ["longExit", "shortExit"],
    complexity: "O(1) amortised",
    formula: "longExit = highest high − multiplier × ATR, shortExit = lowest low + multiplier × ATR",
    source: "Charles Le Beau; A. Elder, Come Into My Trading Room (2002)",
    build: ({ x, p, profile }) => {
      const [highest, lowest] = extremes(x.high!, x.low!, p.timePeriod!);
      const atr = averageTrueRange(x, p.timePeriod!, profile, 0);
      return [addScaled(highest, atr, -p.multiplier!), addScaled(lowest, atr, p.multiplier!)];
    },
  },
  {
    name: "CKSP",
    aliases: ["CHANDE_KROLL_STOP"],
    group: "Volatility Indicators",
    title: "Chande Kroll Stop",
    inputs: bar,
    params: {
      atrPeriod: period(10, "Bars of the extremes and of the average true range", 1),
      multiplier: real(1, 0, 3e37, "Average true ranges of the distance"),
      stopPeriod: period(9, "Bars of the stops' extremes", 1),
    },
    outputs: ["longStop", "shortStop"],
    complexity: "O(1) amortised",
    formula:
      "longStop = lowest of (lowest low + multiplier × ATR), shortStop = highest of (highest high − multiplier × ATR), over stopPeriod bars",
    source: "T. S. Chande, S. Kroll, The New Technical Trader (1994)",
    build: ({ x, p, profile }) => {
      const [highest, lowest] = extremes(x.high!, x.low!, p.atrPeriod!);
      const atr = averageTrueRange(x, p.atrPeriod!, profile, 0);
      const highStop = addScaled(highest, atr, -p.multiplier!);
      const lowStop = addScaled(lowest, atr, p.multiplier!);
      const [shortStop, longStop] = extremes(highStop, lowStop, p.stopPeriod!);
      return [longStop, shortStop];
    },
  },
  {
    name: "ATR_STOP",
    aliases: ["ATR_TRAILING_STOP", "ATRTS"],
    group: "Volatility Indicators",
    title: "ATR Trailing Stop",
    inputs: bar,
    params: {
      timePeriod: period(21, "Bars of the average true range", 1),
      multiplier: real(3, 0, 3e37, "Average true ranges of the distance"),
      about: choice(0, ["close", "highLow"], "What the bands are about"),
    },
    outputs: ["stop", { name: "direction", kind: "integer" }, "atr"],
    formula:
      "bands close ± multiplier × ATR (or high +, low −) that only tighten until a close is beyond them; the stop is the lower one while direction = 1, the upper one while −1",
    source: "ATR trailing stops of S. Vervoort, S&C 27 (2009); as Stock.Indicators has them",
    build: ({ x, p, graph, profile }) => {
      const atr = averageTrueRange(x, p.timePeriod!, profile, 0);
      const [top, bottom] = p.about === 1 ? [x.high!, x.low!] : [x.close!, x.close!];
      const operands = [top, bottom, x.close!, delay(x.close!, 1), multiply(atr, p.multiplier!)];
      return [...graph.apply("ratchetStop", operands), atr];
    },
  },
  {
    name: "VOLATILITY_STOP",
    aliases: ["VOLSTOP"],
    group: "Volatility Indicators",
    title: "Volatility Stop",
    inputs: bar,
    params: {
      timePeriod: period(7, "Bars of the average true range", 1),
      multiplier: real(3, 0, 3e37, "Average true ranges of the distance"),
    },
    outputs: ["stop", { name: "direction", kind: "integer" }, { name: "turned", kind: "integer" }],
    formula:
      "extreme close of the trade ∓ multiplier × ATR of the bar before; turned = 1 where a close is beyond it, and the direction is another from the next bar on. Until the first turn the direction is a guess",
    source: "J. W. Wilder, New Concepts in Technical Trading Systems (1978), the Volatility System",
    build: ({ x, p, graph }) =>
      graph.apply("volatilityStop", [x.high!, x.low!, x.close!], {
        period: p.timePeriod!,
        multiplier: p.multiplier!,
      }),
  },
  {
    name: "PSAR",
    aliases: ["PARABOLIC_SAR"],
    group: "Overlap Studies",
    title: "Parabolic Stop and Reverse, Wilder's",
    inputs: ["high", "low"],
    params: {
      acceleration: real(0.02, 0, 3e37, "Step of the acceleration factor"),
      maximum: real(0.2, 0, 3e37, "Greatest acceleration factor"),
      initial: real(0.02, 0, 3e37, "First acceleration factor of a trade"),
    },
    outputs: [
      { name: "sar", kind: "dots" },
      { name: "turned", kind: "integer" },
    ],
    formula:
      "sar += factor × (extreme − sar), not beyond the last two bars; at a turn the extreme of the trade that ended. Until the first turn the direction is a guess",
    source:
      "J. W. Wilder, New Concepts in Technical Trading Systems (1978); unlike TA-Lib's SAR a stop at a turn is not moved outside the last two bars",
    build: ({ x, p, graph }) =>
      graph.apply("parabolic", [x.high!, x.low!], {
        step: p.acceleration!,
        maximum: p.maximum!,
        initial: p.initial!,
      }),
  },
];
