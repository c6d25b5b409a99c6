import { log } from "../elementary/log.ts";
import { log1p } from "../elementary/log1p.ts";
import { HALF_LOG_TWO_PI, stirlingError } from "./saddle-point.ts";

/**
 * ln Γ(x) for x > 0, the same bits on every machine: within 4e-15 of the larger of 1 and the value.
 *
 * Stirling's formula with its series from 16 on, the recursion Γ(x + 1) = x Γ(x) below (Abramowitz and Stegun,
 * *Handbook of Mathematical Functions*, 6.1.15 and 6.1.40); between ½ and 5/2, where the zeros are, the series of ζ
 * around 1 and 2 (6.1.33).
 *
 * @returns Infinity for 0 and Infinity, NaN below 0
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 0.5) return logGamma(x + 1) - log(x);
  if (x < 1.5) return nearTwo(x - 1) - log1p(x - 1);
  if (x < 2.5) return nearTwo(x - 2);
  return (x - 0.5) * log(x) - x + HALF_LOG_TWO_PI + stirlingError(x);
}

/** ln Γ(2 + z) = (1 − γ) z + Σ (−1)^k (ζ(k) − 1) z^k / k for |z| ≤ ½: ζ(k) − 1 falls as 2^−k. */
function nearTwo(z: number): number {
  let sum = 0;
  for (let k = ZETA_LESS_ONE.length + 1; k >= 2; k--)
    sum = (((k & 1) === 0 ? 1 : -1) * ZETA_LESS_ONE[k - 2]!) / k + z * sum;
  return z * (0.42278433509846713 + z * sum);
}

/** ζ(k) − 1 from k = 2 on, as many as a double sees at |z| = ½. */
const ZETA_LESS_ONE: readonly number[] = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9,
];
