import { type DecimalInput, InputError, type InstrumentRegistry } from "@hotpath/core";
import { shareOfEquitySize } from "./fixed-fractional.ts";
import { type OrderSize, type SizeLimits, sizeOrder } from "./order-size.ts";

/** What {@link sizePortfolio} takes; every column in the order of the registry. */
export interface PortfolioSizeOptions {
  instruments: InstrumentRegistry;
  equity: number;
  /** Shares of equity, signed: of risk parity or any other allocation of `@hotpath/portfolio`, of `kellyPortfolio`. */
  weights: Float64Array;
  /** Prices as values. */
  prices: readonly DecimalInput[];
  /** Limits of each position. */
  limits?: readonly (SizeLimits | undefined)[];
}

/**
 * Positions of a portfolio by its weights, each in whole lots towards zero and within its limits: so gross exposure is never
 * more than the weights ask for. `units` is the position to hold; what to trade is it less the position held.
 *
 * @throws {InputError} naming the element that is wrong
 */
export function sizePortfolio(options: PortfolioSizeOptions): OrderSize[] {
  const { instruments, equity, weights, prices, limits } = options;
  const count = instruments.size;
  for (const [name, column] of Object.entries({ weights, prices, ...(limits && { limits }) }))
    if (column.length !== count)
      throw new InputError("INPUT_INVALID", `${name} has ${column.length} elements; there are ${count} instruments`);
  return instruments.list.map((instrument, i) => {
    const share = weights[i]!;
    if (!Number.isFinite(share))
      throw new InputError("INPUT_INVALID", `weights[${i}] is ${share}, not a finite number`);
    const price = prices[i]!;
    const value = Number(instrument.formatPrice(instrument.price(price)));
    const wanted = shareOfEquitySize({ equity, share, price: value, multiplier: instrument.multiplier });
    return sizeOrder({ instrument, wanted, price, limits: limits?.[i] ?? {} });
  });
}
