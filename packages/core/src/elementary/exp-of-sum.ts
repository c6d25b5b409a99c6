import { COARSE, FINE, POWER_BIAS, ROUNDER } from "./bits.ts";
import { EXP_PER_STEP, EXP_STEP_HI, EXP_STEP_LO, EXP_TABLE } from "./generated/tables.ts";

/**
 * e^(hi + lo) · factor for −745.14 < hi < 710, |lo| far smaller and a factor in [2^-10, 2]: the method of `exp`, to whose
 * remainder `lo` is added. The factor comes in before the power of two, so that a subnormal result is rounded once.
 */
export function expOfSum(hi: number, lo: number, factor: number): number {
  const steps = hi * EXP_PER_STEP + ROUNDER - ROUNDER;
  const r = hi - steps * EXP_STEP_HI - (steps * EXP_STEP_LO - lo);
  const k = steps | 0;
  const r2 = r * r;
  const p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  const i = (k & 127) << 1;
  const root = EXP_TABLE[i]!;
  const power = (k >> 7) + POWER_BIAS;
  return (root + (EXP_TABLE[i + 1]! + root * p)) * factor * FINE[power & 63]! * COARSE[power >> 6]!;
}
