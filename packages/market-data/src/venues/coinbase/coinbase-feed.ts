import { ConfigError, Side } from "@hotpath/core";
import { CONSECUTIVE_REQUEST_RULE, UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { EncodedFields, type JsonFeedEncoder, quotedPair } from "../../json/feed-encoder.ts";
import { isoText } from "../../json/iso-time.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { CoinbaseDecoder } from "./coinbase-decoder.ts";

/** How Coinbase is listened to. */
export interface CoinbaseFeedOptions {
  /**
   * Channels of each symbol; `level2_batch`, `matches`, `ticker` and `heartbeat` by default. With `full` the books are of orders, kept by an
   * `OrderSync`; it takes the place of a level channel and of `matches`.
   */
  channels?: readonly string[];
  /** Where whole books of orders are; the venue's own by default. */
  httpBase?: string;
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/**
 * Coinbase Exchange's feed: whole books come in the stream, deltas without numbers. With the channel `full`, books of orders: every
 * message has a number, and whole books come over HTTP. Source: Coinbase Exchange, "WebSocket channels: full".
 *
 * @throws {ConfigError} `full` beside a channel of levels
 */
export function coinbaseFeed(instruments: VenueInstruments, options: CoinbaseFeedOptions = {}): VenueFeed {
  const channels = options.channels ?? ["level2_batch", "matches", "ticker", "heartbeat"];
  const tellsOrders = channels.includes("full");
  const isBook = (channel: string) => channel.startsWith("level2");
  if (tellsOrders && channels.some(isBook)) {
    throw new ConfigError(
      "coinbaseFeed.channels",
      channels,
      "full, or a channel of levels: a feed keeps one book of a symbol",
    );
  }
  const { httpBase = "https://api.exchange.coinbase.com" } = options;
  const request = (type: string, entries: readonly number[], names: readonly string[]) =>
    // A request for each symbol: one that the venue does not know fails alone.
    entries.map((entry) => JSON.stringify({ type, product_ids: [instruments.symbols[entry]], channels: names }));
  return {
    name: "coinbase",
    instruments,
    rule: tellsOrders ? CONSECUTIVE_REQUEST_RULE : UNNUMBERED_RULE,
    tells: tellsOrders ? "orders" : "levels",
    hasBooks: tellsOrders || channels.some(isBook),
    decoder: () => new CoinbaseDecoder(instruments, { joinsOrders: tellsOrders }),
    socketUrl: () => options.socketBase ?? "wss://ws-feed.exchange.coinbase.com",
    subscribe: (entries) => request("subscribe", entries, channels),
    unsubscribe: (entries) => request("unsubscribe", entries, channels.filter(isBook)),
    ...(tellsOrders && {
      snapshotUrl: (entry: number) =>
        `${httpBase}/products/${encodeURIComponent(instruments.symbols[entry]!)}/book?level=3`,
    }),
  };
}

const NOBODY = "00000000-0000-4000-8000-000000000000";

/** Writes rows as Coinbase's messages: snapshots and changes of levels, matches, tickers, heartbeats. */
export class CoinbaseEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const product = `"product_id":"${fields.symbol}"`;
    const micros = batch.timeMicros[row]!;
    const time = `"time":"${isoText(Number.isNaN(micros) ? 0 : micros, batch.timeNanos[row])}"`;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot: {
        const asks = fields.levels(Side.Sell, quotedPair);
        const end = Number.isNaN(micros) ? "" : `,${time}`;
        return `{"type":"snapshot",${product},"asks":${asks},"bids":${fields.levels(Side.Buy, quotedPair)}${end}}`;
      }
      case MarketKind.BookDelta: {
        const change = (price: string, size: string, at: number) =>
          `["${batch.side[at] === Side.Buy ? "buy" : "sell"}","${price}","${size}"]`;
        return `{"type":"l2update",${product},"changes":${fields.levels(undefined, change)},${time}}`;
      }
      case MarketKind.Trade: {
        const type = (batch.flags[row]! & MarketFlag.Snapshot) !== 0 ? "last_match" : "match";
        const maker = batch.side[row] === Side.Buy ? "sell" : "buy";
        const orders = `"maker_order_id":"${NOBODY}","taker_order_id":"${NOBODY}"`;
        const amounts = `"size":"${fields.size(batch.quantity[row]!)}","price":"${fields.price(batch.price[row]!)}"`;
        return `{"type":"${type}","trade_id":${batch.id[row]},${orders},"side":"${maker}",${amounts},${product},"sequence":${batch.sequence[row]},${time}}`;
      }
      case MarketKind.Ticker: {
        const price = fields.price(batch.price[row]!);
        const volume = fields.size(batch.quantity[row]!);
        const day = `"open_24h":"${price}","volume_24h":"${volume}","low_24h":"${price}","high_24h":"${price}","volume_30d":"${volume}"`;
        const best = `"best_bid":"${price}","best_ask":"${price}","side":"buy"`;
        return `{"type":"ticker","sequence":${batch.sequence[row]},${product},"price":"${price}",${day},${best},${time},"trade_id":0,"last_size":"0"}`;
      }
      case MarketKind.Heartbeat:
        return `{"type":"heartbeat","last_trade_id":0,${product},"sequence":${batch.sequence[row]},${time}}`;
      default:
        return undefined;
    }
  }
}
