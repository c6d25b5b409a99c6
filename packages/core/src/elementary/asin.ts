import { leading } from "./bits.ts";
import {
  ASIN_0,
  ASIN_1,
  ASIN_2,
  ASIN_3,
  ASIN_4,
  ASIN_5,
  ASIN_6,
  ASIN_7,
  ASIN_8,
  ASIN_9,
  ASIN_10,
  ASIN_11,
  ASIN_12,
  ATAN_LIMIT_HI,
  ATAN_LIMIT_LO,
} from "./generated/tables.ts";

/**
 * The arcsine in radians, the same bits on every machine, within 0.7 ulp.
 *
 * Up to 1/2 a polynomial answers. Above, arcsin x = π/2 − 2 arcsin √((1 − x)/2), the root as 26 bits and the rest (the
 * method of fdlibm's e_asin.c, Sun Microsystems, 1993).
 *
 * @returns ±0 for ±0, ±π/2 for ±1, NaN outside [−1, 1]
 */
export function asin(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.5) return size < 7.450580596923828e-9 ? x : x + x * arcsineExcess(x * x);
  if (!(size < 1)) return size === 1 ? x * ATAN_LIMIT_HI : Number.NaN;
  const z = 0.5 * (1 - size);
  const s = Math.sqrt(z);
  const top = leading(s);
  const hi = ATAN_LIMIT_HI - 2 * top;
  const value = hi + (ATAN_LIMIT_HI - hi - 2 * top + (ATAN_LIMIT_LO - 2 * arcsineRest(z, s, top)));
  return x < 0 ? -value : value;
}

/** arcsin √z less `top`, the leading bits of s, the rounded root of z ≤ 1/4. */
export function arcsineRest(z: number, s: number, top: number): number {
  return (z - top * top) / (s + top) + s * arcsineExcess(z);
}

/** (arcsin t − t) / t for z = t² ≤ 1/4. */
export function arcsineExcess(z: number): number {
  const z2 = z * z;
  const z4 = z2 * z2;
  const low = ASIN_0 + z * ASIN_1 + z2 * (ASIN_2 + z * ASIN_3);
  const middle = ASIN_4 + z * ASIN_5 + z2 * (ASIN_6 + z * ASIN_7);
  const high = ASIN_8 + z * ASIN_9 + z2 * (ASIN_10 + z * ASIN_11);
  return z * (low + z4 * (middle + z4 * (high + z4 * ASIN_12)));
}
