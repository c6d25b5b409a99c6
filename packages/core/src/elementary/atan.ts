import { float, SIGN, words } from "./bits.ts";
import {
  ATAN_0,
  ATAN_1,
  ATAN_2,
  ATAN_3,
  ATAN_4,
  ATAN_5,
  ATAN_6,
  ATAN_LIMIT_HI,
  ATAN_LIMIT_LO,
  ATAN_TABLE,
} from "./generated/tables.ts";

/**
 * The arctangent in radians, the same bits on every machine, within 0.75 ulp.
 *
 * From 1/8 to 32 the nearest of 64 knots c gives arctan x = arctan c + arctan((x − c) / (1 + c x)); above, the knot is
 * infinity: π/2 − arctan(1/x). What remains is small, and a polynomial's.
 *
 * @returns ±0 for ±0, ±π/2 for ±Infinity, NaN for NaN
 */
export function atan(x: number): number {
  float[0] = x;
  const bits = words[1]!;
  const high = bits & 0x7fffffff;
  if (high < 0x3fc00000) return high < 0x3e300000 ? x : x + x * polynomial(x * x);
  const magnitude = Math.abs(x);
  const value = high < 0x40400000 ? nearKnot(magnitude, ((high - 0x3fc00000) >> 17) + 1) : nearLimit(magnitude);
  return SIGN[bits >>> 31]! * value;
}

function nearKnot(x: number, knot: number): number {
  const c = ATAN_TABLE[4 * knot]!;
  const t = (x - c) / (1 + x * c);
  return ATAN_TABLE[4 * knot + 1]! + (t + (ATAN_TABLE[4 * knot + 2]! + t * polynomial(t * t)));
}

function nearLimit(x: number): number {
  const t = -1 / x;
  return ATAN_LIMIT_HI + (t + (ATAN_LIMIT_LO + t * polynomial(t * t)));
}

/** (arctan t − t) / t for z = t². */
function polynomial(z: number): number {
  const z2 = z * z;
  return z * (ATAN_0 + z * ATAN_1 + z2 * (ATAN_2 + z * ATAN_3 + z2 * (ATAN_4 + z * ATAN_5 + z2 * ATAN_6)));
}
