import { COARSE, FINE, float, POWER_BIAS, words } from "./bits.ts";
import { LN2_HI, LN2_LO, LOG_TABLE } from "./generated/tables.ts";

/** High word of 0.6875: mantissas are brought into [0.6875, 1.375), so that 1 lies inside. */
const START = 0x3fe60000;

/**
 * The natural logarithm, the same bits on every machine, within 0.52 ulp.
 *
 * x = 2^k z; a table gives a short c near 1/z and −ln c, and r = c z − 1 is exact as the sum of two doubles (z split in 21 and 32 bits), so that
 * ln x = k ln2 − ln c + ln(1 + r), the last by its Taylor polynomial. Around 1, c is 1 and the result is r − r²/2 + ….
 *
 * @returns −Infinity for ±0, NaN for a negative x or NaN, Infinity for Infinity
 */
export function log(x: number): number {
  float[0] = x;
  let high = words[1]!;
  let k = 0;
  if (high < 0x100000 || high >= 0x7ff00000) {
    if (x === 0) return Number.NEGATIVE_INFINITY;
    if (!(x > 0)) return Number.NaN;
    if (x === Number.POSITIVE_INFINITY) return x;
    float[0] = x * 18014398509481984;
    high = words[1]!;
    k = -54;
  }
  const offset = high - START;
  k += offset >> 20;
  const i = (offset >> 11) & 0x1fc;
  const power = POWER_BIAS - (offset >> 20);
  const z = float[0]! * COARSE[power >> 6]! * FINE[power & 63]!;
  const scaled = z * 4294967297;
  const top = scaled - (scaled - z);
  const c = LOG_TABLE[i]!;
  const rHi = top * c - 1;
  const rLo = (z - top) * c;
  const r = rHi + rLo;
  const r2 = r * r;
  const p =
    -0.5 +
    r * 0.3333333333333333 +
    r2 * (-0.25 + r * 0.2) +
    r2 * r2 * (-0.16666666666666666 + r * 0.14285714285714285 + r2 * -0.125);
  const base = k * LN2_HI + LOG_TABLE[i + 1]!;
  if (base === 0) return r + r2 * p;
  return base + rHi + (k * LN2_LO + LOG_TABLE[i + 2]! + (rLo + r2 * p));
}
