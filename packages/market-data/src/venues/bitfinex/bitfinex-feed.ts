import { Side } from "@hotpath/core";
import { BITFINEX_CHECKSUM } from "../../feed/book-checksum.ts";
import { UNNUMBERED_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { EncodedFields, type JsonFeedEncoder } from "../../json/feed-encoder.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";
import { BitfinexChannelKind } from "./bitfinex-channels.ts";
import { BitfinexDecoder } from "./bitfinex-decoder.ts";

/** Bits of `conf`: `TIMESTAMP`, `SEQ_ALL`, `OB_CHECKSUM`. */
const FLAGS = 32_768 + 65_536 + 131_072;

/** How Bitfinex is listened to. */
export interface BitfinexFeedOptions {
  /** Channels of each symbol; `book` and `trades` by default. */
  channels?: readonly ("book" | "trades" | "ticker")[];
  /** Precision of the book: `P0` by default, to `P4`. */
  precision?: string;
  /** Levels of a side: 1, 25, 100 or 250; 100 by default. */
  levels?: number;
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** Bitfinex' public channels: whole books come in the stream, all messages are numbered, books have checksums. */
export function bitfinexFeed(instruments: VenueInstruments, options: BitfinexFeedOptions = {}): VenueFeed {
  const { precision = "P0", levels = 100 } = options;
  const channels = options.channels ?? ["book", "trades"];
  let decoder = new BitfinexDecoder(instruments);
  const request = (entry: number, channel: string) =>
    JSON.stringify({
      event: "subscribe",
      channel,
      symbol: instruments.symbols[entry],
      ...(channel === "book" && { prec: precision, freq: "F0", len: String(levels) }),
    });
  return {
    name: "bitfinex",
    instruments,
    rule: UNNUMBERED_RULE,
    // Other precisions are sums, of which the venue sends no checksum that holds.
    ...(precision === "P0" && { checksum: BITFINEX_CHECKSUM }),
    hasBooks: channels.includes("book"),
    ping: { everyMillis: 15_000, text: '{"event":"ping","cid":1}' },
    decoder: () => {
      decoder = new BitfinexDecoder(instruments);
      return decoder;
    },
    socketUrl: () => options.socketBase ?? "wss://api-pub.bitfinex.com/ws/2",
    subscribe: (entries) => [
      JSON.stringify({ event: "conf", flags: FLAGS }),
      ...entries.flatMap((entry) =>
        // What is subscribed to already, as all but the book is when that is begun anew, is refused by the venue.
        channels.filter((channel) => !isOpen(decoder, entry, channel)).map((channel) => request(entry, channel)),
      ),
    ],
    unsubscribe: (entries) =>
      entries.flatMap((entry) => {
        const chanId = decoder.channels.idOf(BitfinexChannelKind.Book, entry);
        if (chanId === undefined) return [];
        decoder.channels.leave(chanId);
        return [JSON.stringify({ event: "unsubscribe", chanId })];
      }),
  };
}

function isOpen(decoder: BitfinexDecoder, entry: number, channel: "book" | "trades" | "ticker"): boolean {
  const kinds = { book: "Book", trades: "Trades", ticker: "Ticker" } as const;
  return decoder.channels.idOf(BitfinexChannelKind[kinds[channel]], entry) !== undefined;
}

/**
 * Writes rows as Bitfinex' messages. Their channels have numbers that {@link BitfinexEncoder.subscriptions} tells: a
 * decoder must see those first.
 */
export class BitfinexEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  /** The venue's answers to subscriptions of all channels of all symbols; of their books either levels or orders. */
  subscriptions(book: "levels" | "orders" = "levels"): string[] {
    const { symbols } = this.#fields.instruments;
    return symbols.flatMap((symbol, entry) =>
      (["book", "trades", "ticker"] as const).map((channel, i) => {
        const prec = channel === "book" ? `,"prec":"${book === "levels" ? "P0" : "R0"}"` : "";
        return `{"event":"subscribed","channel":"${channel}","chanId":${numberOf(entry, i)},"symbol":"${symbol}"${prec}}`;
      }),
    );
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const payload = this.#payload(batch, row);
    if (payload === undefined) return undefined;
    const sequence = batch.sequence[row]!;
    const isTimed = batch.kind[row] !== MarketKind.Trade && batch.timeMicros[row]! % 1000 === 0;
    return `[${payload}${sequence >= 0 ? `,${sequence}` : ""}${isTimed ? `,${fields.time}` : ""}]`;
  }

  #payload(batch: MarketBatch, row: number): string | undefined {
    const fields = this.#fields;
    const { entry } = fields;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
      case MarketKind.BookDelta:
        return `${numberOf(entry, 0)},${this.#book(batch, row)}`;
      case MarketKind.OrderAdd:
      case MarketKind.OrderModify:
      case MarketKind.OrderDelete:
        return `${numberOf(entry, 0)},${this.#order(batch, row)}`;
      case MarketKind.Trade: {
        const amount = this.#amount(batch.side[row]!, batch.quantity[row]!);
        return `${numberOf(entry, 1)},"te",[${batch.id[row]},${fields.time},${amount},${fields.price(batch.price[row]!)}]`;
      }
      case MarketKind.Ticker: {
        if (Number.isNaN(batch.quantity[row]!)) return undefined;
        const last = `${fields.price(batch.price[row]!)},${fields.size(batch.quantity[row]!)}`;
        return `${numberOf(entry, 2)},[0,0,0,0,0,0,${last},0,0]`;
      }
      case MarketKind.Heartbeat:
        return `${numberOf(entry, 0)},"hb"`;
      default:
        return undefined;
    }
  }

  #book(batch: MarketBatch, row: number): string {
    const { end } = this.#fields;
    if (end === row + 1 && (batch.flags[row]! & MarketFlag.Checksum) !== 0) return `"cs",${batch.code[row]! | 0}`;
    const parts: string[] = [];
    for (let at = row + 1; at < end; at++) {
      if (batch.kind[at] === MarketKind.OrderAdd) parts.push(this.#order(batch, at));
      else {
        const isGone = batch.quantity[at] === 0;
        const unit = batch.side[at] === Side.Buy ? "1" : "-1";
        const amount = isGone ? unit : this.#amount(batch.side[at]!, batch.quantity[at]!);
        const count = isGone ? 0 : Math.max(1, batch.code[at]!);
        parts.push(`[${this.#fields.price(batch.price[at]!)},${count},${amount}]`);
      }
    }
    return batch.kind[row] === MarketKind.BookDelta && parts.length === 1 ? parts[0]! : `[${parts.join()}]`;
  }

  #order(batch: MarketBatch, row: number): string {
    if (batch.kind[row] === MarketKind.OrderDelete) return `[${batch.id[row]},0,1]`;
    const amount = this.#amount(batch.side[row]!, batch.quantity[row]!);
    return `[${batch.id[row]},${this.#fields.price(batch.price[row]!)},${amount}]`;
  }

  #amount(side: number, units: number): string {
    return `${side === Side.Sell ? "-" : ""}${this.#fields.size(units)}`;
  }
}

/** The number of a channel: books, trades and tickers of one symbol after the other. */
function numberOf(entry: number, channel: number): number {
  return entry * 3 + channel + 1;
}
