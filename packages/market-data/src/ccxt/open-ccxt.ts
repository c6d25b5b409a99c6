import { ConfigError, UnavailableError } from "@hotpath/core";
import type { CcxtExchange } from "./ccxt-exchange.ts";

/** The module `ccxt`, as far as it is used. */
interface CcxtModule {
  pro?: Record<string, unknown>;
  [exchange: string]: unknown;
}

type ExchangeClass = new (config: object) => CcxtExchange;

/**
 * Opens an exchange of the package `ccxt`, which must be installed beside this one: of `ccxt.pro` where that has it, so
 * that it watches. Its limits of rates are kept.
 *
 * One that only asks gives its numbers as texts (`number: String`). One that watches gives doubles: with texts the books of
 * `ccxt.pro` keep levels that are gone, for `"0"` is true (ccxt 4.5, `OrderBookSide.storeArray`).
 *
 * @param id ccxt's name of the exchange, as `gate`
 * @param config ccxt's own configuration
 * @param load loads the module
 * @throws {UnavailableError} without the package
 * @throws {ConfigError} naming the exchanges there are
 * @example
 * const exchange = await openCcxt("gate");
 * const instruments = await ccxtInstruments(exchange, ["BTC/USDT"]);
 */
export async function openCcxt(
  id: string,
  config: object = {},
  load: () => Promise<unknown> = loadCcxt,
): Promise<CcxtExchange> {
  let loaded: { default?: CcxtModule } & CcxtModule;
  try {
    loaded = (await load()) as typeof loaded;
  } catch (cause) {
    throw new UnavailableError("the package ccxt is not installed: bun add ccxt", { cause });
  }
  const ccxt = loaded.default ?? loaded;
  const pro = exchangeOf(ccxt.pro, id);
  const Exchange = pro ?? exchangeOf(ccxt, id);
  if (Exchange === undefined) {
    const names = Object.keys(ccxt).filter((name) => name !== "Exchange" && exchangeOf(ccxt, name) !== undefined);
    throw new ConfigError("ccxt.exchange", id, names.join(", "));
  }
  const number = pro === undefined ? String : Number;
  return new Exchange({ enableRateLimit: true, newUpdates: true, ...config, number });
}

/** A name that is not known before, so that no bundler asks for the package. */
function loadCcxt(): Promise<unknown> {
  const name: string = "ccxt";
  return import(name);
}

function exchangeOf(all: Record<string, unknown> | undefined, id: string): ExchangeClass | undefined {
  const found = all !== undefined && Object.hasOwn(all, id) ? all[id] : undefined;
  const isExchange = typeof found === "function" && typeof found.prototype?.loadMarkets === "function";
  return isExchange ? (found as ExchangeClass) : undefined;
}
