import type { Side } from "@hotpath/core";
import type { Decoder } from "../decoder.ts";
import { endOfMessage } from "../json/feed-encoder.ts";
import type { JsonLines } from "../json/json-lines.ts";
import type { JsonReject } from "../json/values.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import type { RejectLog } from "../reject-log.ts";
import { type BookKeeper, BookTrust } from "./book-keeper.ts";
import { BookSync, type BookSyncOptions } from "./book-sync.ts";
import { OrderSync, type OrderSyncOptions } from "./order-sync.ts";
import { appendRows, dropRows } from "./pending-rows.ts";

/**
 * A recording read so that its rows rebuild its books: the messages of books come when a {@link BookSync}, or an
 * {@link OrderSync} where orders are told of, has applied them, in that order, without those that were old and with the levels that leave the depth of the subscription; a `BookClear` says that a book is lost. All other rows pass as they come.
 *
 * @example
 * const lines = new SyncedLines(new JsonLines(decoder), { instruments: 1, rule: BINANCE_RULE });
 * for (let at = 0; at < bytes.length; batch.clear()) at += lines.decode(bytes.subarray(at), batch);
 */
export class SyncedLines implements Decoder<MarketBatch> {
  readonly lines: JsonLines;
  /** The books. */
  readonly sync: BookKeeper;
  /** Rows as decoded, of which the first are passed on already. */
  readonly #raw: MarketBatch = new MarketBatch();
  #passed = 0;
  /** Bytes that were read and are not said to be. */
  #owed = 0;
  readonly #tellsOrders: boolean;
  readonly #hasDepth: boolean;
  #out: MarketBatch | undefined;
  /** Levels beyond the depth of the subscription, which the message being applied has pushed out. */
  readonly #dropped: { side: Side; price: number }[] = [];

  /** @param tells what books are made of */
  constructor(lines: JsonLines, options: BookSyncOptions & OrderSyncOptions, tells: "levels" | "orders" = "levels") {
    this.lines = lines;
    this.#tellsOrders = tells === "orders";
    this.#hasDepth = options.depth !== undefined;
    const books: BookSyncOptions & OrderSyncOptions = {
      ...options,
      onApplied: (batch, from, to) => {
        const out = this.#out!;
        const kind = batch.kind[from]!;
        // Those were passed on when they came.
        if (kind === MarketKind.Heartbeat || kind === MarketKind.Trade) return;
        // More than a batch may ever have: the rows are lost to the reader, and the books are still right.
        if (out.ensure(to - from + this.#dropped.length)) {
          appendRows(out, batch, from, to);
          this.#tellDropped(out);
        }
        this.#dropped.length = 0;
      },
      onDropped: (_, side, price) => this.#dropped.push({ side, price }),
      onTrust: (instrument, trust, reason) => {
        if (trust === BookTrust.Stale && this.#out?.ensure(1) === true) {
          this.#out.add(MarketKind.BookClear, 0, instrument, 0, Number.NaN, 0, 0, -1, Number.NaN, 0);
        }
        options.onTrust?.(instrument, trust, reason);
      },
    };
    this.sync = this.#tellsOrders ? new OrderSync(books) : new BookSync(books);
  }

  get messages(): number {
    return this.lines.messages;
  }

  get offset(): number {
    return this.lines.offset;
  }

  get rejects(): RejectLog<JsonReject> {
    return this.lines.rejects;
  }

  decode(bytes: Uint8Array, out: MarketBatch): number {
    if (!this.#pass(out)) return 0;
    let at = Math.min(this.#owed, bytes.length);
    this.#owed -= at;
    while (at < bytes.length) {
      at += this.lines.decode(at === 0 ? bytes : bytes.subarray(at), this.#raw);
      if (this.#pass(out)) continue;
      // The last byte is taken when all rows are, so that who has given all has them all.
      if (at < bytes.length) return at;
      this.#owed = 1;
      return at - 1;
    }
    return at;
  }

  end(out?: MarketBatch): void {
    if (out !== undefined) this.#pass(out);
    this.lines.end(this.#raw);
    if (out !== undefined) this.#pass(out);
    this.#raw.clear();
    this.#passed = 0;
    this.#owed = 0;
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

  /** Passes on what was decoded. @returns false if `out` is full before all is passed */
  #pass(out: MarketBatch): boolean {
    const raw = this.#raw;
    this.#out = out;
    while (this.#passed < raw.count) {
      const row = this.#passed;
      const end = endOfMessage(raw, row);
      const kind = raw.kind[row]!;
      const isOrder = this.#tellsOrders && kind <= MarketKind.OrderReplace;
      const isBook = kind === MarketKind.BookSnapshot || kind === MarketKind.BookDelta || isOrder;
      const waiting = kind === MarketKind.BookSnapshot ? this.sync.pendingRows(raw.instrument[row]!) : 0;
      if (out.count > 0 && !out.ensure((this.#hasDepth ? 2 : 1) * (end - row + waiting) + 2)) {
        dropRows(raw, row);
        this.#passed = 0;
        return false;
      }
      const before = out.count;
      // Where orders are told of, what has a number takes its place in the count.
      if (isBook || kind === MarketKind.BookClear || this.#tellsOrders) this.sync.applyMessage(raw, row);
      // A book that becomes stale says so itself; one of orders may not be kept here.
      const passes = kind === MarketKind.BookClear ? out.count === before : !isBook;
      if (passes && out.ensure(end - row)) appendRows(out, raw, row, end);
      this.#passed = end;
    }
    raw.clear();
    this.#passed = 0;
    return true;
  }
}
