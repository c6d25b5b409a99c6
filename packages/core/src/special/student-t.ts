import { exp } from "../elementary/exp.ts";
import { inverseNormal } from "../elementary/inverse-normal.ts";
import { log } from "../elementary/log.ts";
import { log1p } from "../elementary/log1p.ts";
import { normalCdf } from "../elementary/normal-cdf.ts";
import { incompleteBeta, incompleteBetaBy } from "./incomplete-beta.ts";
import { HALF_LOG_TWO_PI, stirlingError, stirlingOfBinomial } from "./saddle-point.ts";
import { solveMonotone } from "./solve-monotone.ts";

/** From so many degrees of freedom on, Wallace's transformation to the normal loses less than the beta function would. */
const NEARLY_NORMAL = 1e4;
/** From so many on, the expansion of the quantile is exact to the last digits. */
const NORMAL_QUANTILE = 1e7;

/** The density of Student's t with `degrees` > 0 degrees of freedom, within 1e-13 of itself where it is above 1e-250. */
export function studentTDensity(t: number, degrees: number): number {
  return exp(studentTLogDensity(t, degrees));
}

/** The logarithm of {@link studentTDensity}: a likelihood is a sum of them. NaN for degrees that are not positive. */
export function studentTLogDensity(t: number, degrees: number): number {
  if (!(degrees > 0)) return Number.NaN;
  const half = degrees / 2;
  return studentTLogScale(degrees) - (half + 0.5) * log1p((t * t) / degrees);
}

/**
 * The logarithm of the density at 0: ln Γ((ν + 1)/2) − ln Γ(ν/2) − ln √(νπ), by what Stirling's formula lacks on both
 * sides, so that large ν lose nothing.
 */
export function studentTLogScale(degrees: number): number {
  const half = degrees / 2;
  return half * log1p(0.5 / half) - 0.5 + (stirlingError(half + 0.5) - stirlingError(half)) - HALF_LOG_TWO_PI;
}

/**
 * P(T ≤ t) for Student's t with `degrees` > 0 degrees of freedom, exact in both tails, the same bits on every machine.
 * Relative error below 2e-13.
 *
 * The incomplete beta function (Abramowitz and Stegun, 26.5.27 and 26.7.1).
 *
 * @returns NaN for NaN and for degrees that are not positive
 */
export function studentTCdf(t: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(t)) return Number.NaN;
  return t <= 0 ? upperTail(-t, degrees) : 1 - upperTail(t, degrees);
}

/** P(T > t) for t ≥ 0. */
function upperTail(t: number, degrees: number, stirling: number = stirlingOfBinomial(degrees / 2, 0.5)): number {
  if (t === Number.POSITIVE_INFINITY) return 0;
  if (degrees >= NEARLY_NORMAL) return normalCdf(-wallace(t, degrees));
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return farTail(t, degrees);
  const whole = degrees + square;
  return 0.5 * incompleteBetaBy(degrees / 2, 0.5, degrees / whole, square / whole, stirling);
}

/** The leading term of the tail, of t so large that its square is no double: all that is left of it. */
function farTail(t: number, degrees: number): number {
  return exp(studentTLogScale(degrees) + 0.5 * (degrees + 1) * log(degrees) - degrees * log(t) - log(degrees));
}

/** The normal deviate of the same tail (D. L. Wallace, *Annals of Mathematical Statistics* 30, 1959, with Hill's terms). */
function wallace(t: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return t;
  const a = degrees - 0.5;
  const z = Math.sqrt(a * log1p((t * t) / degrees));
  const square = z * z;
  const b = 48 * a * a;
  const second = (((4 * square + 33) * square + 240) * square + 855) * z;
  return z + ((square + 3) * z) / b - second / (10 * b * (b + 0.8 * square * square + 100));
}

/**
 * The t with P(T ≤ t) = p, for Student's t with `degrees` > 0 degrees of freedom, within 2e-13 of itself.
 *
 * Hill's expansion (*Communications of the ACM* 13, 1970, algorithm 396) begins, or the leading term of the tail where
 * the degrees are few; Newton's steps inside a bracket end.
 *
 * @returns ∓Infinity for 0 and 1, NaN outside [0, 1]
 */
export function studentTQuantile(p: number, degrees: number): number {
  if (!(degrees > 0 && p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const tail = p < 0.5 ? p : 1 - p;
  const t = degrees >= NORMAL_QUANTILE ? nearlyNormal(tail, degrees) : upperQuantile(tail, degrees);
  return p < 0.5 ? -t : t;
}

/** Cornish–Fisher's expansion in 1/ν (Abramowitz and Stegun, 26.7.5), whose next term is beyond the last digit here. */
function nearlyNormal(tail: number, degrees: number): number {
  const z = -inverseNormal(tail);
  const square = z * z;
  return z + (z * (square + 1)) / (4 * degrees) + (z * ((5 * square + 16) * square + 3)) / (96 * degrees * degrees);
}

function upperQuantile(tail: number, degrees: number): number {
  const z = -inverseNormal(tail);
  const square = z * z;
  const near = z + (z * (square + 1)) / (4 * degrees);
  // Near the middle what lies between 0 and t is small, and exact: half of I_y(½, ν/2), y = t²/(ν + t²).
  if (tail > 0.25)
    return solveMonotone(
      (t) =>
        0.5 * incompleteBeta(0.5, degrees / 2, (t * t) / (degrees + t * t), degrees / (degrees + t * t)) - (0.5 - tail),
      (t) => studentTDensity(t, degrees),
      near,
      0,
      Number.POSITIVE_INFINITY,
    );
  // P(T > t) ~ f(0) ν^((ν − 1)/2) t^−ν.
  const far = exp((studentTLogScale(degrees) + 0.5 * (degrees - 1) * log(degrees) - log(tail)) / degrees);
  const start = degrees > 3 && z < 3 ? near : Math.max(near, Math.min(far, Number.MAX_VALUE));
  if (start >= 1e150) return start;
  const stirling = stirlingOfBinomial(degrees / 2, 0.5);
  const logScale = studentTLogScale(degrees);
  let reached = 0;
  // In the logarithm the tail is close to a straight line where it is a power, so Newton's steps do not overshoot.
  return solveMonotone(
    (t) => {
      reached = upperTail(t, degrees, stirling);
      return log(tail / reached);
    },
    (t) => exp(logScale - 0.5 * (degrees + 1) * log1p((t * t) / degrees)) / reached,
    start,
    0,
    Number.POSITIVE_INFINITY,
  );
}
