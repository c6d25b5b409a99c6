/**
 * The linear system of an interior-point step, and what it is made of.
 *
 *     H dx + Eᵀdν + Mᵀdλ = −r₁      E dx = −r₂      M dx + ds = −r₃      s dλ + λ ds = −r₄
 *
 * With W = λ ÷ s the slacks go, the scenarios eliminate their variables, and what is left is factored by Cholesky. Rows
 * that would fill it (the equalities, and a limit on the scenarios' risk) border it. Refinement follows.
 */
import { defaultKernels } from "@hotpath/native";
import type { ConvexProblem } from "./convex-problem.ts";
import { dotProduct, greatestOf, multiplyRows, solveFactored, solveSemidefinite } from "./dense.ts";

/** The unknowns of a step, or their right-hand sides. */
interface Unknowns {
  x: Float64Array;
  y: Float64Array;
  s: Float64Array;
  lambda: Float64Array;
  nu: Float64Array;
}

interface ResidualParts {
  core: Float64Array;
  auxiliary: Float64Array;
  equality: Float64Array;
  inequality: Float64Array;
}

/** Share of the diagonal that is added to it, so that a direction without curvature has a factor. */
const REGULARISATION = 1e-14;
/** Steps of refinement at the most, and the relative size of one after which another is not needed. */
const REFINEMENTS = 3;
const FINE = 1e-11;

/** See above. Borders are the equalities, then the limit on risk, if there is one. */
export class KktSystem {
  readonly size: number;
  readonly auxiliaries: number;
  readonly equalities: number;
  /** Inequalities: those of the core, of the scenarios, and the limit on risk last. */
  readonly rows: number;
  readonly isQuadratic: boolean;
  /** Sizes that residuals are relative to. */
  readonly linearSize: number;
  readonly boundSize: number;
  readonly #problem: ConvexProblem;
  readonly #bounds: Float64Array;
  readonly #weights: Float64Array;
  readonly #matrix: Float64Array;
  readonly #borders: number;
  /** For each border the system's answer to it, of core and scenarios, and the small system of the borders. */
  readonly #answersX: Float64Array[] = [];
  readonly #answersY: Float64Array[] = [];
  readonly #columnsX: Float64Array[] = [];
  readonly #columnsY: Float64Array[] = [];
  readonly #small: Float64Array;
  readonly #rowSpace: Float64Array;
  readonly #hessianSpace: Float64Array;
  readonly #equalityWeights: Float64Array;
  #limitSlope = 0;

  constructor(problem: ConvexProblem) {
    this.#problem = problem;
    const { scenarios, riskLimit } = problem;
    this.size = problem.size;
    this.auxiliaries = scenarios?.auxiliaries ?? 0;
    this.equalities = problem.equalities.count;
    this.rows = problem.inequalities.count + (scenarios?.rows ?? 0) + (riskLimit === null ? 0 : 1);
    this.isQuadratic = problem.hessian !== null || (scenarios?.quadratic ?? 0) > 0;
    this.#bounds = new Float64Array(this.rows);
    this.#bounds.set(problem.inequalities.bounds);
    scenarios?.bounds(this.#bounds, problem.inequalities.count);
    if (riskLimit !== null) this.#bounds[this.rows - 1] = riskLimit.bound;
    const linearSize = Math.max(
      greatestOf(problem.linear),
      greatestOf(problem.hessian ?? []),
      Math.abs(problem.scenarioCost) * greatestOf(scenarios?.unit ?? []),
      scenarios?.quadratic ?? 0,
    );
    this.linearSize = linearSize > 0 ? linearSize : 1;
    this.boundSize = Math.max(1, greatestOf(this.#bounds), greatestOf(problem.equalities.bounds));
    this.#weights = new Float64Array(this.rows);
    this.#matrix = new Float64Array(this.size * this.size);
    this.#rowSpace = new Float64Array(this.rows);
    this.#hessianSpace = new Float64Array(problem.hessianSize);
    this.#equalityWeights = new Float64Array(this.equalities).fill(this.linearSize);
    this.#borders = this.equalities + (riskLimit === null ? 0 : 1);
    this.#small = new Float64Array(this.#borders * this.#borders);
    for (let b = 0; b < this.#borders; b++) {
      const x = new Float64Array(this.size);
      const y = new Float64Array(this.auxiliaries);
      if (b < this.equalities) {
        const pick = new Float64Array(this.equalities);
        pick[b] = 1;
        problem.equalities.addTransposed(pick, 0, x);
      } else {
        x.set(riskLimit!.core);
        y.set(scenarios!.unit);
      }
      this.#columnsX.push(x);
      this.#columnsY.push(y);
      this.#answersX.push(new Float64Array(this.size));
      this.#answersY.push(new Float64Array(this.auxiliaries));
    }
  }

  /** ½ xᵀHx + c · x and the cost of the scenarios. */
  objective(x: Float64Array, y: Float64Array): number {
    const { linear, scenarios, scenarioCost } = this.#problem;
    let value = dotProduct(linear, x);
    if (this.#problem.hessian !== null) {
      const gradient = new Float64Array(this.size);
      this.#addHessian(x, gradient);
      value += 0.5 * dotProduct(gradient, x);
    }
    if (scenarios !== null) {
      value += scenarioCost * dotProduct(scenarios.unit, y);
      if (scenarios.quadratic > 0) value += 0.5 * scenarios.quadratic * dotProduct(y, y);
    }
    return value;
  }

  /** Fills in what an iterate violates: ∇L, Ex − e and Mx + s − h. */
  residuals(point: Unknowns, out: ResidualParts): void {
    const { linear, equalities, scenarios, scenarioCost } = this.#problem;
    out.core.set(linear);
    this.#addHessian(point.x, out.core);
    equalities.addTransposed(point.nu, 0, out.core);
    if (scenarios !== null)
      for (let k = 0; k < this.auxiliaries; k++)
        out.auxiliary[k] = scenarioCost * scenarios.unit[k]! + scenarios.quadratic * point.y[k]!;
    this.#addTransposed(point.lambda, out.core, out.auxiliary);
    equalities.multiply(point.x, out.equality, 0);
    for (let r = 0; r < this.equalities; r++) out.equality[r] = out.equality[r]! - equalities.bounds[r]!;
    this.#multiply(point.x, point.y, out.inequality);
    for (let r = 0; r < this.rows; r++) out.inequality[r] = out.inequality[r]! + point.s[r]! - this.#bounds[r]!;
  }

  /** Factors the system for an iterate. @returns false where it has no factor */
  factor(s: Float64Array, lambda: Float64Array): boolean {
    const { hessian, hessianSize, inequalities, scenarios, riskLimit } = this.#problem;
    const size = this.size;
    const matrix = this.#matrix;
    for (let r = 0; r < this.rows; r++) this.#weights[r] = lambda[r]! / s[r]!;
    matrix.fill(0);
    if (hessian !== null)
      for (let i = 0; i < hessianSize; i++)
        matrix.set(hessian.subarray(i * hessianSize + i, (i + 1) * hessianSize), i * size + i);
    inequalities.addProducts(this.#weights, 0, matrix, size);
    scenarios?.factor(this.#weights, inequalities.count, matrix, size);
    this.#problem.equalities.addProducts(this.#equalityWeights, 0, matrix, size);
    let greatest = 0;
    for (let i = 0; i < size; i++) greatest = Math.max(greatest, matrix[i * size + i]!);
    if (!(greatest < Number.POSITIVE_INFINITY)) return false;
    for (let i = 0; i < size; i++) {
      const own = matrix[i * size + i]!;
      matrix[i * size + i] = own + REGULARISATION * Math.max(own, 1e-8 * greatest, 1e-280);
    }
    if (defaultKernels().matrices.cholesky(matrix, size) !== size) return false;
    // A limit on risk is −1 ÷ W on the diagonal of the borders.
    this.#limitSlope = riskLimit === null ? 0 : 1 / this.#weights[this.rows - 1]!;
    for (let b = 0; b < this.#borders; b++) {
      this.#answersX[b]!.set(this.#columnsX[b]!);
      this.#answersY[b]!.set(this.#columnsY[b]!);
      this.#solveInner(this.#answersX[b]!, this.#answersY[b]!);
    }
    return true;
  }

  /**
   * The step that would take away the residuals, with s λ brought to s λ − `complement`; `refine` where its last digits
   * count.
   *
   * @returns false where it is not finite
   */
  solve(
    residuals: ResidualParts,
    complement: Float64Array,
    s: Float64Array,
    lambda: Float64Array,
    out: Unknowns,
    refine: boolean,
  ): boolean {
    const rows = this.rows;
    const weighted = this.#rowSpace;
    const limited = this.#problem.riskLimit !== null;
    for (let r = 0; r < rows; r++) weighted[r] = complement[r]! / s[r]! - this.#weights[r]! * residuals.inequality[r]!;
    const border = new Float64Array(this.#borders);
    for (let e = 0; e < this.equalities; e++) border[e] = -residuals.equality[e]!;
    if (limited) {
      // g · dx − dλ ÷ W = −r₃ + r₄ ÷ λ.
      const last = rows - 1;
      border[this.equalities] = -residuals.inequality[last]! + complement[last]! / lambda[last]!;
      weighted[last] = 0;
    }
    const x = residuals.core.map((value) => -value);
    const y = residuals.auxiliary.map((value) => -value);
    this.#addTransposed(weighted, x, y);
    const right = refine ? { x: x.slice(), y: y.slice(), border: border.slice() } : null;
    this.#solveBordered(x, y, border);
    for (let round = 0; right !== null && round < REFINEMENTS; round++)
      if (
        !(this.#refine({ x: right.x.slice(), y: right.y.slice(), border: right.border.slice() }, x, y, border) > FINE)
      )
        break;
    out.x.set(x);
    out.y.set(y);
    out.nu.set(border.subarray(0, this.equalities));
    this.#multiply(x, y, out.s);
    for (let r = 0; r < rows; r++) {
      const slack = -residuals.inequality[r]! - out.s[r]!;
      out.s[r] = slack;
      out.lambda[r] = -(complement[r]! + lambda[r]! * slack) / s[r]!;
    }
    return x.every(Number.isFinite) && border.every(Number.isFinite);
  }

  /** Adds to a solution the system's answer to what it leaves. @returns the size of that, relative to the solution */
  #refine(
    right: { x: Float64Array; y: Float64Array; border: Float64Array },
    x: Float64Array,
    y: Float64Array,
    border: Float64Array,
  ): number {
    const { scenarios } = this.#problem;
    const leftX = right.x;
    const leftY = right.y;
    const negative = new Float64Array(this.size);
    this.#addHessian(x, negative);
    const products = this.#rowSpace;
    this.#multiply(x, y, products);
    for (let r = 0; r < this.rows; r++) products[r] = -products[r]! * this.#weights[r]!;
    if (this.#problem.riskLimit !== null) products[this.rows - 1] = 0;
    this.#addTransposed(products, leftX, leftY);
    for (let i = 0; i < this.size; i++) leftX[i] = leftX[i]! - negative[i]!;
    if (scenarios !== null && scenarios.quadratic > 0)
      for (let k = 0; k < this.auxiliaries; k++) leftY[k] = leftY[k]! - scenarios.quadratic * y[k]!;
    for (let b = 0; b < this.#borders; b++) {
      const multiplier = border[b]!;
      const columnX = this.#columnsX[b]!;
      const columnY = this.#columnsY[b]!;
      for (let i = 0; i < this.size; i++) leftX[i] = leftX[i]! - multiplier * columnX[i]!;
      for (let k = 0; k < this.auxiliaries; k++) leftY[k] = leftY[k]! - multiplier * columnY[k]!;
      right.border[b] =
        right.border[b]! -
        dotProduct(columnX, x) -
        dotProduct(columnY, y) +
        (b >= this.equalities ? this.#limitSlope * multiplier : 0);
    }
    this.#solveBordered(leftX, leftY, right.border);
    for (let i = 0; i < this.size; i++) x[i] = x[i]! + leftX[i]!;
    for (let k = 0; k < this.auxiliaries; k++) y[k] = y[k]! + leftY[k]!;
    for (let b = 0; b < this.#borders; b++) border[b] = border[b]! + right.border[b]!;
    return greatestOf(leftX) / greatestOf(x);
  }

  /**
   * Solves [N C; Cᵀ −D] in place. The products of the equalities are in N, and their right-hand sides with it: that changes
   * no solution, and lets the equalities hold what nothing else does.
   */
  #solveBordered(x: Float64Array, y: Float64Array, border: Float64Array): void {
    const scaled = this.#equalityWeights.map((weight, e) => weight * border[e]!);
    this.#problem.equalities.addTransposed(scaled, 0, x);
    this.#solveInner(x, y);
    const borders = this.#borders;
    if (borders === 0) return;
    const small = this.#small;
    for (let a = 0; a < borders; a++) {
      for (let b = 0; b < borders; b++)
        small[a * borders + b] =
          dotProduct(this.#columnsX[a]!, this.#answersX[b]!) + dotProduct(this.#columnsY[a]!, this.#answersY[b]!);
      if (a >= this.equalities) small[a * borders + a]! += this.#limitSlope;
      border[a] = dotProduct(this.#columnsX[a]!, x) + dotProduct(this.#columnsY[a]!, y) - border[a]!;
    }
    solveSemidefinite(small, borders, border);
    for (let b = 0; b < borders; b++) {
      const multiplier = border[b]!;
      const answerX = this.#answersX[b]!;
      const answerY = this.#answersY[b]!;
      for (let i = 0; i < this.size; i++) x[i] = x[i]! - multiplier * answerX[i]!;
      for (let k = 0; k < this.auxiliaries; k++) y[k] = y[k]! - multiplier * answerY[k]!;
    }
  }

  #solveInner(x: Float64Array, y: Float64Array): void {
    const { scenarios } = this.#problem;
    scenarios?.eliminate(x, y);
    solveFactored(this.#matrix, this.size, x);
    scenarios?.substitute(x, y);
  }

  #addHessian(x: Float64Array, out: Float64Array): void {
    const { hessian, hessianSize } = this.#problem;
    if (hessian === null) return;
    multiplyRows(hessian, hessianSize, hessianSize, x, this.#hessianSpace, 0);
    for (let i = 0; i < hessianSize; i++) out[i] = out[i]! + this.#hessianSpace[i]!;
  }

  #multiply(x: Float64Array, y: Float64Array, out: Float64Array): void {
    const { inequalities, scenarios, riskLimit } = this.#problem;
    inequalities.multiply(x, out, 0);
    scenarios?.multiply(x, y, out, inequalities.count);
    if (riskLimit !== null) out[this.rows - 1] = dotProduct(riskLimit.core, x) + dotProduct(scenarios!.unit, y);
  }

  #addTransposed(weights: Float64Array, x: Float64Array, y: Float64Array): void {
    const { inequalities, scenarios, riskLimit } = this.#problem;
    inequalities.addTransposed(weights, 0, x);
    scenarios?.addTransposed(weights, inequalities.count, x, y);
    if (riskLimit === null) return;
    const weight = weights[this.rows - 1]!;
    for (let i = 0; i < this.size; i++) x[i] = x[i]! + weight * riskLimit.core[i]!;
    for (let k = 0; k < this.auxiliaries; k++) y[k] = y[k]! + weight * scenarios!.unit[k]!;
  }
}
