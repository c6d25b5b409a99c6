import { ConfigError } from "@hotpath/core";
import { Simulation, type SimulationOptions } from "../simulation/simulation.ts";
import { fitDegrees } from "./degrees-fit.ts";
import { lowerTail, type QuantileConvention } from "./historical.ts";
import { type AssetReturns, checkColumns, checkWeights, type WeightOptions } from "./portfolio.ts";
import {
  type Deviation,
  lossOf,
  oneOf,
  type Returns,
  settle,
  tailOf,
  type VarEstimate,
  type VarOptions,
} from "./sample.ts";

/** Options of {@link monteCarloVar}. */
export interface MonteCarloOptions extends Omit<SimulationOptions, "horizon">, VarOptions, WeightOptions {
  /** As of `historicalVar`, over the simulated outcomes. Default `type7`. */
  convention?: QuantileConvention;
  /** Divisor of the covariance. Default `sample`. */
  deviation?: Deviation;
  /** `sample`: mean returns as observed; `zero`: none. Default `sample`. */
  mean?: "sample" | "zero";
}

/** What {@link monteCarloVar} answers. */
export interface MonteCarloVar extends VarEstimate {
  method: "mc";
  convention: QuantileConvention;
  paths: number;
  seed: string;
  sampler: "sobol" | "xoshiro";
  antithetic: boolean;
  copula: "gaussian" | "t";
  /** ν, of the t copula. */
  degrees?: number;
  marginals: "copula" | "normal" | "empirical";
  /** Combinations of assets that have risk: fewer than assets where the covariance is singular. */
  rank: number;
  /**
   * Standard error of the value at risk, from the order statistics √(N p (1 − p)) places to both sides: what independent paths have.
   * With `sobol` it is a bound, since even points err less.
   */
  standardError: number;
  /** Standard error of the expected shortfall, likewise. */
  shortfallStandardError: number;
}

/**
 * Value at risk by simulation: mean and covariance of the observed returns, a Gaussian or t copula, as many paths as wanted. The
 * same seed gives the same figures on every machine (`exact`, the default mode). The t copula's degrees are fitted to the
 * observed returns by likelihood unless given.
 *
 * Standard errors: M. Kendall and A. Stuart, *The Advanced Theory of Statistics* 1, 10.10, for the quantile; B. Manistre and G.
 * Hancock, *North American Actuarial Journal* 9, 2005, for the shortfall.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} columns or weights that are not good, fewer than 2 returns
 */
export function monteCarloVar(assets: AssetReturns, weights: Returns, options: MonteCarloOptions = {}): MonteCarloVar {
  const { confidence, horizon, kernels } = settle(options);
  const convention = oneOf(options.convention, ["type7", "order"], "convention");
  const { simulation, columns } = simulationOf(assets, weights, options);
  const outcomes = simulation.outcomes();
  const p = tailOf(confidence);
  const tail = lowerTail(outcomes, p, convention, kernels);
  const { paths, sampler, antithetic, copula, degrees, marginals } = simulation;
  return {
    method: "mc",
    confidence,
    horizon,
    observations: columns[0]!.length,
    var: lossOf(tail.quantile),
    expectedShortfall: lossOf(tail.mean),
    convention,
    paths,
    seed: String(options.seed ?? 1),
    sampler,
    antithetic,
    copula,
    ...(degrees === undefined ? {} : { degrees }),
    marginals,
    rank: simulation.factor.rank,
    ...standardErrors(outcomes, p, tail, (share) => lowerTail(outcomes, share, "order", kernels).quantile),
  };
}

/** The simulation behind {@link monteCarloVar}, and the columns as they were checked. */
export function simulationOf(
  assets: AssetReturns,
  weights: Returns,
  options: MonteCarloOptions,
): { simulation: Simulation; columns: Float64Array[]; weights: Float64Array } {
  const { kernels } = settle(options);
  const columns = checkColumns(assets);
  const w = checkWeights(weights, columns.length, options);
  const n = columns[0]!.length;
  const count = columns.length;
  const ddof = oneOf(options.deviation, ["sample", "population"], "deviation") === "sample" ? 1 : 0;
  const covariance = new Float64Array(count * count);
  const flat = new Float64Array(count * n);
  for (const [a, column] of columns.entries()) flat.set(column, a * n);
  kernels.covarianceMatrix(flat, count, covariance, ddof, options.mode ?? "exact");
  const zero = oneOf(options.mean, ["sample", "zero"], "mean") === "zero";
  const mean = Float64Array.from(columns, (column) => (zero ? 0 : kernels.sum(column) / n));
  const model = { mean, covariance, weights: w, columns };
  if (options.copula !== "t" && options.degrees !== undefined)
    throw new ConfigError("degrees", options.degrees, "nothing, without the t copula");
  if (options.copula !== "t" || options.degrees !== undefined)
    return { simulation: new Simulation(model, options), columns, weights: w };
  const { factor } = new Simulation(model, { kernels });
  return {
    simulation: new Simulation(model, { ...options, degrees: fitDegrees(columns, mean, factor) }),
    columns,
    weights: w,
  };
}

function standardErrors(
  outcomes: Float64Array,
  p: number,
  tail: { quantile: number; mean: number },
  quantile: (share: number) => number,
): { standardError: number; shortfallStandardError: number } {
  const n = outcomes.length;
  const places = Math.sqrt(n * p * (1 - p)) / n;
  const low = Math.max(p - places, 0.5 / n);
  const high = Math.min(p + places, 1 - 0.5 / n);
  const standardError = (quantile(high) - quantile(low)) * (places / (high - low));
  let count = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const value = outcomes[i]!;
    if (value > tail.quantile) continue;
    count++;
    squares += (value - tail.mean) * (value - tail.mean);
  }
  const beyond = tail.mean - tail.quantile;
  const variance = (squares / count + (1 - p) * beyond * beyond) / (n * p);
  return { standardError, shortfallStandardError: Math.sqrt(variance) };
}
