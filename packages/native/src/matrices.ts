import { InputError } from "@hotpath/core";
import { isFast } from "./mode.ts";
import type { SeriesHost } from "./series-base.ts";
import { kernelIndex as index, type Mode } from "./table.ts";
import { assertInteger, assertRoom, vectorLength } from "./validate.ts";

/** Columns of a matrix that is multiplied are counted in 32-bit products. */
const MAX_COUNT = 32768;
/** Rows that are packed at a time, and the widest panel of columns, in c/gram.h. */
const DEPTH = 128;
const WIDEST_PANEL = 24;

/** Doubles that packing `count` columns takes for any instruction set. */
export function panelScratch(count: number): number {
  const padded = Math.ceil(count / WIDEST_PANEL) * WIDEST_PANEL;
  return (DEPTH + padded) * padded;
}

/**
 * Products and factors of matrices, as `kernels.matrices`. Every entry adds its terms one after the other in a stated
 * order, so exact mode has the same bits everywhere; fast mode fuses multiplications with additions.
 */
export class MatrixKernels {
  readonly #host: SeriesHost;

  /** Use {@link loadKernels}; these belong to its {@link Kernels}. */
  constructor(host: SeriesHost) {
    this.#host = host;
  }

  /**
   * Σ weights[t] · xₜ xₜᵀ over the rows xₜ of an n × `count` matrix stored row by row, into the symmetric `out`
   * (count × count). Rows are scaled by √weights[t] and their products added in the order of t. Fast mode is within
   * (n + 4) · 2⁻⁵² · Σ weights[t]|xₜᵢ xₜⱼ|.
   *
   * @param weights n numbers from 0; a negative one makes NaN
   */
  weightedGram(
    rows: Float64Array,
    weights: Float64Array,
    count: number,
    out: Float64Array,
    mode: Mode = "exact",
  ): Float64Array {
    const n = vectorLength(weights, "weights");
    assertInteger(count, 1, MAX_COUNT, "count");
    if (vectorLength(rows, "rows") !== n * count)
      throw new InputError("INPUT_INVALID", `rows: has ${rows.length} elements, not ${n} rows of ${count}`);
    assertRoom(out, count * count, "out");
    this.#host.assertApart(rows, out, "out");
    this.#host.assertApart(weights, out, "out");
    const scratch = this.#host.scratchOf(panelScratch(count));
    if (isFast(mode))
      this.#host.choose(index.weightedGramFast, count).weightedGramFast(rows, weights, n, count, out, scratch);
    else this.#host.choose(index.weightedGram, count).weightedGram(rows, weights, n, count, out, scratch);
    this.#host.trimScratch();
    return out;
  }

  /**
   * Cholesky's factor of a symmetric matrix, in place: `matrix` (n × n, of which the upper triangle is read) becomes U,
   * upper triangular with zeros below and UᵀU = matrix. Golub and Van Loan, Matrix Computations, 4th ed., section 4.2.5
   * (outer products).
   *
   * @param least a pivot that is not above it ends the factorisation
   * @returns n, or the index of the first pivot that is not above `least` (NaN is not), from which the matrix is no factor
   */
  cholesky(matrix: Float64Array, n: number, least = 0, mode: Mode = "exact"): number {
    assertInteger(n, 1, MAX_COUNT, "n");
    assertRoom(matrix, n * n, "matrix");
    if (!(least >= 0)) throw new InputError("INPUT_OUT_OF_RANGE", `least: got ${least}; allowed: a number from 0`);
    return isFast(mode)
      ? this.#host.choose(index.choleskyFast, n * n).choleskyFast(matrix, n, least)
      : this.#host.choose(index.cholesky, n * n).cholesky(matrix, n, least);
  }
}
