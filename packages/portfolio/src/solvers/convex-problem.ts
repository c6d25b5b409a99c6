import type { Scenarios } from "./scenarios.ts";
import type { SparseRows } from "./sparse-rows.ts";

/**
 * A convex quadratic or linear problem: least ½ xᵀHx + c · x, and of the scenarios' variables y
 * `scenarioCost` · unit · y + ½ quadratic · y · y, subject to equalities, inequalities (row · x ≤ bound), those of the
 * scenarios, and at most one limit on their risk.
 */
export interface ConvexProblem {
  /** Variables, those of scenarios not counted. */
  size: number;
  /** H of the first `hessianSize` variables, row by row, positive semidefinite; the others have none. */
  hessian: Float64Array | null;
  hessianSize: number;
  linear: Float64Array;
  equalities: SparseRows;
  inequalities: SparseRows;
  scenarios: Scenarios | null;
  scenarioCost: number;
  /** core · x + unit · y ≤ bound. */
  riskLimit: { core: Float64Array; bound: number } | null;
}

/** How good a solution is, in the units of the problem. */
export interface SolverReport {
  iterations: number;
  /** Objective at the solution. */
  objective: number;
  /** Greatest violation of a constraint. */
  primalResidual: number;
  /** Greatest violation of stationarity, ∇L = 0. */
  dualResidual: number;
  /** Σ slack · multiplier, which is primal less dual objective of a feasible pair. */
  complementarity: number;
}

/** What the method ended with. */
export interface ConvexSolution extends SolverReport {
  /** Whether all residuals are small: otherwise the problem has no bounded solution that could be found. */
  converged: boolean;
  x: Float64Array;
  auxiliary: Float64Array;
  /** Multipliers of the equalities. */
  equalityMultipliers: Float64Array;
  /** Multipliers of the inequalities, then of the scenarios' rows, then of the risk limit; none negative. */
  multipliers: Float64Array;
}
