import { TANH_0, TANH_1, TANH_2, TANH_3, TANH_4, TANH_5, TANH_6, TANH_7 } from "./generated/tables.ts";
import { hyperbolic, LARGE_HYPERBOLIC, SMALL_HYPERBOLIC, splitHyperbolic } from "./hyperbolic.ts";
import { quotient } from "./tan.ts";

/**
 * The hyperbolic tangent, the same bits on every machine, within 0.6 ulp.
 *
 * A polynomial below 1/4; above, hyperbolic sine and cosine, each kept as two doubles, are divided.
 *
 * @returns ±0 for ±0, ±1 from ±22 on, NaN for NaN
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < SMALL_HYPERBOLIC) {
    if (size < 3.725290298461914e-9) return x;
    const z = x * x;
    const z2 = z * z;
    const low = TANH_0 + z * TANH_1 + z2 * (TANH_2 + z * TANH_3);
    const high = TANH_4 + z * TANH_5 + z2 * (TANH_6 + z * TANH_7);
    return x + x * z * (low + z2 * z2 * high);
  }
  if (Number.isNaN(size)) return x;
  if (size > LARGE_HYPERBOLIC) return x < 0 ? -1 : 1;
  splitHyperbolic(size);
  const value = quotient(hyperbolic[0]!, hyperbolic[1]!, hyperbolic[2]!, hyperbolic[3]!);
  return x < 0 ? -value : value;
}
