/**
 * The language that operations are written in. An operation is the smallest part of an indicator that keeps a state: it
 * takes one value of each input a bar and gives one of each output. It is written once, here, in a part of TypeScript
 * that is also a part of C; `scripts/generate-ops.ts` translates it into both, so that streaming, batch and many-symbol
 * runs, native and portable, round alike because they are one text.
 *
 * What a body may say: `let` and `const` (a whole number is written `int(0)`), `if`, `for`, `while`, `break`,
 * `continue`, assignments, `+ - * /`, comparisons, `&& || !`, `? :`, `Math.sqrt`, `Math.abs`, `Math.floor`, `Math.ceil`
 * and calls of the functions in helpers.ts. It never allocates and knows nothing but its state, parameters and inputs.
 * Inputs are finite: programs see to what is not.
 */

/** What an operation is made of. Names of state, parameters, inputs and outputs are fields of `s`, `p`, `x` and `o`. */
export interface OpDefinition<
  I extends string,
  O extends string,
  R extends string,
  N extends string,
  S extends string,
  C extends string,
  A extends string,
> {
  /** Values taken in at each bar. */
  inputs: readonly I[];
  /** Values given at each bar from the lookback on. */
  outputs: readonly O[];
  /** Parameters that are doubles. */
  reals?: readonly R[];
  /** Parameters that are whole numbers. */
  ints?: readonly N[];
  /** Doubles that are kept from bar to bar; 0 at the start. */
  state?: readonly S[];
  /** Whole numbers that are kept from bar to bar; 0 at the start. */
  counters?: readonly C[];
  /** Arrays of doubles that are kept, each with its length; their content at the start is undefined. */
  arrays?: Readonly<Record<A, (p: Readonly<Record<N, number>>) => number>>;
  /** Bars before the first output. Default 0. */
  lookback?: (p: Readonly<Record<N, number>>) => number;
  /** What happens at bars before the lookback; `i` counts them from 0. */
  fill?: (
    s: Record<S | C, number> & Record<A, Float64Array>,
    p: Readonly<Record<R | N, number>>,
    x: Readonly<Record<I, number>>,
    i: number,
  ) => void;
  /** The bar of the first output, where it differs from all after it. */
  first?: OpBody<I, O, R, N, S, C, A>;
  /** Every other bar. */
  steady: OpBody<I, O, R, N, S, C, A>;
}

type OpBody<
  I extends string,
  O extends string,
  R extends string,
  N extends string,
  S extends string,
  C extends string,
  A extends string,
> = (
  s: Record<S | C, number> & Record<A, Float64Array>,
  p: Readonly<Record<R | N, number>>,
  x: Readonly<Record<I, number>>,
  o: Record<O, number>,
) => void;

/** An operation, of which the generator reads the text. */
export type Op = OpDefinition<string, string, string, string, string, string, string>;

/** Defines an operation; its name is the constant's. */
export function op<
  const I extends string = never,
  const O extends string = never,
  const R extends string = never,
  const N extends string = never,
  const S extends string = never,
  const C extends string = never,
  const A extends string = never,
>(definition: OpDefinition<I, O, R, N, S, C, A>): Op {
  return definition as unknown as Op;
}

/** Marks a whole number: it is a 32-bit integer in C. */
export function int(value: number): number {
  return value;
}
