import { type EwmaOptions, ewmaVolatility } from "../volatility/ewma.ts";
import { fitGarch, type GarchFit, type GarchOptions, garchHorizonVariance } from "../volatility/garch.ts";
import { normalFigures } from "./normal.ts";
import { assertVaried, checkReturns, type Returns, settle, type VarEstimate, type VarOptions } from "./sample.ts";

/** Options of {@link ewmaVar}. */
export interface EwmaVarOptions extends VarOptions, EwmaOptions {}

/** What {@link ewmaVar} answers. */
export interface EwmaVar extends VarEstimate {
  method: "ewma";
  decay: number;
  initial: "normalised" | "first" | "sample";
  /** Standard deviation forecast for the next period. */
  volatility: number;
}

/**
 * Normal value at risk with mean zero and the exponentially weighted deviation of `ewmaVolatility`: VaR = −z σ √h (J.P. Morgan
 * and Reuters, *RiskMetrics*, 1996).
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 2 returns, one that is not finite, or returns that are constant
 */
export function ewmaVar(returns: Returns, options: EwmaVarOptions = {}): EwmaVar {
  const { confidence, horizon } = settle(options);
  const x = checkReturns(returns, 2);
  assertVaried(x);
  const { decay, initial, next } = ewmaVolatility(x, options);
  const volatility = Math.sqrt(next);
  const figures = normalFigures(0, volatility * Math.sqrt(horizon), confidence);
  return { method: "ewma", confidence, horizon, observations: x.length, ...figures, decay, initial, volatility };
}

/** Options of {@link garchVar}. */
export interface GarchVarOptions extends VarOptions, GarchOptions {}

/** What {@link garchVar} answers. */
export interface GarchVar extends VarEstimate {
  method: "garch";
  /** Standard deviation forecast for the next period. */
  volatility: number;
  model: Omit<GarchFit, "variance">;
}

/**
 * Normal value at risk with the variance that a GARCH(1,1) fitted by `fitGarch` forecasts: over h periods the sum of its
 * forecasts, which return to the long run, and not √h.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 20 returns, one that is not finite, or returns that are constant
 */
export function garchVar(returns: Returns, options: GarchVarOptions = {}): GarchVar {
  const { confidence, horizon } = settle(options);
  const { variance, ...model } = fitGarch(returns, options);
  const deviation = Math.sqrt(garchHorizonVariance({ variance, ...model }, horizon));
  return {
    method: "garch",
    confidence,
    horizon,
    observations: variance.length,
    ...normalFigures(model.mean * horizon, deviation, confidence),
    volatility: Math.sqrt(model.next),
    model,
  };
}
