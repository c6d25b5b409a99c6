import { SINH_0, SINH_1, SINH_2, SINH_3, SINH_4 } from "./generated/tables.ts";
import { halfExp, hyperbolic, LARGE_HYPERBOLIC, SMALL_HYPERBOLIC, splitHyperbolic } from "./hyperbolic.ts";

/**
 * The hyperbolic sine, the same bits on every machine, within 0.53 ulp.
 *
 * A polynomial below 1/4, the difference of two exponentials kept as two doubles up to 22, half of one above.
 *
 * @returns ±0 for ±0, ±Infinity beyond ±710.4758600739439, NaN for NaN
 */
export function sinh(x: number): number {
  const size = Math.abs(x);
  if (size < SMALL_HYPERBOLIC) {
    if (size < 3.725290298461914e-9) return x;
    const z = x * x;
    const z2 = z * z;
    return x + x * z * (SINH_0 + z * SINH_1 + z2 * (SINH_2 + z * SINH_3 + z2 * SINH_4));
  }
  if (Number.isNaN(size)) return x;
  if (size > LARGE_HYPERBOLIC) return x < 0 ? -halfExp(size) : halfExp(size);
  splitHyperbolic(size);
  const value = hyperbolic[0]! + hyperbolic[1]!;
  return x < 0 ? -value : value;
}
