import { exp, InputError, log, log1p } from "@hotpath/core";
import { minimiseBetween } from "../volatility/brent.ts";

/** A generalised Pareto distribution of excesses: P(Y > y) = (1 + ξ y/β)^(−1/ξ). */
export interface ParetoFit {
  /** ξ: above 0 tails are heavier than exponential. */
  shape: number;
  /** β > 0, in the unit of the excesses. */
  scale: number;
  logLikelihood: number;
}

/** ξ below which maximum likelihood is not regular. */
const LEAST_SHAPE = -0.5;

/**
 * The generalised Pareto distribution by maximum likelihood, the two parameters brought to one: for θ = ξ/β the likeliest ξ is
 * the mean of ln(1 + θ y) (S. Grimshaw, *Technometrics* 35, 1993). The profile is searched on a grid of θ on both sides of 0
 * and then by Brent's method, for ξ from −1/2 on.
 *
 * @param excesses positive, not all equal
 * @throws {InputError} no maximum was found where ξ ≥ −1/2
 */
export function fitPareto(excesses: Float64Array): ParetoFit {
  const n = excesses.length;
  let sum = 0;
  let most = 0;
  for (let i = 0; i < n; i++) {
    sum += excesses[i]!;
    most = Math.max(most, excesses[i]!);
  }
  const mean = sum / n;
  const at = (theta: number): ParetoFit => {
    if (theta === 0) return { shape: 0, scale: mean, logLikelihood: -n * (log(mean) + 1) };
    let logs = 0;
    for (let i = 0; i < n; i++) logs += log1p(theta * excesses[i]!);
    const shape = logs / n;
    return { shape, scale: shape / theta, logLikelihood: -n * (log(shape / theta) + shape + 1) };
  };
  // Of each side in the logarithm of how far θ is from its end: −1/max on the left, 0 on the right.
  const left = (t: number): number => (exp(-t) - 1) / most;
  const right = (t: number): number => exp(t) / mean;
  let best = at(0);
  for (const [theta, from, to] of [
    [left, 1e-6, 30],
    [right, -14, 12],
  ] as const) {
    const steps = 60;
    const value = (t: number): number => {
      const fit = at(theta(t));
      return fit.shape >= LEAST_SHAPE ? -fit.logLikelihood : Number.POSITIVE_INFINITY;
    };
    let lowest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= steps; i++) {
      const here = value(from + ((to - from) * i) / steps);
      if (here < least) [lowest, least] = [i, here];
    }
    const step = (to - from) / steps;
    const around = from + lowest * step;
    const found = at(theta(minimiseBetween(value, Math.max(from, around - step), Math.min(to, around + step))));
    if (found.shape >= LEAST_SHAPE && found.logLikelihood > best.logLikelihood) best = found;
  }
  if (!(best.scale > 0 && Number.isFinite(best.logLikelihood)))
    throw new InputError("INPUT_INVALID", "returns: losses beyond the threshold that no generalised Pareto fits");
  return best;
}
