import {
  BookClear,
  BookFlag,
  BookLevel,
  type EventCursor,
  type EventSink,
  Quote,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";
import { type BookView, L2Book } from "@hotpath/order-book";

/**
 * Rebuilds a book of price levels for each instrument from `BookLevel` and `BookClear` events, and emits a `Quote` whenever
 * its top has changed and both sides are there: never in the middle of a venue's message. A book that is lost becomes a
 * `Quote` without sizes, so that nobody trades on what was true before.
 */
export class BookStage implements Stage, Snapshotable {
  readonly name = "book";
  readonly handles: readonly number[] = [BookLevel.TYPE, BookClear.TYPE];
  /** The books. */
  readonly book: L2Book;
  readonly #views: readonly BookView[];
  readonly #bidPrice: Float64Array;
  readonly #askPrice: Float64Array;
  readonly #bidSize: Float64Array;
  readonly #askSize: Float64Array;

  constructor(options: { instruments: number }) {
    this.book = new L2Book({ instruments: options.instruments });
    this.#views = Array.from({ length: options.instruments }, (_, i) => this.book.book(i));
    this.#bidPrice = new Float64Array(options.instruments);
    this.#askPrice = new Float64Array(options.instruments);
    this.#bidSize = new Float64Array(options.instruments);
    this.#askSize = new Float64Array(options.instruments);
  }

  on(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    if (event.type === BookClear.TYPE) {
      this.#clear(event, i, out);
      return;
    }
    this.book.update(i, BookLevel.side(event), BookLevel.price(event), BookLevel.size(event));
    if ((BookLevel.flags(event) & BookFlag.More) === 0) this.#top(event, i, out);
  }

  #clear(event: EventCursor, i: number, out: EventSink): void {
    this.book.clear(i, BookClear.side(event));
    const isLost = BookClear.reason(event) !== 0;
    if (!isLost) {
      if ((BookClear.flags(event) & BookFlag.More) === 0) this.#top(event, i, out);
      return;
    }
    if (!(this.#bidSize[i]! > 0)) return;
    for (const column of [this.#bidPrice, this.#askPrice, this.#bidSize, this.#askSize]) column[i] = 0;
    Quote.emit(out, event, i, event.venue, 0, 0, 0, 0, 0);
  }

  #top(event: EventCursor, i: number, out: EventSink): void {
    const view = this.#views[i];
    if (view === undefined) return;
    const bidSize = view.bestBidSize;
    const askSize = view.bestAskSize;
    if (bidSize === 0 || askSize === 0) return;
    const bid = view.bestBid;
    const ask = view.bestAsk;
    if (
      bid === this.#bidPrice[i] &&
      ask === this.#askPrice[i] &&
      bidSize === this.#bidSize[i] &&
      askSize === this.#askSize[i]
    )
      return;
    this.#bidPrice[i] = bid;
    this.#askPrice[i] = ask;
    this.#bidSize[i] = bidSize;
    this.#askSize[i] = askSize;
    Quote.emit(out, event, i, event.venue, bid, ask, bidSize, askSize, 0);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("engine.book");
    this.book.snapshot(writer);
    for (const column of [this.#bidPrice, this.#askPrice, this.#bidSize, this.#askSize]) writer.f64s(column);
  }

  restore(reader: SnapshotReader): void {
    reader.section("engine.book");
    this.book.restore(reader);
    for (const column of [this.#bidPrice, this.#askPrice, this.#bidSize, this.#askSize]) reader.f64s(column);
  }
}
