import { defaultKernels } from "@hotpath/native";
import { addRows, addUpper, multiplyRows } from "./dense.ts";
import type { Scenarios } from "./scenarios.ts";

/**
 * For each scenario t a variable yₜ ≥ 0 with yₜ ≥ aₜ · x + bₜ, where x are the first `width` variables of the core: losses
 * beyond a threshold (Rockafellar and Uryasev 2000, "Optimization of conditional value-at-risk", Journal of Risk 2(3)),
 * or shortfalls below a target.
 */
export class HingeScenarios implements Scenarios {
  readonly auxiliaries: number;
  readonly rows: number;
  readonly unit: Float64Array;
  readonly quadratic: number;
  readonly #count: number;
  readonly #width: number;
  readonly #rows: Float64Array;
  readonly #shift: Float64Array;
  /** Of the hinge and, after it, of y ≥ 0. */
  readonly #weights: Float64Array;
  readonly #pivot: Float64Array;
  readonly #reduced: Float64Array;
  readonly #gram: Float64Array;

  /**
   * @param rows aₜ, row by row
   * @param shift bₜ
   */
  constructor(rows: Float64Array, width: number, shift: Float64Array, unit: number, quadratic = 0) {
    const count = shift.length;
    this.#count = count;
    this.#width = width;
    this.#rows = rows;
    this.#shift = shift;
    this.auxiliaries = count;
    this.rows = 2 * count;
    this.unit = new Float64Array(count).fill(unit);
    this.quadratic = quadratic;
    this.#weights = new Float64Array(2 * count);
    this.#pivot = new Float64Array(count);
    this.#reduced = new Float64Array(count);
    this.#gram = new Float64Array(width * width);
  }

  floorRow(auxiliary: number): number {
    return this.#count + auxiliary;
  }

  bounds(out: Float64Array, from: number): void {
    const count = this.#count;
    for (let t = 0; t < count; t++) {
      out[from + t] = -this.#shift[t]!;
      out[from + count + t] = 0;
    }
  }

  multiply(core: Float64Array, auxiliary: Float64Array, out: Float64Array, from: number): void {
    const count = this.#count;
    multiplyRows(this.#rows, count, this.#width, core, out, from);
    for (let t = 0; t < count; t++) {
      out[from + t] = out[from + t]! - auxiliary[t]!;
      out[from + count + t] = -auxiliary[t]!;
    }
  }

  addTransposed(weights: Float64Array, from: number, core: Float64Array, auxiliary: Float64Array): void {
    const count = this.#count;
    addRows(this.#rows, count, this.#width, weights, from, 1, core);
    for (let t = 0; t < count; t++) auxiliary[t] = auxiliary[t]! - weights[from + t]! - weights[from + count + t]!;
  }

  factor(weights: Float64Array, from: number, matrix: Float64Array, size: number): void {
    const count = this.#count;
    const own = this.#weights;
    own.set(weights.subarray(from, from + 2 * count));
    for (let t = 0; t < count; t++) {
      const rest = own[count + t]! + this.quadratic;
      const pivot = own[t]! + rest;
      this.#pivot[t] = pivot;
      // w − w²/(w + rest), without the subtraction.
      this.#reduced[t] = own[t]! * (rest / pivot);
    }
    defaultKernels().matrices.weightedGram(this.#rows, this.#reduced, this.#width, this.#gram);
    addUpper(this.#gram, this.#width, matrix, size);
  }

  eliminate(core: Float64Array, auxiliary: Float64Array): void {
    const count = this.#count;
    const scaled = this.#reduced;
    for (let t = 0; t < count; t++) scaled[t] = this.#weights[t]! * (auxiliary[t]! / this.#pivot[t]!);
    addRows(this.#rows, count, this.#width, scaled, 0, 1, core);
  }

  substitute(core: Float64Array, auxiliary: Float64Array): void {
    const count = this.#count;
    const products = this.#reduced;
    multiplyRows(this.#rows, count, this.#width, core, products, 0);
    for (let t = 0; t < count; t++) auxiliary[t] = (auxiliary[t]! + this.#weights[t]! * products[t]!) / this.#pivot[t]!;
  }
}
