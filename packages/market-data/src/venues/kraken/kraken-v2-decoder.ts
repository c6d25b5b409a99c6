import { Side } from "@hotpath/core";
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
  volumeOf,
} from "../../json/values.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";

const CHANNEL = new Pattern('{"channel":"');
const HEARTBEAT = new Pattern('heartbeat"}');
const BOOK = new Pattern('book","type":"');
const TRADE = new Pattern('trade","type":"');
const TICKER = new Pattern('ticker","type":"');
const SNAPSHOT = new Pattern('snapshot","data":[{"symbol":"');
const UPDATE = new Pattern('update","data":[{"symbol":"');
const BIDS = new Pattern(',"bids":[');
const ASKS = new Pattern(',"asks":[');
const PRICE = new Pattern('{"price":');
const QTY = new Pattern(',"qty":');
const CHECKSUM = new Pattern(',"checksum":');
const TIMESTAMP = new Pattern(',"timestamp":');
const END = ascii("}]}");
const SYMBOL = new Pattern('{"symbol":"');
const SIDE_IS_BUY = new Pattern(',"side":"buy","price":');
const SIDE_IS_SELL = new Pattern(',"side":"sell","price":');
const ORDER_TYPE = new Pattern(',"ord_type":');
const TRADE_ID = new Pattern(',"trade_id":');
const BID = new Pattern(',"bid":');
const BID_QTY = new Pattern(',"bid_qty":');
const ASK = new Pattern(',"ask":');
const ASK_QTY = new Pattern(',"ask_qty":');
const LAST = new Pattern(',"last":');
const VOLUME = new Pattern(',"volume":');
const STATISTICS = ["vwap", "low", "high", "change", "change_pct"].map((key) => new Pattern(`,"${key}":`));

const COMMA = 44;
const CLOSE = 93;
const CLOSE_BRACE = 125;

/**
 * Decodes Kraken's WebSocket API v2.
 *
 * | message | rows |
 * |---|---|
 * | `book` | `BookSnapshot` or `BookDelta` with the checksum and the decimals of its numbers, and the levels |
 * | `trade` | `Trade` for each; those of a snapshot are flagged so |
 * | `ticker` | `Ticker` and `Quote` |
 * | `heartbeat` | `Heartbeat` of no instrument |
 *
 * Numbers are read as they are written, never as doubles: the checksum is made of their digits. Source: Kraken, "Spot
 * WebSockets API v2".
 */
export class KrakenV2Decoder extends JsonFeedDecoder {
  #priceDecimals = 0;
  #sizeDecimals = 0;

  protected override scan(scanner: JsonScanner): boolean {
    if (!scanner.takes(CHANNEL)) return false;
    if (scanner.takes(BOOK)) return this.#scanBook(scanner);
    if (scanner.takes(TRADE)) return this.#scanTrades(scanner);
    if (scanner.takes(TICKER)) return this.#scanTicker(scanner);
    if (!scanner.takes(HEARTBEAT)) return false;
    this.rows.heartbeat(-1);
    return true;
  }

  /** `update","data":[{"symbol":"S","bids":[…],"asks":[…],"checksum":1[,"timestamp":"…"]}]}` */
  #scanBook(scanner: JsonScanner): boolean {
    const { rows } = this;
    const isSnapshot = scanner.takes(SNAPSHOT);
    if (!isSnapshot && !scanner.takes(UPDATE)) return false;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(BIDS)) return false;
    const header = rows.book(isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    this.#priceDecimals = this.#sizeDecimals = 0;
    if (!this.#scanLevels(scanner, Side.Buy) || !scanner.takes(ASKS)) return false;
    if (!this.#scanLevels(scanner, Side.Sell) || !scanner.takes(CHECKSUM)) return false;
    const checksum = scanner.integer();
    if (!(checksum <= 0xffffffff)) return false;
    rows.checksum(header, checksum, this.#priceDecimals, this.#sizeDecimals);
    if (scanner.takes(TIMESTAMP) && !rows.scanIsoTime(scanner)) return false;
    rows.timeHeader(header);
    rows.endScannedBook(header, isSnapshot ? MarketFlag.Snapshot : 0);
    return scanner.takesShort(END);
  }

  /** `{"price":1.5,"qty":2.0},…]`, behind the bracket. */
  #scanLevels(scanner: JsonScanner, side: number): boolean {
    const { rows } = this;
    if (scanner.takesByte(CLOSE)) return true;
    do {
      if (!scanner.takes(PRICE)) return false;
      const price = scanner.units(rows.priceDecimals);
      const priceDecimals = scanner.decimalsBehind();
      if (priceDecimals > this.#priceDecimals) this.#priceDecimals = priceDecimals;
      if (!scanner.takes(QTY)) return false;
      const size = scanner.units(rows.sizeDecimals);
      const sizeDecimals = scanner.decimalsBehind();
      if (sizeDecimals > this.#sizeDecimals) this.#sizeDecimals = sizeDecimals;
      if (!(price + size >= 0) || price < 0 || size < 0 || !scanner.takesByte(CLOSE_BRACE)) return false;
      rows.scannedLevel(side, price, size);
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE);
  }

  #scanTrades(scanner: JsonScanner): boolean {
    const { rows } = this;
    const isSnapshot = scanner.takes(SNAPSHOT);
    if (!isSnapshot && !scanner.takes(UPDATE)) return false;
    for (;;) {
      if (!rows.select(scanner.symbol(this.instruments))) return false;
      const isBought = scanner.takes(SIDE_IS_BUY);
      if (!isBought && !scanner.takes(SIDE_IS_SELL)) return false;
      const price = scanner.units(rows.priceDecimals);
      if (!scanner.takes(QTY)) return false;
      const quantity = scanner.units(rows.sizeDecimals);
      if (!scanner.takes(ORDER_TYPE) || !scanner.skipsString() || !scanner.takes(TRADE_ID)) return false;
      const id = scanner.integer();
      if (!(price + quantity + id >= 0) || price < 0 || quantity < 0) return false;
      if (!scanner.takes(TIMESTAMP) || !rows.scanIsoTime(scanner)) return false;
      this.#trade(isBought, price, quantity, id, isSnapshot);
      if (scanner.takesShort(END)) return true;
      if (!scanner.takesByte(CLOSE_BRACE) || !scanner.takesByte(COMMA) || !scanner.takes(SYMBOL)) return false;
    }
  }

  #trade(isBought: boolean, price: number, quantity: number, id: number, isSnapshot: boolean): void {
    const { rows } = this;
    const row = rows.trade(isBought ? Side.Buy : Side.Sell, price, quantity, id);
    if (isSnapshot) rows.out.flags[row] = rows.out.flags[row]! | MarketFlag.Snapshot;
  }

  #scanTicker(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!scanner.takes(SNAPSHOT) && !scanner.takes(UPDATE)) return false;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(BID)) return false;
    const bid = scanner.units(rows.priceDecimals);
    if (!scanner.takes(BID_QTY)) return false;
    const bidSize = scanner.units(rows.sizeDecimals);
    if (!scanner.takes(ASK)) return false;
    const ask = scanner.units(rows.priceDecimals);
    if (!scanner.takes(ASK_QTY)) return false;
    const askSize = scanner.units(rows.sizeDecimals);
    if (!scanner.takes(LAST)) return false;
    const last = scanner.units(rows.priceDecimals);
    if (!scanner.takes(VOLUME)) return false;
    const volume = scanner.units(rows.sizeDecimals);
    if (!(Math.min(bid, bidSize, ask, askSize, last, volume) >= 0)) return false;
    for (const key of STATISTICS) if (!scanner.takes(key) || !scanner.skipsNumber()) return false;
    if (scanner.takes(TIMESTAMP) && !rows.scanIsoTime(scanner)) return false;
    rows.ticker(last, volume);
    rows.quote(bid, bidSize, ask, askSize);
    return scanner.takesShort(END);
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    const isSnapshot = object.type === "snapshot";
    switch (object.channel) {
      case "heartbeat":
        this.rows.heartbeat(-1);
        return;
      case "book":
        for (const item of arrayOf(object.data)) this.#readBook(objectOf(item), isSnapshot);
        return;
      case "trade":
        for (const item of arrayOf(object.data)) this.#readTrade(objectOf(item), isSnapshot);
        return;
      case "ticker":
        for (const item of arrayOf(object.data)) this.#readTicker(objectOf(item));
        return;
      case "status":
        this.notice({ kind: "info", text: JSON.stringify(object.data ?? []) });
        return;
      case undefined:
        this.#readAnswer(object);
        return;
      default:
        textOf(object.channel);
        this.ignored++;
    }
  }

  #readAnswer(answer: JsonObject): void {
    const method = textOf(answer.method);
    if (method === "pong") {
      this.ignored++;
      return;
    }
    const result = isObject(answer.result) ? answer.result : {};
    const symbol = optionalText(result.symbol) ?? optionalText(answer.symbol);
    const channel = optionalText(result.channel);
    const id = optionalText(answer.req_id);
    const about = {
      ...(symbol !== undefined && { symbol }),
      ...(channel !== undefined && { channel }),
      ...(id !== undefined && { id }),
    };
    if (answer.success === false) this.notice({ kind: "error", text: optionalText(answer.error) ?? method, ...about });
    else if (method === "subscribe") this.notice({ kind: "subscribed", text: method, ...about });
    else this.notice({ kind: method === "unsubscribe" ? "unsubscribed" : "info", text: method, ...about });
  }

  #readBook(book: JsonObject, isSnapshot: boolean): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(book.symbol));
    rows.micros = Number.NaN;
    rows.nanos = 0;
    if (book.timestamp !== undefined) rows.readIsoTime(book.timestamp);
    const header = rows.book(isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    this.#priceDecimals = this.#sizeDecimals = 0;
    const flags = isSnapshot ? MarketFlag.Snapshot : 0;
    this.#readLevels(book.bids, flags, Side.Buy);
    this.#readLevels(book.asks, flags, Side.Sell);
    if (book.checksum !== undefined) {
      const checksum = integerOf(book.checksum);
      if (checksum > 0xffffffff) throw new Refusal("badNumber");
      rows.checksum(header, checksum, this.#priceDecimals, this.#sizeDecimals);
    }
    rows.endBook();
  }

  #readLevels(value: JsonValue | undefined, flags: number, side: number): void {
    const { rows } = this;
    for (const item of arrayOf(value)) {
      const { price, qty } = objectOf(item);
      rows.level(flags, side, positiveUnitsOf(price, rows.priceDecimals), positiveUnitsOf(qty, rows.sizeDecimals));
      this.#priceDecimals = Math.max(this.#priceDecimals, decimalsOf(textOf(price)));
      this.#sizeDecimals = Math.max(this.#sizeDecimals, decimalsOf(textOf(qty)));
    }
  }

  #readTrade(trade: JsonObject, isSnapshot: boolean): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(trade.symbol));
    rows.readIsoTime(trade.timestamp);
    if (trade.side !== "buy" && trade.side !== "sell") throw new Refusal("unknownLayout");
    const price = positiveUnitsOf(trade.price, rows.priceDecimals);
    const quantity = positiveUnitsOf(trade.qty, rows.sizeDecimals);
    this.#trade(trade.side === "buy", price, quantity, integerOf(trade.trade_id), isSnapshot);
  }

  #readTicker(ticker: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(ticker.symbol));
    if (ticker.timestamp !== undefined) rows.readIsoTime(ticker.timestamp);
    const { priceDecimals, sizeDecimals } = rows;
    rows.ticker(positiveUnitsOf(ticker.last, priceDecimals), volumeOf(ticker.volume, sizeDecimals));
    const bidSize = positiveUnitsOf(ticker.bid_qty, sizeDecimals);
    const askSize = positiveUnitsOf(ticker.ask_qty, sizeDecimals);
    rows.quote(
      positiveUnitsOf(ticker.bid, priceDecimals),
      bidSize,
      positiveUnitsOf(ticker.ask, priceDecimals),
      askSize,
    );
  }
}

/** Digits behind the point. */
function decimalsOf(text: string): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - 1 - point;
}
