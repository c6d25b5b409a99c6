import { COARSE, FINE, POWER_BIAS, ROUNDER } from "./bits.ts";
import { EXP_PER_STEP, EXP_STEP_HI, EXP_STEP_LO, EXP_TABLE } from "./generated/tables.ts";

/**
 * e^x, the same bits on every machine, within 0.52 ulp (0.77 where the result is subnormal).
 *
 * x = (128 e + i) · ln2/128 + r with |r| ≤ ln2/256; the result is 2^e · 2^(i/128) · e^r, the second factor from a table,
 * the third from its Taylor polynomial.
 *
 * @returns +0 below −745.2, Infinity above 709.78, NaN for NaN
 */
export function exp(x: number): number {
  if (!(x > -745.14 && x < 710)) return x < 0 ? 0 : x > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  const steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  const r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  const k = steps | 0;
  const r2 = r * r;
  const p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  const i = (k & 127) << 1;
  const root = EXP_TABLE[i]!;
  const power = (k >> 7) + POWER_BIAS;
  return (root + (EXP_TABLE[i + 1]! + root * p)) * FINE[power & 63]! * COARSE[power >> 6]!;
}
