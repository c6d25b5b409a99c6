import type { DecimalInput, InstrumentRegistry, Side } from "@hotpath/core";
import type { CostBasis } from "../internal/cost-basis.ts";

/** How an account is set up. */
export interface AccountOptions {
  /** What may be held, in any currencies. */
  instruments: InstrumentRegistry;
  /** The currency that everything is translated to. */
  baseCurrency: string;
  /** Which lots a fill closes first. Default `average`. */
  costBasis?: CostBasis;
  /** Cash at the start by currency, as values. */
  cash?: Readonly<Record<string, DecimalInput>>;
  /** What one unit of a currency is worth in the base currency at the start, for every other currency of `cash`. */
  rates?: Readonly<Record<string, DecimalInput>>;
  /**
   * Money of every currency is counted in 10^-moneyDecimals. Least: the most decimals that an instrument's price and size
   * have together, and one more, for the half unit of a mid. Default the same, and at least 8. At most 40.
   */
  moneyDecimals?: number;
}

/** A fill, with what it cost. Prices and sizes as values, or as bigints in units of the instrument. */
export interface AccountFill {
  /** Dense index of the registry. */
  instrument: number;
  side: Side;
  price: DecimalInput;
  quantity: DecimalInput;
  /** Fee paid; a rebate is negative. Default 0. */
  fee?: DecimalInput;
  /** Currency of the fee. Default that of the instrument. */
  feeCurrency?: string;
  /** Time, microseconds since the Unix epoch: when a lot was opened. Default 0. */
  micros?: number;
}

/** A dividend in cash. Who is short pays it. */
export interface CashDividend {
  instrument: number;
  /** Of one whole size, in the instrument's currency, before tax. */
  perUnit: DecimalInput;
  /** Share that is withheld from who receives it, 0 to 1, as text or number: "0.15". Default 0. */
  withholding?: DecimalInput;
}

/**
 * A split, a reverse split or a dividend in stock: `numerator` new for `denominator` old. 2 for 1 is 2 and 1; a reverse split
 * 1 for 10 is 1 and 10; a stock dividend of 5 % is 105 and 100.
 */
export interface Split {
  instrument: number;
  numerator: number;
  denominator: number;
  /**
   * Price of one whole new size, at which the fraction of a size unit that is left is paid in cash. Needed where there is
   * one: a fraction is never rounded away.
   */
  cashInLieu?: DecimalInput;
}

/** A funding payment of a perpetual future: position × price × multiplier × rate, paid by longs where it is positive. */
export interface Funding {
  instrument: number;
  /** Rate of the interval, such as "0.0001". */
  rate: DecimalInput;
  /** Price that it is reckoned at. Default the mark. */
  price?: DecimalInput;
}

/** Money exchanged. */
export interface Conversion {
  from: string;
  to: string;
  /** Amount paid in `from`, positive. */
  paid: DecimalInput;
  /** Amount received in `to`, positive. */
  received: DecimalInput;
}
