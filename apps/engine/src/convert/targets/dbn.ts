import { InputError, joinNanos, Side } from "@hotpath/core";
import { type MarketBatch, MarketFlag, MarketKind, TradingState } from "@hotpath/market-data";
import { DBN_UNDEFINED_PRICE, DBN_UNDEFINED_TIME, DbnEncoder, DbnFlag, dbnMetadata } from "@hotpath/market-data/dbn";
import type { Sink } from "../../book/output/book-row.ts";
import type { Losses } from "../losses.ts";
import type { FlowRow, OpenOrder, OrderTarget } from "../order-flow.ts";
import type { ConvertTarget } from "../targets.ts";
import { problemOf, rescaled } from "../units.ts";
import { OrderWriter } from "./order-writer.ts";

/** DBN of version 3: orders as `mbo`, quotes as `mbp-1`, states as `status`, symbols as symbol mappings among them. */
export const dbnTarget: ConvertTarget = {
  name: "dbn",
  about: "Databento DBN, version 3",
  endings: [".dbn"],
  open: (sink, losses) => {
    const records = new DbnRecordsTarget(sink, losses);
    return new OrderWriter(records, losses, () => records.flush());
  },
};

const PRICE_DECIMALS = 9;
/** Bytes that wait before they are handed on. */
const PIECE = 1 << 16;
const ODD_TRADES = MarketFlag.Hidden | MarketFlag.Auction | MarketFlag.NonPrintable;
const ALWAYS = 2n ** 64n - 1n;

class DbnRecordsTarget implements OrderTarget {
  readonly #sink: Sink;
  readonly #losses: Losses;
  readonly #encoder: DbnEncoder = new DbnEncoder();
  readonly #named = new Set<number>();
  #hasBegun = false;

  constructor(sink: Sink, losses: Losses) {
    this.#sink = sink;
    this.#losses = losses;
  }

  add(row: FlowRow, id: number, side: number, price: number, quantity: number): void {
    this.#order(row, "A", id, side, price, quantity, true);
  }

  reduce(row: FlowRow, id: number, order: OpenOrder | undefined, quantity: number): void {
    this.#order(row, "C", id, order?.side ?? 0, order?.price ?? Number.NaN, quantity, true);
  }

  delete(row: FlowRow, id: number, order: OpenOrder | undefined): void {
    this.#order(row, "C", id, order?.side ?? 0, order?.price ?? Number.NaN, order?.quantity ?? 0, true);
  }

  execute(
    row: FlowRow,
    id: number,
    order: OpenOrder | undefined,
    quantity: number,
    price: number,
    match: number,
  ): void {
    this.#details(row, match);
    const at = Number.isNaN(price) ? (order?.price ?? Number.NaN) : price;
    const side = order?.side ?? 0;
    if (Number.isNaN(at)) this.#losses.add("executions of orders entered before the source begins: written as cancels");
    else {
      this.#order(row, "T", 0, side === Side.Buy ? Side.Sell : side === Side.Sell ? Side.Buy : 0, at, quantity, false);
      this.#order(row, "F", id, side, at, quantity, false);
    }
    this.#order(row, "C", id, side, order?.price ?? Number.NaN, quantity, true);
  }

  trade(row: FlowRow, side: number, price: number, quantity: number, match: number): void {
    this.#details(row, match);
    this.#order(row, "T", 0, side, price, quantity, true);
  }

  other(row: FlowRow, batch: MarketBatch, at: number): void {
    const side = batch.side[at]!;
    const quantity = batch.quantity[at]!;
    switch (batch.kind[at]) {
      case MarketKind.BookClear:
      case MarketKind.BookSnapshot:
        if (side === 0) this.#order(row, "R", 0, 0, Number.NaN, 0, true);
        else this.#losses.add("clears of one side");
        break;
      case MarketKind.Level:
        this.#order(row, quantity === 0 ? "C" : "A", 0, side, batch.price[at]!, quantity, true, DbnFlag.PriceLevel);
        break;
      case MarketKind.Quote:
        this.#quote(row, batch, at);
        break;
      case MarketKind.Status:
        this.#record(row, () => {
          const times = { tsEvent: timeOf(row.micros, row.nanos), tsRecv: receivedOf(row) };
          this.#encoder.record("status", { ...this.#header(row), ...times, action: ACTIONS[batch.code[at]!] ?? 0 });
        });
        break;
      case MarketKind.BookDelta:
      case MarketKind.Heartbeat:
        break;
      default:
        this.#losses.add(`rows of ${batch.at(at).kind}`);
    }
  }

  flush(): void {
    this.#begin(0n);
    if (this.#encoder.length > 0) this.#sink.bytes(this.#encoder.take());
  }

  /** What of a trade no record of orders has a field for. */
  #details(row: FlowRow, match: number): void {
    if (match !== 0) this.#losses.add("numbers of matches");
    if ((row.flags & ODD_TRADES) !== 0) this.#losses.add("marks of trades that are hidden, crosses or not printable");
  }

  #order(
    row: FlowRow,
    action: string,
    id: number,
    side: number,
    price: number,
    quantity: number,
    isLast: boolean,
    more = 0,
  ): void {
    const { priceDecimals, sizeDecimals } = row.instrument;
    const raw = this.#price(price, priceDecimals);
    const size = rescaled(quantity, sizeDecimals, 0);
    const problem = problemOf(raw === undefined ? undefined : 0, size, id);
    if (problem !== undefined) {
      this.#losses.add(problem);
      return;
    }
    const flags =
      more |
      (isLast && (row.flags & MarketFlag.Last) !== 0 ? DbnFlag.Last : 0) |
      ((row.flags & MarketFlag.Snapshot) !== 0 ? DbnFlag.Snapshot : 0);
    this.#record(row, () => {
      this.#encoder.record("mbo", {
        ...this.#header(row),
        tsRecv: receivedOf(row),
        orderId: BigInt(id),
        price: raw ?? DBN_UNDEFINED_PRICE,
        size,
        flags,
        action,
        side: sideOf(side),
        sequence: Math.max(0, row.sequence) >>> 0,
      });
    });
  }

  #quote(row: FlowRow, batch: MarketBatch, at: number): void {
    const { priceDecimals, sizeDecimals } = row.instrument;
    const bidPx00 = this.#price(batch.price[at]!, priceDecimals);
    const askPx00 = this.#price(batch.otherPrice[at]!, priceDecimals);
    const bidSz00 = rescaled(batch.quantity[at]!, sizeDecimals, 0);
    const askSz00 = rescaled(batch.otherQuantity[at]!, sizeDecimals, 0);
    const problem = problemOf(bidPx00 === undefined || askPx00 === undefined ? undefined : 0, bidSz00 + askSz00, 0);
    if (problem !== undefined) {
      this.#losses.add(problem);
      return;
    }
    const flags = (row.flags & MarketFlag.Last) !== 0 ? DbnFlag.Last : 0;
    const sequence = Math.max(0, row.sequence) >>> 0;
    this.#record(row, () => {
      const shared = { ...this.#header(row), tsRecv: receivedOf(row), action: "N", flags, sequence };
      this.#encoder.record("mbp1", { ...shared, bidPx00: bidPx00!, askPx00: askPx00!, bidSz00, askSz00 });
    });
  }

  /** Metadata before the first record, and a symbol mapping before the first of each instrument. */
  #record(row: FlowRow, write: () => void): void {
    const time = timeOf(row.micros, row.nanos);
    this.#begin(time);
    if (!this.#named.has(row.place)) {
      this.#named.add(row.place);
      const stypeInSymbol = row.instrument.symbol.slice(0, 70);
      const span = { startTs: 0n, endTs: ALWAYS, stypeIn: 1, stypeOut: 0 };
      const id = String(row.place + 1);
      this.#encoder.record("symbolMappingV2", { ...this.#header(row), ...span, stypeInSymbol, stypeOutSymbol: id });
    }
    try {
      write();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#losses.add("rows with a number that does not fit its field");
    }
    if (this.#encoder.length >= PIECE) this.flush();
  }

  #begin(start: bigint): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#encoder.metadata(dbnMetadata({ dataset: "HOTPATH", schema: undefined, start, stypeIn: undefined }));
  }

  #header(row: FlowRow) {
    return { publisherId: 0, instrumentId: row.place + 1, tsEvent: timeOf(row.micros, row.nanos) };
  }

  #price(units: number, decimals: number): bigint | undefined {
    if (Number.isNaN(units)) return DBN_UNDEFINED_PRICE;
    const scale = 10n ** BigInt(Math.abs(PRICE_DECIMALS - decimals));
    const raw = decimals <= PRICE_DECIMALS ? BigInt(units) * scale : BigInt(units) / scale;
    if (decimals > PRICE_DECIMALS && raw * scale !== BigInt(units)) return undefined;
    return BigInt.asIntN(64, raw) === raw ? raw : undefined;
  }
}

/** DBN's `StatusAction` by our state. */
const ACTIONS: Readonly<Record<number, number>> = {
  [TradingState.PreOpen]: 1,
  [TradingState.Trading]: 7,
  [TradingState.QuoteOnly]: 3,
  [TradingState.Halted]: 8,
  [TradingState.Auction]: 4,
  [TradingState.Closed]: 12,
};

function sideOf(side: number): string {
  return side === Side.Buy ? "B" : side === Side.Sell ? "A" : "N";
}

function timeOf(micros: number, nanos: number): bigint {
  return joinNanos(micros, nanos);
}

function receivedOf(row: FlowRow): bigint {
  return Number.isNaN(row.receiveMicros) ? DBN_UNDEFINED_TIME : joinNanos(row.receiveMicros, row.receiveNanos);
}
