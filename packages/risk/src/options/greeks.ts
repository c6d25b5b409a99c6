import { exp, InputError, normalCdf } from "@hotpath/core";
import { fromZero } from "../internal/number-checks.ts";
import { forwardPrice, intrinsicValue, logMoneyness } from "./internal/forward-price.ts";
import { DENSITY_AT_ZERO } from "./internal/normalised-black.ts";
import { type ForwardOption, type Reduced, reduce, type SpotOption, type WithVolatility } from "./option.ts";

/** Beyond this |d| the density and everything with it is 0. */
const DENSITY_BOUND = 40;

/**
 * Price and partial derivatives of one option, for one unit of the underlying. Nothing is scaled: vega and rho are for a
 * change of 1 (a hundred points; divide by 100 for one), theta and charm for a year that passes (divide by 365 for a day).
 */
export interface Greeks {
  price: number;
  /** ∂V/∂S, of a future ∂V/∂F. */
  delta: number;
  /** ∂²V/∂S². */
  gamma: number;
  /** ∂V/∂σ. */
  vega: number;
  /** ∂V/∂t as calendar time passes, all else unchanged: mostly negative. */
  theta: number;
  /** ∂V/∂r, the yield unchanged; of a future ∂V/∂r with its price unchanged, −T V. */
  rho: number;
  /** ∂V/∂q by the dividend yield; 0 of a future. */
  dividendRho: number;
  /** ∂²V/∂S∂σ. */
  vanna: number;
  /** ∂²V/∂σ², also called vomma. */
  volga: number;
  /** ∂²V/∂S∂t as calendar time passes, also called delta decay. */
  charm: number;
}

/**
 * The greeks of an option on a spot price. Haug 2007, "The Complete Guide to Option Pricing Formulas", 2nd ed., chapter 2
 * (there charm is −∂Δ/∂T, as here).
 *
 * Without time or volatility left they are the limits: delta is the discount of the yield or 0, the curvatures are 0.
 *
 * @throws {InputError} naming the field that is wrong; `INPUT_INVALID` too where there is no limit, with forward and
 * strike equal and neither time nor volatility left
 * @example blackScholesGreeks({ type: "call", spot: 49, strike: 50, years: 0.3846, rate: 0.05, volatility: 0.2 }).delta // 0.522
 */
export function blackScholesGreeks(option: SpotOption & WithVolatility): Greeks {
  return greeksOf(option);
}

/**
 * The greeks of an option on a future; source and limits as {@link blackScholesGreeks}.
 *
 * @throws {InputError} as {@link blackScholesGreeks}
 */
export function black76Greeks(option: ForwardOption & WithVolatility): Greeks {
  return greeksOf(option);
}

/** The greeks of either kind. @throws {InputError} as {@link blackScholesGreeks} */
export function greeksOf(option: (SpotOption | ForwardOption) & WithVolatility): Greeks {
  const reduced = reduce(option);
  const volatility = fromZero(option.volatility, "volatility");
  const greeks = compute(reduced, volatility, "forward" in option);
  const { price, delta, gamma, vega, theta, rho, dividendRho, vanna, volga, charm } = greeks;
  // One that is not finite makes the sum so; a finite sum that overflows finds none below.
  if (!Number.isFinite(price + delta + gamma + vega + theta + rho + dividendRho + vanna + volga + charm))
    for (const [name, value] of Object.entries(greeks))
      if (!Number.isFinite(value))
        throw new InputError("INPUT_OUT_OF_RANGE", `the option's ${name}, ${value}, is beyond the doubles`);
  return greeks;
}

function compute(option: Reduced, volatility: number, onForward: boolean): Greeks {
  const { sign, strike, years, rate, carry, level } = option;
  const root = Math.sqrt(years);
  const deviation = volatility * root;
  const forward = level * exp(carry * years);
  const discount = exp(-rate * years);
  const growth = exp((carry - rate) * years);
  const distance = logMoneyness(level, strike, carry * years);
  if (deviation === 0 && distance === 0)
    throw new InputError(
      "INPUT_INVALID",
      `forward and strike are ${strike} with volatility ${volatility} and ${years} years: delta and gamma have no limit there`,
    );
  const d1 = distance / deviation + 0.5 * deviation;
  const d2 = d1 - deviation;
  const reach = Math.min(Math.abs(d1), Math.abs(d2));
  const isCurved = reach < DENSITY_BOUND;
  const density = isCurved ? DENSITY_AT_ZERO * exp(-0.5 * d1 * d1) : 0;
  const levelShare = growth * normalCdf(sign * d1);
  const strikeShare = discount * normalCdf(sign * d2);
  const price =
    discount *
    forwardPrice(forward, strike, deviation, distance, intrinsicValue(sign, level, strike, carry * years, distance));
  // Volatility and time divide only where there is a density, and so some of both.
  const slope = growth * density;
  const vega = level * slope * root;
  const carryTerm = isCurved ? carry / deviation - d2 / (2 * years) : 0;
  return {
    price,
    delta: sign * levelShare,
    gamma: isCurved ? slope / (level * deviation) : 0,
    vega,
    theta:
      (isCurved ? (-level * slope * volatility) / (2 * root) : 0) -
      sign * ((carry - rate) * level * levelShare + rate * strike * strikeShare),
    rho: onForward ? -years * price : sign * years * strike * strikeShare,
    dividendRho: onForward ? 0 : -sign * years * level * levelShare,
    vanna: isCurved ? (-slope * d2) / volatility : 0,
    volga: isCurved ? (vega * d1 * d2) / volatility : 0,
    charm: -slope * carryTerm - sign * (carry - rate) * levelShare,
  };
}
