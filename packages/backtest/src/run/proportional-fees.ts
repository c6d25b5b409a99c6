import { ConfigError, type Instrument, InstrumentRegistry } from "@hotpath/core";
import { type FeeScheduleOptions, Portfolio } from "@hotpath/portfolio";

/**
 * Fees that are a share of each fill's value, rounded as finely as the books of these instruments can keep.
 *
 * @param rate 0.0005 is five basis points
 * @throws {ConfigError} for a rate that is not from 0 to below 1
 * @example runBacktest({ strategy, data: bars, config: { fees: proportionalFees(0.0005, [bars.instrument]) } });
 */
export function proportionalFees(rate: number, instruments: readonly Instrument[]): FeeScheduleOptions {
  if (!(rate >= 0 && rate < 1)) throw new ConfigError("feeRate", rate, "a number from 0 to below 1");
  const books = new Portfolio({ instruments: new InstrumentRegistry(instruments), initialCash: 1 });
  const share = String(rate);
  const exact = /e/.test(share) ? rate.toFixed(12) : share;
  return {
    currency: books.currency,
    tiers: [{ maker: exact, taker: exact }],
    decimals: Math.min(12, books.feeDecimals),
  };
}
