/**
 * Exact decimals for the edges and the books of account, by decimal.js: `@hotpath/core/decimal`. It stands apart so
 * that who needs only the foundation installs no decimals; add `decimal.js` to use it.
 */
import { Decimal as DecimalJs } from "decimal.js";
import { InputError } from "./errors.ts";
import type { WideColumn } from "./wide.ts";

/** decimal.js with 60 significant digits and no exponent shortening: wide enough for any sum of two-limb amounts. */
export const Decimal: typeof DecimalJs = DecimalJs.clone({
  precision: 60,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -40,
  toExpPos: 60,
});
/** An exact decimal number. */
export type Decimal = DecimalJs;

/** The exact value of a count of units. */
export function unitsToDecimal(units: number | bigint, decimals: number): Decimal {
  return new Decimal(units.toString()).div(new Decimal(10).pow(decimals));
}

/** The exact value of a wide amount. */
export function wideToDecimal(column: WideColumn, row: number, decimals: number): Decimal {
  return unitsToDecimal(column.toBigInt(row), decimals);
}

/**
 * The exact count of units of a Decimal.
 *
 * @throws {InputError} `INPUT_INVALID` if it needs more decimals, `INPUT_OUT_OF_RANGE` if it is beyond ±(2^53 − 1)
 */
export function decimalToUnits(value: Decimal, decimals: number): number {
  const units = value.times(new Decimal(10).pow(decimals));
  if (!units.isInteger())
    throw new InputError("INPUT_INVALID", `${value.toString()} needs more than ${decimals} decimals`);
  if (units.abs().gt(Number.MAX_SAFE_INTEGER))
    throw new InputError(
      "INPUT_OUT_OF_RANGE",
      `${value.toString()} with ${decimals} decimals is beyond ±${Number.MAX_SAFE_INTEGER} units`,
    );
  return units.toNumber();
}
