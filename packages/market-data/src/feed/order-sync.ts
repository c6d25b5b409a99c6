import { L3Book, type OrderBook, OrderResult } from "@hotpath/order-book";
import { endOfMessage } from "../json/feed-encoder.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { BookKeeper, type BookKeeperOptions, StaleReason } from "./book-keeper.ts";

/** How an {@link OrderSync} is made. */
export interface OrderSyncOptions extends BookKeeperOptions {
  /** The greatest number of resting orders, all instruments together; see `L3Book`. */
  orderCapacity?: number;
  /** See `L3Book`. */
  windowTicks?: number;
}

/**
 * Keeps books of orders in step with a feed, as {@link BookSync} keeps those of levels: whole books and messages about
 * single orders, each with a number, are joined by the venue's rule (Coinbase's `full` channel), and it is known of every
 * book whether it can be trusted. A message that only carries a number (a heartbeat whose `id` is its `sequence`, a
 * trade) takes its place in the count.
 *
 * @example
 * const sync = new OrderSync({ instruments: 1, rule: CONSECUTIVE_REQUEST_RULE });
 * sync.apply(batch);
 * if (sync.isTrusted(0)) use(sync.book(0).queuePosition(orderId));
 */
export class OrderSync extends BookKeeper {
  /** The books. */
  readonly books: L3Book;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: OrderSyncOptions) {
    super(options);
    this.books = new L3Book({
      instruments: options.instruments,
      crossed: "keep",
      locked: "keep",
      ...(options.orderCapacity !== undefined && { orderCapacity: options.orderCapacity }),
      ...(options.windowTicks !== undefined && { windowTicks: options.windowTicks }),
    });
  }

  override book(instrument: number): OrderBook {
    return this.books.book(instrument);
  }

  override applyMessage(batch: MarketBatch, row: number): number {
    const kind = batch.kind[row]!;
    const instrument = batch.instrument[row]!;
    const end = endOfMessage(batch, row);
    if (kind === MarketKind.BookClear) this.markStale(instrument, StaleReason.Cleared);
    else if (kind === MarketKind.BookSnapshot) {
      // A book of levels is none of orders.
      const isOfOrders = end === row + 1 || batch.kind[row + 1] === MarketKind.OrderAdd;
      if (isOfOrders && this.heard(batch, instrument)) this.takeSnapshot(batch, row, end, instrument);
    } else if (kind === MarketKind.BookDelta) {
      if (batch.kind[row + 1] !== MarketKind.Level && end > row + 1 && this.heard(batch, instrument))
        this.takeDelta(batch, row, end, instrument);
    } else if (isNumbered(batch, row) && this.heard(batch, instrument)) this.takeDelta(batch, row, end, instrument);
    return end;
  }

  protected override clearBook(instrument: number): void {
    this.books.clear(instrument);
  }

  protected override applyRows(batch: MarketBatch, header: number, end: number, instrument: number): boolean {
    let sound = true;
    for (let row = header; row < end; row++) {
      const result = this.#applyRow(batch, row, instrument);
      // An order that is not here may have been done before it could rest.
      if (result > OrderResult.Cleared && result !== OrderResult.UnknownOrder) sound = false;
    }
    return sound;
  }

  #applyRow(batch: MarketBatch, row: number, instrument: number): OrderResult {
    const { books } = this;
    const id = batch.id[row]!;
    const price = batch.price[row]!;
    const quantity = batch.quantity[row]!;
    switch (batch.kind[row]) {
      case MarketKind.OrderAdd:
        return books.add(instrument, id, batch.side[row]!, price, quantity);
      case MarketKind.OrderModify:
        return books.modify(id, price, quantity);
      case MarketKind.OrderReduce:
        return books.reduce(id, quantity);
      case MarketKind.OrderDelete:
        return books.delete(id);
      case MarketKind.OrderExecute:
        return books.execute(id, quantity);
      case MarketKind.OrderReplace:
        return books.replace(id, batch.otherId[row]!, price, quantity);
      default:
        return OrderResult.Applied;
    }
  }
}

/** Whether a row is one of the messages that a venue numbers. */
function isNumbered(batch: MarketBatch, row: number): boolean {
  const kind = batch.kind[row]!;
  if (kind <= MarketKind.OrderReplace) return true;
  const sequence = batch.sequence[row]!;
  if (kind === MarketKind.Heartbeat) return sequence >= 0 && batch.id[row] === sequence;
  return kind === MarketKind.Trade && sequence >= 0 && (batch.flags[row]! & MarketFlag.Snapshot) === 0;
}
