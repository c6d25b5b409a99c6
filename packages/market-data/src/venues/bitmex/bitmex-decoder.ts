import { Side } from "@hotpath/core";
import { JsonFeedDecoder } from "../../json/feed-decoder.ts";
import { IdTable } from "../../json/id-table.ts";
import { type JsonScanner, Pattern } from "../../json/scanner.ts";
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
import { MarketFlag, MarketKind, TradingState } from "../../market-batch.ts";

const BOOK = new Pattern('{"table":"orderBookL2');
const BEST_25 = new Pattern('_25"');
const ALL_LEVELS = new Pattern('","action":"');
const UPDATE = new Pattern('update","data":[');
const INSERT = new Pattern('insert","data":[');
const DELETE = new Pattern('delete","data":[');
const TRADE = new Pattern('{"table":"trade","action":"insert","data":[');
const QUOTE = new Pattern('{"table":"quote","action":"insert","data":[');
const SYMBOL = new Pattern('{"symbol":"');
const ID = new Pattern(',"id":');
const BUY = new Pattern(',"side":"Buy"');
const SELL = new Pattern(',"side":"Sell"');
const SIZE = new Pattern(',"size":');
const PRICE = new Pattern(',"price":');
const TIME = new Pattern(',"timestamp":');
const TRANSACT_TIME = new Pattern(',"transactTime":');
const TIME_FIRST = new Pattern('{"timestamp":');
const SYMBOL_NEXT = new Pattern(',"symbol":"');
const TICK_DIRECTION = new Pattern(',"tickDirection":');
const MATCH_ID = new Pattern(',"trdMatchID":');
const GROSS_VALUE = new Pattern(',"grossValue":');
const HOME = new Pattern(',"homeNotional":');
const FOREIGN = new Pattern(',"foreignNotional":');
const TRADE_TYPE = new Pattern(',"trdType":');
const BID_SIZE = new Pattern(',"bidSize":');
const BID_PRICE = new Pattern(',"bidPrice":');
const ASK_PRICE = new Pattern(',"askPrice":');
const ASK_SIZE = new Pattern(',"askSize":');
const COMMA = 44;
const CLOSE = 93;
const CLOSE_BRACE = 125;

/** Levels of all symbols whose ids are kept. */
const MAX_LEVELS = 2 ** 20;
/** What the word `side` says. */
const SIDES = new Map<JsonValue | undefined, Side>([
  ["Buy", Side.Buy],
  ["Sell", Side.Sell],
]);
/** What the word `state` of an instrument says. */
const STATES: Record<string, TradingState> = {
  Open: TradingState.Trading,
  Closed: TradingState.Closed,
  Unlisted: TradingState.Closed,
  Settled: TradingState.Closed,
  Expired: TradingState.Closed,
};

/** One level of a message, before it is a row. */
interface ReadLevel {
  id: number;
  side: Side;
  price: number;
  size: number;
}

/**
 * Decodes BitMEX' realtime tables. Levels have ids, and the price that belongs to one may be told only when it is
 * inserted, so the decoder keeps them. As the venue demands, nothing is made of a table before its `partial`.
 *
 * | message | rows |
 * |---|---|
 * | `orderBookL2`, `orderBookL2_25`: `partial` | `BookSnapshot` and levels |
 * | `insert`, `update`, `delete` | `BookDelta` and levels |
 * | `orderBook10` | `BookSnapshot` and levels |
 * | `trade` | `Trade` for each; its number is a UUID, so `id` is 0 |
 * | `quote` | `Quote` for each |
 * | `instrument` | `Ticker` where it tells the last price, `Status` where it tells the state |
 *
 * A level whose id was never told of is rejected as `unknownId`. There are no numbers of messages. Source: BitMEX,
 * "WebSocket API".
 */
export class BitmexDecoder extends JsonFeedDecoder {
  readonly #prices: IdTable = new IdTable(MAX_LEVELS);
  /** By entry: whether its book has begun. */
  readonly #begun: Uint8Array;
  /** Ids and prices of the message that is being scanned. */
  #ids: Float64Array = new Float64Array(64);
  #idPrices: Float64Array = new Float64Array(64);

  constructor(instruments: VenueInstruments) {
    super(instruments);
    this.#begun = new Uint8Array(instruments.size);
  }

  override reset(): void {
    super.reset();
    this.#prices.clear();
    this.#begun.fill(0);
  }

  protected override isPlainText(text: Uint8Array): boolean {
    return text.length === 4 && new TextDecoder().decode(text) === "pong";
  }

  protected override scan(scanner: JsonScanner): boolean {
    if (scanner.takes(BOOK)) {
      if (scanner.takes(BEST_25)) scanner.at--;
      if (!scanner.takes(ALL_LEVELS)) return false;
      if (scanner.takes(UPDATE) || scanner.takes(INSERT)) return this.#scanLevels(scanner, false);
      return scanner.takes(DELETE) && this.#scanLevels(scanner, true);
    }
    if (scanner.takes(TRADE)) return this.#scanItems(scanner, true);
    return scanner.takes(QUOTE) && this.#scanItems(scanner, false);
  }

  /** `{"symbol":"S","id":1,"side":"Buy","size":1,"price":1,…},…]}`, all of one symbol. */
  #scanLevels(scanner: JsonScanner, isDelete: boolean): boolean {
    const { rows } = this;
    let count = 0;
    let header = -1;
    do {
      if (!scanner.takes(SYMBOL)) return false;
      const entry = scanner.symbol(this.instruments);
      if (header < 0) {
        if (!rows.select(entry) || this.#begun[entry] === 0) return false;
        header = rows.book(MarketKind.BookDelta, 0, -1);
      } else if (entry !== rows.entry) return false;
      if (!scanner.takes(ID)) return false;
      const id = scanner.integer();
      const isBuy = scanner.takes(BUY);
      if (!(id >= 0) || (!isBuy && !scanner.takes(SELL))) return false;
      const size = scanner.takes(SIZE) ? scanner.units(rows.sizeDecimals) : isDelete ? 0 : Number.NaN;
      const price = scanner.takes(PRICE) ? scanner.units(rows.priceDecimals) : this.#prices.get(entry, id);
      if (!(size >= 0) || Number.isNaN(price)) return false;
      if (scanner.takes(TIME) && !rows.scanIsoTime(scanner)) return false;
      if (scanner.takes(TRANSACT_TIME) && !scanner.skipsString()) return false;
      if (!scanner.takesByte(CLOSE_BRACE)) return false;
      rows.scannedLevel(isBuy ? Side.Buy : Side.Sell, price, isDelete ? 0 : size);
      this.#stage(count++, id, price);
    } while (scanner.takesByte(COMMA));
    if (!scanner.takesByte(CLOSE) || !scanner.takesByte(CLOSE_BRACE) || scanner.at !== scanner.end) return false;
    rows.timeHeader(header);
    rows.endScannedBook(header, 0);
    for (let i = 0; i < count; i++) {
      if (isDelete) this.#prices.delete(rows.entry, this.#ids[i]!);
      else this.#prices.set(rows.entry, this.#ids[i]!, this.#idPrices[i]!);
    }
    return true;
  }

  #stage(at: number, id: number, price: number): void {
    if (at === this.#ids.length) {
      const [ids, prices] = [this.#ids, this.#idPrices];
      this.#ids = new Float64Array(2 * at);
      this.#idPrices = new Float64Array(2 * at);
      this.#ids.set(ids);
      this.#idPrices.set(prices);
    }
    this.#ids[at] = id;
    this.#idPrices[at] = price;
  }

  /** `{"timestamp":"…","symbol":"S",…},…]}` */
  #scanItems(scanner: JsonScanner, isTrade: boolean): boolean {
    const { rows } = this;
    do {
      if (!scanner.takes(TIME_FIRST) || !rows.scanIsoTime(scanner) || !scanner.takes(SYMBOL_NEXT)) return false;
      if (!rows.select(scanner.symbol(this.instruments))) return false;
      if (!(isTrade ? this.#scanTrade(scanner) : this.#scanQuote(scanner)) || !scanner.takesByte(CLOSE_BRACE))
        return false;
    } while (scanner.takesByte(COMMA));
    return scanner.takesByte(CLOSE) && scanner.takesByte(CLOSE_BRACE);
  }

  #scanTrade(scanner: JsonScanner): boolean {
    const { rows } = this;
    const isBuy = scanner.takes(BUY);
    if ((!isBuy && !scanner.takes(SELL)) || !scanner.takes(SIZE)) return false;
    const size = scanner.units(rows.sizeDecimals);
    if (!(size >= 0) || !scanner.takes(PRICE)) return false;
    const price = scanner.units(rows.priceDecimals);
    if (Number.isNaN(price) || !scanner.takes(TICK_DIRECTION) || !scanner.skipsString()) return false;
    if (!scanner.takes(MATCH_ID) || !scanner.skipsString()) return false;
    if (!scanner.takes(GROSS_VALUE) || !scanner.skipsNumber()) return false;
    if (!scanner.takes(HOME) || !scanner.skipsNumber() || !scanner.takes(FOREIGN) || !scanner.skipsNumber())
      return false;
    if (scanner.takes(TRADE_TYPE) && !scanner.skipsString()) return false;
    rows.trade(isBuy ? Side.Buy : Side.Sell, price, size, 0);
    return true;
  }

  #scanQuote(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!scanner.takes(BID_SIZE)) return false;
    const bidSize = scanner.units(rows.sizeDecimals);
    if (!scanner.takes(BID_PRICE)) return false;
    const bid = scanner.units(rows.priceDecimals);
    if (!scanner.takes(ASK_PRICE)) return false;
    const ask = scanner.units(rows.priceDecimals);
    if (!scanner.takes(ASK_SIZE)) return false;
    const askSize = scanner.units(rows.sizeDecimals);
    if (!(bidSize >= 0 && askSize >= 0) || Number.isNaN(bid + ask)) return false;
    rows.quote(bid, bidSize, ask, askSize);
    return true;
  }

  protected override read(message: JsonValue): void {
    const object = objectOf(message);
    const table = optionalText(object.table);
    if (table === undefined) {
      this.#readAnswer(object);
      return;
    }
    const action = textOf(object.action);
    if (!["partial", "insert", "update", "delete"].includes(action)) throw new Refusal("unknownLayout");
    const items = arrayOf(object.data).map(objectOf);
    switch (table) {
      case "orderBookL2":
      case "orderBookL2_25":
        this.#readBooks(items, action, object.filter);
        return;
      case "orderBook10":
        for (const item of items) this.#readTen(item);
        return;
      case "trade":
        for (const item of items) this.#readTrade(item);
        return;
      case "quote":
        for (const item of items) this.#readQuote(item);
        return;
      case "instrument":
        for (const item of items) this.#readInstrument(item);
        return;
      default:
        this.ignored++;
    }
  }

  #readAnswer(answer: JsonObject): void {
    const name = optionalText(answer.subscribe) ?? optionalText(answer.unsubscribe);
    const [channel, symbol] = name?.split(":") ?? [];
    const about = { ...(channel !== undefined && { channel }), ...(symbol !== undefined && { symbol }) };
    if (answer.error !== undefined) {
      this.notice({ kind: "error", text: `${optionalText(answer.status) ?? "?"}: ${textOf(answer.error)}` });
    } else if (answer.success !== undefined && name !== undefined) {
      const kind = answer.subscribe === undefined ? "unsubscribed" : "subscribed";
      this.notice({ kind, text: JSON.stringify(answer.success), ...about });
    } else if (answer.info !== undefined) this.notice({ kind: "info", text: textOf(answer.info) });
    else throw new Refusal("unknownLayout");
  }

  /** Levels of each symbol, one book after the other; what was learned of ids is kept when all of them are right. */
  #readBooks(items: JsonObject[], action: string, filter: JsonValue | undefined): void {
    const groups: { symbol: string; items: JsonObject[] }[] = [];
    for (const item of items) {
      const symbol = textOf(item.symbol);
      if (groups.at(-1)?.symbol !== symbol) groups.push({ symbol, items: [] });
      groups.at(-1)!.items.push(item);
    }
    const isWhole = action === "partial";
    // A book without levels is named by the filter alone.
    if (groups.length === 0 && isWhole && isObject(filter) && filter.symbol !== undefined) {
      groups.push({ symbol: textOf(filter.symbol), items: [] });
    }
    const learned: (() => void)[] = [];
    let ignored = 0;
    for (const group of groups) {
      this.rows.selectNamed(this.instruments, group.symbol);
      const { entry } = this.rows;
      if (!isWhole && this.#begun[entry] === 0) ignored++;
      else learned.push(this.#readBook(group.items, action, entry));
    }
    for (const learn of learned) learn();
    if (ignored > 0) this.ignored++;
  }

  /** Writes one book. @returns what keeps the prices of its ids */
  #readBook(items: JsonObject[], action: string, entry: number): () => void {
    const { rows } = this;
    const isWhole = action === "partial";
    const isDelete = action === "delete";
    rows.micros = Number.NaN;
    rows.nanos = 0;
    const levels = items.map((item) => this.#readLevel(item, entry, isDelete));
    rows.book(isWhole ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    for (const { side, price, size } of levels) rows.level(isWhole ? MarketFlag.Snapshot : 0, side, price, size);
    rows.endBook();
    return () => {
      if (isWhole) this.#prices.deleteAll(entry);
      this.#begun[entry] = 1;
      for (const { id, price } of levels) {
        if (isDelete) this.#prices.delete(entry, id);
        else this.#prices.set(entry, id, price);
      }
    };
  }

  #readLevel(item: JsonObject, entry: number, isDelete: boolean): ReadLevel {
    const { rows } = this;
    const id = integerOf(item.id);
    const side = SIDES.get(item.side);
    if (side === undefined) throw new Refusal("unknownLayout");
    const size = item.size === undefined && isDelete ? 0 : positiveUnitsOf(item.size, rows.sizeDecimals);
    const price = item.price === undefined ? this.#prices.get(entry, id) : unitsOf(item.price, rows.priceDecimals);
    if (Number.isNaN(price)) throw new Refusal("unknownId");
    if (item.timestamp !== undefined) rows.readIsoTime(item.timestamp);
    return { id, side, price, size: isDelete ? 0 : size };
  }

  #readTen(item: JsonObject): void {
    const { rows } = this;
    rows.selectNamed(this.instruments, textOf(item.symbol));
    // An update may tell one side alone; the venue sends both.
    rows.readIsoTime(item.timestamp);
    rows.book(MarketKind.BookSnapshot, 0, -1);
    rows.readBook(item.bids, item.asks, MarketFlag.Snapshot);
    rows.endBook();
  }

  #readTrade(item: JsonObject): void {
    const { rows } = this;
    rows.readIsoTime(item.timestamp);
    rows.selectNamed(this.instruments, textOf(item.symbol));
    const size = positiveUnitsOf(item.size, rows.sizeDecimals);
    // A settlement has no taker.
    rows.trade(SIDES.get(item.side) ?? 0, unitsOf(item.price, rows.priceDecimals), size, 0);
  }

  #readQuote(item: JsonObject): void {
    const { rows } = this;
    rows.readIsoTime(item.timestamp);
    rows.selectNamed(this.instruments, textOf(item.symbol));
    const price = (value: JsonValue | undefined) => (value === null ? 0 : unitsOf(value, rows.priceDecimals));
    const size = (value: JsonValue | undefined) => (value === null ? 0 : positiveUnitsOf(value, rows.sizeDecimals));
    rows.quote(price(item.bidPrice), size(item.bidSize), price(item.askPrice), size(item.askSize));
  }

  #readInstrument(item: JsonObject): void {
    const { rows } = this;
    const { out } = rows;
    rows.selectNamed(this.instruments, textOf(item.symbol));
    rows.micros = Number.NaN;
    rows.nanos = 0;
    if (item.timestamp !== undefined) rows.readIsoTime(item.timestamp);
    if (typeof item.lastPrice === "string") {
      const volume = typeof item.volume24h === "string" ? volumeOf(item.volume24h, rows.sizeDecimals) : Number.NaN;
      rows.ticker(unitsOf(item.lastPrice, rows.priceDecimals), volume);
    }
    const state = optionalText(item.state);
    if (state === undefined) return;
    const { instrument, micros, nanos } = rows;
    const row = out.add(MarketKind.Status, MarketFlag.Last, instrument, 0, Number.NaN, 0, 0, -1, micros, nanos);
    out.code[row] = Object.hasOwn(STATES, state) ? STATES[state]! : TradingState.Unknown;
  }
}
