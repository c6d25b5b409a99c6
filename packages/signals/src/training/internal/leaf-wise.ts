import type { TreeKernelSource } from "../../models/tree-scorer.ts";
import type { BinnedTree } from "./binned-tree.ts";
import { FEATURE_STRIDE, sumHistogram } from "./histogram.ts";
import { findSplit, type LeafLimits, leafValue, type Split } from "./split.ts";

/** Histograms that are kept for the leaves that may yet be split, in bytes. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** What trees are grown from. */
export interface GrowingData {
  bins: Uint8Array;
  features: number;
  /** The last bin of each feature. */
  lastBins: Int32Array;
  /** Gradient and curvature of each row. */
  pairs: Float64Array;
  kernels: TreeKernelSource;
}

/** How trees are grown leaf by leaf. */
export interface GrowingOptions extends LeafLimits {
  leaves: number;
  monotone: Int8Array | undefined;
  /** The features to look at in the next node. */
  allowed: () => ArrayLike<number>;
}

interface Leaf {
  from: number;
  to: number;
  gradient: number;
  curvature: number;
  lower: number;
  upper: number;
  histogram: Float64Array | undefined;
  split: Split | undefined;
  /** Where it hangs: a node, ~leaf of the only one, and on which side. */
  parent: number;
  isLeft: boolean;
}

/**
 * Grows a tree leaf by leaf, always the one that gains most (LightGBM: Ke et al., NeurIPS 2017). The histogram of the larger
 * of two children is the difference of its parent's and its sibling's.
 */
export class LeafWiseGrower {
  readonly #data: GrowingData;
  readonly #options: GrowingOptions;
  readonly #free: Float64Array[] = [];
  readonly #kept: number;
  #inUse = 0;
  #scratch = new Int32Array(0);

  constructor(data: GrowingData, options: GrowingOptions) {
    this.#data = data;
    this.#options = options;
    this.#kept = Math.max(2, Math.floor(KEPT_BYTES / (8 * FEATURE_STRIDE * data.features)));
  }

  /**
   * Grows one tree over the listed rows, which come to stand leaf by leaf; `visit` is told which rows are in which leaf.
   * Leaves are not yet scaled by a learning rate.
   */
  grow(rows: Int32Array, count: number, visit: (leaf: number, from: number, to: number) => void): BinnedTree {
    const tree: BinnedTree = { feature: [], bin: [], missingLeft: [], gain: [], left: [], right: [], leaves: [] };
    if (this.#scratch.length < count) this.#scratch = new Int32Array(count);
    const root = this.#root(rows, count);
    const leaves: Leaf[] = [root];
    this.#search(root, rows);
    while (leaves.length < this.#options.leaves) {
      let best = -1;
      for (const [i, { split }] of leaves.entries())
        if (split !== undefined && (best < 0 || split.gain > leaves[best]!.split!.gain)) best = i;
      if (best < 0) break;
      const right = this.#split(tree, leaves[best]!, rows, leaves.length + 1 === this.#options.leaves);
      leaves.push(right);
    }
    for (const [i, leaf] of leaves.entries()) {
      this.#release(leaf);
      tree.leaves.push(leafValue(leaf.gradient, leaf.curvature, this.#options.l2, leaf.lower, leaf.upper));
      if (leaf.parent >= 0) (leaf.isLeft ? tree.left : tree.right)[leaf.parent] = ~i;
      visit(i, leaf.from, leaf.to);
    }
    return tree;
  }

  #root(rows: Int32Array, count: number): Leaf {
    const { pairs } = this.#data;
    let gradient = 0;
    let curvature = 0;
    for (let i = 0; i < count; i++) {
      gradient += pairs[2 * rows[i]!]!;
      curvature += pairs[2 * rows[i]! + 1]!;
    }
    const bounds = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
    const place = { parent: -1, isLeft: false, from: 0, to: count };
    return { ...place, ...bounds, gradient, curvature, histogram: undefined, split: undefined };
  }

  /** Sums a leaf's histogram where it has none, and looks for its best split; gives back what cannot be split. */
  #search(leaf: Leaf, rows: Int32Array): void {
    const { lastBins } = this.#data;
    const { leastRows, monotone, allowed } = this.#options;
    leaf.split = undefined;
    if (leaf.to - leaf.from >= Math.max(2, 2 * leastRows)) {
      leaf.histogram ??= this.#sum(leaf, rows);
      const whole = { ...leaf, rows: leaf.to - leaf.from };
      leaf.split = findSplit(leaf.histogram, lastBins, allowed(), whole, this.#options, monotone);
    }
    if (leaf.split === undefined || this.#inUse > this.#kept) this.#release(leaf);
  }

  #sum(leaf: Leaf, rows: Int32Array): Float64Array {
    const { bins, features, pairs, kernels } = this.#data;
    const histogram = this.#free.pop() ?? new Float64Array(FEATURE_STRIDE * features);
    histogram.fill(0);
    this.#inUse++;
    if (kernels.trees === null) sumHistogram(bins, features, rows, leaf.from, leaf.to, pairs, histogram);
    else kernels.trees.histogram(bins, features, rows, leaf.from, leaf.to, pairs, histogram);
    return histogram;
  }

  #release(leaf: Leaf): void {
    if (leaf.histogram === undefined) return;
    this.#free.push(leaf.histogram);
    this.#inUse--;
    leaf.histogram = undefined;
  }

  /** Splits a leaf, which becomes the left one, and answers with the right one. */
  #split(tree: BinnedTree, leaf: Leaf, rows: Int32Array, isLast: boolean): Leaf {
    const split = leaf.split!;
    const node = tree.feature.push(split.feature) - 1;
    tree.bin.push(split.bin);
    tree.missingLeft.push(split.missingLeft);
    tree.gain.push(split.gain);
    tree.left.push(0);
    tree.right.push(0);
    if (leaf.parent >= 0) (leaf.isLeft ? tree.left : tree.right)[leaf.parent] = node;
    const middle = this.#partition(leaf, rows, split);
    const right: Leaf = {
      ...leaf,
      from: middle,
      gradient: leaf.gradient - split.leftGradient,
      curvature: leaf.curvature - split.leftCurvature,
      histogram: undefined,
      split: undefined,
      parent: node,
      isLeft: false,
    };
    const parentHistogram = leaf.histogram;
    Object.assign(leaf, { to: middle, gradient: split.leftGradient, curvature: split.leftCurvature, parent: node });
    leaf.isLeft = true;
    leaf.histogram = undefined;
    leaf.split = undefined;
    this.#bound(leaf, right, split.feature);
    if (isLast) {
      if (parentHistogram !== undefined) this.#release({ ...leaf, histogram: parentHistogram });
      return right;
    }
    const [small, large] = leaf.to - leaf.from <= right.to - right.from ? [leaf, right] : [right, leaf];
    if (parentHistogram !== undefined) {
      small.histogram = this.#sum(small, rows);
      for (let i = 0; i < parentHistogram.length; i++) parentHistogram[i]! -= small.histogram[i]!;
      large.histogram = parentHistogram;
    }
    this.#search(small, rows);
    this.#search(large, rows);
    return right;
  }

  /** Where a feature must rise or fall, the children's values stay on their sides of the middle. */
  #bound(left: Leaf, right: Leaf, feature: number): void {
    const direction = this.#options.monotone?.[feature] ?? 0;
    if (direction === 0) return;
    const value = (leaf: Leaf) => leafValue(leaf.gradient, leaf.curvature, this.#options.l2, leaf.lower, leaf.upper);
    const middle = (value(left) + value(right)) / 2;
    if (direction > 0) {
      left.upper = middle;
      right.lower = middle;
    } else {
      left.lower = middle;
      right.upper = middle;
    }
  }

  #partition({ from, to }: Leaf, rows: Int32Array, { feature, bin, missingLeft }: Split): number {
    const { bins, features } = this.#data;
    const scratch = this.#scratch;
    const least = missingLeft ? 0 : 1;
    let left = from;
    let right = 0;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      const own = bins[row * features + feature]!;
      if (own >= least && own <= bin) rows[left++] = row;
      else scratch[right++] = row;
    }
    rows.set(scratch.subarray(0, right), left);
    return left;
  }
}
