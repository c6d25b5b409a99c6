import { Side } from "@hotpath/core";
import { CONSECUTIVE_RULE } from "../../feed/sync-rule.ts";
import type { VenueFeed } from "../../feed/venue-feed.ts";
import { JsonFeedDecoder } from "../../json/feed-decoder.ts";
import { ascii, type JsonScanner, Pattern } from "../../json/scanner.ts";
import {
  arrayOf,
  integerOf,
  type JsonObject,
  type JsonValue,
  objectOf,
  optionalText,
  positiveUnitsOf,
  Refusal,
  textOf,
  volumeOf,
} from "../../json/values.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";

const BOOK = new Pattern('{"feed":"book","product_id":"');
const SNAPSHOT = new Pattern('{"feed":"book_snapshot","product_id":"');
const TRADE = new Pattern('{"feed":"trade","product_id":"');
const TRADES = new Pattern('{"feed":"trade_snapshot","product_id":"');
const SIDE_IS_BUY = new Pattern(',"side":"buy"');
const SIDE_IS_SELL = new Pattern(',"side":"sell"');
const SEQUENCE = new Pattern(',"seq":');
const PRICE = new Pattern(',"price":');
const QTY = new Pattern(',"qty":');
const TIMESTAMP = new Pattern(',"timestamp":');
const TICK = new Pattern(',"tickSize":');
const NULL = new Pattern("null");
const BIDS = new Pattern(',"bids":[');
const ASKS = new Pattern(',"asks":[');
const LEVEL = new Pattern('{"price":');
const LIST = new Pattern(',"trades":[');
const UID = new Pattern(',"uid":');
const TYPE = new Pattern(',"type":');
const TIME = new Pattern(',"time":');
const END = ascii("]}");

const COMMA = 44;
const CLOSE = 93;
const CLOSE_BRACE = 125;

/**
 * Decodes Kraken Futures' WebSocket API 1.
 *
 * | message | rows |
 * |---|---|
 * | `book_snapshot`, `book` | `BookSnapshot`, or `BookDelta` of one level (sequence and id `seq`) |
 * | `trade_snapshot`, `trade` | `Trade` for each (sequence and id `seq`); those of a snapshot are flagged so |
 * | `ticker` | `Ticker` and `Quote` |
 * | `heartbeat` | `Heartbeat` of no instrument |
 *
 * `ticker_lite` has neither a last price nor sizes: it is ignored. Source: Kraken Futures, "WebSocket API, public feeds".
 */
export class KrakenFuturesDecoder extends JsonFeedDecoder {
  protected override scan(scanner: JsonScanner): boolean {
    if (scanner.takes(BOOK)) return this.#scanChange(scanner);
    if (scanner.takes(TRADE)) return this.#scanTrade(scanner, false);
    if (scanner.takes(SNAPSHOT)) return this.#scanSnapshot(scanner);
    return scanner.takes(TRADES) && this.#scanTrades(scanner);
  }

  /** `S","side":"buy","seq":1,"price":1.0,"qty":0.0,"timestamp":1}` */
  #scanChange(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!rows.select(scanner.symbol(this.instruments))) return false;
    const isBuy = scanner.takes(SIDE_IS_BUY);
    if ((!isBuy && !scanner.takes(SIDE_IS_SELL)) || !scanner.takes(SEQUENCE)) return false;
    rows.sequence = scanner.integer();
    if (!scanner.takes(PRICE)) return false;
    const price = scanner.units(rows.priceDecimals);
    if (!scanner.takes(QTY)) return false;
    const quantity = scanner.units(rows.sizeDecimals);
    if (!(rows.sequence >= 0 && price >= 0 && quantity >= 0) || !scanner.takes(TIMESTAMP)) return false;
    if (!rows.takesMillis(scanner.integer())) return false;
    const header = rows.book(MarketKind.BookDelta, rows.sequence, -1);
    rows.scannedLevel(isBuy ? Side.Buy : Side.Sell, price, quantity);
    rows.endScannedBook(header, 0);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** `S","timestamp":1,"seq":1,"tickSize":null,"bids":[{"price":1.0,"qty":1.0},…],"asks":[…]}` */
  #scanSnapshot(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(TIMESTAMP)) return false;
    if (!rows.takesMillis(scanner.integer()) || !scanner.takes(SEQUENCE)) return false;
    rows.sequence = scanner.integer();
    if (!(rows.sequence >= 0)) return false;
    if (scanner.takes(TICK) && !scanner.takes(NULL) && !scanner.skipsNumber()) return false;
    const header = rows.book(MarketKind.BookSnapshot, 0, -1);
    if (!scanner.takes(BIDS) || !this.#scanLevels(scanner, Side.Buy)) return false;
    if (!scanner.takes(ASKS) || !this.#scanLevels(scanner, Side.Sell)) return false;
    rows.endScannedBook(header, MarketFlag.Snapshot);
    return scanner.takesByte(CLOSE_BRACE);
  }

  #scanLevels(scanner: JsonScanner, side: number): boolean {
    const { rows } = this;
    if (scanner.takesByte(CLOSE)) return true;
    do {
      if (!scanner.takes(LEVEL)) return false;
      const price = scanner.units(rows.priceDecimals);
      if (!scanner.takes(QTY)) return false;
      const size = scanner.units(rows.sizeDecimals);
      if (!(price >= 0 && size >= 0) || !scanner.takesByte(CLOSE_BRACE)) return false;
      rows.scannedLevel(side, price, size);
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE);
  }

  #scanTrades(scanner: JsonScanner): boolean {
    if (!this.rows.select(scanner.symbol(this.instruments)) || !scanner.takes(LIST)) return false;
    if (scanner.takesShort(END)) return true;
    do {
      if (!scanner.takes(TRADE) || !this.#scanTrade(scanner, true)) return false;
    } while (scanner.takesByte(COMMA));
    return scanner.takesShort(END);
  }

  /** `S","uid":"…","side":"buy","type":"fill","seq":1,"time":1,"qty":1.0,"price":1.0}` */
  #scanTrade(scanner: JsonScanner, isSnapshot: boolean): boolean {
    const { rows } = this;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(UID) || !scanner.skipsString()) return false;
    const isBuy = scanner.takes(SIDE_IS_BUY);
    if (!isBuy && !scanner.takes(SIDE_IS_SELL)) return false;
    if (!scanner.takes(TYPE) || !scanner.skipsString() || !scanner.takes(SEQUENCE)) return false;
    rows.sequence = scanner.integer();
    if (!scanner.takes(TIME) || !rows.takesMillis(scanner.integer()) || !scanner.takes(QTY)) return false;
    const quantity = scanner.units(rows.sizeDecimals);
    if (!scanner.takes(PRICE)) return false;
    const price = scanner.units(rows.priceDecimals);
    if (!(rows.sequence >= 0 && quantity >= 0 && price >= 0)) return false;
    this.#trade(isBuy ? Side.Buy : Side.Sell, price, quantity, isSnapshot);
    return scanner.takesByte(CLOSE_BRACE);
  }

  #trade(side: number, price: number, quantity: number, isSnapshot: boolean): void {
    const { rows } = this;
    const row = rows.trade(side, price, quantity, rows.sequence);
    if (isSnapshot) rows.out.flags[row] = rows.out.flags[row]! | MarketFlag.Snapshot;
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    if (object.event !== undefined) {
      this.#readEvent(object);
      return;
    }
    switch (textOf(object.feed)) {
      case "book":
        this.#readChange(object);
        return;
      case "book_snapshot":
        this.#readSnapshot(object);
        return;
      case "trade":
        this.#readTrade(object, false);
        return;
      case "trade_snapshot":
        this.rows.selectNamed(this.instruments, textOf(object.product_id));
        for (const item of arrayOf(object.trades)) this.#readTrade(objectOf(item), true);
        return;
      case "ticker":
        this.#readTicker(object);
        return;
      case "heartbeat":
        this.rows.heartbeat(-1);
        return;
      default:
        this.ignored++;
    }
  }

  #readEvent(event: JsonObject): void {
    const kind = textOf(event.event);
    const products = Array.isArray(event.product_ids) ? event.product_ids : [];
    const symbol = optionalText(products[0]);
    const channel = optionalText(event.feed);
    this.notice({
      kind: kind === "subscribed" || kind === "unsubscribed" || kind === "error" ? kind : "info",
      text: optionalText(event.message) ?? kind,
      ...(symbol !== undefined && { symbol }),
      ...(channel !== undefined && { channel }),
    });
  }

  #readChange(object: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(object.product_id));
    rows.sequence = integerOf(object.seq);
    rows.readMillis(object.timestamp);
    rows.book(MarketKind.BookDelta, rows.sequence, -1);
    const price = positiveUnitsOf(object.price, rows.priceDecimals);
    rows.level(0, sideOf(object.side), price, positiveUnitsOf(object.qty, rows.sizeDecimals));
    rows.endBook();
  }

  #readSnapshot(object: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(object.product_id));
    rows.sequence = integerOf(object.seq);
    rows.readMillis(object.timestamp);
    rows.book(MarketKind.BookSnapshot, 0, -1);
    for (const [side, levels] of [
      [Side.Buy, object.bids],
      [Side.Sell, object.asks],
    ] as const) {
      for (const item of arrayOf(levels)) {
        const { price, qty } = objectOf(item);
        const units = positiveUnitsOf(price, rows.priceDecimals);
        rows.level(MarketFlag.Snapshot, side, units, positiveUnitsOf(qty, rows.sizeDecimals));
      }
    }
    rows.endBook();
  }

  #readTrade(trade: JsonObject, isSnapshot: boolean): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(trade.product_id));
    rows.sequence = integerOf(trade.seq);
    rows.readMillis(trade.time);
    const price = positiveUnitsOf(trade.price, rows.priceDecimals);
    this.#trade(sideOf(trade.side), price, positiveUnitsOf(trade.qty, rows.sizeDecimals), isSnapshot);
  }

  #readTicker(ticker: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(ticker.product_id));
    rows.readMillis(ticker.time);
    const { priceDecimals, sizeDecimals } = rows;
    if (ticker.last !== undefined && ticker.last !== null) {
      rows.ticker(positiveUnitsOf(ticker.last, priceDecimals), volumeOf(ticker.volume, sizeDecimals));
    }
    const bidSize = positiveUnitsOf(ticker.bid_size, sizeDecimals);
    const askSize = positiveUnitsOf(ticker.ask_size, sizeDecimals);
    rows.quote(
      positiveUnitsOf(ticker.bid, priceDecimals),
      bidSize,
      positiveUnitsOf(ticker.ask, priceDecimals),
      askSize,
    );
  }
}

function sideOf(value: JsonValue | undefined): number {
  if (value === "buy") return Side.Buy;
  if (value === "sell") return Side.Sell;
  throw new Refusal("unknownLayout");
}

/** How Kraken Futures is listened to. */
export interface KrakenFuturesFeedOptions {
  /** Feeds of each symbol; `book`, `trade` and `ticker` by default. */
  feeds?: readonly string[];
  /** Where the sockets are; the venue's own by default. */
  socketBase?: string;
}

/** Kraken Futures' public feeds: whole books come in the stream, each change with the next number. */
export function krakenFuturesFeed(instruments: VenueInstruments, options: KrakenFuturesFeedOptions = {}): VenueFeed {
  const feeds = options.feeds ?? ["book", "trade", "ticker"];
  const request = (event: string, feed: string, entry: number) =>
    JSON.stringify({ event, feed, product_ids: [instruments.symbols[entry]] });
  return {
    name: "kraken-futures",
    instruments,
    rule: CONSECUTIVE_RULE,
    hasBooks: feeds.includes("book"),
    // A socket that says nothing for a minute is closed by the venue.
    ping: { everyMillis: 30_000, text: '{"event":"ping"}' },
    decoder: () => new KrakenFuturesDecoder(instruments),
    socketUrl: () => options.socketBase ?? "wss://futures.kraken.com/ws/v1",
    subscribe: (entries) => entries.flatMap((entry) => feeds.map((feed) => request("subscribe", feed, entry))),
    unsubscribe: (entries) => entries.map((entry) => request("unsubscribe", "book", entry)),
  };
}
