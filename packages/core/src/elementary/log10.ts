import { leading } from "./bits.ts";
import { LOG10_E, LOG10_E_HI, LOG10_E_LO } from "./generated/tables.ts";
import { logParts, splitLog } from "./log-parts.ts";

/**
 * The logarithm to the base 10, the same bits on every machine, within 0.51 ulp; exact at powers of ten.
 *
 * The natural logarithm as two doubles times 1 / ln 10 as two.
 *
 * @returns −Infinity for ±0, NaN for a negative x or NaN, Infinity for Infinity
 */
export function log10(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return x === 0 ? Number.NEGATIVE_INFINITY : x > 0 ? x : Number.NaN;
  splitLog(x);
  const hi = logParts[0]!;
  const top = leading(hi);
  return top * LOG10_E_HI + (top * LOG10_E_LO + ((hi - top) * LOG10_E + logParts[1]! * LOG10_E));
}
