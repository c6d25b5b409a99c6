import { InputError } from "@hotpath/core";
import { finite, fromZero, positive } from "../internal/number-checks.ts";
import type { ForwardOption, OptionType, SpotOption, WithVolatility } from "./option.ts";
import { priceOf } from "./price.ts";

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

/** A change of the market: one number for all underlyings, or some by name and the others unchanged. */
export type Shift = number | Readonly<Record<string, number>>;

/** What a book is valued under. All is optional; an empty scenario is the market as it is. */
export interface OptionScenario {
  /** Relative change of levels, above −1: −0.2 is twenty per cent down. */
  level?: Shift;
  /** Absolute change of volatilities: 0.05 is five points up. None falls below 0. */
  volatility?: Shift;
  /** Absolute change of rates. */
  rate?: Shift;
  /** Years that pass; an option that expires within them is worth its intrinsic value at the scenario's level. */
  years?: number;
}

/** A book under a scenario. */
export interface Revaluation {
  /** Value in the market as it is. */
  base: number;
  /** Value under the scenario. A position in a future counts with its notional, so look at the profit. */
  value: number;
  /** `value` less `base`. */
  profit: number;
  /** Profit by position, in the order of the book. */
  profits: Float64Array;
}

/**
 * Values every position of a book anew under a scenario: nothing is approximated.
 *
 * @throws {InputError} naming the position, market or shift that is wrong
 * @example revalue(book, { level: -0.2, volatility: 0.1 }).profit
 */
export function revalue(book: OptionBook, scenario: OptionScenario): Revaluation {
  const before = valuesOf(book, {});
  const after = valuesOf(book, scenario);
  const profits = after.map((value, i) => value - before[i]!);
  const base = sum(before);
  const value = sum(after);
  return { base, value, profit: sum(profits), profits };
}

/**
 * The profit of a book under each of many scenarios, such as historical or simulated moves: full-revaluation value at risk
 * is a quantile of it.
 *
 * @throws {InputError} as {@link revalue}
 */
export function scenarioProfits(book: OptionBook, scenarios: readonly OptionScenario[]): Float64Array {
  const before = valuesOf(book, {});
  return Float64Array.from(scenarios, (scenario) => {
    const after = valuesOf(book, scenario);
    return sum(after.map((value, i) => value - before[i]!));
  });
}

/** Value of each position under a scenario. */
function valuesOf(book: OptionBook, scenario: OptionScenario): Float64Array {
  checkScenario(book, scenario);
  return Float64Array.from(book.positions, (position, i) => {
    const path = `positions[${i}]`;
    const market = marketOf(book, position, path);
    const units =
      finite(position.quantity, `${path}.quantity`) * positive(position.multiplier ?? 1, `${path}.multiplier`);
    if (units === 0) return 0;
    const level = market.level * (1 + shiftOf(scenario.level, position.underlying));
    if (!isOption(position)) return units * level;
    return units * priceOf(optionAt(position, market, scenario));
  });
}

/** The option that a position is, in the market that a scenario makes of its own. */
export function optionAt(
  position: OptionPosition,
  market: UnderlyingMarket,
  scenario: OptionScenario,
): (SpotOption | ForwardOption) & WithVolatility {
  const { underlying, type, strike } = position;
  const years = Math.max(0, fromZero(position.years, "years") - (scenario.years ?? 0));
  const level = market.level * (1 + shiftOf(scenario.level, underlying));
  const rate = (market.rate ?? 0) + shiftOf(scenario.rate, underlying);
  const { volatility: given = 0 } = market;
  // The surface is asked at the option's own strike and the time that is left: it stays where it is when levels move.
  const own = typeof given === "number" ? given : given(strike, years);
  const volatility = Math.max(0, finite(own, `volatility of ${underlying}`) + shiftOf(scenario.volatility, underlying));
  const common = { type, strike, years, rate, volatility };
  if (market.isFuture === true) return { ...common, forward: level };
  return { ...common, spot: level, dividendYield: market.dividendYield ?? 0 };
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

function shiftOf(shift: Shift | undefined, underlying: string): number {
  if (shift === undefined) return 0;
  return typeof shift === "number" ? shift : (shift[underlying] ?? 0);
}

function checkScenario(book: OptionBook, scenario: OptionScenario): void {
  if (scenario.years !== undefined) fromZero(scenario.years, "scenario.years");
  for (const key of ["level", "volatility", "rate"] as const) {
    const shift = scenario[key];
    if (shift === undefined) continue;
    for (const [name, value] of typeof shift === "number" ? [["", shift] as const] : Object.entries(shift)) {
      const path = name === "" ? `scenario.${key}` : `scenario.${key}.${name}`;
      if (name !== "" && !Object.hasOwn(book.markets, name))
        throw new InputError("INPUT_INVALID", `${path}: the book has no market ${name}`);
      finite(value, path);
      if (key === "level" && !(value > -1))
        throw new InputError("INPUT_OUT_OF_RANGE", `${path} is ${value}; allowed: a relative change above -1`);
    }
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
