import { ConfigError, type Instrument, InstrumentRegistry } from "@hotpath/core";
import { type FeeScheduleOptions, Portfolio } from "@hotpath/portfolio";

/** Shares of a fill's value: of one that rested in the book, where negative a rebate, and of one that took from it. */
export interface FeeRates {
  maker: number;
  taker: number;
}

/**
 * Fees that are a share of each fill's value, rounded as finely as the books of these instruments can keep.
 *
 * @param rate 0.0005 is five basis points; or one for makers and one for takers
 * @throws {ConfigError} for a rate that is not from 0 to below 1, of makers from above −1
 * @example runBacktest({ strategy, data: bars, config: { fees: proportionalFees(0.0005, [bars.instrument]) } });
 */
export function proportionalFees(rate: number | FeeRates, instruments: readonly Instrument[]): FeeScheduleOptions {
  const { maker, taker } = typeof rate === "number" ? { maker: rate, taker: rate } : rate;
  if (!(taker >= 0 && taker < 1)) throw new ConfigError("feeRate", taker, "a number from 0 to below 1");
  if (!(maker > -1 && maker < 1)) throw new ConfigError("feeRate", maker, "a number above -1 and below 1");
  const books = new Portfolio({ instruments: new InstrumentRegistry(instruments), initialCash: 1 });
  return {
    currency: books.currency,
    tiers: [{ maker: exact(maker), taker: exact(taker) }],
    decimals: Math.min(12, books.feeDecimals),
  };
}

function exact(rate: number): string {
  const share = String(rate);
  return /e/.test(share) ? rate.toFixed(12) : share;
}
