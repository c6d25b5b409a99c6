import { InputError } from "@hotpath/core";
import { positive } from "../internal/number-checks.ts";
import type { ForwardOption, OptionType, SpotOption, WithVolatility } from "./option.ts";

/** Implied volatility by strike and years to expiry: a smile or a surface, as a pure function. */
export type VolatilitySurface = (strike: number, years: number) => number;

/** What the options on one underlying are priced by. */
export interface UnderlyingMarket {
  /** Price of the underlying; of a future where `isFuture` is set. */
  level: number;
  /** One number for all options, or a surface. Default 0: enough where there are no options on it. */
  volatility?: number | VolatilitySurface;
  /** Continuously compounded rate of a year. Default 0. */
  rate?: number;
  /** Continuously compounded yield of a year; of no meaning for a future. Default 0. */
  dividendYield?: number;
  /** Options are priced by Black 76 on `level` rather than by Black–Scholes. Default false. */
  isFuture?: boolean;
}

/** Some of an option, or some of an underlying itself. */
export type BookPosition = OptionPosition | LinearPosition;

/** Some of an underlying itself. */
export interface LinearPosition {
  /** A key of the book's markets. */
  underlying: string;
  /** Signed: negative is short. */
  quantity: number;
  /** Value of one at price 1. Default 1. */
  multiplier?: number;
}

/** Some of a European option. */
export interface OptionPosition extends LinearPosition {
  type: OptionType;
  strike: number;
  /** Time to expiry in years, from 0. */
  years: number;
}

/** Options, what they are on, and what they are priced by. */
export interface OptionBook {
  markets: Readonly<Record<string, UnderlyingMarket>>;
  positions: readonly BookPosition[];
}

/** The option that a position is, in its market as it is. */
export function optionOf(
  position: OptionPosition,
  market: UnderlyingMarket,
): (SpotOption | ForwardOption) & WithVolatility {
  const { type, strike, years } = position;
  const { level, volatility: given = 0, rate = 0, dividendYield = 0, isFuture = false } = market;
  const volatility = typeof given === "number" ? given : given(strike, years);
  const common = { type, strike, years, rate, volatility };
  return isFuture ? { ...common, forward: level } : { ...common, spot: level, dividendYield };
}

/** Whether a position is one in an option. */
export function isOption(position: BookPosition): position is OptionPosition {
  return "strike" in position;
}

/** The market of a position. @throws {InputError} if there is none, or its level is not positive */
export function marketOf(book: OptionBook, position: BookPosition, path: string): UnderlyingMarket {
  const market = Object.hasOwn(book.markets, position.underlying) ? book.markets[position.underlying] : undefined;
  if (market === undefined)
    throw new InputError(
      "INPUT_INVALID",
      `${path}.underlying is ${JSON.stringify(position.underlying)}; allowed: ${Object.keys(book.markets).join(", ")}`,
    );
  positive(market.level, `markets.${position.underlying}.level`);
  return market;
}
