import { Side } from "@hotpath/core";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { EncodedFields, type JsonFeedEncoder } from "../../json/feed-encoder.ts";
import { isoText } from "../../json/iso-time.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketKind } from "../../market-batch.ts";
import { BitmexDecoder } from "./bitmex-decoder.ts";

/** How BitMEX is listened to. */
export interface BitmexFeedOptions {
  /** Tables of each symbol; `orderBookL2`, `trade` and `quote` by default. */
  tables?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** BitMEX' public tables: whole books come in the stream, and changes have no number that would show a gap. */
export function bitmexFeed(instruments: VenueInstruments, options: BitmexFeedOptions = {}): VenueFeed {
  const tables = options.tables ?? ["orderBookL2", "trade", "quote"];
  const books = tables.filter((table) => table.startsWith("orderBook"));
  const request = (op: string, entries: readonly number[], names: readonly string[]) =>
    // A request for each symbol: one that the venue does not know fails alone.
    (names.length === 0 ? [] : entries).map((entry) =>
      JSON.stringify({ op, args: names.map((name) => `${name}:${instruments.symbols[entry]}`) }),
    );
  return {
    name: "bitmex",
    instruments,
    rule: UNNUMBERED_RULE,
    hasBooks: books.length > 0,
    ping: { everyMillis: 5000, text: "ping" },
    decoder: () => new BitmexDecoder(instruments),
    socketUrl: () => options.socketBase ?? "wss://ws.bitmex.com/realtime",
    subscribe: (entries) => request("subscribe", entries, tables),
    unsubscribe: (entries) => request("unsubscribe", entries, books),
  };
}

/**
 * Writes rows as BitMEX' messages, as it sends them today: with the price in every level. The id of a level is its price in
 * units. Changes that take away some levels and set others are no message of the venue.
 */
export class BitmexEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const { symbol } = fields;
    const micros = batch.timeMicros[row]!;
    const time = Number.isNaN(micros) ? "" : `"timestamp":"${isoText(micros, batch.timeNanos[row]!)}"`;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
        return `{"table":"orderBookL2","action":"partial","filter":{"symbol":"${symbol}"},"data":${this.#levels(batch, time)}}`;
      case MarketKind.BookDelta: {
        const action = this.#actionOf(batch);
        const data = () => this.#levels(batch, time);
        return action === undefined ? undefined : `{"table":"orderBookL2","action":"${action}","data":${data()}}`;
      }
      case MarketKind.Trade: {
        const side = batch.side[row] === 0 ? "" : this.#side(batch.side[row]!);
        const item = `{${time},"symbol":"${symbol}","side":"${side}","size":${fields.size(batch.quantity[row]!)},"price":${fields.price(batch.price[row]!)},"tickDirection":"PlusTick","trdMatchID":"00000000-0000-0000-0000-000000000000","grossValue":0,"homeNotional":0,"foreignNotional":0,"trdType":"Regular"}`;
        return time === "" ? undefined : `{"table":"trade","action":"insert","data":[${item}]}`;
      }
      case MarketKind.Quote: {
        const bid = `"bidSize":${fields.size(batch.quantity[row]!)},"bidPrice":${fields.price(batch.price[row]!)}`;
        const ask = `"askPrice":${fields.price(batch.otherPrice[row]!)},"askSize":${fields.size(batch.otherQuantity[row]!)}`;
        const item = `{${time},"symbol":"${symbol}",${bid},${ask}}`;
        return time === "" ? undefined : `{"table":"quote","action":"insert","data":[${item}]}`;
      }
      case MarketKind.Ticker: {
        const volume = batch.quantity[row]!;
        const about = `${Number.isNaN(volume) ? "" : `,"volume24h":${fields.size(volume)}`}${time === "" ? "" : `,${time}`}`;
        return `{"table":"instrument","action":"update","data":[{"symbol":"${symbol}","lastPrice":${fields.price(batch.price[row]!)}${about}}]}`;
      }
      default:
        return undefined;
    }
  }

  /** What is done to all levels of a message, or undefined if it is not the same. */
  #actionOf(batch: MarketBatch): "update" | "delete" | undefined {
    const { row, end } = this.#fields;
    const gone = batch.quantity.subarray(row + 1, end).filter((size) => size === 0).length;
    if (gone === 0) return "update";
    return gone === end - row - 1 ? "delete" : undefined;
  }

  #levels(batch: MarketBatch, time: string): string {
    const { symbol } = this.#fields;
    return this.#fields.levels(undefined, (price, size, row) => {
      const id = `{"symbol":"${symbol}","id":${Math.abs(batch.price[row]!)},"side":"${this.#side(batch.side[row]!)}"`;
      const amount = batch.quantity[row] === 0 ? "" : `,"size":${size}`;
      return `${id}${amount},"price":${price}${time === "" ? "" : `,${time}`}}`;
    });
  }

  #side(side: number): string {
    return side === Side.Buy ? "Buy" : "Sell";
  }
}
