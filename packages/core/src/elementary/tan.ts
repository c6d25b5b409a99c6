import { leading, ROUNDER } from "./bits.ts";
import {
  COS_0,
  COS_1,
  COS_2,
  COS_3,
  COS_4,
  COS_5,
  HALF_PI_1,
  HALF_PI_AFTER_1,
  SIN_0,
  SIN_1,
  SIN_2,
  SIN_3,
  SIN_4,
  SIN_5,
  TWO_OVER_PI,
} from "./generated/tables.ts";
import { LARGE_ARGUMENT, reduceLarge, reduceSmall, remainder, SMALL_REMAINDER } from "./trigonometry.ts";

/**
 * The tangent of an angle in radians, the same bits on every machine, within 1.1 ulp for every finite angle however
 * large.
 *
 * The angle is reduced as for the sine; sine and cosine of what remains, each kept as two doubles, are divided with the
 * rounding error of the quotient made good.
 *
 * @returns ±0 for ±0, NaN for ±Infinity and NaN; no double is a pole
 */
export function tan(x: number): number {
  const size = Math.abs(x);
  if (size < 7.450580596923828e-9) return x;
  if (!(size < LARGE_ARGUMENT)) return tanLarge(x);
  const turns = x * TWO_OVER_PI + ROUNDER - ROUNDER;
  const a = x - turns * HALF_PI_1;
  if (Math.abs(a) < SMALL_REMAINDER) {
    reduceSmall(a, turns);
    return tanAfter(turns | 0, remainder[0]!, remainder[1]!);
  }
  const rest = turns * HALF_PI_AFTER_1;
  const r = a - rest;
  return tanAfter(turns | 0, r, a - r - rest);
}

function tanLarge(x: number): number {
  if (x - x !== 0) return Number.NaN;
  const n = reduceLarge(x);
  return tanAfter(n, remainder[0]!, remainder[1]!);
}

/** tan(r + rLo + turns · π/2) for |r| ≤ π/4. */
function tanAfter(turns: number, r: number, rLo: number): number {
  const z = r * r;
  const z2 = z * z;
  const sinP = SIN_0 + z * SIN_1 + z2 * (SIN_2 + z * SIN_3 + z2 * (SIN_4 + z * SIN_5));
  const cosP = COS_0 + z * COS_1 + z2 * (COS_2 + z * COS_3 + z2 * (COS_4 + z * COS_5));
  const sinLo = z * (r * sinP) + rLo * (1 - 0.5 * z);
  const half = 0.5 * z;
  const w = 1 - half;
  const top = leading(r);
  const bottom = r - top;
  const zLo = top * top - z + 2 * top * bottom + bottom * bottom;
  const cosLo = 1 - w - half + (z2 * cosP - r * rLo - 0.5 * zLo);
  return turns & 1 ? -quotient(w, cosLo, r, sinLo) : quotient(r, sinLo, w, cosLo);
}

/**
 * (n + nLo) / (d + dLo), where the low parts are far smaller, within 0.51 ulp: the remainder of the first quotient is
 * exact by Dekker's product (Numerische Mathematik 18, 1971).
 */
export function quotient(n: number, nLo: number, d: number, dLo: number): number {
  const over = n + nLo;
  const under = d + dLo;
  const q = over / under;
  const qTop = leading(q);
  const qBottom = q - qTop;
  const dTop = leading(under);
  const dBottom = under - dTop;
  const product = q * under;
  const error = qTop * dTop - product + qTop * dBottom + qBottom * dTop + qBottom * dBottom;
  return q + (over - product - error + (n - over + nLo) - q * (d - under + dLo)) / under;
}
