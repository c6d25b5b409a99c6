/**
 * Portfolios of mean and variance (Markowitz 1952, "Portfolio Selection", Journal of Finance 7(1)). Means and covariances
 * are of one period, any period, and so are the results: with yearly figures a volatility is a yearly one.
 */
import { dotProduct, greatestOf, quadraticForm } from "../solvers/dense.ts";
import { AllocationError } from "./allocation-error.ts";
import { limitCardinality } from "./cardinality.ts";
import type { Allocation } from "./certificate.ts";
import { checkSemidefinite, checkVector } from "./inputs.ts";
import { PortfolioProblem } from "./portfolio-problem.ts";
import { findMultiplier } from "./risk-multiplier.ts";
import {
  type CheckedConstraints,
  checkConstraints,
  finite,
  refuseConstraints,
  type WeightConstraints,
} from "./weight-constraints.ts";

/** An allocation with what it earns and risks. */
export interface MeanVarianceAllocation extends Allocation {
  /** w · mean; NaN is never here: 0 where no means were given. */
  expectedReturn: number;
  /** √(wᵀ covariance w). */
  volatility: number;
}

/** Means and covariances of one period. */
export interface MeanVariance {
  mean: ArrayLike<number>;
  /** Assets × assets, row by row. */
  covariance: Float64Array;
}

/**
 * The weights of least variance. The objective is wᵀΣw, and cost and ridge where they are asked for. Honours
 * `cardinality`.
 *
 * @param covariance assets × assets, row by row
 * @throws {InputError} the matrix is no covariance
 * @throws {AllocationError} `infeasible`, or `unbounded` where weights are
 * @example
 * minVariance(Float64Array.of(0.04, 0.01, 0.01, 0.09)).weights; // [8/11, 3/11]
 */
export function minVariance(covariance: Float64Array, constraints: WeightConstraints = {}): MeanVarianceAllocation {
  const assets = checkSemidefinite(covariance);
  const checked = checkConstraints(assets, constraints);
  const unit = unitOf(covariance);
  return limitCardinality(checked, (limits) => {
    const problem = problemOf(limits, covariance, unit);
    return answer(problem, null, covariance, checked, unit, (w) => quadraticForm(covariance, w));
  });
}

/**
 * The weights of greatest utility, w · mean − ½ riskAversion wᵀΣw. The objective is its opposite, with cost and ridge.
 * Honours `cardinality`.
 *
 * @param riskAversion from 0; the greater, the less risk
 */
export function maxUtility(
  { mean, covariance }: MeanVariance,
  riskAversion: number,
  constraints: WeightConstraints = {},
): MeanVarianceAllocation {
  const assets = checkSemidefinite(covariance);
  const means = checkVector(mean, assets, "mean");
  const aversion = finite(riskAversion, "riskAversion");
  const checked = checkConstraints(assets, constraints);
  const unit = Math.max(greatestOf(means), 0.5 * aversion * unitOf(covariance), Number.MIN_VALUE);
  return limitCardinality(checked, (limits) => {
    const problem = problemOf(limits, covariance, unit, 0.5 * aversion);
    problem.addLinear(means, -1 / unit);
    return answer(
      problem,
      means,
      covariance,
      checked,
      unit,
      (w) => 0.5 * aversion * quadraticForm(covariance, w) - dotProduct(means, w),
    );
  });
}

/**
 * The weights of least variance among those that are expected to earn `target` or more. Objective as {@link minVariance}.
 * Honours `cardinality`.
 */
export function targetReturn(
  { mean, covariance }: MeanVariance,
  target: number,
  constraints: WeightConstraints = {},
): MeanVarianceAllocation {
  const assets = checkSemidefinite(covariance);
  const means = checkVector(mean, assets, "mean");
  finite(target, "target");
  const checked = checkConstraints(assets, constraints);
  const unit = unitOf(covariance);
  return limitCardinality(checked, (limits) => {
    const problem = problemOf(limits, covariance, unit);
    problem.atLeast(means, target, `return of at least ${target}`);
    return answer(problem, means, covariance, checked, unit, (w) => quadraticForm(covariance, w));
  });
}

/**
 * The weights that are expected to earn the most among those whose volatility is at most `volatility`. The objective is
 * −w · mean, with cost and ridge. It is the point of greatest utility whose risk aversion, the multiplier of the limit, is
 * searched for; the certificate is that of the limited problem.
 *
 * @throws {AllocationError} `infeasible`: no weights have so little volatility; the message says what the least is
 */
export function targetRisk(
  { mean, covariance }: MeanVariance,
  volatility: number,
  constraints: WeightConstraints = {},
): MeanVarianceAllocation {
  const assets = checkSemidefinite(covariance);
  const means = checkVector(mean, assets, "mean");
  finite(volatility, "volatility");
  refuseConstraints(constraints, assets, ["cardinality"], "a limit of the risk");
  const checked = checkConstraints(assets, constraints);
  const unit = Math.max(greatestOf(means), Number.MIN_VALUE);
  const limit = volatility * volatility;
  const least = minVariance(covariance, { ...constraints, ridge: 0, cost: 0 }).volatility;
  if (!(volatility >= least * (1 - 1e-9)))
    throw new AllocationError("infeasible", `no weights have a volatility of ${volatility}; the least is ${least}`);
  return findMultiplier(limit, unit / Math.max(unitOf(covariance), Number.MIN_VALUE), (multiplier) => {
    const problem = problemOf(checked, covariance, unit, multiplier);
    problem.addLinear(means, -1 / unit);
    const found = answer(problem, means, covariance, checked, unit, (w) => -dotProduct(means, w));
    return { found, risk: found.volatility * found.volatility };
  });
}

/**
 * The weights of greatest Sharpe ratio, (w · mean − riskFree) ÷ √(wᵀΣw): the tangency portfolio. The objective is that
 * ratio. A ridge γ adds γI to Σ. Costs have no place in a ratio; turnover may be limited.
 *
 * @param riskFree return without risk, of one period
 * @throws {AllocationError} `infeasible`: nothing within the constraints earns more than `riskFree`
 */
export function maxSharpe(
  { mean, covariance }: MeanVariance,
  riskFree = 0,
  constraints: WeightConstraints = {},
): MeanVarianceAllocation {
  const assets = checkSemidefinite(covariance);
  const means = checkVector(mean, assets, "mean");
  const rate = finite(riskFree, "riskFree");
  refuseConstraints(constraints, assets, ["cardinality", "cost"], "a ratio");
  const checked = checkConstraints(assets, constraints);
  // κw earns an excess of 1: with budget B, w · mean − rate = w · (mean − rate ÷ B).
  const excess = checked.budget === 0 ? means : means.map((value) => value - rate / checked.budget);
  const size = greatestOf(excess);
  if (size === 0) throw new AllocationError("infeasible", `no asset earns more than the risk-free rate ${rate}`);
  const problem = new PortfolioProblem(checked, { scale: true });
  const unit = unitOf(covariance);
  problem.addVariance(covariance, 1 / unit);
  scaleRidge(problem, checked, unit);
  problem.normalise(
    excess.map((value) => value / size),
    1,
    `an expected return above the risk-free rate ${rate}`,
  );
  const solved = problem.solve();
  const { weights } = solved;
  const expectedReturn = dotProduct(means, weights);
  const volatility = Math.sqrt(Math.max(0, quadraticForm(covariance, weights)));
  const certificate = solved.ratioCertificate((expectedReturn - rate) / volatility, true);
  if (!Number.isFinite(certificate.dualityGap!))
    throw new AllocationError(
      "degenerate",
      "weights without any risk earn more than the risk-free rate: the ratio is infinite",
    );
  return {
    weights,
    objective: (expectedReturn - rate) / volatility,
    expectedReturn,
    volatility,
    certificate,
  };
}

/**
 * The weights of greatest diversification ratio, Σ wᵢσᵢ ÷ √(wᵀΣw). Choueifaty and Coignard 2008, "Toward maximum
 * diversification", Journal of Portfolio Management 35(1). The objective is that ratio.
 *
 * @throws {AllocationError} `degenerate`: an asset's variance is 0
 */
export function maxDiversification(
  covariance: Float64Array,
  constraints: WeightConstraints = {},
): MeanVarianceAllocation {
  const assets = checkSemidefinite(covariance);
  const deviations = new Float64Array(assets);
  for (let i = 0; i < assets; i++) {
    deviations[i] = Math.sqrt(covariance[i * (assets + 1)]!);
    if (deviations[i] === 0) throw new AllocationError("degenerate", `asset ${i} does not vary: its variance is 0`);
  }
  const found = maxSharpe({ mean: deviations, covariance }, 0, constraints);
  return { ...found, expectedReturn: 0 };
}

/** The greatest variance: objectives are divided by it, so that the solver sees numbers about 1. */
function unitOf(covariance: Float64Array): number {
  const unit = greatestOf(covariance);
  return unit > 0 ? unit : 1;
}

/** A problem of variance, all of its objective divided by `unit`. */
function problemOf(
  constraints: CheckedConstraints,
  covariance: Float64Array,
  unit: number,
  factor = 1,
): PortfolioProblem {
  const problem = new PortfolioProblem(inUnits(constraints, unit));
  if (factor > 0) problem.addVariance(covariance, factor / unit);
  return problem;
}

/** Constraints whose costs and ridge are divided by a unit. */
export function inUnits(constraints: CheckedConstraints, unit: number): CheckedConstraints {
  return {
    ...constraints,
    ridge: constraints.ridge / unit,
    cost: constraints.cost === null ? null : constraints.cost.map((rate) => rate / unit),
  };
}

/** In a ratio the ridge was put in before the unit was known. */
function scaleRidge(problem: PortfolioProblem, constraints: CheckedConstraints, unit: number): void {
  const { hessian } = problem.problem;
  if (hessian === null || constraints.ridge === 0) return;
  const n = problem.assets;
  for (let i = 0; i < n; i++) hessian[i * (n + 1)] = hessian[i * (n + 1)]! + 2 * constraints.ridge * (1 / unit - 1);
}

/** Cost and ridge of weights. */
export function extrasOf(weights: Float64Array, constraints: CheckedConstraints): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += constraints.ridge * weights[i]! * weights[i]!;
    if (constraints.cost !== null) sum += constraints.cost[i]! * Math.abs(weights[i]! - constraints.previous[i]!);
  }
  return sum;
}

function answer(
  problem: PortfolioProblem,
  means: Float64Array | null,
  covariance: Float64Array,
  constraints: CheckedConstraints,
  unit: number,
  objective: (weights: Float64Array) => number,
): MeanVarianceAllocation {
  const solved = problem.solve();
  const { weights } = solved;
  return {
    weights,
    objective: objective(weights) + extrasOf(weights, constraints),
    expectedReturn: means === null ? 0 : dotProduct(means, weights),
    volatility: Math.sqrt(Math.max(0, quadraticForm(covariance, weights))),
    certificate: solved.certificate(1 / unit),
  };
}
