import { log, log1p, normalCdf } from "@hotpath/core";
import { DIRECT_BOUND, normalisedVega, priceByVega } from "./normalised-black.ts";

/** −|ln(F ÷ K)|: by the difference where they are near, which is exact, and not by a rounded quotient. */
export const logMoneyness = (forward: number, strike: number): number => {
  const low = forward < strike ? forward : strike;
  const high = forward < strike ? strike : forward;
  const ratio = low / high;
  return ratio > 0.5 ? log1p((low - high) / high) : log(ratio);
};

/**
 * Black's undiscounted price: sign 1 for a call, −1 for a put; `deviation` is σ√T, 0 or more. Out of the money its
 * relative error is a few (1 + d²) 2^-53, d the standardised log moneyness, which is what the rounding of d itself
 * makes; in the money that of the intrinsic value beside it.
 */
export const forwardPrice = (sign: number, forward: number, strike: number, deviation: number): number => {
  const intrinsic = sign * (forward - strike);
  const inside = intrinsic > 0 ? intrinsic : 0;
  if (!(deviation > 0)) return inside;
  const x = logMoneyness(forward, strike);
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
