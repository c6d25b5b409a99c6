import { Side } from "@hotpath/core";
import { OKX_CHECKSUM } from "../../feed/book-checksum.ts";
import { LINKED_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { EncodedFields, type JsonFeedEncoder } from "../../json/feed-encoder.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { OkxDecoder } from "./okx-decoder.ts";

/** How OKX is listened to. */
export interface OkxFeedOptions {
  /** Channels of each symbol; `books`, `trades` and `tickers` by default. */
  channels?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** OKX' public feed: whole books come in the stream, each change linked to the one before and with a checksum. */
export function okxFeed(instruments: VenueInstruments, options: OkxFeedOptions = {}): VenueFeed {
  const channels = options.channels ?? ["books", "trades", "tickers"];
  const isBook = (channel: string) => /^books(?:-l2-tbt|50-l2-tbt|5)?$/.test(channel);
  const request = (op: string, entry: number, names: readonly string[]) =>
    JSON.stringify({ op, args: names.map((channel) => ({ channel, instId: instruments.symbols[entry] })) });
  return {
    name: "okx",
    instruments,
    rule: LINKED_RULE,
    checksum: OKX_CHECKSUM,
    // A connection that has heard nothing for 30 seconds is closed by the venue.
    ping: { everyMillis: 20_000, text: "ping" },
    hasBooks: channels.some(isBook),
    decoder: () => new OkxDecoder(instruments),
    socketUrl: () => options.socketBase ?? "wss://ws.okx.com:8443/ws/v5/public",
    subscribe: (entries) => entries.map((entry) => request("subscribe", entry, channels)),
    unsubscribe: (entries) => entries.map((entry) => request("unsubscribe", entry, channels.filter(isBook))),
  };
}

/** Writes rows as OKX' messages: books with their checksums, best bids and offers, trades, tickers. */
export class OkxEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const { symbol } = fields;
    const micros = batch.timeMicros[row]!;
    const time = `"ts":"${Number.isNaN(micros) ? 0 : Math.floor(micros / 1000)}"`;
    const head = (channel: string) => `{"arg":{"channel":"${channel}","instId":"${symbol}"}`;
    const sequence = batch.sequence[row]!;
    const price = (units: number) => short(fields.price(units));
    const size = (units: number) => short(fields.size(units));
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
      case MarketKind.BookDelta: {
        const level = (p: string, s: string, at: number) => `["${short(p)}","${short(s)}","0","${batch.code[at]}"]`;
        const levels = `"asks":${fields.levels(Side.Sell, level)},"bids":${fields.levels(Side.Buy, level)}`;
        const hasChecksum = (batch.flags[row]! & MarketFlag.Checksum) !== 0;
        const checksum = `"checksum":${hasChecksum ? batch.code[row]! | 0 : 0}`;
        const links = sequence < 0 ? "" : `,"seqId":${sequence},"prevSeqId":${batch.otherId[row]}`;
        const action = batch.kind[row] === MarketKind.BookDelta ? "update" : "snapshot";
        return `${head("books")},"action":"${action}","data":[{${levels},${time},${checksum}${links}}]}`;
      }
      case MarketKind.Quote: {
        const side = (units: number, quantity: number) =>
          Number.isNaN(units) ? "[]" : `[["${price(units)}","${size(quantity)}","0","1"]]`;
        const asks = side(batch.otherPrice[row]!, batch.otherQuantity[row]!);
        const number = sequence < 0 ? "" : `,"seqId":${sequence}`;
        return `${head("bbo-tbt")},"data":[{"asks":${asks},"bids":${side(batch.price[row]!, batch.quantity[row]!)},${time}${number}}]}`;
      }
      case MarketKind.Trade: {
        const amounts = `"px":"${price(batch.price[row]!)}","sz":"${size(batch.quantity[row]!)}"`;
        const side = batch.side[row] === Side.Buy ? "buy" : "sell";
        const count = batch.code[row] === 0 ? "" : `,"count":"${batch.code[row]}"`;
        const number = sequence < 0 ? "" : `,"seqId":${sequence}`;
        return `${head("trades")},"data":[{"instId":"${symbol}","tradeId":"${batch.id[row]}",${amounts},"side":"${side}",${time}${count}${number}}]}`;
      }
      default:
        return undefined;
    }
  }
}

/** The number without needless zeros, as OKX writes it. */
function short(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
