import { inverseNormal } from "@hotpath/core";
import type { Kernels } from "@hotpath/native";
import type { Simulation } from "../simulation/simulation.ts";
import { historicalVar, lowerTail, type QuantileConvention } from "./historical.ts";
import { type MonteCarloOptions, simulationOf } from "./monte-carlo.ts";
import { normalDensity } from "./normal.ts";
import { type AssetReturns, checkColumns, checkWeights, type WeightOptions, weighted } from "./portfolio.ts";
import {
  assertVaried,
  type Deviation,
  lossOf,
  nearlyWhole,
  oneOf,
  type Returns,
  settle,
  tailOf,
  type VarOptions,
} from "./sample.ts";

/** What one asset brings to the risk of a portfolio. */
export interface AssetRisk {
  name: string;
  weight: number;
  /** ∂VaR/∂w: what a little more of it adds, per unit. */
  marginalVar: number;
  /** w ∂VaR/∂w. Components sum to the value at risk. */
  componentVar: number;
  /** What the value at risk loses without this asset, the other weights (and for `mc` the paths) staying as they are. */
  incrementalVar: number;
  /** ∂ES/∂w. */
  marginalShortfall: number;
  /** w ∂ES/∂w. Components sum to the expected shortfall. */
  componentShortfall: number;
  /** What the expected shortfall loses without this asset. */
  incrementalShortfall: number;
}

/** A portfolio's risk and where it comes from. */
export interface RiskBreakdown {
  method: "normal" | "ewma" | "historical" | "mc";
  confidence: number;
  horizon: number;
  observations: number;
  var: number;
  expectedShortfall: number;
  assets: AssetRisk[];
}

/** Options of {@link breakDownRisk}. */
export interface BreakdownOptions extends VarOptions, WeightOptions {
  /** Default `normal`. */
  method?: "normal" | "ewma" | "historical" | "mc";
  /** Divisor of variances, for `normal` and `mc`. Default `sample`. */
  deviation?: Deviation;
  /** For `normal` and `mc`. Default `sample`. */
  mean?: "sample" | "zero";
  /** λ, for `ewma`. Default 0.94; weights are normalised. */
  decay?: number;
  /** For `historical` and `mc`. Default `type7`. */
  convention?: QuantileConvention;
  /** For `mc`. */
  simulation?: Omit<MonteCarloOptions, keyof VarOptions | "convention" | "deviation" | "mean" | "total">;
}

/** Total figures of a portfolio with some weights, and derivatives where they are asked for. */
interface Measure {
  var: number;
  expectedShortfall: number;
  marginalVar: Float64Array;
  marginalShortfall: Float64Array;
  /** The figures without each asset, where they come with the rest. */
  without?: Figures[];
}

interface Figures {
  var: number;
  expectedShortfall: number;
}

const NOTHING: Figures = { var: 0, expectedShortfall: 0 };

/**
 * Marginal, component and incremental value at risk and expected shortfall. Both measures are homogeneous of degree one in the
 * weights, so by Euler's theorem the components sum to the total (D. Tasche, *Capital Allocation with Euler's Principle*, 2008).
 *
 * - `normal`, `ewma`: ∂VaR/∂wᵢ = −μᵢ h + z √h (Σw)ᵢ/σ, and φ(z)/p in place of z for the shortfall.
 * - `historical`: the assets' returns in the periods that the quantile is made of, and their mean over the tail's periods.
 * - `mc`: the same over simulated paths, for the quantile a mean over √(N p (1 − p)) paths to both sides of it, scaled to sum to it.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} columns or weights that are not good; for `normal` and `ewma` a portfolio without variance
 */
export function breakDownRisk(assets: AssetReturns, weights: Returns, options: BreakdownOptions = {}): RiskBreakdown {
  const { confidence, horizon } = settle(options);
  const method = oneOf(options.method, ["normal", "ewma", "historical", "mc"], "method");
  const columns = checkColumns(assets);
  const w = checkWeights(weights, columns.length, options);
  const measure = MEASURES[method];
  const whole = measure(columns, w, options);
  const named = columns.map((_, a): AssetRisk => {
    const rest = w.slice();
    rest[a] = 0;
    const isLast = rest.every((weight) => weight === 0);
    const without = isLast ? NOTHING : (whole.without?.[a] ?? measure(columns, rest, options));
    return {
      name: assets.names?.[a] ?? String(a),
      weight: w[a]!,
      marginalVar: whole.marginalVar[a]!,
      componentVar: w[a]! * whole.marginalVar[a]!,
      incrementalVar: whole.var - without.var,
      marginalShortfall: whole.marginalShortfall[a]!,
      componentShortfall: w[a]! * whole.marginalShortfall[a]!,
      incrementalShortfall: whole.expectedShortfall - without.expectedShortfall,
    };
  });
  return {
    method,
    confidence,
    horizon,
    observations: columns[0]!.length,
    var: whole.var,
    expectedShortfall: whole.expectedShortfall,
    assets: named,
  };
}

type Measures = (columns: readonly Float64Array[], weights: Float64Array, options: BreakdownOptions) => Measure;

const MEASURES: Readonly<Record<RiskBreakdown["method"], Measures>> = {
  normal: (columns, weights, options) => {
    const n = columns[0]!.length;
    const ages = new Float64Array(n).fill(1 / n);
    const bias = (options.deviation ?? "sample") === "sample" ? n / (n - 1) : 1;
    return elliptical(columns, weights, options, ages, options.mean !== "zero", bias);
  },
  ewma: (columns, weights, options) =>
    elliptical(columns, weights, options, decayed(columns[0]!.length, options.decay), false, 1),
  historical: byScenarios,
  mc: bySimulation,
};

/** Normalised weights (1 − λ) λ^age. */
function decayed(n: number, decay = 0.94): Float64Array {
  const ages = new Float64Array(n);
  let total = 0;
  for (let t = n - 1, power = 1; t >= 0; t--, power *= decay) total += ages[t] = power;
  return ages.map((age) => age / total);
}

function elliptical(
  columns: readonly Float64Array[],
  weights: Float64Array,
  options: BreakdownOptions,
  ages: Float64Array,
  centred: boolean,
  bias: number,
): Measure {
  const { confidence, horizon, kernels } = settle(options);
  const portfolio = weighted(columns, weights);
  assertVaried(portfolio, "portfolio");
  const aged = (x: Float64Array): number => (centred ? kernels.sum(x) / x.length : 0);
  const mean = aged(portfolio);
  const turned = portfolio.map((value, t) => ages[t]! * (value - mean));
  const means = columns.map(aged);
  const covariances = columns.map((column, a) => {
    let sum = 0;
    for (let t = 0; t < column.length; t++) sum += turned[t]! * (column[t]! - means[a]!);
    return sum * bias;
  });
  let variance = 0;
  for (const [a, covariance] of covariances.entries()) variance += weights[a]! * covariance;
  const deviation = Math.sqrt(variance);
  const p = tailOf(confidence);
  const z = -inverseNormal(p);
  const root = Math.sqrt(horizon);
  const derivative = (factor: number): Float64Array =>
    Float64Array.from(
      covariances,
      (covariance, a) => lossOf(means[a]! * horizon) + (factor * root * covariance) / deviation,
    );
  const shortfall = normalDensity(z) / p;
  return {
    var: lossOf(mean * horizon) + z * root * deviation,
    expectedShortfall: lossOf(mean * horizon) + shortfall * root * deviation,
    marginalVar: derivative(z),
    marginalShortfall: derivative(shortfall),
  };
}

function byScenarios(columns: readonly Float64Array[], weights: Float64Array, options: BreakdownOptions): Measure {
  const { confidence, horizon, kernels } = settle(options);
  const convention = oneOf(options.convention, ["type7", "order"], "convention");
  const portfolio = weighted(columns, weights);
  const n = portfolio.length;
  const {
    var: quantile,
    expectedShortfall,
    tailObservations,
  } = historicalVar(portfolio, { ...options, convention, kernels });
  const order = Uint32Array.from(portfolio, (_, t) => t).sort((a, b) => portfolio[a]! - portfolio[b]! || a - b);
  const p = tailOf(confidence);
  const place = convention === "type7" ? nearlyWhole((n - 1) * p) : Math.max(Math.ceil(nearlyWhole(n * p)), 1) - 1;
  const k = Math.floor(place);
  const part = place - k;
  const root = Math.sqrt(horizon);
  const marginalVar = Float64Array.from(columns, (column) => {
    const at = column[order[k]!]!;
    return lossOf(part === 0 ? at : at + part * (column[order[k + 1]!]! - at)) * root;
  });
  const marginalShortfall = Float64Array.from(columns, (column) => {
    let sum = 0;
    for (let i = 0; i < tailObservations; i++) sum += column[order[i]!]!;
    return (lossOf(sum) / tailObservations) * root;
  });
  return { var: quantile, expectedShortfall, marginalVar, marginalShortfall };
}

function bySimulation(columns: readonly Float64Array[], weights: Float64Array, options: BreakdownOptions): Measure {
  const { confidence, kernels } = settle(options);
  const convention = oneOf(options.convention, ["type7", "order"], "convention");
  const { simulation, means } = simulated(columns, weights, options);
  const outcomes = simulation.outcomes();
  const n = outcomes.length;
  const p = tailOf(confidence);
  const tail = lowerTail(outcomes, p, convention, kernels);
  const places = Math.sqrt(n * p * (1 - p)) / n;
  const low = lowerTail(outcomes, Math.max(p - places, 0.5 / n), "order", kernels).quantile;
  const high = lowerTail(outcomes, Math.min(p + places, 1 - 0.5 / n), "order", kernels).quantile;
  const size = columns.length;
  const near = new Float64Array(size);
  const beyond = new Float64Array(size);
  let nearCount = 0;
  let beyondCount = 0;
  simulation.run(({ count, deviations, stride, outcomes: block }) => {
    for (let i = 0; i < count; i++) {
      const outcome = block[i]!;
      const isNear = outcome >= low && outcome <= high;
      const isBeyond = outcome <= tail.quantile;
      if (!isNear && !isBeyond) continue;
      nearCount += isNear ? 1 : 0;
      beyondCount += isBeyond ? 1 : 0;
      for (let a = 0; a < size; a++) {
        const value = means[a]! + deviations[a * stride + i]!;
        if (isNear) near[a] = near[a]! - value;
        if (isBeyond) beyond[a] = beyond[a]! - value;
      }
    }
  });
  return {
    var: lossOf(tail.quantile),
    expectedShortfall: lossOf(tail.mean),
    marginalVar: summingTo(near, nearCount, weights, lossOf(tail.quantile)),
    marginalShortfall: summingTo(beyond, beyondCount, weights, lossOf(tail.mean)),
    without: withoutEach(simulation, weights, means, p, convention, kernels),
  };
}

/** Assets that are taken out in one run: as many columns of outcomes are held at a time. */
const TOGETHER = 8;

/** The figures of the same paths without each asset in turn. */
function withoutEach(
  simulation: Simulation,
  weights: Float64Array,
  means: readonly number[],
  p: number,
  convention: QuantileConvention,
  kernels: Kernels,
): Figures[] {
  const figures: Figures[] = [];
  const columns = Array.from({ length: Math.min(TOGETHER, weights.length) }, () => new Float64Array(simulation.paths));
  for (let first = 0; first < weights.length; first += TOGETHER) {
    const count = Math.min(TOGETHER, weights.length - first);
    simulation.run(({ from, count: paths, deviations, stride, outcomes }) => {
      for (let c = 0; c < count; c++) {
        const column = columns[c]!;
        const weight = weights[first + c]!;
        const mean = means[first + c]!;
        const at = (first + c) * stride;
        for (let i = 0; i < paths; i++) column[from + i] = outcomes[i]! - weight * (mean + deviations[at + i]!);
      }
    });
    for (const column of columns.slice(0, count)) {
      const tail = lowerTail(column, p, convention, kernels);
      figures.push({ var: lossOf(tail.quantile), expectedShortfall: lossOf(tail.mean) });
    }
  }
  return figures;
}

function simulated(columns: readonly Float64Array[], weights: Float64Array, options: BreakdownOptions) {
  const { horizon } = settle(options);
  const all: MonteCarloOptions = { ...options.simulation, ...options, total: "any" };
  const { simulation } = simulationOf({ columns }, weights, all);
  const zero = options.mean === "zero";
  const means = columns.map((column) => (zero ? 0 : (settle(options).kernels.sum(column) / column.length) * horizon));
  return { simulation, means };
}

/** Mean contributions, moved in proportion to the holdings' own size so that they sum to the total. */
function summingTo(sums: Float64Array, count: number, weights: Float64Array, total: number): Float64Array {
  const marginal = sums.map((sum) => sum / count);
  let sum = 0;
  for (let a = 0; a < weights.length; a++) sum += weights[a]! * marginal[a]!;
  const scale = sum === 0 ? 1 : total / sum;
  return marginal.map((each) => each * scale);
}
