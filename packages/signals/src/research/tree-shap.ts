import { InputError } from "@hotpath/core";
import { type DecisionTree, goesLeft, type TreeEnsemble } from "../models/tree-ensemble.ts";

/** A path's features with the shares of subsets, as columns that grow with its depth. */
interface Path {
  feature: Int32Array;
  zero: Float64Array;
  one: Float64Array;
  weight: Float64Array;
}

/**
 * Explains raw scores by SHAP values: what each feature adds, over the mean of a background (Lundberg et al., Nature Machine
 * Intelligence 2, 2020: path-dependent TreeSHAP, algorithm 2). Exact for the trees, in O(leaves · depth²) a tree and row.
 */
export class TreeExplainer {
  readonly features: number;
  readonly #ensemble: TreeEnsemble;
  /** Of each tree: rows of the background at each node, then at each leaf. */
  readonly #covers: { nodes: Float64Array; leaves: Float64Array }[];
  /** The mean raw score by the trees' own covers. */
  readonly base: number;

  /**
   * @param ensemble of one output, in double precision or not: values are computed in double precision
   * @param background rows, best those that the model was trained on
   */
  constructor(ensemble: TreeEnsemble, background: Float64Array) {
    const { features, outputs, trees } = ensemble;
    if (outputs !== 1) throw new InputError("INPUT_INVALID", `ensemble: has ${outputs} outputs; 1 is allowed`);
    if (background.length === 0 || background.length % features !== 0)
      throw new InputError("INPUT_INVALID", `background: got ${background.length} values for rows of ${features}`);
    this.features = features;
    this.#ensemble = ensemble;
    this.#covers = trees.map((tree) => coversOf(tree, background, features));
    const rows = background.length / features;
    let base = 0;
    for (const [t, tree] of trees.entries())
      for (let leaf = 0; leaf < tree.leaves.length; leaf++)
        base += (tree.leaves[leaf]! * this.#covers[t]!.leaves[leaf]!) / rows;
    this.base = ensemble.baseFirst[0]! + base / ensemble.divisor + ensemble.baseLast[0]!;
  }

  /** What each feature adds to the raw score of a row; with {@link base}, they add up to it. */
  explain(row: Float64Array, out: Float64Array = new Float64Array(this.features)): Float64Array {
    if (row.length !== this.features || out.length < this.features)
      throw new InputError("INPUT_INVALID", `row: got ${row.length} values; allowed: ${this.features}`);
    out.fill(0, 0, this.features);
    for (const [t, tree] of this.#ensemble.trees.entries()) {
      if (tree.feature.length === 0) continue;
      const { nodes, leaves } = this.#covers[t]!;
      descend(tree, nodes, leaves, row, out, 0, pathOf(0), 0, 1, 1, -1);
    }
    for (let f = 0; f < this.features; f++) out[f]! /= this.#ensemble.divisor;
    return out;
  }
}

function coversOf(tree: DecisionTree, background: Float64Array, features: number) {
  const nodes = new Float64Array(tree.feature.length);
  const leaves = new Float64Array(tree.leaves.length);
  for (let at = 0; at < background.length; at += features) {
    let node = tree.feature.length === 0 ? ~0 : 0;
    while (node >= 0) {
      nodes[node]!++;
      node = goesLeft(tree, node, background[at + tree.feature[node]!]!) ? tree.left[node]! : tree.right[node]!;
    }
    leaves[~node]!++;
  }
  return { nodes, leaves };
}

function pathOf(length: number): Path {
  return {
    feature: new Int32Array(length),
    zero: new Float64Array(length),
    one: new Float64Array(length),
    weight: new Float64Array(length),
  };
}

/** A copy with room for one more. */
function grown(path: Path, length: number): Path {
  const next = pathOf(length + 1);
  for (const key of ["feature", "zero", "one", "weight"] as const)
    next[key].set(path[key].subarray(0, length) as never);
  return next;
}

function extend(path: Path, length: number, zero: number, one: number, feature: number): void {
  const { weight } = path;
  path.feature[length] = feature;
  path.zero[length] = zero;
  path.one[length] = one;
  weight[length] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    weight[i + 1]! += (one * weight[i]! * (i + 1)) / (length + 1);
    weight[i] = (zero * weight[i]! * (length - i)) / (length + 1);
  }
}

/** Takes element i out of a path of `last + 1` elements. */
function unwind(path: Path, last: number, i: number): void {
  const { weight } = path;
  const [one, zero] = [path.one[i]!, path.zero[i]!];
  let next = weight[last]!;
  for (let j = last - 1; j >= 0; j--) {
    if (one !== 0) {
      const held = weight[j]!;
      weight[j] = (next * (last + 1)) / ((j + 1) * one);
      next = held - (weight[j]! * zero * (last - j)) / (last + 1);
    } else weight[j] = (weight[j]! * (last + 1)) / (zero * (last - j));
  }
  for (let j = i; j < last; j++) {
    path.feature[j] = path.feature[j + 1]!;
    path.zero[j] = path.zero[j + 1]!;
    path.one[j] = path.one[j + 1]!;
  }
}

/** The sum of the weights that {@link unwind} would leave. */
function unwoundSum(path: Path, last: number, i: number): number {
  const { weight } = path;
  const [one, zero] = [path.one[i]!, path.zero[i]!];
  let next = weight[last]!;
  let sum = 0;
  for (let j = last - 1; j >= 0; j--) {
    if (one !== 0) {
      const value = (next * (last + 1)) / ((j + 1) * one);
      sum += value;
      next = weight[j]! - (value * zero * (last - j)) / (last + 1);
    } else if (zero !== 0) sum += (weight[j]! * (last + 1)) / (zero * (last - j));
  }
  return sum;
}

function descend(
  tree: DecisionTree,
  nodes: Float64Array,
  leaves: Float64Array,
  row: Float64Array,
  out: Float64Array,
  node: number,
  parent: Path,
  length: number,
  zero: number,
  one: number,
  feature: number,
): void {
  const path = grown(parent, length);
  extend(path, length, zero, one, feature);
  if (node < 0) {
    for (let i = 1; i <= length; i++)
      out[path.feature[i]!]! += unwoundSum(path, length, i) * (path.one[i]! - path.zero[i]!) * tree.leaves[~node]!;
    return;
  }
  const own = tree.feature[node]!;
  const isLeft = goesLeft(tree, node, row[own]!);
  const [hot, cold] = isLeft ? [tree.left[node]!, tree.right[node]!] : [tree.right[node]!, tree.left[node]!];
  const cover = (child: number) => (child < 0 ? leaves[~child]! : nodes[child]!);
  let last = length;
  let [oldZero, oldOne] = [1, 1];
  let found = -1;
  for (let i = 1; i <= length; i++) if (path.feature[i] === own) found = i;
  if (found >= 0) {
    oldZero = path.zero[found]!;
    oldOne = path.one[found]!;
    unwind(path, last, found);
    last--;
  }
  const whole = nodes[node]!;
  const share = (child: number) => (whole > 0 ? cover(child) / whole : 0);
  // A branch that no row of the background has taken weighs nothing, but where this row takes it.
  if (oldOne > 0 || share(hot) > 0)
    descend(tree, nodes, leaves, row, out, hot, path, last + 1, oldZero * share(hot), oldOne, own);
  if (share(cold) > 0) descend(tree, nodes, leaves, row, out, cold, path, last + 1, oldZero * share(cold), 0, own);
}
