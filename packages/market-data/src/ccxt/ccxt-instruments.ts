import { ConfigError, MAX_DECIMALS } from "@hotpath/core";
import { type VenueInstrument, VenueInstruments } from "../json/venue-instruments.ts";
import type { CcxtExchange, CcxtNumber } from "./ccxt-exchange.ts";

/** Decimals where the venue tells none. */
const USUAL_DECIMALS = 8;
/** ccxt's `DECIMAL_PLACES` and `TICK_SIZE`. */
const DECIMAL_PLACES = 2;
const TICK_SIZE = 4;

/** How {@link ccxtInstruments} finds units. */
export interface CcxtInstrumentsOptions {
  /** Index of a symbol in the engine's registry; its place in the list by default. */
  indexOf?: (symbol: string, place: number) => number;
  /** Decimals of prices and sizes of all symbols, instead of what the venue's markets say. */
  priceDecimals?: number;
  sizeDecimals?: number;
}

/**
 * The units of symbols, from the precision of the venue's markets: decimals of the tick, or decimal places. Where the
 * venue tells none, or significant digits, they are 8.
 *
 * @param symbols ccxt's names, as `BTC/USDT`, `BTC/USDT:USDT`
 * @throws {ConfigError} a symbol that the venue does not have
 */
export async function ccxtInstruments(
  exchange: CcxtExchange,
  symbols: readonly string[],
  options: CcxtInstrumentsOptions = {},
): Promise<VenueInstruments> {
  const markets = await exchange.loadMarkets();
  const list = symbols.map((symbol, place): VenueInstrument => {
    const market = Object.hasOwn(markets, symbol) ? markets[symbol] : undefined;
    if (market === undefined) throw new ConfigError(`ccxt.symbols[${place}]`, symbol, `a symbol of ${exchange.id}`);
    const decimals = (value: CcxtNumber) => decimalsOf(value, exchange.precisionMode);
    return {
      symbol,
      index: options.indexOf?.(symbol, place) ?? place,
      priceDecimals: options.priceDecimals ?? decimals(market.precision?.price),
      sizeDecimals: options.sizeDecimals ?? decimals(market.precision?.amount),
    };
  });
  return new VenueInstruments(list, "ccxt.symbols");
}

function decimalsOf(precision: CcxtNumber, mode: number | undefined): number {
  const value = precision === undefined || precision === null ? Number.NaN : Number(precision);
  let decimals = Number.NaN;
  if (mode === DECIMAL_PLACES) decimals = value;
  else if (mode === TICK_SIZE && value > 0) decimals = decimalsOfTick(String(precision));
  return Number.isInteger(decimals) && decimals <= MAX_DECIMALS ? Math.max(0, decimals) : USUAL_DECIMALS;
}

/** Decimals of a tick's text: 2 of `0.05`, 8 of `1e-8`, 0 of `10`. */
function decimalsOfTick(text: string): number {
  const match = /^(\d*)(?:\.(\d*?)0*)?(?:e([+-]?\d+))?$/i.exec(text);
  if (match === null) return Number.NaN;
  return Math.max(0, (match[2] ?? "").length - Number(match[3] ?? 0));
}
