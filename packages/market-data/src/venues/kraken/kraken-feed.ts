import { formatFixed, Side } from "@hotpath/core";
import { KRAKEN_CHECKSUM } from "../../feed/book-checksum.ts";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { EncodedFields, type JsonFeedEncoder } from "../../json/feed-encoder.ts";
import { isoText } from "../../json/iso-time.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { KrakenV1Decoder } from "./kraken-v1-decoder.ts";
import { KrakenV2Decoder } from "./kraken-v2-decoder.ts";

/** How Kraken is listened to. */
export interface KrakenFeedOptions {
  /** The version of the API; 2 by default. Version 1 has other symbols: `XBT/USD`. */
  version?: 1 | 2;
  /** Levels of a side: 10, 25, 100, 500 or 1,000; 100 by default. */
  depth?: number;
  /** Channels of each symbol; `book`, `trade` and `ticker` by default. */
  channels?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** Kraken's public feed: whole books come in the stream, each change with a checksum. */
export function krakenFeed(instruments: VenueInstruments, options: KrakenFeedOptions = {}): VenueFeed {
  const { version = 2, depth = 100, channels = ["book", "trade", "ticker"] } = options;
  const request = (method: string, channel: string, entry: number) => {
    const symbol = [instruments.symbols[entry]];
    const book = channel === "book" ? { depth } : {};
    return version === 2
      ? JSON.stringify({ method, params: { channel, symbol, ...book } })
      : JSON.stringify({ event: method, pair: symbol, subscription: { name: channel, ...book } });
  };
  const ping = { everyMillis: 30_000, text: version === 2 ? '{"method":"ping"}' : '{"event":"ping"}' };
  return {
    name: `kraken-v${version}`,
    instruments,
    rule: UNNUMBERED_RULE,
    checksum: KRAKEN_CHECKSUM,
    depth,
    ping,
    hasBooks: channels.includes("book"),
    decoder: () => (version === 2 ? new KrakenV2Decoder(instruments) : new KrakenV1Decoder(instruments)),
    socketUrl: () => options.socketBase ?? (version === 2 ? "wss://ws.kraken.com/v2" : "wss://ws.kraken.com"),
    subscribe: (entries) => entries.flatMap((entry) => channels.map((channel) => request("subscribe", channel, entry))),
    unsubscribe: (entries) => entries.map((entry) => request("unsubscribe", "book", entry)),
  };
}

/** Writes rows as messages of Kraken's API v2: books with their checksums, trades, tickers, heartbeats. */
export class KrakenV2Encoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    if (batch.kind[row] === MarketKind.Heartbeat) return '{"channel":"heartbeat"}';
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const micros = batch.timeMicros[row]!;
    const time = Number.isNaN(micros) ? "" : `,"timestamp":"${isoText(micros, batch.timeNanos[row])}"`;
    const isSnapshot = (batch.flags[row]! & MarketFlag.Snapshot) !== 0;
    const wrap = (channel: string, data: string) =>
      `{"channel":"${channel}","type":"${isSnapshot ? "snapshot" : "update"}","data":[{"symbol":"${fields.symbol}",${data}}]}`;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
      case MarketKind.BookDelta: {
        const level = (price: string, size: string) => `{"price":${price},"qty":${size}}`;
        const levels = `"bids":${fields.levels(Side.Buy, level)},"asks":${fields.levels(Side.Sell, level)}`;
        return wrap("book", `${levels},"checksum":${batch.code[row]}${time}`);
      }
      case MarketKind.Trade: {
        const side = batch.side[row] === Side.Buy ? "buy" : "sell";
        const amounts = `"price":${fields.price(batch.price[row]!)},"qty":${fields.size(batch.quantity[row]!)}`;
        return wrap("trade", `"side":"${side}",${amounts},"ord_type":"limit","trade_id":${batch.id[row]}${time}`);
      }
      case MarketKind.Ticker: {
        const price = fields.price(batch.price[row]!);
        const volume = fields.size(batch.quantity[row]!);
        const none = fields.size(0);
        const best = `"bid":${price},"bid_qty":${none},"ask":${price},"ask_qty":${none}`;
        const day = `"vwap":${price},"low":${price},"high":${price},"change":0,"change_pct":0`;
        return wrap("ticker", `${best},"last":${price},"volume":${volume},${day}${time}`);
      }
      default:
        return undefined;
    }
  }
}

/** Writes rows as messages of Kraken's API v1: books with their checksums, trades, spreads, heartbeats. */
export class KrakenV1Encoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;
  readonly #depth: number;

  /** @param depth the levels of the subscription, which stand in the name of the channel */
  constructor(instruments: VenueInstruments, depth = 1000) {
    this.#fields = new EncodedFields(instruments);
    this.#depth = depth;
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    if (batch.kind[row] === MarketKind.Heartbeat) return '{"event":"heartbeat"}';
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const micros = batch.timeMicros[row]!;
    const time = formatFixed(Number.isNaN(micros) ? 0 : micros, 6);
    const level = (price: string, size: string) => `["${price}","${size}","${time}"]`;
    const wrap = (payload: string, channel: string) => `[${fields.entry},${payload},"${channel}","${fields.symbol}"]`;
    const book = `book-${this.#depth}`;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot: {
        const asks = fields.levels(Side.Sell, level);
        return wrap(`{"as":${asks},"bs":${fields.levels(Side.Buy, level)}}`, book);
      }
      case MarketKind.BookDelta: {
        const asks = fields.levels(Side.Sell, level);
        const bids = fields.levels(Side.Buy, level);
        const parts = [asks === "[]" ? [] : [`{"a":${asks}`], bids === "[]" ? [] : [`{"b":${bids}`]].flat();
        const hasChecksum = (batch.flags[row]! & MarketFlag.Checksum) !== 0;
        const end = hasChecksum ? `,"c":"${batch.code[row]}"}` : "}";
        return wrap(`${parts.join("},")}${end}`, book);
      }
      case MarketKind.Trade: {
        const side = batch.side[row] === Side.Buy ? "b" : "s";
        const amounts = `"${fields.price(batch.price[row]!)}","${fields.size(batch.quantity[row]!)}"`;
        return wrap(`[[${amounts},"${time}","${side}","l",""]]`, "trade");
      }
      case MarketKind.Quote: {
        const prices = `"${fields.price(batch.price[row]!)}","${fields.price(batch.otherPrice[row]!)}"`;
        const sizes = `"${fields.size(batch.quantity[row]!)}","${fields.size(batch.otherQuantity[row]!)}"`;
        return wrap(`[${prices},"${time}",${sizes}]`, "spread");
      }
      default:
        return undefined;
    }
  }
}
