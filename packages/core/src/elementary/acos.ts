import { arcsineExcess, arcsineRest } from "./asin.ts";
import { leading } from "./bits.ts";
import { ATAN_LIMIT_HI, ATAN_LIMIT_LO } from "./generated/tables.ts";

/**
 * The arccosine in radians, the same bits on every machine, within 0.7 ulp.
 *
 * Up to 1/2 it is π/2 − arcsin x; above, 2 arcsin √((1 − x)/2); below −1/2, π − 2 arcsin √((1 + x)/2).
 *
 * @returns 0 for 1, π for −1, NaN outside [−1, 1]
 */
export function acos(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.5) {
    const hi = ATAN_LIMIT_HI - x;
    return hi + (ATAN_LIMIT_HI - hi - x + (ATAN_LIMIT_LO - x * arcsineExcess(x * x)));
  }
  if (!(size < 1)) return x === 1 ? 0 : x === -1 ? 2 * ATAN_LIMIT_HI : Number.NaN;
  const z = 0.5 * (1 - size);
  const s = Math.sqrt(z);
  const top = leading(s);
  const rest = arcsineRest(z, s, top);
  if (x > 0) return 2 * (top + rest);
  const hi = ATAN_LIMIT_HI - top;
  return 2 * (hi + (ATAN_LIMIT_HI - hi - top + (ATAN_LIMIT_LO - rest)));
}
