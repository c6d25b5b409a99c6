import { Side } from "@hotpath/core";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { EncodedFields, type JsonFeedEncoder, quotedPair } from "../../json/feed-encoder.ts";
import { isoText } from "../../json/iso-time.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { CoinbaseDecoder } from "./coinbase-decoder.ts";

/** How Coinbase is listened to. */
export interface CoinbaseFeedOptions {
  /** Channels of each symbol; `level2_batch`, `matches`, `ticker` and `heartbeat` by default. */
  channels?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** Coinbase Exchange's feed: whole books come in the stream, deltas without numbers. */
export function coinbaseFeed(instruments: VenueInstruments, options: CoinbaseFeedOptions = {}): VenueFeed {
  const channels = options.channels ?? ["level2_batch", "matches", "ticker", "heartbeat"];
  const isBook = (channel: string) => channel.startsWith("level2");
  const request = (type: string, entries: readonly number[], names: readonly string[]) =>
    // A request for each symbol: one that the venue does not know fails alone.
    entries.map((entry) => JSON.stringify({ type, product_ids: [instruments.symbols[entry]], channels: names }));
  return {
    name: "coinbase",
    instruments,
    rule: UNNUMBERED_RULE,
    hasBooks: channels.some(isBook),
    decoder: () => new CoinbaseDecoder(instruments),
    socketUrl: () => options.socketBase ?? "wss://ws-feed.exchange.coinbase.com",
    subscribe: (entries) => request("subscribe", entries, channels),
    unsubscribe: (entries) => request("unsubscribe", entries, channels.filter(isBook)),
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
