import { InputError } from "@hotpath/core";
import { parseSignalConfig } from "../signal-config.ts";
import type { SignalGeneratorFactory } from "../signal-generator.ts";

/** Quotes in columns, all of one length. */
export interface QuoteColumns {
  bidPrice: Float64Array;
  askPrice: Float64Array;
  bidSize: Float64Array;
  askSize: Float64Array;
}

/** What {@link signalSeries} gives, as long as the prices. */
export interface SignalSeries {
  /** Signals; NaN before the warm-up. */
  signals: Float64Array;
  /** The generator's own figures. */
  values: Float64Array;
}

/**
 * A generator over a whole column, for research: the bits that its stream gives, whatever other symbols it has.
 *
 * @param prices one a row
 * @param options.perUnit one over the typical price change, row by row, for generators that ask for it; default NaN
 * @param options.quotes each is taken in before the price of its row
 * @throws {InputError} columns that are not as long as the prices
 * @example signalSeries(zScoreReversion({ span: 100 }), closes).signals
 */
export function signalSeries(
  factory: SignalGeneratorFactory,
  prices: Float64Array,
  options: { perUnit?: Float64Array; quotes?: QuoteColumns } = {},
): SignalSeries {
  const { perUnit, quotes } = options;
  for (const [name, column] of Object.entries({ perUnit, ...quotes }))
    if (column !== undefined && column.length !== prices.length)
      throw new InputError(
        "INPUT_INVALID",
        `${name}: has ${column.length} rows where there are ${prices.length} prices`,
      );
  const generator = factory(1, parseSignalConfig());
  const signals = new Float64Array(prices.length);
  const values = new Float64Array(prices.length);
  for (let i = 0; i < prices.length; i++) {
    if (quotes !== undefined)
      generator.quote?.(0, quotes.bidPrice[i]!, quotes.askPrice[i]!, quotes.bidSize[i]!, quotes.askSize[i]!);
    signals[i] = generator.update(0, prices[i]!, perUnit === undefined ? Number.NaN : perUnit[i]!);
    values[i] = generator.value(0);
  }
  return { signals, values };
}
