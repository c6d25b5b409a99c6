import { defaultKernels } from "@hotpath/native";
import { addRows, addUpper, multiplyRows } from "./dense.ts";
import type { Scenarios } from "./scenarios.ts";

/**
 * Uncompounded drawdowns uₜ ≥ 0, uₜ ≥ uₜ₋₁ − rₜ · w (u₀ = 0), and by how much they pass a threshold α, the variable of the
 * core that follows the weights: vₜ ≥ 0, vₜ ≥ uₜ − α. Chekhlov, Uryasev and Zabarankin 2005, "Drawdown measure in portfolio
 * optimization", International Journal of Theoretical and Applied Finance 8(1).
 *
 * The auxiliary variables are u₁ … u_T, then v₁ … v_T. What is left of the system when they are eliminated is found by the
 * recursion of a linear-quadratic problem: after step t the least value of the terms so far is
 * ½ κ (uₜ − p · (w, α))² + ½ Σ ω (q · (w, α))², whose weights are products and quotients of positive numbers. So nothing
 * cancels, however far apart the weights of active and inactive inequalities grow.
 */
export class DrawdownScenarios implements Scenarios {
  readonly auxiliaries: number;
  readonly rows: number;
  readonly unit: Float64Array;
  readonly quadratic = 0;
  readonly #count: number;
  readonly #assets: number;
  readonly #returns: Float64Array;
  readonly #weights: Float64Array;
  /** W₂W₃ ÷ (W₂ + W₃): what is left of the pair of vₜ on uₜ − α. */
  readonly #excess: Float64Array;
  readonly #pivot: Float64Array;
  readonly #vectors: Float64Array;
  readonly #vectorWeights: Float64Array;
  readonly #gram: Float64Array;
  readonly #products: Float64Array;
  readonly #changes: Float64Array;

  /** @param returns of the assets, a row for each period */
  constructor(returns: Float64Array, assets: number, unit: number) {
    const count = returns.length / assets;
    this.#count = count;
    this.#assets = assets;
    this.#returns = returns;
    this.auxiliaries = 2 * count;
    this.rows = 4 * count;
    this.unit = new Float64Array(2 * count).fill(unit, count);
    this.#weights = new Float64Array(4 * count);
    this.#excess = new Float64Array(count);
    this.#pivot = new Float64Array(count);
    this.#vectors = new Float64Array(2 * count * (assets + 1));
    this.#vectorWeights = new Float64Array(2 * count);
    this.#gram = new Float64Array((assets + 1) * (assets + 1));
    this.#products = new Float64Array(count);
    this.#changes = new Float64Array(count);
  }

  floorRow(auxiliary: number): number {
    const count = this.#count;
    return auxiliary < count ? count + auxiliary : 2 * count + auxiliary;
  }

  bounds(out: Float64Array, from: number): void {
    out.fill(0, from, from + this.rows);
  }

  multiply(core: Float64Array, auxiliary: Float64Array, out: Float64Array, from: number): void {
    const count = this.#count;
    const threshold = core[this.#assets]!;
    multiplyRows(this.#returns, count, this.#assets, core, this.#products, 0);
    for (let t = 0; t < count; t++) {
      const drawdown = auxiliary[t]!;
      const excess = auxiliary[count + t]!;
      out[from + t] = (t > 0 ? auxiliary[t - 1]! : 0) - drawdown - this.#products[t]!;
      out[from + count + t] = -drawdown;
      out[from + 2 * count + t] = drawdown - excess - threshold;
      out[from + 3 * count + t] = -excess;
    }
  }

  addTransposed(weights: Float64Array, from: number, core: Float64Array, auxiliary: Float64Array): void {
    const count = this.#count;
    addRows(this.#returns, count, this.#assets, weights, from, -1, core);
    let threshold = 0;
    for (let t = 0; t < count; t++) {
      const next = t + 1 < count ? weights[from + t + 1]! : 0;
      const over = weights[from + 2 * count + t]!;
      auxiliary[t] = auxiliary[t]! + (next - weights[from + t]! - weights[from + count + t]! + over);
      auxiliary[count + t] = auxiliary[count + t]! - over - weights[from + 3 * count + t]!;
      threshold += over;
    }
    core[this.#assets] = core[this.#assets]! - threshold;
  }

  factor(weights: Float64Array, from: number, matrix: Float64Array, size: number): void {
    const count = this.#count;
    const assets = this.#assets;
    const width = assets + 1;
    const own = this.#weights;
    const vectors = this.#vectors;
    own.set(weights.subarray(from, from + 4 * count));
    const p = new Float64Array(width);
    let kappa = Number.POSITIVE_INFINITY;
    for (let t = 0; t < count; t++) {
      const chain = own[t]!;
      const floor = own[count + t]!;
      const excess = own[2 * count + t]! * (own[3 * count + t]! / (own[2 * count + t]! + own[3 * count + t]!));
      const carried = t === 0 ? chain : chain * (kappa / (chain + kappa));
      for (let i = 0; i < assets; i++) p[i] = p[i]! - this.#returns[t * assets + i]!;
      const first = 2 * t * width;
      vectors.set(p, first);
      vectors[first + assets] = p[assets]! - 1;
      const both = carried + excess;
      this.#vectorWeights[2 * t] = carried * (excess / both);
      const share = carried / both;
      for (let i = 0; i < width; i++) p[i] = p[i]! * share;
      p[assets] = p[assets]! + excess / both;
      vectors.set(p, first + width);
      kappa = both + floor;
      this.#vectorWeights[2 * t + 1] = both * (floor / kappa);
      for (let i = 0; i < width; i++) p[i] = p[i]! * (both / kappa);
      this.#excess[t] = excess;
      this.#pivot[t] = kappa + (t + 1 < count ? own[t + 1]! : 0);
    }
    defaultKernels().matrices.weightedGram(vectors, this.#vectorWeights, width, this.#gram);
    addUpper(this.#gram, width, matrix, size);
  }

  eliminate(core: Float64Array, auxiliary: Float64Array): void {
    const count = this.#count;
    const u = this.#products;
    let threshold = 0;
    for (let t = 0; t < count; t++) {
      const over = this.#weights[2 * count + t]!;
      const share = over * (auxiliary[count + t]! / (over + this.#weights[3 * count + t]!));
      u[t] = auxiliary[t]! + share;
      threshold -= share;
    }
    this.#solveChain(u);
    const changes = this.#changes;
    for (let t = 0; t < count; t++) {
      changes[t] = this.#weights[t]! * (u[t]! - (t > 0 ? u[t - 1]! : 0));
      threshold += this.#excess[t]! * u[t]!;
    }
    addRows(this.#returns, count, this.#assets, changes, 0, -1, core);
    core[this.#assets] = core[this.#assets]! + threshold;
  }

  substitute(core: Float64Array, auxiliary: Float64Array): void {
    const count = this.#count;
    const threshold = core[this.#assets]!;
    const products = this.#changes;
    const u = this.#products;
    multiplyRows(this.#returns, count, this.#assets, core, products, 0);
    for (let t = 0; t < count; t++) {
      const over = this.#weights[2 * count + t]!;
      const share = over * (auxiliary[count + t]! / (over + this.#weights[3 * count + t]!));
      const next = t + 1 < count ? this.#weights[t + 1]! * products[t + 1]! : 0;
      u[t] = auxiliary[t]! + share - this.#weights[t]! * products[t]! + next + this.#excess[t]! * threshold;
    }
    this.#solveChain(u);
    for (let t = 0; t < count; t++) {
      const over = this.#weights[2 * count + t]!;
      auxiliary[t] = u[t]!;
      auxiliary[count + t] =
        (auxiliary[count + t]! + over * (u[t]! - threshold)) / (over + this.#weights[3 * count + t]!);
    }
  }

  /** Solves the tridiagonal system of the drawdowns, in place. */
  #solveChain(u: Float64Array): void {
    const count = this.#count;
    for (let t = 1; t < count; t++) u[t] = u[t]! + (this.#weights[t]! / this.#pivot[t - 1]!) * u[t - 1]!;
    for (let t = count - 1; t >= 0; t--) {
      const next = t + 1 < count ? this.#weights[t + 1]! * u[t + 1]! : 0;
      u[t] = (u[t]! + next) / this.#pivot[t]!;
    }
  }
}
