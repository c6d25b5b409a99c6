/**
 * Portfolios by clusters of assets that move alike: no matrix is inverted, so nothing is asked of its rank.
 *
 * Distances are √((1 − correlation) ÷ 2). Weights are of one period's risk; all of them are positive and add up to 1.
 */
import { ConfigError } from "@hotpath/core";
import { correlationOf } from "../../covariance/correlation.ts";
import { sampleCovariance } from "../../covariance/sample.ts";
import { AllocationError } from "../allocation-error.ts";
import type { Allocation } from "../certificate.ts";
import { checkCovariance, checkReturns } from "../inputs.ts";
import { minVariance } from "../mean-variance.ts";
import { measureRisk, portfolioReturns, type RiskMeasure, type RiskMeasureOptions } from "../risk-measures.ts";
import { minRisk, type ScenarioMeasure } from "../scenario-risk.ts";
import { optimalLeaves, scipyLeaves } from "./leaf-order.ts";
import { type ClusterTree, clusterTree, cutInto, type LinkageMethod, leavesOf } from "./linkage.ts";

/** What clusters are made of, and their risk. */
export interface HierarchicalInput {
  /** Assets × assets, row by row. Default that of the returns. */
  covariance?: Float64Array;
  /** Default that of the covariance. */
  correlation?: Float64Array;
  /** A row for each period: needed for measures other than `variance` and `volatility`. */
  returns?: Float64Array;
  /** Number of assets, beside `returns` without a covariance. */
  assets?: number;
}

/** How clusters are made and weighed. */
export interface HierarchicalOptions extends RiskMeasureOptions {
  /** Default `single` for HRP, `ward` for HERC and NCO. */
  linkage?: LinkageMethod;
  /**
   * `tree` (default): as the tree lays them out. `optimal`: neighbours as near as the tree allows, in cubic time. `scipy`:
   * what SciPy's `optimal_ordering` makes of that, for results like Riskfolio-Lib's.
   */
  leafOrder?: "tree" | "optimal" | "scipy";
  /** What risk is. Default `variance`. */
  measure?: RiskMeasure;
}

/** How many clusters there are, for HERC and NCO. */
export interface ClusterOptions extends HierarchicalOptions {
  /** Default: by the second difference of the dispersion within clusters, at most `maxClusters`. */
  clusters?: number;
  /** Default 10. */
  maxClusters?: number;
}

/** Weights by clusters. */
export interface HierarchicalAllocation extends Allocation {
  /** Assets in the order of the tree's leaves. */
  order: number[];
  /** The clusters, as lists of assets; of HRP none. */
  clusters: number[][];
}

/**
 * Hierarchical risk parity: López de Prado 2016, "Building Diversified Portfolios that Outperform Out of Sample", Journal of
 * Portfolio Management 42(4). The leaves' order is halved again and again, and risk is shared between halves by the inverse
 * of their own, each taken with inverse-risk weights. The objective is the risk of the weights.
 *
 * @throws {AllocationError} `degenerate`: an asset does not vary
 */
export function hierarchicalRiskParity(
  input: HierarchicalInput,
  options: HierarchicalOptions = {},
): HierarchicalAllocation {
  const model = new ClusterModel(input, { linkage: "single", ...options });
  const weights = new Float64Array(model.assets).fill(1);
  let parts = [model.order];
  while (parts.length > 0) {
    const next: number[][] = [];
    for (const part of parts) {
      if (part.length < 2) continue;
      const middle = Math.floor(part.length / 2);
      const left = part.slice(0, middle);
      const right = part.slice(middle);
      const leftRisk = model.clusterRisk(left);
      const rightRisk = model.clusterRisk(right);
      const share = shareOf(leftRisk, rightRisk);
      for (const i of left) weights[i] = weights[i]! * share;
      for (const i of right) weights[i] = weights[i]! * (1 - share);
      next.push(left, right);
    }
    parts = next;
  }
  return model.answer(weights, []);
}

/**
 * Hierarchical equal risk contribution: Raffinot 2018, "The Hierarchical Equal Risk Contribution Portfolio", SSRN 3237540.
 * Risk is shared at the nodes of the tree down to its clusters, and within them by inverse risk. The objective is the risk of
 * the weights.
 */
export function hierarchicalEqualRisk(input: HierarchicalInput, options: ClusterOptions = {}): HierarchicalAllocation {
  const model = new ClusterModel(input, { linkage: "ward", ...options });
  const clusters = model.clusters(options);
  const weights = new Float64Array(model.assets).fill(1);
  const risks = clusters.map((cluster) => model.clusterRisk(cluster));
  const clusterOf = new Int32Array(model.assets);
  clusters.forEach((cluster, c) => {
    for (const i of cluster) clusterOf[i] = c;
  });
  const riskOf = (items: number[]): number =>
    [...new Set(items.map((i) => clusterOf[i]!))].reduce((sum, c) => sum + risks[c]!, 0);
  for (let k = 0; k < clusters.length - 1; k++) {
    const merge = model.assets - 2 - k;
    const left = leavesOf(model.tree, model.tree.left[merge]!);
    const right = leavesOf(model.tree, model.tree.right[merge]!);
    const share = shareOf(riskOf(left), riskOf(right));
    for (const i of left) weights[i] = weights[i]! * share;
    for (const i of right) weights[i] = weights[i]! * (1 - share);
  }
  for (const cluster of clusters) {
    const within = model.inverseRisk(cluster);
    cluster.forEach((asset, a) => {
      weights[asset] = weights[asset]! * within[a]!;
    });
  }
  return model.answer(weights, clusters);
}

/**
 * Nested clustered optimisation: López de Prado 2019, "A Robust Estimator of the Efficient Frontier", SSRN 3469961. The
 * weights of least risk within each cluster, and of least risk among the clusters' portfolios. The objective is the risk of
 * the weights; its certificate has the greatest residual of all those problems.
 */
export function nestedClusters(input: HierarchicalInput, options: ClusterOptions = {}): HierarchicalAllocation {
  const model = new ClusterModel(input, { linkage: "ward", ...options });
  const clusters = model.clusters(options);
  const weights = new Float64Array(model.assets);
  let residual = 0;
  let iterations = 0;
  const least = (columns: Float64Array[]): Float64Array => {
    if (columns.length === 1) return Float64Array.of(1);
    const found = model.leastRisk(columns);
    residual = Math.max(residual, found.certificate.kktResidual);
    iterations += found.certificate.iterations;
    return found.weights;
  };
  const unit = (asset: number): Float64Array => {
    const column = new Float64Array(model.assets);
    column[asset] = 1;
    return column;
  };
  const portfolios = clusters.map((cluster) => {
    const within = least(cluster.map(unit));
    const portfolio = new Float64Array(model.assets);
    cluster.forEach((asset, a) => {
      portfolio[asset] = within[a]!;
    });
    return portfolio;
  });
  const between = least(portfolios);
  portfolios.forEach((portfolio, c) => {
    for (let i = 0; i < weights.length; i++) weights[i] = weights[i]! + between[c]! * portfolio[i]!;
  });
  const answer = model.answer(weights, clusters);
  return {
    ...answer,
    certificate: { ...answer.certificate, iterations, kktResidual: Math.max(residual, answer.certificate.kktResidual) },
  };
}

/** Assets, their tree, and their risk. */
class ClusterModel {
  readonly assets: number;
  readonly tree: ClusterTree;
  readonly order: number[];
  readonly #covariance: Float64Array;
  readonly #distances: Float64Array;
  readonly #returns: Float64Array | null;
  readonly #measure: RiskMeasure;
  readonly #options: HierarchicalOptions;
  /** Risk of each asset alone. */
  readonly #own: Float64Array;

  constructor(input: HierarchicalInput, options: HierarchicalOptions & { linkage: LinkageMethod }) {
    const covariance = covarianceOf(input);
    const n = checkCovariance(covariance);
    this.assets = n;
    this.#covariance = covariance;
    this.#measure = options.measure ?? "variance";
    this.#options = options;
    this.#returns = input.returns ?? null;
    if (this.#returns !== null && !isQuadratic(this.#measure)) checkReturns(this.#returns, n);
    for (let i = 0; i < n; i++)
      if (!(covariance[i * (n + 1)]! > 0))
        throw new AllocationError("degenerate", `asset ${i} does not vary: its variance is 0`);
    const correlation = input.correlation ?? correlationOf(covariance);
    if (correlation.length !== n * n) throw new ConfigError("correlation", correlation.length, `${n * n} elements`);
    this.#distances = correlation.map((value, k) =>
      k % (n + 1) === 0 ? 0 : Math.sqrt(Math.min(1, Math.max(0, (1 - value) / 2))),
    );
    this.tree = clusterTree(this.#distances, n, options.linkage);
    this.order = this.#leaves(options.leafOrder ?? "tree");
    this.#own = Float64Array.from({ length: n }, (_, i) => this.#riskOf([i], Float64Array.of(1)));
    this.#own.forEach((risk, i) => {
      if (!(risk > 0)) throw new AllocationError("degenerate", `asset ${i} has a ${this.#measure} of ${risk}`);
    });
  }

  /** Weights by the inverse of each asset's own risk. */
  inverseRisk(assets: readonly number[]): Float64Array {
    const weights = Float64Array.from(assets, (i) => 1 / this.#own[i]!);
    const sum = weights.reduce((all, w) => all + w, 0);
    return weights.map((w) => w / sum);
  }

  /** Risk of assets with inverse-risk weights. */
  clusterRisk(assets: readonly number[]): number {
    return this.#riskOf(assets, this.inverseRisk(assets));
  }

  /** The least risk of portfolios, each a column of weights of all assets. */
  leastRisk(columns: Float64Array[]): Allocation {
    const k = columns.length;
    if (isQuadratic(this.#measure)) {
      const small = new Float64Array(k * k);
      const n = this.assets;
      columns.forEach((a, i) => {
        columns.forEach((b, j) => {
          let sum = 0;
          for (let r = 0; r < n; r++) {
            if (a[r] === 0) continue;
            for (let c = 0; c < n; c++) sum += a[r]! * this.#covariance[r * n + c]! * b[c]!;
          }
          small[i * k + j] = sum;
        });
      });
      for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) small[i * k + j] = small[j * k + i]!;
      return minVariance(small);
    }
    const returns = this.#needReturns();
    const series = columns.map((column) => portfolioReturns(returns, column));
    const rows = new Float64Array(series[0]!.length * k);
    for (let t = 0; t < series[0]!.length; t++) for (let i = 0; i < k; i++) rows[t * k + i] = series[i]![t]!;
    const measure = this.#measure === "semideviation" ? "semivariance" : this.#measure;
    const threshold = this.#measure === "semideviation" ? "mean" : this.#options.threshold;
    return minRisk(
      { returns: rows, assets: k },
      {
        measure: measure as ScenarioMeasure,
        confidence: this.#options.confidence ?? 0.95,
        threshold: threshold ?? 0,
      },
    );
  }

  /** The clusters, each a list of assets in ascending order. */
  clusters({ clusters, maxClusters = 10 }: ClusterOptions): number[][] {
    const n = this.assets;
    if (clusters !== undefined && !(Number.isInteger(clusters) && clusters >= 1 && clusters <= n))
      throw new ConfigError("clusters", clusters, `an integer from 1 to ${n}`);
    const k = clusters ?? this.#numberOfClusters(maxClusters);
    return cutInto(this.tree, k).map((cluster) => leavesOf(this.tree, cluster).sort((a, b) => a - b));
  }

  answer(weights: Float64Array, clusters: number[][]): HierarchicalAllocation {
    const all = Array.from({ length: this.assets }, (_, i) => i);
    const sum = weights.reduce((total, w) => total + w, 0);
    return {
      weights,
      objective: this.#riskOf(all, weights),
      order: this.order,
      clusters,
      certificate: {
        method: "hierarchical",
        iterations: Math.max(0, this.assets - 1),
        kktResidual: Math.abs(sum - 1),
        dualityGap: null,
      },
    };
  }

  /**
   * The number of clusters where the second difference of the dispersion within them (the sum of the deviations of their
   * items' distances) is greatest: Yue, Wang and Wei 2008, "A Modified Gap Statistic", as Raffinot and Riskfolio use it.
   */
  #numberOfClusters(most: number): number {
    const n = this.assets;
    const last = Math.min(n, Math.floor(Math.min(most, Math.sqrt(n)) + 2));
    const dispersion = [Number.NEGATIVE_INFINITY];
    for (let k = 2; k <= last; k++)
      dispersion.push(
        cutInto(this.tree, k).reduce((sum, cluster) => sum + this.#dispersion(leavesOf(this.tree, cluster)), 0),
      );
    let best = Math.min(2, n);
    let greatest = Number.NEGATIVE_INFINITY;
    for (let k = 2; k + 2 <= last; k++) {
      const gap = dispersion[k + 1]! + dispersion[k - 1]! - 2 * dispersion[k]!;
      if (gap > greatest) {
        greatest = gap;
        best = k;
      }
    }
    return best;
  }

  #dispersion(items: number[]): number {
    const distances: number[] = [];
    for (let a = 0; a < items.length; a++)
      for (let b = 0; b < a; b++) distances.push(this.#distances[items[a]! * this.assets + items[b]!]!);
    if (distances.length === 0) return 0;
    const mean = distances.reduce((sum, d) => sum + d, 0) / distances.length;
    return Math.sqrt(distances.reduce((sum, d) => sum + (d - mean) * (d - mean), 0) / distances.length);
  }

  #riskOf(assets: readonly number[], weights: Float64Array): number {
    if (isQuadratic(this.#measure)) {
      const n = this.assets;
      let variance = 0;
      for (let a = 0; a < assets.length; a++) {
        const row = assets[a]! * n;
        let sum = 0;
        for (let b = 0; b < assets.length; b++) sum += this.#covariance[row + assets[b]!]! * weights[b]!;
        variance += weights[a]! * sum;
      }
      return this.#measure === "variance" ? variance : Math.sqrt(Math.max(0, variance));
    }
    const all = new Float64Array(this.assets);
    assets.forEach((asset, a) => {
      all[asset] = weights[a]!;
    });
    return measureRisk(portfolioReturns(this.#needReturns(), all), this.#measure, this.#options);
  }

  #leaves(order: string): number[] {
    switch (order) {
      case "tree":
        return leavesOf(this.tree);
      case "optimal":
        return optimalLeaves(this.tree, this.#distances);
      case "scipy":
        return scipyLeaves(this.tree, this.#distances);
      default:
        throw new ConfigError("leafOrder", order, '"tree", "optimal" or "scipy"');
    }
  }

  #needReturns(): Float64Array {
    if (this.#returns === null)
      throw new ConfigError("measure", this.#measure, '"variance" or "volatility" where there are no returns');
    return this.#returns;
  }
}

/** What of a unit goes to the left, by the inverse of risks. */
function shareOf(left: number, right: number): number {
  return 1 - left / (left + right);
}

function isQuadratic(measure: RiskMeasure): boolean {
  return measure === "variance" || measure === "volatility";
}

function covarianceOf({ covariance, returns, assets }: HierarchicalInput): Float64Array {
  if (covariance !== undefined) return covariance;
  if (returns === undefined || assets === undefined)
    throw new ConfigError(
      "input",
      "neither covariance nor returns",
      "a covariance, or returns and their number of assets",
    );
  checkReturns(returns, assets);
  return sampleCovariance(returns, assets);
}
