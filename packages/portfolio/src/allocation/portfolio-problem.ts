/**
 * A convex problem over weights, built up from what an objective needs. Variables are the weights, then (where asked for)
 * the threshold α of a tail risk, the scale κ of a ratio, and the changes from the weights held before.
 *
 * For a ratio of return to risk all constraints are multiplied by κ > 0, which is found with κw, and divided out at the
 * end: Schaible 1974, "Parameter-free convex equivalent and dual programs of fractional programming problems"; Cornuejols
 * and Tütüncü 2006, Optimization Methods in Finance, section 8.2.
 */
import type { ConvexProblem, ConvexSolution } from "../solvers/convex-problem.ts";
import { dotProduct, greatestOf } from "../solvers/dense.ts";
import { solveConvex } from "../solvers/interior-point.ts";
import type { Scenarios } from "../solvers/scenarios.ts";
import { SparseRows } from "../solvers/sparse-rows.ts";
import { AllocationError } from "./allocation-error.ts";
import type { Certificate } from "./certificate.ts";
import type { CheckedConstraints } from "./weight-constraints.ts";

/** What else a problem has besides the weights. */
export interface ProblemShape {
  /** A threshold, as of a value at risk. */
  threshold?: boolean;
  /** A scale, for a ratio. */
  scale?: boolean;
}

/** Variables that are not weights are known to be within this many times the size of the problem. */
const WIDE = 10;

/** See above. */
export class PortfolioProblem {
  readonly assets: number;
  /** Place of the threshold, or −1. */
  readonly threshold: number;
  /** Place of the scale, or −1. */
  readonly scale: number;
  readonly problem: ConvexProblem;
  readonly #constraints: CheckedConstraints;
  readonly #trades: number;

  constructor(constraints: CheckedConstraints, shape: ProblemShape = {}) {
    const assets = constraints.lower.length;
    this.assets = assets;
    this.#constraints = constraints;
    let size = assets;
    this.threshold = shape.threshold === true ? size++ : -1;
    this.scale = shape.scale === true ? size++ : -1;
    const trades = constraints.cost !== null || constraints.turnover < Number.POSITIVE_INFINITY;
    this.#trades = trades ? size : -1;
    if (trades) size += assets;
    const linear = new Float64Array(size);
    const ridge = constraints.ridge;
    const hessian = ridge > 0 ? new Float64Array(assets * assets) : null;
    if (hessian !== null) for (let i = 0; i < assets; i++) hessian[i * (assets + 1)] = 2 * ridge;
    this.problem = {
      size,
      hessian,
      hessianSize: assets,
      linear,
      equalities: new SparseRows(),
      inequalities: new SparseRows(),
      scenarios: null,
      scenarioCost: 0,
      riskLimit: null,
    };
    this.#equal(new Float64Array(assets).fill(1), constraints.budget, "budget");
    for (let i = 0; i < assets; i++) {
      const unit = [i];
      if (constraints.lower[i] === constraints.upper[i]) {
        this.#scaled(this.problem.equalities, unit, [1], constraints.lower[i]!, `weight of asset ${i}`);
        continue;
      }
      this.#scaled(this.problem.inequalities, unit, [-1], -constraints.lower[i]!, `lower bound of asset ${i}`);
      this.#scaled(this.problem.inequalities, unit, [1], constraints.upper[i]!, `upper bound of asset ${i}`);
    }
    for (const group of constraints.groups) {
      if (group.lower === group.upper) this.#equal(group.coefficients, group.lower, group.name);
      else this.between(group.coefficients, group.lower, group.upper, group.name);
    }
    if (this.scale >= 0) this.problem.inequalities.add([this.scale], [-1], 0, "scale");
    if (trades) this.#addTrades();
  }

  /** Adds lower ≤ coefficients · w ≤ upper. */
  between(coefficients: Float64Array, lower: number, upper: number, name: string): void {
    const places = Array.from({ length: this.assets }, (_, i) => i);
    const { inequalities } = this.problem;
    this.#scaled(inequalities, places, coefficients, upper, `${name} (upper)`);
    this.#scaled(
      inequalities,
      places,
      coefficients.map((value) => -value),
      -lower,
      `${name} (lower)`,
    );
  }

  /** Adds coefficients · w ≥ value, in units of the greatest coefficient. */
  atLeast(coefficients: Float64Array, value: number, name: string): void {
    const size = greatestOf(coefficients);
    const unit = size > 0 ? size : 1;
    this.between(
      coefficients.map((coefficient) => coefficient / unit),
      value / unit,
      Number.POSITIVE_INFINITY,
      name,
    );
  }

  /** Adds coefficients · κw = value, which is not multiplied by κ. */
  normalise(coefficients: Float64Array, value: number, name: string): void {
    this.problem.equalities.addDense(coefficients, value, name);
  }

  /** Adds factor · wᵀ covariance w to the objective. */
  addVariance(covariance: Float64Array, factor: number): void {
    const hessian = this.problem.hessian ?? new Float64Array(this.assets * this.assets);
    for (let k = 0; k < hessian.length; k++) hessian[k] = hessian[k]! + 2 * factor * covariance[k]!;
    this.problem.hessian = hessian;
  }

  /** Adds Σ factor · coefficients · w to the objective. */
  addLinear(coefficients: ArrayLike<number>, factor: number): void {
    const { linear } = this.problem;
    for (let i = 0; i < coefficients.length; i++) linear[i] = linear[i]! + factor * coefficients[i]!;
  }

  /** Puts scenarios into the problem. */
  setScenarios(scenarios: Scenarios, cost: number): void {
    this.problem.scenarios = scenarios;
    this.problem.scenarioCost = cost;
  }

  /**
   * Solves the problem.
   *
   * @throws {AllocationError} `infeasible` or `unbounded`
   */
  solve(): SolvedProblem {
    // The method walks between inequalities: one that always holds is enough.
    if (this.problem.inequalities.count === 0) this.problem.inequalities.add([], [], 1, "");
    let solution = solveConvex(this.problem);
    if (!solution.converged) solution = solveConvex(this.problem, Number.POSITIVE_INFINITY);
    if (!solution.converged) this.#explain();
    return new SolvedProblem(this, solution);
  }

  /** The weights in a solution, their scale divided out. */
  weightsOf(x: Float64Array): Float64Array {
    const weights = x.slice(0, this.assets);
    if (this.scale < 0) return weights;
    const scale = x[this.scale]!;
    if (!(scale > 1e-12))
      throw new AllocationError("unbounded", "the ratio grows without limit as the weights do; give them bounds");
    for (let i = 0; i < this.assets; i++) weights[i] = weights[i]! / scale;
    return weights;
  }

  /** Intervals that variables of the core are known to be in, for a bound by duality. */
  radiusOf(x: Float64Array, i: number): [number, number] {
    const { lower, upper } = this.#constraints;
    if (
      i < this.assets &&
      this.scale < 0 &&
      lower[i]! > Number.NEGATIVE_INFINITY &&
      upper[i]! < Number.POSITIVE_INFINITY
    )
      return [lower[i]!, upper[i]!];
    let size = 1;
    for (let k = 0; k < x.length; k++) size = Math.max(size, Math.abs(x[k]!));
    return [x[i]! - WIDE * size, x[i]! + WIDE * size];
  }

  #equal(coefficients: Float64Array, value: number, name: string): void {
    const places = Array.from({ length: this.assets }, (_, i) => i);
    this.#scaled(this.problem.equalities, places, coefficients, value, name);
  }

  /** A row whose bound is multiplied by the scale, if there is one. */
  #scaled(rows: SparseRows, places: number[], coefficients: ArrayLike<number>, bound: number, name: string): void {
    if (bound === Number.POSITIVE_INFINITY) return;
    if (this.scale < 0) rows.add(places, coefficients, bound, name);
    else rows.add([...places, this.scale], [...Array.from(coefficients), -bound], 0, name);
  }

  /** Variables tᵢ ≥ |wᵢ − previousᵢ|, their cost, and the limit of their sum. */
  #addTrades(): void {
    const { previous, cost, turnover } = this.#constraints;
    const { inequalities, linear } = this.problem;
    const first = this.#trades;
    for (let i = 0; i < this.assets; i++) {
      this.#scaled(inequalities, [i, first + i], [1, -1], previous[i]!, `change of asset ${i}`);
      this.#scaled(inequalities, [i, first + i], [-1, -1], -previous[i]!, `change of asset ${i}`);
      if (cost !== null) linear[first + i] = cost[i]!;
    }
    if (turnover < Number.POSITIVE_INFINITY) {
      const places = Array.from({ length: this.assets }, (_, i) => first + i);
      this.#scaled(inequalities, places, new Float64Array(this.assets).fill(1), turnover, "turnover");
    }
  }

  /**
   * Says why there is no solution: finds the least amount by which all constraints on the weights would have to give way.
   */
  #explain(): never {
    const { problem } = this;
    const size = problem.size + 1;
    const excess = problem.size;
    const linear = new Float64Array(size);
    linear[excess] = 1;
    const rows = new SparseRows();
    const relax = (from: SparseRows, sign: number): void => {
      for (let r = 0; r < from.count; r++) {
        const indices = from.indices.slice(from.starts[r]!, from.starts[r + 1]!);
        const values = from.values.slice(from.starts[r]!, from.starts[r + 1]!).map((value) => sign * value);
        rows.add([...indices, excess], [...values, -1], sign * from.bounds[r]!, from.labels[r]!);
      }
    };
    relax(problem.inequalities, 1);
    relax(problem.equalities, 1);
    relax(problem.equalities, -1);
    rows.add([excess], [-1], 0, "");
    const solution = solveConvex({
      ...problem,
      size,
      hessian: null,
      linear,
      equalities: new SparseRows(),
      inequalities: rows,
      scenarios: null,
      riskLimit: null,
    });
    if (!(solution.converged && solution.objective > 1e-9))
      throw new AllocationError(
        "unbounded",
        "no bounded solution was found: the weights need bounds, or the data more rank",
      );
    const guilty = new Set(rows.labels.filter((label, r) => label !== "" && solution.multipliers[r]! > 1e-3));
    throw new AllocationError(
      "infeasible",
      `no weights satisfy the constraints; these contradict one another by ${solution.objective}: ${[...guilty].join(", ")}`,
    );
  }
}

/** A solution with its problem. */
export class SolvedProblem {
  readonly solution: ConvexSolution;
  readonly weights: Float64Array;
  readonly #problem: PortfolioProblem;

  constructor(problem: PortfolioProblem, solution: ConvexSolution) {
    this.#problem = problem;
    this.solution = solution;
    this.weights = problem.weightsOf(solution.x);
  }

  /**
   * The certificate of a ratio: the least risk for a return of 1 is `value` of the problem or, by its gap, a little less, and
   * the ratio so much more. `root` where the problem has the square of the risk.
   */
  ratioCertificate(ratio: number, root: boolean): Certificate {
    const { objective, iterations, primalResidual, dualResidual } = this.solution;
    const bound = objective - this.#gap();
    const share = bound > 0 ? objective / bound : Number.POSITIVE_INFINITY;
    return {
      method: "interior-point",
      iterations,
      kktResidual: Math.max(primalResidual, dualResidual),
      dualityGap: Math.abs(ratio) * ((root ? Math.sqrt(share) : share) - 1),
    };
  }

  /** The certificate, in units of the objective divided by `unit`. */
  certificate(unit = 1): Certificate {
    const { solution } = this;
    return {
      method: "interior-point",
      iterations: solution.iterations,
      kktResidual: Math.max(solution.primalResidual, solution.dualResidual / unit),
      dualityGap: this.#gap() / unit,
    };
  }

  /**
   * Primal objective less a bound on it by weak duality. The Lagrangian is convex, so wherever x is it is at least
   * L(x*) + ∇L(x*) · (x − x*), and x is in a box: what rounding left of the gradient costs its length.
   */
  #gap(): number {
    const { solution } = this;
    const { problem } = this.#problem;
    const gradient = problem.linear.slice();
    const n = problem.hessianSize;
    if (problem.hessian !== null)
      for (let i = 0; i < n; i++)
        gradient[i] =
          gradient[i]! + dotProduct(problem.hessian.subarray(i * n, (i + 1) * n), solution.x.subarray(0, n));
    problem.equalities.addTransposed(solution.equalityMultipliers, 0, gradient);
    problem.inequalities.addTransposed(solution.multipliers, 0, gradient);
    const { scenarios, riskLimit } = problem;
    const auxiliary = new Float64Array(solution.auxiliary.length);
    if (scenarios !== null) {
      for (let k = 0; k < auxiliary.length; k++)
        auxiliary[k] = problem.scenarioCost * scenarios.unit[k]! + scenarios.quadratic * solution.auxiliary[k]!;
      scenarios.addTransposed(solution.multipliers, problem.inequalities.count, gradient, auxiliary);
      if (riskLimit !== null) {
        const multiplier = solution.multipliers.at(-1)!;
        for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! + multiplier * riskLimit.core[i]!;
        for (let k = 0; k < auxiliary.length; k++) auxiliary[k] = auxiliary[k]! + multiplier * scenarios.unit[k]!;
      }
    }
    let gap = solution.complementarity;
    for (const values of [solution.equalityMultipliers, solution.multipliers])
      for (const multiplier of values) gap += Math.abs(multiplier) * solution.primalResidual;
    for (let i = 0; i < gradient.length; i++) {
      const [low, high] = this.#problem.radiusOf(solution.x, i);
      gap -= Math.min(gradient[i]! * (low - solution.x[i]!), gradient[i]! * (high - solution.x[i]!));
    }
    let reach = 1;
    for (const value of solution.auxiliary) reach = Math.max(reach, Math.abs(value));
    // No auxiliary variable is negative: a slope upwards costs its height, and one downwards is taken from the multiplier of
    // that bound, which only raises the Lagrangian. Where that is too small the variable's length is charged.
    for (let k = 0; k < auxiliary.length; k++) {
      const slope = auxiliary[k]!;
      const floor = solution.multipliers[problem.inequalities.count + scenarios!.floorRow(k)]!;
      if (slope >= 0) gap += slope * Math.max(0, solution.auxiliary[k]!);
      else if (floor < -slope) gap -= slope * WIDE * reach;
    }
    return gap;
  }
}
