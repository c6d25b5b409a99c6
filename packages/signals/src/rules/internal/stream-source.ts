/** The text of compiled rules that run bar by bar. */
import { BAR_FIELDS, type BarField } from "../rule.ts";
import { kernels } from "./kernels.ts";
import type { PlanNode, Timeframe } from "./plan.ts";
import { valuesOf } from "./reason.ts";
import { cut, type Leaves, nameOf, type Segments, type SourceParts, segmentLines, signalLine } from "./segments.ts";
import { HEAD, type StateLayout } from "./state.ts";

/** What the text knows of a program. */
export interface SourceProgram {
  /** The numbers of its outputs among the timeframe's series. */
  readonly members: readonly number[];
  readonly inputs: readonly string[];
  /** Where the last value of output k of symbol q is: `last + k * field + q * symbolDoubles`. */
  readonly layout: { readonly last: number; readonly field: number; readonly symbolDoubles: number };
}

/** A text, and how long its scratch array must be. */
export interface StreamSource {
  readonly text: string;
  readonly scratch: number;
}

/**
 * The text of a function of (F, R, V, programs, kernels), state, signals and scratch, that makes `push`.
 *
 * @param programs of each timeframe, the longest first
 * @param fields that must be finite
 */
export function streamSource(
  parts: SourceParts,
  programs: readonly (readonly SourceProgram[])[],
  fields: readonly BarField[],
): StreamSource {
  const { timeframes, rules, state } = parts;
  const base = timeframes.length - 1;
  const cuts = timeframes.map((timeframe) => cut(parts, timeframe, true));
  const declared = programs.flatMap((its, f) =>
    its.map((_, k) => `const D${f}_${k} = programs[${f}][${k}].doubles, step${f}_${k} = programs[${f}][${k}].step;`),
  );
  const gap = fields.map((field) => `${field} - ${field} !== 0`).join(" || ");
  const text = [
    '"use strict";',
    `const { ${Object.keys(kernels).join(", ")} } = kernels;`,
    ...declared,
    ...timeframes.map((_, f) => barFunction(parts, f, programs[f]!, cuts[f]!)),
    "const skip = (b, r) => {",
    `F[b + ${HEAD.skipped}] += 1; for (let k = 0; k < ${rules.length}; k++) R[r + k] = NaN; return 0;`,
    "};",
    "return (open, high, low, close, volume, q = 0) => {",
    `const b = q * ${state.size}, r = q * ${rules.length};`,
    `if (${gap}) return skip(b, r);`,
    `F[b + ${HEAD.bars}] += 1;`,
    ...timeframes.slice(0, base).map((timeframe, f) => formingText(timeframe, f, state)),
    `return bar${base}(q, b, r, open, high, low, close, volume);`,
    "};",
  ].join("\n");
  return { text, scratch: Math.max(1, ...cuts.map(({ crossing }) => crossing.size)) };
}

/** What a bar that has closed does: its indicators, its nodes, and what others read of it. How many rules spoke. */
function barFunction(
  parts: SourceParts,
  f: number,
  programs: readonly SourceProgram[],
  { segments, crossing }: Segments,
): string {
  const leaves = leavesOf(parts, f, programs);
  const taken = `q, b, r, ${BAR_FIELDS.join(", ")}`;
  const functions = segments.map((segment, k) => {
    const lines = segmentLines(parts, segment, crossing, leaves, true);
    return [`const part${f}_${k} = (${taken}) => {`, "let fired = 0;", ...lines, "return fired;", "};"].join("\n");
  });
  return [
    ...functions,
    `const bar${f} = (${taken}) => {`,
    ...programs.map(({ inputs }, k) => `step${f}_${k}(${[...inputs, "q"].join(", ")});`),
    `return ${["0", ...segments.map((_, k) => `part${f}_${k}(${taken})`)].join(" + ")};`,
    "};",
  ].join("\n");
}

function leavesOf(parts: SourceParts, f: number, programs: readonly SourceProgram[]): Leaves {
  const { state } = parts;
  const published = (node: PlanNode) => `F[b + ${state.published.get(node)!}]`;
  return {
    series(index) {
      const k = programs.findIndex(({ members }) => members.includes(index));
      const { layout, members } = programs[k]!;
      return `D${f}_${k}[${layout.last + members.indexOf(index) * layout.field} + q * ${layout.symbolDoubles}]`;
    },
    held: published,
    scratch: (place) => `V[${place}]`,
    publish: (node, name) => `${published(node)} = ${name};`,
    rule: (rule) => ruleText(parts, rule),
  };
}

/** A rule's signal is kept with the values that say why. */
function ruleText({ rules, state }: SourceParts, r: number): string {
  const rule = rules[r]!;
  const { bar, value, why } = state.rules[r]!;
  const reasons = valuesOf(rule.reason).map(({ node, state: at }, k) => {
    const found = at === undefined ? nameOf(node) : `F[b + ${state.nodes.get(node)! + at}]`;
    return `F[b + ${why + k}] = ${found};`;
  });
  const keep = `F[b + ${bar}] = F[b + ${HEAD.bars}]; F[b + ${value}] = v${r}; ${reasons.join(" ")}`;
  return `${signalLine(rule, r)} R[r + ${r}] = v${r}; if (v${r} > 0 || v${r} < 0) { fired += 1; ${keep} }`;
}

/** A bar of a longer timeframe: the first open, the highest high, the lowest low, the last close, all volume. */
function formingText({ bars }: Timeframe, f: number, state: StateLayout): string {
  const at = state.forming.get(bars)!;
  const [count, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map((k) => `F[b + ${at + k}]`);
  return `{
    const c = ${count};
    if (c === 0) { ${open} = open; ${high} = high; ${low} = low; ${volume} = volume; }
    else { if (high > ${high}) ${high} = high; if (low < ${low}) ${low} = low; ${volume} += volume; }
    ${close} = close;
    if (c + 1 === ${bars}) {
      ${count} = 0;
      bar${f}(q, b, r, ${open}, ${high}, ${low}, ${close}, ${volume});
    } else ${count} = c + 1;
  }`;
}
