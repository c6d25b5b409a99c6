import { Side } from "@hotpath/core";
import { CONSECUTIVE_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { EncodedFields, type JsonFeedEncoder, quotedPair } from "../../json/feed-encoder.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { BybitDecoder } from "./bybit-decoder.ts";

/** How Bybit is listened to. */
export interface BybitFeedOptions {
  /** The market; `linear` by default. */
  category?: "spot" | "linear" | "inverse" | "option";
  /** Levels of a side: 1, 50, 200 or 1,000, as the category has them; 50 by default. */
  depth?: number;
  /** Topics of each symbol, without their last part; the book, `publicTrade` and `tickers` by default. */
  topics?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** Bybit's public streams v5: whole books come in the stream, each change with the next number. */
export function bybitFeed(instruments: VenueInstruments, options: BybitFeedOptions = {}): VenueFeed {
  const { category = "linear", depth = 50, socketBase = "wss://stream.bybit.com/v5/public" } = options;
  const book = `orderbook.${depth}`;
  const topics = options.topics ?? [book, "publicTrade", "tickers"];
  const request = (op: string, entry: number, names: readonly string[]) =>
    JSON.stringify({ op, args: names.map((topic) => `${topic}.${instruments.symbols[entry]}`) });
  return {
    name: `bybit-${category}`,
    instruments,
    rule: CONSECUTIVE_RULE,
    ping: { everyMillis: 20_000, text: '{"op":"ping"}' },
    hasBooks: topics.some((topic) => topic.startsWith("orderbook.")),
    decoder: () => new BybitDecoder(instruments),
    socketUrl: () => `${socketBase}/${category}`,
    // A topic that the venue does not know makes a request fail: so each symbol has its own.
    subscribe: (entries) => entries.map((entry) => request("subscribe", entry, topics)),
    unsubscribe: (entries) =>
      entries.map((entry) =>
        request(
          "unsubscribe",
          entry,
          topics.filter((topic) => topic.startsWith("orderbook.")),
        ),
      ),
  };
}

/** Writes rows as messages of Bybit's streams v5: books, trades, tickers with the best bid and offer. */
export class BybitEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;
  readonly #depth: number;

  /** @param depth the levels of the subscription, which stand in the topic */
  constructor(instruments: VenueInstruments, depth = 50) {
    this.#fields = new EncodedFields(instruments);
    this.#depth = depth;
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const { symbol } = fields;
    const micros = batch.timeMicros[row]!;
    const millis = Number.isNaN(micros) ? 0 : Math.floor(micros / 1000);
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
      case MarketKind.BookDelta: {
        const type = batch.kind[row] === MarketKind.BookDelta ? "delta" : "snapshot";
        const levels = `"b":${fields.levels(Side.Buy, quotedPair)},"a":${fields.levels(Side.Sell, quotedPair)}`;
        const data = `{"s":"${symbol}",${levels},"u":${batch.sequence[row]},"seq":${batch.sequence[row]}}`;
        return `{"topic":"orderbook.${this.#depth}.${symbol}","type":"${type}","ts":${millis},"data":${data},"cts":${millis}}`;
      }
      case MarketKind.Trade: {
        const side = batch.side[row] === Side.Buy ? "Buy" : "Sell";
        const isBlock = (batch.flags[row]! & MarketFlag.NonPrintable) !== 0;
        const amounts = `"v":"${fields.size(batch.quantity[row]!)}","p":"${fields.price(batch.price[row]!)}"`;
        const trade = `{"T":${millis},"s":"${symbol}","S":"${side}",${amounts},"L":"ZeroPlusTick","i":"${batch.id[row]}","BT":${isBlock}}`;
        return `{"topic":"publicTrade.${symbol}","type":"snapshot","ts":${millis},"data":[${trade}]}`;
      }
      case MarketKind.Quote: {
        const bid = `"bid1Price":"${fields.price(batch.price[row]!)}","bid1Size":"${fields.size(batch.quantity[row]!)}"`;
        const ask = `"ask1Price":"${fields.price(batch.otherPrice[row]!)}","ask1Size":"${fields.size(batch.otherQuantity[row]!)}"`;
        return this.#ticker(`${bid},${ask}`, millis);
      }
      case MarketKind.Ticker: {
        const volume = batch.quantity[row]!;
        const day = Number.isNaN(volume) ? "" : `,"volume24h":"${fields.size(volume)}"`;
        return this.#ticker(`"lastPrice":"${fields.price(batch.price[row]!)}"${day}`, millis);
      }
      default:
        return undefined;
    }
  }

  #ticker(fields: string, millis: number): string {
    const { symbol } = this.#fields;
    return `{"topic":"tickers.${symbol}","type":"delta","data":{"symbol":"${symbol}",${fields}},"cs":0,"ts":${millis}}`;
  }
}
