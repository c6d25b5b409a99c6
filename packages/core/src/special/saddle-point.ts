/**
 * Densities as their saddle-point: no difference of large logarithms, so that they hold for large parameters too.
 * C. Loader, *Fast and Accurate Computation of Binomial Probabilities*, 2000, from the definitions.
 */
import { exp } from "../elementary/exp.ts";
import { log } from "../elementary/log.ts";
import { log1p } from "../elementary/log1p.ts";

/** ln √(2π). */
export const HALF_LOG_TWO_PI = 0.9189385332046727;
const TWO_PI = 6.283185307179586;
/** From here on Stirling's series answers at once; below, the recursion leads here. */
const STIRLING_FROM = 16;

/** ln Γ(n + 1) − (n + ½) ln n + n − ln √(2π): what Stirling's formula lacks, for n > 0. */
export function stirlingError(n: number): number {
  let at = n;
  let below = 0;
  for (; at < STIRLING_FROM; at++) below += (at + 0.5) * log1p(1 / at) - 1;
  const z = 1 / (at * at);
  const series =
    1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z * (1 / 156))))));
  return below + series / at;
}

/** x ln(x/m) + m − x for x, m > 0: half the deviance, without cancellation where x is near m. */
export function halfDeviance(x: number, m: number): number {
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * log(x / m) - difference;
  const v = difference / (x + m);
  const square = v * v;
  let sum = difference * v;
  let power = 2 * x * v;
  for (let j = 3; ; j += 2) {
    power *= square;
    const next = sum + power / j;
    if (next === sum) return sum;
    sum = next;
  }
}

/** x^a e^−x / Γ(a + 1) for a, x > 0. */
export function poissonDensity(a: number, x: number): number {
  return exp(-stirlingError(a) - halfDeviance(a, x)) / Math.sqrt(TWO_PI * a);
}

/** What Stirling's formula lacks for Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)). */
export function stirlingOfBinomial(a: number, b: number): number {
  return stirlingError(a + b) - stirlingError(a) - stirlingError(b);
}

/**
 * Γ(a + b + 1) / (Γ(a + 1) Γ(b + 1)) x^a y^b for a, b > 0 and x + y = 1.
 *
 * @param stirling {@link stirlingOfBinomial} of a and b
 */
export function binomialDensity(
  a: number,
  b: number,
  x: number,
  y: number,
  stirling: number = stirlingOfBinomial(a, b),
): number {
  const n = a + b;
  return exp(stirling - halfDeviance(a, n * x) - halfDeviance(b, n * y)) * Math.sqrt(n / (TWO_PI * a * b));
}
