/** Compiles the texts of programs, once for each shape. */
import { BLOCK, barsSource, loopsOf } from "./bars-source.ts";
import { functions } from "./functions.ts";
import type { Layout } from "./layout.ts";
import { stepSource } from "./step-source.ts";

/** Advances one symbol by one bar: the inputs in the graph's order, then the symbol; the first output. */
export type Step = (...operands: number[]) => number;

/** Advances one symbol over a block of bars; see bars-source.ts. */
export type Bars = (
  inputs: readonly Float64Array[],
  outputs: readonly Float64Array[],
  columns: Float64Array,
  from: number,
  to: number,
) => boolean;

/** Makes a step: of doubles, integers, functions, and what is called where an input, or a result, is not finite. */
type StepFactory = (
  doubles: Float64Array,
  integers: Int32Array,
  library: object,
  gap: (symbol: number, values: number[]) => number,
  heal: (symbol: number) => void,
) => Step;

type BarsFactory = (doubles: Float64Array, integers: Int32Array, library: object) => { bars: Bars; scratch: number };

/** Shapes that are kept compiled; beyond it all are forgotten, and compiled again where they are needed. */
const SHAPES_MAX = 4096;

/** Makes a step that takes a bar by its fields. */
type BarStepFactory = (step: Step) => BarStep;

/** Advances a symbol by a bar with a field for each input; one that is missing counts as NaN. */
export type BarStep = (bar: Readonly<Record<string, number>>, symbol: number) => number;

const steps = new Map<string, StepFactory>();
const barSteps = new Map<string, BarStepFactory>();
const blocks = new Map<string, BarsFactory>();

/**
 * The step of a program.
 *
 * @param gap what it answers with where an input is not finite
 * @param heal what it calls after a result that is not
 * @param keeps whether a bar can be taken back
 */
export function compileStep(
  layout: Layout,
  inputs: number,
  doubles: Float64Array,
  integers: Int32Array,
  gap: (symbol: number, values: number[]) => number,
  heal: (symbol: number) => void,
  keeps = true,
): Step {
  const make = () => new Function("F", "I", "H", "gap", "heal", stepSource(layout, inputs, keeps)) as StepFactory;
  return cached(steps, `${shapeOf(layout, inputs)}${keeps ? "" : " for good"}`, make)(
    doubles,
    integers,
    functions,
    gap,
    heal,
  );
}

/** A step that takes the inputs of another out of a bar. Fields that an engine sees by name cost it little. */
export function compileBarStep(inputs: readonly string[], step: Step): BarStep {
  const names = inputs.map((name) => JSON.stringify(name));
  const fields = names.map((name) => `bar[${name}] ?? NaN, `).join("");
  const make = () =>
    new Function("step", `"use strict"; return (bar, symbol) => step(${fields}symbol);`) as BarStepFactory;
  return cached(barSteps, names.join(), make)(step);
}

/**
 * How a program of one symbol runs over a block, at most `length` bars, with the columns that it needs; and whether that
 * is safe with inputs that are not finite. It is where no operation looks for something that may not be there: a search
 * among values that are not ordered need not end.
 *
 * @param whole whether it runs over whole columns without a gap, of which nothing is wanted but the outputs
 */
export function compileBars(
  layout: Layout,
  inputs: number,
  doubles: Float64Array,
  integers: Int32Array,
  whole: boolean,
): { bars: Bars; columns: Float64Array; length: number; isSafe: boolean } {
  const loops = loopsOf(layout, whole ? inputs : undefined);
  const shape = loops.map(({ places, runs, columns }) => [
    places.length,
    ...[...runs.values()].map(({ index }) => index),
    "",
    ...columns.keys(),
  ]);
  const make = () => new Function("F", "I", "H", barsSource(layout, inputs, loops)) as BarsFactory;
  const factory = cached(blocks, `${shapeOf(layout, inputs)};${shape.join(";")}`, make);
  const { bars, scratch } = factory(doubles, integers, functions);
  const isSafe = !layout.places.some(({ node }) => node.op.steady.includes("while ("));
  return { bars, columns: new Float64Array(scratch * BLOCK), length: BLOCK, isSafe };
}

/** All that a text depends on. */
function shapeOf(layout: Layout, inputs: number): string {
  const { symbols, bySymbol, places, outputs, last, scalars, counters, counts, undoDoubles, undoIntegers } = layout;
  const where = symbols === 1 ? [last, scalars, counters, counts, undoDoubles, undoIntegers] : [bySymbol, last, counts];
  const nodes = places.map(({ node }) => [node.op.code, ...node.inputs.map((input) => input.register)]);
  return [inputs, ...where, "", ...outputs.map((output) => output.register), "", nodes.join(" ")].join(" ");
}

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    if (cache.size >= SHAPES_MAX) cache.clear();
    value = make();
    cache.set(key, value);
  }
  return value;
}
