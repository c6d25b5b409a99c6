import { describeValue, InputError } from "@hotpath/core";
import type { Objective } from "./objective.ts";

/** What an inner node asks of a value; where the answer is yes a row goes left. */
export const Question = {
  /** x ≤ threshold. */
  AtMost: 0,
  /** x = threshold. */
  Equal: 1,
  /** x, cut to an integer, is one of the node's categories (LightGBM). A missing value is not. */
  OneOf: 2,
  /** x, cut to an integer, is none of the node's categories, or no category at all (XGBoost). */
  NoneOf: 3,
} as const;

/** Which values go the default way at a node. */
export const Missing = {
  /** None: NaN is taken for 0. */
  None: 0,
  /** NaN, and what is within 1e-35 of 0 (LightGBM's `zero_as_missing`). */
  Zero: 1,
  /** NaN. */
  NaN: 2,
} as const;

/** The greatest magnitude that LightGBM takes for zero, a float (`kZeroThreshold` in its meta.h). */
export const ZERO_THRESHOLD: number = Math.fround(1e-35);

/** Most trees, and most inner nodes of all trees together, that a model may have. */
export const TREES_MOST = 100_000;
export const NODES_MOST = 20_000_000;
/** Most features, and most outputs. */
export const FEATURES_MOST = 65_536;
export const OUTPUTS_MOST = 4_096;

/** One tree: inner nodes in columns, numbered from 0, the root; leaves from left to right. Children: a node, or ~leaf. */
export interface DecisionTree {
  /** The first output that its leaves add to. */
  output: number;
  /** How many outputs they add to. */
  width: number;
  feature: Int32Array;
  /** Values of {@link Question}. */
  question: Uint8Array;
  threshold: Float64Array;
  /** Values of {@link Missing}. */
  missing: Uint8Array;
  /** 1 where what is missing goes left. */
  defaultLeft: Uint8Array;
  left: Int32Array;
  right: Int32Array;
  /** The categories of each node that asks for them, ascending. */
  categories: (Int32Array | undefined)[];
  /** Leaf by leaf, `width` values each. */
  leaves: Float64Array;
}

/** An ensemble of decision trees as a library has trained it: what every reader answers with. */
export interface TreeEnsemble {
  /** Where it comes from. */
  format: "lightgbm" | "xgboost" | "onnx" | "hotpath";
  features: number;
  /** Names of the features, where the model has them. */
  featureNames: readonly string[] | undefined;
  outputs: number;
  /** Names of the outputs of a classifier, where the model has them. */
  classes: readonly string[] | undefined;
  objective: Objective;
  /** Added before the trees, one for each output. */
  baseFirst: Float64Array;
  /** What the sums are divided by after the trees: 1, or the trees of an ONNX model that averages. */
  divisor: number;
  /** What raw scores are divided by before the objective's transform: 1, or the rounds of a LightGBM forest. */
  predictionDivisor: number;
  /** Added after that. */
  baseLast: Float64Array;
  /** Whether values are rounded to single precision first, and sums after each tree. */
  single: boolean;
  trees: DecisionTree[];
}

/** Whether a value goes left at a node. The definition that all kernels are compiled from. */
export function goesLeft(tree: DecisionTree, node: number, x: number): boolean {
  const missing = tree.missing[node]!;
  const question = tree.question[node]!;
  if (question === Question.OneOf) return hasCategory(tree.categories[node]!, Math.trunc(x));
  if (question === Question.NoneOf) {
    if (Number.isNaN(x)) return tree.defaultLeft[node] === 1;
    return x < 0 || !hasCategory(tree.categories[node]!, Math.trunc(x));
  }
  const value = Number.isNaN(x) && missing === Missing.None ? 0 : x;
  const isMissing =
    Number.isNaN(value) || (missing === Missing.Zero && value >= -ZERO_THRESHOLD && value <= ZERO_THRESHOLD);
  // LightGBM takes NaN for 0 where zeros are missing, so that both go the same way.
  if (isMissing) return tree.defaultLeft[node] === 1;
  return question === Question.AtMost ? value <= tree.threshold[node]! : value === tree.threshold[node]!;
}

function hasCategory(categories: Int32Array, category: number): boolean {
  let from = 0;
  let to = categories.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (categories[middle]! < category) from = middle + 1;
    else to = middle;
  }
  return from < categories.length && categories[from] === category;
}

/** The leaf that a row reaches in a tree; the reference that the kernels are compared with. */
export function leafOf(tree: DecisionTree, row: ArrayLike<number>): number {
  if (tree.feature.length === 0) return 0;
  let at = 0;
  while (at >= 0) at = goesLeft(tree, at, row[tree.feature[at]!]!) ? tree.left[at]! : tree.right[at]!;
  return ~at;
}

/** A node as a reader finds it: an inner one, or a leaf with its values. */
export type FoundNode =
  | { leaf: ArrayLike<number> }
  | {
      feature: number;
      question: number;
      threshold: number;
      missing: number;
      defaultLeft: boolean;
      left: number;
      right: number;
      categories?: ArrayLike<number>;
    };

/**
 * Builds a tree from its nodes, walking from the root, so that leaves stand from left to right and nothing that is not
 * reached is kept.
 *
 * @param root the number of the root in the reader's own numbering, as are children
 * @param where the tree's name in errors
 * @throws {InputError} a node that is reached twice or is not there, a feature out of range, a number that is none
 */
export function buildTree(
  where: string,
  shape: { output: number; width: number; features: number },
  root: number,
  find: (id: number) => FoundNode,
): DecisionTree {
  const inner: Exclude<FoundNode, { leaf: ArrayLike<number> }>[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const leaves: number[] = [];
  const seen = new Set<number>();
  const pending: { id: number; parent: number; isLeft: boolean }[] = [{ id: root, parent: -1, isLeft: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { id, parent, isLeft } = next;
    if (seen.has(id)) throw bad(where, `node ${id} is reached twice`);
    seen.add(id);
    if (seen.size > NODES_MOST) throw bad(where, `has more than ${NODES_MOST} nodes`);
    const node = find(id);
    let place: number;
    if ("leaf" in node) {
      place = ~(leaves.length / shape.width);
      for (let k = 0; k < shape.width; k++) leaves.push(finite(node.leaf[k], `${where}, leaf ${id}`));
    } else {
      checkNode(where, id, node, shape.features);
      place = inner.push(node) - 1;
      // The left one is taken first.
      pending.push({ id: node.right, parent: place, isLeft: false }, { id: node.left, parent: place, isLeft: true });
    }
    if (parent >= 0) (isLeft ? left : right)[parent] = place;
  }
  return {
    output: shape.output,
    width: shape.width,
    feature: Int32Array.from(inner, (node) => node.feature),
    question: Uint8Array.from(inner, (node) => node.question),
    threshold: Float64Array.from(inner, (node) => node.threshold),
    missing: Uint8Array.from(inner, (node) => node.missing),
    defaultLeft: Uint8Array.from(inner, (node) => (node.defaultLeft ? 1 : 0)),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    categories: inner.map(({ categories }) => (categories === undefined ? undefined : ascending(where, categories))),
    leaves: Float64Array.from(leaves),
  };
}

function checkNode(
  where: string,
  id: number,
  node: Exclude<FoundNode, { leaf: ArrayLike<number> }>,
  features: number,
): void {
  if (!(Number.isInteger(node.feature) && node.feature >= 0 && node.feature < features))
    throw bad(where, `node ${id} splits feature ${describeValue(node.feature)} of ${features}`);
  if (typeof node.threshold !== "number" || Number.isNaN(node.threshold))
    throw bad(where, `node ${id} has the threshold ${describeValue(node.threshold)}; a number is allowed`);
  if (node.question >= Question.OneOf && node.categories === undefined)
    throw bad(where, `node ${id} asks for categories and has none`);
}

function ascending(where: string, categories: ArrayLike<number>): Int32Array {
  const sorted = Int32Array.from(new Set(Array.from(categories))).sort();
  if (Array.from(categories).some((c) => !(Number.isInteger(c) && c >= 0 && c < 2 ** 31 - 1)))
    throw bad(where, "has a category that is no integer from 0 to 2147483646");
  return sorted;
}

function finite(value: number | undefined, where: string): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw bad(where, `got ${describeValue(value)}; allowed: a finite number`);
  return value;
}

/** Checks what holds for the model as a whole. */
export function checkSizes(where: string, sizes: { features: number; outputs: number; trees: number }): void {
  const within = (what: string, value: number, least: number, most: number) => {
    if (!(Number.isInteger(value) && value >= least && value <= most))
      throw bad(where, `${what}: got ${describeValue(value)}; allowed: an integer from ${least} to ${most}`);
  };
  within("features", sizes.features, 1, FEATURES_MOST);
  within("outputs", sizes.outputs, 1, OUTPUTS_MOST);
  within("trees", sizes.trees, 0, TREES_MOST);
}

/** What is wrong with a model's file. */
export function bad(where: string, what: string): InputError {
  return new InputError("INPUT_INVALID", `${where}: ${what}`);
}
