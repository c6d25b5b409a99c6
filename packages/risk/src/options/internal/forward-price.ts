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

/** F − K: of the two as they are where nothing grows, else by their logarithm, which knows more than a rounded forward. */
export const forwardExcess = (level: number, strike: number, growth: number, moneyness: number): number =>
  growth === 0 ? level - strike : strike * expm1(moneyness);

/**
 * Black's undiscounted price: sign 1 for a call, −1 for a put; `deviation` is σ√T, 0 or more, `moneyness`
 * ln(F ÷ K), `excess` F − K. Out of the money its
 * relative error is a few (1 + d²) 2^-53, d the standardised log moneyness, which is what the rounding of d itself
 * makes; in the money that of the intrinsic value beside it.
 */
export const forwardPrice = (
  sign: number,
  forward: number,
  strike: number,
  deviation: number,
  moneyness: number,
  excess: number,
): number => {
  const intrinsic = sign * excess;
  const inside = intrinsic > 0 ? intrinsic : 0;
  if (!(deviation > 0)) return inside;
  const x = moneyness < 0 ? moneyness : -moneyness;
  const h = x / deviation;
  const t = 0.5 * deviation;
  if (h + t < DIRECT_BOUND) {
    const scale = Math.sqrt(forward) * Math.sqrt(strike);
    return inside + scale * normalisedVega(x, deviation) * priceByVega(x, deviation);
  }
  const low = forward < strike ? forward : strike;
  const high = forward < strike ? strike : forward;
  return inside + (low * normalCdf(h + t) - high * normalCdf(h - t));
};
