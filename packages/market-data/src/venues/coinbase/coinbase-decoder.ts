import { Side } from "@hotpath/core";
import { JsonFeedDecoder } from "../../json/feed-decoder.ts";
import { type JsonScanner, Pattern } from "../../json/scanner.ts";
import { readUuid, UuidTable } from "../../json/uuid-table.ts";
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
  unitsOf,
  volumeOf,
} from "../../json/values.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";
import { CoinbaseOrderJoin } from "./coinbase-order-join.ts";

/** How a {@link CoinbaseDecoder} is made. */
export interface CoinbaseDecoderOptions {
  /** Resting orders of the `full` channel that are remembered, whose ids are texts; 1,048,576 by default. */
  maxOrders?: number;
  /**
   * Whether the `full` channel is joined to whole books over HTTP, as an `OrderSync` does it: then orders of which nothing
   * is known have numbers as well, until a whole book tells which there are; false by default.
   */
  joinsOrders?: boolean;
}

const TYPE = new Pattern('{"type":"');
const UPDATE = new Pattern('l2update","product_id":"');
const SNAPSHOT = new Pattern('snapshot","product_id":"');
const CHANGES = new Pattern(',"changes":[');
const BUY = new Pattern('["buy",');
const SELL = new Pattern('["sell",');
const TIME = new Pattern(',"time":');
const ASKS = new Pattern(',"asks":');
const BIDS = new Pattern(',"bids":');
const TICKER = new Pattern('ticker","sequence":');
const PRODUCT = new Pattern(',"product_id":"');
const PRICE = new Pattern(',"price":');
const OPEN_24H = new Pattern(',"open_24h":');
const VOLUME_24H = new Pattern(',"volume_24h":');
const LOW_24H = new Pattern(',"low_24h":');
const HIGH_24H = new Pattern(',"high_24h":');
const VOLUME_30D = new Pattern(',"volume_30d":');
const BEST_BID = new Pattern(',"best_bid":');
const BEST_BID_SIZE = new Pattern(',"best_bid_size":');
const BEST_ASK = new Pattern(',"best_ask":');
const BEST_ASK_SIZE = new Pattern(',"best_ask_size":');
const SIDE_IS_BUY = new Pattern(',"side":"buy"');
const SIDE_IS_SELL = new Pattern(',"side":"sell"');
const TRADE_ID = new Pattern(',"trade_id":');
const LAST_SIZE = new Pattern(',"last_size":');
const MATCH = new Pattern('match","trade_id":');
const LAST_MATCH = new Pattern('last_match","trade_id":');
const MAKER = new Pattern(',"maker_order_id":"');
const TAKER = new Pattern(',"taker_order_id":"');
const SIZE = new Pattern(',"size":');
const SEQUENCE = new Pattern(',"sequence":');
const HEARTBEAT = new Pattern('heartbeat","last_trade_id":');

const QUOTE = 34;
const COMMA = 44;
const CLOSE_BRACKET = 93;
const CLOSE_BRACE = 125;
const UUID = 36;

/**
 * Decodes Coinbase Exchange's feed: `level2` (and `level2_batch`), `ticker`, `matches`, `heartbeat`, and the `full` channel
 * with its whole book over HTTP (`GET /products/…/book?level=3`).
 *
 * | message | rows |
 * |---|---|
 * | `snapshot` | `BookSnapshot` and its levels |
 * | `l2update` | `BookDelta`, without numbers, and its levels |
 * | `match`, `last_match` | `Trade` with the taker's side; `last_match` is flagged `Snapshot`. Against an order of the `full` channel: `OrderExecute` |
 * | `ticker` | `Ticker`, and `Quote` where sizes are there |
 * | `open`, `change`, `done` | `OrderAdd`, `OrderModify`, `OrderDelete` of resting orders; else `Heartbeat` |
 * | `received`, `activate`, `heartbeat` | `Heartbeat` with the sequence number, so that a gap can be seen; its `id` is the same number, save for `heartbeat`, which has the number of another message |
 *
 * UUIDs of orders become numbers in the order of their coming. Source: Coinbase Exchange, "WebSocket channels".
 */
export class CoinbaseDecoder extends JsonFeedDecoder {
  readonly #orders: UuidTable;
  /** Of each symbol, which messages of the `full` channel were seen; undefined where nothing is joined. */
  readonly #joining: CoinbaseOrderJoin | undefined;
  readonly #words = new Int32Array(4);
  readonly #texts = new Uint8Array(64);
  readonly #encoder = new TextEncoder();

  constructor(instruments: VenueInstruments, options: CoinbaseDecoderOptions = {}) {
    super(instruments);
    this.#orders = new UuidTable(options.maxOrders ?? 2 ** 20, "coinbaseDecoder.maxOrders");
    if (options.joinsOrders === true) this.#joining = new CoinbaseOrderJoin(instruments.size, this.#orders);
  }

  /** Resting orders that are remembered now. */
  get orders(): number {
    return this.#orders.size;
  }

  override reset(): void {
    super.reset();
    this.#orders.clear();
    this.#joining?.reset();
  }

  protected override scan(scanner: JsonScanner): boolean {
    if (!scanner.takes(TYPE)) return false;
    switch (scanner.peek()) {
      case 108:
        if (scanner.takes(UPDATE)) return this.#scanUpdate(scanner);
        return scanner.takes(LAST_MATCH) && this.#scanMatch(scanner, MarketFlag.Snapshot);
      case 115:
        return scanner.takes(SNAPSHOT) && this.#scanSnapshot(scanner);
      case 116:
        return scanner.takes(TICKER) && this.#scanTicker(scanner);
      case 109:
        return scanner.takes(MATCH) && this.#scanMatch(scanner, 0);
      case 104:
        return scanner.takes(HEARTBEAT) && this.#scanHeartbeat(scanner);
      default:
        // The `full` channel changes what is remembered of orders: it is read in one way only.
        return false;
    }
  }

  /** `S","changes":[["buy","1","2"],…],"time":"…"}` */
  #scanUpdate(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(CHANGES)) return false;
    // The time stands behind the levels, the header before them: it is written once all is known.
    const header = rows.book(MarketKind.BookDelta, 0, -1);
    if (!scanner.takesByte(CLOSE_BRACKET)) {
      do {
        const isBuy = scanner.takes(BUY);
        if (!isBuy && !scanner.takes(SELL)) return false;
        const price = scanner.quotedUnits(rows.priceDecimals);
        if (!scanner.takesByte(COMMA)) return false;
        const size = scanner.quotedUnits(rows.sizeDecimals);
        if (!(price + size >= 0) || !scanner.takesByte(CLOSE_BRACKET)) return false;
        rows.scannedLevel(isBuy ? Side.Buy : Side.Sell, price, size);
      } while (scanner.takesByte(COMMA));
      if (!scanner.takesByte(CLOSE_BRACKET)) return false;
    }
    if (!scanner.takes(TIME) || !rows.scanIsoTime(scanner)) return false;
    rows.timeHeader(header);
    rows.endScannedBook(header, 0);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** `S","asks":[…],"bids":[…][,"time":"…"]}` */
  #scanSnapshot(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(ASKS)) return false;
    const header = rows.book(MarketKind.BookSnapshot, 0, -1);
    if (!rows.scanLevels(scanner, Side.Sell) || !scanner.takes(BIDS)) return false;
    if (!rows.scanLevels(scanner, Side.Buy)) return false;
    if (scanner.takes(TIME) && !rows.scanIsoTime(scanner)) return false;
    rows.timeHeader(header);
    rows.endScannedBook(header, MarketFlag.Snapshot);
    return scanner.takesByte(CLOSE_BRACE);
  }

  #scanTicker(scanner: JsonScanner): boolean {
    const { rows } = this;
    rows.sequence = scanner.integer();
    if (!scanner.takes(PRODUCT) || !rows.select(scanner.symbol(this.instruments)) || !scanner.takes(PRICE))
      return false;
    const price = scanner.quotedUnits(rows.priceDecimals);
    if (!scanner.takes(OPEN_24H) || !scanner.skipsString() || !scanner.takes(VOLUME_24H)) return false;
    const volume = scanner.quotedUnits(rows.sizeDecimals);
    if (!scanner.takes(LOW_24H) || !scanner.skipsString()) return false;
    if (!scanner.takes(HIGH_24H) || !scanner.skipsString()) return false;
    if (!scanner.takes(VOLUME_30D) || !scanner.skipsString() || !scanner.takes(BEST_BID)) return false;
    const bid = scanner.quotedUnits(rows.priceDecimals);
    const hasSizes = scanner.takes(BEST_BID_SIZE);
    const bidSize = hasSizes ? scanner.quotedUnits(rows.sizeDecimals) : 0;
    if (!scanner.takes(BEST_ASK)) return false;
    const ask = scanner.quotedUnits(rows.priceDecimals);
    if (hasSizes && !scanner.takes(BEST_ASK_SIZE)) return false;
    const askSize = hasSizes ? scanner.quotedUnits(rows.sizeDecimals) : 0;
    if (!scanner.takes(SIDE_IS_BUY) && !scanner.takes(SIDE_IS_SELL)) return false;
    if (!scanner.takes(TIME) || !rows.scanIsoTime(scanner) || !scanner.takes(TRADE_ID)) return false;
    if (!scanner.skipsNumber() || !scanner.takes(LAST_SIZE) || !scanner.skipsString()) return false;
    if (!(rows.sequence + price + volume + bid + bidSize + ask + askSize >= 0)) return false;
    rows.ticker(price, volume);
    if (hasSizes) rows.quote(bid, bidSize, ask, askSize);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** From the number of the trade. */
  #scanMatch(scanner: JsonScanner, flags: number): boolean {
    const { rows } = this;
    const id = scanner.integer();
    if (!scanner.takes(MAKER) || !readUuid(scanner.bytes, scanner.at, this.#words)) return false;
    scanner.at += UUID;
    if (!scanner.takesByte(QUOTE) || !scanner.takes(TAKER) || !scanner.skipsText()) return false;
    const makerBuys = scanner.takes(SIDE_IS_BUY);
    if ((!makerBuys && !scanner.takes(SIDE_IS_SELL)) || !scanner.takes(SIZE)) return false;
    const sizeAt = scanner.at;
    if (!scanner.skipsString() || !scanner.takes(PRICE)) return false;
    const priceAt = scanner.at;
    if (!scanner.skipsString() || !scanner.takes(PRODUCT)) return false;
    // The symbol, which says what the units are, comes behind the numbers: those are read from where they stood.
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(SEQUENCE)) return false;
    rows.sequence = scanner.integer();
    if (!scanner.takes(TIME) || !rows.scanIsoTime(scanner)) return false;
    const { at } = scanner;
    scanner.at = sizeAt;
    const size = scanner.quotedUnits(rows.sizeDecimals);
    scanner.at = priceAt;
    const price = scanner.quotedUnits(rows.priceDecimals);
    scanner.at = at;
    if (!(id + rows.sequence + size + price >= 0)) return false;
    // What is remembered of orders changes with it: not before it is known to be right.
    if (!scanner.takesByte(CLOSE_BRACE) || scanner.at !== scanner.end) return false;
    this.#match(makerBuys, price, size, id, flags);
    return true;
  }

  /** `1,"product_id":"S","sequence":1,"time":"…"}` */
  #scanHeartbeat(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!scanner.skipsNumber() || !scanner.takes(PRODUCT)) return false;
    if (!rows.select(scanner.symbol(this.instruments)) || !scanner.takes(SEQUENCE)) return false;
    rows.sequence = scanner.integer();
    if (!(rows.sequence >= 0) || !scanner.takes(TIME) || !rows.scanIsoTime(scanner)) return false;
    rows.heartbeat(rows.instrument);
    return scanner.takesByte(CLOSE_BRACE);
  }

  /** A trade, or the execution of a resting order that is known; the maker's id is in the words. */
  #match(makerBuys: boolean, price: number, size: number, id: number, flags: number): void {
    const { rows } = this;
    if (flags === 0) this.#joining?.see(rows.entry, rows.sequence);
    const maker = this.#makerOf(flags);
    const row = rows.trade(makerBuys ? Side.Sell : Side.Buy, price, size, id);
    if (flags !== 0) rows.out.flags[row] = rows.out.flags[row]! | flags;
    if (maker === 0) return;
    rows.out.kind[row] = MarketKind.OrderExecute;
    rows.out.side[row] = 0;
    rows.out.price[row] = Number.NaN;
    rows.out.id[row] = maker;
    rows.out.otherId[row] = id;
  }

  /** The number of the resting order whose id is in the words, or 0. */
  #makerOf(flags: number): number {
    if (flags !== 0 || this.#joining?.isOpen(this.rows.entry) !== true) return this.#orders.find(this.#words);
    return this.#addOrder();
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    const type = optionalText(object.type);
    switch (type) {
      case "l2update":
        this.#readUpdate(object);
        return;
      case "snapshot":
        this.#readSnapshot(object);
        return;
      case "ticker":
      case "ticker_batch":
        this.#readTicker(object);
        return;
      case "match":
      case "last_match":
        this.#readMatch(object, type === "match" ? 0 : MarketFlag.Snapshot);
        return;
      case "open":
      case "done":
      case "change":
      case "received":
      case "activate":
      case "heartbeat":
        this.#readOrder(type, object);
        return;
      case "subscriptions":
        this.notice({ kind: "subscribed", text: JSON.stringify(object.channels ?? []) });
        return;
      case "error":
        this.notice({
          kind: "error",
          text: [object.message, object.reason].filter((part) => part !== undefined).join(": "),
        });
        return;
      case undefined:
        this.#readWholeBook(object);
        return;
      default:
        this.ignored++;
    }
  }

  #begin(object: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(object.product_id));
    if (object.sequence !== undefined) rows.sequence = integerOf(object.sequence);
    if (object.time !== undefined) rows.readIsoTime(object.time);
  }

  #readUpdate(object: JsonObject): void {
    const { rows } = this;
    this.#begin({ ...object, sequence: undefined });
    if (object.time === undefined) throw new Refusal("unknownLayout");
    rows.book(MarketKind.BookDelta, 0, -1);
    for (const item of arrayOf(object.changes)) {
      const [side, price, size] = arrayOf(item);
      rows.level(0, sideOf(side), unitsOf(price, rows.priceDecimals), positiveUnitsOf(size, rows.sizeDecimals));
    }
    rows.endBook();
  }

  #readSnapshot(object: JsonObject): void {
    const { rows } = this;
    this.#begin({ ...object, sequence: undefined });
    rows.book(MarketKind.BookSnapshot, 0, -1);
    rows.readLevels(object.asks, MarketFlag.Snapshot, Side.Sell);
    rows.readLevels(object.bids, MarketFlag.Snapshot, Side.Buy);
    rows.endBook();
  }

  #readTicker(object: JsonObject): void {
    const { rows } = this;
    this.#begin(object);
    const { priceDecimals, sizeDecimals } = rows;
    const bid = unitsOf(object.best_bid, priceDecimals);
    const ask = unitsOf(object.best_ask, priceDecimals);
    rows.ticker(unitsOf(object.price, priceDecimals), volumeOf(object.volume_24h, sizeDecimals));
    if (object.best_bid_size === undefined) return;
    const bidSize = positiveUnitsOf(object.best_bid_size, sizeDecimals);
    rows.quote(bid, bidSize, ask, positiveUnitsOf(object.best_ask_size, sizeDecimals));
  }

  #readMatch(object: JsonObject, flags: number): void {
    const { rows } = this;
    this.#begin(object);
    this.#readId(object.maker_order_id);
    textOf(object.taker_order_id);
    const price = unitsOf(object.price, rows.priceDecimals);
    const size = positiveUnitsOf(object.size, rows.sizeDecimals);
    this.#match(sideOf(object.side) === Side.Buy, price, size, integerOf(object.trade_id), flags);
  }

  /** Messages about one order, and what only carries a sequence number. */
  #readOrder(type: string, object: JsonObject): void {
    const { rows } = this;
    this.#begin(object);
    if (type === "heartbeat") {
      rows.heartbeat(rows.instrument);
      return;
    }
    if (object.sequence === undefined) throw new Refusal("unknownLayout");
    const entry = rows.entry;
    if (type === "open") {
      const side = sideOf(object.side);
      const price = unitsOf(object.price, rows.priceDecimals);
      const quantity = positiveUnitsOf(object.remaining_size, rows.sizeDecimals);
      this.#readId(object.order_id);
      this.#joining?.see(entry, rows.sequence);
      this.#order(MarketKind.OrderAdd, 0, side, price, quantity, this.#addOrder());
      return;
    }
    if (type === "done" && this.#readDone(object)) return;
    // A change without a price is one of a market order, which rests nowhere.
    if (type === "change" && object.price !== null && object.price !== undefined && this.#readChange(object)) return;
    this.#joining?.see(entry, rows.sequence);
    rows.out.id[rows.heartbeat(rows.instrument)] = rows.sequence;
  }

  /** @returns false if it changes no book: a filled order has left it with its last execution */
  #readDone(object: JsonObject): boolean {
    const { rows } = this;
    this.#readId(object.order_id);
    this.#joining?.see(rows.entry, rows.sequence);
    const isOpen = this.#joining?.isOpen(rows.entry) === true;
    const id = isOpen ? this.#addOrder() : this.#orders.remove(this.#words);
    if (isOpen) this.#joining!.done(rows.entry, this.#words);
    if (id === 0 || object.reason === "filled") return false;
    this.#order(MarketKind.OrderDelete, 0, 0, Number.NaN, 0, id);
    return true;
  }

  /** @returns false if the order does not rest */
  #readChange(object: JsonObject): boolean {
    const { rows } = this;
    const price = unitsOf(object.new_price ?? object.price, rows.priceDecimals);
    const quantity = positiveUnitsOf(object.new_size, rows.sizeDecimals);
    const side = sideOf(object.side);
    this.#readId(object.order_id);
    this.#joining?.see(rows.entry, rows.sequence);
    const isOpen = this.#joining?.isOpen(rows.entry) === true;
    const id = isOpen ? this.#addOrder() : this.#orders.find(this.#words);
    if (id === 0) return false;
    this.#order(MarketKind.OrderModify, 0, side, price, quantity, id);
    return true;
  }

  #order(kind: number, flags: number, side: number, price: number, quantity: number, id: number): void {
    const { out, instrument, sequence, micros, nanos } = this.rows;
    const marks = flags === 0 ? MarketFlag.Last : flags;
    out.add(kind, marks, instrument, side, price, quantity, id, sequence, micros, nanos);
  }

  /** The answer to a request for the whole book, by orders or by levels. */
  #readWholeBook(object: JsonObject): void {
    const { rows } = this;
    if (!rows.select(this.requested)) throw new Refusal("unknownSymbol");
    rows.sequence = integerOf(object.sequence);
    if (object.time !== undefined) rows.readIsoTime(object.time);
    rows.book(MarketKind.BookSnapshot, 0, -1);
    for (const [side, levels] of [
      [Side.Buy, object.bids],
      [Side.Sell, object.asks],
    ] as const) {
      for (const item of arrayOf(levels)) {
        const [first, second, third] = arrayOf(item);
        const price = unitsOf(first, rows.priceDecimals);
        const quantity = positiveUnitsOf(second, rows.sizeDecimals);
        // The third is an order's id, or a level's number of orders.
        if (third !== undefined && textOf(third).length === UUID) {
          this.#readId(third);
          this.#order(MarketKind.OrderAdd, MarketFlag.Snapshot, side, price, quantity, this.#addOrder());
        } else
          rows.out.code[rows.level(MarketFlag.Snapshot, side, price, quantity)] =
            third === undefined ? 0 : integerOf(third);
      }
    }
    rows.endBook();
    this.#joining?.joined(rows.entry, rows.sequence);
  }

  /** The number of the order whose id is in the words. */
  #addOrder(): number {
    const id = this.#orders.add(this.#words, this.rows.entry);
    if (id === 0) {
      this.#joining?.lose(this.rows.entry);
      throw new Refusal("tooLarge");
    }
    return id;
  }

  #readId(value: JsonValue | undefined): void {
    const text = textOf(value);
    const { written } = this.#encoder.encodeInto(text.slice(0, UUID + 1), this.#texts);
    if (written !== UUID || !readUuid(this.#texts, 0, this.#words)) throw new Refusal("badNumber");
  }
}

function sideOf(value: JsonValue | undefined): number {
  if (value === "buy") return Side.Buy;
  if (value === "sell") return Side.Sell;
  throw new Refusal("unknownLayout");
}
