/** The text of compiled rules that run over columns. */

import { kernels } from "./kernels.ts";
import type { PlanNode } from "./plan.ts";
import { cut, type Leaves, type SourceParts, segmentLines, signalLine } from "./segments.ts";

/** Bars that each stretch takes at a time: what goes from one to the next stays near. */
const BLOCK = 512;

/** The columns that a timeframe is run over. */
export interface BatchColumns {
  /** In the order of the timeframe's. */
  readonly fields: readonly Float64Array[];
  readonly series: readonly Float64Array[];
  /** What it reads of longer timeframes, and others read of it: each begins with what is known before its first bar. */
  readonly held: readonly Float64Array[];
  readonly published: readonly Float64Array[];
  /** Of the rules, where it is the base. */
  readonly signals: readonly Float64Array[];
}

/** How a timeframe runs over columns. */
export interface BatchRun {
  /** Nodes of longer timeframes that it reads. */
  readonly held: readonly PlanNode[];
  /** Nodes that shorter ones read. */
  readonly published: readonly PlanNode[];
  /** @param state of one symbol, as it is before the first bar */
  run(columns: BatchColumns, state: Float64Array, length: number): void;
}

type Stretch = (columns: BatchColumns, F: Float64Array, V: Float64Array, from: number, to: number) => void;

/** Compiles a timeframe. */
export function compileBatch(parts: SourceParts, f: number): BatchRun {
  const { timeframes, live } = parts;
  const timeframe = timeframes[f]!;
  const nodes = timeframe.nodes.filter((node) => live.has(node));
  const held = [...new Set(nodes.filter(({ operation }) => operation === "held").map(({ inputs }) => inputs[0]!))];
  const published = nodes.filter((node) => timeframe.published.has(node));
  const { segments, crossing } = cut(parts, timeframe, false);
  const leaves: Leaves = {
    series: (index) => `O${index}[t]`,
    held: (node) => `P${held.indexOf(node)}[((t + 1) / ${node.timeframe / timeframe.bars}) | 0]`,
    scratch: (place) => `V[${place * BLOCK} + t - from]`,
    publish: (node, name) => `Q${published.indexOf(node)}[t + 1] = ${name};`,
    rule: (rule) => `${signalLine(parts.rules[rule]!, rule)} R${rule}[t] = v${rule};`,
  };
  const fields = [...timeframe.fields];
  const stretches = segments.map((segment) => {
    const lines = segmentLines(parts, segment, crossing, leaves, false).join("\n");
    const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(lines);
    const columns = (letter: string, name: string, count: number) =>
      Array.from({ length: count }, (_, k) => k)
        .filter((k) => uses(`${letter}${k}`))
        .map((k) => `const ${letter}${k} = columns.${name}[${k}];`);
    const text = [
      '"use strict";',
      `const { ${Object.keys(kernels).join(", ")} } = kernels;`,
      "return (columns, F, V, from, to) => {",
      ...fields.flatMap((field, k) => (uses(field) ? [`const C_${field} = columns.fields[${k}];`] : [])),
      ...columns("O", "series", timeframe.series.length),
      ...columns("P", "held", held.length),
      ...columns("Q", "published", published.length),
      ...columns("R", "signals", parts.rules.length),
      "const b = 0;",
      "for (let t = from; t < to; t++) {",
      ...fields.flatMap((field) => (uses(field) ? [`const ${field} = C_${field}[t];`] : [])),
      lines,
      "}",
      "};",
    ].join("\n");
    return new Function("kernels", text)(kernels) as Stretch;
  });
  return {
    held,
    published,
    run(columns, state, length) {
      const scratch = new Float64Array(crossing.size * BLOCK);
      for (let from = 0; from < length; from += BLOCK)
        for (const stretch of stretches) stretch(columns, state, scratch, from, Math.min(length, from + BLOCK));
    },
  };
}
