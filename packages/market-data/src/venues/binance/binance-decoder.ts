import { Side } from "@hotpath/core";
import { NativeDepth } from "../../internal/json-native.ts";
import { JsonFeedDecoder } from "../../json/feed-decoder.ts";
import { ascii, type JsonScanner, Pattern } from "../../json/scanner.ts";
import {
  integerOf,
  isObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  optionalText,
  positiveUnitsOf,
  Refusal,
  textOf,
  truthOf,
  unitsOf,
  volumeOf,
} from "../../json/values.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";

/** How a {@link BinanceDecoder} is made. */
export interface BinanceDecoderOptions {
  /**
   * What a `depthUpdate` without the name of its stream is: `diff` (default), or `partial` on a socket of the futures'
   * raw streams `@depth5`, `@depth10` and `@depth20`, whose messages look the same and are whole books.
   */
  depth?: "diff" | "partial";
  /** Whether the native library may read what it knows of, with the same rows; true by default. */
  native?: boolean;
}

/** A message of so many bytes is worth asking the native library about, whatever it is. */
const LONG_MESSAGE = 400;

const STREAM = new Pattern('{"stream":"');
const DATA = new Pattern(',"data":');
const EVENT = new Pattern('{"e":"');
const DEPTH_UPDATE = new Pattern('depthUpdate","E":');
const BOOK_TICKER = new Pattern('bookTicker","u":');
const TRADE = new Pattern('trade","E":');
const AGG_TRADE = new Pattern('aggTrade","E":');
const TICKER = new Pattern('24hrTicker","E":');
const MINI_TICKER = new Pattern('24hrMiniTicker","E":');
const LAST_UPDATE = new Pattern('{"lastUpdateId":');
const SPOT_QUOTE = new Pattern('{"u":');
const ENGINE_TIME = new Pattern(',"T":');
const EVENT_TIME = new Pattern(',"E":');
const SYMBOL = new Pattern(',"s":"');
const PAIR = new Pattern(',"ps":');
const FIRST = new Pattern(',"U":');
const LAST = new Pattern(',"u":');
const PREVIOUS = new Pattern(',"pu":');
const BID = new Pattern(',"b":');
const ASK = new Pattern(',"a":');
const BID_SIZE = new Pattern(',"B":');
const ASK_SIZE = new Pattern(',"A":');
const BIDS = new Pattern(',"bids":');
const ASKS = new Pattern(',"asks":');
const TRADE_ID = new Pattern(',"t":');
const FIRST_TRADE = new Pattern(',"f":');
const LAST_TRADE = new Pattern(',"l":');
const PRICE = new Pattern(',"p":');
const QUANTITY = new Pattern(',"q":');
const AT_MARKET = new Pattern(',"X":"MARKET"');
const BUYER_MAKES = new Pattern(',"m":true');
const SELLER_MAKES = new Pattern(',"m":false');
const BEST_MATCH = new Pattern(',"M":true');
const CLOSE_PRICE = new Pattern(',"c":');
const VOLUME = new Pattern(',"v":');
const CHANGES = ascii("pPw");
const PREVIOUS_CLOSE = ascii("x");
const LAST_QUANTITY = ascii("Q");
const BEST = ascii("bBaA");
const OPEN_HIGH_LOW = ascii("ohl");
const STATISTICS = ascii("qOCFLn");
const QUOTE_VOLUME = ascii("q");

const CLOSE_BRACE = 125;
const AT_SIGN = 64;
const LETTER_D = 100;
const DEPTH = ascii("@depth");
const PARTIAL_STREAM = /^[^@]*@depth\d/;

/**
 * Decodes Binance's market streams, spot, USD-M and COIN-M, raw or combined, and the answers of `GET …/depth`.
 *
 * | message | rows |
 * |---|---|
 * | `depthUpdate` | `BookDelta` (sequence `u`, id `U`, otherId `pu` or −1) and its levels |
 * | partial depth, depth over HTTP | `BookSnapshot` (sequence `lastUpdateId`) and its levels |
 * | `bookTicker` | `Quote` (sequence `u`) |
 * | `trade`, `aggTrade` | `Trade`; `code` of an aggregate is its number of trades, else 0; insurance and ADL trades are `NonPrintable` |
 * | `24hrTicker`, `24hrMiniTicker` | `Ticker` |
 *
 * Times are the matching engine's (`T`) where there is one, else the event's (`E`); both in milliseconds or microseconds.
 * Source: Binance's "Web Socket Streams" for spot, "Websocket Market Streams" for USD-M and COIN-M futures.
 */
export class BinanceDecoder extends JsonFeedDecoder {
  readonly #partial: boolean;
  /** The symbols as the names of streams have them. */
  readonly #streams: VenueInstruments;
  readonly #native: NativeDepth | null;
  /** Where the last `depthUpdate` had the first letter of its event, from the message's beginning. */
  #eventAt = 6;
  /** Where the message begins. */
  #from = 0;

  constructor(instruments: VenueInstruments, options: BinanceDecoderOptions = {}) {
    super(instruments);
    this.#partial = options.depth === "partial";
    this.#streams = instruments.renamed((symbol) => symbol.toLowerCase());
    this.#native = options.native === false ? null : NativeDepth.of(instruments, this.#partial);
  }

  protected override scan(scanner: JsonScanner): boolean {
    this.#from = scanner.at;
    if (this.#native !== null) {
      const isDepth = scanner.peek(this.#eventAt) === LETTER_D || scanner.end - scanner.at > LONG_MESSAGE;
      if (isDepth && this.#native.takes(scanner, this.rows.out)) return true;
    }
    return this.#scanMessage(scanner);
  }

  #scanMessage(scanner: JsonScanner): boolean {
    if (!scanner.takes(STREAM)) return this.#scanPayload(scanner, -1, 0);
    const name = scanner.at;
    if (!scanner.skipsText()) return false;
    const nameEnd = scanner.at - 1;
    return scanner.takes(DATA) && this.#scanPayload(scanner, name, nameEnd) && scanner.takesByte(CLOSE_BRACE);
  }

  #scanPayload(scanner: JsonScanner, name: number, nameEnd: number): boolean {
    if (scanner.takes(EVENT)) {
      // The first letter tells the events apart.
      switch (scanner.peek()) {
        case LETTER_D:
          this.#eventAt = scanner.at - this.#from;
          return scanner.takes(DEPTH_UPDATE) && this.#scanDepth(scanner, name, nameEnd);
        case 98:
          return scanner.takes(BOOK_TICKER) && this.#scanQuote(scanner);
        case 116:
          return scanner.takes(TRADE) && this.#scanTrade(scanner);
        case 97:
          return scanner.takes(AGG_TRADE) && this.#scanAggregate(scanner);
        case 50:
          return scanner.peek(4) === 84
            ? scanner.takes(TICKER) && this.#scanTicker(scanner)
            : scanner.takes(MINI_TICKER) && this.#scanMiniTicker(scanner);
        default:
          return false;
      }
    }
    if (scanner.takes(SPOT_QUOTE)) return this.#scanQuote(scanner);
    return scanner.takes(LAST_UPDATE) && this.#scanWholeBook(scanner, name);
  }

  /** `…"E":1,["T":1,]"s":"S",["ps":"P",]"U":1,"u":2,["pu":0,]"b":[…],"a":[…]}`, from the first number. */
  #scanDepth(scanner: JsonScanner, name: number, nameEnd: number): boolean {
    const { rows } = this;
    let time = scanner.integer();
    // Another time may take its place, and must not hide that it is none.
    if (!(time >= 0)) return false;
    if (scanner.takes(ENGINE_TIME)) time = scanner.integer();
    if (!this.#scanSymbol(scanner) || !scanner.takes(FIRST)) return false;
    const first = scanner.integer();
    if (!scanner.takes(LAST)) return false;
    rows.sequence = scanner.integer();
    const previous = scanner.takes(PREVIOUS) ? scanner.integer() : -1;
    // Any of them that is NaN makes the sum NaN.
    if (!(time + first + rows.sequence + previous >= -1) || !scanner.takes(BID)) return false;
    rows.micros = microsOf(time);
    const whole = name < 0 ? this.#partial : this.#isPartial(scanner.bytes, name, nameEnd);
    const flags = whole ? MarketFlag.Snapshot : 0;
    const header = whole ? rows.book(MarketKind.BookSnapshot, 0, -1) : rows.book(MarketKind.BookDelta, first, previous);
    if (!rows.scanLevels(scanner, Side.Buy) || !scanner.takes(ASK)) return false;
    if (!rows.scanLevels(scanner, Side.Sell)) return false;
    rows.endScannedBook(header, flags);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** `1,["symbol":…,"E":1,"T":1,]"bids":[…],"asks":[…]}`, from the number. */
  #scanWholeBook(scanner: JsonScanner, name: number): boolean {
    const { rows } = this;
    rows.sequence = scanner.integer();
    if (name >= 0) {
      const { at } = scanner;
      scanner.at = name;
      if (!rows.select(scanner.symbol(this.#streams, AT_SIGN))) return false;
      scanner.at = at;
    } else if (!rows.select(this.requested)) return false;
    let time = 0;
    if (scanner.takes(EVENT_TIME)) {
      const event = scanner.integer();
      if (!scanner.takes(ENGINE_TIME)) return false;
      time = scanner.integer();
      rows.micros = microsOf(time);
      time += event;
    }
    if (!(time + rows.sequence >= 0) || !scanner.takes(BIDS)) return false;
    const header = rows.book(MarketKind.BookSnapshot, 0, -1);
    if (!rows.scanLevels(scanner, Side.Buy) || !scanner.takes(ASKS)) return false;
    if (!rows.scanLevels(scanner, Side.Sell)) return false;
    rows.endScannedBook(header, MarketFlag.Snapshot);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** `1,"s":"S",["ps":"P",]"b":"1","B":"1","a":"1","A":"1"[,"T":1,"E":1]}`, from the first number. */
  #scanQuote(scanner: JsonScanner): boolean {
    const { rows } = this;
    rows.sequence = scanner.integer();
    if (!this.#scanSymbol(scanner) || !scanner.takes(BID)) return false;
    const bid = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takes(BID_SIZE)) return false;
    const bidSize = scanner.quotedUnits(rows.sizeDecimals);
    if (!scanner.takes(ASK)) return false;
    const ask = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takes(ASK_SIZE)) return false;
    const askSize = scanner.quotedUnits(rows.sizeDecimals);
    let time = 0;
    if (scanner.takes(ENGINE_TIME)) {
      time = scanner.integer();
      rows.micros = microsOf(time);
      if (!scanner.takes(EVENT_TIME)) return false;
      time += scanner.integer();
    }
    if (!(bid + bidSize + ask + askSize + time + rows.sequence >= 0)) return false;
    rows.quote(bid, bidSize, ask, askSize);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** Spot: `1,"s":"S","t":1,"p":"1","q":"1",["b":1,"a":1,]"T":1,"m":true,"M":true}`; futures: `1,"T":1,"s":…,"X":"MARKET","m":true}`. */
  #scanTrade(scanner: JsonScanner): boolean {
    const { rows } = this;
    let time = scanner.integer();
    if (!(time >= 0)) return false;
    const isFuture = scanner.takes(ENGINE_TIME);
    if (isFuture) time = scanner.integer();
    if (!this.#scanSymbol(scanner) || !scanner.takes(TRADE_ID)) return false;
    const id = scanner.integer();
    if (!scanner.takes(PRICE)) return false;
    const price = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takes(QUANTITY)) return false;
    const quantity = scanner.quotedUnits(rows.sizeDecimals);
    let buyer = 0;
    let seller = 0;
    if (isFuture) {
      if (!scanner.takes(AT_MARKET)) return false;
    } else {
      if (scanner.takes(BID)) {
        buyer = scanner.integer();
        if (!scanner.takes(ASK)) return false;
        seller = scanner.integer();
      }
      if (!scanner.takes(ENGINE_TIME)) return false;
      time = scanner.integer();
    }
    const buyerMakes = scanner.takes(BUYER_MAKES);
    if (!buyerMakes && !scanner.takes(SELLER_MAKES)) return false;
    if (!(time + id + price + quantity + buyer + seller >= 0)) return false;
    scanner.takes(BEST_MATCH);
    rows.micros = microsOf(time);
    const row = rows.trade(buyerMakes ? Side.Sell : Side.Buy, price, quantity, id);
    rows.out.otherId[row] = buyerMakes ? buyer : seller;
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** `1,["s":"S",]"a":1,["s":"S",]"p":"1","q":"1","f":1,"l":1,"T":1,"m":true[,"M":true]}`, from the first number. */
  #scanAggregate(scanner: JsonScanner): boolean {
    const { rows } = this;
    let sum = scanner.integer();
    const symbolFirst = scanner.peek(2) === 115;
    if (symbolFirst && !this.#scanSymbol(scanner)) return false;
    if (!scanner.takes(ASK)) return false;
    const id = scanner.integer();
    if (!symbolFirst && !this.#scanSymbol(scanner)) return false;
    if (!scanner.takes(PRICE)) return false;
    const price = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takes(QUANTITY)) return false;
    const quantity = scanner.quotedUnits(rows.sizeDecimals);
    if (!scanner.takes(FIRST_TRADE)) return false;
    const first = scanner.integer();
    if (!scanner.takes(LAST_TRADE)) return false;
    const last = scanner.integer();
    if (!scanner.takes(ENGINE_TIME)) return false;
    const time = scanner.integer();
    const buyerMakes = scanner.takes(BUYER_MAKES);
    if (!buyerMakes && !scanner.takes(SELLER_MAKES)) return false;
    sum += id + price + quantity + first + last + time;
    if (!(sum >= 0) || last < first) return false;
    scanner.takes(BEST_MATCH);
    rows.micros = microsOf(time);
    const row = rows.trade(buyerMakes ? Side.Sell : Side.Buy, price, quantity, id);
    rows.out.code[row] = last - first + 1;
    return scanner.takesByte(CLOSE_BRACE);
  }

  #scanTicker(scanner: JsonScanner): boolean {
    const { rows } = this;
    const time = scanner.integer();
    if (!this.#scanSymbol(scanner) || !scanner.skipsMembers(CHANGES)) return false;
    if (scanner.peek(2) === 120 && !scanner.skipsMembers(PREVIOUS_CLOSE)) return false;
    if (!scanner.takes(CLOSE_PRICE)) return false;
    const price = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.skipsMembers(LAST_QUANTITY)) return false;
    if (scanner.peek(2) === 98 && !scanner.skipsMembers(BEST)) return false;
    if (!scanner.skipsMembers(OPEN_HIGH_LOW) || !scanner.takes(VOLUME)) return false;
    const volume = scanner.quotedUnits(rows.sizeDecimals);
    if (!(time + price + volume >= 0) || !scanner.skipsMembers(STATISTICS)) return false;
    rows.micros = microsOf(time);
    rows.ticker(price, volume);
    return scanner.takesByte(CLOSE_BRACE);
  }

  #scanMiniTicker(scanner: JsonScanner): boolean {
    const { rows } = this;
    const time = scanner.integer();
    if (!this.#scanSymbol(scanner) || !scanner.takes(CLOSE_PRICE)) return false;
    const price = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.skipsMembers(OPEN_HIGH_LOW) || !scanner.takes(VOLUME)) return false;
    const volume = scanner.quotedUnits(rows.sizeDecimals);
    if (!(time + price + volume >= 0) || !scanner.skipsMembers(QUOTE_VOLUME)) return false;
    rows.micros = microsOf(time);
    rows.ticker(price, volume);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** `,"s":"S"[,"ps":"P"]` */
  #scanSymbol(scanner: JsonScanner): boolean {
    if (!scanner.takes(SYMBOL) || !this.rows.select(scanner.symbol(this.instruments))) return false;
    return !scanner.takes(PAIR) || scanner.skipsString();
  }

  /** Whether the name of a stream is that of partial books. */
  #isPartial(bytes: Uint8Array, name: number, nameEnd: number): boolean {
    let at = name;
    while (at < nameEnd && bytes[at] !== AT_SIGN) at++;
    for (let i = 0; i < DEPTH.length; i++) if (bytes[at + i] !== DEPTH[i]) return false;
    return (bytes[at + DEPTH.length]! ^ 48) <= 9;
  }

  protected override read(message: JsonValue): void {
    if (Array.isArray(message)) {
      for (const item of message) this.#readPayload(objectOf(item), undefined);
      return;
    }
    const object = objectOf(message);
    const stream = optionalText(object.stream);
    if (stream === undefined || object.data === undefined) {
      this.#readPayload(object, undefined);
      return;
    }
    if (!Array.isArray(object.data)) {
      this.#readPayload(objectOf(object.data), stream);
      return;
    }
    for (const item of object.data) this.#readPayload(objectOf(item), stream);
  }

  #readPayload(payload: JsonObject, stream: string | undefined): void {
    switch (payload.e) {
      case "depthUpdate":
        this.#readDepth(payload, stream);
        return;
      case "bookTicker":
        this.#readQuote(payload);
        return;
      case "trade":
        this.#readTrade(payload);
        return;
      case "aggTrade":
        this.#readAggregate(payload);
        return;
      case "24hrTicker":
      case "24hrMiniTicker":
        this.#readTicker(payload);
        return;
      case undefined:
        this.#readNameless(payload, stream);
        return;
      default:
        textOf(payload.e);
        this.ignored++;
    }
  }

  /** Messages that do not say what they are. */
  #readNameless(payload: JsonObject, stream: string | undefined): void {
    if (payload.lastUpdateId !== undefined) {
      this.#readWholeBook(payload, stream);
      return;
    }
    if (payload.u !== undefined && payload.s !== undefined) {
      this.#readQuote(payload);
      return;
    }
    const id = optionalText(payload.id);
    const failure = isObject(payload.error) ? payload.error : payload;
    if (failure.msg !== undefined) {
      const text = `${optionalText(failure.code) ?? "?"}: ${textOf(failure.msg)}`;
      this.notice({ kind: "error", text, ...(id !== undefined && { id }) });
      return;
    }
    if (payload.result === undefined) throw new Refusal("unknownLayout");
    const kind = payload.result === null ? "subscribed" : "info";
    this.notice({ kind, text: JSON.stringify(payload.result), ...(id !== undefined && { id }) });
  }

  #readDepth(payload: JsonObject, stream: string | undefined): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(payload.s));
    const first = integerOf(payload.U);
    rows.sequence = integerOf(payload.u);
    const previous = payload.pu === undefined ? -1 : integerOf(payload.pu);
    const event = integerOf(payload.E);
    rows.micros = microsOf(payload.T === undefined ? event : integerOf(payload.T));
    const whole = stream === undefined ? this.#partial : PARTIAL_STREAM.test(stream);
    if (whole) rows.book(MarketKind.BookSnapshot, 0, -1);
    else rows.book(MarketKind.BookDelta, first, previous);
    rows.readBook(payload.b, payload.a, whole ? MarketFlag.Snapshot : 0);
    rows.endBook();
  }

  #readWholeBook(payload: JsonObject, stream: string | undefined): void {
    const { rows } = this;
    if (stream !== undefined) rows.selectNamed(this.#streams, stream.slice(0, Math.max(0, stream.indexOf("@"))));
    else if (payload.symbol !== undefined) rows.selectNamed(this.instruments, textOf(payload.symbol));
    else if (!rows.select(this.requested)) throw new Refusal("unknownSymbol");
    rows.sequence = integerOf(payload.lastUpdateId);
    if (payload.E !== undefined) integerOf(payload.E);
    if (payload.T !== undefined) rows.micros = microsOf(integerOf(payload.T));
    rows.book(MarketKind.BookSnapshot, 0, -1);
    rows.readBook(payload.bids, payload.asks, MarketFlag.Snapshot);
    rows.endBook();
  }

  #readQuote(payload: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(payload.s));
    const { priceDecimals, sizeDecimals } = rows;
    rows.sequence = integerOf(payload.u);
    if (payload.E !== undefined) integerOf(payload.E);
    if (payload.T !== undefined) rows.micros = microsOf(integerOf(payload.T));
    const bid = unitsOf(payload.b, priceDecimals);
    const bidSize = positiveUnitsOf(payload.B, sizeDecimals);
    const ask = unitsOf(payload.a, priceDecimals);
    rows.quote(bid, bidSize, ask, positiveUnitsOf(payload.A, sizeDecimals));
  }

  #readTrade(payload: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(payload.s));
    rows.micros = microsOf(integerOf(payload.T));
    integerOf(payload.E);
    const buyerMakes = truthOf(payload.m);
    const price = unitsOf(payload.p, rows.priceDecimals);
    const quantity = positiveUnitsOf(payload.q, rows.sizeDecimals);
    const row = rows.trade(buyerMakes ? Side.Sell : Side.Buy, price, quantity, integerOf(payload.t));
    const resting = buyerMakes ? payload.b : payload.a;
    if (resting !== undefined) rows.out.otherId[row] = integerOf(resting);
    if (payload.X !== undefined && payload.X !== "MARKET") {
      rows.out.flags[row] = rows.out.flags[row]! | MarketFlag.NonPrintable;
    }
  }

  #readAggregate(payload: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(payload.s));
    rows.micros = microsOf(integerOf(payload.T));
    integerOf(payload.E);
    const trades = integerOf(payload.l) - integerOf(payload.f) + 1;
    if (trades < 1) throw new Refusal("badNumber");
    const price = unitsOf(payload.p, rows.priceDecimals);
    const quantity = positiveUnitsOf(payload.q, rows.sizeDecimals);
    const side = truthOf(payload.m) ? Side.Sell : Side.Buy;
    rows.out.code[rows.trade(side, price, quantity, integerOf(payload.a))] = trades;
  }

  #readTicker(payload: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(payload.s));
    rows.micros = microsOf(integerOf(payload.E));
    rows.ticker(unitsOf(payload.c, rows.priceDecimals), volumeOf(payload.v, rows.sizeDecimals));
  }
}

/** Binance's times are milliseconds, or microseconds if the socket asks for them: those would be the year 2255. */
function microsOf(time: number): number {
  return time < 9_000_000_000_000 ? time * 1000 : time;
}
