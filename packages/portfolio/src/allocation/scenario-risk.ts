/**
 * Portfolios by their returns in every scenario, which need not be normal: the least conditional value at risk, drawdown,
 * mean absolute deviation, semivariance, and the best returns for them. Each is a linear or quadratic programme with
 * variables for every scenario, solved to the last digits by a method whose steps are as large as the portfolio.
 */
import { ConfigError } from "@hotpath/core";
import { dotProduct, greatestOf } from "../solvers/dense.ts";
import { DrawdownScenarios } from "../solvers/drawdown-scenarios.ts";
import { HingeScenarios } from "../solvers/hinge-scenarios.ts";
import { AllocationError } from "./allocation-error.ts";
import type { Allocation } from "./certificate.ts";
import { checkConfidence, checkReturns, checkVector } from "./inputs.ts";
import { extrasOf, inUnits } from "./mean-variance.ts";
import { PortfolioProblem, type SolvedProblem } from "./portfolio-problem.ts";
import { measureRisk, portfolioReturns, type RiskMeasure, type RiskMeasureOptions } from "./risk-measures.ts";
import { findMultiplier } from "./risk-multiplier.ts";
import {
  type CheckedConstraints,
  checkConstraints,
  finite,
  refuseConstraints,
  type WeightConstraints,
} from "./weight-constraints.ts";

/** Measures that can be optimised. */
export type ScenarioMeasure = Extract<
  RiskMeasure,
  "cvar" | "worst" | "cdar" | "max-drawdown" | "average-drawdown" | "mad" | "semivariance" | "first-lower-moment"
>;

/** Returns of assets in scenarios, all equally likely: past periods, or simulated ones. */
export interface ReturnScenarios {
  /** A row for each scenario. Drawdowns take the rows for consecutive periods. */
  returns: Float64Array;
  assets: number;
}

/** How risk is measured, and what assets are expected to earn. */
export interface ScenarioOptions extends RiskMeasureOptions {
  measure: ScenarioMeasure;
  /** Expected returns. Default the scenarios' means. */
  mean?: ArrayLike<number>;
}

/** An allocation by scenarios. */
export interface ScenarioAllocation extends Allocation {
  /** The risk of the weights, as {@link measureRisk} has it. */
  risk: number;
  expectedReturn: number;
}

/**
 * The weights of least risk. The objective is the risk, with cost and ridge where they are asked for.
 *
 * @throws {InputError} a return is not finite
 * @throws {AllocationError} `degenerate`: fewer than two scenarios; `infeasible`; `unbounded`
 */
export function minRisk(
  scenarios: ReturnScenarios,
  options: ScenarioOptions,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  const model = modelOf(scenarios, options, constraints);
  const problem = model.problem(model.unit);
  model.addRisk(problem, 1);
  return model.answer(problem.solve(), model.unit, (risk) => risk);
}

/** The weights of least conditional value at risk: {@link minRisk} with measure `cvar`. */
export function minCvar(
  scenarios: ReturnScenarios,
  confidence = 0.95,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  return minRisk(scenarios, { measure: "cvar", confidence }, constraints);
}

/** The weights of least conditional drawdown at risk: {@link minRisk} with measure `cdar`. */
export function minCdar(
  scenarios: ReturnScenarios,
  confidence = 0.95,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  return minRisk(scenarios, { measure: "cdar", confidence }, constraints);
}

/** The weights of least mean absolute deviation: {@link minRisk} with measure `mad`. */
export function minMad(scenarios: ReturnScenarios, constraints: WeightConstraints = {}): ScenarioAllocation {
  return minRisk(scenarios, { measure: "mad" }, constraints);
}

/** The weights of least semivariance: {@link minRisk} with measure `semivariance`. */
export function minSemivariance(
  scenarios: ReturnScenarios,
  threshold: number | "mean" = 0,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  return minRisk(scenarios, { measure: "semivariance", threshold }, constraints);
}

/** The weights of least risk among those that are expected to earn `target` or more. */
export function minRiskForReturn(
  scenarios: ReturnScenarios,
  target: number,
  options: ScenarioOptions,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  const model = modelOf(scenarios, options, constraints);
  finite(target, "target");
  const problem = model.problem(model.unit);
  model.addRisk(problem, 1);
  problem.atLeast(model.mean, target, `return of at least ${target}`);
  return model.answer(problem.solve(), model.unit, (risk) => risk);
}

/**
 * The weights that are expected to earn the most among those whose risk is at most `limit`. The objective is their return's
 * opposite, with cost and ridge.
 *
 * @throws {AllocationError} `infeasible`: no weights have so little risk; the message says what the least is
 */
export function maxReturnForRisk(
  scenarios: ReturnScenarios,
  limit: number,
  options: ScenarioOptions,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  const model = modelOf(scenarios, options, constraints);
  finite(limit, "limit");
  const least = minRisk(scenarios, options, { ...constraints, ridge: 0, cost: 0 }).risk;
  if (!(limit >= least - 1e-9 * Math.abs(least)))
    throw new AllocationError("infeasible", `no weights have a ${options.measure} of ${limit}; the least is ${least}`);
  const unit = Math.max(greatestOf(model.mean), Number.MIN_VALUE);
  const objective = (_: number, expected: number): number => -expected;
  if (!model.quadratic) {
    const problem = model.problem(unit);
    problem.addLinear(model.mean, -1 / unit);
    model.limitRisk(problem, limit);
    return model.answer(problem.solve(), unit, objective);
  }
  return findMultiplier(limit, unit / model.unit, (multiplier) => {
    const problem = model.problem(unit);
    problem.addLinear(model.mean, -1 / unit);
    model.addRisk(problem, (multiplier * model.unit) / unit);
    const found = model.answer(problem.solve(), unit, objective);
    return { found, risk: found.risk };
  });
}

/**
 * The weights of greatest utility, expected return − ½ riskAversion · risk. The objective is its opposite, with cost and
 * ridge.
 */
export function maxScenarioUtility(
  scenarios: ReturnScenarios,
  riskAversion: number,
  options: ScenarioOptions,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  const model = modelOf(scenarios, options, constraints);
  if (!(finite(riskAversion, "riskAversion") > 0)) throw new ConfigError("riskAversion", riskAversion, "above 0");
  const unit = Math.max(greatestOf(model.mean), 0.5 * riskAversion * model.unit);
  const problem = model.problem(unit);
  problem.addLinear(model.mean, -1 / unit);
  model.addRisk(problem, (0.5 * riskAversion * model.unit) / unit);
  return model.answer(problem.solve(), unit, (risk, expected) => 0.5 * riskAversion * risk - expected);
}

/**
 * The weights of greatest return for each unit of risk, (expected return − riskFree) ÷ risk, which is the objective; of
 * semivariance its root is the risk. A limit on turnover holds; costs have no place in a ratio.
 *
 * @throws {AllocationError} `infeasible`: nothing within the constraints earns more than `riskFree`
 */
export function maxReturnToRisk(
  scenarios: ReturnScenarios,
  options: ScenarioOptions,
  riskFree = 0,
  constraints: WeightConstraints = {},
): ScenarioAllocation {
  refuseConstraints(constraints, scenarios.assets, ["cost"], "a ratio");
  const model = modelOf(scenarios, options, constraints);
  const rate = finite(riskFree, "riskFree");
  const budget = model.constraints.budget;
  const excess = budget === 0 ? model.mean : model.mean.map((value) => value - rate / budget);
  const size = greatestOf(excess);
  if (size === 0) throw new AllocationError("infeasible", `no asset earns more than the risk-free rate ${rate}`);
  const problem = model.problem(model.unit, true);
  model.addRisk(problem, 1);
  problem.normalise(
    excess.map((value) => value / size),
    1,
    `an expected return above the risk-free rate ${rate}`,
  );
  const solved = problem.solve();
  const found = model.answer(solved, 1, () => 0);
  const risk = model.quadratic ? Math.sqrt(found.risk) : found.risk;
  const ratio = (found.expectedReturn - rate) / risk;
  const certificate = solved.ratioCertificate(ratio, model.quadratic);
  if (!(risk > 0 && Number.isFinite(certificate.dualityGap!)))
    throw new AllocationError(
      "degenerate",
      "weights without any risk earn more than the risk-free rate: the ratio is infinite",
    );
  return { ...found, objective: ratio, certificate };
}

/** A problem's data, checked, with returns in units of their own size. */
interface Model {
  mean: Float64Array;
  constraints: CheckedConstraints;
  /** Whether risk is a square. */
  quadratic: boolean;
  /** Risk is divided by it in the problem. */
  unit: number;
  problem(unit: number, ratio?: boolean): PortfolioProblem;
  addRisk(problem: PortfolioProblem, factor: number): void;
  limitRisk(problem: PortfolioProblem, limit: number): void;
  answer(
    solved: SolvedProblem,
    unit: number,
    objective: (risk: number, expectedReturn: number) => number,
  ): ScenarioAllocation;
}

function modelOf(scenarios: ReturnScenarios, options: ScenarioOptions, constraints: WeightConstraints): Model {
  const { returns, assets } = scenarios;
  const count = checkReturns(returns, assets);
  const { measure } = options;
  checkConfidence(options.confidence ?? 0.95);
  refuseConstraints(constraints, assets, ["cardinality"], "risk by scenarios");
  const checked = checkConstraints(assets, constraints);
  const mean = options.mean === undefined ? columnMeans(returns, assets) : checkVector(options.mean, assets, "mean");
  const size = sizeOf(returns);
  const quadratic = measure === "semivariance";
  const unit = quadratic ? size * size : size;
  const tail = tailOf(measure, options.confidence ?? 0.95, count);
  // Drawdowns are in units of √T, and so is their threshold: see buildScenarios.
  const thresholdUnit = isDrawdown(measure) ? Math.sqrt(count) : 1;
  const addRisk = (problem: PortfolioProblem, factor: number): void => {
    const built = buildScenarios(problem, scenarios, options, size, tail, quadratic ? 2 * factor : 0);
    problem.setScenarios(built, quadratic ? 0 : factor);
    if (problem.threshold >= 0) problem.problem.linear[problem.threshold] = factor * thresholdUnit;
    boundThreshold(problem);
  };
  // No drawdown is below 0, and without this bound the average one has no least threshold.
  const boundThreshold = (problem: PortfolioProblem): void => {
    if (isDrawdown(measure)) problem.problem.inequalities.add([problem.threshold], [-1], 0, "threshold");
  };
  return {
    mean,
    constraints: checked,
    quadratic,
    unit,
    problem: (divisor, ratio = false) =>
      new PortfolioProblem(inUnits(checked, divisor), { threshold: tail !== null, scale: ratio }),
    addRisk,
    limitRisk: (problem, limit) => {
      problem.setScenarios(buildScenarios(problem, scenarios, options, size, tail, 0), 0);
      const core = new Float64Array(problem.problem.size);
      if (problem.threshold >= 0) core[problem.threshold] = thresholdUnit;
      boundThreshold(problem);
      problem.problem.riskLimit = { core, bound: limit / size };
    },
    answer: (solved, divisor, objective) => {
      const { weights } = solved;
      const risk = measureRisk(portfolioReturns(returns, weights), measure, options);
      const expectedReturn = dotProduct(mean, weights);
      return {
        weights,
        objective: objective(risk, expectedReturn) + extrasOf(weights, checked),
        risk,
        expectedReturn,
        certificate: solved.certificate(1 / divisor),
      };
    },
  };
}

/** The share of scenarios in the tail, for measures with a threshold. */
function tailOf(measure: ScenarioMeasure, confidence: number, count: number): number | null {
  switch (measure) {
    case "cvar":
    case "cdar":
      // A tail of less than one scenario is the worst one.
      return Math.max(1 - confidence, 1 / count);
    case "worst":
    case "max-drawdown":
      return 1 / count;
    case "average-drawdown":
      return 1;
    default:
      return null;
  }
}

function isDrawdown(measure: ScenarioMeasure): boolean {
  return measure === "cdar" || measure === "max-drawdown" || measure === "average-drawdown";
}

/**
 * The scenarios of a problem. Their rows are divided by √T, so that their products are like covariances, whatever T: the
 * interior-point method starts from multipliers of one size.
 */
function buildScenarios(
  problem: PortfolioProblem,
  { returns, assets }: ReturnScenarios,
  { measure, threshold = 0 }: ScenarioOptions,
  size: number,
  tail: number | null,
  quadratic: number,
): HingeScenarios | DrawdownScenarios {
  const count = returns.length / assets;
  const root = Math.sqrt(count);
  const scaled = returns.map((value) => value / size / root);
  if (isDrawdown(measure)) return new DrawdownScenarios(scaled, assets, root / (count * tail!));
  const centred = measure === "mad" || (measure === "semivariance" && threshold === "mean");
  const floor = centred || threshold === "mean" || tail !== null ? 0 : threshold / size / root;
  const means = centred ? columnMeans(scaled, assets) : new Float64Array(assets);
  const place = tail !== null ? problem.threshold : floor !== 0 ? problem.scale : -1;
  const width = place >= 0 ? place + 1 : assets;
  const rows = new Float64Array(count * width);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < assets; i++) rows[t * width + i] = means[i]! - scaled[t * assets + i]!;
    if (place >= 0) rows[t * width + place] = tail !== null ? -1 / root : floor;
  }
  const shift = new Float64Array(count).fill(place >= 0 ? 0 : floor);
  const unit = tail !== null ? root / (count * tail) : measure === "mad" ? (2 * root) / count : root / count;
  return new HingeScenarios(rows, width, shift, unit, quadratic);
}

function columnMeans(returns: Float64Array, assets: number): Float64Array {
  const means = new Float64Array(assets);
  const count = returns.length / assets;
  for (let t = 0; t < count; t++) for (let i = 0; i < assets; i++) means[i]! += returns[t * assets + i]!;
  return means.map((sum) => sum / count);
}

/** Root mean square. */
function sizeOf(returns: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < returns.length; k++) sum += returns[k]! * returns[k]!;
  const size = Math.sqrt(sum / returns.length);
  if (!(size > 0)) throw new AllocationError("degenerate", "returns: all of them are 0");
  return size;
}
