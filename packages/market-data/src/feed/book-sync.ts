import { ConfigError, Side } from "@hotpath/core";
import { type BookView, L2Book, UpdateResult } from "@hotpath/order-book";
import { endOfMessage } from "../json/feed-encoder.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import type { BookChecksum, ChecksumFormat } from "./book-checksum.ts";
import { BookKeeper, type BookKeeperOptions, COUNTER, StaleReason } from "./book-keeper.ts";

/** How a {@link BookSync} is made. */
export interface BookSyncOptions extends BookKeeperOptions {
  /** The venue's checksum, where messages bring one. */
  checksum?: BookChecksum;
  /** Decimals of an instrument's units, which a checksum needs. */
  decimals?: (instrument: number) => { priceDecimals: number; sizeDecimals: number };
  /** Levels of a side that the venue keeps telling about: worse ones are dropped. Unbounded by default. */
  depth?: number;
  /** Called with each level that is dropped for that, before `onApplied` of the message that pushed it out. */
  onDropped?: (instrument: number, side: Side, price: number) => void;
  /** `snapshot` (default): a book begins with a whole one. `stream`: it may begin with deltas alone, as `Partial`. */
  start?: "snapshot" | "stream";
  /** The greatest number of levels, all instruments together; see `L2Book`. */
  levelCapacity?: number;
  /** See `L2Book`. */
  windowTicks?: number;
}

/**
 * Keeps books in step with a feed: takes the rows of snapshots and deltas, joins them by the venue's rule, and says at
 * every moment of every book whether it can be trusted.
 *
 * A message is applied whole or not at all. While a requested snapshot is on the way, deltas are kept, up to a bound. After a gap, a
 * wrong checksum or whatever makes a book {@link BookTrust.Stale}, the book keeps what it held, deltas are kept again, and
 * the next snapshot makes it live. Nothing is allocated for a message, save what deltas waiting for a first snapshot need.
 *
 * @example
 * const sync = new BookSync({ instruments: 1, rule: BINANCE_SPOT_RULE });
 * sync.apply(batch);
 * if (sync.isTrusted(0)) use(sync.book(0).bestBid);
 */
export class BookSync extends BookKeeper {
  /** The books. */
  readonly books: L2Book;
  protected override readonly startsFromStream: boolean;
  readonly #checksum: BookChecksum | undefined;
  readonly #depth: number;
  readonly #onDropped: BookSyncOptions["onDropped"];
  readonly #formats: ChecksumFormat[];
  readonly #formatKnown: Uint8Array;
  readonly #worst: { price: Float64Array; quantity: Float64Array };

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: BookSyncOptions) {
    super(options);
    const { instruments, checksum, decimals, depth = Number.POSITIVE_INFINITY } = options;
    if (checksum !== undefined && decimals === undefined) {
      throw new ConfigError("bookSync.decimals", decimals, "a function, where there is a checksum");
    }
    if (depth !== Number.POSITIVE_INFINITY && !(Number.isInteger(depth) && depth > 0)) {
      throw new ConfigError("bookSync.depth", depth, "an integer from 1");
    }
    this.books = new L2Book({
      instruments,
      crossed: "keep",
      locked: "keep",
      stale: "keep",
      ...(options.levelCapacity !== undefined && { levelCapacity: options.levelCapacity }),
      ...(options.windowTicks !== undefined && { windowTicks: options.windowTicks }),
    });
    this.startsFromStream = options.start === "stream";
    this.#checksum = checksum;
    this.#depth = depth;
    this.#onDropped = options.onDropped;
    this.#formats = Array.from({ length: checksum === undefined ? 0 : instruments }, (_, instrument) => {
      const { priceDecimals, sizeDecimals } = decimals!(instrument);
      return { priceDecimals, sizeDecimals, sentPriceDecimals: priceDecimals, sentSizeDecimals: sizeDecimals };
    });
    this.#formatKnown = new Uint8Array(instruments);
    const rows = depth === Number.POSITIVE_INFINITY ? 0 : depth + 64;
    this.#worst = { price: new Float64Array(rows), quantity: new Float64Array(rows) };
  }

  override book(instrument: number): BookView {
    return this.books.book(instrument);
  }

  override applyMessage(batch: MarketBatch, row: number): number {
    const kind = batch.kind[row]!;
    const instrument = batch.instrument[row]!;
    const isBook = kind === MarketKind.BookSnapshot || kind === MarketKind.BookDelta;
    if (!isBook) {
      if (kind === MarketKind.BookClear) this.markStale(instrument, StaleReason.Cleared);
      return row + 1;
    }
    const end = endOfMessage(batch, row);
    if (!this.heard(batch, instrument)) return end;
    if (kind === MarketKind.BookSnapshot) this.takeSnapshot(batch, row, end, instrument);
    else this.takeDelta(batch, row, end, instrument);
    return end;
  }

  protected override clearBook(instrument: number): void {
    this.books.clear(instrument);
  }

  protected override applyRows(batch: MarketBatch, header: number, end: number, instrument: number): boolean {
    const { side, price, quantity } = batch;
    const { books } = this;
    let sound = true;
    for (let row = header + 1; row < end; row++) {
      const result = books.update(instrument, side[row]!, price[row]!, quantity[row]!);
      if (result === UpdateResult.RejectedBad || result === UpdateResult.RejectedFull) sound = false;
    }
    if (this.#depth !== Number.POSITIVE_INFINITY) {
      this.#trim(instrument, Side.Buy);
      this.#trim(instrument, Side.Sell);
    }
    return sound;
  }

  /** Drops the levels beyond the depth of the subscription: the venue says no more of them. */
  #trim(instrument: number, side: Side): void {
    const view = this.books.book(instrument);
    const depth = this.#depth;
    const worst = this.#worst;
    while (view.levelCount(side) > depth) {
      const count = view.depth(side, worst.price.length, worst);
      for (let row = depth; row < count; row++) {
        this.books.update(instrument, side, worst.price[row]!, 0);
        this.#onDropped?.(instrument, side, worst.price[row]!);
      }
    }
  }

  protected override agrees(batch: MarketBatch, header: number, instrument: number): boolean {
    const checksum = this.#checksum;
    if (checksum === undefined || (batch.flags[header]! & MarketFlag.Checksum) === 0) return true;
    const format = this.#formats[instrument]!;
    // What the venue sends, once seen, counts, not what the units are; the finest of its texts tells.
    const known = this.#formatKnown[instrument] === 1;
    const sentPrice = batch.quantity[header]!;
    const sentSize = batch.otherQuantity[header]!;
    format.sentPriceDecimals = known ? Math.max(format.sentPriceDecimals, sentPrice) : sentPrice;
    format.sentSizeDecimals = known ? Math.max(format.sentSizeDecimals, sentSize) : sentSize;
    this.#formatKnown[instrument] = 1;
    if (checksum.of(this.books.book(instrument), format) !== batch.code[header]) return false;
    this.count(instrument, COUNTER.checksums);
    return true;
  }
}
