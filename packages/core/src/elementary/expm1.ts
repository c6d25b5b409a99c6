import { COARSE, FINE, POWER_BIAS, ROUNDER } from "./bits.ts";
import { exp } from "./exp.ts";
import {
  EXP_PER_STEP,
  EXP_STEP_HI,
  EXP_STEP_LO,
  EXP_TABLE,
  EXPM1_0,
  EXPM1_1,
  EXPM1_2,
  EXPM1_3,
  EXPM1_4,
  EXPM1_5,
  EXPM1_6,
} from "./generated/tables.ts";

/**
 * e^x − 1 without the cancellation of `exp(x) - 1` near 0, the same bits on every machine, within 0.7 ulp.
 *
 * A polynomial below 1/16; elsewhere 1 is taken from the exponential before its two parts are joined.
 *
 * @returns ±0 for ±0, −1 for −Infinity, Infinity above 709.78, NaN for NaN
 */
export function expm1(x: number): number {
  const size = Math.abs(x);
  if (size < 0.0625) {
    if (size < 5.551115123125783e-17) return x;
    const z = x * x;
    const low = EXPM1_0 + x * EXPM1_1 + z * (EXPM1_2 + x * EXPM1_3);
    const high = EXPM1_4 + x * EXPM1_5 + z * EXPM1_6;
    return x + (0.5 * z + x * z * (low + z * z * high));
  }
  if (!(x > -38 && x < 50)) return x < 0 ? -1 : exp(x);
  const steps = x * EXP_PER_STEP + ROUNDER - ROUNDER;
  const r = x - steps * EXP_STEP_HI - steps * EXP_STEP_LO;
  const k = steps | 0;
  const r2 = r * r;
  const p = r + r2 * (0.5 + r * 0.16666666666666666 + r2 * (0.041666666666666664 + r * 0.008333333333333333));
  const i = (k & 127) << 1;
  const power = (k >> 7) + POWER_BIAS;
  const scale = FINE[power & 63]! * COARSE[power >> 6]!;
  const root = EXP_TABLE[i]!;
  const top = root * scale;
  const hi = top - 1;
  const part = hi - top;
  return hi + (top - (hi - part) - (1 + part) + (EXP_TABLE[i + 1]! + root * p) * scale);
}
