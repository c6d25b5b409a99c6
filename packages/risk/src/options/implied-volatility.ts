import { exp, InputError } from "@hotpath/core";
import { finite } from "../internal/number-checks.ts";
import { intrinsicValue, logMoneyness } from "./internal/forward-price.ts";
import { impliedDeviation } from "./internal/implied-deviation.ts";
import { type ForwardOption, reduce, type SpotOption, type WithPrice } from "./option.ts";

/** Farther apart than e^700, forward and strike are refused. */
const MONEYNESS_BOUND = -700;
/** A price this near to intrinsic value, by the forward or strike, is taken for it: what rounding leaves. */
const ROUNDING = 8.881784197001252e-16;

/** Answers of {@link impliedForwardDeviation} that are no deviation. */
export const BELOW_INTRINSIC = -1;
/** As {@link BELOW_INTRINSIC}. */
export const ABOVE_BOUND = -2;
/** As {@link BELOW_INTRINSIC}. */
export const TOO_FAR = -3;

/**
 * The volatility at which {@link blackScholesPrice} is the given price, by the method of Jäckel 2015, "Let's be rational",
 * Wilmott magazine, January: a rational guess and two Householder steps of the fourth order, whatever the price.
 *
 * Relative error a few 2^-53 of what the price determines: a price given as a double that is mostly intrinsic value, or
 * next to its upper bound, has lost digits that no method finds again. A price that is intrinsic value, but for rounding,
 * gives 0.
 *
 * @throws {InputError} `INPUT_OUT_OF_RANGE` if the price is below intrinsic value, or not below what the option can be worth
 * at most (the discounted forward of a call, the discounted strike of a put), or no time is left, or forward and strike
 * are more than e^700 apart; naming the field that is wrong
 * @example impliedVolatility({ type: "call", spot: 21, strike: 20, years: 0.25, rate: 0.1, price: 1.875 }) // 0.2345…
 */
export function impliedVolatility(option: (SpotOption | ForwardOption) & WithPrice): number {
  const { sign, strike, years, rate, carry, level } = reduce(option);
  const price = finite(option.price, "price");
  if (years === 0) throw new InputError("INPUT_OUT_OF_RANGE", "years is 0: an expired option has no volatility");
  const growth = carry * years;
  const forward = level * exp(growth);
  const undiscounted = price / exp(-rate * years);
  if (!(forward > 0 && forward < Number.POSITIVE_INFINITY && Number.isFinite(undiscounted)))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `years is ${years}: growth or discount at these rates is beyond the doubles`,
    );
  const moneyness = logMoneyness(level, strike, growth);
  const intrinsic = intrinsicValue(sign, level, strike, growth, moneyness);
  const deviation = impliedForwardDeviation(sign, forward, strike, undiscounted, moneyness, intrinsic);
  if (deviation >= 0) return deviation / Math.sqrt(years);
  const bound = (sign > 0 ? forward : strike) * exp(-rate * years);
  throw new InputError(
    "INPUT_OUT_OF_RANGE",
    deviation === TOO_FAR
      ? `strike is ${strike} for a forward of ${forward}: more than e^700 apart`
      : deviation === BELOW_INTRINSIC
        ? `price is ${price}, below the intrinsic value ${intrinsic * exp(-rate * years)} of this ${option.type}`
        : `price is ${price}; allowed: less than ${bound}, the most that this ${option.type} can be worth`,
  );
}

/**
 * σ√T from an undiscounted price, ln(F ÷ K) and the intrinsic value, or one of the negative answers above. Allocates nothing
 * and never throws.
 */
export const impliedForwardDeviation = (
  sign: number,
  forward: number,
  strike: number,
  price: number,
  moneyness: number,
  intrinsic: number,
): number => {
  const bound = sign > 0 ? forward : strike;
  const outside = price - intrinsic;
  if (!(outside > 0)) return outside >= -ROUNDING * bound && !(price < 0) ? 0 : BELOW_INTRINSIC;
  const lacking = bound - price;
  if (!(lacking > 0)) return ABOVE_BOUND;
  const x = moneyness < 0 ? moneyness : -moneyness;
  if (!(x > MONEYNESS_BOUND)) return TOO_FAR;
  const scale = Math.sqrt(forward) * Math.sqrt(strike);
  const beta = outside / scale;
  return beta > 0 ? impliedDeviation(x, beta, lacking / scale) : 0;
};
