import { ConfigError, describeValue, type InstrumentRegistry, POWERS_OF_TEN } from "@hotpath/core";

/** The most decimals that money may have: 10^22 is the last power of ten that is exact as a double. */
export const MAX_MONEY_DECIMALS = 22;

/** The most decimals that a fee may have. */
const MAX_FEE_DECIMALS = 8;

/**
 * The one scale of all money of a portfolio: `decimals` is one more than the finest product of a price and a size, so
 * that a position at the mid of two prices is a whole number of money units too.
 *
 * The money of `price × size` is `factor[i]` units, `multiplier × 10^(decimals − priceDecimals − sizeDecimals)`; it may
 * exceed 2^53, and so it is kept as a product of safe integers as well.
 */
export class MoneyScale {
  /** Money is counted in 10^-decimals. */
  readonly decimals: number;
  /** Fees are counted in 10^-feeDecimals, coarser than money where money is so fine that a fee would not fit. */
  readonly feeDecimals: number;
  /** Money units of a fee unit. */
  readonly feeFactor: number;
  /** Money units of 1 in currency. */
  readonly unit: number;
  readonly currency: string;
  /** Money units of one price unit times one size unit; the nearest double beyond 2^53. */
  readonly factor: Float64Array;
  /** The power of ten in `factor`, at least 10; beyond 10^15 the rest of it is in `rest`. */
  readonly tens: Float64Array;
  /** `factor = tens × rest`. */
  readonly rest: Float64Array;

  /** @throws {ConfigError} if the instruments have two currencies, or need more decimals than there are */
  constructor(instruments: InstrumentRegistry, moneyDecimals: number | undefined) {
    const { list } = instruments;
    this.currency = list[0]!.currency;
    let finest = 0;
    for (const [i, instrument] of list.entries()) {
      if (instrument.currency !== this.currency)
        throw new ConfigError(
          `instruments[${i}].currency`,
          instrument.currency,
          `${this.currency}, as the first instrument has: a portfolio is accounted in one currency`,
        );
      const needed = instrument.priceDecimals + instrument.sizeDecimals + 1;
      if (needed > MAX_MONEY_DECIMALS)
        throw new ConfigError(
          `instruments[${i}]`,
          `${instrument.priceDecimals} price and ${instrument.sizeDecimals} size decimals`,
          `at most ${MAX_MONEY_DECIMALS - 1} decimals of price and size together`,
        );
      finest = Math.max(finest, needed);
    }
    if (moneyDecimals !== undefined && !(Number.isInteger(moneyDecimals) && moneyDecimals >= finest))
      throw new ConfigError("moneyDecimals", moneyDecimals, decimalsAllowed(finest));
    this.decimals = moneyDecimals ?? finest;
    if (this.decimals > MAX_MONEY_DECIMALS)
      throw new ConfigError("moneyDecimals", moneyDecimals, decimalsAllowed(finest));
    this.feeDecimals = Math.min(this.decimals, MAX_FEE_DECIMALS);
    this.feeFactor = POWERS_OF_TEN[this.decimals - this.feeDecimals]!;
    this.unit = Number(`1e${this.decimals}`);
    this.factor = new Float64Array(list.length);
    this.tens = new Float64Array(list.length);
    this.rest = new Float64Array(list.length);
    for (const [i, { priceDecimals, sizeDecimals, multiplier }] of list.entries()) {
      const exponent = this.decimals - priceDecimals - sizeDecimals;
      const tens = Math.min(exponent, 15);
      this.tens[i] = POWERS_OF_TEN[tens]!;
      this.rest[i] = multiplier * POWERS_OF_TEN[exponent - tens]!;
      this.factor[i] = this.tens[i]! * this.rest[i]!;
      if (!Number.isSafeInteger(this.rest[i]))
        throw new ConfigError(
          `instruments[${i}].multiplier`,
          multiplier,
          `a smaller one beside instruments of ${describeValue(this.decimals)} money decimals`,
        );
    }
  }
}

function decimalsAllowed(finest: number): string {
  return `an integer from ${finest} (the finest product of price and size, and one more for a mid) to ${MAX_MONEY_DECIMALS}`;
}
