/** The venues that `hotpath record` listens to: names as `hotpath book --format` has them, save for the markets of one venue. */
import { ConfigError } from "@hotpath/core";
import type { VenueInstruments } from "@hotpath/market-data";
import { binanceFeed } from "@hotpath/market-data/binance";
import { bitfinexFeed } from "@hotpath/market-data/bitfinex";
import { bitmexFeed } from "@hotpath/market-data/bitmex";
import { bitstampFeed } from "@hotpath/market-data/bitstamp";
import { bybitFeed } from "@hotpath/market-data/bybit";
import { coinbaseFeed } from "@hotpath/market-data/coinbase";
import { deribitFeed } from "@hotpath/market-data/deribit";
import type { VenueFeed } from "@hotpath/market-data/feed";
import { krakenFeed } from "@hotpath/market-data/kraken";
import { krakenFuturesFeed } from "@hotpath/market-data/kraken-futures";
import { okxFeed } from "@hotpath/market-data/okx";

/** Where a venue is, if not where it always is. */
export interface VenueAddresses {
  socketBase?: string;
  httpBase?: string;
}

/** A venue that can be recorded. */
export interface RecordVenue {
  /** What the command line calls it. */
  readonly name: string;
  /** The format of `hotpath book` that reads it. */
  readonly format: string;
  /** A symbol as the venue writes it. */
  readonly example: string;
  feed(instruments: VenueInstruments, addresses: VenueAddresses): VenueFeed;
}

/** All venues, in the order of the help. */
export const RECORD_VENUES: readonly RecordVenue[] = [
  venue("binance", "BTCUSDT", (list, at) => binanceFeed(list, at)),
  venue("binance-usdm", "BTCUSDT", (list, at) => binanceFeed(list, { market: "usdm", ...at }), "binance"),
  venue("binance-coinm", "BTCUSD_PERP", (list, at) => binanceFeed(list, { market: "coinm", ...at }), "binance"),
  venue("coinbase", "BTC-USD", (list, at) => coinbaseFeed(list, at)),
  venue("coinbase-full", "BTC-USD", (list, at) => coinbaseFeed(list, { channels: ["full"], ...at }), "coinbase"),
  venue("kraken", "BTC/USD", (list, at) => krakenFeed(list, at)),
  venue("kraken-futures", "PI_XBTUSD", (list, at) => krakenFuturesFeed(list, at)),
  venue("bybit", "BTCUSDT", (list, at) => bybitFeed(list, at)),
  venue("bybit-spot", "BTCUSDT", (list, at) => bybitFeed(list, { category: "spot", ...at }), "bybit"),
  venue("okx", "BTC-USDT", (list, at) => okxFeed(list, at)),
  venue("deribit", "BTC-PERPETUAL", (list, at) => deribitFeed(list, at)),
  venue("bitstamp", "btcusd", (list, at) => bitstampFeed(list, at)),
  venue("bitfinex", "tBTCUSD", (list, at) => bitfinexFeed(list, at)),
  venue("bitmex", "XBTUSD", (list, at) => bitmexFeed(list, at)),
];

function venue(name: string, example: string, feed: RecordVenue["feed"], format = name): RecordVenue {
  return { name, example, format, feed };
}

/** The venue of this name. @throws {ConfigError} naming those there are */
export function venueOf(name: string): RecordVenue {
  const found = RECORD_VENUES.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new ConfigError("VENUE", name, RECORD_VENUES.map((each) => each.name).join(", "));
}

/**
 * Addresses of `--url` and `--http-url`; of the latter the former says the most, where it is not given.
 *
 * @throws {ConfigError} an address that is none
 */
export function addressesOf(url: string | undefined, httpUrl: string | undefined): VenueAddresses {
  const socket = checked("--url", url, ["ws:", "wss:"]);
  const http = checked("--http-url", httpUrl, ["http:", "https:"]) ?? socket?.replace(/^ws/, "http");
  return { ...(socket !== undefined && { socketBase: socket }), ...(http !== undefined && { httpBase: http }) };
}

function checked(option: string, url: string | undefined, protocols: readonly string[]): string | undefined {
  if (url === undefined) return undefined;
  if (!URL.canParse(url) || !protocols.includes(new URL(url).protocol)) {
    throw new ConfigError(
      option,
      url,
      `an address that begins with ${protocols.map((name) => `${name}//`).join(" or ")}`,
    );
  }
  return url.replace(/\/$/, "");
}
