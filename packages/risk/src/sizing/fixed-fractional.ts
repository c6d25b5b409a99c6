import { InputError } from "@hotpath/core";
import { positive, within } from "../internal/number-checks.ts";

/** What {@link fixedFractionalSize} takes. */
export interface FixedFractionalOptions {
  equity: number;
  /** Share of equity that is lost if the stop is hit, 0 to 1: 0.01 is one per cent. */
  risk: number;
  entry: number;
  /** Price at which the position is given up; on either side of the entry. */
  stop: number;
  /** Value of one whole size at price 1. Default 1. */
  multiplier?: number;
}

/**
 * The size that loses a fixed fraction of equity at the stop: equity × risk ÷ (|entry − stop| × multiplier). Vince 1990,
 * "Portfolio Management Formulas", chapter 2.
 *
 * @throws {InputError} naming the option that is wrong; entry and stop equal too
 * @example fixedFractionalSize({ equity: 100_000, risk: 0.01, entry: 50, stop: 48 }) // 500
 */
export function fixedFractionalSize(options: FixedFractionalOptions): number {
  const { equity, risk, entry, stop, multiplier = 1 } = options;
  const distance = Math.abs(entry - stop);
  if (!(distance > 0 && distance < Number.POSITIVE_INFINITY))
    throw new InputError("INPUT_INVALID", `entry is ${entry} and stop ${stop}: there must be a distance between them`);
  return (positive(equity, "equity") * within(risk, "risk", 0, 1)) / (distance * positive(multiplier, "multiplier"));
}

/** What {@link atrSize} takes. */
export interface AtrSizeOptions {
  equity: number;
  /** Share of equity that a move of `multiple` average true ranges costs, 0 to 1. */
  risk: number;
  /** The average true range, in price: `atr` of `@hotpath/indicators`. */
  atr: number;
  /** Distance of the stop in average true ranges. Default 1: a unit of the Turtles. */
  multiple?: number;
  /** Value of one whole size at price 1. Default 1. */
  multiplier?: number;
}

/**
 * The size by which a move of some average true ranges is a fixed fraction of equity: equity × risk ÷ (ATR × multiple ×
 * multiplier). Faith 2007, "Way of the Turtle", chapter 8, with risk 0.01 and multiple 1.
 *
 * @throws {InputError} naming the option that is wrong
 * @example atrSize({ equity: 1_000_000, risk: 0.01, atr: 0.0141, multiplier: 42_000 }) // 16.88…: 16 contracts
 */
export function atrSize(options: AtrSizeOptions): number {
  const { equity, risk, atr, multiple = 1, multiplier = 1 } = options;
  const loss = positive(atr, "atr") * positive(multiple, "multiple") * positive(multiplier, "multiplier");
  return (positive(equity, "equity") * within(risk, "risk", 0, 1)) / loss;
}

/** What {@link shareOfEquitySize} takes. */
export interface ShareOfEquityOptions {
  equity: number;
  /** Share of equity, negative for a short position: a Kelly fraction, a weight. */
  share: number;
  price: number;
  /** Value of one whole size at price 1. Default 1. */
  multiplier?: number;
}

/**
 * The size whose notional is a share of equity: equity × share ÷ (price × multiplier).
 *
 * @throws {InputError} naming the option that is wrong
 */
export function shareOfEquitySize(options: ShareOfEquityOptions): number {
  const { equity, share, price, multiplier = 1 } = options;
  if (!Number.isFinite(share)) throw new InputError("INPUT_INVALID", `share is ${share}, not a finite number`);
  return (positive(equity, "equity") * share) / (positive(price, "price") * positive(multiplier, "multiplier"));
}

/** What {@link volatilityTargetShare} takes. */
export interface VolatilityTargetOptions {
  /** Volatility to run at, in the same unit of time as `volatility`. */
  target: number;
  /** Volatility of what is traded, as a forecast. */
  volatility: number;
  /** The greatest share, since a quiet market asks for ever more. Default 1. */
  maxShare?: number;
}

/**
 * The share of equity at which a position runs at a target volatility: target ÷ volatility, at most `maxShare`. Moreira and
 * Muir 2017, "Volatility-Managed Portfolios", Journal of Finance 72(4), scale by the variance; here by the deviation, as
 * Harvey et al. 2018, "The Impact of Volatility Targeting", Journal of Portfolio Management 45(1).
 *
 * @throws {InputError} naming the option that is wrong
 */
export function volatilityTargetShare(options: VolatilityTargetOptions): number {
  const { target, volatility, maxShare = 1 } = options;
  return Math.min(positive(target, "target") / positive(volatility, "volatility"), positive(maxShare, "maxShare"));
}
