import { ConfigError, Side } from "@hotpath/core";
import { unsigned64 } from "../internal/wide-fields.ts";
import { type MarketBatch, MarketFlag, MarketKind, TradingState } from "../market-batch.ts";
import { WideIdTable } from "../wide-id-table.ts";
import { PITCH_LAYOUT } from "./pitch-messages.ts";
import { PitchOrders } from "./pitch-orders.ts";
import { PitchRejectCode, PitchUnits } from "./pitch-units.ts";

const { unknownOrder, repeatedOrder, badNumber, full } = PitchRejectCode;

/** Decimals of the prices of rows: those of PITCH's long prices. */
export const PITCH_PRICE_DECIMALS = 4;
const MAX_SYMBOLS = 65_536;
const layouts = PITCH_LAYOUT;
const [TIME, UNIT_CLEAR, STATUS] = [layouts.time.type, layouts.unitClear.type, layouts.tradingStatus.type];
const [ADD_LONG, ADD_SHORT, ADD_EXPANDED] = [
  layouts.addOrderLong.type,
  layouts.addOrderShort.type,
  layouts.addOrderExpanded.type,
];
const [EXECUTED, EXECUTED_AT] = [layouts.orderExecuted.type, layouts.orderExecutedAtPrice.type];
const [REDUCE_LONG, REDUCE_SHORT] = [layouts.reduceSizeLong.type, layouts.reduceSizeShort.type];
const [MODIFY_LONG, MODIFY_SHORT, DELETE] = [
  layouts.modifyOrderLong.type,
  layouts.modifyOrderShort.type,
  layouts.deleteOrder.type,
];
const [TRADE_LONG, TRADE_SHORT, TRADE_EXPANDED, BREAK, END] = [
  layouts.tradeLong.type,
  layouts.tradeShort.type,
  layouts.tradeExpanded.type,
  layouts.tradeBreak.type,
  layouts.endOfSession.type,
];
/** Shares and prices of two bytes against those of four and eight. */
const SHORT_SCALE = 100;
const B = 66;
const S = 83;

const STATES: Readonly<Record<string, number>> = {
  A: TradingState.PreOpen,
  H: TradingState.Halted,
  S: TradingState.Halted,
  Q: TradingState.QuoteOnly,
  T: TradingState.Trading,
};

/** How a {@link PitchDecoder} is made. */
export interface PitchDecoderOptions {
  /** Microseconds from the Unix epoch to the midnight that times count from: `newYorkMidnight("2024-07-01")`. */
  midnightMicros: number;
  /** The most open orders; 4,194,304 by default. */
  maxOrders?: number;
  /** The most numbers of executions beyond 2^53 − 1 that are held; 1,048,576 by default. */
  maxWideIds?: number;
}

/**
 * Cboe's Multicast PITCH, sequenced units one after the other, as normalised rows: adds, executions, reductions,
 * modifications and deletions of orders, trades and their breaks, states. A modification that leaves the price and lowers
 * the size is an OrderReduce where it keeps its place. Prices have 4 decimals. Auction and retail messages have no row.
 *
 * Messages of orders name only the order: the decoder follows every open one, to say its instrument. Ids of 64 bits are
 * numbered below −1 in rows ({@link PitchDecoder.orderId}) while the order is open. What is missing in the numbers of a unit
 * is counted, and all its books are void (BookClear): `PitchGaps` asks for it before.
 */
export class PitchDecoder extends PitchUnits {
  /** Symbols by the index of their instrument. */
  readonly symbols: string[] = [];
  readonly #midnight: number;
  readonly #orders: PitchOrders;
  readonly #executions: WideIdTable;
  readonly #symbolTable: WideIdTable = new WideIdTable(MAX_SYMBOLS);
  /** By unit: the second that times count from. */
  readonly #second: Float64Array = new Float64Array(256).fill(Number.NaN);
  /** By instrument: whether its book may hold anything, how often it was cleared, and its unit. */
  readonly #isFilled: Uint8Array = new Uint8Array(MAX_SYMBOLS);
  readonly #clears: Uint32Array = new Uint32Array(MAX_SYMBOLS);
  readonly #unitOf: Uint8Array = new Uint8Array(MAX_SYMBOLS);
  #micros = Number.NaN;
  #nanos = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: PitchDecoderOptions) {
    super(2048);
    const { midnightMicros, maxOrders = 2 ** 22, maxWideIds = 2 ** 20 } = options;
    if (!Number.isSafeInteger(midnightMicros))
      throw new ConfigError("pitch.midnightMicros", midnightMicros, "a safe integer of microseconds");
    this.#midnight = midnightMicros;
    this.#orders = new PitchOrders(maxOrders);
    this.#executions = new WideIdTable(maxWideIds, "pitch.maxWideIds");
  }

  /** Open orders. */
  get openOrders(): number {
    return this.#orders.size;
  }

  /** The order id behind the `id` of a row, while the order is open. */
  orderId(rowId: number): bigint {
    return this.#orders.orderId(rowId);
  }

  /** The number of an execution behind the `id` of a trade or the `otherId` of an execution. */
  executionId(rowId: number): bigint {
    return rowId <= -2 ? this.#executions.idOf(-2 - rowId) : BigInt(rowId);
  }

  protected override get clearRows(): number {
    return this.symbols.length;
  }

  protected override begin(): void {
    super.begin();
    this.#second.fill(Number.NaN);
    this.#orders.clear();
    this.#isFilled.fill(0);
  }

  /** The books of a unit are void, and so are its orders. Only what may hold something is cleared: a row for each add at most. */
  protected override voidUnit(out: MarketBatch): void {
    for (let index = 0; index < this.symbols.length; index++) {
      if (this.#isFilled[index] === 0 || this.#unitOf[index] !== this.unit) continue;
      this.#isFilled[index] = 0;
      this.#clears[index]!++;
      this.#row(out, MarketKind.BookClear, index, 0, Number.NaN, 0, 0);
    }
  }

  /** The place of an open order, or −1; one whose book was cleared since is forgotten. */
  #find(high: number, low: number): number {
    const orders = this.#orders;
    const place = orders.find(high, low);
    if (place < 0 || orders.clears[place] === this.#clears[orders.instrument[place]!]) return place;
    orders.remove(place);
    return -1;
  }

  protected override message(bytes: Uint8Array, view: DataView, at: number, out: MarketBatch): number {
    const type = bytes[at + 1]!;
    const offset = view.getUint32(at + 2, true);
    if (type === TIME) {
      this.#second[this.unit] = offset;
      return -1;
    }
    const micros = Math.floor(offset / 1000);
    this.#micros = this.#midnight + this.#second[this.unit]! * 1e6 + micros;
    this.#nanos = offset - micros * 1000;
    switch (type) {
      case ADD_LONG:
        return this.#add(bytes, view, at, out, view.getUint32(at + 15, true), at + 19, 6, longPrice(view, at + 25));
      case ADD_SHORT:
        return this.#add(
          bytes,
          view,
          at,
          out,
          view.getUint16(at + 15, true),
          at + 17,
          6,
          view.getUint16(at + 23, true) * SHORT_SCALE,
        );
      case ADD_EXPANDED:
        return this.#add(bytes, view, at, out, view.getUint32(at + 15, true), at + 19, 8, longPrice(view, at + 27));
      case TRADE_LONG:
        return this.#trade(
          bytes,
          view,
          out,
          view.getUint32(at + 15, true),
          at + 19,
          6,
          longPrice(view, at + 25),
          at + 33,
        );
      case TRADE_SHORT:
        return this.#trade(
          bytes,
          view,
          out,
          view.getUint16(at + 15, true),
          at + 17,
          6,
          view.getUint16(at + 23, true) * SHORT_SCALE,
          at + 25,
        );
      case TRADE_EXPANDED:
        return this.#trade(
          bytes,
          view,
          out,
          view.getUint32(at + 15, true),
          at + 19,
          8,
          longPrice(view, at + 27),
          at + 35,
        );
      case BREAK: {
        this.#row(out, MarketKind.TradeCancel, -1, 0, Number.NaN, 0, this.#execution(view, at + 6));
        return -1;
      }
      case STATUS:
        return this.#status(bytes, at, out);
      case UNIT_CLEAR:
        this.voidUnit(out);
        return -1;
      case END:
        out.code[this.#row(out, MarketKind.Status, -1, 0, Number.NaN, 0, 0)] = TradingState.Closed;
        return -1;
      case EXECUTED:
      case EXECUTED_AT:
      case REDUCE_LONG:
      case REDUCE_SHORT:
      case MODIFY_LONG:
      case MODIFY_SHORT:
      case DELETE:
        return this.#change(bytes, view, at, type, out);
      default:
        return -1;
    }
  }

  #add(
    bytes: Uint8Array,
    view: DataView,
    at: number,
    out: MarketBatch,
    quantity: number,
    symbol: number,
    symbolSize: number,
    price: number,
  ): number {
    const side = sideOf(bytes[at + 14]!);
    if (side === 0 || Number.isNaN(price)) return badNumber;
    const high = view.getUint32(at + 10, true);
    const low = view.getUint32(at + 6, true);
    const orders = this.#orders;
    if (this.#find(high, low) >= 0) return repeatedOrder;
    const instrument = this.#instrument(bytes, symbol, symbolSize);
    const place = instrument < 0 ? -1 : orders.add(high, low);
    if (place < 0) return full;
    orders.instrument[place] = instrument;
    orders.side[place] = side;
    orders.price[place] = price;
    orders.quantity[place] = quantity;
    orders.clears[place] = this.#clears[instrument]!;
    this.#isFilled[instrument] = 1;
    this.#row(out, MarketKind.OrderAdd, instrument, side, price, quantity, orders.rowId(place));
    return -1;
  }

  #change(bytes: Uint8Array, view: DataView, at: number, type: number, out: MarketBatch): number {
    const orders = this.#orders;
    const place = this.#find(view.getUint32(at + 10, true), view.getUint32(at + 6, true));
    if (place < 0) return unknownOrder;
    const id = orders.rowId(place);
    const instrument = orders.instrument[place]!;
    const side = orders.side[place]!;
    if (type === DELETE) {
      this.#row(out, MarketKind.OrderDelete, instrument, side, Number.NaN, 0, id);
      orders.remove(place);
      return -1;
    }
    if (type === MODIFY_LONG || type === MODIFY_SHORT) return this.#modify(bytes, view, at, type, place, out);
    const quantity = type === REDUCE_SHORT ? view.getUint16(at + 14, true) : view.getUint32(at + 14, true);
    const open = orders.quantity[place]!;
    if (quantity > open) return badNumber;
    if (type === REDUCE_LONG || type === REDUCE_SHORT)
      this.#row(out, MarketKind.OrderReduce, instrument, side, Number.NaN, quantity, id);
    else {
      const price = type === EXECUTED_AT ? longPrice(view, at + 30) : Number.NaN;
      if (type === EXECUTED_AT && Number.isNaN(price)) return badNumber;
      const row = this.#row(out, MarketKind.OrderExecute, instrument, side, price, quantity, id);
      out.otherId[row] = this.#execution(view, type === EXECUTED_AT ? at + 22 : at + 18);
    }
    orders.quantity[place] = open - quantity;
    if (type === EXECUTED_AT) this.#settle(view.getUint32(at + 18, true), place, out);
    if (orders.quantity[place] === 0) orders.remove(place);
    return -1;
  }

  /** What is open after an execution at a price may be less, or more, than the execution alone would leave. */
  #settle(remaining: number, place: number, out: MarketBatch): void {
    const orders = this.#orders;
    const less = orders.quantity[place]! - remaining;
    if (less === 0) return;
    const instrument = orders.instrument[place]!;
    const side = orders.side[place]!;
    const id = orders.rowId(place);
    if (less > 0) this.#row(out, MarketKind.OrderReduce, instrument, side, Number.NaN, less, id);
    else this.#row(out, MarketKind.OrderModify, instrument, side, orders.price[place]!, remaining, id);
    orders.quantity[place] = remaining;
  }

  #modify(bytes: Uint8Array, view: DataView, at: number, type: number, place: number, out: MarketBatch): number {
    const isLong = type === MODIFY_LONG;
    const orders = this.#orders;
    const quantity = isLong ? view.getUint32(at + 14, true) : view.getUint16(at + 14, true);
    const price = isLong ? longPrice(view, at + 18) : view.getUint16(at + 16, true) * SHORT_SCALE;
    if (Number.isNaN(price)) return badNumber;
    const id = orders.rowId(place);
    const instrument = orders.instrument[place]!;
    const side = orders.side[place]!;
    // Bit 1 of the flags: the order keeps its place.
    const keeps = (bytes[at + (isLong ? 26 : 18)]! & 2) !== 0;
    const less = orders.quantity[place]! - quantity;
    if (keeps && price === orders.price[place] && less > 0)
      this.#row(out, MarketKind.OrderReduce, instrument, side, Number.NaN, less, id);
    else this.#row(out, MarketKind.OrderModify, instrument, side, price, quantity, id);
    orders.price[place] = price;
    orders.quantity[place] = quantity;
    if (quantity === 0) orders.remove(place);
    return -1;
  }

  #trade(
    bytes: Uint8Array,
    view: DataView,
    out: MarketBatch,
    quantity: number,
    symbol: number,
    symbolSize: number,
    price: number,
    execution: number,
  ): number {
    if (Number.isNaN(price)) return badNumber;
    const instrument = this.#instrument(bytes, symbol, symbolSize);
    if (instrument < 0) return full;
    // The trade was against an order that was not displayed; its side is always told as buy.
    const row = this.#row(out, MarketKind.Trade, instrument, 0, price, quantity, this.#execution(view, execution));
    out.flags[row]! |= MarketFlag.Hidden;
    return -1;
  }

  #status(bytes: Uint8Array, at: number, out: MarketBatch): number {
    const instrument = this.#instrument(bytes, at + 6, 8);
    if (instrument < 0) return full;
    const row = this.#row(out, MarketKind.Status, instrument, 0, Number.NaN, 0, 0);
    out.code[row] = STATES[String.fromCharCode(bytes[at + 14]!)] ?? TradingState.Unknown;
    return -1;
  }

  #row(
    out: MarketBatch,
    kind: number,
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    id: number,
  ): number {
    const flags = MarketFlag.Last;
    return out.add(kind, flags, instrument, side, price, quantity, id, this.sequence, this.#micros, this.#nanos);
  }

  /** A number of an execution, 0 where the table of those beyond 2^53 − 1 is full. */
  #execution(view: DataView, at: number): number {
    const high = view.getUint32(at + 4, true);
    const low = view.getUint32(at, true);
    if (high < 0x200000) return high * 4294967296 + low;
    const number = this.#executions.numberOf(high, low);
    return number < 0 ? 0 : -2 - number;
  }

  #instrument(bytes: Uint8Array, at: number, size: number): number {
    let high = 0;
    let low = 0;
    for (let i = 0; i < 4; i++) {
      high = (high << 8) | bytes[at + i]!;
      low = (low << 8) | (i + 4 < size ? bytes[at + i + 4]! : 0x20);
    }
    const known = this.#symbolTable.find(high, low);
    if (known >= 0) return known;
    const index = this.#symbolTable.numberOf(high, low);
    if (index < 0) return index;
    this.symbols.push(String.fromCharCode(...bytes.subarray(at, at + size)).trimEnd());
    this.#unitOf[index] = this.unit;
    return index;
  }
}

function longPrice(view: DataView, at: number): number {
  return unsigned64(view.getUint32(at + 4, true), view.getUint32(at, true));
}

function sideOf(code: number): number {
  return code === B ? Side.Buy : code === S ? Side.Sell : 0;
}
