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
 * Y(h + t) − Y(h − t) = 2 Σ Y⁽ⁿ⁾(h) tⁿ ÷ n! over odd n, Y(z) = Φ(z) ÷ φ(z) = M(−z): its derivatives follow
 * Y′ = 1 + hY and Y⁽ⁿ⁺¹⁾ = n Y⁽ⁿ⁻¹⁾ + h Y⁽ⁿ⁾; here term by term, cₙ = Y⁽ⁿ⁾ tⁿ ÷ n!.
 */
const bySeries = (h: number, t: number): number => {
  const ht = h * t;
  const t2 = t * t;
  const c0 = millsRatio(-h);
  const c1 = t + ht * c0;
  const c2 = (t2 * c0 + ht * c1) / 2;
  const c3 = (t2 * c1 + ht * c2) / 3;
  const c4 = (t2 * c2 + ht * c3) / 4;
  const c5 = (t2 * c3 + ht * c4) / 5;
  const c6 = (t2 * c4 + ht * c5) / 6;
  const c7 = (t2 * c5 + ht * c6) / 7;
  const c8 = (t2 * c6 + ht * c7) / 8;
  const c9 = (t2 * c7 + ht * c8) / 9;
  const c10 = (t2 * c8 + ht * c9) / 10;
  const c11 = (t2 * c9 + ht * c10) / 11;
  const c12 = (t2 * c10 + ht * c11) / 12;
  const c13 = (t2 * c11 + ht * c12) / 13;
  const c14 = (t2 * c12 + ht * c13) / 14;
  const c15 = (t2 * c13 + ht * c14) / 15;
  return 2 * (c1 + (c3 + (c5 + (c7 + (c9 + (c11 + (c13 + c15)))))));
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
