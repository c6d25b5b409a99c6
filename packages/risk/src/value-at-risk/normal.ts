import { exp, inverseNormal } from "@hotpath/core";
import {
  checkReturns,
  lossOf,
  type MomentOptions,
  momentsOf,
  type Returns,
  settle,
  tailOf,
  type VarEstimate,
} from "./sample.ts";

const ROOT_TWO_PI = 2.5066282746310002;

/** What {@link normalVar} answers. */
export interface NormalVar extends VarEstimate {
  method: "normal";
  /** Mean of one period. */
  mean: number;
  /** Standard deviation of one period. */
  volatility: number;
}

/**
 * Parametric value at risk: returns are taken as normal with the mean and the deviation of the sample. VaR =
 * −(μ h + σ √h z), z the normal quantile of 1 − confidence; expected shortfall = −μ h + σ √h φ(z)/(1 − confidence) (P.
 * Jorion, *Value at Risk*, 3rd ed., 2007, chapter 5; A. McNeil, R. Frey and P. Embrechts, *Quantitative Risk Management*,
 * 2nd ed., 2015, example 2.14).
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 2 returns, one that is not finite, or returns that are constant
 */
export function normalVar(returns: Returns, options: MomentOptions = {}): NormalVar {
  const { confidence, horizon, kernels } = settle(options);
  const x = checkReturns(returns, 2);
  const { mean, deviation } = momentsOf(x, options, kernels);
  const figures = normalFigures(mean * horizon, deviation * Math.sqrt(horizon), confidence);
  return { method: "normal", confidence, horizon, observations: x.length, ...figures, mean, volatility: deviation };
}

/** Value at risk and expected shortfall of a normal return with this mean and deviation. */
export function normalFigures(
  mean: number,
  deviation: number,
  confidence: number,
): { var: number; expectedShortfall: number } {
  const p = tailOf(confidence);
  const z = inverseNormal(p);
  return { var: lossOf(mean + deviation * z), expectedShortfall: lossOf(mean) + (deviation * normalDensity(z)) / p };
}

/** φ(z), the standard normal density. */
export function normalDensity(z: number): number {
  return exp(-0.5 * z * z) / ROOT_TWO_PI;
}
