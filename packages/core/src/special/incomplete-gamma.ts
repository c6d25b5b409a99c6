import { poissonDensity } from "./saddle-point.ts";

const EPSILON = 2.220446049250313e-16;
const TINY = 1e-300;

/**
 * The regularised incomplete gamma function P(a, x) = γ(a, x) / Γ(a) for a > 0, x ≥ 0, the same bits on every machine.
 * Relative error below 1e-13 for a up to 1,000 where the value is above 1e-250.
 *
 * Its power series below x = a + 1, one less Legendre's continued fraction above (Abramowitz and Stegun, 6.5.29 and
 * 6.5.31), with Loader's form of the factor before them.
 *
 * @returns NaN outside of its domain
 */
export function incompleteGamma(a: number, x: number): number {
  if (!(a > 0 && x >= 0 && a < Number.POSITIVE_INFINITY)) return Number.NaN;
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Q(a, x) = 1 − P(a, x), exact in its own tail. See {@link incompleteGamma}. */
export function incompleteGammaUpper(a: number, x: number): number {
  if (!(a > 0 && x >= 0 && a < Number.POSITIVE_INFINITY)) return Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; ; n++) {
    term *= x / (a + n);
    sum += term;
    if (term <= sum * EPSILON * 0.25) return poissonDensity(a, x) * sum;
  }
}

/** Lentz's method, modified by Thompson and Barnett. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; ; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < TINY) d = TINY;
    c = b + an / c;
    if (Math.abs(c) < TINY) c = TINY;
    d = 1 / d;
    const factor = d * c;
    h *= factor;
    if (Math.abs(factor - 1) <= EPSILON) return poissonDensity(a, x) * a * h;
  }
}
