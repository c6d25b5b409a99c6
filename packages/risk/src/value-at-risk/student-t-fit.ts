import { exp, InputError, log, log1p, studentTLogScale } from "@hotpath/core";
import { minimiseBetween } from "../volatility/brent.ts";
import { assertVaried, checkReturns, type Returns } from "./sample.ts";

/** A Student t distribution with location and scale. */
export interface StudentTFit {
  /** ν, degrees of freedom. */
  degrees: number;
  location: number;
  /** Of the t itself: its standard deviation is scale · √(ν/(ν − 2)). */
  scale: number;
  /** ln of the likelihood at the maximum. */
  logLikelihood: number;
}

/** Between these ν is looked for; at the upper end the distribution is the normal to six digits. */
const LEAST_DEGREES = 0.1;
const MOST_DEGREES = 1e6;
const GRID = [LEAST_DEGREES, 0.3, 0.7, 1, 1.5, 2, 3, 4, 6, 9, 15, 30, 100, 1000, 3e4, MOST_DEGREES] as const;

/**
 * Student's t by maximum likelihood, in location, scale and degrees of freedom together. For given degrees location and
 * scale come by the EM algorithm, accelerated (K. Lange, R. Little and J. Taylor, *JASA* 84, 1989; J. Kent, D. Tyler and Y.
 * Vardi, *Communications in Statistics* 23, 1994); the profile of the likelihood over ln ν is searched on a grid and then
 * by Brent's method, between 0.1 and a million.
 *
 * @param degrees ν where it is given, so that location and scale alone are fitted
 * @throws {InputError} fewer than 4 returns, one that is not finite, returns that are constant, or so many equal ones
 *   that the likelihood grows without end
 */
export function fitStudentT(returns: Returns, degrees?: number): StudentTFit {
  const x = checkReturns(returns, 4);
  assertVaried(x);
  const spread = startOf(x);
  let fit = profile(x, degrees ?? 8, spread);
  if (degrees !== undefined) return fit;
  const fits = GRID.map((each) => profile(x, each, spread));
  let best = 0;
  for (let i = 1; i < GRID.length; i++) if (fits[i]!.logLikelihood > fits[best]!.logLikelihood) best = i;
  const from = log(GRID[Math.max(best - 1, 0)]!);
  const to = log(GRID[Math.min(best + 1, GRID.length - 1)]!);
  fit = fits[best]!;
  minimiseBetween(
    (logDegrees) => {
      const next = profile(x, exp(logDegrees), fit);
      if (next.logLikelihood > fit.logLikelihood) fit = next;
      return -next.logLikelihood;
    },
    from,
    to,
  );
  return fit;
}

/** Location and scale to begin with: the mean, and the mean distance from it. */
function startOf(x: Float64Array): { location: number; scale: number } {
  let mean = 0;
  for (let i = 0; i < x.length; i++) mean += x[i]!;
  mean /= x.length;
  let distance = 0;
  for (let i = 0; i < x.length; i++) distance += Math.abs(x[i]! - mean);
  return { location: mean, scale: distance / x.length };
}

/** Location and scale of the greatest likelihood for given degrees. */
function profile(x: Float64Array, degrees: number, start: { location: number; scale: number }): StudentTFit {
  const n = x.length;
  let { location, scale } = start;
  const floor = 1e-9 * startOf(x).scale;
  for (let round = 0; round < 1000; round++) {
    let weights = 0;
    let weighted = 0;
    const inverse = 1 / scale;
    for (let i = 0; i < n; i++) {
      const z = (x[i]! - location) * inverse;
      const weight = 1 / (degrees + z * z);
      weights += weight;
      weighted += weight * (x[i]! - location);
    }
    const shift = weighted / weights;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const z = (x[i]! - location) * inverse;
      const d = x[i]! - location - shift;
      squares += (d * d) / (degrees + z * z);
    }
    const next = Math.sqrt(squares / weights);
    if (!(next > floor))
      throw new InputError(
        "INPUT_INVALID",
        `returns: so many are equal to ${location} that Student's t has no likeliest scale; allowed: returns that vary`,
      );
    const moved = Math.abs(shift) / next + Math.abs(next / scale - 1);
    location += shift;
    scale = next;
    if (moved < 1e-13) break;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const z = (x[i]! - location) / scale;
    sum += log1p((z * z) / degrees);
  }
  const logLikelihood = n * (studentTLogScale(degrees) - log(scale)) - 0.5 * (degrees + 1) * sum;
  return { degrees, location, scale, logLikelihood };
}
