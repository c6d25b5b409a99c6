import { exp } from "../elementary/exp.ts";
import { log } from "../elementary/log.ts";
import { log1p } from "../elementary/log1p.ts";
import { incompleteBeta } from "./incomplete-beta.ts";
import { binomialDensity } from "./saddle-point.ts";

/** P(X = k) of `n` trials that each succeed with `probability`, the accuracy of `incompleteBeta`. 0 where k is impossible. */
export function binomialProbability(k: number, n: number, probability: number): number {
  if (!(k >= 0 && k <= n) || Math.floor(k) !== k) return 0;
  if (probability === 0 || probability === 1) return k === n * probability ? 1 : 0;
  if (k === 0) return exp(n * log1p(-probability));
  if (k === n) return exp(n * log(probability));
  return binomialDensity(k, n - k, probability, 1 - probability);
}

/** P(X ≤ k) of `n` trials that each succeed with `probability` (Abramowitz and Stegun, 26.5.24). */
export function binomialCdf(k: number, n: number, probability: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  const whole = Math.floor(k);
  return incompleteBeta(n - whole, whole + 1, 1 - probability, probability);
}
