import { leading } from "./bits.ts";
import { expOfSum } from "./exp-of-sum.ts";
import { NORMAL_TABLE, ROOT_TWO_PI } from "./generated/tables.ts";
import { FAR_TAIL, knotSeries, mills } from "./normal-tail.ts";

/**
 * Φ(x), the standard normal distribution function: the probability that a standard normal variable is at most x. The
 * same bits on every machine, within 0.8 ulp (6 below −4.25) however small it is, so that the lower tail is as exact as
 * the centre; for the upper tail ask for Φ(−x), since 1 − Φ(x) cancels.
 *
 * Up to 4.25 Taylor's series at the nearest of 69 knots, whose tail probabilities are tabled to twice the precision;
 * beyond, φ(x)/x times a polynomial for Mills' ratio in 1/x², e^(−x²/2) being taken from x² without its rounding (as
 * W. J. Cody does, Mathematics of Computation 23, 1969).
 *
 * @returns 0 below −38.57, 1 above 8.3, NaN for NaN
 */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (!(size < FAR_TAIL)) return x < 0 ? farTail(size) : 1 - farTail(size);
  const k = (size * 16 + 0.5) | 0;
  const knot = k * 0.0625;
  const tail = NORMAL_TABLE[4 * k]!;
  const rest = NORMAL_TABLE[4 * k + 1]! - NORMAL_TABLE[4 * k + 2]! * knotSeries(knot, size - knot);
  if (x < 0) return tail + rest;
  const hi = 1 - tail;
  return hi + (1 - hi - tail - rest);
}

/** P(Z > x) for x ≥ 4.25. */
function farTail(x: number): number {
  if (!(x < 38.6)) return x > 0 ? 0 : Number.NaN;
  const top = leading(x);
  const bottom = x - top;
  const square = x * x;
  const squareLo = top * top - square + 2 * top * bottom + bottom * bottom;
  return expOfSum(-0.5 * square, -0.5 * squareLo, mills(1 / square) / (x * ROOT_TWO_PI));
}
