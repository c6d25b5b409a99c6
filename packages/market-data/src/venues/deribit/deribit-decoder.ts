import { Side } from "@hotpath/core";
import { LINKED_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { JsonFeedDecoder } from "../../json/feed-decoder.ts";
import { ascii, type JsonScanner, Pattern } from "../../json/scanner.ts";
import {
  arrayOf,
  integerOf,
  isObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  optionalText,
  positiveUnitsOf,
  Refusal,
  textOf,
  unitsOf,
  volumeOf,
} from "../../json/values.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";

const BOOK = new Pattern('{"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.');
const CHANGE = new Pattern(',"data":{"type":"change","timestamp":');
const SNAPSHOT = new Pattern(',"data":{"type":"snapshot","timestamp":');
const PREVIOUS = new Pattern(',"prev_change_id":');
const NAME = new Pattern(',"instrument_name":"');
const CHANGE_ID = new Pattern(',"change_id":');
const BIDS = new Pattern(',"bids":[');
const ASKS = new Pattern(',"asks":[');
const NEW = new Pattern('["new",');
const CHANGED = new Pattern('["change",');
const DELETED = new Pattern('["delete",');
const END = ascii("}}}");

const COMMA = 44;
const CLOSE = 93;

/**
 * Decodes Deribit's JSON-RPC subscriptions.
 *
 * | message | rows |
 * |---|---|
 * | `book.X.raw`, `book.X.100ms` | `BookSnapshot` or `BookDelta` (sequence and id `change_id`, otherId `prev_change_id`) and levels |
 * | `book.X.G.D.I` (grouped) | `BookSnapshot` |
 * | `trades` | `Trade` for each (sequence `trade_seq`) |
 * | `ticker` | `Ticker` where something has traded, and `Quote` |
 * | `quote` | `Quote` |
 * | `heartbeat` | `Heartbeat` of no instrument |
 *
 * Prices may be negative: those of combinations are. Source: Deribit API v2, "Subscriptions".
 */
export class DeribitDecoder extends JsonFeedDecoder {
  protected override scan(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!scanner.takes(BOOK) || !scanner.skipsText()) return false;
    const isSnapshot = scanner.takes(SNAPSHOT);
    if ((!isSnapshot && !scanner.takes(CHANGE)) || !rows.takesMillis(scanner.integer())) return false;
    let previous = -1;
    if (scanner.takes(PREVIOUS)) {
      previous = scanner.integer();
      if (!(previous >= 0)) return false;
    }
    if (!scanner.takes(NAME) || !rows.select(scanner.symbol(this.instruments)) || !scanner.takes(CHANGE_ID))
      return false;
    rows.sequence = scanner.integer();
    if (!(rows.sequence >= 0) || !scanner.takes(BIDS)) return false;
    const kind = isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta;
    const header = rows.book(kind, isSnapshot ? 0 : rows.sequence, isSnapshot ? -1 : previous);
    if (!this.#scanLevels(scanner, Side.Buy) || !scanner.takes(ASKS)) return false;
    if (!this.#scanLevels(scanner, Side.Sell)) return false;
    rows.endScannedBook(header, isSnapshot ? MarketFlag.Snapshot : 0);
    return scanner.takesShort(END);
  }

  /** `["new",1.0,2.0],…]` */
  #scanLevels(scanner: JsonScanner, side: number): boolean {
    const { rows } = this;
    if (scanner.takesByte(CLOSE)) return true;
    do {
      const isDeleted = scanner.takes(DELETED);
      if (!isDeleted && !scanner.takes(NEW) && !scanner.takes(CHANGED)) return false;
      const price = scanner.units(rows.priceDecimals);
      if (Number.isNaN(price) || !scanner.takesByte(COMMA)) return false;
      const size = scanner.units(rows.sizeDecimals);
      if (!(size >= 0) || !scanner.takesByte(CLOSE)) return false;
      rows.scannedLevel(side, price, isDeleted ? 0 : size);
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE);
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    if (object.method === "heartbeat") {
      this.rows.heartbeat(-1);
      return;
    }
    if (object.method !== "subscription") {
      this.#readAnswer(object);
      return;
    }
    const params = objectOf(object.params);
    const channel = textOf(params.channel);
    if (channel.startsWith("book.")) this.#readBook(objectOf(params.data));
    else if (channel.startsWith("trades.")) for (const item of arrayOf(params.data)) this.#readTrade(objectOf(item));
    else if (channel.startsWith("ticker.") || channel.startsWith("quote.")) this.#readTicker(objectOf(params.data));
    else this.ignored++;
  }

  #readAnswer(answer: JsonObject): void {
    const id = optionalText(answer.id);
    const about = id === undefined ? {} : { id };
    if (isObject(answer.error)) {
      const text = `${optionalText(answer.error.code)}: ${optionalText(answer.error.message)}`;
      this.notice({ kind: "error", text, ...about });
    } else if (Array.isArray(answer.result)) {
      this.notice({ kind: "subscribed", text: JSON.stringify(answer.result), ...about });
    } else if (answer.result !== undefined) this.ignored++;
    else throw new Refusal("unknownLayout");
  }

  #readBook(book: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(book.instrument_name));
    rows.readMillis(book.timestamp);
    rows.sequence = integerOf(book.change_id);
    if (book.type !== undefined && book.type !== "change" && book.type !== "snapshot")
      throw new Refusal("unknownLayout");
    // A grouped book has no type: it is whole each time.
    const isSnapshot = book.type !== "change";
    const flags = isSnapshot ? MarketFlag.Snapshot : 0;
    const previous = book.prev_change_id === undefined ? -1 : integerOf(book.prev_change_id);
    if (isSnapshot) rows.book(MarketKind.BookSnapshot, 0, -1);
    else rows.book(MarketKind.BookDelta, rows.sequence, previous);
    for (const [side, levels] of [
      [Side.Buy, book.bids],
      [Side.Sell, book.asks],
    ] as const) {
      for (const item of arrayOf(levels)) {
        const level = arrayOf(item);
        const [price, size] = level.slice(-2);
        const action = level.length === 3 ? level[0] : "new";
        if (action !== "new" && action !== "change" && action !== "delete") throw new Refusal("unknownLayout");
        const quantity = positiveUnitsOf(size, rows.sizeDecimals);
        rows.level(flags, side, unitsOf(price, rows.priceDecimals), action === "delete" ? 0 : quantity);
      }
    }
    rows.endBook();
  }

  #readTrade(trade: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(trade.instrument_name));
    rows.readMillis(trade.timestamp);
    rows.sequence = integerOf(trade.trade_seq);
    if (trade.direction !== "buy" && trade.direction !== "sell") throw new Refusal("unknownLayout");
    // The number may have the currency in front: `ETH-34066085`.
    const id = Number(/\d+$/.exec(textOf(trade.trade_id))?.[0] ?? 0);
    const price = unitsOf(trade.price, rows.priceDecimals);
    const quantity = positiveUnitsOf(trade.amount, rows.sizeDecimals);
    rows.trade(trade.direction === "buy" ? Side.Buy : Side.Sell, price, quantity, Number.isSafeInteger(id) ? id : 0);
  }

  #readTicker(ticker: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(ticker.instrument_name));
    rows.readMillis(ticker.timestamp);
    const { priceDecimals, sizeDecimals } = rows;
    if (ticker.last_price !== undefined && ticker.last_price !== null) {
      const volume = isObject(ticker.stats) ? ticker.stats.volume : undefined;
      const units = typeof volume === "string" ? volumeOf(volume, sizeDecimals) : Number.NaN;
      rows.ticker(unitsOf(ticker.last_price, priceDecimals), units);
    }
    const price = (value: JsonValue | undefined) => (value === null ? 0 : unitsOf(value, priceDecimals));
    const size = (value: JsonValue | undefined) => (value === null ? 0 : positiveUnitsOf(value, sizeDecimals));
    const bid = price(ticker.best_bid_price);
    rows.quote(bid, size(ticker.best_bid_amount), price(ticker.best_ask_price), size(ticker.best_ask_amount));
  }
}

/** How Deribit is listened to. */
export interface DeribitFeedOptions {
  /** Channels of each symbol, `X` standing for it; `book.X.100ms`, `trades.X.100ms`, `ticker.X.100ms` by default. */
  channels?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** Deribit's public subscriptions: whole books come in the stream, each change naming the one before. */
export function deribitFeed(instruments: VenueInstruments, options: DeribitFeedOptions = {}): VenueFeed {
  const channels = options.channels ?? ["book.X.100ms", "trades.X.100ms", "ticker.X.100ms"];
  let id = 0;
  const request = (method: string, entry: number, names: readonly string[]) =>
    JSON.stringify({
      jsonrpc: "2.0",
      id: ++id,
      method: `public/${method}`,
      params: { channels: names.map((name) => name.replace(".X.", `.${instruments.symbols[entry]}.`)) },
    });
  const books = channels.filter((channel) => channel.startsWith("book."));
  return {
    name: "deribit",
    instruments,
    rule: LINKED_RULE,
    hasBooks: books.length > 0,
    ping: { everyMillis: 15_000, text: '{"jsonrpc":"2.0","id":0,"method":"public/test"}' },
    decoder: () => new DeribitDecoder(instruments),
    socketUrl: () => options.socketBase ?? "wss://www.deribit.com/ws/api/v2",
    subscribe: (entries) => entries.map((entry) => request("subscribe", entry, channels)),
    unsubscribe: (entries) => entries.map((entry) => request("unsubscribe", entry, books)),
  };
}
