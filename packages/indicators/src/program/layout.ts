/**
 * Where everything of a program lies: two arrays, doubles and integers, which TypeScript and C (native's c/program.h)
 * share. Doubles: parameters, the last outputs, the state of every symbol, what undoes one bar, arrays, registers.
 * Integers: a head that says where all else is, parameters, instructions, bar counts, counters.
 */
import { CapacityError } from "@hotpath/core";
import type { Graph, GraphNode, Series } from "../graph/graph.ts";

/** Fields of the head, in order. */
export const HEAD = {
  nodes: 0,
  inputs: 1,
  outputs: 2,
  steadyAt: 3,
  symbols: 4,
  code: 5,
  counts: 6,
  counters: 7,
  countersEach: 8,
  scalars: 9,
  scalarsEach: 10,
  outputRegisters: 11,
  outputStarts: 12,
  gap: 13,
  last: 14,
  active: 15,
  allSteady: 16,
  registers: 17,
  registerOffsets: 18,
  symbolDoubles: 19,
} as const;

const HEAD_LENGTH = 20;
/** Bounds that the native library has too. */
export const LIMITS = { inputs: 8, outputs: 12, registers: 4096, block: 256 } as const;
/** Doubles of one instance: 1 GiB. */
const DOUBLES_MAX = 2 ** 27;

/** What a symbol does at a bar of which an input is not finite. */
export type Gap = "restart" | "go-on" | "skip";

/** Offsets of a node's parts. */
export interface NodePlace {
  readonly node: GraphNode;
  /** Its number in the program. */
  readonly index: number;
  /** Of its first real parameter, in the doubles. */
  readonly reals: number;
  /** Of its first whole parameter, in the integers. */
  readonly ints: number;
  /** Index of its first state and counter among all of a symbol's. */
  readonly scalar: number;
  readonly counter: number;
  /** Index of the integers that hold the offsets of its arrays. */
  readonly arrays: number;
}

/**
 * Where everything of a program for `symbols` symbols lies. Field k of symbol q is at `offset + k * field + q * symbol`,
 * `field` and `symbol` being the steps below: symbols side by side where all advance together, for the native library;
 * each symbol's fields together where symbols advance one by one, so that a bar touches few cache lines.
 */
export interface Layout {
  readonly symbols: number;
  /** Whether each symbol's fields lie together. */
  readonly bySymbol: boolean;
  /** From one field to the next, in doubles and in integers. */
  readonly field: number;
  /** From one symbol to the next, in the doubles and in the integers. */
  readonly symbolDoubles: number;
  readonly symbolIntegers: number;
  readonly places: readonly NodePlace[];
  readonly outputs: readonly Series[];
  readonly steadyAt: number;
  readonly scalars: number;
  readonly scalarsEach: number;
  readonly counters: number;
  readonly countersEach: number;
  readonly counts: number;
  readonly last: number;
  /** Undo: last outputs, then scalars; and the bar count, then counters. */
  readonly undoDoubles: number;
  readonly undoIntegers: number;
  /** Stretches of the doubles that nothing is to read or write, each from a first to before a second index. */
  readonly guards: readonly (readonly [number, number])[];
  /** Fresh memory. */
  allocate(gap: Gap): { doubles: Float64Array; integers: Int32Array };
}

/** The bits of what guards are filled with: a NaN that no operation gives. */
export const CANARY: bigint = 0x7ff8_c0de_c0de_c0den;

/**
 * Lays out a graph.
 *
 * @param together lay each symbol's fields together; with one symbol it makes no difference
 * @param guard elements, each of all symbols, to leave unused behind every array, register and group of columns, so that
 *   a test sees an index that strays from one into the next. Not with `together`. Default 0.
 */
export function layOut(graph: Graph, outputs: readonly Series[], symbols: number, together = false, guard = 0): Layout {
  const { nodes } = graph;
  if (graph.registers > LIMITS.registers || outputs.length > LIMITS.registers)
    throw new CapacityError(`a program has ${graph.registers} values a bar; at most ${LIMITS.registers} fit`);
  let reals = 0;
  let ints = HEAD_LENGTH;
  let scalarsEach = 0;
  let countersEach = 0;
  for (const { op } of nodes) ints += op.ints.length;
  let arraySlots = ints;
  const places: NodePlace[] = [];
  ints = HEAD_LENGTH;
  for (const node of nodes) {
    const { op } = node;
    const arrays = arraySlots + 7;
    places.push({ node, index: places.length, reals, ints, scalar: scalarsEach, counter: countersEach, arrays });
    reals += op.reals.length;
    ints += op.ints.length;
    scalarsEach += op.state.length;
    countersEach += op.counters.length;
    arraySlots += 7 + op.arrays.length + op.inputs.length + op.outputs.length;
  }
  const code = arraySlots;
  const outputRegisters = code + nodes.length;
  const outputStarts = outputRegisters + outputs.length;
  const registerOffsets = outputStarts + outputs.length;
  const counts = registerOffsets + graph.registers;
  const bySymbol = together && symbols > 1;
  const field = bySymbol ? 1 : symbols;
  const integersEach = 2 * (1 + countersEach);
  const counters = counts + field;
  const undoIntegers = counters + countersEach * field;
  const active = counts + integersEach * symbols;
  const integersLength = active + (bySymbol ? 0 : symbols);
  const guards: (readonly [number, number])[] = [];
  function guarded(end: number): number {
    if (guard > 0) guards.push([end, end + guard * field]);
    return end + guard * field;
  }
  const last = guarded(reals);
  const scalars = last + outputs.length * field;
  const undoDoubles = scalars + scalarsEach * field;
  let end = guarded(undoDoubles + (scalarsEach + outputs.length) * field);
  const room = (length: number): number => {
    const at = end;
    end = guarded(at + length * field);
    return at;
  };
  const arrays = nodes.map(({ op, parameters }) => op.arrays.map(({ length }) => room(length(parameters))));
  const doublesEach = end - last;
  // Streams have no registers: the values of a bar are variables of the generated code.
  const registers = Array.from({ length: graph.registers }, () => (bySymbol ? 0 : room(1)));
  const doublesLength = bySymbol ? last + doublesEach * symbols : end;
  if (doublesLength > DOUBLES_MAX)
    throw new CapacityError(
      `${symbols} symbols need ${doublesLength} doubles of state; at most ${DOUBLES_MAX} are given`,
    );
  const steadyAt = Math.max(
    0,
    ...nodes.map((node) => node.start + node.lookback + 1),
    ...outputs.map((output) => output.start),
  );

  const symbolDoubles = bySymbol ? doublesEach : 1;
  const symbolIntegers = bySymbol ? integersEach : 1;

  function allocate(gap: Gap): { doubles: Float64Array; integers: Int32Array } {
    const doubles = new Float64Array(doublesLength);
    const integers = new Int32Array(integersLength);
    const head: Record<keyof typeof HEAD, number> = {
      nodes: nodes.length,
      inputs: graph.inputs.length,
      outputs: outputs.length,
      steadyAt,
      symbols,
      code,
      counts,
      counters,
      countersEach,
      scalars,
      scalarsEach,
      outputRegisters,
      outputStarts,
      gap: gap === "restart" ? 0 : gap === "go-on" ? 1 : 2,
      last,
      active,
      allSteady: steadyAt === 0 ? 1 : 0,
      registers: graph.registers,
      registerOffsets,
      symbolDoubles,
    };
    for (const [field, at] of Object.entries(HEAD)) integers[at] = head[field as keyof typeof HEAD];
    for (let q = 0; q < symbols; q++)
      for (let m = 0; m < outputs.length; m++)
        for (const of of [last, undoDoubles]) doubles[of + m * field + q * symbolDoubles] = Number.NaN;
    const bits = new BigUint64Array(doubles.buffer);
    for (const [from, to] of guards) bits.fill(CANARY, from, to);
    for (const [k, place] of places.entries()) {
      const { op, parameters, inputs, start, lookback, outputs: its } = place.node;
      op.reals.forEach((field, j) => {
        doubles[place.reals + j] = parameters[field]!;
      });
      op.ints.forEach((field, j) => {
        integers[place.ints + j] = parameters[field]!;
      });
      const at = place.arrays - 7;
      integers[code + k] = at;
      const scalarsOf = scalars + place.scalar * field;
      const countersOf = counters + place.counter * field;
      integers.set([op.code, start, lookback, place.reals, place.ints, scalarsOf, countersOf], at);
      let operand = place.arrays;
      for (const array of arrays[k]!) integers[operand++] = array;
      for (const series of [...inputs, ...its]) integers[operand++] = series.register;
    }
    outputs.forEach((output, m) => {
      integers[outputRegisters + m] = output.register;
      integers[outputStarts + m] = output.start;
    });
    integers.set(registers, registerOffsets);
    return { doubles, integers };
  }

  return {
    symbols,
    bySymbol,
    field,
    symbolDoubles,
    symbolIntegers,
    places,
    outputs,
    steadyAt,
    scalars,
    scalarsEach,
    counters,
    countersEach,
    counts,
    last,
    undoDoubles,
    undoIntegers,
    guards,
    allocate,
  };
}
