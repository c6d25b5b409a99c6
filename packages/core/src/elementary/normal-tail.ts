/**
 * What the normal distribution and its quantile share: the series between the knots of the table, and Mills' ratio.
 */
import {
  MILLS_0,
  MILLS_1,
  MILLS_2,
  MILLS_3,
  MILLS_4,
  MILLS_5,
  MILLS_6,
  MILLS_7,
  MILLS_8,
  MILLS_9,
  MILLS_10,
  MILLS_11,
  MILLS_12,
  MILLS_13,
  MILLS_14,
  MILLS_15,
} from "./generated/tables.ts";

/** From here on Mills' ratio answers, the table having ended. */
export const FAR_TAIL = 4.25;

/**
 * P(knot < Z ≤ knot + d) / φ(knot) = d − He₁ d²/2! + He₂ d³/3! − …, Heₙ the Hermite polynomials at the knot, for
 * |d| ≤ 1/32.
 */
export function knotSeries(knot: number, d: number): number {
  const h2 = knot * knot - 1;
  const h3 = knot * h2 - 2 * knot;
  const h4 = knot * h3 - 3 * h2;
  const h5 = knot * h4 - 4 * h3;
  const h6 = knot * h5 - 5 * h4;
  const h7 = knot * h6 - 6 * h5;
  const h8 = knot * h7 - 7 * h6;
  const h9 = knot * h8 - 8 * h7;
  const far =
    h6 * 1.984126984126984e-4 -
    d * (h7 * 2.48015873015873e-5 - d * (h8 * 2.755731922398589e-6 - d * (h9 * 2.755731922398589e-7)));
  const near =
    knot * 0.5 -
    d *
      (h2 * 0.16666666666666666 -
        d * (h3 * 0.041666666666666664 - d * (h4 * 0.008333333333333333 - d * (h5 * 0.001388888888888889 - d * far))));
  return d - d * d * near;
}

/** x (1 − Φ(x)) / φ(x) for w = 1/x², x ≥ 4.25. */
export function mills(w: number): number {
  const w2 = w * w;
  const w4 = w2 * w2;
  const low = MILLS_0 + w * MILLS_1 + w2 * (MILLS_2 + w * MILLS_3);
  const middle = MILLS_4 + w * MILLS_5 + w2 * (MILLS_6 + w * MILLS_7);
  const high = MILLS_8 + w * MILLS_9 + w2 * (MILLS_10 + w * MILLS_11);
  return low + w4 * (middle + w4 * (high + w4 * (MILLS_12 + w * MILLS_13 + w2 * (MILLS_14 + w * MILLS_15))));
}
