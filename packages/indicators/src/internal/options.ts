import { ConfigError } from "@hotpath/core";

/** The longest window that an indicator may have: a bound on its memory. */
export const MAX_PERIOD = 100_000;

/** Checks a period. @throws {ConfigError} */
export function checkPeriod(value: number, path: string, least = 1): number {
  if (!Number.isInteger(value) || value < least || value > MAX_PERIOD)
    throw new ConfigError(path, value, `an integer from ${least} to ${MAX_PERIOD}`);
  return value;
}

/** Checks a number of symbols. @throws {ConfigError} */
export function checkSymbols(value: number | undefined): number {
  const symbols = value ?? 1;
  if (!Number.isInteger(symbols) || symbols < 1 || symbols > 1_000_000)
    throw new ConfigError("symbols", value, "an integer from 1 to 1000000");
  return symbols;
}
