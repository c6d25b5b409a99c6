import type { FeatureBins } from "../../models/feature-bins.ts";
import { buildTree, type DecisionTree, Missing, Question } from "../../models/tree-ensemble.ts";

/** A tree over bins as it grows. Children: a node, or ~leaf. */
export interface BinnedTree {
  feature: number[];
  /** The greatest bin that goes left, at least 1. */
  bin: number[];
  missingLeft: boolean[];
  gain: number[];
  left: number[];
  right: number[];
  leaves: number[];
}

/** Adds the leaf of each row to its score. */
export function addToScores(tree: BinnedTree, bins: Uint8Array, features: number, scores: Float64Array): void {
  if (tree.feature.length === 0) {
    for (let r = 0; r < scores.length; r++) scores[r]! += tree.leaves[0]!;
    return;
  }
  const feature = Int32Array.from(tree.feature);
  const limit = Int32Array.from(tree.bin);
  const least = Int32Array.from(tree.missingLeft, (left) => (left ? 0 : 1));
  const left = Int32Array.from(tree.left);
  const right = Int32Array.from(tree.right);
  for (let r = 0; r < scores.length; r++) {
    let at = 0;
    while (at >= 0) {
      const bin = bins[r * features + feature[at]!]!;
      at = bin >= least[at]! && bin <= limit[at]! ? left[at]! : right[at]!;
    }
    scores[r]! += tree.leaves[~at]!;
  }
}

/** The same tree over values. A bin that is the feature's last lets through all that is not missing. */
export function toDecisionTree(tree: BinnedTree, { edges }: FeatureBins): DecisionTree {
  const shape = { output: 0, width: 1, features: edges.length };
  return buildTree("grown tree", shape, tree.feature.length === 0 ? ~0 : 0, (id) =>
    id < 0
      ? { leaf: [tree.leaves[~id]!] }
      : {
          feature: tree.feature[id]!,
          question: Question.AtMost,
          threshold: edges[tree.feature[id]!]![tree.bin[id]! - 1] ?? Number.POSITIVE_INFINITY,
          missing: Missing.NaN,
          defaultLeft: tree.missingLeft[id]!,
          left: tree.left[id]!,
          right: tree.right[id]!,
        },
  );
}
