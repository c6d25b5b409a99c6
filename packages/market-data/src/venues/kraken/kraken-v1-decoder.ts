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

const HEARTBEAT = new Pattern('{"event":"heartbeat"}');
const ASKS = new Pattern('{"as":');
const BIDS = new Pattern(',"bs":');
const ASK_CHANGES = new Pattern('{"a":[[');
const BID_CHANGES = new Pattern('{"b":[[');
const TICKER_ASK = new Pattern('{"a":["');
const TICKER_BID = new Pattern(',"b":');
const TICKER_LAST = new Pattern(',"c":');
const TICKER_VOLUME = new Pattern(',"v":');
const CHECKSUM = new Pattern(',"c":"');
const BOOK = new Pattern(',"book-');
const TRADE = new Pattern(',"trade",');
const TICKER = new Pattern(',"ticker",');
const SPREAD = new Pattern(',"spread",');
const BOUGHT = new Pattern('"b",');
const SOLD = new Pattern('"s",');
const TICKER_REST = ["p", "t", "l", "h", "o"].map((key) => new Pattern(`,"${key}":`));

const QUOTE = 34;
const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
const CLOSE_BRACE = 125;
const OPEN_BRACE = 123;
const REPUBLISHED = ascii('"r"');
/** Kraken writes times as seconds with six decimals: a count of microseconds. */
const SECOND_DECIMALS = 6;

/**
 * Decodes Kraken's WebSocket API 1.9, whose messages are arrays.
 *
 * | message | rows |
 * |---|---|
 * | `book` with `as`, `bs` | `BookSnapshot` and its levels |
 * | `book` with `a`, `b` | `BookDelta` with the checksum `c` and the decimals of its texts, and its levels |
 * | `trade` | `Trade` for each; Kraken gives no numbers |
 * | `ticker` | `Ticker` (24 hours) and `Quote` |
 * | `spread` | `Quote` |
 * | `heartbeat` | `Heartbeat` of no instrument |
 *
 * The time of a book message is the latest of its levels. Source: Kraken, "Spot WebSockets API 1.9".
 */
export class KrakenV1Decoder extends JsonFeedDecoder {
  /** Decimals of the last level that was scanned. */
  #priceDecimals = 0;
  #sizeDecimals = 0;

  protected override scan(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (scanner.takes(HEARTBEAT)) {
      rows.heartbeat(-1);
      return true;
    }
    if (!scanner.takesByte(OPEN) || !rows.select(scanner.lastSymbol(this.instruments))) return false;
    this.#priceDecimals = this.#sizeDecimals = 0;
    if (!(scanner.integer() >= 0) || !scanner.takesByte(COMMA)) return false;
    if (scanner.peek() === OPEN_BRACE) {
      if (scanner.takes(ASKS)) return this.#scanSnapshot(scanner);
      if (scanner.takes(TICKER_ASK)) return this.#scanTicker(scanner);
      return this.#scanChanges(scanner);
    }
    if (!scanner.takesByte(OPEN)) return false;
    return scanner.peek() === OPEN ? this.#scanTrades(scanner) : this.#scanSpread(scanner);
  }

  /** `"PAIR"]`, of which the symbol is known. */
  #scanEnd(scanner: JsonScanner): boolean {
    return scanner.skipsString() && scanner.takesByte(CLOSE);
  }

  #scanSnapshot(scanner: JsonScanner): boolean {
    const { rows } = this;
    rows.micros = 0;
    const header = rows.book(MarketKind.BookSnapshot, 0, -1);
    if (!this.#scanLevels(scanner, Side.Sell) || !scanner.takes(BIDS)) return false;
    if (!this.#scanLevels(scanner, Side.Buy) || !scanner.takesByte(CLOSE_BRACE)) return false;
    return this.#scanBookEnd(scanner, header, MarketFlag.Snapshot);
  }

  /** `{"a":[…],"c":"1"}`, `{"b":[…],"c":"1"}` or `{"a":[…]},{"b":[…],"c":"1"}` */
  #scanChanges(scanner: JsonScanner): boolean {
    const { rows } = this;
    rows.micros = 0;
    const header = rows.book(MarketKind.BookDelta, 0, -1);
    let hasChecksum = false;
    let side: Side = Side.Sell;
    for (;;) {
      if (side === Side.Sell && !scanner.takes(ASK_CHANGES)) side = Side.Buy;
      if (side === Side.Buy && !scanner.takes(BID_CHANGES)) return false;
      scanner.at -= 2;
      if (!this.#scanLevels(scanner, side)) return false;
      if (scanner.takes(CHECKSUM)) {
        const checksum = scanner.integer();
        if (!(checksum <= 0xffffffff) || !scanner.takesByte(QUOTE)) return false;
        rows.checksum(header, checksum, this.#priceDecimals, this.#sizeDecimals);
        hasChecksum = true;
      }
      if (!scanner.takesByte(CLOSE_BRACE)) return false;
      // Only the last part has a checksum.
      if (side === Side.Buy || hasChecksum || scanner.peek(1) !== OPEN_BRACE) break;
      if (!scanner.takesByte(COMMA)) return false;
      side = Side.Buy;
    }
    return this.#scanBookEnd(scanner, header, 0);
  }

  #scanBookEnd(scanner: JsonScanner, header: number, flags: number): boolean {
    const { rows } = this;
    if (!scanner.takes(BOOK) || !scanner.skipsNumber() || !scanner.takesByte(QUOTE) || !scanner.takesByte(COMMA)) {
      return false;
    }
    if (rows.micros === 0) rows.micros = Number.NaN;
    rows.timeHeader(header);
    rows.endScannedBook(header, flags);
    return this.#scanEnd(scanner);
  }

  /** `[["price","size","seconds"(,"r")],…]` */
  #scanLevels(scanner: JsonScanner, side: number): boolean {
    const { rows } = this;
    if (!scanner.takesByte(OPEN)) return false;
    if (scanner.takesByte(CLOSE)) return true;
    do {
      if (!scanner.takesByte(OPEN)) return false;
      const price = scanner.quotedUnits(rows.priceDecimals);
      this.#priceDecimals = scanner.decimalsBehind();
      if (!scanner.takesByte(COMMA)) return false;
      const size = scanner.quotedUnits(rows.sizeDecimals);
      this.#sizeDecimals = scanner.decimalsBehind();
      if (!scanner.takesByte(COMMA)) return false;
      const micros = scanner.quotedUnits(SECOND_DECIMALS);
      if (!(price + size + micros >= 0)) return false;
      if (micros > rows.micros) rows.micros = micros;
      if (scanner.takesByte(COMMA) && !scanner.takesShort(REPUBLISHED)) return false;
      if (!scanner.takesByte(CLOSE)) return false;
      rows.scannedLevel(side, price, size);
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE);
  }

  /** `["price","volume","seconds","b"|"s","l"|"m","misc"],…],"trade","PAIR"]` */
  #scanTrades(scanner: JsonScanner): boolean {
    const { rows } = this;
    do {
      if (!scanner.takesByte(OPEN)) return false;
      const price = scanner.quotedUnits(rows.priceDecimals);
      if (!scanner.takesByte(COMMA)) return false;
      const quantity = scanner.quotedUnits(rows.sizeDecimals);
      if (!scanner.takesByte(COMMA)) return false;
      rows.micros = scanner.quotedUnits(SECOND_DECIMALS);
      if (!(price + quantity + rows.micros >= 0) || !scanner.takesByte(COMMA)) return false;
      const isBought = scanner.takes(BOUGHT);
      if (!isBought && !scanner.takes(SOLD)) return false;
      if (!scanner.skipsString() || !scanner.takesByte(COMMA) || !scanner.skipsString()) return false;
      if (!scanner.takesByte(CLOSE)) return false;
      rows.trade(isBought ? Side.Buy : Side.Sell, price, quantity, 0);
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE) && scanner.takes(TRADE) && this.#scanEnd(scanner);
  }

  /** `"bid","ask","seconds","bidSize","askSize"],"spread","PAIR"]` */
  #scanSpread(scanner: JsonScanner): boolean {
    const { rows } = this;
    const bid = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takesByte(COMMA)) return false;
    const ask = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takesByte(COMMA)) return false;
    rows.micros = scanner.quotedUnits(SECOND_DECIMALS);
    if (!scanner.takesByte(COMMA)) return false;
    const bidSize = scanner.quotedUnits(rows.sizeDecimals);
    if (!scanner.takesByte(COMMA)) return false;
    const askSize = scanner.quotedUnits(rows.sizeDecimals);
    if (!(bid + ask + bidSize + askSize + rows.micros >= 0) || !scanner.takesByte(CLOSE)) return false;
    rows.quote(bid, bidSize, ask, askSize);
    return scanner.takes(SPREAD) && this.#scanEnd(scanner);
  }

  /** `price",1,"size"],"b":[…],"c":["price","size"],"v":["today","day"],"p":…}`, from the first price. */
  #scanTicker(scanner: JsonScanner): boolean {
    const { rows } = this;
    scanner.at -= 2;
    const ask = this.#scanBest(scanner);
    const askSize = this.#bestSize;
    if (!scanner.takes(TICKER_BID)) return false;
    const bid = this.#scanBest(scanner);
    const bidSize = this.#bestSize;
    if (!scanner.takes(TICKER_LAST) || !scanner.takesByte(OPEN)) return false;
    const last = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takesByte(COMMA) || !scanner.skipsString() || !scanner.takesByte(CLOSE)) return false;
    if (!scanner.takes(TICKER_VOLUME) || !scanner.takesByte(OPEN) || !scanner.skipsString()) return false;
    if (!scanner.takesByte(COMMA)) return false;
    const volume = scanner.quotedUnits(rows.sizeDecimals);
    if (!(ask + askSize + bid + bidSize + last + volume >= 0) || !scanner.takesByte(CLOSE)) return false;
    for (const key of TICKER_REST) if (!scanner.takes(key) || !this.#skipsPair(scanner)) return false;
    rows.ticker(last, volume);
    rows.quote(bid, bidSize, ask, askSize);
    return scanner.takesByte(CLOSE_BRACE) && scanner.takes(TICKER) && this.#scanEnd(scanner);
  }

  #bestSize = 0;

  /** `["price",wholeLots,"size"]` @returns the price; the size is in the field */
  #scanBest(scanner: JsonScanner): number {
    if (!scanner.takesByte(OPEN)) return Number.NaN;
    const price = scanner.quotedUnits(this.rows.priceDecimals);
    if (!scanner.takesByte(COMMA) || !scanner.skipsNumber() || !scanner.takesByte(COMMA)) return Number.NaN;
    this.#bestSize = scanner.quotedUnits(this.rows.sizeDecimals);
    return scanner.takesByte(CLOSE) ? price : Number.NaN;
  }

  #skipsPair(scanner: JsonScanner): boolean {
    const skips = () => (scanner.peek() === QUOTE ? scanner.skipsString() : scanner.skipsNumber());
    return scanner.takesByte(OPEN) && skips() && scanner.takesByte(COMMA) && skips() && scanner.takesByte(CLOSE);
  }

  protected override read(message: JsonValue): void {
    if (!Array.isArray(message)) {
      this.#readEvent(objectOf(message));
      return;
    }
    const channel = textOf(message.at(-2));
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(message.at(-1)));
    this.#priceDecimals = this.#sizeDecimals = 0;
    integerOf(message[0]);
    if (channel.startsWith("book-")) this.#readBook(message.slice(1, -2));
    else if (message.length !== 4) throw new Refusal("unknownLayout");
    else if (channel === "trade") this.#readTrades(arrayOf(message[1]));
    else if (channel === "ticker") this.#readTicker(objectOf(message[1]));
    else if (channel === "spread") this.#readSpread(arrayOf(message[1]));
    else this.ignored++;
  }

  #readBook(parts: JsonValue[]): void {
    const { rows } = this;
    const objects = parts.map(objectOf);
    const isSnapshot = objects.some((part) => part.as !== undefined || part.bs !== undefined);
    const flags = isSnapshot ? MarketFlag.Snapshot : 0;
    if (objects.length < 1 || objects.length > 2) throw new Refusal("unknownLayout");
    rows.micros = 0;
    const header = rows.book(isSnapshot ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    const asks = isSnapshot ? "as" : "a";
    const bids = isSnapshot ? "bs" : "b";
    if (objects.every((part) => part[asks] === undefined && part[bids] === undefined))
      throw new Refusal("unknownLayout");
    for (const part of objects) {
      if (part[asks] !== undefined) this.#readLevels(part[asks], flags, Side.Sell);
      if (part[bids] !== undefined) this.#readLevels(part[bids], flags, Side.Buy);
    }
    if (rows.micros === 0) rows.micros = Number.NaN;
    rows.out.timeMicros.fill(rows.micros, header, rows.out.count);
    const checksum = objects.at(-1)!.c;
    if (checksum !== undefined) {
      const value = integerOf(checksum);
      if (value > 0xffffffff) throw new Refusal("badNumber");
      rows.checksum(header, value, this.#priceDecimals, this.#sizeDecimals);
    }
    rows.endBook();
  }

  #readLevels(value: JsonValue | undefined, flags: number, side: number): void {
    const { rows } = this;
    for (const item of arrayOf(value)) {
      const [price, size, time, update] = arrayOf(item);
      if (update !== undefined) textOf(update);
      const micros = positiveUnitsOf(time, SECOND_DECIMALS);
      if (micros > rows.micros) rows.micros = micros;
      rows.level(flags, side, unitsOf(price, rows.priceDecimals), positiveUnitsOf(size, rows.sizeDecimals));
      this.#priceDecimals = decimalsOf(textOf(price));
      this.#sizeDecimals = decimalsOf(textOf(size));
    }
  }

  #readTrades(trades: JsonValue[]): void {
    const { rows } = this;
    for (const item of trades) {
      const [price, volume, time, side] = arrayOf(item);
      rows.micros = positiveUnitsOf(time, SECOND_DECIMALS);
      if (side !== "b" && side !== "s") throw new Refusal("unknownLayout");
      const units = unitsOf(price, rows.priceDecimals);
      rows.trade(side === "b" ? Side.Buy : Side.Sell, units, positiveUnitsOf(volume, rows.sizeDecimals), 0);
    }
  }

  #readSpread(spread: JsonValue[]): void {
    const { rows } = this;
    const [bid, ask, time, bidSize, askSize] = spread;
    rows.micros = positiveUnitsOf(time, SECOND_DECIMALS);
    const { priceDecimals, sizeDecimals } = rows;
    const bidUnits = positiveUnitsOf(bidSize, sizeDecimals);
    const askUnits = positiveUnitsOf(askSize, sizeDecimals);
    rows.quote(unitsOf(bid, priceDecimals), bidUnits, unitsOf(ask, priceDecimals), askUnits);
  }

  #readTicker(ticker: JsonObject): void {
    const { rows } = this;
    const { priceDecimals, sizeDecimals } = rows;
    const [ask, , askSize] = arrayOf(ticker.a);
    const [bid, , bidSize] = arrayOf(ticker.b);
    rows.ticker(unitsOf(arrayOf(ticker.c)[0], priceDecimals), volumeOf(arrayOf(ticker.v)[1], sizeDecimals));
    const bidUnits = positiveUnitsOf(bidSize, sizeDecimals);
    const askUnits = positiveUnitsOf(askSize, sizeDecimals);
    rows.quote(unitsOf(bid, priceDecimals), bidUnits, unitsOf(ask, priceDecimals), askUnits);
  }

  #readEvent(event: JsonObject): void {
    const { rows } = this;
    switch (event.event) {
      case "heartbeat":
        rows.heartbeat(-1);
        return;
      case "pong":
        this.ignored++;
        return;
      case "systemStatus":
        this.notice({ kind: "info", text: `status ${optionalText(event.status)}` });
        return;
      case "subscriptionStatus": {
        const symbol = optionalText(event.pair);
        const subscription = isObject(event.subscription) ? event.subscription : {};
        const channel = optionalText(event.channelName) ?? optionalText(subscription.name);
        const status = event.status;
        if (status !== "subscribed" && status !== "unsubscribed" && status !== "error") break;
        const text = optionalText(event.errorMessage) ?? status;
        this.notice({
          kind: status,
          text,
          ...(symbol !== undefined && { symbol }),
          ...(channel !== undefined && { channel }),
        });
        return;
      }
    }
    throw new Refusal("unknownLayout");
  }
}

/** Digits behind the point. */
function decimalsOf(text: string): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - 1 - point;
}
