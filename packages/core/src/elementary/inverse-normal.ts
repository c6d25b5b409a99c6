import { SPLITTER } from "./bits.ts";
import { exp } from "./exp.ts";
import {
  NORMAL_TABLE,
  QUANTILE_0,
  QUANTILE_1,
  QUANTILE_2,
  QUANTILE_3,
  QUANTILE_4,
  QUANTILE_5,
  QUANTILE_6,
  QUANTILE_7,
  QUANTILE_8,
  QUANTILE_9,
  QUANTILE_10,
  ROOT_TWO_PI,
  ROOT_TWO_PI_HI,
  ROOT_TWO_PI_LO,
} from "./generated/tables.ts";
import { log } from "./log.ts";
import { FAR_TAIL, knotSeries, mills } from "./normal-tail.ts";

/**
 * The quantile of the standard normal distribution: the x below which a standard normal variable falls with
 * probability p. The same bits on every machine, within 0.8 ulp.
 *
 * Around 1/2 a polynomial answers. Elsewhere Wichura's algorithm AS 241 (Applied Statistics 37, 1988) gives x to a few
 * ulp, and one Newton step makes up the difference: its residual is taken at the nearest of 69 knots whose tail
 * probabilities are tabled to twice the precision or, beyond 4.25, by Mills' ratio, where the quantile forgives more.
 *
 * @param p a probability
 * @returns −Infinity for 0, Infinity for 1, NaN outside [0, 1]
 */
export function inverseNormal(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const q = p - 0.5;
  const size = Math.abs(q);
  if (size < 0.19) return central(q);
  const tail = q < 0 ? p : 1 - p;
  const guess = size < 0.425 ? wichuraCentre(size) : wichuraTail(tail);
  const x = guess < FAR_TAIL ? refineByKnot(guess, tail) : refineByMills(guess, tail);
  return q < 0 ? -x : x;
}

function central(q: number): number {
  const z = q * q;
  const z2 = z * z;
  const z4 = z2 * z2;
  const low = QUANTILE_0 + z * QUANTILE_1 + z2 * (QUANTILE_2 + z * QUANTILE_3);
  const middle = QUANTILE_4 + z * QUANTILE_5 + z2 * (QUANTILE_6 + z * QUANTILE_7);
  const high = QUANTILE_8 + z * QUANTILE_9 + z2 * QUANTILE_10;
  const p = low + z4 * (middle + z4 * high);
  const scaled = q * SPLITTER;
  const top = scaled - (scaled - q);
  return top * ROOT_TWO_PI_HI + ((q - top) * ROOT_TWO_PI_HI + (q * ROOT_TWO_PI_LO + q * (z * p)));
}

function wichuraCentre(q: number): number {
  const r = 0.180625 - q * q;
  return (
    (q *
      (((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
        13731.69376550946) *
        r +
        1971.5909503065513) *
        r +
        133.14166789178438) *
        r +
        3.3871328727963665)) /
    (((((((5226.495278852855 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
      1)
  );
}

function wichuraTail(tail: number): number {
  const s = Math.sqrt(-log(tail));
  if (s > 5) return wichuraFarTail(s - 5);
  const r = s - 1.6;
  return (
    (((((((7.745450142783414e-4 * r + 0.022723844989269184) * r + 0.2417807251774506) * r + 1.2704582524523684) * r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
      1.4234371107496835) /
    (((((((1.0507500716444169e-9 * r + 5.475938084995345e-4) * r + 0.015198666563616457) * r + 0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
      1)
  );
}

function wichuraFarTail(r: number): number {
  return (
    (((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784) * r + 0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
      6.657904643501104) /
    (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5) * r + 7.868691311456133e-4) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
      1)
  );
}

/** One Newton step from x for P(Z > x) = tail, the former reckoned from the knot nearest to x. */
function refineByKnot(x: number, tail: number): number {
  const k = (x * 16 + 0.5) | 0;
  const knot = k * 0.0625;
  const d = x - knot;
  const density = NORMAL_TABLE[4 * k + 2]!;
  const difference = NORMAL_TABLE[4 * k]! - tail + NORMAL_TABLE[4 * k + 1]! - density * knotSeries(knot, d);
  return x + difference / (density * (1 - knot * d));
}

/** One Newton step from x ≥ 4.25 for P(Z > x) = tail: (P(Z > x) − tail) / φ(x) is Mills' ratio less tail / φ(x). */
function refineByMills(x: number, tail: number): number {
  const scaled = x * SPLITTER;
  const top = scaled - (scaled - x);
  const half = 0.5 * ((x - top) * (x + top));
  const growth = exp(0.25 * (top * top));
  const inverseDensity = 1 + half * (1 + 0.5 * half);
  const w = 1 / (x * x);
  return x + (mills(w) / x - tail * growth * growth * (ROOT_TWO_PI * inverseDensity));
}
