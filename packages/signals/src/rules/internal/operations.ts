/**
 * What nodes of a plan do, as text: both ways of running a plan, bar by bar and over columns, are made of these, so that
 * they do the same to the bit. Conditions are 1, 0 and NaN for true, false and unknown (Kleene's strong logic).
 */
import { DIVERGENCE } from "./kernels.ts";

/** How an operation is written. */
export interface Operation {
  /** Numbers of state that it keeps for each symbol. */
  readonly state?: (numbers: readonly number[]) => number;
  /** Its state before the first bar, by place; the rest is NaN. */
  readonly initial?: (numbers: readonly number[]) => Readonly<Record<number, number>>;
  /** How much text and work it is; default 1. */
  readonly cost?: number;
  /**
   * Statements that declare `n`.
   *
   * @param x names of the inputs
   * @param p the parameters
   * @param at where its state begins in F
   */
  readonly text: (n: string, x: readonly string[], p: readonly number[], at: string) => string;
}

/** The name of an operation. */
export type OperationName =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "minimum"
  | "maximum"
  | "absolute"
  | "squeeze"
  | "above"
  | "all"
  | "any"
  | "not"
  | "ago"
  | "within"
  | "highest"
  | "lowest"
  | "divergence";

/** All operations. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  add: arithmetic((x) => x.join(" + ")),
  subtract: arithmetic(([a, b]) => `${a} - ${b}`),
  multiply: arithmetic((x) => x.join(" * ")),
  divide: arithmetic(([a, b]) => `${a} / ${b}`),
  minimum: arithmetic((x) => `Math.min(${x.join(", ")})`),
  maximum: arithmetic((x) => `Math.max(${x.join(", ")})`),
  absolute: arithmetic(([a]) => `Math.abs(${a})`),
  /** |x| / (1 + |x|), below 1 for every x. */
  squeeze: { text: (n, [a]) => `let ${n} = Math.min(Math.abs(${a}), 1e15); ${n} = ${n} / (1 + ${n});` },
  above: { text: (n, [a, b]) => `const ${n} = ${a} > ${b} ? 1 : ${a} <= ${b} ? 0 : NaN;` },
  all: {
    text: (n, x) => `const ${n} = ${x.map((each) => `${each} === 0`).join(" || ")} ? 0 : ${x.join(" * ")};`,
  },
  any: {
    text: (n, x) => `const ${n} = ${x.map((each) => `${each} === 1`).join(" || ")} ? 1 : ${x.join(" + ")};`,
  },
  not: { text: (n, [a]) => `const ${n} = 1 - ${a};` },
  ago: {
    state: ([bars]) => (bars === 1 ? 1 : 1 + bars!),
    initial: ([bars]): Record<number, number> => (bars === 1 ? {} : { 0: 0 }),
    text: (n, x, p, at) =>
      p[0] === 1 ? `const ${n} = F[${at}]; F[${at}] = ${x[0]};` : `const ${n} = ago(F, ${at}, ${x[0]}, ${p[0]});`,
  },
  // Bars before the first are unknown.
  within: kernel("within", () => 2, { 0: Number.POSITIVE_INFINITY, 1: 0 }),
  highest: kernel("highest", ([bars]) => 3 + 2 * bars!, { 0: 0, 2: 0 }),
  lowest: kernel("lowest", ([bars]) => 3 + 2 * bars!, { 0: 0, 2: 0 }),
  /** Numbers are bars to the left and to the right of a pivot, the most between two, and 1 for highs or −1 for lows. */
  divergence: kernel("divergence", ([left, right]) => DIVERGENCE.rings + 2 * (left! + right! + 1), {
    [DIVERGENCE.at]: 0,
    [DIVERGENCE.filled]: 0,
  }),
};

/** A result that is not finite is unknown. */
function arithmetic(value: (x: readonly string[]) => string): Operation {
  return { text: (n, x) => finiteText(n, value(x)) };
}

/** Statements that declare a value, unknown where it is not finite. */
export function finiteText(n: string, value: string): string {
  return `let ${n} = ${value}; if (${n} - ${n} !== 0) ${n} = NaN;`;
}

/** A call of a function of kernels.ts. */
function kernel(name: string, state: Operation["state"] & {}, initial: Readonly<Record<number, number>>): Operation {
  const text: Operation["text"] = (n, x, p, at) => `const ${n} = ${name}(${["F", at, ...x, ...p].join(", ")});`;
  return { state, initial: () => initial, cost: 2, text };
}
