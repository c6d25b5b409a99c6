import { exp, InputError, log } from "@hotpath/core";
import { assertVaried, checkReturns, oneOf, type Returns } from "../value-at-risk/sample.ts";
import { minimise } from "./bfgs.ts";

/** Options of {@link fitGarch}. */
export interface GarchOptions {
  /** `constant`: r = μ + ε, μ fitted with the rest. `zero`: r = ε. Default `constant`. */
  mean?: "constant" | "zero";
}

/** A GARCH(1,1) model of returns. */
export interface GarchFit {
  /** Mean of a return. */
  mean: number;
  /** ω > 0, in the square of the unit of the returns. */
  omega: number;
  /** α ≥ 0, of the last squared shock. */
  alpha: number;
  /** β ≥ 0, of the last variance; α + β < 1. */
  beta: number;
  /** ln of the Gaussian likelihood, the constant included. */
  logLikelihood: number;
  /** Variance of each return as the model had forecast it. */
  variance: Float64Array;
  /** Variance forecast for the next return. */
  next: number;
  /** What variances return to: ω/(1 − α − β). */
  longRun: number;
  /** Greatest component of the gradient of the mean log likelihood where the search ended, in its own coordinates. */
  gradient: number;
  iterations: number;
}

/** α + β stays below 1 by this much. */
const MARGIN = 1e-6;
const LOG_TWO_PI = 1.8378770664093453;
/** Shares (α + β, α/(α + β)) that the search begins at; the likeliest end is kept. */
const STARTS = [
  [0.9, 0.1],
  [0.98, 0.05],
  [0.7, 0.3],
  [0.3, 0.5],
] as const;

/**
 * GARCH(1,1) by Gaussian quasi maximum likelihood (T. Bollerslev, *Journal of Econometrics* 31, 1986): r = μ + ε, σ²ₜ = ω + α
 * ε²ₜ₋₁ + β σ²ₜ₋₁. The recursion begins with the mean square of the residuals as both, as in the benchmark of G. Fiorentini, G.
 * Calzolari and L. Panattoni (*Journal of Applied Econometrics* 11, 1996).
 *
 * The search is BFGS with the analytic gradient, in μ, ln ω and the logits of α + β and of α/(α + β), so that ω > 0, α ≥ 0, β
 * ≥ 0 and α + β < 1 hold at every step; it begins at four points with returns scaled to variance 1, and ends where the gradient
 * of the mean log likelihood is below 1e-9.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 20 returns, one that is not finite, or returns that are constant
 */
export function fitGarch(returns: Returns, options: GarchOptions = {}): GarchFit {
  const withMean = oneOf(options.mean, ["constant", "zero"], "mean") === "constant";
  const x = checkReturns(returns, 20);
  assertVaried(x);
  const { location, scale } = centre(x, withMean);
  const scaled = x.map((value) => (value - location) / scale);
  const objective = (at: Float64Array, gradient: Float64Array): number => negative(scaled, withMean, at, gradient);
  let best: ReturnType<typeof minimise> | undefined;
  for (const [persistence, share] of STARTS) {
    const start = Float64Array.of(0, log(1 - persistence), logit(persistence / (1 - MARGIN)), logit(share));
    const found = minimise(objective, start, 1e-10);
    if (best === undefined || found.value < best.value - 1e-12) best = found;
  }
  if (best === undefined || !Number.isFinite(best.value))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      "returns: their GARCH(1,1) likelihood is not finite; allowed: less extreme returns",
    );
  const at = parametersOf(best.x, withMean);
  const mean = location + scale * at.mean;
  const omega = scale * scale * at.omega;
  const variance = new Float64Array(x.length);
  const { value, next } = filter(x, mean, omega, at.alpha, at.beta, variance);
  return {
    mean,
    omega,
    alpha: at.alpha,
    beta: at.beta,
    logLikelihood: value,
    variance,
    next,
    longRun: omega / (1 - at.alpha - at.beta),
    gradient: best.gradient,
    iterations: best.iterations,
  };
}

/** Variance of the sum of the next `horizon` returns: each forecast returns to the long run by α + β a period. */
export function garchHorizonVariance(fit: GarchFit, horizon: number): number {
  const persistence = fit.alpha + fit.beta;
  let sum = 0;
  let excess = fit.next - fit.longRun;
  for (let i = 0; i < horizon; i++) {
    sum += fit.longRun + excess;
    excess *= persistence;
  }
  return sum;
}

function centre(x: Float64Array, withMean: boolean): { location: number; scale: number } {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]!;
  const location = withMean ? sum / x.length : 0;
  let squares = 0;
  for (let i = 0; i < x.length; i++) squares += (x[i]! - location) * (x[i]! - location);
  return { location, scale: Math.sqrt(squares / x.length) };
}

function parametersOf(
  at: Float64Array,
  withMean: boolean,
): { mean: number; omega: number; alpha: number; beta: number } {
  const persistence = (1 - MARGIN) * sigmoid(at[2]!);
  const alpha = persistence * sigmoid(at[3]!);
  return { mean: withMean ? at[0]! : 0, omega: exp(at[1]!), alpha, beta: persistence - alpha };
}

/** The mean negative log likelihood without its constant, and its gradient in the coordinates of the search. */
function negative(x: Float64Array, withMean: boolean, at: Float64Array, gradient: Float64Array): number {
  const { mean, omega, alpha, beta } = parametersOf(at, withMean);
  const n = x.length;
  let first = 0;
  let residuals = 0;
  for (let i = 0; i < n; i++) {
    const e = x[i]! - mean;
    first += e * e;
    residuals += e;
  }
  let square = first / n;
  let variance = square;
  // Derivatives of the variance by μ, ω, α, β.
  const squareByMean = (-2 * residuals) / n;
  let byMean = squareByMean;
  let byOmega = 0;
  let byAlpha = 0;
  let byBeta = 0;
  let pastByMean = squareByMean;
  let sum = 0;
  let gMean = 0;
  let gOmega = 0;
  let gAlpha = 0;
  let gBeta = 0;
  for (let i = 0; i < n; i++) {
    byMean = alpha * pastByMean + beta * byMean;
    byOmega = 1 + beta * byOmega;
    byAlpha = square + beta * byAlpha;
    byBeta = variance + beta * byBeta;
    variance = omega + alpha * square + beta * variance;
    const e = x[i]! - mean;
    square = e * e;
    pastByMean = -2 * e;
    const standardised = square / variance;
    sum += log(variance) + standardised;
    const slope = (1 - standardised) / variance;
    gMean += slope * byMean - (2 * e) / variance;
    gOmega += slope * byOmega;
    gAlpha += slope * byAlpha;
    gBeta += slope * byBeta;
  }
  const persistence = alpha + beta;
  const u = sigmoid(at[2]!);
  const v = sigmoid(at[3]!);
  const scale = 0.5 / n;
  gradient[0] = withMean ? gMean * scale : 0;
  gradient[1] = gOmega * omega * scale;
  gradient[2] = (gAlpha * v + gBeta * (1 - v)) * persistence * (1 - u) * scale;
  gradient[3] = (gAlpha - gBeta) * persistence * v * (1 - v) * scale;
  return sum * scale;
}

/** Runs the recursion over returns: the variances, the one after them and the log likelihood. */
function filter(
  x: Float64Array,
  mean: number,
  omega: number,
  alpha: number,
  beta: number,
  out: Float64Array,
): { value: number; next: number } {
  const n = x.length;
  let square = 0;
  for (let i = 0; i < n; i++) square += (x[i]! - mean) * (x[i]! - mean);
  square /= n;
  let variance = square;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    variance = omega + alpha * square + beta * variance;
    out[i] = variance;
    square = (x[i]! - mean) * (x[i]! - mean);
    sum += log(variance) + square / variance;
  }
  return { value: -0.5 * (n * LOG_TWO_PI + sum), next: omega + alpha * square + beta * variance };
}

function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + exp(-x)) : 1 - 1 / (1 + exp(x));
}

function logit(p: number): number {
  return log(p / (1 - p));
}
