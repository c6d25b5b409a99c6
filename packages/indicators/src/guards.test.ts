/**
 * No operation strays from its arrays. They all lie in one, so that neither JavaScript nor a sanitizer would see an index
 * that runs from one into the next: here there is a stretch between any two that must stay as it was, and whose
 * neighbourhood must not show in the results.
 */
import { describe, expect, test } from "bun:test";
import { Graph } from "./graph/graph.ts";
import { Indicator } from "./indicator.ts";
import { CANARY } from "./program/layout.ts";
import { Program } from "./program/program.ts";
import { findDefinition, registry } from "./registry.ts";
import { gappedBars, leastAndDefault } from "./testing/variants.ts";

const SYMBOLS = 5;
/** Elements of a guard; most slips are by one, some by a period. */
const GUARD = 40;
/** `HOTPATH_SEED` replays a failure. */
const seed = Number(process.env.HOTPATH_SEED ?? 20_262);

interface Options {
  symbols?: number;
  portable?: boolean;
  guard?: number;
}

function programOf(indicator: Indicator, options: Options): Program {
  const graph = new Graph(indicator.inputs);
  const gap = indicator.definition.gap ?? "restart";
  return new Program(graph, indicator.build(graph), { ...options, gap });
}

/** The index of a guard's element that has changed, or -1. */
function trespassed({ doubles, layout }: Program): number {
  const bits = new BigUint64Array(doubles.buffer);
  for (const [from, to] of layout.guards) for (let i = from; i < to; i++) if (bits[i] !== CANARY) return i;
  return -1;
}

type Way = (program: Program, columns: readonly Float64Array[]) => readonly Float64Array[];

const byBars: Way = (program, columns) => {
  const length = columns[0]!.length;
  const outputs = program.layout.outputs.map(() => new Float64Array(length));
  program.bars(columns, outputs, length);
  return outputs;
};

/** Bar by bar, every third bar after another one that was looked at, and one that was taken back. */
const byStream: Way = (program, columns) => {
  const length = columns[0]!.length;
  const { symbols } = program.layout;
  const outputs = program.layout.outputs.map(() => new Float64Array(length));
  const peeked = new Float64Array(outputs.length);
  for (let t = 0; t < length; t++) {
    const other = columns.map((column) => column[length - 1 - t]!);
    if (t % 3 === 1) {
      program.peek(other, peeked, symbols - 1);
      program.step(...other, symbols - 1);
      program.undo(symbols - 1);
    }
    program.step(...columns.map((column) => column[t]!), symbols - 1);
    for (const [m, output] of outputs.entries()) output[t] = program.output(m, symbols - 1);
  }
  return outputs;
};

/** All symbols at once, one and seven bars at a time; each symbol has the series from another bar on. */
const byRows: Way = (program, columns) => {
  const length = columns[0]!.length;
  const { symbols, outputs } = program.layout;
  const [into, from] = [columns.length * symbols, outputs.length * symbols];
  const input = new Float64Array(length * into);
  for (let t = 0; t < length; t++)
    for (const [k, column] of columns.entries())
      for (let q = 0; q < symbols; q++) input[t * into + k * symbols + q] = column[(t + 11 * q) % length]!;
  const output = new Float64Array(length * from);
  for (let t = 0, bars = 1; t < length; t += bars, bars = Math.min(8 - bars, length - t))
    program.rows(input.subarray(t * into, (t + bars) * into), output.subarray(t * from, (t + bars) * from), bars);
  return [output];
};

const ways: readonly { name: string; run: Way; options: Options }[] = [
  { name: "stream", run: byStream, options: { portable: true } },
  { name: "stream of several symbols", run: byStream, options: { portable: true, symbols: SYMBOLS } },
  { name: "bars, portable", run: byBars, options: { portable: true } },
  { name: "bars, native", run: byBars, options: {} },
  { name: "rows, native", run: byRows, options: { symbols: SYMBOLS } },
];

function expectSame(way: string, expected: readonly Float64Array[], actual: readonly Float64Array[]): void {
  for (const [m, column] of expected.entries())
    for (const [t, value] of column.entries())
      if (!Object.is(value, actual[m]![t]))
        throw new Error(`${way}: output ${m} at ${t} is ${actual[m]![t]}, not ${value} (seed ${seed})`);
}

describe("every indicator stays inside its arrays", () => {
  for (const definition of registry) {
    test(definition.name, () => {
      for (const indicator of leastAndDefault(definition)) {
        const bars = gappedBars(indicator, seed);
        const columns = indicator.inputs.map((input) => bars[input]!);
        for (const { name, run, options } of ways) {
          const program = programOf(indicator, { ...options, guard: GUARD });
          const outputs = run(program, columns);
          expect([name, trespassed(program)]).toEqual([name, -1]);
          expectSame(name, run(programOf(indicator, options), columns), outputs);
        }
      }
    });
  }
});

describe("an array that is an element too short is seen", () => {
  const indicator = new Indicator(findDefinition("SMA"));
  const columns = Object.values(gappedBars(indicator, seed));
  for (const { name, run, options } of ways)
    test(name, () => {
      const graph = new Graph(indicator.inputs);
      const outputs = indicator.build(graph);
      for (const [k, { op, ...node }] of graph.nodes.entries()) {
        const arrays = op.arrays.map(({ name, length }) => ({ name, length: (p: unknown) => length(p) - 1 }));
        graph.nodes[k] = { ...node, op: { ...op, arrays } };
      }
      const program = new Program(graph, outputs, { ...options, guard: GUARD });
      run(program, columns);
      expect(trespassed(program)).toBeGreaterThan(0);
    });
});
