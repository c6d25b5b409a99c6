import { InputError, inverseNormal, normalCdf } from "@hotpath/core";
import { normalDensity } from "./normal.ts";
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

/** What {@link cornishFisherVar} answers. */
export interface CornishFisherVar extends VarEstimate {
  method: "cornish-fisher";
  /** Mean of one period. */
  mean: number;
  /** Standard deviation of one period. */
  volatility: number;
  /** Third standardised moment m₃/m₂^1.5 of the sample, moments dividing by n. */
  skewness: number;
  /** Fourth standardised moment less 3, m₄/m₂² − 3, moments dividing by n. */
  excessKurtosis: number;
  /** The normal quantile as the expansion bends it. */
  quantile: number;
  /** Probability that a normal number is bent to no more than this: 1 − confidence, or within a hundredth of it. */
  coverage: number;
  /** `monotone`: the expansion rises over all of 8.3 deviations, so it is a quantile. `tail`: not all over, but as good as one here. */
  domain: "monotone" | "tail";
}

/** Beyond so many deviations lies less probability than a double sees beside 1. */
const FAR = 8.3;
/** How far the probability may be off, as a share of it. */
const TOLERANCE = 0.01;

/**
 * Value at risk with the skewness and kurtosis of the sample, by the expansion of Cornish and Fisher to the second order:
 * w = z + (z² − 1) S/6 + (z³ − 3z) K/24 − (2z³ − 5z) S²/36, VaR = −(μ h + σ √h w) (J.P. Morgan and Reuters, *RiskMetrics*,
 * 1996; P. Zangari, 1996). The expected shortfall is the mean of the same expansion over the tail, in closed form (D.
 * Maillard, *A User's Guide to the Cornish Fisher Expansion*, 2012).
 *
 * Over h periods skewness falls as 1/√h and excess kurtosis as 1/h, as they do for independent returns.
 *
 * Outside of its domain the expansion is no quantile: it falls where it should rise. How probable it really is that a normal number
 * is bent to no more than the value is `coverage`; where that is more than a hundredth off 1 − confidence, the value is refused.
 *
 * @throws {ConfigError} an option that is not allowed
 * @throws {InputError} fewer than 4 returns, one that is not finite, returns that are constant; code
 *   `INPUT_OUT_OF_RANGE` for a skewness and a kurtosis that the expansion does not hold for at this confidence
 */
export function cornishFisherVar(returns: Returns, options: MomentOptions = {}): CornishFisherVar {
  const { confidence, horizon, kernels } = settle(options);
  const x = checkReturns(returns, 4);
  const { mean, deviation } = momentsOf(x, options, kernels);
  const { skewness, excessKurtosis } = shapeOf(x);
  const s = skewness / Math.sqrt(horizon);
  const k = excessKurtosis / horizon;
  const p = tailOf(confidence);
  const z = inverseNormal(p);
  const { coverage, domain } = coverageOf(z, s, k);
  if (!(Math.abs(coverage - p) <= TOLERANCE * p))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `returns: with skewness ${s.toFixed(3)} and excess kurtosis ${k.toFixed(3)} the Cornish–Fisher expansion is exceeded with ` +
        `probability ${(1 - coverage).toPrecision(4)} and not ${confidence}; allowed: another method, as historical or t`,
    );
  const quantile = z + ((z * z - 1) * s) / 6 + ((z * z * z - 3 * z) * k) / 24 - ((2 * z * z * z - 5 * z) * s * s) / 36;
  const bend = 1 + (z * s) / 6 + ((z * z - 1) * k) / 24 - ((2 * z * z - 1) * s * s) / 36;
  const scale = deviation * Math.sqrt(horizon);
  return {
    method: "cornish-fisher",
    confidence,
    horizon,
    observations: x.length,
    var: lossOf(mean * horizon + scale * quantile),
    expectedShortfall: lossOf(mean * horizon) + (scale * normalDensity(z) * bend) / p,
    mean,
    volatility: deviation,
    skewness,
    excessKurtosis,
    quantile,
    coverage,
    domain,
  };
}

/** Skewness and excess kurtosis of a sample, moments about its mean dividing by n. */
export function shapeOf(x: Float64Array): { skewness: number; excessKurtosis: number } {
  const n = x.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i]!;
  const mean = sum / n;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d = x[i]! - mean;
    const square = d * d;
    second += square;
    third += square * d;
    fourth += square * square;
  }
  second /= n;
  return { skewness: third / n / (second * Math.sqrt(second)), excessKurtosis: fourth / n / (second * second) - 3 };
}

/**
 * The probability that a normal number is bent to no more than the value at z: Φ over the intervals where (y − z) (a y² + b y + c)
 * is not positive, that parabola being (w(y) − w(z))/(y − z).
 */
function coverageOf(z: number, s: number, k: number): { coverage: number; domain: "monotone" | "tail" } {
  const a = k / 24 - (s * s) / 18;
  const square = s / 6;
  const linear = 1 - k / 8 + (5 * s * s) / 36;
  const b = a * z + square;
  const c = b * z + linear;
  const below = (y: number): boolean => (y - z) * ((a * y + b) * y + c) <= 0;
  const ends = [z, ...rootsOf(a, b, c)].sort((x, y) => x - y);
  let coverage = 0;
  for (let i = 0; i <= ends.length; i++) {
    const from = ends[i - 1] ?? Number.NEGATIVE_INFINITY;
    const to = ends[i] ?? Number.POSITIVE_INFINITY;
    const inside = i === 0 ? to - 1 : i === ends.length ? from + 1 : 0.5 * (from + to);
    if (below(inside)) coverage += normalCdf(to) - normalCdf(from);
  }
  // The expansion rises everywhere within reach where its slope, 3 a y² + 2 square y + linear, has no root there.
  const turns = rootsOf(3 * a, 2 * square, linear).some((y) => Math.abs(y) < FAR);
  return { coverage, domain: turns ? "tail" : "monotone" };
}

/** Real roots of a y² + b y + c, by the formula that does not cancel. */
function rootsOf(a: number, b: number, c: number): number[] {
  if (a === 0) return b === 0 ? [] : [-c / b];
  const discriminant = b * b - 4 * a * c;
  if (!(discriminant > 0)) return [];
  const q = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant));
  return q === 0 ? [0] : [q / a, c / q];
}
