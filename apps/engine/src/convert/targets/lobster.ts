import { Side } from "@hotpath/core";
import { type MarketBatch, MarketFlag, MarketKind, TradingState } from "@hotpath/market-data";
import { LOBSTER_PRICE_DECIMALS, LobsterMessages, LobsterType, lobsterMessageLine } from "@hotpath/market-data/lobster";
import type { Sink } from "../../book/output/book-row.ts";
import type { Losses } from "../losses.ts";
import type { FlowRow, OpenOrder, OrderTarget } from "../order-flow.ts";
import type { ConvertTarget } from "../targets.ts";
import { problemOf, rescaled } from "../units.ts";
import { nanosOfDay } from "./new-york-day.ts";
import { OrderWriter } from "./order-writer.ts";

/** LOBSTER's message CSV, of one instrument. */
export const lobsterTarget: ConvertTarget = {
  name: "lobster",
  about: "LOBSTER message CSV, of one instrument",
  endings: [],
  open: (sink, losses) => new OrderWriter(new LobsterLines(sink, losses), losses, () => {}),
};

const PRE_OPENING = -1;

class LobsterLines implements OrderTarget {
  readonly #sink: Sink;
  readonly #losses: Losses;
  readonly #line: LobsterMessages = new LobsterMessages(1);
  #place = -1;

  constructor(sink: Sink, losses: Losses) {
    this.#sink = sink;
    this.#losses = losses;
  }

  add(row: FlowRow, id: number, side: number, price: number, quantity: number): void {
    this.#write(row, LobsterType.Submission, id, quantity, price, side);
  }

  reduce(row: FlowRow, id: number, order: OpenOrder | undefined, quantity: number): void {
    const isGone = order !== undefined && quantity >= order.quantity;
    this.#change(row, isGone ? LobsterType.Deletion : LobsterType.Cancellation, id, order, quantity);
  }

  delete(row: FlowRow, id: number, order: OpenOrder | undefined): void {
    this.#change(row, LobsterType.Deletion, id, order, order?.quantity ?? 0);
  }

  execute(
    row: FlowRow,
    id: number,
    order: OpenOrder | undefined,
    quantity: number,
    price: number,
    match: number,
  ): void {
    if (match !== 0) this.#losses.add("numbers of matches");
    if (!Number.isNaN(price) && price !== order?.price)
      this.#losses.add("prices of executions that are not the order's");
    if ((row.flags & MarketFlag.NonPrintable) !== 0) this.#losses.add("marks of trades that are not printable");
    this.#change(row, LobsterType.Execution, id, order, quantity);
  }

  trade(row: FlowRow, side: number, price: number, quantity: number, match: number): void {
    if (match !== 0) this.#losses.add("numbers of matches");
    const isCross = (row.flags & MarketFlag.Auction) !== 0;
    // The direction is that of the order that rested; where nobody tells it, a cross has −1, as in LOBSTER's files.
    const resting = side === Side.Buy ? Side.Sell : side === Side.Sell ? Side.Buy : isCross ? Side.Sell : Side.Buy;
    this.#write(row, isCross ? LobsterType.Cross : LobsterType.HiddenExecution, 0, quantity, price, resting);
  }

  other(row: FlowRow, batch: MarketBatch, at: number): void {
    const kind = batch.kind[at]!;
    const code = batch.code[at]!;
    if (
      kind === MarketKind.Status &&
      (code === TradingState.Halted || code === TradingState.QuoteOnly || code === TradingState.Trading)
    ) {
      const price = code === TradingState.Halted ? -1 : code === TradingState.QuoteOnly ? 0 : 1;
      this.#put(row, LobsterType.Halt, 0, 0, price, PRE_OPENING);
    } else if (kind !== MarketKind.Heartbeat) this.#losses.add(`rows of ${batch.at(at).kind}`);
  }

  #change(row: FlowRow, type: number, id: number, order: OpenOrder | undefined, quantity: number): void {
    // A line names price and direction of the order.
    if (order === undefined) this.#losses.add("changes of orders entered before the source begins");
    else this.#write(row, type, id, quantity, order.price, order.side);
  }

  #write(row: FlowRow, type: number, id: number, quantity: number, price: number, side: number): void {
    const { priceDecimals, sizeDecimals } = row.instrument;
    const units = rescaled(price, priceDecimals, LOBSTER_PRICE_DECIMALS);
    const shares = rescaled(quantity, sizeDecimals, 0);
    const problem = problemOf(units, shares, id);
    if (problem !== undefined) this.#losses.add(problem);
    else if (side === 0) this.#losses.add("orders without a side");
    else this.#put(row, type, id, shares, units, side === Side.Buy ? 1 : -1);
  }

  #put(row: FlowRow, type: number, id: number, size: number, price: number, direction: number): void {
    if (this.#place < 0) this.#place = row.place;
    if (row.place !== this.#place) {
      this.#losses.add("rows of other instruments than the first: choose one by --symbol");
      return;
    }
    const line = this.#line;
    line.time[0] = nanosOfDay(row.micros, row.nanos);
    line.type[0] = type;
    line.orderId[0] = id;
    line.size[0] = size;
    line.price[0] = price;
    line.direction[0] = direction;
    this.#sink.text(`${lobsterMessageLine(line, 0)}\n`);
  }
}
