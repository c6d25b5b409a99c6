/** Bands around prices, and what lies half-way between extremes. */
import { type Definition, period } from "../definition.ts";
import { midpoint } from "../graph/extremes.ts";

export const channels: readonly Definition[] = [
  {
    name: "MIDPOINT",
    group: "Overlap Studies",
    title: "MidPoint over period",
    inputs: ["real"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(highest + lowest of the last n values) ÷ 2",
    source: "TA-Lib MIDPOINT",
    build: ({ x, p }) => [midpoint(x.real!, x.real!, p.timePeriod!)],
  },
  {
    name: "MIDPRICE",
    group: "Overlap Studies",
    title: "Midpoint Price over period",
    inputs: ["high", "low"],
    params: { timePeriod: period(14) },
    outputs: ["real"],
    complexity: "O(1) amortised",
    formula: "(highest high + lowest low of the last n bars) ÷ 2",
    source: "TA-Lib MIDPRICE",
    build: ({ x, p }) => [midpoint(x.high!, x.low!, p.timePeriod!)],
  },
];
