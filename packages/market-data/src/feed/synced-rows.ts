import type { Side } from "@hotpath/core";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { type BookKeeper, BookTrust } from "./book-keeper.ts";
import { BookSync, type BookSyncOptions } from "./book-sync.ts";
import { OrderSync, type OrderSyncOptions } from "./order-sync.ts";
import { appendRows } from "./pending-rows.ts";

/**
 * Passes rows on so that they rebuild the books: messages of books when a {@link BookSync}, or an {@link OrderSync} where
 * orders are told of, has applied them, in that order, without those that were old and with the levels that leave the depth
 * of the subscription; a `BookClear` says that a book is lost. All other rows pass as they come.
 */
export class SyncedRows {
  /** The books. */
  readonly sync: BookKeeper;
  /** Where rows go. */
  out: MarketBatch | undefined;
  readonly #tellsOrders: boolean;
  readonly #hasDepth: boolean;
  /** Levels beyond the depth of the subscription, which the message being applied has pushed out. */
  readonly #dropped: { side: Side; price: number }[] = [];

  /** @param tells what books are made of */
  constructor(options: BookSyncOptions & OrderSyncOptions, tells: "levels" | "orders" = "levels") {
    this.#tellsOrders = tells === "orders";
    this.#hasDepth = options.depth !== undefined;
    const books: BookSyncOptions & OrderSyncOptions = {
      ...options,
      onApplied: (batch, from, to) => this.#applied(batch, from, to),
      onDropped: (_, side, price) => this.#dropped.push({ side, price }),
      onTrust: (instrument, trust, reason) => {
        if (trust === BookTrust.Stale && this.out?.ensure(1) === true) {
          this.out.add(MarketKind.BookClear, 0, instrument, 0, Number.NaN, 0, 0, -1, Number.NaN, 0);
        }
        options.onTrust?.(instrument, trust, reason);
      },
    };
    this.sync = this.#tellsOrders ? new OrderSync(books) : new BookSync(books);
  }

  /** The most rows that the message in rows `row` to `end − 1` can become. */
  room(raw: MarketBatch, row: number, end: number): number {
    const waiting = raw.kind[row] === MarketKind.BookSnapshot ? this.sync.pendingRows(raw.instrument[row]!) : 0;
    return (this.#hasDepth ? 2 : 1) * (end - row + waiting) + 2;
  }

  /** Passes the message in rows `row` to `end − 1` on. */
  pass(raw: MarketBatch, row: number, end: number): void {
    const out = this.out!;
    const kind = raw.kind[row]!;
    const isOrder = this.#tellsOrders && kind <= MarketKind.OrderReplace;
    const isBook = kind === MarketKind.BookSnapshot || kind === MarketKind.BookDelta || isOrder;
    const before = out.count;
    // Where orders are told of, what has a number takes its place in the count.
    if (isBook || kind === MarketKind.BookClear || this.#tellsOrders) this.sync.applyMessage(raw, row);
    // A book that becomes stale says so itself; one of orders may not be kept here.
    const passes = kind === MarketKind.BookClear ? out.count === before : !isBook;
    if (passes && out.ensure(end - row)) appendRows(out, raw, row, end);
  }

  #applied(batch: MarketBatch, from: number, to: number): void {
    const out = this.out!;
    const kind = batch.kind[from]!;
    // Those were passed on when they came.
    if (kind === MarketKind.Heartbeat || kind === MarketKind.Trade) return;
    // More than a batch may ever have: the rows are lost to the reader, and the books are still right.
    if (out.ensure(to - from + this.#dropped.length)) {
      appendRows(out, batch, from, to);
      this.#tellDropped(out);
    }
    this.#dropped.length = 0;
  }

  /** Appends the levels that a message has pushed out to that message: the venue says no more of them. */
  #tellDropped(out: MarketBatch): void {
    if (this.#dropped.length === 0) return;
    const last = out.count - 1;
    const [instrument, sequence] = [out.instrument[last]!, out.sequence[last]!];
    const [micros, nanos] = [out.timeMicros[last]!, out.timeNanos[last]!];
    out.flags[last] = out.flags[last]! & ~MarketFlag.Last;
    for (const { side, price } of this.#dropped) {
      const row = out.add(MarketKind.Level, 0, instrument, side, price, 0, 0, sequence, micros, nanos);
      out.receiveMicros[row] = out.receiveMicros[last]!;
      out.receiveNanos[row] = out.receiveNanos[last]!;
    }
    out.flags[out.count - 1] = MarketFlag.Last;
  }
}
