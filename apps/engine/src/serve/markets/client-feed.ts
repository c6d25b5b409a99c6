import { ConfigError, type EventQueue, type InstrumentDefinition } from "@hotpath/core";
import type { RunFeed } from "../../run/feeds/feed.ts";

/** What clients' quotes are of where nobody says. */
const DEFAULT_INSTRUMENTS: readonly InstrumentDefinition[] = [
  { id: 1, symbol: "SYM1", priceDecimals: 2, sizeDecimals: 0 },
];

/** No market of its own: the engine sees what clients send as market data, in the time of that data. */
export function openClientFeed(instruments: readonly InstrumentDefinition[] = DEFAULT_INSTRUMENTS): RunFeed {
  return {
    name: "clients' market data",
    instruments,
    venue: "paper",
    config: { signals: {} },
    isLive: false,
    async *events(): AsyncGenerator<EventQueue> {},
    notes: () => [],
  };
}

/**
 * Reads `--instruments`: `AAPL:2,BTC:2:8`, symbols with the decimals of their prices and sizes; ids count from 1.
 *
 * @throws {ConfigError} for a text that is none
 */
export function parseInstruments(text: string): InstrumentDefinition[] {
  return text.split(",").map((each, place) => {
    const match = /^([^:,\s]{1,64}):(\d{1,2})(?::(\d{1,2}))?$/.exec(each.trim());
    if (match === null)
      throw new ConfigError("--instruments", each, "SYMBOL:PRICE_DECIMALS[:SIZE_DECIMALS], as AAPL:2 or BTC:2:8");
    return { id: place + 1, symbol: match[1]!, priceDecimals: Number(match[2]), sizeDecimals: Number(match[3] ?? 0) };
  });
}
