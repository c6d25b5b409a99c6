/** What is due on a position apart from trading it: one definition for the books of the pipeline and those of account. */
import { divideHalfEven } from "./money.ts";

/** Rates are counted in 10^-20: fine enough for any double from 0.001 on, by its shortest text. */
export const RATE_DECIMALS = 20;
/** 1 as a rate. */
export const ONE: bigint = 10n ** BigInt(RATE_DECIMALS);

/**
 * A dividend in cash, in money units, rounded half to even: who is long receives it after tax, who is short pays it in full.
 *
 * @param quantity signed, in size units
 * @param perUnit money of one whole size, in 10^-20
 * @param withholding share that is withheld, in 10^-20
 */
export function dividendAmount(
  quantity: bigint,
  perUnit: bigint,
  withholding: bigint,
  sizeDecimals: number,
  moneyDecimals: number,
): bigint {
  const kept = quantity > 0n ? ONE - withholding : ONE;
  return divideHalfEven(
    quantity * perUnit * kept * 10n ** BigInt(moneyDecimals),
    10n ** BigInt(sizeDecimals) * ONE * ONE,
  );
}

/**
 * A funding payment, in money units, rounded half to even: longs pay a positive rate, shorts receive it.
 *
 * @param price2x twice the price that it is reckoned at, in price units
 * @param factor money units of one price unit times one size unit
 * @param rate in 10^-20
 */
export function fundingAmount(quantity: bigint, price2x: bigint, factor: bigint, rate: bigint): bigint {
  return divideHalfEven(-(quantity * price2x * factor) * rate, 2n * ONE);
}

/** The fee for what is borrowed, negative, in money units: shorts pay a positive rate, longs nothing. As {@link fundingAmount}. */
export function borrowAmount(quantity: bigint, price2x: bigint, factor: bigint, rate: bigint): bigint {
  return quantity < 0n ? -fundingAmount(quantity, price2x, factor, rate) : 0n;
}
