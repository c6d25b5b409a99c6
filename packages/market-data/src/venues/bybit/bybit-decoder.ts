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
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";
import { BybitTickers, type TickerFields } from "./bybit-tickers.ts";

const TOPIC = new Pattern('{"topic":"');
const OLD_BOOK = new Pattern("orderBook");
const BOOK = new Pattern("orderbook.");
const TRADES = new Pattern("publicTrade.");
const TICKERS = new Pattern("tickers.");
const TYPE_SNAPSHOT = new Pattern(',"type":"snapshot"');
const TYPE_DELTA = new Pattern(',"type":"delta"');
const TIME = new Pattern(',"ts":');
const BOOK_DATA = new Pattern(',"data":{"s":');
const BIDS = new Pattern(',"b":');
const ASKS = new Pattern(',"a":');
const UPDATE = new Pattern(',"u":');
const SEQUENCE = new Pattern(',"seq":');
const MATCH_TIME = new Pattern(',"cts":');
const TRADE_DATA = new Pattern(',"data":[');
const TRADE_TIME = new Pattern('{"T":');
const SYMBOL = new Pattern(',"s":"');
const SIDE_IS_BUY = new Pattern(',"S":"Buy"');
const SIDE_IS_SELL = new Pattern(',"S":"Sell"');
const VOLUME = new Pattern(',"v":');
const PRICE = new Pattern(',"p":');
const DIRECTION = new Pattern(',"L":');
const ID = new Pattern(',"i":');
const BLOCK = new Pattern(',"BT":false');
const IMPROVED = new Pattern(',"RPI":');
const FALSE = new Pattern("false");
const TRUE = new Pattern("true");
const OLD_SNAPSHOT = new Pattern(',"data":{"order_book":');
const OLD_ARRAY = new Pattern(',"data":[');
const OLD_DELETE = new Pattern(',"data":{"delete":');
const OLD_UPDATE = new Pattern(',"update":');
const OLD_INSERT = new Pattern(',"insert":');
const OLD_TRANSACT = new Pattern(',"transactTimeE6":');
const OLD_SEQUENCE = new Pattern(',"cross_seq":');
const OLD_TIME = new Pattern(',"timestamp_e6":');
const LEVEL_PRICE = new Pattern('{"price":');
const LEVEL_SYMBOL = new Pattern(',"symbol":');
const LEVEL_ID = new Pattern(',"id":');
const LEVEL_IS_BUY = new Pattern(',"side":"Buy"');
const LEVEL_IS_SELL = new Pattern(',"side":"Sell"');
const LEVEL_SIZE = new Pattern(',"size":');
const TICKER_DATA = new Pattern(',"data":{');
const CROSS = new Pattern(',"cs":');

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const POINT = 46;
const CLOSE = 93;
const OPEN = 91;
const CLOSE_BRACE = 125;
const END = ascii("]}");
const OLD_TOPIC = /^orderBookL2_25$|^orderBook_200$/;

/**
 * Decodes Bybit's public streams, v5 and those of 2021.
 *
 * | message | rows |
 * |---|---|
 * | `orderbook.N` | `BookSnapshot` or `BookDelta` (sequence and id `u`) and levels |
 * | `publicTrade` | `Trade` for each (id where it is a number that fits); block trades are `NonPrintable` |
 * | `tickers` | `Ticker` and `Quote` from what is known with the fields that changed |
 * | `orderBookL2_25`, `orderBook_200.100ms` (2021) | `BookSnapshot` or `BookDelta` (sequence and id `cross_seq`) and levels |
 * | `trade` (2021) | `Trade` for each |
 *
 * Source: Bybit API v5, "WebSocket stream"; "Futures API" of 2021.
 */
export class BybitDecoder extends JsonFeedDecoder {
  readonly #tickers: BybitTickers;

  constructor(instruments: VenueInstruments) {
    super(instruments);
    this.#tickers = new BybitTickers(instruments.size);
  }

  override reset(): void {
    super.reset();
    this.#tickers.clear();
  }

  protected override scan(scanner: JsonScanner): boolean {
    if (!scanner.takes(TOPIC)) return false;
    if (scanner.takes(BOOK)) return this.#scanBook(scanner);
    if (scanner.takes(TRADES)) return this.#scanTrades(scanner);
    if (scanner.takes(TICKERS)) return this.#scanTicker(scanner);
    return scanner.takes(OLD_BOOK) && this.#scanOldBook(scanner);
  }

  /** `50.S","type":"delta","ts":1,"data":{"s":"S","b":[…],"a":[…],"u":1,"seq":1}[,"cts":1]}`; spot has `ts` before `type`. */
  #scanBook(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!(scanner.integer() >= 0) || !scanner.takesByte(POINT)) return false;
    if (!rows.select(scanner.symbol(this.instruments))) return false;
    const timeFirst = scanner.takes(TIME);
    if (timeFirst && !rows.takesMillis(scanner.integer())) return false;
    const isSnapshot = scanner.takes(TYPE_SNAPSHOT);
    if (!isSnapshot && !scanner.takes(TYPE_DELTA)) return false;
    if (!timeFirst && (!scanner.takes(TIME) || !rows.takesMillis(scanner.integer()))) return false;
    if (!scanner.takes(BOOK_DATA) || !scanner.skipsString() || !scanner.takes(BIDS)) return false;
    const header = rows.book(isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    if (!rows.scanLevels(scanner, Side.Buy) || !scanner.takes(ASKS)) return false;
    if (!rows.scanLevels(scanner, Side.Sell) || !scanner.takes(UPDATE)) return false;
    rows.sequence = scanner.integer();
    if (!(rows.sequence >= 0)) return false;
    if (scanner.takes(SEQUENCE) && !scanner.skipsNumber()) return false;
    if (!scanner.takesByte(CLOSE_BRACE)) return false;
    if (scanner.takes(MATCH_TIME) && !rows.takesMillis(scanner.integer())) return false;
    this.#endBook(header, isSnapshot);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** Gives a header the number and time that stood behind the levels. */
  #endBook(header: number, isSnapshot: boolean): void {
    const { rows } = this;
    rows.out.sequence[header] = rows.sequence;
    if (!isSnapshot) rows.out.id[header] = rows.sequence;
    rows.timeHeader(header);
    rows.endScannedBook(header, isSnapshot ? MarketFlag.Snapshot : 0);
  }

  /** `S","type":"snapshot","ts":1,"data":[{"T":1,"s":"S","S":"Buy","v":"1","p":"1","L":"…","i":"…","BT":false[,"RPI":false][,"seq":1]},…]}` */
  #scanTrades(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(TYPE_SNAPSHOT)) return false;
    if (!scanner.takes(TIME) || !scanner.skipsNumber()) return false;
    if (!scanner.takes(TRADE_DATA)) return false;
    do {
      if (!scanner.takes(TRADE_TIME) || !rows.takesMillis(scanner.integer()) || !scanner.takes(SYMBOL)) return false;
      if (!rows.select(scanner.symbol(this.instruments))) return false;
      const isBought = scanner.takes(SIDE_IS_BUY);
      if ((!isBought && !scanner.takes(SIDE_IS_SELL)) || !scanner.takes(VOLUME)) return false;
      const quantity = scanner.quotedUnits(rows.sizeDecimals);
      if (!scanner.takes(PRICE)) return false;
      const price = scanner.quotedUnits(rows.priceDecimals);
      if (!(price + quantity >= 0) || (scanner.takes(DIRECTION) && !scanner.skipsString())) return false;
      if (!scanner.takes(ID)) return false;
      const { at } = scanner;
      // A UUID is no number: then there is none.
      let id = scanner.quotedUnits(0);
      if (Number.isNaN(id)) {
        id = 0;
        scanner.at = at;
        if (!scanner.skipsString() || !hasLetters(scanner.bytes, at, scanner.at)) return false;
      }
      if (!scanner.takes(BLOCK)) return false;
      if (scanner.takes(IMPROVED) && !scanner.takes(FALSE) && !takesTrue(scanner)) return false;
      if (scanner.takes(SEQUENCE) && !scanner.skipsNumber()) return false;
      if (!scanner.takesByte(CLOSE_BRACE)) return false;
      rows.trade(isBought ? Side.Buy : Side.Sell, price, quantity, id);
    } while (scanner.takesByte(COMMA));
    return scanner.takesShort(END);
  }

  /** `S","type":"delta","data":{"symbol":"S","lastPrice":"1",…},"cs":1,"ts":1}`; fields in any order. */
  #scanTicker(scanner: JsonScanner): boolean {
    const { rows } = this;
    const tickers = this.#tickers;
    if (!rows.select(scanner.symbol(this.instruments))) return false;
    const isSnapshot = scanner.takes(TYPE_SNAPSHOT);
    if ((!isSnapshot && !scanner.takes(TYPE_DELTA)) || !scanner.takes(TICKER_DATA)) return false;
    tickers.begin();
    do {
      const key = scanner.at + 1;
      if (!scanner.skipsString()) return false;
      const field = tickers.fieldOf(scanner.bytes, key, scanner.at - 1);
      if (!scanner.takesByte(COLON)) return false;
      if (field < 0) {
        if (!scanner.skipsString()) return false;
        continue;
      }
      const decimals = tickers.isPrice(field) ? rows.priceDecimals : rows.sizeDecimals;
      if (!tickers.set(field, scanner.quotedUnits(decimals))) return false;
    } while (scanner.takesByte(COMMA));
    if (!scanner.takesByte(CLOSE_BRACE) || (scanner.takes(CROSS) && !scanner.skipsNumber())) return false;
    if (!scanner.takes(TIME) || !rows.takesMillis(scanner.integer())) return false;
    if (!scanner.takesByte(CLOSE_BRACE) || !scanner.isAtEnd) return false;
    tickers.emit(rows, isSnapshot);
    return true;
  }

  /** `L2_25.S","type":"…","data":…,"cross_seq":1,"timestamp_e6":1}` of 2021; numbers may stand in quotes. */
  #scanOldBook(scanner: JsonScanner): boolean {
    const { rows } = this;
    const name = scanner.at;
    // The name of the channel may have a point of its own: the symbol stands behind the last.
    if (!scanner.skipsText()) return false;
    const nameEnd = scanner.at;
    let from = nameEnd - 1;
    while (from > name && scanner.bytes[from - 1] !== POINT) from--;
    if (!isOldChannel(scanner.bytes, name, from - 1)) return false;
    scanner.at = from;
    if (!rows.select(scanner.symbol(this.instruments))) return false;
    const isSnapshot = scanner.takes(TYPE_SNAPSHOT);
    if (!isSnapshot && !scanner.takes(TYPE_DELTA)) return false;
    const header = rows.book(isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    if (isSnapshot) {
      const isLinear = scanner.takes(OLD_SNAPSHOT);
      if (!isLinear) {
        if (!scanner.takes(OLD_ARRAY)) return false;
        scanner.at--;
      }
      if (!this.#scanOldLevels(scanner, true) || (isLinear && !scanner.takesByte(CLOSE_BRACE))) return false;
    } else {
      if (!scanner.takes(OLD_DELETE) || !this.#scanOldLevels(scanner, false)) return false;
      if (!scanner.takes(OLD_UPDATE) || !this.#scanOldLevels(scanner, true)) return false;
      if (!scanner.takes(OLD_INSERT) || !this.#scanOldLevels(scanner, true)) return false;
      if (scanner.takes(OLD_TRANSACT) && !scanner.skipsNumber()) return false;
      if (!scanner.takesByte(CLOSE_BRACE)) return false;
    }
    if (!scanner.takes(OLD_SEQUENCE)) return false;
    rows.sequence = looseInteger(scanner);
    if (!scanner.takes(OLD_TIME)) return false;
    rows.micros = looseInteger(scanner);
    if (!(rows.sequence + rows.micros >= 0)) return false;
    this.#endBook(header, isSnapshot);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** `[{"price":"1","symbol":"S","id":1,"side":"Buy"[,"size":1]},…]` */
  #scanOldLevels(scanner: JsonScanner, hasSize: boolean): boolean {
    const { rows } = this;
    if (!scanner.takesByte(OPEN)) return false;
    if (scanner.takesByte(CLOSE)) return true;
    do {
      if (!scanner.takes(LEVEL_PRICE)) return false;
      const price = scanner.quotedUnits(rows.priceDecimals);
      if (!scanner.takes(LEVEL_SYMBOL) || !scanner.skipsString() || !scanner.takes(LEVEL_ID)) return false;
      if (!(looseInteger(scanner) >= 0)) return false;
      const isBuy = scanner.takes(LEVEL_IS_BUY);
      if (!isBuy && !scanner.takes(LEVEL_IS_SELL)) return false;
      let size = 0;
      if (hasSize) {
        if (!scanner.takes(LEVEL_SIZE)) return false;
        size = scanner.units(rows.sizeDecimals);
      }
      if (!(price >= 0 && size >= 0) || !scanner.takesByte(CLOSE_BRACE)) return false;
      rows.scannedLevel(isBuy ? Side.Buy : Side.Sell, price, size);
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE);
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    const topic = optionalText(object.topic);
    if (topic === undefined) {
      this.#readAnswer(object);
      return;
    }
    const point = topic.lastIndexOf(".");
    const channel = topic.slice(0, Math.max(0, point));
    const symbol = topic.slice(point + 1);
    if (/^orderbook\.\d+$/.test(channel)) this.#readBook(object, symbol);
    else if (channel === "publicTrade") this.#readTrades(arrayOf(object.data));
    else if (channel === "tickers") this.#readTicker(object, symbol);
    else if (OLD_TOPIC.test(channel.split(".")[0]!)) this.#readOldBook(object, symbol);
    else if (channel === "trade") this.#readOldTrades(arrayOf(object.data));
    else this.ignored++;
  }

  #readAnswer(answer: JsonObject): void {
    const text = optionalText(answer.ret_msg) ?? "";
    const operation =
      optionalText(answer.op) ?? (isObject(answer.request) ? optionalText(answer.request.op) : undefined);
    if (operation === undefined || typeof answer.success !== "boolean") {
      if (operation !== "pong") throw new Refusal("unknownLayout");
      this.ignored++;
      return;
    }
    const isPong = operation === "ping" || text === "pong";
    if (isPong && answer.success) {
      this.ignored++;
      return;
    }
    const id = optionalText(answer.req_id);
    const done = operation === "subscribe" ? "subscribed" : operation === "unsubscribe" ? "unsubscribed" : "info";
    const about = { ...(id !== undefined && id !== "" && { id }) };
    this.notice({ kind: answer.success ? done : "error", text: text === "" ? operation : text, ...about });
  }

  #isSnapshot(object: JsonObject): boolean {
    if (object.type !== "snapshot" && object.type !== "delta") throw new Refusal("unknownLayout");
    return object.type === "snapshot";
  }

  #readBook(object: JsonObject, symbol: string): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, symbol);
    const isSnapshot = this.#isSnapshot(object);
    const data = objectOf(object.data);
    rows.readMillis(object.ts);
    if (object.cts !== undefined) rows.readMillis(object.cts);
    rows.sequence = integerOf(data.u);
    rows.book(isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta, isSnapshot ? 0 : rows.sequence, -1);
    rows.readBook(data.b, data.a, isSnapshot ? MarketFlag.Snapshot : 0);
    rows.endBook();
  }

  #readTrades(trades: JsonValue[]): void {
    const { rows } = this;
    for (const item of trades) {
      const trade = objectOf(item);
      rows.selectNamed(this.instruments, textOf(trade.s));
      rows.readMillis(trade.T);
      const price = unitsOf(trade.p, rows.priceDecimals);
      const quantity = positiveUnitsOf(trade.v, rows.sizeDecimals);
      const row = rows.trade(sideOf(trade.S), price, quantity, idOf(textOf(trade.i)));
      if (trade.BT === true) rows.out.flags[row] = rows.out.flags[row]! | MarketFlag.NonPrintable;
    }
  }

  #readTicker(object: JsonObject, symbol: string): void {
    const { rows } = this;
    const tickers = this.#tickers;
    rows.selectNamed(this.instruments, symbol);
    const isSnapshot = this.#isSnapshot(object);
    rows.readMillis(object.ts);
    const data = objectOf(object.data);
    tickers.begin();
    tickers.names.forEach((name: keyof TickerFields, field: number) => {
      const value = data[name];
      if (value === undefined) return;
      const decimals = tickers.isPrice(field) ? rows.priceDecimals : rows.sizeDecimals;
      // An empty text is a side of nobody.
      if (value === "") tickers.set(field, 0);
      else if (name === "volume24h") tickers.set(field, volumeOf(value, decimals));
      else tickers.set(field, positiveUnitsOf(value, decimals));
    });
    tickers.emit(rows, isSnapshot);
  }

  #readOldBook(object: JsonObject, symbol: string): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, symbol);
    const isSnapshot = this.#isSnapshot(object);
    rows.sequence = integerOf(object.cross_seq);
    rows.micros = integerOf(object.timestamp_e6);
    rows.book(isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta, isSnapshot ? 0 : rows.sequence, -1);
    if (isSnapshot) {
      const levels = Array.isArray(object.data) ? object.data : objectOf(object.data).order_book;
      this.#readOldLevels(levels, MarketFlag.Snapshot, true);
    } else {
      const data = objectOf(object.data);
      this.#readOldLevels(data.delete, 0, false);
      this.#readOldLevels(data.update, 0, true);
      this.#readOldLevels(data.insert, 0, true);
    }
    rows.endBook();
  }

  #readOldLevels(value: JsonValue | undefined, flags: number, hasSize: boolean): void {
    const { rows } = this;
    for (const item of arrayOf(value)) {
      const level = objectOf(item);
      const price = unitsOf(level.price, rows.priceDecimals);
      rows.level(flags, sideOf(level.side), price, hasSize ? positiveUnitsOf(level.size, rows.sizeDecimals) : 0);
    }
  }

  #readOldTrades(trades: JsonValue[]): void {
    const { rows } = this;
    for (const item of trades) {
      const trade = objectOf(item);
      rows.selectNamed(this.instruments, textOf(trade.symbol));
      rows.readMillis(trade.trade_time_ms);
      const price = unitsOf(trade.price, rows.priceDecimals);
      rows.trade(
        sideOf(trade.side),
        price,
        positiveUnitsOf(trade.size, rows.sizeDecimals),
        idOf(textOf(trade.trade_id)),
      );
    }
  }
}

function sideOf(value: JsonValue | undefined): number {
  if (value === "Buy") return Side.Buy;
  if (value === "Sell") return Side.Sell;
  throw new Refusal("unknownLayout");
}

/** The number of a trade, or 0 where it is none that fits. */
function idOf(text: string): number {
  const id = /^\d+(?:\.0*)?$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(id) ? id : 0;
}

/** An integer, with or without quotes. */
function looseInteger(scanner: JsonScanner): number {
  const isQuoted = scanner.takesByte(QUOTE);
  const value = scanner.integer();
  return isQuoted && !scanner.takesByte(QUOTE) ? Number.NaN : value;
}

function takesTrue(scanner: JsonScanner): boolean {
  return scanner.takes(TRUE);
}

function hasLetters(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from + 1; at < to - 1; at++) if ((bytes[at]! | 32) >= 97 && (bytes[at]! | 32) <= 122) return true;
  return false;
}

const OLD_CHANNELS = ["L2_25", "_200.100ms"].map(ascii);

/** Whether the text is what follows `orderBook` in the name of a channel of 2021. */
function isOldChannel(bytes: Uint8Array, from: number, to: number): boolean {
  return OLD_CHANNELS.some(
    (channel) => channel.length === to - from && channel.every((byte, i) => bytes[from + i] === byte),
  );
}
