/** The pieces that a program's texts are made of: bodies of operations with variables in them, and where state lies. */
import { functions } from "./functions.ts";
import type { Layout, NodePlace } from "./layout.ts";

const MARK = /\$(?:([spxo])_(\w+)|i\b)/g;

/** Where what belongs to a symbol lies, as expressions. */
export interface Addresses {
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
export function addresses(layout: Layout): Addresses {
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
  const double = (k: number) => (bySymbol ? `(Dq + ${last + k}) | 0` : `(${last} + Math.imul(${k}, N) + q) | 0`);
  const integer = (k: number) => (bySymbol ? `(Bq + ${counts + k}) | 0` : `(${counts} + Math.imul(${k}, N) + q) | 0`);
  return {
    begin: bySymbol ? `const Dq = Math.imul(q, D), Bq = Math.imul(q, ${symbolIntegers});` : "",
    last: double,
    scalar: (k) => double(outputs.length + k),
    counter: (k) => integer(1 + k),
    count: integer(0),
    undoDouble: (k) => double(outputs.length + scalarsEach + k),
    undoInteger: (k) => integer(1 + countersEach + k),
  };
}

/** Prints every field of the state of nodes: its variable, its number, and whether it is a whole number. */
export function eachField(
  places: readonly NodePlace[],
  print: (field: string, k: number, isInteger: boolean) => string,
): string {
  return places
    .flatMap(({ index, node: { op }, scalar, counter }) => [
      ...op.state.map((field, j) => print(`s${index}_${field}`, scalar + j, false)),
      ...op.counters.map((field, j) => print(`s${index}_${field}`, counter + j, true)),
    ])
    .join("\n");
}

/** Takes the state of nodes into variables. */
export function load(places: readonly NodePlace[], at: Addresses): string {
  return eachField(
    places,
    (name, k, whole) => `let ${name} = ${whole ? `I[${at.counter(k)}]` : `F[${at.scalar(k)}]`};`,
  );
}

/** Puts it back. */
export function save(places: readonly NodePlace[], at: Addresses): string {
  return eachField(places, (name, k, whole) => `${whole ? `I[${at.counter(k)}]` : `F[${at.scalar(k)}]`} = ${name};`);
}

/** Parameters and places of arrays, from the program's memory. */
export function constants(layout: Layout): string {
  const lines = layout.places.map(({ index: k, node: { op }, reals, ints, arrays }) =>
    [
      ...op.reals.map((field, j) => `const p${k}_${field} = F[${reals + j}];`),
      ...op.ints.map((field, j) => `const p${k}_${field} = I[${ints + j}];`),
      ...op.arrays.map(({ name }, j) => `const a${k}_${name} = I[${arrays + j}];`),
    ].join(" "),
  );
  return lines.filter((line) => line !== "").join("\n");
}

/** The variable that holds a register's value: an input, or a node's output. */
export function variable(inputs: number, register: number): string {
  return register < inputs ? `x${register}` : `v${register}`;
}

/** The text of a node, with its variables where the marks are. */
export function bodyOf(layout: Layout, inputs: number, { index: k, node }: NodePlace, text: string): string {
  const { op, inputs: its, outputs } = node;
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
  const many = layout.symbols > 1;
  let out = text;
  for (let from = out.indexOf(mark); from >= 0; from = out.indexOf(mark)) {
    let to = from + mark.length;
    for (let depth = 1; depth > 0; to++) depth += out[to] === "[" ? 1 : out[to] === "]" ? -1 : 0;
    const index = out.slice(from + mark.length, to - 1);
    const offset =
      many && !layout.bySymbol ? `Math.imul(${index}, N) + q` : `${index}${layout.bySymbol ? " + Dq" : ""}`;
    out = `${out.slice(0, from)}F[(${base} + ${offset}) | 0]${out.slice(to)}`;
  }
  return out;
}

/** The bodies of nodes past their lookbacks, one after the other; `calm`, those of a run where there are; `others` by node. */
export function bodies(
  layout: Layout,
  inputs: number,
  places: readonly NodePlace[],
  calm = false,
  others: ReadonlyMap<number, { body: string; run?: string }> = new Map(),
): string {
  return places
    .map((place) => {
      const { op, outputs } = place.node;
      const declared = outputs.map((o) => `let ${variable(inputs, o.register)};`).join(" ");
      const { body, run = body } = others.get(place.index) ?? { body: op.steady, run: op.run?.body };
      const text = calm ? run : body;
      return `${declared}\n{\n${bodyOf(layout, inputs, place, text)}\n}`;
    })
    .join("\n");
}

/** Takes the functions that are called out of H; what precedes a bracket is a function's name, or a keyword. */
export function functionNames(layout: Layout): string {
  const used = new Set<string>();
  for (const { node } of layout.places)
    for (const text of [node.op.fill, node.op.first, node.op.steady])
      for (const [, name] of text.matchAll(/(?<![.$\w])(\w+)\(/g)) if (name! in functions) used.add(name!);
  return `const { ${[...used].sort().join(", ")} } = H;`;
}
