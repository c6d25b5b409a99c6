import { BINANCE_FUTURES_RULE, BINANCE_SPOT_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { BinanceDecoder } from "./binance-decoder.ts";
import type { BinanceMarket } from "./binance-encoder.ts";

/** How Binance is listened to. */
export interface BinanceFeedOptions {
  /** `spot` by default. */
  market?: BinanceMarket;
  /** Streams of each symbol; `depth@100ms`, `bookTicker` and `trade` by default, on futures `aggTrade`. */
  streams?: readonly string[];
  /** Levels of a snapshot; 1,000 by default (5,000 at most on spot). */
  snapshotLevels?: number;
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
  /** Where snapshots are; the venue's own by default. */
  httpBase?: string;
}

const ADDRESSES = {
  spot: { socket: "wss://stream.binance.com:9443", http: "https://api.binance.com/api/v3" },
  usdm: { socket: "wss://fstream.binance.com", http: "https://fapi.binance.com/fapi/v1" },
  coinm: { socket: "wss://dstream.binance.com", http: "https://dapi.binance.com/dapi/v1" },
} as const;

/** Binance's combined streams, with snapshots over HTTP. Source: Binance, "Web Socket Streams". */
export function binanceFeed(instruments: VenueInstruments, options: BinanceFeedOptions = {}): VenueFeed {
  const { market = "spot", snapshotLevels = 1000 } = options;
  const streams = options.streams ?? ["depth@100ms", "bookTicker", market === "spot" ? "trade" : "aggTrade"];
  const { socketBase = ADDRESSES[market].socket, httpBase = ADDRESSES[market].http } = options;
  const names = (entries: readonly number[]) =>
    entries.flatMap((entry) => streams.map((stream) => `${instruments.symbols[entry]!.toLowerCase()}@${stream}`));
  return {
    name: `binance-${market}`,
    instruments,
    rule: market === "spot" ? BINANCE_SPOT_RULE : BINANCE_FUTURES_RULE,
    hasBooks: streams.some((stream) => /^depth(?:@|$)/.test(stream)),
    decoder: () => new BinanceDecoder(instruments),
    // The address subscribes: a name that the venue does not know has no effect on the others.
    socketUrl: (entries) => `${socketBase}/stream?streams=${names(entries).join("/")}`,
    subscribe: () => [],
    unsubscribe: () => [],
    snapshotUrl: (entry) =>
      `${httpBase}/depth?symbol=${encodeURIComponent(instruments.symbols[entry]!)}&limit=${snapshotLevels}`,
  };
}
