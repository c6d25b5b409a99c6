import { InputError } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { binRows, type FeatureBins } from "./feature-bins.ts";
import { scoreOblivious } from "./internal/oblivious-trees.ts";
import type { TreeKernelSource } from "./tree-scorer.ts";

/** The most levels of an oblivious tree: a leaf's number is a byte. */
export const DEPTH_MOST = 8;

/** A tree all of whose nodes of a level ask the same: is the feature's bin greater than `bin`? */
export interface ObliviousTree {
  /** For each level, from the lowest bit of the leaf's number on. */
  features: readonly number[];
  bins: readonly number[];
  /** 2^levels values. */
  leaves: Float64Array;
}

/** Oblivious trees over bins, as CatBoost grows them. */
export interface ObliviousTrees {
  bins: FeatureBins;
  base: number;
  trees: readonly ObliviousTree[];
}

/** Scores rows of bins by oblivious trees; native kernels and TypeScript give the same bits. */
export class ObliviousScorer {
  readonly features: number;
  readonly #trees: ObliviousTrees;
  readonly #model: Int32Array;
  readonly #leaves: Float64Array;
  readonly #source: TreeKernelSource;

  /**
   * @param kernels what computes; by default the shared kernels
   * @throws {InputError} a tree whose parts do not fit together
   */
  constructor(trees: ObliviousTrees, kernels: TreeKernelSource = defaultKernels()) {
    this.features = trees.bins.edges.length;
    this.#trees = trees;
    this.#source = kernels;
    const model = [trees.trees.length];
    let first = 0;
    for (const [t, tree] of trees.trees.entries()) {
      const depth = tree.features.length;
      const fits = depth <= DEPTH_MOST && tree.bins.length === depth && tree.leaves.length === 2 ** depth;
      if (!fits || tree.features.some((f) => !(Number.isInteger(f) && f >= 0 && f < this.features)))
        throw new InputError("INPUT_INVALID", `oblivious tree ${t}: levels, leaves and features do not fit together`);
      if (tree.bins.some((bin) => !(Number.isInteger(bin) && bin >= 0 && bin <= 255)))
        throw new InputError("INPUT_INVALID", `oblivious tree ${t}: a bin is no integer from 0 to 255`);
      model.push(depth, first);
      for (let l = 0; l < depth; l++) model.push(tree.features[l]!, tree.bins[l]!);
      first += tree.leaves.length;
    }
    this.#model = Int32Array.from(model);
    this.#leaves = new Float64Array(first);
    first = 0;
    for (const tree of trees.trees) {
      this.#leaves.set(tree.leaves, first);
      first += tree.leaves.length;
    }
  }

  /** The bins of rows, as {@link ObliviousScorer.raw} takes them: feature by feature. */
  bin(rows: Float64Array, out: Uint8Array): Uint8Array {
    return binRows(this.#trees.bins, rows, out, "columns");
  }

  /**
   * Raw scores of rows of bins.
   *
   * @param bins feature by feature, a bin for each row
   * @throws {InputError} lengths that do not fit
   */
  raw(bins: Uint8Array, out: Float64Array): Float64Array {
    const rows = bins.length / this.features;
    if (!Number.isInteger(rows) || out.length < rows)
      throw new InputError(
        "INPUT_INVALID",
        `bins: got ${bins.length} for ${this.features} features and ${out.length} scores`,
      );
    for (let r = 0; r < rows; r++) out[r] = this.#trees.base;
    const native = this.#source.trees;
    if (native === null) scoreOblivious(bins, rows, rows, this.#model, this.#leaves, out);
    else native.oblivious(bins, rows, rows, this.#model, this.#leaves, out);
    return out;
  }
}
