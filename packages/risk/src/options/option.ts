import { InputError } from "@hotpath/core";
import { finite, fromZero, positive } from "../internal/number-checks.ts";

/** A call is the right to buy, a put the right to sell. */
export type OptionType = "call" | "put";

/** What every European option has, whatever it is priced by. */
export interface EuropeanOption {
  type: OptionType;
  /** Price at which it is exercised, positive. */
  strike: number;
  /** Time to expiry in years, from 0. */
  years: number;
  /** Continuously compounded interest rate of a year: 0.05 is five per cent. Default 0. */
  rate?: number;
}

/** An option on something that is held: a share, an index, a currency. */
export interface SpotOption extends EuropeanOption {
  /** Price of the underlying, positive. */
  spot: number;
  /** Continuously compounded dividend yield of a year, or the foreign interest rate of a currency. Default 0. */
  dividendYield?: number;
}

/** An option on a future or forward that expires with it or later. */
export interface ForwardOption extends EuropeanOption {
  /** Price of the future, positive. */
  forward: number;
}

/** With a volatility: the standard deviation of a year's log return, from 0; 0.2 is twenty per cent. */
export interface WithVolatility {
  volatility: number;
}

/** With a price, in the unit of the strike. */
export interface WithPrice {
  price: number;
}

/**
 * An option brought to one form: a forward price, a discount, and the sign of its payoff. The spot model is Black's
 * formula on F = S e^((r − q)T) (Black 1976, "The pricing of commodity contracts", Journal of Financial Economics 3).
 *
 * @internal
 */
export interface Reduced {
  /** 1 for a call, −1 for a put. */
  sign: number;
  strike: number;
  years: number;
  rate: number;
  /** Rate less yield; 0 of a future. */
  carry: number;
  /** Spot, or the future's price. */
  level: number;
}

/** @throws {InputError} naming the field that is wrong */
export function reduce(option: SpotOption | ForwardOption): Reduced {
  if (option.type !== "call" && option.type !== "put")
    throw new InputError("INPUT_INVALID", `type is ${JSON.stringify(option.type)}; allowed: "call" or "put"`);
  const rate = finite(option.rate ?? 0, "rate");
  const years = fromZero(option.years, "years");
  const common = { sign: option.type === "call" ? 1 : -1, strike: positive(option.strike, "strike"), years, rate };
  if ("forward" in option) return { ...common, carry: 0, level: positive(option.forward, "forward") };
  return {
    ...common,
    carry: rate - finite(option.dividendYield ?? 0, "dividendYield"),
    level: positive(option.spot, "spot"),
  };
}
