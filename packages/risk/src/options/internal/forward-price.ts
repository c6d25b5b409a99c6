import { expm1, log, log1p, normalCdf } from "@hotpath/core";
import { DIRECT_BOUND, normalisedVega, priceByVega } from "./normalised-black.ts";

/**
 * ln(F ÷ K) for F = S e^growth: by the difference of S and K where they are near, which is exact, and by the growth itself.
 * The quotient of a rounded forward would be wrong by 2^-53, which is much where volatility is small.
 */
export const logMoneyness = (level: number, strike: number, growth: number): number => {
  const low = level < strike ? level : strike;
  const high = level < strike ? strike : level;
  const ratio = low / high;
  const size = ratio > 0.5 ? log1p((low - high) / high) : log(ratio);
  return level < strike ? growth + size : growth - size;
};

/**
 * Intrinsic value, from 0: of the two as they are where nothing grows, else by the logarithm of F ÷ K, which knows more of
 * their difference than a rounded forward.
 */
export const intrinsicValue = (
  sign: number,
  level: number,
  strike: number,
  growth: number,
  moneyness: number,
): number => {
  if (!(sign * moneyness > 0)) return 0;
  return sign * (growth === 0 ? level - strike : strike * expm1(moneyness));
};

/**
 * Black's undiscounted price of an option with this intrinsic value, from 0; `deviation` is σ√T, 0 or more, `moneyness`
 * ln(F ÷ K). Out of the money its relative error is a few (1 + d²) 2^-53, d the standardised log moneyness, which is what
 * the rounding of d itself makes; in the money that of the intrinsic value beside it.
 */
export const forwardPrice = (
  forward: number,
  strike: number,
  deviation: number,
  moneyness: number,
  intrinsic: number,
): number => {
  if (!(deviation > 0)) return intrinsic;
  const x = moneyness < 0 ? moneyness : -moneyness;
  const h = x / deviation;
  const t = 0.5 * deviation;
  if (h + t < DIRECT_BOUND) {
    const scale = Math.sqrt(forward) * Math.sqrt(strike);
    return intrinsic + scale * normalisedVega(x, deviation) * priceByVega(x, deviation);
  }
  const low = forward < strike ? forward : strike;
  const high = forward < strike ? strike : forward;
  return intrinsic + (low * normalCdf(h + t) - high * normalCdf(h - t));
};
