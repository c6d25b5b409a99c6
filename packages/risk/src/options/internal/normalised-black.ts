/**
 * Black's formula in its normalised form, for options that are out of the money (Jäckel 2015, "Let's be rational",
 * Wilmott magazine, January; section 2): with x = −|ln(F ÷ K)| ≤ 0, s = σ√T > 0, h = x ÷ s and t = s ÷ 2 the price by
 * √(F K) is
 *
 *     b(x, s) = e^(x/2) Φ(h + t) − e^(−x/2) Φ(h − t) = b′ · D,   b′ = ∂b/∂s = φ(h) e^(−t²/2)
 *
 * and D = M(−h − t) − M(t − h) a difference of Mills' ratios, which neither underflows nor, taken with care, cancels:
 * b is known as its logarithm too, however small it is.
 */
import { exp, log, normalCdf } from "@hotpath/core";
import { millsRatio } from "./mills-ratio.ts";

/** 1 ÷ √(2π). */
export const DENSITY_AT_ZERO = 0.3989422804014327;
/** ln √(2π). */
const LOG_ROOT_TWO_PI = 0.9189385332046728;
/** Below this the difference of Mills' ratios is a series in t. */
const SERIES_BOUND = 0.25;
/** From this h + t on the terms of Black's formula do not cancel. */
export const DIRECT_BOUND = 0.85;

/** b′(s), the normalised vega. */
export const normalisedVega = (x: number, s: number): number => {
  const h = x / s;
  const t = 0.5 * s;
  return DENSITY_AT_ZERO * exp(-0.5 * (h * h + t * t));
};

/**
 * b ÷ b′ for x ≤ 0 < s and h + t ≤ 1.
 *
 * Its relative error is what makes the error of an implied volatility: d ln s = (b ÷ (s b′)) d ln b, so D need be right to
 * an absolute 2^-53 s only, and 1 + h Y below may cancel.
 */
export const priceByVega = (x: number, s: number): number => {
  const h = x / s;
  const t = 0.5 * s;
  return t < SERIES_BOUND && -h * t <= 1 ? bySeries(h, t) : millsRatio(-h - t) - millsRatio(t - h);
};

/**
 * Y(h + t) − Y(h − t) = 2 Σ Y⁽ⁿ⁾(h) tⁿ ÷ n! over odd n, Y(z) = Φ(z) ÷ φ(z) = M(−z). Its derivatives follow Y′ = 1 + hY and
 * Y⁽ⁿ⁺¹⁾ = n Y⁽ⁿ⁻¹⁾ + h Y⁽ⁿ⁾, so the odd ones are polynomials in g = h² that are linear in a = Y′; up to the fifteenth, what
 * is left out is below 2^-58 of the sum.
 */
const bySeries = (h: number, t: number): number => {
  const a = 1 + h * millsRatio(-h);
  const g = h * h;
  const w = t * t;
  const y3 = 3 * a - 1 + g * a;
  const y5 = 15 * a - 7 + g * (10 * a - 1 + g * a);
  const y7 = 105 * a - 57 + g * (105 * a - 18 + g * (21 * a - 1 + g * a));
  const y9 = 945 * a - 561 + g * (1260 * a - 285 + g * (378 * a - 33 + g * (36 * a - 1 + g * a)));
  const y11 =
    10395 * a - 6555 + g * (17325 * a - 4680 + g * (6930 * a - 840 + g * (990 * a - 52 + g * (55 * a - 1 + g * a))));
  const y13 =
    135135 * a -
    89055 +
    g *
      (270270 * a -
        82845 +
        g * (135135 * a - 20370 + g * (25740 * a - 1926 + g * (2145 * a - 75 + g * (78 * a - 1 + g * a)))));
  const y15 =
    2027025 * a -
    1381905 +
    g *
      (4729725 * a -
        1595790 +
        g *
          (2837835 * a -
            501795 +
            g * (675675 * a - 64260 + g * (75075 * a - 3795 + g * (4095 * a - 102 + g * (105 * a - 1 + g * a))))));
  const high = y11 + w * (1 / 156) * (y13 + w * (1 / 210) * y15);
  const middle = y7 + w * (1 / 72) * (y9 + w * (1 / 110) * high);
  return 2 * t * (a + w * (1 / 6) * (y3 + w * (1 / 20) * (y5 + w * (1 / 42) * middle)));
};

/** b(x, s) for x ≤ 0 < s. */
export const normalisedBlack = (x: number, s: number): number => {
  const h = x / s;
  const t = 0.5 * s;
  if (h + t < DIRECT_BOUND) return DENSITY_AT_ZERO * exp(-0.5 * (h * h + t * t)) * priceByVega(x, s);
  const half = exp(0.5 * x);
  return half * normalCdf(h + t) - normalCdf(h - t) / half;
};

/** ln b′(s). */
export const logNormalisedVega = (x: number, s: number): number => {
  const h = x / s;
  const t = 0.5 * s;
  return -0.5 * (h * h + t * t) - LOG_ROOT_TWO_PI;
};

/** ln b(x, s) given D = {@link priceByVega}. */
export const logNormalisedBlack = (x: number, s: number, byVega: number): number =>
  logNormalisedVega(x, s) + log(byVega);

/**
 * What b(x, s) lacks to its bound e^(x/2), by b′, for x ≤ 0 and h + t ≥ −1: M(h + t) + M(t − h), since
 * e^(x/2) Φ(−h − t) + e^(−x/2) Φ(h − t) is b′ times it.
 */
export const shortfallByVega = (x: number, s: number): number => {
  const h = x / s;
  const t = 0.5 * s;
  return millsRatio(h + t) + millsRatio(t - h);
};
