import { ConfigError, InputError, pow } from "@hotpath/core";
import { rowsOf } from "./returns.ts";

/** How expected returns are taken from past ones. */
export interface ExpectedReturnOptions {
  /**
   * `arithmetic` (default): their mean. `geometric`: the rate that compounds to the same end. `ewma`: their exponentially
   * weighted mean, compounded.
   */
  method?: "arithmetic" | "geometric" | "ewma";
  /** What a result is for: 1 (default) one period, 252 a year of daily returns. */
  periodsPerYear?: number;
  /** Of `ewma`: weights fall by (span − 1) ÷ (span + 1). Default 500. */
  span?: number;
}

/**
 * Expected return of each asset from its past simple returns; NaN is missing.
 *
 * @throws {InputError} an asset has no returns, or lost more than all
 */
export function expectedReturns(
  returns: Float64Array,
  assets: number,
  options: ExpectedReturnOptions = {},
): Float64Array {
  const rows = rowsOf(returns, assets, "returns");
  const { method = "arithmetic", periodsPerYear = 1, span = 500 } = options;
  if (!(periodsPerYear > 0)) throw new ConfigError("periodsPerYear", periodsPerYear, "a positive number");
  if (!(span > 1)) throw new ConfigError("span", span, "a number above 1");
  const decay = (span - 1) / (span + 1);
  return Float64Array.from({ length: assets }, (_, i) => {
    let count = 0;
    let sum = 0;
    let growth = 1;
    let weighted = 0;
    let weights = 0;
    for (let t = 0; t < rows; t++) {
      weighted *= decay;
      weights *= decay;
      const value = returns[t * assets + i]!;
      if (Number.isNaN(value)) continue;
      count++;
      sum += value;
      growth *= 1 + value;
      weighted += value;
      weights += 1;
    }
    if (count === 0) throw new InputError("INPUT_INVALID", `returns: asset ${i} has none`);
    if (method !== "arithmetic" && !(growth > 0))
      throw new InputError("INPUT_INVALID", `returns: asset ${i} lost all of its value; it has no compound return`);
    switch (method) {
      case "arithmetic":
        return (sum / count) * periodsPerYear;
      case "geometric":
        return pow(growth, periodsPerYear / count) - 1;
      case "ewma":
        return pow(1 + weighted / weights, periodsPerYear) - 1;
      default:
        throw new ConfigError("method", method, '"arithmetic", "geometric" or "ewma"');
    }
  });
}
