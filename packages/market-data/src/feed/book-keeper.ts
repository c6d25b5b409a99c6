import type { BookView } from "@hotpath/order-book";
import { endOfMessage } from "../json/feed-encoder.ts";
import { MarketBatch, MarketKind } from "../market-batch.ts";
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

/** What every {@link BookKeeper} is told. */
export interface BookKeeperOptions {
  /** Instruments of the engine's registry: rows name one by its index. */
  instruments: number;
  /** The venue's rule. */
  rule: SyncRule;
  /** Rows of deltas kept for one instrument while its snapshot is on the way; 65,536 by default. */
  pendingRows?: number;
  /** A book crossed for so many messages on end is stale; 100 by default. */
  crossedMessages?: number;
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
/** Where each counter stands. */
export const COUNTER = Object.fromEntries(COUNTERS.map((name, index) => [name, index])) as Record<
  keyof SyncCounters,
  number
>;

/**
 * What all that keep books in step with a feed have in common: of every book the trust, the number as of which it holds,
 * what was counted, and the deltas that wait for its snapshot.
 */
export abstract class BookKeeper {
  readonly rule: SyncRule;
  protected readonly instruments: number;
  readonly #trusts: Uint8Array;
  readonly #reasons: Uint8Array;
  readonly #last: Float64Array;
  /** Whether no delta has been joined to the snapshot yet. */
  readonly #joins: Uint8Array;
  readonly #updates: Float64Array;
  readonly #crossedFor: Int32Array;
  readonly #onApplied: BookKeeperOptions["onApplied"];
  /** While true, changes of trust are not told: what they lead to is not known yet. */
  #isMuted = false;
  /** Whether a book may begin with deltas alone. */
  protected readonly startsFromStream: boolean = false;
  readonly #onTrust: BookKeeperOptions["onTrust"];
  readonly #crossedMessages: number;
  readonly #pendingRows: number;
  readonly #counts: Float64Array;
  readonly #pending: (MarketBatch | undefined)[];

  constructor(options: BookKeeperOptions) {
    const { instruments } = options;
    this.rule = options.rule;
    this.instruments = instruments;
    this.#onApplied = options.onApplied;
    this.#onTrust = options.onTrust;
    this.#crossedMessages = options.crossedMessages ?? 100;
    this.#pendingRows = options.pendingRows ?? 65_536;
    this.#trusts = new Uint8Array(instruments);
    this.#reasons = new Uint8Array(instruments);
    this.#last = new Float64Array(instruments).fill(-1);
    this.#joins = new Uint8Array(instruments).fill(1);
    this.#crossedFor = new Int32Array(instruments);
    this.#updates = new Float64Array(instruments).fill(Number.NaN);
    this.#counts = new Float64Array(instruments * WIDTH);
    this.#pending = Array.from({ length: instruments });
  }

  /** The book of an instrument: a live view. */
  abstract book(instrument: number): BookView;

  /** Takes the message that begins at a row. @returns the row behind it */
  abstract applyMessage(batch: MarketBatch, row: number): number;

  /** Empties the book of an instrument. */
  protected abstract clearBook(instrument: number): void;

  /** Applies a message, `header` its first row. @returns false if the book refused something */
  protected abstract applyRows(batch: MarketBatch, header: number, end: number, instrument: number): boolean;

  /** Whether the venue's checksum, where the message has one, is that of the book. */
  protected agrees(_batch: MarketBatch, _header: number, _instrument: number): boolean {
    return true;
  }

  /** Whether the book of an instrument can be trusted. */
  trust(instrument: number): BookTrust {
    return (this.#trusts[instrument] ?? BookTrust.Empty) as BookTrust;
  }

  /** Why the book is stale, or was the last time. */
  reason(instrument: number): StaleReason {
    return (this.#reasons[instrument] ?? StaleReason.None) as StaleReason;
  }

  /** Whether the book is live and not crossed. */
  isTrusted(instrument: number): boolean {
    return this.#trusts[instrument] === BookTrust.Live;
  }

  /** Whether only a whole book can make this one live. */
  needsSnapshot(instrument: number): boolean {
    const trust = this.#trusts[instrument]!;
    return trust === BookTrust.Stale || trust === BookTrust.Syncing || trust === BookTrust.Empty;
  }

  /** The number as of which the book holds, or −1. */
  sequence(instrument: number): number {
    return this.#last[instrument] ?? -1;
  }

  /** When the last message about the book was received, in microseconds; NaN before the first. */
  updateMicros(instrument: number): number {
    return this.#updates[instrument] ?? Number.NaN;
  }

  /** Rows of deltas that wait for a snapshot of the book. */
  pendingRows(instrument: number): number {
    return this.#pending[instrument]?.count ?? 0;
  }

  /** What was counted of a book, or of all. */
  counters(instrument?: number): SyncCounters {
    const sum = (name: keyof SyncCounters): number => {
      if (instrument !== undefined) return this.#counts[instrument * WIDTH + COUNTER[name]] ?? 0;
      let total = 0;
      for (let at = COUNTER[name]; at < this.#counts.length; at += WIDTH) total += this.#counts[at]!;
      return total;
    };
    return Object.fromEntries(COUNTERS.map((name) => [name, sum(name)])) as unknown as SyncCounters;
  }

  /** Takes the book messages of a batch; rows of other kinds are passed over. */
  apply(batch: MarketBatch): void {
    let row = 0;
    while (row < batch.count) row = this.applyMessage(batch, row);
  }

  /** Says that a book cannot be trusted until the next whole one. */
  markStale(instrument: number, reason: StaleReason): void {
    if (!(instrument >= 0 && instrument < this.instruments)) return;
    const trust = this.#trusts[instrument]!;
    if (trust === BookTrust.Stale) return;
    if (reason === StaleReason.Disconnected) this.#pending[instrument]?.clear();
    if (trust === BookTrust.Empty || trust === BookTrust.Syncing) return;
    this.count(instrument, COUNTER.stale);
    this.#reasons[instrument] = reason;
    this.#setTrust(instrument, BookTrust.Stale);
  }

  /** Says it of every book. */
  markAllStale(reason: StaleReason): void {
    for (let instrument = 0; instrument < this.instruments; instrument++) this.markStale(instrument, reason);
  }

  /** Says that the whole book has been asked for: a stale book is syncing again. */
  markSyncing(instrument: number): void {
    if (this.needsSnapshot(instrument)) this.#setTrust(instrument, BookTrust.Syncing);
  }

  /** Says that something about a book has come. @returns false if there is no such book */
  protected heard(batch: MarketBatch, instrument: number): boolean {
    if (!(instrument >= 0 && instrument < this.instruments)) return false;
    this.#updates[instrument] = batch.receivedMicros;
    return true;
  }

  /** Takes a whole book. */
  protected takeSnapshot(batch: MarketBatch, header: number, end: number, instrument: number): void {
    const sequence = batch.sequence[header]!;
    const holds = this.#trusts[instrument] === BookTrust.Live || this.#trusts[instrument] === BookTrust.Crossed;
    if (holds && this.rule.snapshots === "request" && sequence < this.#last[instrument]!) {
      this.count(instrument, COUNTER.oldSnapshots);
      return;
    }
    this.count(instrument, COUNTER.snapshots);
    // Told once, when it is known what the snapshot and the deltas that waited for it have led to.
    const before = this.#trusts[instrument]!;
    this.#isMuted = true;
    this.clearBook(instrument);
    const sound = this.applyRows(batch, header, end, instrument);
    this.#last[instrument] = sequence;
    this.#joins[instrument] = 1;
    this.#crossedFor[instrument] = 0;
    this.#trusts[instrument] = BookTrust.Live;
    this.#onApplied?.(batch, header, end);
    this.#settle(batch, header, instrument, sound);
    this.#replay(instrument);
    this.#isMuted = false;
    if (this.#trusts[instrument] !== before) this.#tell(instrument);
  }

  /** Takes a change: now, or once the whole book is there. */
  protected takeDelta(batch: MarketBatch, header: number, end: number, instrument: number): void {
    const trust = this.#trusts[instrument]!;
    const needsSnapshot = this.needsSnapshot(instrument);
    if (needsSnapshot && this.startsFromStream) this.#beginPartial(batch, header, instrument);
    else if (needsSnapshot) {
      if (trust === BookTrust.Empty) this.#setTrust(instrument, BookTrust.Syncing);
      this.#keep(batch, header, end, instrument);
      return;
    }
    const fit = this.#join(batch, header, end, instrument);
    // A snapshot that was asked for may be older than what a partial book has seen since.
    if (fit === DeltaFit.Gap || this.#trusts[instrument] === BookTrust.Partial)
      this.#keep(batch, header, end, instrument);
  }

  /** Applies a delta if it is the next one; if not, says what is wrong. */
  #join(batch: MarketBatch, header: number, end: number, instrument: number): DeltaFit {
    // A message about one order is one number.
    const isDelta = batch.kind[header] === MarketKind.BookDelta;
    const sequence = batch.sequence[header]!;
    const first = isDelta ? batch.id[header]! : sequence;
    const previous = isDelta ? batch.otherId[header]! : -1;
    const fit = this.rule.fit(this.#last[instrument]!, first, sequence, previous, this.#joins[instrument] === 1);
    if (fit === DeltaFit.Old) {
      this.count(instrument, COUNTER.oldDeltas);
      return fit;
    }
    if (fit === DeltaFit.Gap) {
      this.count(instrument, COUNTER.gaps);
      const wasPartial = this.#trusts[instrument] === BookTrust.Partial;
      this.markStale(instrument, StaleReason.Gap);
      if (!wasPartial) return fit;
      // What was known may have changed unseen: the book begins again with this delta.
      this.#beginPartial(batch, header, instrument);
    }
    const sound = this.applyRows(batch, header, end, instrument);
    this.count(instrument, COUNTER.deltas);
    this.#last[instrument] = sequence;
    this.#joins[instrument] = 0;
    this.#onApplied?.(batch, header, end);
    this.#settle(batch, header, instrument, sound);
    return DeltaFit.Next;
  }

  #beginPartial(batch: MarketBatch, header: number, instrument: number): void {
    this.clearBook(instrument);
    this.#last[instrument] = batch.otherId[header]! >= 0 ? batch.otherId[header]! : batch.id[header]! - 1;
    this.#joins[instrument] = 0;
    this.#setTrust(instrument, BookTrust.Partial);
  }

  /** After a message: checksum, crossing, and what they mean for the trust. */
  #settle(batch: MarketBatch, header: number, instrument: number, sound: boolean): void {
    if (!sound) {
      this.markStale(instrument, StaleReason.Capacity);
      return;
    }
    if (!this.agrees(batch, header, instrument)) {
      this.count(instrument, COUNTER.badChecksums);
      this.markStale(instrument, StaleReason.Checksum);
      return;
    }
    const view = this.book(instrument);
    if (view.bestBid >= view.bestAsk) {
      this.count(instrument, COUNTER.crossings);
      if (++this.#crossedFor[instrument]! > this.#crossedMessages) {
        this.markStale(instrument, StaleReason.Crossed);
        return;
      }
      if (this.#trusts[instrument] === BookTrust.Live) this.#setTrust(instrument, BookTrust.Crossed);
      return;
    }
    this.#crossedFor[instrument] = 0;
    if (this.#trusts[instrument] === BookTrust.Crossed) this.#setTrust(instrument, BookTrust.Live);
  }

  #keep(batch: MarketBatch, header: number, end: number, instrument: number): void {
    if (this.rule.snapshots === "stream") {
      // The snapshot will come behind it in the same stream, and hold it.
      this.count(instrument, COUNTER.oldDeltas);
      return;
    }
    this.#pending[instrument] ??= new MarketBatch({
      rows: Math.min(256, this.#pendingRows),
      maxRows: this.#pendingRows,
    });
    const pending = this.#pending[instrument];
    this.count(instrument, COUNTER.buffered);
    if (!pending.ensure(end - header)) {
      // The oldest are of no use without those between: all go, and a later snapshot joins what comes from here on.
      this.count(instrument, COUNTER.overflows);
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
      const end = endOfMessage(pending, row);
      if (this.#join(pending, row, end, instrument) === DeltaFit.Gap) break;
      row = end;
    }
    if (row > 0) dropRows(pending, row);
  }

  /** Counts something. */
  protected count(instrument: number, counter: number): void {
    const at = instrument * WIDTH + counter;
    this.#counts[at] = this.#counts[at]! + 1;
  }

  #setTrust(instrument: number, trust: BookTrust): void {
    if (this.#trusts[instrument] === trust) return;
    this.#trusts[instrument] = trust;
    this.#tell(instrument);
  }

  #tell(instrument: number): void {
    if (!this.#isMuted) this.#onTrust?.(instrument, this.trust(instrument), this.reason(instrument));
  }
}
