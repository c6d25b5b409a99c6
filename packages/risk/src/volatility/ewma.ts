import { ConfigError } from "@hotpath/core";
import { checkReturns, oneOf, type Returns } from "../value-at-risk/sample.ts";

/** Options of {@link ewmaVolatility}. */
export interface EwmaOptions {
  /** λ, between 0 and 1. Default 0.94, RiskMetrics' for days; 0.97 is its for months. */
  decay?: number;
  /**
   * What the recursion begins with. `normalised`: nothing, the weights (1 − λ) λ^age being divided by their sum, as
   * RiskMetrics does for a window. `first`: the square of the first return. `sample`: the mean square of all. Default
   * `normalised`.
   */
  initial?: "normalised" | "first" | "sample";
}

/** What {@link ewmaVolatility} answers. */
export interface EwmaVolatility {
  decay: number;
  initial: "normalised" | "first" | "sample";
  /** Variance of each return as it was forecast before it; of the first, where nothing was known, its own square. */
  variance: Float64Array;
  /** Variance forecast for the next return. */
  next: number;
}

/**
 * Exponentially weighted variance, mean taken as zero: σ²ₜ₊₁ = λ σ²ₜ + (1 − λ) r²ₜ (J.P. Morgan and Reuters, *RiskMetrics
 * Technical Document*, 4th ed., 1996, section 5.2).
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 2 returns, or one that is not finite
 */
export function ewmaVolatility(returns: Returns, options: EwmaOptions = {}): EwmaVolatility {
  const decay = options.decay ?? 0.94;
  if (!(decay > 0 && decay < 1))
    throw new ConfigError("decay", options.decay, "a number between 0 and 1, both excluded");
  const initial = oneOf(options.initial, ["normalised", "first", "sample"], "initial");
  const x = checkReturns(returns, 2);
  const n = x.length;
  const variance = new Float64Array(n);
  if (initial === "normalised") {
    let sum = 0;
    let weight = 0;
    for (let i = 0; i < n; i++) {
      variance[i] = i === 0 ? x[0]! * x[0]! : sum / weight;
      sum = decay * sum + (1 - decay) * x[i]! * x[i]!;
      weight = decay * weight + (1 - decay);
    }
    return { decay, initial, variance, next: sum / weight };
  }
  let now = x[0]! * x[0]!;
  if (initial === "sample") {
    now = 0;
    for (let i = 0; i < n; i++) now += x[i]! * x[i]!;
    now /= n;
  }
  for (let i = 0; i < n; i++) {
    variance[i] = now;
    now = decay * now + (1 - decay) * x[i]! * x[i]!;
  }
  return { decay, initial, variance, next: now };
}
