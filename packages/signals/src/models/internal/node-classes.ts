import { type DecisionTree, goesLeft, Missing, Question } from "../tree-ensemble.ts";

/** A feature that some node asks about, with the keys that divide its values. */
export interface UsedFeature {
  feature: number;
  keys: Float64Array;
  firstKey: number;
}

/** What the writers of a compiled ensemble share. */
export interface Compilation {
  trees: readonly DecisionTree[];
  used: UsedFeature[];
  /** The place of a feature among the used ones. */
  slotOf: Map<number, number>;
}

/** The classes that go left at a node: from the first on so many more, or, where they are no range, one flag for each. */
export function classesOf(
  tree: DecisionTree,
  node: number,
  { keys }: UsedFeature,
): { first: number; more: number } | Uint8Array {
  const nanLeft = goesLeft(tree, node, Number.NaN);
  if (tree.question[node] === Question.AtMost && tree.missing[node] !== Missing.Zero) {
    const last = 1 + lowerBound(keys, tree.threshold[node]!);
    return nanLeft ? { first: 0, more: last } : { first: 1, more: last - 1 };
  }
  const flags = new Uint8Array(keys.length + 2);
  flags[0] = Number(nanLeft);
  for (let k = 0; k <= keys.length; k++)
    flags[k + 1] = Number(goesLeft(tree, node, keys[k] ?? Number.POSITIVE_INFINITY));
  return flags;
}

/** How many keys are less than x. */
function lowerBound(keys: Float64Array, x: number): number {
  let from = 0;
  let to = keys.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (keys[middle]! < x) from = middle + 1;
    else to = middle;
  }
  return from;
}
