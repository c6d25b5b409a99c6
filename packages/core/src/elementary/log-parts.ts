import { COARSE, FINE, float, POWER_BIAS, SPLITTER, words } from "./bits.ts";
import { LN2_HI, LN2_LO, LOG_TABLE } from "./generated/tables.ts";

/** High word of 0.6875: mantissas are brought into [0.6875, 1.375), so that 1 lies inside. */
const START = 0x3fe60000;

/** What {@link splitLog} leaves: a logarithm as a double and what it lacks. */
export const logParts: Float64Array<ArrayBuffer> = new Float64Array(2);

/**
 * The natural logarithm of a positive finite x as two doubles, within 2^-66 of it relatively, into {@link logParts}.
 *
 * The method is that of `log`; here r = c z − 1 is kept as two doubles, its square exactly, and Taylor's series runs to
 * the tenth power.
 */
export function splitLog(x: number): void {
  float[0] = x;
  let high = words[1]!;
  let k = 0;
  if (high < 0x100000) {
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
  const added = r - rHi;
  const rest = rHi - (r - added) + (rLo - added);
  const scaledR = r * SPLITTER;
  const rTop = scaledR - (scaledR - r);
  const rBottom = r - rTop;
  const square = r * r;
  const squareLo = rTop * rTop - square + 2 * rTop * rBottom + rBottom * rBottom;
  const p =
    0.3333333333333333 -
    r * 0.25 +
    square * (0.2 - r * 0.16666666666666666) +
    square * square * (0.14285714285714285 - r * 0.125 + square * (0.1111111111111111 - r * 0.1));
  const base = k * LN2_HI + LOG_TABLE[i + 1]!;
  const first = base + r;
  const half = 0.5 * square;
  const second = first - half;
  const lost = base - first + r + (first - second - half);
  const small = rest + (k * LN2_LO + LOG_TABLE[i + 2]!) + (r * square * p - (0.5 * squareLo + r * rest));
  const hi = second + (lost + small);
  logParts[0] = hi;
  logParts[1] = second - hi + (lost + small);
}
