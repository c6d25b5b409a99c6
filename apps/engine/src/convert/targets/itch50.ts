import { InputError, Side } from "@hotpath/core";
import { type MarketBatch, MarketFlag, MarketKind, TradingState } from "@hotpath/market-data";
import { ITCH_PRICE_DECIMALS, type ItchMessage, ItchWriter } from "@hotpath/market-data/itch50";
import type { Sink } from "../../book/output/book-row.ts";
import type { Losses } from "../losses.ts";
import type { FlowRow, OpenOrder, OrderTarget } from "../order-flow.ts";
import type { ConvertTarget } from "../targets.ts";
import { problemOf, rescaled } from "../units.ts";
import { nanosOfDay } from "./new-york-day.ts";
import { OrderWriter } from "./order-writer.ts";

/** Nasdaq TotalView-ITCH 5.0, length-prefixed. */
export const itch50Target: ConvertTarget = {
  name: "itch50",
  about: "Nasdaq TotalView-ITCH 5.0, length-prefixed",
  endings: [".itch50"],
  open: (sink, losses) => {
    const messages = new ItchMessages(sink, losses);
    return new OrderWriter(messages, losses, () => messages.flush());
  },
};

/** Bytes that wait before they are handed on. */
const PIECE = 1 << 16;

class ItchMessages implements OrderTarget {
  readonly #sink: Sink;
  readonly #losses: Losses;
  readonly #writer: ItchWriter = new ItchWriter();

  constructor(sink: Sink, losses: Losses) {
    this.#sink = sink;
    this.#losses = losses;
  }

  add(row: FlowRow, id: number, side: number, price: number, quantity: number): void {
    if (side === 0) this.#losses.add("orders without a side");
    else
      this.#write(row, id, quantity, price, (shared, shares, units) => ({
        type: "A",
        ...shared,
        orderReference: id,
        side: side === Side.Buy ? "B" : "S",
        shares,
        stock: row.instrument.symbol,
        price: units,
      }));
  }

  reduce(row: FlowRow, id: number, order: OpenOrder | undefined, quantity: number): void {
    if (order !== undefined && quantity >= order.quantity) this.delete(row, id);
    else
      this.#write(row, id, quantity, 0, (shared, cancelledShares) => ({
        type: "X",
        ...shared,
        orderReference: id,
        cancelledShares,
      }));
  }

  delete(row: FlowRow, id: number): void {
    this.#write(row, id, 0, 0, (shared) => ({ type: "D", ...shared, orderReference: id }));
  }

  execute(row: FlowRow, id: number, _: OpenOrder | undefined, quantity: number, price: number, match: number): void {
    const printable = (row.flags & MarketFlag.NonPrintable) === 0 ? "Y" : "N";
    if (Number.isNaN(price) && printable === "Y")
      this.#write(row, id, quantity, 0, (shared, executedShares) => ({
        type: "E",
        ...shared,
        orderReference: id,
        executedShares,
        matchNumber: match,
      }));
    else
      this.#write(row, id, quantity, price, (shared, executedShares, executionPrice) => ({
        type: "C",
        ...shared,
        orderReference: id,
        executedShares,
        matchNumber: match,
        printable,
        executionPrice,
      }));
  }

  trade(row: FlowRow, side: number, price: number, quantity: number, match: number): void {
    if ((row.flags & MarketFlag.Auction) !== 0)
      this.#write(row, match, quantity, price, (shared, shares, crossPrice) => ({
        type: "Q",
        ...shared,
        shares: BigInt(shares),
        stock: row.instrument.symbol,
        crossPrice,
        matchNumber: match,
        crossType: "H",
      }));
    else {
      // Since 2014 the field that says it is B in every message.
      if (side !== 0) this.#losses.add("takers' sides of trades");
      this.#write(row, match, quantity, price, (shared, shares, units) => ({
        type: "P",
        ...shared,
        orderReference: 0,
        // The side of the order that rested: the taker's opposite.
        side: side === Side.Buy ? "S" : "B",
        shares,
        stock: row.instrument.symbol,
        price: units,
        matchNumber: match,
      }));
    }
  }

  other(row: FlowRow, batch: MarketBatch, at: number): void {
    const kind = batch.kind[at]!;
    const state = STATES.get(batch.code[at]!);
    if (kind === MarketKind.TradeCancel)
      this.#write(row, batch.id[at]!, 0, 0, (shared) => ({ type: "B", ...shared, matchNumber: batch.id[at]! }));
    else if (kind === MarketKind.Status && state !== undefined)
      this.#write(row, 0, 0, 0, (shared) => ({
        type: "H",
        ...shared,
        stock: row.instrument.symbol,
        tradingState: state,
        reserved: " ",
        reason: "",
      }));
    else if (kind !== MarketKind.Heartbeat) this.#losses.add(`rows of ${batch.at(at).kind}`);
  }

  flush(): void {
    if (this.#writer.length > 0) this.#sink.bytes(this.#writer.take());
  }

  #write(
    row: FlowRow,
    id: number,
    quantity: number,
    price: number,
    make: (shared: Shared, shares: number, price: number) => ItchMessage,
  ): void {
    const { priceDecimals, sizeDecimals } = row.instrument;
    const units = rescaled(price, priceDecimals, ITCH_PRICE_DECIMALS);
    const shares = rescaled(quantity, sizeDecimals, 0);
    const problem = problemOf(units, shares, id);
    if (problem !== undefined) {
      this.#losses.add(problem);
      return;
    }
    const timestamp = nanosOfDay(row.micros, row.nanos);
    try {
      this.#writer.write(make({ stockLocate: row.place + 1, trackingNumber: 0, timestamp }, shares, units));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#losses.add("rows with a number or name that does not fit its field");
    }
    if (this.#writer.length >= PIECE) this.flush();
  }
}

interface Shared {
  stockLocate: number;
  trackingNumber: number;
  timestamp: number;
}

const STATES: ReadonlyMap<number, string> = new Map([
  [TradingState.Halted, "H"],
  [TradingState.QuoteOnly, "Q"],
  [TradingState.Trading, "T"],
]);
