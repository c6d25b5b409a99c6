import { Side } from "@hotpath/core";
import { JsonFeedDecoder } from "../../json/feed-decoder.ts";
import { IdTable } from "../../json/id-table.ts";
import { type JsonScanner, Pattern } from "../../json/scanner.ts";
import {
  arrayOf,
  integerOf,
  type JsonObject,
  type JsonValue,
  objectOf,
  optionalText,
  Refusal,
  textOf,
  unitsOf,
  volumeOf,
} from "../../json/values.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { MarketFlag, MarketKind } from "../../market-batch.ts";
import { type BitfinexChannel, BitfinexChannelKind, BitfinexChannels } from "./bitfinex-channels.ts";

const HEARTBEAT = new Pattern('"hb"');
const EXECUTED = new Pattern('"te",[');
const COMMA = 44;
const OPEN = 91;
const CLOSE = 93;
/** A number behind the data is a time in milliseconds from here on, and a count of messages below. */
const LEAST_TIME = 1_000_000_000_000;
/** Orders of raw books that are kept. */
const MAX_ORDERS = 2 ** 20;

/**
 * Decodes Bitfinex' WebSocket API 2, whose messages are arrays that begin with the number of a channel. What a number
 * stands for is learned from the answers to subscriptions, so a decoder must see those.
 *
 * | message | rows |
 * |---|---|
 * | `book` `P0` to `P4`, the first | `BookSnapshot` and levels, `code` the number of orders |
 * | later ones, also several at once | `BookDelta` and its levels |
 * | `book` `R0` | `BookSnapshot` and `OrderAdd`; then `OrderAdd`, `OrderModify`, `OrderDelete` |
 * | `cs` | `BookDelta` without levels, with the checksum |
 * | `te`, the list at first | `Trade` (flag `Snapshot` in the list); `tu`, which repeats a `te`, is ignored |
 * | `ticker` | `Ticker`; its sizes are sums of 25 levels, so there is no `Quote` |
 * | `hb` | `Heartbeat` of the channel's instrument |
 *
 * `sequence` is the number of the message on its connection (flag `SEQ_ALL`), the time that of the flag `TIMESTAMP`. Where
 * a number is missing, each book is void (`BookClear`) as soon as its channel next speaks: {@link BitfinexDecoder.gaps}
 * counts that. Symbols are those of messages: `tBTCUSD`. Source: Bitfinex API v2, "WebSocket public channels".
 */
export class BitfinexDecoder extends JsonFeedDecoder {
  /** Times that messages of the connection were missing. */
  gaps = 0;
  /** Channels by number. */
  readonly channels: BitfinexChannels;
  readonly #orders: IdTable = new IdTable(MAX_ORDERS);
  /** The number of the last message, or −1. */
  #last = -1;

  constructor(instruments: VenueInstruments) {
    super(instruments);
    this.channels = new BitfinexChannels(instruments);
  }

  override reset(): void {
    super.reset();
    this.channels.clear();
    this.#orders.clear();
    this.#last = -1;
  }

  protected override scan(scanner: JsonScanner): boolean {
    if (!scanner.takesByte(OPEN)) return false;
    const channel = this.channels.get(scanner.integer());
    if (channel === undefined || channel.isLost || channel.isClosing || !scanner.takesByte(COMMA)) return false;
    if (channel.kind === BitfinexChannelKind.Other || !this.rows.select(channel.entry)) return false;
    if (scanner.takes(HEARTBEAT)) {
      if (!this.#scanTail(scanner)) return false;
      this.rows.heartbeat(this.rows.instrument);
      return true;
    }
    if (channel.kind === BitfinexChannelKind.Book) return this.#scanBook(scanner, channel);
    return channel.kind === BitfinexChannelKind.Trades && this.#scanTrade(scanner);
  }

  /** `[,sequence][,time]]`, the end of the message: nothing is remembered before it is known to be right. */
  #scanTail(scanner: JsonScanner): boolean {
    const { rows } = this;
    while (scanner.takesByte(COMMA)) {
      const number = scanner.integer();
      if (!(number >= 0)) return false;
      if (number < LEAST_TIME) rows.sequence = number;
      else if (!rows.takesMillis(number)) return false;
    }
    // A message that is missing is seen to by the other reading.
    if (rows.sequence >= 0 && this.#last >= 0 && rows.sequence !== this.#last + 1) return false;
    if (!scanner.takesByte(CLOSE) || scanner.at !== scanner.end) return false;
    if (rows.sequence >= 0) this.#last = rows.sequence;
    return true;
  }

  /** `[price,count,amount]` or `[[…],…]` */
  #scanBook(scanner: JsonScanner, channel: BitfinexChannel): boolean {
    const { rows } = this;
    if (!scanner.takesByte(OPEN)) return false;
    const isList = scanner.peek() === OPEN;
    if (!isList && !channel.hasSnapshot) return false;
    const isWhole = isList && !channel.hasSnapshot;
    const header = rows.book(isWhole ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    if (isList) {
      do if (!scanner.takesByte(OPEN) || !this.#scanLevel(scanner)) return false;
      while (scanner.takesByte(COMMA));
      if (!scanner.takesByte(CLOSE)) return false;
    } else if (!this.#scanLevel(scanner)) return false;
    if (!this.#scanTail(scanner)) return false;
    rows.out.sequence[header] = rows.sequence;
    rows.timeHeader(header);
    rows.endScannedBook(header, isWhole ? MarketFlag.Snapshot : 0, true);
    channel.hasSnapshot = true;
    return true;
  }

  /** `price,count,amount]` */
  #scanLevel(scanner: JsonScanner): boolean {
    const { rows } = this;
    const price = scanner.units(rows.priceDecimals);
    if (Number.isNaN(price) || !scanner.takesByte(COMMA)) return false;
    const count = scanner.integer();
    if (!(count <= 0xffffffff) || !scanner.takesByte(COMMA)) return false;
    const amount = scanner.units(rows.sizeDecimals);
    if (Number.isNaN(amount) || amount === 0 || !scanner.takesByte(CLOSE)) return false;
    const row = rows.out.count;
    rows.scannedLevel(amount > 0 ? Side.Buy : Side.Sell, price, count === 0 ? 0 : Math.abs(amount));
    rows.out.code[row] = count;
    return true;
  }

  /** `"te",[id,time,amount,price]` */
  #scanTrade(scanner: JsonScanner): boolean {
    const { rows } = this;
    if (!scanner.takes(EXECUTED)) return false;
    const id = scanner.integer();
    if (!(id >= 0) || !scanner.takesByte(COMMA)) return false;
    const millis = scanner.integer();
    if (!(millis >= 0) || !scanner.takesByte(COMMA)) return false;
    const amount = scanner.units(rows.sizeDecimals);
    if (Number.isNaN(amount) || amount === 0 || !scanner.takesByte(COMMA)) return false;
    const price = scanner.units(rows.priceDecimals);
    if (Number.isNaN(price) || !scanner.takesByte(CLOSE) || !rows.takesMillis(millis)) return false;
    const { micros } = rows;
    if (!this.#scanTail(scanner)) return false;
    // The trade's own time, not that of the message.
    rows.micros = micros;
    rows.trade(amount > 0 ? Side.Buy : Side.Sell, price, Math.abs(amount), id);
    return true;
  }

  protected override read(message: JsonValue): void {
    if (!Array.isArray(message)) {
      this.#readEvent(objectOf(message));
      return;
    }
    const id = integerOf(message[0]);
    const channel = this.channels.get(id);
    if (channel === undefined) {
      // A channel may beat before its subscription is answered.
      if (message[1] !== "hb") throw new Refusal("unknownSymbol");
      this.#readTail(message.slice(2));
      this.rows.heartbeat(-1);
      return;
    }
    const isNamed = typeof message[1] === "string";
    const [name, data] = isNamed ? [textOf(message[1]), message[2]] : ["", message[1]];
    const hasData = !isNamed || name === "te" || name === "tu" || name === "cs";
    const tail = message.slice(isNamed && hasData ? 3 : 2);
    if (channel.kind === BitfinexChannelKind.Other || channel.isClosing) {
      // Its number counts all the same.
      this.#readTail(tail.filter((value) => typeof value === "string" && /^\d+$/.test(value)));
      this.ignored++;
      return;
    }
    if (!this.rows.select(channel.entry)) throw new Refusal("unknownSymbol", channel.symbol);
    this.#readTail(tail);
    this.#tellLoss(channel);
    if (name === "hb") this.rows.heartbeat(this.rows.instrument);
    else if (name === "cs") this.#readChecksum(channel, data);
    else if (channel.kind === BitfinexChannelKind.Trades) this.#readTrades(name, data);
    else if (name !== "") throw new Refusal("unknownLayout");
    else if (channel.kind === BitfinexChannelKind.Ticker) this.#readTicker(arrayOf(data));
    else if (channel.kind === BitfinexChannelKind.RawBook) this.#readOrders(channel, arrayOf(data));
    else this.#readBook(channel, arrayOf(data));
    // Not before: a message that is refused leaves no row, and the next one tells of the loss.
    channel.isLost = false;
  }

  #readTail(numbers: readonly JsonValue[]): void {
    for (const value of numbers) {
      const number = integerOf(value);
      if (number < LEAST_TIME) this.rows.sequence = number;
      else this.rows.readMillis(value);
    }
    const { sequence } = this.rows;
    if (sequence < 0) return;
    // A number that is missing makes all books void.
    if (this.#last >= 0 && sequence !== this.#last + 1) {
      this.gaps++;
      this.channels.lose();
    }
    this.#last = sequence;
  }

  /** Tells that a book is void, when its channel first speaks after a loss. */
  #tellLoss(channel: BitfinexChannel): void {
    const { rows } = this;
    if (!channel.isLost) return;
    if (channel.kind !== BitfinexChannelKind.Book && channel.kind !== BitfinexChannelKind.RawBook) return;
    const { out, instrument, sequence, micros, nanos } = rows;
    out.add(MarketKind.BookClear, MarketFlag.Last, instrument, 0, Number.NaN, 0, 0, sequence, micros, nanos);
  }

  #readChecksum(channel: BitfinexChannel, value: JsonValue | undefined): void {
    const { rows } = this;
    const checksum = unitsOf(value, 0);
    if (channel.kind !== BitfinexChannelKind.Book && channel.kind !== BitfinexChannelKind.RawBook) {
      throw new Refusal("unknownLayout");
    }
    if (checksum < -(2 ** 31) || checksum >= 2 ** 32) throw new Refusal("tooLarge");
    // That of a raw book is made of orders' numbers, which no book of levels knows.
    if (channel.kind === BitfinexChannelKind.RawBook) {
      this.ignored++;
      return;
    }
    const header = rows.book(MarketKind.BookDelta, 0, -1);
    rows.checksum(header, checksum, rows.priceDecimals, rows.sizeDecimals);
    rows.endBook();
  }

  #readBook(channel: BitfinexChannel, data: JsonValue[]): void {
    const { rows } = this;
    const isList = data.length === 0 || Array.isArray(data[0]);
    const isWhole = !channel.hasSnapshot;
    if (isWhole && !isList) throw new Refusal("unknownLayout");
    rows.book(isWhole ? MarketKind.BookSnapshot : MarketKind.BookDelta, 0, -1);
    for (const item of isList ? data : [data]) {
      const [priceText, countText, amountText] = arrayOf(item);
      const price = unitsOf(priceText, rows.priceDecimals);
      const count = integerOf(countText);
      const amount = unitsOf(amountText, rows.sizeDecimals);
      if (amount === 0) throw new Refusal("badNumber");
      if (count > 0xffffffff) throw new Refusal("tooLarge");
      const side = amount > 0 ? Side.Buy : Side.Sell;
      const row = rows.level(isWhole ? MarketFlag.Snapshot : 0, side, price, count === 0 ? 0 : Math.abs(amount));
      rows.out.code[row] = count;
    }
    rows.endBook();
    channel.hasSnapshot = true;
  }

  /** Orders one by one: what one was before tells whether it is new. */
  #readOrders(channel: BitfinexChannel, data: JsonValue[]): void {
    const { rows } = this;
    const { out, instrument, sequence, micros, nanos, entry } = rows;
    const isList = data.length === 0 || Array.isArray(data[0]);
    const isWhole = !channel.hasSnapshot;
    if (isWhole && !isList) throw new Refusal("unknownLayout");
    const list = (isList ? data : [data]).map((item) => {
      const [id, price, amount] = arrayOf(item);
      const units = unitsOf(amount, rows.sizeDecimals);
      if (units === 0) throw new Refusal("badNumber");
      return [integerOf(id), unitsOf(price, rows.priceDecimals), units] as const;
    });
    if (this.#orders.size + list.length > this.#orders.capacity) throw new Refusal("tooLarge");
    if (isWhole) {
      this.#orders.deleteAll(entry);
      rows.book(MarketKind.BookSnapshot, 0, -1);
    }
    const flags = isWhole ? MarketFlag.Snapshot : 0;
    for (const [id, price, amount] of list) {
      const side = amount > 0 ? Side.Buy : Side.Sell;
      const isKnown = this.#orders.get(entry, id) === side;
      if (price === 0 && !isWhole) {
        this.#orders.delete(entry, id);
        out.add(MarketKind.OrderDelete, flags, instrument, 0, Number.NaN, 0, id, sequence, micros, nanos);
        continue;
      }
      const kind = isKnown && !isWhole ? MarketKind.OrderModify : MarketKind.OrderAdd;
      this.#orders.set(entry, id, side);
      out.add(kind, flags, instrument, side, price, Math.abs(amount), id, sequence, micros, nanos);
    }
    rows.endBook();
    channel.hasSnapshot = true;
  }

  #readTrades(name: string, data: JsonValue | undefined): void {
    if (name === "tu") {
      arrayOf(data);
      this.ignored++;
      return;
    }
    if (name !== "te" && name !== "") throw new Refusal("unknownLayout");
    const { rows } = this;
    const { out } = rows;
    for (const item of name === "te" ? [data] : arrayOf(data)) {
      const [id, millis, amountText, priceText] = arrayOf(item);
      rows.readMillis(millis);
      const amount = unitsOf(amountText, rows.sizeDecimals);
      if (amount === 0) throw new Refusal("badNumber");
      const price = unitsOf(priceText, rows.priceDecimals);
      const row = rows.trade(amount > 0 ? Side.Buy : Side.Sell, price, Math.abs(amount), integerOf(id));
      if (name === "") out.flags[row] = out.flags[row]! | MarketFlag.Snapshot;
    }
  }

  /** `[bid, bidSizes, ask, askSizes, change, changePercent, last, volume, high, low]` */
  #readTicker(ticker: JsonValue[]): void {
    const { rows } = this;
    rows.ticker(unitsOf(ticker[6], rows.priceDecimals), volumeOf(ticker[7], rows.sizeDecimals));
  }

  #readEvent(event: JsonObject): void {
    const name = textOf(event.event);
    const channel = optionalText(event.channel);
    const symbol = optionalText(event.symbol);
    const about = { ...(channel !== undefined && { channel }), ...(symbol !== undefined && { symbol }) };
    if (name === "subscribed") {
      this.channels.open(integerOf(event.chanId), channel ?? "", symbol ?? "", optionalText(event.prec));
      this.notice({ kind: "subscribed", text: JSON.stringify(event), ...about });
    } else if (name === "unsubscribed") {
      this.channels.close(integerOf(event.chanId));
      this.notice({ kind: "unsubscribed", text: JSON.stringify(event) });
    } else if (name === "error") {
      const text = `${optionalText(event.code) ?? "?"}: ${optionalText(event.msg) ?? ""}`;
      this.notice({ kind: "error", text, ...about });
    } else if (name === "pong" || name === "conf") this.ignored++;
    else this.notice({ kind: "info", text: JSON.stringify(event) });
  }
}
