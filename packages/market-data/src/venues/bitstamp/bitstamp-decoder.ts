import { Side } from "@hotpath/core";
import { RISING_REQUEST_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { JsonFeedDecoder } from "../../json/feed-decoder.ts";
import { ascii, type JsonScanner, Pattern } from "../../json/scanner.ts";
import {
  integerOf,
  type JsonObject,
  type JsonValue,
  objectOf,
  optionalText,
  positiveUnitsOf,
  Refusal,
  unitsOf,
} from "../../json/values.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";

const BOOK = new Pattern('{"data":{"timestamp":"');
const TRADE = new Pattern('{"data":{"id":');
const MICROS = new Pattern('","microtimestamp":"');
const BIDS = new Pattern('","bids":');
const ASKS = new Pattern(',"asks":');
const CHANGES = new Pattern('},"channel":"diff_order_book_');
const WHOLE = new Pattern('},"channel":"order_book_');
const TRADES = new Pattern('},"channel":"live_trades_');
const DATA_END = new Pattern(',"event":"data"}');
const TRADE_END = new Pattern(',"event":"trade"}');
const TIMESTAMP = new Pattern(',"timestamp":');
const AMOUNT = new Pattern(',"amount":');
const AMOUNT_TEXT = new Pattern(',"amount_str":');
const PRICE = new Pattern(',"price":');
const PRICE_TEXT = new Pattern(',"price_str":');
const TYPE = new Pattern(',"type":');
const MICRO = new Pattern(',"microtimestamp":"');
const BUYER = new Pattern(',"buy_order_id":');
const SELLER = new Pattern(',"sell_order_id":');
const UNDERSCORE = 95;
const QUOTE = 34;
const ONE = 49;
const ZERO = 48;
const EVENT = ascii(',"event":"');

/**
 * Decodes Bitstamp's WebSocket API v2, whose messages name their channel at the end, and the answers of
 * `GET /api/v2/order_book/…`.
 *
 * | message | rows |
 * |---|---|
 * | `diff_order_book` | `BookDelta` (sequence and id `microtimestamp`) and levels |
 * | `order_book`, an order book over HTTP | `BookSnapshot` (sequence `microtimestamp`) and levels |
 * | `live_trades` | `Trade`, with the resting order's id |
 * | `bts:heartbeat` | `Heartbeat` of no instrument |
 *
 * Symbols are those of the channels: `btcusd`. Source: Bitstamp, "WebSocket API v2".
 */
export class BitstampDecoder extends JsonFeedDecoder {
  protected override scan(scanner: JsonScanner): boolean {
    if (!this.rows.select(this.#symbolBehind(scanner))) return false;
    if (scanner.takes(BOOK)) return this.#scanBook(scanner);
    return scanner.takes(TRADE) && this.#scanTrade(scanner);
  }

  /** The entry of the symbol that ends the name of the channel, before `,"event":…`. It does not move. */
  #symbolBehind(scanner: JsonScanner): number {
    const { bytes, at, end } = scanner;
    // The event is the last member, a word of a few letters.
    let event = end - EVENT.length;
    const least = Math.max(at, end - 40);
    while (event > least && !(bytes[event] === EVENT[0] && bytes[event + 2] === EVENT[2])) event--;
    if (bytes[event - 1] !== QUOTE) return -1;
    let from = event - 1;
    while (from > at && bytes[from - 1] !== UNDERSCORE && event - from < 40) from--;
    scanner.at = from;
    const entry = scanner.symbol(this.instruments);
    scanner.at = at;
    return entry;
  }

  /** `1","microtimestamp":"1","bids":[…],"asks":[…]},"channel":"diff_order_book_S","event":"data"}` */
  #scanBook(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!(scanner.integer() >= 0) || !scanner.takes(MICROS)) return false;
    const micros = scanner.integer();
    if (!(micros >= 0) || !scanner.takes(BIDS)) return false;
    rows.sequence = rows.micros = micros;
    // Which of the two it is stands behind the levels.
    const header = rows.book(MarketKind.BookDelta, micros, -1);
    if (!rows.scanLevels(scanner, Side.Buy) || !scanner.takes(ASKS)) return false;
    if (!rows.scanLevels(scanner, Side.Sell)) return false;
    const isChange = scanner.takes(CHANGES);
    if (!isChange) {
      if (!scanner.takes(WHOLE)) return false;
      rows.out.kind[header] = MarketKind.BookSnapshot;
      rows.out.id[header] = 0;
      rows.out.flags[header] = MarketFlag.Snapshot;
    }
    rows.endScannedBook(header, isChange ? 0 : MarketFlag.Snapshot);
    return rows.entry === scanner.symbol(this.instruments) && scanner.takes(DATA_END);
  }

  /** From the number of the trade to the end. */
  #scanTrade(scanner: JsonScanner): boolean {
    const { rows } = this;
    const id = scanner.integer();
    if (!scanner.takes(TIMESTAMP) || !scanner.skipsString()) return false;
    if (!scanner.takes(AMOUNT) || !scanner.skipsNumber() || !scanner.takes(AMOUNT_TEXT)) return false;
    const quantity = scanner.quotedUnits(rows.sizeDecimals);
    if (!scanner.takes(PRICE) || !scanner.skipsNumber() || !scanner.takes(PRICE_TEXT)) return false;
    const price = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takes(TYPE)) return false;
    const isSold = scanner.takesByte(ONE);
    if ((!isSold && !scanner.takesByte(ZERO)) || !scanner.takes(MICRO)) return false;
    rows.micros = scanner.integer();
    if (!scanner.takesByte(QUOTE) || !scanner.takes(BUYER)) return false;
    const buyer = scanner.integer();
    if (!scanner.takes(SELLER)) return false;
    const seller = scanner.integer();
    if (!(id + quantity + price + rows.micros >= 0) || !(buyer >= 0 && seller >= 0)) return false;
    const row = rows.trade(isSold ? Side.Sell : Side.Buy, price, quantity, id);
    rows.out.otherId[row] = isSold ? buyer : seller;
    if (!scanner.takes(TRADES)) return false;
    return rows.entry === scanner.symbol(this.instruments) && scanner.takes(TRADE_END);
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    const event = optionalText(object.event);
    if (event === undefined) {
      if (!this.rows.select(this.requested)) throw new Refusal("unknownSymbol");
      this.#readBook(object, true);
      return;
    }
    const channel = optionalText(object.channel) ?? "";
    if (event === "data" || event === "trade") {
      const name = channel.replace(/_[^_]*$/, "");
      const isKnown = name === "diff_order_book" || name === "order_book" || name === "live_trades";
      if (!isKnown) {
        this.ignored++;
        return;
      }
      this.rows.selectNamed(this.instruments, channel.slice(name.length + 1));
      if (name === "live_trades") this.#readTrade(objectOf(object.data));
      else this.#readBook(objectOf(object.data), name === "order_book");
    } else if (event === "bts:heartbeat") this.rows.heartbeat(-1);
    else if (event.startsWith("bts:")) this.#readAnswer(event, channel, object);
    else this.ignored++;
  }

  #readAnswer(event: string, channel: string, answer: JsonObject): void {
    const kinds = {
      "bts:subscription_succeeded": "subscribed",
      "bts:unsubscription_succeeded": "unsubscribed",
      "bts:error": "error",
    } as const;
    const kind = kinds[event as keyof typeof kinds] ?? "info";
    const text = kind === "error" ? JSON.stringify(answer.data ?? event) : event;
    this.notice({
      kind,
      text,
      ...(channel !== "" && { channel, symbol: channel.slice(channel.lastIndexOf("_") + 1) }),
    });
  }

  #readBook(book: JsonObject, isWhole: boolean): void {
    const { rows } = this;
    integerOf(book.timestamp);
    rows.sequence = rows.micros = integerOf(book.microtimestamp);
    if (isWhole) rows.book(MarketKind.BookSnapshot, 0, -1);
    else rows.book(MarketKind.BookDelta, rows.sequence, -1);
    rows.readBook(book.bids, book.asks, isWhole ? MarketFlag.Snapshot : 0);
    rows.endBook();
  }

  #readTrade(trade: JsonObject): void {
    const { rows } = this;
    rows.micros = integerOf(trade.microtimestamp);
    if (trade.type !== "0" && trade.type !== "1") throw new Refusal("unknownLayout");
    const isSold = trade.type === "1";
    const price = unitsOf(trade.price_str ?? trade.price, rows.priceDecimals);
    const quantity = positiveUnitsOf(trade.amount_str ?? trade.amount, rows.sizeDecimals);
    const row = rows.trade(isSold ? Side.Sell : Side.Buy, price, quantity, integerOf(trade.id));
    const buyer = integerOf(trade.buy_order_id);
    const seller = integerOf(trade.sell_order_id);
    rows.out.otherId[row] = isSold ? buyer : seller;
  }
}

/** How Bitstamp is listened to. */
export interface BitstampFeedOptions {
  /** Channels of each symbol; `diff_order_book` and `live_trades` by default. */
  channels?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
  /** Where snapshots are; the venue's own by default. */
  httpBase?: string;
}

/** Bitstamp's public channels, with whole books over HTTP; changes have a time, and no number that would show a gap. */
export function bitstampFeed(instruments: VenueInstruments, options: BitstampFeedOptions = {}): VenueFeed {
  const channels = options.channels ?? ["diff_order_book", "live_trades"];
  const { httpBase = "https://www.bitstamp.net/api/v2" } = options;
  const request = (event: string, entries: readonly number[]) =>
    entries.flatMap((entry) =>
      channels.map((channel) =>
        JSON.stringify({ event: `bts:${event}`, data: { channel: `${channel}_${instruments.symbols[entry]}` } }),
      ),
    );
  return {
    name: "bitstamp",
    instruments,
    rule: RISING_REQUEST_RULE,
    hasBooks: channels.includes("diff_order_book"),
    ping: { everyMillis: 20_000, text: '{"event":"bts:heartbeat"}' },
    decoder: () => new BitstampDecoder(instruments),
    socketUrl: () => options.socketBase ?? "wss://ws.bitstamp.net",
    subscribe: (entries) => request("subscribe", entries),
    unsubscribe: (entries) => request("unsubscribe", entries),
    snapshotUrl: (entry) => `${httpBase}/order_book/${instruments.symbols[entry]}/`,
  };
}
