import { type DecisionTree, Missing, Question, type TreeEnsemble, ZERO_THRESHOLD } from "../tree-ensemble.ts";
import { type CompiledTrees, Head, LANES } from "./layout.ts";
import { writeMasks } from "./masks.ts";
import { doubleBefore } from "./neighbours.ts";
import type { Compilation, UsedFeature } from "./node-classes.ts";
import { writeNodes } from "./walked-nodes.ts";

/** Most entries of maps, and most classes of a feature, for which masks are worth their memory. */
const MAPS_MOST = 1 << 24;
const CLASSES_MOST = 65_536;

/**
 * Compiles an ensemble. Values are divided into classes so finely that all of a class go the same way at every node, so
 * that whatever nodes ask (thresholds, zeros that are missing, categories), the kernels compare small integers.
 */
export function compileTrees(ensemble: TreeEnsemble): CompiledTrees {
  const used = usedFeatures(ensemble.trees);
  const compilation: Compilation = {
    trees: ensemble.trees,
    used,
    slotOf: new Map(used.map(({ feature }, slot) => [feature, slot])),
  };
  const words = wordsOf(compilation);
  const head = new Int32Array(Head.Size);
  const parts: Int32Array[] = [head];
  let length: number = Head.Size;
  const append = (part: Int32Array): number => {
    const at = length;
    parts.push(part);
    length += part.length;
    return at;
  };
  head[Head.Outputs] = ensemble.outputs;
  head[Head.Words] = words;
  head[Head.FloatInput] = Number(ensemble.single);
  head[Head.FloatSum] = Number(ensemble.single);
  head[Head.Used] = used.length;
  head[Head.UsedAt] = append(Int32Array.from(used.flatMap((u) => [u.feature, u.firstKey, u.keys.length])));
  head[Head.Trees] = ensemble.trees.length;
  const treeTable = new Int32Array(4 * ensemble.trees.length);
  let leafAt = 0;
  for (const [t, tree] of ensemble.trees.entries()) {
    treeTable.set([leafAt, tree.output, tree.width], 4 * t);
    leafAt += tree.leaves.length;
  }
  head[Head.TreesAt] = append(treeTable);
  if (words > 0) writeMasks(compilation, words, head, append);
  else writeNodes(compilation, treeTable, head, append);
  const model = new Int32Array(length);
  let at = 0;
  for (const part of parts) {
    model.set(part, at);
    at += part.length;
  }
  const keys = new Float64Array(used.reduce((sum, u) => sum + u.keys.length, 0));
  for (const u of used) keys.set(u.keys, u.firstKey);
  const leaves = new Float64Array(leafAt);
  leafAt = 0;
  for (const tree of ensemble.trees) {
    leaves.set(tree.leaves, leafAt);
    leafAt += tree.leaves.length;
  }
  return { model, keys, leaves };
}

/** Masks where every tree fits; trees with more leaves, or a model whose maps were too large, are walked. */
function wordsOf({ trees, used }: Compilation): number {
  const leaves = trees.reduce((most, tree) => Math.max(most, tree.feature.length + 1), 1);
  const classes = used.reduce((sum, { keys }) => sum + keys.length + 2, 0);
  const widest = used.reduce((most, { keys }) => Math.max(most, keys.length + 2), 0);
  if (leaves > 64 || widest > CLASSES_MOST || classes * Math.ceil(trees.length / LANES) > MAPS_MOST) return 0;
  return leaves > 32 ? 2 : 1;
}

function usedFeatures(trees: readonly DecisionTree[]): UsedFeature[] {
  const found = new Map<number, Set<number>>();
  for (const tree of trees)
    for (let node = 0; node < tree.feature.length; node++) {
      const feature = tree.feature[node]!;
      const keys = found.get(feature) ?? new Set();
      found.set(feature, keys);
      addKeys(tree, node, keys);
    }
  let firstKey = 0;
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([feature, keys]) => {
      const used = { feature, keys: Float64Array.from(keys).sort(), firstKey };
      firstKey += used.keys.length;
      return used;
    });
}

/** The greatest values of the ranges that a node tells apart. */
function addKeys(tree: DecisionTree, node: number, keys: Set<number>): void {
  // Without −0, which sorts apart from 0 and is no other value.
  const add = (key: number) => keys.add(key + 0);
  const question = tree.question[node]!;
  if (question === Question.AtMost || question === Question.Equal) {
    add(tree.threshold[node]!);
    if (question === Question.Equal) add(doubleBefore(tree.threshold[node]!));
    if (tree.missing[node] === Missing.Zero) {
      add(doubleBefore(-ZERO_THRESHOLD));
      add(ZERO_THRESHOLD);
    }
    return;
  }
  // Cut to an integer, everything between −1 and 1 is 0; XGBoost looks at the sign before it cuts.
  if (question === Question.NoneOf) add(-Number.MIN_VALUE);
  for (const category of tree.categories[node]!) {
    add(category === 0 ? -1 : doubleBefore(category));
    add(doubleBefore(category + 1));
  }
}
