/**
 * The text that takes in a bar of one symbol: the bodies of a program's operations, one after the other, with a variable
 * for every value, so that an engine compiles an indicator as if it had been written by hand. It depends on the shape of
 * the graph alone; periods and the like are read from the program's memory, so programs of one shape share their code.
 */
import { HEAD, type Layout, type NodePlace } from "./layout.ts";
import {
  type Addresses,
  addresses,
  bodies,
  bodyOf,
  constants,
  eachField,
  functionNames,
  load,
  save,
  variable,
} from "./text.ts";

/**
 * The body of a factory `(F, I, H, gap, heal) => step`: doubles, integers, functions and callbacks of a program.
 *
 * @param keeps whether what a bar changes is kept first, so that the bar can be taken back
 */
export function stepSource(layout: Layout, inputs: number, keeps = true): string {
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
${load(layout.places, at)}
${keeps ? undo(layout, at) : ""}
${layout.places
  .flatMap(({ node }) => node.outputs)
  .map((o) => `let ${variable(inputs, o.register)} = NaN;`)
  .join("\n")}
${layout.places.map((place) => warmBody(layout, inputs, place)).join("\n")}
${save(layout.places, at)}
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
${load(layout.places, at)}
${keeps ? undo(layout, at) : ""}
${bodies(layout, inputs, layout.places)}
${save(layout.places, at)}
${keep}
${stateful ? `if (!(${finite([...new Set(outputs)])})) heal(${its});` : ""}
return ${outputs[0]};
}
return step;
`;
}

/** Keeps what one bar changes: last outputs and scalars, bar count and counters. */
function undo(layout: Layout, at: Addresses): string {
  const { length } = layout.outputs;
  return [
    ...layout.outputs.map((_, m) => `F[${at.undoDouble(m)}] = F[${at.last(m)}];`),
    eachField(layout.places, (name, k, whole) =>
      whole ? `I[${at.undoInteger(k + 1)}] = ${name};` : `F[${at.undoDouble(length + k)}] = ${name};`,
    ),
    `I[${at.undoInteger(0)}] = n;`,
  ].join("\n");
}

function starts(layout: Layout): string {
  return [
    ...layout.places.map(({ index: k, arrays }) => `const b${k} = I[${arrays - 6}], l${k} = I[${arrays - 5}];`),
    ...layout.outputs.map((_, m) => `const outputStart${m} = I[I[${HEAD.outputStarts}] + ${m}];`),
  ].join("\n");
}

function warmBody(layout: Layout, inputs: number, place: NodePlace): string {
  const { index: k, node } = place;
  const { op } = node;
  const [fill, first, steady] = [op.fill, op.first, op.steady].map((text) => bodyOf(layout, inputs, place, text));
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
