import { BookFlag, BookOrder, EventCursor, EventQueue, type EventSink, HEADER_WORDS } from "@hotpath/core";
import { type MarketBatch, MarketFlag, MarketKind, markMessageEnds } from "@hotpath/market-data";
import { type MarketEventCounts, MarketEvents } from "@hotpath/market-data/events";
import type { L3Book } from "@hotpath/order-book";
import type { MarketSource } from "./market-source.ts";

/** How a {@link MarketBatchSource} is made. */
export interface MarketBatchSourceOptions {
  /** Batches of normalised market data, in order. One may be the same object again, filled anew: each is read before the next. */
  batches: Iterable<MarketBatch>;
  /** The venue's number in the headers of events. Default 0. */
  venue?: number;
  /**
   * What becomes of rows that are about orders: `orders` makes each a `BookOrder` (the default); an `L3Book` builds the
   * book of them, and what they change becomes `BookLevel` and `Trade`.
   */
  orders?: "orders" | L3Book;
}

/**
 * Events of decoded feeds, at the venue's time and with the time of their receipt, for `feedLatency: "recorded"`. Rows
 * without one of the two times have the other. It reads on as it goes, and holds no more than a message of the venue.
 *
 * @example
 * const source = new MarketBatchSource({ batches: decode(file) });
 */
export class MarketBatchSource implements MarketSource {
  micros = 0;
  nanos = 0;
  receiveMicros: number = Number.NaN;
  receiveNanos = 0;
  readonly #batches: Iterator<MarketBatch>;
  readonly #events: MarketEvents;
  readonly #venue: number;
  readonly #keepsOrders: boolean;
  readonly #queue = new EventQueue();
  readonly #cursor = new EventCursor();
  #batch: MarketBatch | undefined;
  #row = 0;

  constructor(options: MarketBatchSourceOptions) {
    const { batches, venue = 0, orders = "orders" } = options;
    this.#batches = batches[Symbol.iterator]();
    this.#venue = venue;
    this.#keepsOrders = orders === "orders";
    this.#events = new MarketEvents({
      sink: this.#queue,
      venue,
      time: "venue",
      ...(orders !== "orders" && { orders }),
    });
  }

  /** What became of the rows so far; rows of orders that are events of their own are not counted. */
  counts(): MarketEventCounts {
    return this.#events.counts();
  }

  /** Moves to the next event. @returns false where there is none; it may be asked again where batches come later */
  next(): boolean {
    while (!this.#queue.next(this.#cursor)) if (!this.#message()) return false;
    this.micros = this.#cursor.micros;
    this.nanos = this.#cursor.nanos;
    return true;
  }

  emit(sink: EventSink): void {
    const { i32, at } = this.#cursor;
    const h = at << 1;
    const words = i32[h]! >> 3;
    const to = sink.beginAt(i32[h + 1]!, words, this.micros, this.nanos, i32[h + 6]!, i32[h + 7]!);
    const from = (at + HEADER_WORDS) << 1;
    const start = (to.at + HEADER_WORDS) << 1;
    for (let n = 0; n < (words - HEADER_WORDS) << 1; n++) to.i32[start + n] = i32[from + n]!;
    sink.commit();
  }

  /** Turns the next message into events. @returns false at the end */
  #message(): boolean {
    while (this.#batch === undefined || this.#row >= this.#batch.count) {
      const { value, done } = this.#batches.next();
      if (done) {
        // The batch may be filled anew before it is asked for again.
        this.#batch = undefined;
        return false;
      }
      markMessageEnds(value);
      this.#batch = value;
      this.#row = 0;
    }
    const batch = this.#batch;
    const from = this.#row;
    let to = from + 1;
    while (to < batch.count && (batch.flags[to - 1]! & MarketFlag.Last) === 0) to += 1;
    this.#row = to;
    this.receiveMicros = batch.receiveMicros[from]!;
    this.receiveNanos = batch.receiveNanos[from]!;
    for (let row = from; row < to; ) {
      if (this.#keepsOrders && batch.kind[row]! <= MarketKind.OrderReplace) {
        this.#order(batch, row, row + 1 < to);
        row += 1;
        continue;
      }
      let end = row + 1;
      while (end < to && !(this.#keepsOrders && batch.kind[end]! <= MarketKind.OrderReplace)) end += 1;
      this.#events.write(batch, row, end);
      row = end;
    }
    return true;
  }

  #order(batch: MarketBatch, row: number, hasMore: boolean): void {
    const venueMicros = batch.timeMicros[row]!;
    const isKnown = !Number.isNaN(venueMicros);
    const flags = batch.flags[row]!;
    BookOrder.write(
      this.#queue,
      isKnown ? venueMicros : batch.receiveMicros[row]! || 0,
      isKnown ? batch.timeNanos[row]! : batch.receiveNanos[row]!,
      batch.instrument[row]!,
      this.#venue,
      batch.id[row]!,
      batch.otherId[row]!,
      batch.price[row]!,
      batch.quantity[row]!,
      batch.side[row]!,
      batch.kind[row]!,
      (hasMore ? BookFlag.More : 0) | ((flags & MarketFlag.Snapshot) !== 0 ? BookFlag.Snapshot : 0),
    );
  }
}
