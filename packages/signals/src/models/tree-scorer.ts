import { InputError } from "@hotpath/core";
import { defaultKernels, type TreeKernels } from "@hotpath/native";
import { compileTrees } from "./internal/compile-trees.ts";
import { type CompiledTrees, Head, TILE } from "./internal/layout.ts";
import { scoreTrees } from "./internal/score-trees.ts";
import { applyObjective, type Objective } from "./objective.ts";
import type { TreeEnsemble } from "./tree-ensemble.ts";

/** What holds kernels for trees: `Kernels` of @hotpath/native, or nothing, for TypeScript alone. */
export interface TreeKernelSource {
  readonly trees: TreeKernels | null;
}

/**
 * Scores rows by an ensemble of trees. Native kernels and TypeScript give the same bits. Scoring allocates nothing.
 *
 * @example
 * const scorer = new TreeScorer(parseLightGbm(text));
 * const scores = scorer.raw(rows, new Float64Array(rows.length / scorer.features * scorer.outputs));
 */
export class TreeScorer {
  /** Values a row, in the order of the model's features. */
  readonly features: number;
  /** Scores a row: 1, or one for each class or target. */
  readonly outputs: number;
  readonly featureNames: readonly string[] | undefined;
  readonly objective: Objective;
  /** The ensemble that it was made of. */
  readonly ensemble: TreeEnsemble;
  readonly #compiled: CompiledTrees;
  readonly #classes: Int32Array;
  readonly #source: TreeKernelSource;
  /** Whether anything is to be done to a sum once the trees are added. */
  readonly #finish: boolean;

  /** @param kernels what computes; by default the shared kernels */
  constructor(ensemble: TreeEnsemble, kernels: TreeKernelSource = defaultKernels()) {
    this.ensemble = ensemble;
    this.features = ensemble.features;
    this.outputs = ensemble.outputs;
    this.featureNames = ensemble.featureNames;
    this.objective = ensemble.objective;
    this.#compiled = compileTrees(ensemble);
    this.#classes = new Int32Array(TILE * Math.max(1, this.#compiled.model[Head.Used]!));
    this.#source = kernels;
    this.#finish = ensemble.divisor !== 1 || ensemble.baseLast.some((base) => base !== 0);
  }

  /**
   * Raw scores of rows: the sums of their leaves, as the library that trained the model gives them, bit for bit.
   *
   * @param rows row by row, `features` values each; NaN is a missing value
   * @param out row by row, `outputs` values each
   * @throws {InputError} lengths that do not fit
   */
  raw(rows: Float64Array, out: Float64Array): Float64Array {
    const count = this.#countOf(rows, out);
    const { baseFirst, baseLast, divisor, single } = this.ensemble;
    const outputs = this.outputs;
    for (let i = 0, k = 0; i < count * outputs; i++) {
      out[i] = baseFirst[k]!;
      if (++k === outputs) k = 0;
    }
    const native = this.#source.trees;
    const { model, keys, leaves } = this.#compiled;
    if (native === null) scoreTrees(rows, count, this.features, this.#compiled, this.#classes, out);
    else native.score(rows, count, this.features, model, keys, leaves, this.#classes, out);
    if (this.#finish)
      for (let i = 0, k = 0; i < count * outputs; i++) {
        const mean = single ? Math.fround(out[i]! / divisor) : out[i]! / divisor;
        out[i] = single ? Math.fround(mean + baseLast[k]!) : mean + baseLast[k]!;
        if (++k === outputs) k = 0;
      }
    return out;
  }

  /**
   * Predictions of rows: raw scores after the objective's transform, which is computed in double precision. A library that
   * computes it in single precision (XGBoost) differs in the last bits of a float.
   *
   * @throws {InputError} lengths that do not fit, or an objective whose transform is not known
   */
  predict(rows: Float64Array, out: Float64Array): Float64Array {
    this.raw(rows, out);
    const scores = out.subarray(0, (rows.length / this.features) * this.outputs);
    const divisor = this.ensemble.predictionDivisor;
    if (divisor !== 1) for (let i = 0; i < scores.length; i++) scores[i]! /= divisor;
    applyObjective(this.objective, scores, this.outputs);
    return out;
  }

  #countOf(rows: Float64Array, out: Float64Array): number {
    if (!(rows instanceof Float64Array) || rows.length % this.features !== 0)
      throw new InputError(
        "INPUT_INVALID",
        `rows: got ${rows?.length} values; allowed: a multiple of ${this.features}`,
      );
    const count = rows.length / this.features;
    if (!(out instanceof Float64Array) || out.length < count * this.outputs)
      throw new InputError("INPUT_INVALID", `out: has ${out?.length} elements; ${count * this.outputs} are written`);
    if (
      rows.buffer === out.buffer &&
      rows.byteOffset < out.byteOffset + out.byteLength &&
      out.byteOffset < rows.byteOffset + rows.byteLength
    )
      throw new InputError("INPUT_INVALID", "out: overlaps the rows");
    return count;
  }
}
