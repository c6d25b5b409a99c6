import type { ObliviousTree } from "../../models/oblivious-scorer.ts";
import type { BinnedTree } from "./binned-tree.ts";
import { FEATURE_STRIDE, sumHistogram } from "./histogram.ts";
import type { GrowingData } from "./leaf-wise.ts";

/** How oblivious trees are grown. */
export interface LevelWiseOptions {
  depth: number;
  l2: number;
  leastRows: number;
  allowed: () => ArrayLike<number>;
}

interface Cell {
  from: number;
  to: number;
  gradient: number;
  curvature: number;
  histogram: Float64Array;
}

/**
 * Grows an oblivious tree: every level asks the one question that gains most over all its leaves together (CatBoost:
 * Prokhorenkova et al., NeurIPS 2018). What is missing counts as less than everything.
 *
 * @param rows the rows to grow over, which come to stand leaf by leaf
 */
export function growOblivious(
  data: GrowingData,
  options: LevelWiseOptions,
  rows: Int32Array,
  count: number,
  visit: (leaf: number, from: number, to: number) => void,
): { tree: ObliviousTree; gains: number[] } {
  const { bins, features } = data;
  const allowed = options.allowed();
  const tree = { features: [] as number[], bins: [] as number[], leaves: new Float64Array(0) };
  const gains: number[] = [];
  const scratch = new Int32Array(count);
  let cells = [cellOf(data, rows, 0, count)];
  while (tree.features.length < options.depth) {
    const found = bestLevel(data, options, cells, allowed);
    if (found === undefined) break;
    const bit = tree.features.push(found.feature) - 1;
    tree.bins.push(found.bin);
    gains.push(found.gain);
    const next: Cell[] = new Array(2 * cells.length);
    for (const [leaf, cell] of cells.entries()) {
      let left = cell.from;
      let right = 0;
      for (let i = cell.from; i < cell.to; i++) {
        const row = rows[i]!;
        if (bins[row * features + found.feature]! <= found.bin) rows[left++] = row;
        else scratch[right++] = row;
      }
      rows.set(scratch.subarray(0, right), left);
      const isLeftSmall = left - cell.from <= right;
      const small = isLeftSmall ? cellOf(data, rows, cell.from, left) : cellOf(data, rows, left, cell.to);
      const large = isLeftSmall ? { ...cell, from: left } : { ...cell, to: left };
      large.gradient = cell.gradient - small.gradient;
      large.curvature = cell.curvature - small.curvature;
      for (let i = 0; i < small.histogram.length; i++) large.histogram[i]! -= small.histogram[i]!;
      next[leaf] = isLeftSmall ? small : large;
      next[leaf | (1 << bit)] = isLeftSmall ? large : small;
    }
    cells = next;
  }
  tree.leaves = Float64Array.from(cells, ({ gradient, curvature, from, to }) =>
    to === from || curvature + options.l2 <= 0 ? 0 : -gradient / (curvature + options.l2),
  );
  for (const [leaf, { from, to }] of cells.entries()) visit(leaf, from, to);
  return { tree, gains };
}

function cellOf({ bins, features, pairs, kernels }: GrowingData, rows: Int32Array, from: number, to: number): Cell {
  const histogram = new Float64Array(FEATURE_STRIDE * features);
  if (kernels.trees === null) sumHistogram(bins, features, rows, from, to, pairs, histogram);
  else kernels.trees.histogram(bins, features, rows, from, to, pairs, histogram);
  let gradient = 0;
  let curvature = 0;
  for (let i = from; i < to; i++) {
    gradient += pairs[2 * rows[i]!]!;
    curvature += pairs[2 * rows[i]! + 1]!;
  }
  return { from, to, gradient, curvature, histogram };
}

function bestLevel(
  { lastBins }: GrowingData,
  { l2, leastRows }: LevelWiseOptions,
  cells: readonly Cell[],
  allowed: ArrayLike<number>,
): { feature: number; bin: number; gain: number } | undefined {
  const occupied = cells.filter(({ from, to }) => to - from >= Math.max(2, leastRows));
  const before = occupied.reduce((sum, { gradient, curvature }) => sum + (gradient * gradient) / (curvature + l2), 0);
  let found: { feature: number; bin: number; gain: number } | undefined;
  let best = before + 1e-10 * before + 1e-15;
  const gains = new Float64Array(FEATURE_STRIDE / 2);
  for (let i = 0; i < allowed.length; i++) {
    const feature = allowed[i]!;
    gains.fill(0);
    for (const cell of occupied)
      addGains(cell.histogram, feature * FEATURE_STRIDE, lastBins[feature]!, cell.gradient, cell.curvature, l2, gains);
    for (let bin = 0; bin < lastBins[feature]!; bin++)
      if (gains[bin]! > best) {
        best = gains[bin]!;
        found = { feature, bin, gain: best - before };
      }
  }
  return found;
}

const addGains = (
  histogram: Float64Array,
  base: number,
  last: number,
  gradient: number,
  curvature: number,
  l2: number,
  gains: Float64Array,
): void => {
  let g = 0;
  let h = 0;
  for (let bin = 0; bin < last; bin++) {
    g += histogram[base + 2 * bin]!;
    h += histogram[base + 2 * bin + 1]!;
    const rightG = gradient - g;
    const rightH = curvature - h;
    gains[bin]! += (h > 1e-12 ? (g * g) / (h + l2) : 0) + (rightH > 1e-12 ? (rightG * rightG) / (rightH + l2) : 0);
  }
};

/** The same tree with a node for each question, for whatever reads trees. */
export function expandOblivious(tree: ObliviousTree, gains: readonly number[], lastBins: Int32Array): BinnedTree {
  const depth = tree.features.length;
  const out: BinnedTree = {
    feature: [],
    bin: [],
    missingLeft: [],
    gain: [],
    left: [],
    right: [],
    leaves: [...tree.leaves],
  };
  // The last question first, so that a node's number follows from its level and path.
  const add = (level: number, leaf: number): number => {
    if (level < 0) return ~leaf;
    const node = out.feature.push(tree.features[level]!) - 1;
    const bin = tree.bins[level]!;
    // "Missing or not": all that is there goes left.
    const apart = bin === 0;
    out.bin.push(apart ? lastBins[tree.features[level]!]! : bin);
    out.missingLeft.push(!apart);
    out.gain.push(level === depth - 1 ? gains[level]! : gains[level]! / 2 ** (depth - 1 - level));
    out.left.push(0);
    out.right.push(0);
    const [low, high] = [add(level - 1, leaf), add(level - 1, leaf | (1 << level))];
    out.left[node] = apart ? high : low;
    out.right[node] = apart ? low : high;
    return node;
  };
  add(depth - 1, 0);
  return out;
}
