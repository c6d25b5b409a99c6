/**
 * Other bodies for operations whose input is a whole column without a gap: what has come before need not be kept where it
 * can be read again. They give what the operations give, to the bit, and leave no state behind; only a batch from its
 * first bar to its last runs them.
 *
 * Extremes of windows: while the highest value of a window is in it, a new one is compared with it alone; when it has left, the suffix
 * maxima of the window are made, which last until they have left too or a higher value comes. Each value is in such a pass
 * once at the most while it is in the window, so the cost is O(1) amortised as in ops/extremes.ts, with fewer comparisons
 * that nobody can foresee.
 *
 * Sums in blocks (ops/windows.ts and its like): the block that was filled is read from the column.
 */
import type { NodePlace } from "./layout.ts";

/** Bars of a window up to which a pass at the start of each block costs little. */
const PERIOD_MAX = 256;

/** A body, that of a run, and variables that are set anew for each block. */
export interface ColumnBody {
  readonly begin: string;
  readonly body: string;
  readonly run?: string;
}

/** What an operation looks for, and whether it tells its place rather than its value. */
const KINDS: Readonly<Record<string, { sign: ">" | "<"; isPlace: boolean }>> = {
  windowMax: { sign: ">", isPlace: false },
  windowMin: { sign: "<", isPlace: false },
  sinceMax: { sign: ">", isPlace: true },
  sinceMin: { sign: "<", isPlace: true },
};

/** The body for a node; undefined where it has none, or its inputs are no columns of the program's inputs. */
export function columnBody(place: NodePlace, inputs: number): ColumnBody | undefined {
  const { op, inputs: its, parameters } = place.node;
  if (its.some(({ register }) => register >= inputs)) return undefined;
  const kind = KINDS[op.name];
  if (kind !== undefined) return parameters.period! > PERIOD_MAX ? undefined : extremeBody(place, kind);
  return blockBody(place);
}

/** Arrays that hold the values of the last block, and whose they are. */
const BLOCKS: Readonly<Record<string, string>> = { block: "value", blockA: "a", blockB: "b" };

/** The bodies of an operation without what keeps a block: reading it is reading the column. */
function blockBody({ index: k, node: { op, inputs: its } }: NodePlace): ColumnBody | undefined {
  const blocks = op.arrays.flatMap(({ name }) => (op.inputs.includes(BLOCKS[name] ?? "") ? [name] : []));
  if (blocks.length === 0) return undefined;
  const withColumns = (text: string): string =>
    blocks.reduce((result, name) => {
      const register = its[op.inputs.indexOf(BLOCKS[name]!)]!.register;
      return result
        .replaceAll(`$s_${name}[(($s_side + $s_at) | 0)] = $x_${BLOCKS[name]};`, "")
        .replace(
          new RegExp(`\\$s_${name}\\[\\(\\((?:before|\\$s_side) \\+ j\\) \\| 0\\)\\]`, "g"),
          `i${register}[(t - p${k}_period + 1 + j) | 0]`,
        );
    }, text);
  const body = withColumns(op.steady);
  const run = op.run && withColumns(op.run.body);
  if (blocks.some((name) => `${body}${run}`.includes(`$s_${name}[`))) return undefined;
  return { begin: "", body, ...(run !== undefined && { run }) };
}

/** The body of an extreme. */
function extremeBody({ index: k, node }: NodePlace, kind: (typeof KINDS)[string]): ColumnBody {
  const register = node.inputs[0]!.register;
  const { sign, isPlace } = kind;
  const worst = sign === ">" ? "-Infinity" : "Infinity";
  const [best, at, last, base, rest, restAt] = ["h", "a", "f", "b", "g", "c"].map((name) => `e${k}${name}`);
  const span = `p${k}_period`;
  const tail = (of: string) => `F[(a${k}_tail + ${of}) | 0]`;
  const where = (of: string) => `F[(a${k}_where + ${of}) | 0]`;
  const placed = (text: string) => (isPlace ? text : "");
  // Nothing is better than the value to begin with, and its place has left the window: the first bar makes a pass.
  const begin = `let ${best} = ${sign === ">" ? "Infinity" : "-Infinity"}, ${at} = -1, ${last} = -1, ${base} = 0, ${rest} = 0, ${restAt} = -1;`;
  const body = `const start = (t - ${span} + 1) | 0;
if ($x_value ${sign}= ${best}) { ${best} = $x_value; ${at} = t; ${last} = -1; }
else if ((${last} < 0 ? ${at} : ${last}) < start) {
let m = $x_value;
${placed("let w = t;")}
for (let j = t | 0; j >= start; j = (j - 1) | 0) {
const q = i${register}[j];
${isPlace ? `if (q ${sign} m) { m = q; w = j; }` : `m = q ${sign} m ? q : m;`}
${tail("j - start")} = m;
${placed(`${where("j - start")} = w;`)}
}
${best} = m; ${placed(`${at} = w;`)} ${base} = start; ${last} = t; ${rest} = ${worst};
} else if (${last} >= 0) {
${isPlace ? `if ($x_value ${sign}= ${rest}) { ${rest} = $x_value; ${restAt} = t; }` : `${rest} = $x_value ${sign} ${rest} ? $x_value : ${rest};`}
const before = ${tail(`start - ${base}`)};
${isPlace ? `if (before ${sign} ${rest}) { ${best} = before; ${at} = ${where(`start - ${base}`)} | 0; } else { ${best} = ${rest}; ${at} = ${restAt}; }` : `${best} = before ${sign} ${rest} ? before : ${rest};`}
}
${isPlace ? `$o_bars = (t - ${at}) | 0;` : `$o_${node.op.outputs[0]} = ${best} + 0;`}`;
  return { begin, body };
}
