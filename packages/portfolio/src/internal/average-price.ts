import type { Instrument } from "@hotpath/core";
import { divideHalfEven, formatMoney } from "./money.ts";

/** More decimals than the price has: an average is seldom a whole number of price units. */
const AVERAGE_DECIMALS = 4;

/** The average cost of a position as text: rounded half to even to four decimals more than the price has; 0 of nothing. */
export function averagePriceText(
  { priceDecimals, sizeDecimals, multiplier }: Instrument,
  basis: bigint,
  position: bigint,
  moneyDecimals: number,
): string {
  const decimals = priceDecimals + AVERAGE_DECIMALS;
  if (position === 0n) return formatMoney(0n, decimals);
  // basis · 10^-money ÷ (position · 10^-size · multiplier), in units of 10^-decimals.
  const dividend = basis * 10n ** BigInt(sizeDecimals + decimals);
  return formatMoney(divideHalfEven(dividend, position * BigInt(multiplier) * 10n ** BigInt(moneyDecimals)), decimals);
}
