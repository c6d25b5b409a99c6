import { ConfigError, log } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { dotProduct, multiplyRows, quadraticForm, solveFactored } from "../solvers/dense.ts";
import { AllocationError } from "./allocation-error.ts";
import { checkSemidefinite, checkVector } from "./inputs.ts";
import type { MeanVarianceAllocation } from "./mean-variance.ts";

/** An allocation by risk. */
export interface RiskParityAllocation extends MeanVarianceAllocation {
  /** Each asset's share of the variance, wᵢ(Σw)ᵢ ÷ wᵀΣw. */
  contributions: Float64Array;
}

const ITERATIONS = 200;

/**
 * Long-only weights whose shares of the variance are the budgets: equal ones by default (equal risk contribution).
 * Maillard, Roncalli and Teïletche 2010, "The Properties of Equally Weighted Risk Contribution Portfolios", Journal of
 * Portfolio Management 36(4). They are y ÷ Σy, where y is least in ½ yᵀΣy − Σ bᵢ ln yᵢ, a convex function whose Newton steps
 * are taken with a line search: Spinu 2013, "An Algorithm for Computing Risk Parity Weights". The objective is the variance.
 * The certificate's residual is the greatest difference of a share from its budget.
 *
 * @param budgets positive numbers, one for each asset; only their ratios count
 * @throws {AllocationError} `degenerate`: an asset's variance is 0, or some long-only weights have no variance
 * @example
 * riskParity(Float64Array.of(0.04, 0, 0, 0.01)).weights; // [1/3, 2/3]
 */
export function riskParity(covariance: Float64Array, budgets?: ArrayLike<number>): RiskParityAllocation {
  const n = checkSemidefinite(covariance);
  const budget = budgets === undefined ? new Float64Array(n).fill(1) : checkVector(budgets, n, "budgets");
  for (let i = 0; i < n; i++) {
    if (!(budget[i]! > 0)) throw new ConfigError(`budgets[${i}]`, budget[i], "a positive number");
    if (!(covariance[i * (n + 1)]! > 0))
      throw new AllocationError("degenerate", `asset ${i} does not vary: its variance is 0`);
  }
  const total = budget.reduce((sum, b) => sum + b, 0);
  for (let i = 0; i < n; i++) budget[i] = budget[i]! / total;
  // In units of each asset's deviation the matrix is a correlation.
  const deviation = Float64Array.from({ length: n }, (_, i) => Math.sqrt(covariance[i * (n + 1)]!));
  const matrix = covariance.map((value, k) => value / (deviation[Math.floor(k / n)]! * deviation[k % n]!));
  const y = startOf(matrix, budget);
  let iterations = 0;
  let residual = residualOf(matrix, budget, y);
  for (; iterations < ITERATIONS && residual > 1e-15; iterations++) {
    if (!newtonStep(matrix, budget, y)) break;
    const next = residualOf(matrix, budget, y);
    if (next >= residual && residual < 1e-12) break;
    residual = next;
  }
  if (!(residual < 1e-9))
    throw new AllocationError("degenerate", "no risk parity: some long-only weights have no variance to speak of");
  const weights = y.map((value, i) => value / deviation[i]!);
  const sum = weights.reduce((all, w) => all + w, 0);
  for (let i = 0; i < n; i++) weights[i] = weights[i]! / sum;
  const variance = quadraticForm(covariance, weights);
  const marginal = multiplyRows(covariance, n, n, weights, new Float64Array(n), 0);
  const contributions = weights.map((w, i) => (w * marginal[i]!) / variance);
  let worst = 0;
  for (let i = 0; i < n; i++) worst = Math.max(worst, Math.abs(contributions[i]! - budget[i]!));
  return {
    weights,
    objective: variance,
    expectedReturn: 0,
    volatility: Math.sqrt(variance),
    contributions,
    certificate: { method: "newton", iterations, kktResidual: worst, dualityGap: null },
  };
}

/** √bᵢ each, scaled so that yᵀΣy = 1, which the solution has. */
function startOf(matrix: Float64Array, budget: Float64Array): Float64Array {
  const y = budget.map(Math.sqrt);
  const size = quadraticForm(matrix, y);
  const scale = size > 0 ? 1 / Math.sqrt(size) : 1;
  return y.map((value) => value * scale);
}

/** How far the gradient's terms yᵢ(Σy)ᵢ are from bᵢ. */
function residualOf(matrix: Float64Array, budget: Float64Array, y: Float64Array): number {
  const n = y.length;
  const product = multiplyRows(matrix, n, n, y, new Float64Array(n), 0);
  let worst = 0;
  for (let i = 0; i < n; i++) worst = Math.max(worst, Math.abs(y[i]! * product[i]! - budget[i]!));
  return worst;
}

function newtonStep(matrix: Float64Array, budget: Float64Array, y: Float64Array): boolean {
  const n = y.length;
  const hessian = matrix.slice();
  const gradient = multiplyRows(matrix, n, n, y, new Float64Array(n), 0);
  for (let i = 0; i < n; i++) {
    hessian[i * (n + 1)] = hessian[i * (n + 1)]! + budget[i]! / (y[i]! * y[i]!);
    gradient[i] = gradient[i]! - budget[i]! / y[i]!;
  }
  if (defaultKernels().matrices.cholesky(hessian, n) !== n) return false;
  const step = gradient.map((value) => -value);
  solveFactored(hessian, n, step);
  const descent = dotProduct(gradient, step);
  let share = 1;
  for (let i = 0; i < n; i++) if (step[i]! < 0) share = Math.min(share, (-0.95 * y[i]!) / step[i]!);
  const from = barrierOf(matrix, budget, y);
  for (let k = 0; k < 60; k++) {
    const next = y.map((value, i) => value + share * step[i]!);
    // Close to the least value differences are rounding: a full step is right there.
    if (-descent < 1e-12 || barrierOf(matrix, budget, next) <= from + 1e-4 * share * descent) {
      y.set(next);
      return true;
    }
    share /= 2;
  }
  return false;
}

function barrierOf(matrix: Float64Array, budget: Float64Array, y: Float64Array): number {
  let value = 0.5 * quadraticForm(matrix, y);
  for (let i = 0; i < y.length; i++) value -= budget[i]! * log(y[i]!);
  return value;
}
