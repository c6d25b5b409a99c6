import { ConfigError } from "@hotpath/core";

/** Checks a number of symbols. @throws {ConfigError} */
export function checkSymbols(value: number | undefined): number {
  const symbols = value ?? 1;
  if (!Number.isInteger(symbols) || symbols < 1 || symbols > 1_000_000)
    throw new ConfigError("symbols", value, "an integer from 1 to 1000000");
  return symbols;
}
