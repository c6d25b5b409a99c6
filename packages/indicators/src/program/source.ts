/**
 * A program as one function of JavaScript: the bodies of its operations, one after the other, with a variable for every
 * value, so that an engine compiles an indicator as if it had been written by hand. The text depends on the shape of the
 * graph alone; periods and the like are read from the program's memory, so programs of one shape share their code.
 */
import { functions } from "./functions.ts";
import { HEAD, type Layout, type NodePlace } from "./layout.ts";

const MARK = /\$(?:([spxo])_(\w+)|i\b)/g;

/**
 * The text of a factory `(F, I, H, gap, heal) => { step, bars }`: doubles, integers, functions and callbacks of a program.
 * `bars` is there for a single symbol.
 */
export function programSource(layout: Layout, inputs: number): string {
  const many = layout.symbols > 1;
  const names = Array.from({ length: inputs }, (_, k) => `x${k}`);
  const symbol = many ? ", q = 0" : "";
  const at = addresses(layout);
  const outputs = layout.outputs.map((output) => variable(inputs, output.register));
  const finite = (values: readonly string[]) => values.map((v) => `${v} - ${v} === 0`).join(" && ");
  const keep = layout.outputs.map((_, m) => `F[${at.last(m)}] = ${outputs[m]};`).join("\n");
  const stateful = layout.scalarsEach > 0;
  const call = `${names.join(", ")}${many ? ", q" : ""}`;
  const its = many ? "q" : "0";
  return `"use strict";
${functionNames(layout)}
const N = I[${HEAD.symbols}], steadyAt = I[${HEAD.steadyAt}];
${layout.bySymbol ? `const D = I[${HEAD.symbolDoubles}];` : ""}
${constants(layout)}
${starts(layout)}
function warm(n, ${call}) {
${at.begin}
${load(layout, at)}
${undo(layout, at)}
${layout.places
  .flatMap(({ node }) => node.outputs)
  .map((o) => `let ${variable(inputs, o.register)} = NaN;`)
  .join("\n")}
${layout.places.map((place, k) => warmBody(layout, inputs, place, k)).join("\n")}
${save(layout, at)}
I[${at.count}] = n + 1;
${layout.outputs.map((_, m) => `const w${m} = n >= outputStart${m} ? ${outputs[m]} : NaN; F[${at.last(m)}] = w${m};`).join("\n")}
${stateful ? `if (!(${layout.outputs.map((_, m) => `(n < outputStart${m} || w${m} - w${m} === 0)`).join(" && ")})) heal(${its});` : ""}
return w0;
}
function step(${names.join(", ")}${symbol}) {
if (!(${finite(names)})) return gap(${its}, [${names.join(", ")}]);
${at.begin}
const n = I[${at.count}];
if (n < steadyAt) return warm(n, ${call});
${load(layout, at)}
${undo(layout, at)}
${steadyBodies(layout, inputs)}
${save(layout, at)}
${keep}
${stateful ? `if (!(${finite([...new Set(outputs)])})) heal(${its});` : ""}
return ${outputs[0]};
}
${many ? "return { step };" : barsSource(layout, names, outputs, at)}
`;
}

/** The loop over the bars of one symbol, all past their lookbacks and all finite. */
function barsSource(layout: Layout, names: readonly string[], outputs: readonly string[], at: Addresses): string {
  const { length } = names;
  return `function bars(ins, outs, from, to) {
${names.map((_, k) => `const i${k} = ins[${k}];`).join(" ")}
${outputs.map((_, m) => `const o${m} = outs[${m}];`).join(" ")}
${load(layout, at)}
for (let t = from; t < to; t++) {
${names.map((name, k) => `const ${name} = i${k}[t];`).join(" ")}
${steadyBodies(layout, length)}
${outputs.map((v, m) => `o${m}[t] = ${v};`).join(" ")}
}
${save(layout, at)}
${outputs.map((_, m) => `F[${at.last(m)}] = o${m}[to - 1];`).join(" ")}
}
return { step, bars };`;
}

interface Addresses {
  /** What a step begins with. */
  begin: string;
  last(m: number): string;
  scalar(k: number): string;
  counter(k: number): string;
  count: string;
  undoDouble(k: number): string;
  undoInteger(k: number): string;
}

/**
 * With one symbol every address is known. With many they are counted from the offsets in the head: from the symbol's
 * own, where its fields lie together; else from symbol to symbol.
 */
function addresses(layout: Layout): Addresses {
  if (layout.symbols === 1)
    return {
      begin: "",
      last: (m) => `${layout.last + m}`,
      scalar: (k) => `${layout.scalars + k}`,
      counter: (k) => `${layout.counters + k}`,
      count: `${layout.counts}`,
      undoDouble: (k) => `${layout.undoDoubles + k}`,
      undoInteger: (k) => `${layout.undoIntegers + k}`,
    };
  const { bySymbol, outputs, scalarsEach, countersEach, symbolIntegers, last, counts } = layout;
  const double = (k: number) => (bySymbol ? `Dq + ${last + k}` : `${last} + ${k} * N + q`);
  const integer = (k: number) => (bySymbol ? `Bq + ${counts + k}` : `${counts} + ${k} * N + q`);
  return {
    begin: bySymbol ? `const Dq = q * D, Bq = q * ${symbolIntegers};` : "",
    last: double,
    scalar: (k) => double(outputs.length + k),
    counter: (k) => integer(1 + k),
    count: integer(0),
    undoDouble: (k) => double(outputs.length + scalarsEach + k),
    undoInteger: (k) => integer(1 + countersEach + k),
  };
}

function eachField(layout: Layout, print: (field: string, k: number, isInteger: boolean) => string): string {
  return layout.places
    .flatMap((place, k) => [
      ...place.node.op.state.map((field, j) => print(`s${k}_${field}`, place.scalar + j, false)),
      ...place.node.op.counters.map((field, j) => print(`s${k}_${field}`, place.counter + j, true)),
    ])
    .join("\n");
}

function load(layout: Layout, at: Addresses): string {
  return eachField(
    layout,
    (name, k, whole) => `let ${name} = ${whole ? `I[${at.counter(k)}]` : `F[${at.scalar(k)}]`};`,
  );
}

function save(layout: Layout, at: Addresses): string {
  return eachField(layout, (name, k, whole) => `${whole ? `I[${at.counter(k)}]` : `F[${at.scalar(k)}]`} = ${name};`);
}

/** Keeps what one bar changes: last outputs and scalars, bar count and counters. */
function undo(layout: Layout, at: Addresses): string {
  const { length } = layout.outputs;
  return [
    ...layout.outputs.map((_, m) => `F[${at.undoDouble(m)}] = F[${at.last(m)}];`),
    eachField(layout, (name, k, whole) =>
      whole ? `I[${at.undoInteger(k + 1)}] = ${name};` : `F[${at.undoDouble(length + k)}] = ${name};`,
    ),
    `I[${at.undoInteger(0)}] = n;`,
  ].join("\n");
}

function constants(layout: Layout): string {
  const lines = layout.places.map(({ node: { op }, reals, ints, arrays }, k) =>
    [
      ...op.reals.map((field, j) => `const p${k}_${field} = F[${reals + j}];`),
      ...op.ints.map((field, j) => `const p${k}_${field} = I[${ints + j}];`),
      ...op.arrays.map(({ name }, j) => `const a${k}_${name} = I[${arrays + j}];`),
    ].join(" "),
  );
  return lines.filter((line) => line !== "").join("\n");
}

function starts(layout: Layout): string {
  return [
    ...layout.places.map(({ arrays }, k) => `const b${k} = I[${arrays - 6}], l${k} = I[${arrays - 5}];`),
    ...layout.outputs.map((_, m) => `const outputStart${m} = I[I[${HEAD.outputStarts}] + ${m}];`),
  ].join("\n");
}

/** The variable that holds a register's value: an input, or a node's output. */
function variable(inputs: number, register: number): string {
  return register < inputs ? `x${register}` : `v${register}`;
}

function bodyOf(layout: Layout, inputs: number, place: NodePlace, k: number, text: string): string {
  const { op, inputs: its, outputs } = place.node;
  const arrays = new Set(op.arrays.map((a) => a.name));
  let marked = text;
  for (const name of arrays) marked = indexed(marked, `$s_${name}[`, `a${k}_${name}`, layout);
  return marked.replace(MARK, (_, kind: string | undefined, name: string) => {
    if (kind === undefined) return `(n - b${k})`;
    if (kind === "x") return variable(inputs, its[op.inputs.indexOf(name)]!.register);
    if (kind === "o") return variable(inputs, outputs[op.outputs.indexOf(name)]!.register);
    return `${kind}${k}_${name}`;
  });
}

/** Turns `$s_ring[index]` into an element of the program's doubles; indexes nest. */
function indexed(text: string, mark: string, base: string, layout: Layout): string {
  const step = layout.bySymbol ? " + Dq" : layout.symbols > 1 ? " * N + q" : "";
  let out = text;
  for (let from = out.indexOf(mark); from >= 0; from = out.indexOf(mark)) {
    let to = from + mark.length;
    for (let depth = 1; depth > 0; to++) depth += out[to] === "[" ? 1 : out[to] === "]" ? -1 : 0;
    const index = out.slice(from + mark.length, to - 1);
    out = `${out.slice(0, from)}F[${base} + (${index})${step}]${out.slice(to)}`;
  }
  return out;
}

function steadyBodies(layout: Layout, inputs: number): string {
  return layout.places
    .map((place, k) => {
      const declared = place.node.outputs.map((o) => `let ${variable(inputs, o.register)};`).join(" ");
      return `${declared}\n{\n${bodyOf(layout, inputs, place, k, place.node.op.steady)}\n}`;
    })
    .join("\n");
}

function warmBody(layout: Layout, inputs: number, place: NodePlace, k: number): string {
  const { op } = place.node;
  const [fill, first, steady] = [op.fill, op.first, op.steady].map((text) => bodyOf(layout, inputs, place, k, text));
  return `if (n >= b${k}) {
if (n - b${k} < l${k}) {
${fill}
} else if (n - b${k} === l${k}) {
${first}
} else {
${steady}
}
}`;
}

/** Takes the functions that are called out of H; what precedes a bracket is a function's name, or a keyword. */
function functionNames(layout: Layout): string {
  const used = new Set<string>();
  for (const { node } of layout.places)
    for (const text of [node.op.fill, node.op.first, node.op.steady])
      for (const [, name] of text.matchAll(/(?<![.$\w])(\w+)\(/g)) if (name! in functions) used.add(name!);
  return `const { ${[...used].sort().join(", ")} } = H;`;
}
