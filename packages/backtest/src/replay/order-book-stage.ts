import {
  BookClear,
  BookFlag,
  BookOrder,
  type EventCursor,
  type EventSink,
  Quote,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
  Trade,
} from "@hotpath/core";
import { L3Book, type OrderBook, OrderResult, OrderRowKind } from "@hotpath/order-book";

/** How an {@link OrderBookStage} is made. */
export interface OrderBookStageOptions {
  instruments: number;
  /** The most orders of the feed that may be open at a time. Default 1,048,576. */
  orderCapacity?: number;
}

/**
 * Rebuilds books of orders from `BookOrder` and `BookClear` events, for engines that are fed by orders: it emits a `Trade`
 * for each execution, and a `Quote` whenever the top has changed, never in the middle of a venue's message. A book that
 * has lost a side becomes a `Quote` without sizes.
 */
export class OrderBookStage implements Stage, Snapshotable {
  readonly name = "book";
  readonly handles: readonly number[] = [BookOrder.TYPE, BookClear.TYPE];
  /** The books. */
  readonly book: L3Book;
  readonly #views: readonly OrderBook[];
  readonly #top: Float64Array;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: OrderBookStageOptions) {
    const { instruments, orderCapacity = 2 ** 20 } = options;
    this.book = new L3Book({ instruments, orderCapacity });
    this.#views = Array.from({ length: instruments }, (_, i) => this.book.book(i));
    this.#top = new Float64Array(4 * instruments);
  }

  on(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    const view = this.#views[i];
    if (view === undefined) return;
    let flags = 0;
    if (event.type === BookClear.TYPE) {
      this.book.clear(i, BookClear.side(event));
      flags = BookClear.flags(event);
    } else {
      this.#order(event, i, view, out);
      flags = BookOrder.flags(event);
    }
    if ((flags & BookFlag.More) === 0) this.#quote(event, i, view, out);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("backtest.orderBook");
    this.book.snapshot(writer);
    writer.f64s(this.#top);
  }

  restore(reader: SnapshotReader): void {
    reader.section("backtest.orderBook");
    this.book.restore(reader);
    reader.f64s(this.#top);
  }

  #order(event: EventCursor, i: number, view: OrderBook, out: EventSink): void {
    const { book } = this;
    const id = BookOrder.orderId(event);
    const price = BookOrder.price(event);
    const quantity = BookOrder.quantity(event);
    switch (BookOrder.action(event)) {
      case OrderRowKind.Add:
        book.add(i, id, BookOrder.side(event), price, quantity);
        return;
      case OrderRowKind.Modify:
        book.modify(id, price, quantity);
        return;
      case OrderRowKind.Reduce:
        book.reduce(id, quantity);
        return;
      case OrderRowKind.Delete:
        book.delete(id);
        return;
      case OrderRowKind.Replace:
        book.replace(id, BookOrder.otherId(event), price, quantity);
        return;
      case OrderRowKind.Execute: {
        const side = view.sideOf(id);
        const paid = Number.isNaN(price) ? view.priceOf(id) : price;
        if (book.execute(id, quantity) === OrderResult.UnknownOrder) return;
        Trade.emit(out, event, i, event.venue, paid, quantity, side === Side.Buy ? Side.Sell : Side.Buy);
        return;
      }
    }
  }

  #quote(event: EventCursor, i: number, view: OrderBook, out: EventSink): void {
    const top = this.#top;
    const at = 4 * i;
    const bidSize = view.bestBidSize;
    const askSize = view.bestAskSize;
    const isWhole = bidSize > 0 && askSize > 0;
    const bid = isWhole ? view.bestBid : 0;
    const ask = isWhole ? view.bestAsk : 0;
    const bids = isWhole ? bidSize : 0;
    const asks = isWhole ? askSize : 0;
    if (top[at] === bid && top[at + 1] === ask && top[at + 2] === bids && top[at + 3] === asks) return;
    top[at] = bid;
    top[at + 1] = ask;
    top[at + 2] = bids;
    top[at + 3] = asks;
    Quote.emit(out, event, i, event.venue, bid, ask, bids, asks, 0);
  }
}
