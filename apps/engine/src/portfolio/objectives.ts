/** What the command line calls the objectives, and how each is solved. */
import { ConfigError } from "@hotpath/core";
import {
  type Allocation,
  blackLitterman,
  type ClusterOptions,
  hierarchicalEqualRisk,
  hierarchicalRiskParity,
  impliedReturns,
  type LinearConstraint,
  type LinkageMethod,
  maxDiversification,
  maxReturnForRisk,
  maxReturnToRisk,
  maxSharpe,
  maxUtility,
  measureRisk,
  minRisk,
  minRiskForReturn,
  minVariance,
  nestedClusters,
  portfolioReturns,
  type RiskMeasure,
  riskParity,
  type ScenarioMeasure,
  type ScenarioOptions,
  targetReturn,
  targetRisk,
  type View,
  type WeightConstraints,
} from "@hotpath/portfolio/allocation";
import {
  denoiseCovariance,
  ewmaCovariance,
  expectedReturns,
  gerberCovariance,
  ledoitWolf,
  nearestSemidefinite,
  oracleApproximatingShrinkage,
  sampleCovariance,
  semicovariance,
} from "@hotpath/portfolio/covariance";
import type { Objective } from "./names.ts";
import type { OptimizeCommand } from "./optimize.ts";
import type { ReturnTable } from "./price-table.ts";

const scenarioMeasures: Partial<Record<Objective, ScenarioMeasure>> = {
  "min-cvar": "cvar",
  "min-cdar": "cdar",
  "min-mad": "mad",
  "min-semivariance": "semivariance",
  "min-worst": "worst",
  "min-drawdown": "max-drawdown",
};

/** Measures that scenarios can be optimised for. */
const OPTIMISED = new Set([
  "cvar",
  "worst",
  "cdar",
  "max-drawdown",
  "average-drawdown",
  "mad",
  "semivariance",
  "first-lower-moment",
]);

/** Weights and what they come to. */
export interface Answer {
  allocation: Allocation;
  figures: { expectedReturn: number; volatility: number; sharpe: number | null; risk?: number; measure?: string };
}

interface Extras {
  groups: readonly LinearConstraint[];
  previous: Float64Array | undefined;
  budgets: Float64Array | undefined;
  /** Views, and the weights of the market that they are views against. */
  views: readonly View[] | undefined;
  market: Float64Array | undefined;
}

interface Market {
  mean: Float64Array;
  covariance: Float64Array;
}

/** Solves for the objective that the options name. */
export function solve(options: OptimizeCommand, table: ReturnTable, extras: Extras): Answer {
  const assets = table.assets.length;
  // Scenarios are whole rows; means and covariances may do with what each asset has.
  const returns = table.complete;
  const year = options.periodsPerYear;
  refuseUnused(options);
  const estimated = estimate(options, table).map((value) => value * year);
  const market = withViews(options, extras, {
    mean: expectedReturns(table.returns, assets, { method: options.mean, periodsPerYear: year }),
    covariance: options.missing === "pairwise" ? nearestSemidefinite(estimated) : estimated,
  });
  const { mean, covariance } = market;
  const constraints = constraintsOf(options, extras);
  const measure = scenarioMeasures[options.objective] ?? scenarioMeasure(options);
  const scenario: ScenarioOptions = {
    measure: measure ?? "cvar",
    confidence: options.confidence,
    threshold: options.threshold,
    mean,
  };
  const allocation = ((): Allocation => {
    switch (options.objective) {
      case "min-variance":
        return options.targetReturn === undefined
          ? minVariance(covariance, constraints)
          : targetReturn(market, options.targetReturn, constraints);
      case "max-sharpe":
        return maxSharpe(market, options.riskFree, constraints);
      case "max-utility":
        return maxUtility(market, options.riskAversion, constraints);
      case "max-return": {
        if (options.targetRisk === undefined) throw new ConfigError("--target-risk", null, "a limit of the risk");
        return measure === undefined
          ? targetRisk(market, options.targetRisk, constraints)
          : maxReturnForRisk({ returns, assets }, options.targetRisk, scenario, constraints);
      }
      case "max-ratio":
        return maxReturnToRisk({ returns, assets }, scenario, options.riskFree, constraints);
      case "max-diversification":
        return maxDiversification(covariance, constraints);
      case "risk-parity":
        unconstrained(options, "risk-parity");
        return riskParity(covariance, extras.budgets);
      case "hrp":
      case "herc":
      case "nco":
        return byClusters(options, returns, covariance);
      default:
        return options.targetReturn === undefined
          ? minRisk({ returns, assets }, scenario, constraints)
          : minRiskForReturn({ returns, assets }, options.targetReturn, scenario, constraints);
    }
  })();
  return { allocation, figures: figuresOf(allocation.weights, market, options, returns, measure) };
}

function constraintsOf(options: OptimizeCommand, extras: Extras): WeightConstraints {
  return {
    lower: options.bounds[0],
    upper: options.bounds[1],
    budget: options.budget,
    groups: extras.groups,
    ...(extras.previous === undefined ? {} : { previous: extras.previous }),
    ...(options.turnover === undefined ? {} : { turnover: options.turnover }),
    ...(options.cost === undefined ? {} : { cost: options.cost }),
    ...(options.ridge === undefined ? {} : { ridge: options.ridge }),
    ...(options.cardinality === undefined ? {} : { cardinality: options.cardinality }),
  };
}

/** Means and covariances given views, where there are any: the prior is what the market's weights imply. */
function withViews(options: OptimizeCommand, { views, market }: Extras, plain: Market): Market {
  if (views === undefined) return plain;
  const { covariance } = plain;
  const assets = plain.mean.length;
  const weights = market ?? new Float64Array(assets).fill(1 / assets);
  const prior = impliedReturns(covariance, weights, options.riskAversion, options.riskFree);
  return blackLitterman({ covariance, prior, views });
}

/** An option that an objective has no use for is an error, not silence. */
function refuseUnused(options: OptimizeCommand): void {
  const { objective } = options;
  const isCluster = objective === "hrp" || objective === "herc" || objective === "nco";
  const given: [string, unknown, boolean, string][] = [
    ["--target-return", options.targetReturn, objective.startsWith("min-"), "with objectives min-…"],
    ["--target-risk", options.targetRisk, objective === "max-return", "with max-return"],
    ["--risk-budgets", options.riskBudgets, objective === "risk-parity", "with risk-parity"],
    ["--linkage", options.linkage, isCluster, "with hrp, herc and nco"],
    ["--clusters", options.clusters, isCluster && objective !== "hrp", "with herc and nco"],
    [
      "--measure",
      options.measure,
      isCluster || objective === "max-return" || objective === "max-ratio",
      "with max-return, max-ratio, hrp, herc and nco",
    ],
    ["--market", options.market, options.views !== undefined, "with --views"],
  ];
  for (const [name, value, isUsed, allowed] of given)
    if (value !== undefined && !isUsed) throw new ConfigError(name, value, allowed);
}

function byClusters(options: OptimizeCommand, returns: Float64Array, covariance: Float64Array): Allocation {
  unconstrained(options, options.objective);
  const settings: ClusterOptions = {
    measure: (options.measure ?? "variance") as RiskMeasure,
    confidence: options.confidence,
    threshold: options.threshold,
    leafOrder: options.leafOrder as "tree",
    ...(options.linkage === undefined ? {} : { linkage: options.linkage as LinkageMethod }),
    ...(options.clusters === undefined ? {} : { clusters: options.clusters }),
  };
  const input = { covariance, returns };
  if (options.objective === "hrp") return hierarchicalRiskParity(input, settings);
  return options.objective === "herc" ? hierarchicalEqualRisk(input, settings) : nestedClusters(input, settings);
}

/** Clusters and parity have the weights that they have. */
function unconstrained(options: OptimizeCommand, objective: string): void {
  const given: [string, unknown][] = [
    ["--group", options.group],
    ["--turnover", options.turnover],
    ["--cost", options.cost],
    ["--cardinality", options.cardinality],
    ["--ridge", options.ridge],
    ["--target-return", options.targetReturn],
    ["--bounds", options.bounds[0] === 0 && options.bounds[1] === 1 ? undefined : options.bounds],
    ["--budget", options.budget === 1 ? undefined : options.budget],
  ];
  for (const [name, value] of given)
    if (value !== undefined)
      throw new ConfigError(name, value, `nothing: ${objective} has long-only weights without constraints`);
}

function scenarioMeasure(options: OptimizeCommand): ScenarioMeasure | undefined {
  if (options.objective !== "max-return" && options.objective !== "max-ratio") return undefined;
  if (options.measure === undefined) return options.objective === "max-ratio" ? "cvar" : undefined;
  if (options.objective === "max-return" && options.measure === "volatility") return undefined;
  if (!OPTIMISED.has(options.measure))
    throw new ConfigError("--measure", options.measure, `for ${options.objective}: ${[...OPTIMISED].join(", ")}`);
  return options.measure as ScenarioMeasure;
}

function figuresOf(
  weights: Float64Array,
  { mean, covariance }: Market,
  options: OptimizeCommand,
  returns: Float64Array,
  measure: ScenarioMeasure | undefined,
): Answer["figures"] {
  let expectedReturn = 0;
  let variance = 0;
  const n = weights.length;
  for (let i = 0; i < n; i++) {
    expectedReturn += weights[i]! * mean[i]!;
    for (let j = 0; j < n; j++) variance += weights[i]! * weights[j]! * covariance[i * n + j]!;
  }
  const volatility = Math.sqrt(Math.max(0, variance));
  const sharpe = volatility > 0 ? (expectedReturn - options.riskFree) / volatility : null;
  if (measure === undefined) return { expectedReturn, volatility, sharpe };
  const risk = measureRisk(portfolioReturns(returns, weights), measure, options);
  return { expectedReturn, volatility, sharpe, measure, risk };
}

function estimate(options: OptimizeCommand, { returns, assets: names, periods }: ReturnTable): Float64Array {
  const assets = names.length;
  const missing = options.missing === "pairwise" ? "pairwise" : "error";
  switch (options.covariance) {
    case "ewma":
      return ewmaCovariance(returns, assets, { decay: options.decay, missing });
    case "ledoit-wolf":
      return ledoitWolf(returns, assets).covariance;
    case "single-factor":
    case "constant-correlation":
      return ledoitWolf(returns, assets, options.covariance).covariance;
    case "oas":
      return oracleApproximatingShrinkage(returns, assets).covariance;
    case "gerber":
      return gerberCovariance(returns, assets);
    case "denoised":
      return denoiseCovariance(sampleCovariance(returns, assets, { missing }), periods).covariance;
    case "semi":
      return semicovariance(returns, assets, options.threshold);
    default:
      return sampleCovariance(returns, assets, { missing });
  }
}
