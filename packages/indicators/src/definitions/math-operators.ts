/** Arithmetic between two series, and sums and extremes of windows. */
import { type Definition, type Output, period } from "../definition.ts";
import { highest, highestIndex, lowest, lowestIndex } from "../graph/extremes.ts";
import { add, divide, multiply, subtract, sum } from "../graph/vocabulary.ts";

const timePeriod = period(30);

/** What the indices count from. */
const COUNTED = "bars count from 0, at the first bar or the first after one that was not finite";
/** What becomes of equal values. */
const TIES = "an equal value takes over on arrival; once the extreme has left the window, the earliest of equal ones";

function index(name: string): Output {
  return { name, kind: "integer" };
}

/** An operator between two series. */
function operator(name: string, title: string, sign: string, of: typeof divide): Definition {
  return {
    name,
    group: "Math Operators",
    title,
    inputs: ["real0", "real1"],
    outputs: ["real"],
    formula: `real0 ${sign} real1`,
    source: `TA-Lib ${name}`,
    build: ({ x }) => [of(x.real0!, x.real1!)],
  };
}

/** What is common to the functions of a window. */
const windowed = {
  group: "Math Operators",
  inputs: ["real"],
  params: { timePeriod },
  complexity: "O(1) amortised",
} as const;

export const mathOperators: readonly Definition[] = [
  operator("ADD", "Vector Arithmetic Add", "+", add),
  operator("SUB", "Vector Arithmetic Subtraction", "−", subtract),
  operator("MULT", "Vector Arithmetic Mult", "×", multiply),
  operator("DIV", "Vector Arithmetic Div", "÷", divide),
  {
    ...windowed,
    name: "SUM",
    title: "Summation",
    outputs: ["real"],
    formula: "the sum of the last n values",
    source: "TA-Lib SUM",
    build: ({ x, p }) => [sum(x.real!, p.timePeriod!)],
  },
  {
    ...windowed,
    name: "MAX",
    title: "Highest value over a specified period",
    outputs: ["real"],
    formula: "the highest of the last n values",
    source: "TA-Lib MAX",
    build: ({ x, p }) => [highest(x.real!, p.timePeriod!)],
  },
  {
    ...windowed,
    name: "MIN",
    title: "Lowest value over a specified period",
    outputs: ["real"],
    formula: "the lowest of the last n values",
    source: "TA-Lib MIN",
    build: ({ x, p }) => [lowest(x.real!, p.timePeriod!)],
  },
  {
    ...windowed,
    name: "MINMAX",
    title: "Lowest and highest values over a specified period",
    outputs: ["min", "max"],
    formula: "the lowest and the highest of the last n values",
    source: "TA-Lib MINMAX",
    build: ({ x, p }) => [lowest(x.real!, p.timePeriod!), highest(x.real!, p.timePeriod!)],
  },
  {
    ...windowed,
    name: "MAXINDEX",
    title: "Index of highest value over a specified period",
    outputs: [index("integer")],
    formula: `the bar of the highest of the last n values; ${TIES}; ${COUNTED}`,
    source: "TA-Lib MAXINDEX",
    build: ({ x, p }) => [highestIndex(x.real!, p.timePeriod!)],
  },
  {
    ...windowed,
    name: "MININDEX",
    title: "Index of lowest value over a specified period",
    outputs: [index("integer")],
    formula: `the bar of the lowest of the last n values; ${TIES}; ${COUNTED}`,
    source: "TA-Lib MININDEX",
    build: ({ x, p }) => [lowestIndex(x.real!, p.timePeriod!)],
  },
  {
    ...windowed,
    name: "MINMAXINDEX",
    title: "Indexes of lowest and highest values over a specified period",
    outputs: [index("minIdx"), index("maxIdx")],
    formula: `the bars of the lowest and the highest of the last n values; ${TIES}; ${COUNTED}`,
    source: "TA-Lib MINMAXINDEX",
    build: ({ x, p }) => [lowestIndex(x.real!, p.timePeriod!), highestIndex(x.real!, p.timePeriod!)],
  },
];
