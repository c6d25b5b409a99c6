import { ConfigError } from "@hotpath/core";
import { multiplyRows, quadraticForm, solveGeneral } from "../solvers/dense.ts";
import { AllocationError } from "./allocation-error.ts";
import { checkSemidefinite, checkVector } from "./inputs.ts";
import { finite } from "./weight-constraints.ts";

/** A view: that a combination of assets earns so much. */
export interface View {
  /** A weight for each asset: 1 for a view of one, 1 and −1 for one against another. */
  assets: ArrayLike<number>;
  /** Expected return of the combination. */
  expectedReturn: number;
  /**
   * Variance of the view. Default τ p Σ pᵀ, that is as uncertain as the prior (He and Litterman 1999). Use this or
   * `confidence`.
   */
  variance?: number;
  /** From 0 (no view) to 1 (certain): Idzorek 2005, in Walters' closed form. */
  confidence?: number;
}

/** Prior and views. */
export interface BlackLittermanInput {
  /** Assets × assets, row by row. */
  covariance: Float64Array;
  /** Expected returns without views: see {@link impliedReturns}. */
  prior: ArrayLike<number>;
  views: readonly View[];
  /** How uncertain the prior is, as a share of the covariance. Default 0.05. */
  tau?: number;
}

/** What prior and views come to. */
export interface BlackLitterman {
  /** Expected returns. */
  mean: Float64Array;
  /** Σ + M: covariance of returns, that of their means included. */
  covariance: Float64Array;
  /** M: covariance of the means. */
  uncertainty: Float64Array;
}

/**
 * Expected returns that make weights the best ones: riskAversion · Σ · weights + riskFree. He and Litterman 1999, "The
 * Intuition Behind Black-Litterman Model Portfolios", Goldman Sachs.
 */
export function impliedReturns(
  covariance: Float64Array,
  weights: ArrayLike<number>,
  riskAversion: number,
  riskFree = 0,
): Float64Array {
  const n = checkSemidefinite(covariance);
  const held = checkVector(weights, n, "weights");
  const aversion = positive(riskAversion, "riskAversion");
  finite(riskFree, "riskFree");
  return multiplyRows(covariance, n, n, held, new Float64Array(n), 0).map((value) => aversion * value + riskFree);
}

/**
 * Expected returns and covariance given views. With A = τΣ, mean = π + A Pᵀ(P A Pᵀ + Ω)⁻¹(Q − Pπ) and
 * M = A − A Pᵀ(P A Pᵀ + Ω)⁻¹P A: Black and Litterman 1992, "Global Portfolio Optimization", Financial Analysts Journal
 * 48(5), in the form of He and Litterman's appendix that needs no inverse of Σ.
 *
 * @throws {AllocationError} `degenerate`: views contradict one another, each of them certain
 */
export function blackLitterman({ covariance, prior, views, tau = 0.05 }: BlackLittermanInput): BlackLitterman {
  const n = checkSemidefinite(covariance);
  const mean = checkVector(prior, n, "prior");
  positive(tau, "tau");
  const count = views.length;
  const uncertain = covariance.map((value) => tau * value);
  const picks = views.map((view, v) => checkVector(view.assets, n, `views[${v}].assets`));
  const spreads = picks.map((pick) => multiplyRows(uncertain, n, n, pick, new Float64Array(n), 0));
  const system = new Float64Array(count * count);
  const surprise = new Float64Array(count);
  for (let v = 0; v < count; v++) {
    finite(views[v]!.expectedReturn, `views[${v}].expectedReturn`);
    let expected = 0;
    for (let i = 0; i < n; i++) expected += picks[v]![i]! * mean[i]!;
    surprise[v] = views[v]!.expectedReturn - expected;
    for (let u = 0; u < count; u++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += picks[v]![i]! * spreads[u]![i]!;
      system[v * count + u] = sum + (u === v ? varianceOf(views[v]!, picks[v]!, uncertain, v) : 0);
    }
  }
  const solve = (right: Float64Array): Float64Array => {
    const answer = right.slice();
    if (!solveGeneral(system.slice(), count, answer) || !answer.every(Number.isFinite))
      throw new AllocationError("degenerate", "views: certain views that repeat or contradict one another");
    return answer;
  };
  const pull = solve(surprise);
  const uncertainty = uncertain.slice();
  for (let v = 0; v < count; v++) for (let i = 0; i < n; i++) mean[i] = mean[i]! + spreads[v]![i]! * pull[v]!;
  for (let j = 0; j < n; j++) {
    const column = solve(Float64Array.from(spreads, (spread) => spread[j]!));
    for (let v = 0; v < count; v++)
      for (let i = 0; i < n; i++) uncertainty[i * n + j] = uncertainty[i * n + j]! - spreads[v]![i]! * column[v]!;
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const value = (uncertainty[i * n + j]! + uncertainty[j * n + i]!) / 2;
      uncertainty[i * n + j] = uncertainty[j * n + i] = value;
    }
  return { mean, covariance: covariance.map((value, k) => value + uncertainty[k]!), uncertainty };
}

/**
 * The weights without constraints that expected returns ask for, (riskAversion · Σ)⁻¹ mean; `normalise` divides them by
 * their sum.
 *
 * @throws {AllocationError} `degenerate`: the covariance is singular, or the weights add up to 0
 */
export function unconstrainedWeights(
  covariance: Float64Array,
  mean: ArrayLike<number>,
  riskAversion = 1,
  normalise = true,
): Float64Array {
  const n = checkSemidefinite(covariance);
  const weights = checkVector(mean, n, "mean");
  const aversion = positive(riskAversion, "riskAversion");
  if (
    !solveGeneral(
      covariance.map((value) => aversion * value),
      n,
      weights,
    ) ||
    !weights.every(Number.isFinite)
  )
    throw new AllocationError("degenerate", "covariance: singular");
  if (!normalise) return weights;
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (total === 0) throw new AllocationError("degenerate", "weights: they add up to 0");
  return weights.map((w) => w / total);
}

/** Risk aversion that market returns imply: (mean − riskFree) ÷ variance, all of one period. */
export function impliedRiskAversion(meanReturn: number, variance: number, riskFree = 0): number {
  return (finite(meanReturn, "meanReturn") - finite(riskFree, "riskFree")) / positive(variance, "variance");
}

/** Uncertainty of a view. */
function varianceOf(view: View, pick: Float64Array, uncertain: Float64Array, v: number): number {
  const own = quadraticForm(uncertain, pick);
  if (view.variance !== undefined) {
    if (!(view.variance >= 0 && view.variance < Number.POSITIVE_INFINITY))
      throw new ConfigError(`views[${v}].variance`, view.variance, "a number from 0");
    return view.variance;
  }
  if (view.confidence === undefined) return own;
  const { confidence } = view;
  if (!(confidence >= 0 && confidence <= 1))
    throw new ConfigError(`views[${v}].confidence`, confidence, "a number from 0 to 1");
  // No confidence is no view: so uncertain that it moves nothing.
  return confidence === 0 ? own * 1e12 : (own * (1 - confidence)) / confidence;
}

function positive(value: number, path: string): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new ConfigError(path, value, "a positive number");
  return value;
}
