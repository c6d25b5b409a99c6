import { ConfigError, type DecimalInput } from "@hotpath/core";
import { ONE, RATE_DECIMALS } from "../../internal/holder-amounts.ts";
import { tryMoneyUnits } from "../../internal/money.ts";

/** A rate of margin in 10^-20. @throws {ConfigError} if it is not a number from `least` to `most` of at most 20 decimals */
export function rateUnits(value: DecimalInput, path: string, least: number, most: number): bigint {
  const units = typeof value === "bigint" ? undefined : tryMoneyUnits(value, RATE_DECIMALS);
  if (units === undefined || units < BigInt(least) * ONE || units > BigInt(most) * ONE)
    throw new ConfigError(path, value, `a number from ${least} to ${most} of at most ${RATE_DECIMALS} decimals`);
  return units;
}

/** The quotient rounded up; the divisor is positive. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor > 0n ? quotient + 1n : quotient;
}

/** The quotient rounded down; the divisor is positive. */
export function divideDown(dividend: bigint, divisor: bigint): bigint {
  return -divideUp(-dividend, divisor);
}
