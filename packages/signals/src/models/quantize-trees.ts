import { ConfigError } from "@hotpath/core";
import type { DecisionTree, TreeEnsemble } from "./tree-ensemble.ts";

/** An ensemble whose leaves lie on a grid. */
export interface QuantizedTrees {
  /** Scored as any other. */
  ensemble: TreeEnsemble;
  /** The most by which it moves a raw score of any row, NaN and infinities included, but for the rounding of sums. */
  bound: number;
  /** Leaves as they are on the grid, tree by tree, and the steps of the grids: a leaf is step × number. */
  leaves: readonly (Int8Array | Int16Array)[];
  steps: Float64Array;
}

/**
 * Rounds the leaves of each tree to int8 or int16, a grid of its own a tree: 127 or 32,767 steps to its greatest leaf. Which
 * leaf a row reaches stays exactly as it was, for thresholds are not touched. So a tree's part of a score moves by half a
 * step at the most, and a score by the sum of half the steps, divided as the ensemble divides.
 *
 * @param bits 8 or 16
 * @throws {ConfigError} other bits
 */
export function quantizeTrees(ensemble: TreeEnsemble, bits: 8 | 16): QuantizedTrees {
  if (bits !== 8 && bits !== 16) throw new ConfigError("bits", bits, "8, 16");
  const most = bits === 8 ? 127 : 32_767;
  const steps = new Float64Array(ensemble.trees.length);
  const leaves: (Int8Array | Int16Array)[] = [];
  let bound = 0;
  const trees = ensemble.trees.map((tree, t): DecisionTree => {
    const greatest = tree.leaves.reduce((least, leaf) => Math.max(least, Math.abs(leaf)), 0);
    const step = greatest / most;
    const grid = bits === 8 ? new Int8Array(tree.leaves.length) : new Int16Array(tree.leaves.length);
    if (step > 0) for (let k = 0; k < grid.length; k++) grid[k] = Math.round(tree.leaves[k]! / step);
    steps[t] = step;
    leaves.push(grid);
    bound += step / 2;
    return { ...tree, leaves: Float64Array.from(grid, (number) => number * step) };
  });
  return { ensemble: { ...ensemble, trees }, bound: bound / ensemble.divisor, leaves, steps };
}
