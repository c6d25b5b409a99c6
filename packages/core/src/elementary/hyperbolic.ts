/**
 * What the hyperbolic functions share: the two exponentials of one argument, from the table of the exponential.
 */
import { COARSE, FINE, POWER_BIAS, ROUNDER } from "./bits.ts";
import { EXP_PER_STEP, EXP_STEP_HI, EXP_STEP_LO, EXP_TABLE } from "./generated/tables.ts";

/** Below this a polynomial answers: the difference of the exponentials would cancel. */
export const SMALL_HYPERBOLIC = 0.25;

/** From here on e^−x is below half an ulp of e^x. */
export const LARGE_HYPERBOLIC = 22;

/** What {@link splitHyperbolic} leaves: sinh x as two doubles, cosh x as two. */
export const hyperbolic: Float64Array<ArrayBuffer> = new Float64Array(4);

/**
 * sinh x and cosh x for 0 ≤ x ≤ 22 into {@link hyperbolic}. With x = n ln2/128 + r, they are a difference and a sum of
 * 2^(n/128)/2 and 2^(−n/128)/2, times sinh r and cosh r from Taylor's polynomials.
 */
export function splitHyperbolic(x: number): void {
  const steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  const r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  const k = steps | 0;
  const r2 = r * r;
  const s = r + r * r2 * (0.16666666666666666 + r2 * 0.008333333333333333);
  const c = r2 * (0.5 + r2 * 0.041666666666666664);
  const i = (k & 127) << 1;
  const j = (-k & 127) << 1;
  const power = (k >> 7) - 1 + POWER_BIAS;
  const inverse = (-k >> 7) - 1 + POWER_BIAS;
  const rise = FINE[power & 63]! * COARSE[power >> 6]!;
  const fall = FINE[inverse & 63]! * COARSE[inverse >> 6]!;
  const up = EXP_TABLE[i]! * rise;
  const down = EXP_TABLE[j]! * fall;
  const upLo = EXP_TABLE[i + 1]! * rise;
  const downLo = EXP_TABLE[j + 1]! * fall;
  const difference = up - down;
  const sum = up + down;
  hyperbolic[0] = difference;
  hyperbolic[1] = up - difference - down + (upLo - downLo) + (s * sum + c * difference);
  hyperbolic[2] = sum;
  hyperbolic[3] = up - sum + down + (upLo + downLo) + (s * difference + c * sum);
}

/** e^x / 2 for x ≥ 22; Infinity from 710.4758600739439 on. */
export function halfExp(x: number): number {
  if (x > 710.5) return Number.POSITIVE_INFINITY;
  const steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  const r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  const k = steps | 0;
  const r2 = r * r;
  const p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  const i = (k & 127) << 1;
  const root = EXP_TABLE[i]!;
  const power = (k >> 7) - 2 + POWER_BIAS;
  return (root + (EXP_TABLE[i + 1]! + root * p)) * FINE[power & 63]! * COARSE[power >> 6]! * 2;
}
