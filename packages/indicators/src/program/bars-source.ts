/**
 * The part of a program's text that runs one symbol over columns: loops over a block of bars, each over several nodes, with
 * a variable for every value. Where nodes mostly go one way (`run` of their operations), there is a loop for these bars,
 * which never asks, and the other way is between two runs of it. Where that would be too often, nodes have loops of their
 * own, and what passes between loops is in columns of a block.
 */
import { type ColumnBody, columnBody } from "./column-bodies.ts";
import type { Layout, NodePlace } from "./layout.ts";
import { addresses, bodies, bodyOf, constants, functionNames, load, save, variable } from "./text.ts";

/** Bars that are taken at a time: the columns of a block stay near. */
export const BLOCK = 1024;

/** How often a bar may end a run. */
const ENDS = 1 / 6;

/** A loop: nodes in order, those with runs by what makes runs end together, and other bodies by the number of the node. */
export interface Loop {
  places: NodePlace[];
  runs: Map<string, NodePlace>;
  columns: Map<number, ColumnBody>;
}

/** Where the values of a register are in columns. */
type Columns = ReadonlyMap<number, { text: string }>;

/**
 * The body of a factory `(F, I, H) => { bars, scratch }`: doubles, integers and functions of a program of one symbol.
 * `bars(ins, outs, columns, from, to)` is for bars all past their lookbacks, at most {@link BLOCK}; `scratch` is how many
 * columns of a block it needs. It answers whether all inputs were finite, and all outputs of what keeps a state; where they
 * were not, state and outputs are void.
 */
export function barsSource(layout: Layout, inputs: number, loops: readonly Loop[] = loopsOf(layout)): string {
  const columns = new Map<number, { text: string }>();
  for (let k = 0; k < inputs; k++) columns.set(k, { text: `i${k}[t]` });
  for (const [m, { register }] of layout.outputs.entries())
    if (register >= inputs && !columns.has(register)) columns.set(register, { text: `o${m}[t]` });
  let scratch = 0;
  for (const register of crossing(loops))
    if (!columns.has(register)) columns.set(register, { text: `R[(t + ${scratch++ * BLOCK} - from) | 0]` });
  const ins = Array.from({ length: inputs }, (_, k) => `i${k}`);
  const outs = layout.outputs.map((_, m) => `o${m}`);
  const parameters = [...ins, ...outs, "R", "from", "to"].join(", ");
  const taken = loops.map((_, g) => takenFirst(loops, g, inputs));
  const copies = layout.outputs.flatMap(({ register }, m) =>
    register < inputs || columns.get(register)!.text !== `o${m}[t]`
      ? [`for (let t = from | 0; t < to; t = (t + 1) | 0) o${m}[t] = ${columns.get(register)!.text};`]
      : [],
  );
  const untaken = ins.flatMap((name, k) =>
    taken.flat().includes(k) ? [] : [`for (let t = from | 0; t < to; t = (t + 1) | 0) bad += ${name}[t] - ${name}[t];`],
  );
  const at = addresses(layout);
  return `"use strict";
${functionNames(layout)}
${constants(layout)}
${loops.map((loop, g) => `function loop${g}(${parameters}) {\n${loopSource(layout, inputs, loop, columns, taken[g]!)}\n}`).join("\n")}
function bars(ins, outs, R, from, to) {
${ins.map((name, k) => `const ${name} = ins[${k}];`).join(" ")}
${outs.map((name, m) => `const ${name} = outs[${m}];`).join(" ")}
let bad = 0;
${loops.map((_, g) => `bad += loop${g}(${parameters});`).join("\n")}
${[...untaken, ...copies].join("\n")}
${outs.map((name, m) => `F[${at.last(m)}] = ${name}[to - 1];`).join(" ")}
return bad === 0;
}
return { bars, scratch: ${scratch} };
`;
}

/**
 * Nodes in order, in loops of which none has its runs ended too often.
 *
 * @param inputs where columns are whole: how many there are, so that nodes may read them (column-bodies.ts)
 */
export function loopsOf(layout: Layout, inputs?: number): Loop[] {
  const loops: Loop[] = [];
  for (const place of layout.places) {
    const { op, start, parameters } = place.node;
    const column = inputs === undefined ? undefined : columnBody(place, inputs);
    const hasRun = column === undefined || column.run !== undefined;
    const key = hasRun && op.run && [start, op.run.bars, ...op.ints.map((field) => parameters[field])].join(" ");
    let last = loops.at(-1);
    if (last === undefined || (key && last.runs.size > 0 && endsOf(last, key, place) > ENDS)) {
      last = { places: [], runs: new Map(), columns: new Map() };
      loops.push(last);
    }
    last.places.push(place);
    if (column !== undefined) last.columns.set(place.index, column);
    if (key && !last.runs.has(key)) last.runs.set(key, place);
  }
  return loops;
}

/** How many runs would end a bar, about, with a node more. A run is about as long as a lookback. */
function endsOf({ runs }: Loop, key: string, place: NodePlace): number {
  if (runs.has(key)) return 0;
  return [...runs.values(), place].reduce((sum, { node }) => sum + 1 / (node.lookback + 1), 0);
}

/** Registers that one loop writes and a later one reads. */
function crossing(loops: readonly Loop[]): Set<number> {
  const registers = new Set<number>();
  for (const { places } of loops) {
    const own = new Set(places.flatMap(({ node }) => node.outputs.map((o) => o.register)));
    for (const { node } of places)
      for (const { register } of node.inputs) if (!own.has(register)) registers.add(register);
  }
  return registers;
}

/** Inputs that no loop before this one has taken. */
function takenFirst(loops: readonly Loop[], index: number, inputs: number): number[] {
  const by = (some: readonly Loop[]) =>
    new Set(some.flatMap(({ places }) => places.flatMap(({ node }) => node.inputs.map((input) => input.register))));
  const before = by(loops.slice(0, index));
  return [...by([loops[index]!])].filter((register) => register < inputs && !before.has(register));
}

/** `x - x` is 0 for what is finite, and NaN for all else; what `bad` sums is waited for by nothing. */
function loopSource(
  layout: Layout,
  inputs: number,
  { places, runs, columns: bodiesOfColumns }: Loop,
  columns: Columns,
  checked: readonly number[],
): string {
  const at = addresses(layout);
  const written = places.flatMap(({ node }) => node.outputs.map((o) => o.register));
  const read = new Set(places.flatMap(({ node }) => node.inputs.map((i) => i.register)));
  const takes = [...read]
    .filter((register) => !written.includes(register))
    .map((register) => `const ${variable(inputs, register)} = ${columns.get(register)!.text};`);
  const gives = written.flatMap((register) => {
    const column = columns.get(register);
    const value = variable(inputs, register);
    if (column === undefined) return [];
    const isChecked = column.text.startsWith("o") && layout.scalarsEach > 0;
    return [`${column.text} = ${value};`, ...(isChecked ? [`bad += ${value} - ${value};`] : [])];
  });
  for (const register of checked) takes.push(`bad += x${register} - x${register};`);
  const bar = (calm: boolean) =>
    `${takes.join(" ")}\n${bodies(layout, inputs, places, calm, bodiesOfColumns)}\n${gives.join(" ")}`;
  const begins = [...bodiesOfColumns.values()].map(({ begin }) => begin);
  const state = `let bad = 0;\n${[load(places, at), ...begins].join("\n")}`;
  const end = `${save(places, at)}\nreturn bad;`;
  if (runs.size === 0) return `${state}\nfor (let t = from | 0; t < to; t = (t + 1) | 0) {\n${bar(false)}\n}\n${end}`;
  const left = [...runs.values()].map((place) => `(${bodyOf(layout, inputs, place, place.node.op.run!.bars)}) | 0`);
  return `${state}
let t = from | 0;
const end = to | 0;
while (t < end) {
const left = ${left.length > 1 ? `Math.min(${left.join(", ")})` : left[0]};
const calm = ((end - t) | 0) < left ? end : (t + left) | 0;
for (; t < calm; t = (t + 1) | 0) {
${bar(true)}
}
if (t < end) {
${bar(false)}
t = (t + 1) | 0;
}
}
${end}`;
}
