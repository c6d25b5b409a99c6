import { ConfigError, Side } from "@hotpath/core";
import { type BookView, L2Book, UpdateResult } from "@hotpath/order-book";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import type { BookChecksum, ChecksumFormat } from "./book-checksum.ts";
import { appendRows, dropRows } from "./pending-rows.ts";
import { DeltaFit, type SyncRule } from "./sync-rule.ts";

/** Whether a book can be trusted. */
export const BookTrust = {
  /** Nothing has come yet. */
  Empty: 0,
  /** Deltas come and are kept; the whole book that they change has not come yet. */
  Syncing: 1,
  /** Begun from deltas alone: every level it holds is true, others may be missing. Only with `start: "stream"`. */
  Partial: 2,
  /** The book is the venue's, as far as numbers and checksums tell. */
  Live: 3,
  /** As `Live`, but its best bid is not below its best ask. */
  Crossed: 4,
  /** It was lost: something is missing or wrong, and a whole book is needed. What it holds is what it held before. */
  Stale: 5,
} as const;
/** A value of {@link BookTrust}. */
export type BookTrust = (typeof BookTrust)[keyof typeof BookTrust];

/** Why a book is {@link BookTrust.Stale}. */
export const StaleReason = {
  None: 0,
  /** A delta is missing. */
  Gap: 1,
  /** The venue's checksum is another. */
  Checksum: 2,
  /** It has been crossed for too many messages. */
  Crossed: 3,
  /** No room for another level, or a level that the book refused. */
  Capacity: 4,
  /** A message about it was rejected, or may have been lost. */
  LostMessage: 5,
  /** Nothing has come for too long. */
  Silent: 6,
  /** The connection is gone. */
  Disconnected: 7,
  /** The venue says that the book is void. */
  Cleared: 8,
} as const;
/** A value of {@link StaleReason}. */
export type StaleReason = (typeof StaleReason)[keyof typeof StaleReason];

/** What was counted of one book, or of all. */
export interface SyncCounters {
  /** Whole books taken. */
  snapshots: number;
  /** Whole books that were older than the book and left aside. */
  oldSnapshots: number;
  /** Deltas applied, those included that had waited for the snapshot. */
  deltas: number;
  /** Deltas dropped because the book held them already, or because the snapshot that comes in the stream will. */
  oldDeltas: number;
  /** Deltas that came before their snapshot, which is on request, and were kept. */
  buffered: number;
  /** Times that the deltas kept became too many and were dropped. */
  overflows: number;
  /** Deltas before which something was missing. */
  gaps: number;
  /** Checksums that were right. */
  checksums: number;
  /** Checksums that were wrong. */
  badChecksums: number;
  /** Messages after which bid was not below ask. */
  crossings: number;
  /** Times that the book became stale. */
  stale: number;
}

/** How a {@link BookSync} is made. */
export interface BookSyncOptions {
  /** Instruments of the engine's registry: rows name one by its index. */
  instruments: number;
  /** The venue's rule. */
  rule: SyncRule;
  /** The venue's checksum, where messages bring one. */
  checksum?: BookChecksum;
  /** Decimals of an instrument's units, which a checksum needs. */
  decimals?: (instrument: number) => { priceDecimals: number; sizeDecimals: number };
  /** Levels of a side that the venue keeps telling about: worse ones are dropped. Unbounded by default. */
  depth?: number;
  /** `snapshot` (default): a book begins with a whole one. `stream`: it may begin with deltas alone, as `Partial`. */
  start?: "snapshot" | "stream";
  /** Rows of deltas kept for one instrument while its snapshot is on the way; 65,536 by default. */
  pendingRows?: number;
  /** A book crossed for so many messages on end is stale; 100 by default. */
  crossedMessages?: number;
  /** The greatest number of levels, all instruments together; see `L2Book`. */
  levelCapacity?: number;
  /** See `L2Book`. */
  windowTicks?: number;
  /**
   * Called with each book message when it is applied, be it at once or with the snapshot for which it waited: rows `from`
   * to `to − 1`, to be read before it returns. In this order they rebuild the books.
   */
  onApplied?: (batch: MarketBatch, from: number, to: number) => void;
  /** Called when the trust in a book changes. */
  onTrust?: (instrument: number, trust: BookTrust, reason: StaleReason) => void;
}

const COUNTERS = [
  "snapshots",
  "oldSnapshots",
  "deltas",
  "oldDeltas",
  "buffered",
  "overflows",
  "gaps",
  "checksums",
  "badChecksums",
  "crossings",
  "stale",
] as const satisfies readonly (keyof SyncCounters)[];
const WIDTH = COUNTERS.length;
const C = Object.fromEntries(COUNTERS.map((name, index) => [name, index])) as Record<keyof SyncCounters, number>;

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
export class BookSync {
  /** The books. */
  readonly books: L2Book;
  readonly rule: SyncRule;
  readonly #instruments: number;
  readonly #options: BookSyncOptions;
  readonly #depth: number;
  readonly #crossedMessages: number;
  readonly #pendingRows: number;
  readonly #trust: Uint8Array;
  readonly #reason: Uint8Array;
  readonly #last: Float64Array;
  /** Whether no delta has been joined to the snapshot yet. */
  readonly #joins: Uint8Array;
  readonly #crossedFor: Int32Array;
  readonly #updateMicros: Float64Array;
  readonly #counts: Float64Array;
  readonly #formats: ChecksumFormat[];
  readonly #formatKnown: Uint8Array;
  readonly #pending: (MarketBatch | undefined)[];
  #isMuted = false;
  readonly #worst: { price: Float64Array; quantity: Float64Array };

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: BookSyncOptions) {
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
    this.rule = options.rule;
    this.#options = options;
    this.#instruments = instruments;
    this.#depth = depth;
    this.#crossedMessages = options.crossedMessages ?? 100;
    this.#pendingRows = options.pendingRows ?? 65_536;
    this.#trust = new Uint8Array(instruments);
    this.#reason = new Uint8Array(instruments);
    this.#last = new Float64Array(instruments).fill(-1);
    this.#joins = new Uint8Array(instruments).fill(1);
    this.#crossedFor = new Int32Array(instruments);
    this.#updateMicros = new Float64Array(instruments).fill(Number.NaN);
    this.#counts = new Float64Array(instruments * WIDTH);
    this.#formats = Array.from({ length: checksum === undefined ? 0 : instruments }, (_, instrument) => {
      const { priceDecimals, sizeDecimals } = decimals!(instrument);
      return { priceDecimals, sizeDecimals, sentPriceDecimals: priceDecimals, sentSizeDecimals: sizeDecimals };
    });
    this.#formatKnown = new Uint8Array(instruments);
    this.#pending = Array.from({ length: instruments });
    const rows = depth === Number.POSITIVE_INFINITY ? 0 : depth + 64;
    this.#worst = { price: new Float64Array(rows), quantity: new Float64Array(rows) };
  }

  /** The book of an instrument: a live view. */
  book(instrument: number): BookView {
    return this.books.book(instrument);
  }

  /** Whether the book of an instrument can be trusted. */
  trust(instrument: number): BookTrust {
    return (this.#trust[instrument] ?? BookTrust.Empty) as BookTrust;
  }

  /** Why the book is stale, or was the last time. */
  reason(instrument: number): StaleReason {
    return (this.#reason[instrument] ?? StaleReason.None) as StaleReason;
  }

  /** Whether the book is live and not crossed. */
  isTrusted(instrument: number): boolean {
    return this.#trust[instrument] === BookTrust.Live;
  }

  /** Whether only a whole book can make this one live. */
  needsSnapshot(instrument: number): boolean {
    const trust = this.#trust[instrument]!;
    return trust === BookTrust.Stale || trust === BookTrust.Syncing || trust === BookTrust.Empty;
  }

  /** The number as of which the book holds, or −1. */
  sequence(instrument: number): number {
    return this.#last[instrument] ?? -1;
  }

  /** When the last message about the book was received, in microseconds; NaN before the first. */
  updateMicros(instrument: number): number {
    return this.#updateMicros[instrument] ?? Number.NaN;
  }

  /** Rows of deltas that wait for a snapshot of the book. */
  pendingRows(instrument: number): number {
    return this.#pending[instrument]?.count ?? 0;
  }

  /** What was counted of a book, or of all. */
  counters(instrument?: number): SyncCounters {
    const sum = (name: keyof SyncCounters): number => {
      if (instrument !== undefined) return this.#counts[instrument * WIDTH + C[name]] ?? 0;
      let total = 0;
      for (let at = C[name]; at < this.#counts.length; at += WIDTH) total += this.#counts[at]!;
      return total;
    };
    return Object.fromEntries(COUNTERS.map((name) => [name, sum(name)])) as unknown as SyncCounters;
  }

  /** Takes the book messages of a batch; rows of other kinds are passed over. */
  apply(batch: MarketBatch): void {
    let row = 0;
    while (row < batch.count) row = this.applyMessage(batch, row);
  }

  /** Takes the message that begins at a row. @returns the row behind it */
  applyMessage(batch: MarketBatch, row: number): number {
    const kind = batch.kind[row]!;
    const instrument = batch.instrument[row]!;
    const isBook = kind === MarketKind.BookSnapshot || kind === MarketKind.BookDelta;
    if (!isBook) {
      if (kind === MarketKind.BookClear) this.markStale(instrument, StaleReason.Cleared);
      return row + 1;
    }
    let end = row;
    while (end < batch.count && (batch.flags[end]! & MarketFlag.Last) === 0) end++;
    end++;
    if (!(instrument >= 0 && instrument < this.#instruments)) return end;
    this.#updateMicros[instrument] = batch.receivedMicros;
    if (kind === MarketKind.BookSnapshot) this.#snapshot(batch, row, end, instrument);
    else this.#delta(batch, row, end, instrument);
    return end;
  }

  /** Says that a book cannot be trusted until the next whole one. */
  markStale(instrument: number, reason: StaleReason): void {
    if (!(instrument >= 0 && instrument < this.#instruments)) return;
    const trust = this.#trust[instrument]!;
    if (trust === BookTrust.Stale) return;
    if (reason === StaleReason.Disconnected) this.#pending[instrument]?.clear();
    if (trust === BookTrust.Empty || trust === BookTrust.Syncing) return;
    this.#count(instrument, C.stale);
    this.#reason[instrument] = reason;
    this.#setTrust(instrument, BookTrust.Stale);
  }

  /** Says it of every book. */
  markAllStale(reason: StaleReason): void {
    for (let instrument = 0; instrument < this.#instruments; instrument++) this.markStale(instrument, reason);
  }

  /** Says that the whole book has been asked for: a stale book is syncing again. */
  markSyncing(instrument: number): void {
    if (this.needsSnapshot(instrument)) this.#setTrust(instrument, BookTrust.Syncing);
  }

  #snapshot(batch: MarketBatch, header: number, end: number, instrument: number): void {
    const sequence = batch.sequence[header]!;
    const holds = this.#trust[instrument] === BookTrust.Live || this.#trust[instrument] === BookTrust.Crossed;
    if (holds && this.rule.snapshots === "request" && sequence < this.#last[instrument]!) {
      this.#count(instrument, C.oldSnapshots);
      return;
    }
    this.#count(instrument, C.snapshots);
    // Told once, when it is known what the snapshot and the deltas that waited for it have led to.
    const before = this.#trust[instrument]!;
    this.#isMuted = true;
    this.books.clear(instrument);
    const sound = this.#levels(batch, header + 1, end, instrument);
    this.#last[instrument] = sequence;
    this.#joins[instrument] = 1;
    this.#crossedFor[instrument] = 0;
    this.#trust[instrument] = BookTrust.Live;
    this.#options.onApplied?.(batch, header, end);
    this.#settle(batch, header, instrument, sound);
    this.#replay(instrument);
    this.#isMuted = false;
    if (this.#trust[instrument] !== before) this.#tell(instrument);
  }

  #delta(batch: MarketBatch, header: number, end: number, instrument: number): void {
    const trust = this.#trust[instrument]!;
    const needsSnapshot = this.needsSnapshot(instrument);
    if (needsSnapshot && this.#options.start === "stream") this.#beginPartial(batch, header, instrument);
    else if (needsSnapshot) {
      if (trust === BookTrust.Empty) this.#setTrust(instrument, BookTrust.Syncing);
      this.#keep(batch, header, end, instrument);
      return;
    }
    const fit = this.#join(batch, header, end, instrument);
    // A snapshot that was asked for may be older than what a partial book has seen since.
    if (fit === DeltaFit.Gap || this.#trust[instrument] === BookTrust.Partial)
      this.#keep(batch, header, end, instrument);
  }

  /** Applies a delta if it is the next one; if not, says what is wrong. */
  #join(batch: MarketBatch, header: number, end: number, instrument: number): DeltaFit {
    const fit = this.rule.fit(
      this.#last[instrument]!,
      batch.id[header]!,
      batch.sequence[header]!,
      batch.otherId[header]!,
      this.#joins[instrument] === 1,
    );
    if (fit === DeltaFit.Old) {
      this.#count(instrument, C.oldDeltas);
      return fit;
    }
    if (fit === DeltaFit.Gap) {
      this.#count(instrument, C.gaps);
      const wasPartial = this.#trust[instrument] === BookTrust.Partial;
      this.markStale(instrument, StaleReason.Gap);
      if (!wasPartial) return fit;
      // What was known may have changed unseen: the book begins again with this delta.
      this.#beginPartial(batch, header, instrument);
    }
    const sound = this.#levels(batch, header + 1, end, instrument);
    this.#count(instrument, C.deltas);
    this.#last[instrument] = batch.sequence[header]!;
    this.#joins[instrument] = 0;
    this.#options.onApplied?.(batch, header, end);
    this.#settle(batch, header, instrument, sound);
    return DeltaFit.Next;
  }

  #beginPartial(batch: MarketBatch, header: number, instrument: number): void {
    this.books.clear(instrument);
    this.#last[instrument] = batch.otherId[header]! >= 0 ? batch.otherId[header]! : batch.id[header]! - 1;
    this.#joins[instrument] = 0;
    this.#setTrust(instrument, BookTrust.Partial);
  }

  /** Applies levels. @returns false if the book refused one */
  #levels(batch: MarketBatch, from: number, end: number, instrument: number): boolean {
    const { side, price, quantity } = batch;
    const { books } = this;
    let sound = true;
    for (let row = from; row < end; row++) {
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
      for (let row = depth; row < count; row++) this.books.update(instrument, side, worst.price[row]!, 0);
    }
  }

  /** After a message: checksum, crossing, and what they mean for the trust. */
  #settle(batch: MarketBatch, header: number, instrument: number, sound: boolean): void {
    if (!sound) {
      this.markStale(instrument, StaleReason.Capacity);
      return;
    }
    if ((batch.flags[header]! & MarketFlag.Checksum) !== 0 && !this.#agrees(batch, header, instrument)) {
      this.#count(instrument, C.badChecksums);
      this.markStale(instrument, StaleReason.Checksum);
      return;
    }
    const view = this.books.book(instrument);
    if (view.bestBid >= view.bestAsk) {
      this.#count(instrument, C.crossings);
      if (++this.#crossedFor[instrument]! > this.#crossedMessages) {
        this.markStale(instrument, StaleReason.Crossed);
        return;
      }
      if (this.#trust[instrument] === BookTrust.Live) this.#setTrust(instrument, BookTrust.Crossed);
      return;
    }
    this.#crossedFor[instrument] = 0;
    if (this.#trust[instrument] === BookTrust.Crossed) this.#setTrust(instrument, BookTrust.Live);
  }

  #agrees(batch: MarketBatch, header: number, instrument: number): boolean {
    const { checksum } = this.#options;
    if (checksum === undefined) return true;
    const format = this.#formats[instrument]!;
    // What the venue sends, once seen, counts, not what the units are; the finest of its texts tells.
    const known = this.#formatKnown[instrument] === 1;
    const sentPrice = batch.quantity[header]!;
    const sentSize = batch.otherQuantity[header]!;
    format.sentPriceDecimals = known ? Math.max(format.sentPriceDecimals, sentPrice) : sentPrice;
    format.sentSizeDecimals = known ? Math.max(format.sentSizeDecimals, sentSize) : sentSize;
    this.#formatKnown[instrument] = 1;
    if (checksum.of(this.books.book(instrument), format) !== batch.code[header]) return false;
    this.#count(instrument, C.checksums);
    return true;
  }

  #keep(batch: MarketBatch, header: number, end: number, instrument: number): void {
    if (this.rule.snapshots === "stream") {
      // The snapshot will come behind it in the same stream, and hold it.
      this.#count(instrument, C.oldDeltas);
      return;
    }
    this.#pending[instrument] ??= new MarketBatch({
      rows: Math.min(256, this.#pendingRows),
      maxRows: this.#pendingRows,
    });
    const pending = this.#pending[instrument];
    this.#count(instrument, C.buffered);
    if (!pending.ensure(end - header)) {
      // The oldest are of no use without those between: all go, and a later snapshot joins what comes from here on.
      this.#count(instrument, C.overflows);
      pending.clear();
      if (!pending.ensure(end - header)) return;
    }
    appendRows(pending, batch, header, end);
  }

  /** Gives the deltas that waited to the book; those that are too new for it wait on. */
  #replay(instrument: number): void {
    const pending = this.#pending[instrument];
    if (pending === undefined) return;
    let row = 0;
    while (row < pending.count && !this.needsSnapshot(instrument)) {
      let end = row;
      while ((pending.flags[end]! & MarketFlag.Last) === 0) end++;
      end++;
      if (this.#join(pending, row, end, instrument) === DeltaFit.Gap) break;
      row = end;
    }
    if (row > 0) dropRows(pending, row);
  }

  #count(instrument: number, counter: number): void {
    const at = instrument * WIDTH + counter;
    this.#counts[at] = this.#counts[at]! + 1;
  }

  #setTrust(instrument: number, trust: BookTrust): void {
    if (this.#trust[instrument] === trust) return;
    this.#trust[instrument] = trust;
    this.#tell(instrument);
  }

  #tell(instrument: number): void {
    if (!this.#isMuted) this.#options.onTrust?.(instrument, this.trust(instrument), this.reason(instrument));
  }
}
