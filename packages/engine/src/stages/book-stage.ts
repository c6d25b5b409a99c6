import {
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
 * Rebuilds a book of price levels for each instrument from `BookLevel` events, and emits a `Quote` whenever its top has
 * changed and both sides are there.
 */
export class BookStage implements Stage, Snapshotable {
  readonly name = "book";
  readonly handles: readonly number[] = [BookLevel.TYPE];
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
    this.book.update(i, BookLevel.side(event), BookLevel.price(event), BookLevel.size(event));
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
