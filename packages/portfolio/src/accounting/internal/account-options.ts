import { ConfigError, describeValue, InputError, InstrumentRegistry } from "@hotpath/core";
import { type CostBasis, checkCostBasis } from "../../internal/cost-basis.ts";
import type { AccountOptions } from "../account-events.ts";

const OPTIONS = ["instruments", "baseCurrency", "costBasis", "cash", "rates", "moneyDecimals"];
/** Fees and dividends have decimals that prices have not. */
const USUAL_DECIMALS = 8;
const MAX_DECIMALS = 40;
const CURRENCY = /^[A-Z0-9]{2,10}$/;

/** What an account is, with its defaults. @throws {ConfigError} naming the option that is wrong */
export function checkAccountOptions(options: AccountOptions): {
  instruments: InstrumentRegistry;
  baseCurrency: string;
  costBasis: CostBasis;
  moneyDecimals: number;
} {
  for (const [key, value] of Object.entries(options))
    if (!OPTIONS.includes(key)) throw new ConfigError(key, value, `one of the keys ${OPTIONS.join(", ")}`);
  const { instruments, baseCurrency, costBasis = "average" } = options;
  if (!(instruments instanceof InstrumentRegistry))
    throw new ConfigError("instruments", instruments, "an InstrumentRegistry");
  if (!CURRENCY.test(baseCurrency))
    throw new ConfigError("baseCurrency", baseCurrency, "an ISO 4217 or asset code in capitals");
  const finest = Math.max(...instruments.list.map((i) => i.priceDecimals + i.sizeDecimals + 1));
  const moneyDecimals = options.moneyDecimals ?? Math.max(finest, USUAL_DECIMALS);
  if (!Number.isInteger(moneyDecimals) || moneyDecimals < finest || moneyDecimals > MAX_DECIMALS)
    throw new ConfigError("moneyDecimals", options.moneyDecimals, `an integer from ${finest} to ${MAX_DECIMALS}`);
  return { instruments, baseCurrency, costBasis: checkCostBasis(costBasis), moneyDecimals };
}

/** @throws {InputError} if it is no code of a currency or asset */
export function checkCurrency(currency: string): void {
  if (!CURRENCY.test(currency))
    throw new InputError(
      "INPUT_INVALID",
      `currency is ${describeValue(currency)}; allowed: an ISO 4217 or asset code in capitals`,
    );
}
