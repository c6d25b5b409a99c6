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
  unitsOf,
  volumeOf,
} from "../../json/values.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";

const CHANNEL = new Pattern('{"arg":{"channel":"');
const INSTRUMENT = new Pattern(',"instId":"');
const ACTION_SNAPSHOT = new Pattern('},"action":"snapshot","data":[{');
const ACTION_UPDATE = new Pattern('},"action":"update","data":[{');
const DATA = new Pattern('},"data":[{');
const ASKS = new Pattern('"asks":');
const BIDS = new Pattern(',"bids":');
const TIME = new Pattern(',"ts":"');
const CHECKSUM = new Pattern(',"checksum":');
const SEQUENCE = new Pattern(',"seqId":');
const PREVIOUS = new Pattern(',"prevSeqId":');
const IN_INSTRUMENT = new Pattern('"instId":"');
const TRADE_ID = new Pattern(',"tradeId":"');
const PRICE = new Pattern(',"px":');
const SIZE = new Pattern(',"sz":');
const SIDE_IS_BUY = new Pattern(',"side":"buy"');
const SIDE_IS_SELL = new Pattern(',"side":"sell"');
const COUNT = new Pattern(',"count":"');
const TYPE = new Pattern('"instType":');
const LAST = new Pattern(',"last":');
const LAST_SIZE = new Pattern(',"lastSz":');
const ASK_PRICE = new Pattern(',"askPx":');
const ASK_SIZE = new Pattern(',"askSz":');
const BID_PRICE = new Pattern(',"bidPx":');
const BID_SIZE = new Pattern(',"bidSz":');
const STATISTICS = ["open24h", "high24h", "low24h", "sodUtc0", "sodUtc8", "volCcy24h"].map(
  (key) => new Pattern(`,"${key}":`),
);
const VOLUME = new Pattern(',"vol24h":');
const END = ascii("}]}");
const NEXT = ascii("},{");
const TRADES = ascii("trades");
const BEST = ascii("bbo-tbt");
const BOOKS_5 = ascii("books5");
const PONG = ascii("pong");
const TICKERS = ascii("tickers");

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const OPEN = 91;
const CLOSE = 93;
const LETTER_B = 98;

/** Channels whose messages are whole books, however they are called. */
const WHOLE_BOOKS = new Set(["books5"]);
const BOOKS = new Set(["books", "books-l2-tbt", "books50-l2-tbt", "books5", "bbo-tbt"]);
const CHANGES = ["books", "books-l2-tbt", "books50-l2-tbt"].map(ascii);

/**
 * Decodes OKX' WebSocket API v5.
 *
 * | message | rows |
 * |---|---|
 * | `books`, `books-l2-tbt`, `books50-l2-tbt` | `BookSnapshot` or `BookDelta` (sequence `seqId`, otherId `prevSeqId`, both −1 where not sent) with the checksum, and levels with their number of orders |
 * | `books5` | `BookSnapshot` |
 * | `bbo-tbt` | `Quote` |
 * | `trades`, `trades-all` | `Trade` for each; `code` is the number of trades in it, or 0 |
 * | `tickers` | `Ticker` and `Quote` |
 *
 * A checksum of 0 is none: that is what OKX sends where it makes none. Source: OKX API v5, "Public data, WebSocket".
 */
export class OkxDecoder extends JsonFeedDecoder {
  #bestSize = 0;

  protected override isPlainText(text: Uint8Array): boolean {
    return isText(text, 0, text.length, PONG);
  }

  protected override scan(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!scanner.takes(CHANNEL)) return false;
    const name = scanner.at;
    if (!scanner.skipsText()) return false;
    const nameEnd = scanner.at - 1;
    if (!scanner.takes(INSTRUMENT) || !rows.select(scanner.symbol(this.instruments))) return false;
    const { bytes } = scanner;
    if (bytes[name] === LETTER_B) {
      // Channels of changes say what a message is; the others have one kind only.
      const isUpdate = scanner.takes(ACTION_UPDATE);
      if (isUpdate || scanner.takes(ACTION_SNAPSHOT)) {
        for (const channel of CHANGES) {
          if (!isText(bytes, name, nameEnd, channel)) continue;
          return this.#scanBook(scanner, isUpdate ? MarketKind.BookDelta : MarketKind.BookSnapshot);
        }
        return false;
      }
      if (!scanner.takes(DATA)) return false;
      if (isText(bytes, name, nameEnd, BEST)) return this.#scanBest(scanner);
      return isText(bytes, name, nameEnd, BOOKS_5) && this.#scanBook(scanner, MarketKind.BookSnapshot);
    }
    if (!scanner.takes(DATA)) return false;
    if (isText(bytes, name, nameEnd, TRADES)) return this.#scanTrades(scanner);
    return isText(bytes, name, nameEnd, TICKERS) && this.#scanTicker(scanner);
  }

  /** `"asks":[…],"bids":[…],["instId":"S",]"ts":"1"[,"checksum":1][,"seqId":1[,"prevSeqId":1]]}]}` */
  #scanBook(scanner: JsonScanner, kind: number): boolean {
    const { rows } = this;
    const header = rows.book(kind, 0, -1);
    if (!scanner.takes(ASKS) || !this.#scanLevels(scanner, Side.Sell) || !scanner.takes(BIDS)) return false;
    if (!this.#scanLevels(scanner, Side.Buy)) return false;
    if (scanner.takes(INSTRUMENT) && !scanner.skipsText()) return false;
    if (!this.#scanTime(scanner)) return false;
    if (scanner.takes(CHECKSUM)) {
      const isNegative = scanner.takesByte(MINUS);
      const checksum = scanner.integer();
      if (!(checksum <= 0x80000000) || (isNegative && checksum === 0)) return false;
      if (checksum !== 0) rows.checksum(header, isNegative ? -checksum : checksum, 0, 0);
    }
    if (scanner.takes(SEQUENCE)) {
      rows.sequence = scanner.integer();
      if (!(rows.sequence >= 0)) return false;
      rows.out.sequence[header] = rows.sequence;
      if (scanner.takes(PREVIOUS)) {
        const previous = scanner.units(0);
        if (!(previous >= -1)) return false;
        rows.out.otherId[header] = previous;
      }
    }
    rows.timeHeader(header);
    rows.endScannedBook(header, kind === MarketKind.BookSnapshot ? MarketFlag.Snapshot : 0, true);
    return scanner.takesShort(END);
  }

  /** `,"ts":"1"` */
  #scanTime(scanner: JsonScanner): boolean {
    return scanner.takes(TIME) && this.rows.takesMillis(scanner.integer()) && scanner.takesByte(QUOTE);
  }

  /** `[["price","size","0","orders"],…]` */
  #scanLevels(scanner: JsonScanner, side: number): boolean {
    const { rows } = this;
    const { out } = rows;
    if (!scanner.takesByte(OPEN)) return false;
    if (scanner.takesByte(CLOSE)) return true;
    do {
      if (!scanner.takesByte(OPEN)) return false;
      const price = scanner.quotedUnits(rows.priceDecimals);
      if (!scanner.takesByte(COMMA)) return false;
      const size = scanner.quotedUnits(rows.sizeDecimals);
      if (!scanner.takesByte(COMMA) || !scanner.skipsString() || !scanner.takesByte(COMMA)) return false;
      const orders = scanner.quotedUnits(0);
      if (!(price + size + orders >= 0) || orders > 0xffffffff || !scanner.takesByte(CLOSE)) return false;
      out.code[out.count] = orders;
      rows.scannedLevel(side, price, size);
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE);
  }

  /** `"asks":[[…]],"bids":[[…]],"ts":"1"[,"seqId":1]}]}` */
  #scanBest(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!scanner.takes(ASKS)) return false;
    const ask = this.#scanTop(scanner);
    const askSize = this.#bestSize;
    if (!scanner.takes(BIDS)) return false;
    const bid = this.#scanTop(scanner);
    const bidSize = this.#bestSize;
    if (!(ask + askSize + bid + bidSize >= 0) || !this.#scanTime(scanner)) return false;
    if (scanner.takes(SEQUENCE)) {
      rows.sequence = scanner.integer();
      if (!(rows.sequence >= 0)) return false;
    }
    rows.quote(bid, bidSize, ask, askSize);
    return scanner.takesShort(END);
  }

  /** `[["price","size","0","orders"]]` or `[]` @returns the price; the size is in the field */
  #scanTop(scanner: JsonScanner): number {
    const { rows } = this;
    this.#bestSize = 0;
    if (!scanner.takesByte(OPEN)) return Number.NaN;
    if (scanner.takesByte(CLOSE)) return 0;
    if (!scanner.takesByte(OPEN)) return Number.NaN;
    const price = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takesByte(COMMA)) return Number.NaN;
    this.#bestSize = scanner.quotedUnits(rows.sizeDecimals);
    while (scanner.takesByte(COMMA)) if (!scanner.skipsString()) return Number.NaN;
    return scanner.takesByte(CLOSE) && scanner.takesByte(CLOSE) ? price : Number.NaN;
  }

  /** `"instId":"S","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1"[,"count":"1"][,"seqId":1]},…]}` */
  #scanTrades(scanner: JsonScanner): boolean {
    const { rows } = this;
    do {
      if (!scanner.takes(IN_INSTRUMENT) || !rows.select(scanner.symbol(this.instruments))) return false;
      if (!scanner.takes(TRADE_ID)) return false;
      const id = scanner.integer();
      if (!scanner.takesByte(QUOTE) || !scanner.takes(PRICE)) return false;
      const price = scanner.quotedUnits(rows.priceDecimals);
      if (!scanner.takes(SIZE)) return false;
      const quantity = scanner.quotedUnits(rows.sizeDecimals);
      const isBought = scanner.takes(SIDE_IS_BUY);
      if ((!isBought && !scanner.takes(SIDE_IS_SELL)) || !this.#scanTime(scanner)) return false;
      let count = 0;
      if (scanner.takes(COUNT)) {
        count = scanner.integer();
        if (!(count <= 0xffffffff) || !scanner.takesByte(QUOTE)) return false;
      }
      rows.sequence = scanner.takes(SEQUENCE) ? scanner.integer() : -1;
      if (!(id + price + quantity + rows.sequence >= -1)) return false;
      rows.out.code[rows.trade(isBought ? Side.Buy : Side.Sell, price, quantity, id)] = count;
    } while (scanner.takesShort(NEXT));
    return scanner.takesShort(END);
  }

  #scanTicker(scanner: JsonScanner): boolean {
    const { rows } = this;
    const { priceDecimals, sizeDecimals } = rows;
    if (!scanner.takes(TYPE) || !scanner.skipsString() || !scanner.takesByte(COMMA)) return false;
    if (!scanner.takes(IN_INSTRUMENT) || !rows.select(scanner.symbol(this.instruments)) || !scanner.takes(LAST))
      return false;
    const last = scanner.quotedUnits(priceDecimals);
    if (!scanner.takes(LAST_SIZE) || !scanner.skipsString() || !scanner.takes(ASK_PRICE)) return false;
    const ask = scanner.quotedUnits(priceDecimals);
    if (!scanner.takes(ASK_SIZE)) return false;
    const askSize = scanner.quotedUnits(sizeDecimals);
    if (!scanner.takes(BID_PRICE)) return false;
    const bid = scanner.quotedUnits(priceDecimals);
    if (!scanner.takes(BID_SIZE)) return false;
    const bidSize = scanner.quotedUnits(sizeDecimals);
    for (const key of STATISTICS) if (!scanner.takes(key) || !scanner.skipsString()) return false;
    if (!scanner.takes(VOLUME)) return false;
    const volume = scanner.quotedUnits(sizeDecimals);
    if (!(last + ask + askSize + bid + bidSize + volume >= 0) || !this.#scanTime(scanner)) return false;
    rows.ticker(last, volume);
    rows.quote(bid, bidSize, ask, askSize);
    return scanner.takesShort(END);
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    if (object.event !== undefined) {
      this.#readEvent(object);
      return;
    }
    const arg = objectOf(object.arg);
    const channel = textOf(arg.channel);
    const items = arrayOf(object.data);
    if (BOOKS.has(channel)) {
      this.rows.selectNamed(this.instruments, textOf(arg.instId));
      for (const item of items) this.#readBook(objectOf(item), channel, object.action);
    } else if (channel === "trades" || channel === "trades-all") {
      for (const item of items) this.#readTrade(objectOf(item));
    } else if (channel === "tickers") for (const item of items) this.#readTicker(objectOf(item));
    else this.ignored++;
  }

  #readEvent(event: JsonObject): void {
    const arg = isObject(event.arg) ? event.arg : {};
    const symbol = optionalText(arg.instId);
    const channel = optionalText(arg.channel);
    const kind = event.event === "subscribe" ? "subscribed" : event.event === "unsubscribe" ? "unsubscribed" : "error";
    const isError = event.event === "error";
    const text = isError ? `${optionalText(event.code)}: ${optionalText(event.msg)}` : textOf(event.event);
    const known = kind !== "error" || isError;
    this.notice({
      kind: known ? kind : "info",
      text,
      ...(symbol !== undefined && { symbol }),
      ...(channel !== undefined && { channel }),
    });
  }

  #readBook(book: JsonObject, channel: string, action: JsonValue | undefined): void {
    const { rows } = this;
    rows.readMillis(book.ts);
    rows.sequence = book.seqId === undefined ? -1 : integerOf(book.seqId);
    if (channel === "bbo-tbt") {
      this.#readBest(arrayOf(book.bids), arrayOf(book.asks));
      return;
    }
    if (action !== "update" && action !== "snapshot" && !WHOLE_BOOKS.has(channel)) throw new Refusal("unknownLayout");
    const isDelta = action === "update";
    const flags = isDelta ? 0 : MarketFlag.Snapshot;
    const previous = book.prevSeqId === undefined ? -1 : unitsOf(book.prevSeqId, 0);
    const header = rows.book(isDelta ? MarketKind.BookDelta : MarketKind.BookSnapshot, 0, Math.max(-1, previous));
    const checksum = book.checksum === undefined ? 0 : unitsOf(book.checksum, 0);
    if (Math.abs(checksum) > 0x80000000) throw new Refusal("badNumber");
    if (checksum !== 0) rows.checksum(header, checksum, 0, 0);
    for (const [side, levels] of [
      [Side.Sell, book.asks],
      [Side.Buy, book.bids],
    ] as const) {
      for (const item of arrayOf(levels)) {
        const [price, size, , orders] = arrayOf(item);
        const units = unitsOf(price, rows.priceDecimals);
        const row = rows.level(flags, side, units, positiveUnitsOf(size, rows.sizeDecimals));
        const count = orders === undefined ? 0 : integerOf(orders);
        if (count > 0xffffffff) throw new Refusal("badNumber");
        rows.out.code[row] = count;
      }
    }
    rows.endBook();
  }

  #readBest(bids: JsonValue[], asks: JsonValue[]): void {
    const { rows } = this;
    const best = (side: JsonValue[]): [number, number] => {
      if (side.length === 0) return [0, 0];
      const [price, size] = arrayOf(side[0]);
      return [unitsOf(price, rows.priceDecimals), positiveUnitsOf(size, rows.sizeDecimals)];
    };
    rows.quote(...best(bids), ...best(asks));
  }

  #readTrade(trade: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(trade.instId));
    rows.readMillis(trade.ts);
    rows.sequence = trade.seqId === undefined ? -1 : integerOf(trade.seqId);
    if (trade.side !== "buy" && trade.side !== "sell") throw new Refusal("unknownLayout");
    const price = unitsOf(trade.px, rows.priceDecimals);
    const quantity = positiveUnitsOf(trade.sz, rows.sizeDecimals);
    const count = trade.count === undefined ? 0 : integerOf(trade.count);
    if (count > 0xffffffff) throw new Refusal("badNumber");
    const side = trade.side === "buy" ? Side.Buy : Side.Sell;
    rows.out.code[rows.trade(side, price, quantity, integerOf(trade.tradeId))] = count;
  }

  #readTicker(ticker: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(ticker.instId));
    rows.readMillis(ticker.ts);
    const { priceDecimals, sizeDecimals } = rows;
    // A side of nobody is an empty text.
    const price = (value: JsonValue | undefined) => (value === "" ? 0 : unitsOf(value, priceDecimals));
    const size = (value: JsonValue | undefined) => (value === "" ? 0 : positiveUnitsOf(value, sizeDecimals));
    if (ticker.last !== "") rows.ticker(price(ticker.last), volumeOf(ticker.vol24h, sizeDecimals));
    rows.quote(price(ticker.bidPx), size(ticker.bidSz), price(ticker.askPx), size(ticker.askSz));
  }
}

function isText(bytes: Uint8Array, from: number, to: number, text: Uint8Array): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text[i]) return false;
  return true;
}
