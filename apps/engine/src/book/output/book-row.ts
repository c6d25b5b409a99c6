import type { BookView } from "@hotpath/order-book";
import type { FeedInstrument } from "../formats.ts";

/** One printed state of a book: an object that is filled again and again. Prices and sizes are the instrument's units. */
export class BookRow {
  /** Microseconds since the epoch, or NaN. */
  micros: number = Number.NaN;
  /** The nanoseconds within. */
  nanos = 0;
  instrument: FeedInstrument = { symbol: "", priceDecimals: 0, sizeDecimals: 0 };
  readonly depth: number;
  bids = 0;
  asks = 0;
  readonly bidColumns: { price: Float64Array; quantity: Float64Array };
  readonly askColumns: { price: Float64Array; quantity: Float64Array };

  constructor(depth: number) {
    this.depth = depth;
    this.bidColumns = { price: new Float64Array(depth), quantity: new Float64Array(depth) };
    this.askColumns = { price: new Float64Array(depth), quantity: new Float64Array(depth) };
  }

  /** Takes the levels of a book. */
  read(book: BookView): void {
    this.bids = book.depth(1, this.depth, this.bidColumns);
    this.asks = book.depth(2, this.depth, this.askColumns);
  }
}

/** Writes rows in one format. What it has written waits in the output until that is flushed. */
export interface BookRowWriter {
  write(row: BookRow): void;
  /** Ends the file. */
  end(): void;
}

/** Collects what is written. */
export interface Sink {
  text(text: string): void;
  bytes(bytes: Uint8Array): void;
}
