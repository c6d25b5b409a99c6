import { exp, InputError } from "@hotpath/core";
import { ABOVE_BOUND, BELOW_INTRINSIC, impliedForwardDeviation } from "./implied-volatility.ts";
import { intrinsicValue, logMoneyness } from "./internal/forward-price.ts";
import { discountedPrice } from "./price.ts";

/** Many options in columns, all of one length. */
export interface OptionColumns {
  /** 1 for a call, 0 for a put. */
  isCall: Uint8Array;
  /** Spot, or with `dividendYield` equal to `rate` the future's price. */
  spot: Float64Array;
  strike: Float64Array;
  /** Time to expiry in years. */
  years: Float64Array;
  /** Continuously compounded, as `dividendYield`. */
  rate: Float64Array;
  dividendYield: Float64Array;
}

/** Why an option of a batch has no answer; 0 where it has one. */
export const OptionReason = {
  None: 0,
  /** A column is not a finite number in its range. */
  Invalid: 1,
  /** The price is below intrinsic value. */
  BelowIntrinsic: 2,
  /** The price is not below the most that the option can be worth. */
  AboveBound: 3,
  /** Forward and strike are more than e^700 apart. */
  TooFar: 4,
} as const;

const INFINITY = Number.POSITIVE_INFINITY;

/**
 * Prices of many options, as `blackScholesPrice` gives them one by one, into `out`: nothing is allocated, nothing thrown for
 * an option. One that cannot be priced gets NaN and, where `reasons` is given, a value of {@link OptionReason}.
 *
 * @returns how many were priced
 * @throws {InputError} `INPUT_INVALID` if the columns are not equally long
 */
export function priceOptions(
  options: OptionColumns,
  volatility: Float64Array,
  out: Float64Array,
  reasons?: Uint8Array,
): number {
  assertEqualLengths(options, volatility, out, reasons);
  const { isCall, spot, strike, years, rate, dividendYield } = options;
  let done = 0;
  for (let i = 0; i < out.length; i++) {
    const value = priceOne(
      isCall[i] === 1 ? 1 : -1,
      spot[i]!,
      strike[i]!,
      years[i]!,
      rate[i]!,
      dividendYield[i]!,
      volatility[i]!,
    );
    out[i] = value;
    const isGood = value - value === 0;
    if (isGood) done += 1;
    if (reasons !== undefined) reasons[i] = isGood ? OptionReason.None : OptionReason.Invalid;
  }
  return done;
}

const priceOne = (
  sign: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  volatility: number,
): number => {
  // Positive form, so that NaN fails.
  const isGood =
    spot > 0 && spot < INFINITY && strike > 0 && strike < INFINITY && years >= 0 && years < INFINITY && volatility >= 0;
  if (!isGood) return Number.NaN;
  const value = discountedPrice(sign, spot, strike, years, rate, rate - dividendYield, volatility * Math.sqrt(years));
  return value < INFINITY ? value : Number.NaN;
};

/**
 * Implied volatilities of many options, as `impliedVolatility` gives them one by one, into `out`: nothing is allocated,
 * nothing thrown for an option. One without a volatility gets NaN and, where `reasons` is given, a value of
 * {@link OptionReason}.
 *
 * @returns how many have one
 * @throws {InputError} `INPUT_INVALID` if the columns are not equally long
 */
export function impliedVolatilities(
  options: OptionColumns,
  price: Float64Array,
  out: Float64Array,
  reasons?: Uint8Array,
): number {
  assertEqualLengths(options, price, out, reasons);
  const { isCall, spot, strike, years, rate, dividendYield } = options;
  let done = 0;
  for (let i = 0; i < out.length; i++) {
    const span = years[i]!;
    const deviation = deviationOne(
      isCall[i] === 1 ? 1 : -1,
      spot[i]!,
      strike[i]!,
      span,
      rate[i]!,
      dividendYield[i]!,
      price[i]!,
    );
    const isGood = deviation >= 0;
    out[i] = isGood ? deviation / Math.sqrt(span) : Number.NaN;
    if (isGood) done += 1;
    if (reasons !== undefined) reasons[i] = isGood ? OptionReason.None : reasonOf(deviation);
  }
  return done;
}

const deviationOne = (
  sign: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  dividendYield: number,
  price: number,
): number => {
  const growth = (rate - dividendYield) * years;
  const forward = spot * exp(growth);
  const undiscounted = price / exp(-rate * years);
  const isGood =
    forward > 0 &&
    forward < INFINITY &&
    strike > 0 &&
    strike < INFINITY &&
    years > 0 &&
    years < INFINITY &&
    undiscounted - undiscounted === 0;
  if (!isGood) return Number.NaN;
  const moneyness = logMoneyness(spot, strike, growth);
  const intrinsic = intrinsicValue(sign, spot, strike, growth, moneyness);
  return impliedForwardDeviation(sign, forward, strike, undiscounted, moneyness, intrinsic);
};

function reasonOf(deviation: number): number {
  if (deviation === BELOW_INTRINSIC) return OptionReason.BelowIntrinsic;
  if (deviation === ABOVE_BOUND) return OptionReason.AboveBound;
  return Number.isNaN(deviation) ? OptionReason.Invalid : OptionReason.TooFar;
}

function assertEqualLengths(
  options: OptionColumns,
  given: Float64Array,
  out: Float64Array,
  reasons: Uint8Array | undefined,
): void {
  const { isCall, spot, strike, years, rate, dividendYield } = options;
  const columns = { isCall, spot, strike, years, rate, dividendYield, given, ...(reasons && { reasons }) };
  for (const [name, column] of Object.entries(columns))
    if (column.length !== out.length)
      throw new InputError("INPUT_INVALID", `${name} has ${column.length} elements; out has ${out.length}`);
}
