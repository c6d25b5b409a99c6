import { exp, InputError } from "@hotpath/core";
import { fromZero } from "../internal/number-checks.ts";
import { forwardPrice, intrinsicValue, logMoneyness } from "./internal/forward-price.ts";
import { type ForwardOption, reduce, type SpotOption, type WithVolatility } from "./option.ts";

/**
 * Price of a European option on a spot price, with a continuous dividend yield: Black and Scholes 1973, "The Pricing of
 * Options and Corporate Liabilities", Journal of Political Economy 81; Merton 1973, "Theory of Rational Option
 * Pricing", Bell Journal of Economics 4.
 *
 * Without time or volatility left it is the discounted intrinsic value of the forward. Out of the money it keeps its
 * relative precision down to the smallest doubles.
 *
 * @throws {InputError} naming the field that is wrong
 * @example blackScholesPrice({ type: "call", spot: 42, strike: 40, years: 0.5, rate: 0.1, volatility: 0.2 }) // 4.7594…
 */
export function blackScholesPrice(option: SpotOption & WithVolatility): number {
  return priceOf(option);
}

/**
 * Price of a European option on a future or forward: Black 1976, "The pricing of commodity contracts", Journal of
 * Financial Economics 3.
 *
 * @throws {InputError} naming the field that is wrong
 * @example black76Price({ type: "put", forward: 20, strike: 20, years: 4 / 12, rate: 0.09, volatility: 0.25 }) // 1.1166…
 */
export function black76Price(option: ForwardOption & WithVolatility): number {
  return priceOf(option);
}

/** The price of either kind. @throws {InputError} naming the field that is wrong, or if the price is beyond doubles */
export function priceOf(option: (SpotOption | ForwardOption) & WithVolatility): number {
  const { sign, strike, years, rate, carry, level } = reduce(option);
  const deviation = fromZero(option.volatility, "volatility") * Math.sqrt(years);
  const price = discountedPrice(sign, level, strike, years, rate, carry, deviation);
  if (!Number.isFinite(price))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `the option's price, ${price}, is beyond the doubles: rate or carry times years is too large`,
    );
  return price;
}

/** The price by plain numbers: sign 1 for a call, −1 for a put. */
export const discountedPrice = (
  sign: number,
  level: number,
  strike: number,
  years: number,
  rate: number,
  carry: number,
  deviation: number,
): number => {
  const growth = carry * years;
  const moneyness = logMoneyness(level, strike, growth);
  const intrinsic = intrinsicValue(sign, level, strike, growth, moneyness);
  return exp(-rate * years) * forwardPrice(level * exp(growth), strike, deviation, moneyness, intrinsic);
};
