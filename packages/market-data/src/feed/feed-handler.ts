import { StateError } from "@hotpath/core";
import type { FeedNotice, JsonFeedDecoder } from "../json/feed-decoder.ts";
import { endOfMessage } from "../json/feed-encoder.ts";
import { MarketBatch, MarketKind } from "../market-batch.ts";
import { Backoff, type BackoffOptions } from "./backoff.ts";
import { type BookKeeper, BookTrust, StaleReason } from "./book-keeper.ts";
import { BookRecovery, type RecoveryOptions } from "./book-recovery.ts";
import { BookSync, type BookSyncOptions } from "./book-sync.ts";
import type { FeedHost, FeedSocket } from "./feed-host.ts";
import type { MarketFeed } from "./market-feed.ts";
import { OrderSync, type OrderSyncOptions } from "./order-sync.ts";
import { SyncedRows } from "./synced-rows.ts";
import type { VenueFeed } from "./venue-feed.ts";

/** How a {@link FeedHandler} is made. */
export interface FeedHandlerOptions {
  feed: VenueFeed;
  host: FeedHost;
  /**
   * Takes rows, as soon as a message has brought them; the batch holds until it returns. A book that has been lost is told
   * by a row of `BookClear`. What it throws ends the handler: it is rethrown by `close`.
   */
  onBatch: (batch: MarketBatch, handler: FeedHandler) => void;
  /**
   * Which rows of books `onBatch` gets: `decoded`, each message as it came; or `applied`, when the books have taken it, in that order and without
   * those that were old, so that the rows rebuild the books. `decoded` by default.
   */
  rows?: "decoded" | "applied";
  /** Called when the trust in the book of a symbol changes. */
  onTrust?: (entry: number, trust: BookTrust, reason: StaleReason) => void;
  /** Called with what the venue says about subscriptions and itself. */
  onNotice?: (notice: FeedNotice) => void;
  /** Entries of the symbols to subscribe to; all of the feed's by default. */
  entries?: readonly number[];
  /** A socket from which nothing has come for so long is given up; 30,000 by default. */
  silentMillis?: number;
  /** A book about which nothing has come for so long is stale; never by default, for many markets are quiet. */
  staleMillis?: number;
  /** A connection that does not stand after so long is given up; 10,000 by default. */
  connectMillis?: number;
  /** How often silence is looked for; 1,000 by default. */
  checkMillis?: number;
  /** Between attempts to connect. */
  backoff?: BackoffOptions;
  /** How whole books are fetched. */
  recovery?: RecoveryOptions;
  /** Longer messages are rejected; 16 MiB by default. */
  maxMessageBytes?: number;
  /** Bounds of the books; see {@link BookSync} and {@link OrderSync}. */
  books?: Pick<BookSyncOptions, "pendingRows" | "crossedMessages" | "levelCapacity" | "windowTicks" | "onApplied"> &
    Pick<OrderSyncOptions, "orderCapacity">;
}

/** Where a handler's connection stands. */
export type FeedStatus = "idle" | "connecting" | "open" | "waiting" | "closed";

/** What a handler has counted. */
export interface FeedCounters {
  connections: number;
  disconnections: number;
  /** Connections given up because nothing came. */
  silences: number;
  messages: number;
  /** Messages that were not taken. */
  rejects: number;
  /** Messages of a layout that the decoder did not know. */
  fallbacks: number;
  snapshotRequests: number;
  snapshotFailures: number;
}

/**
 * A venue's feed, live: connects, subscribes, decodes, keeps the books in step, fetches whole books when they are needed,
 * notices silence, and connects again. Nothing that the venue or the network does throws; it is counted, and the books say
 * whether they can be trusted. A symbol that fails does so alone.
 *
 * @example
 * await using handler = new FeedHandler({ feed: binanceFeed(instruments), host: webHost(), onBatch: (batch) => use(batch) });
 * handler.start();
 */
export class FeedHandler implements MarketFeed {
  readonly feed: VenueFeed;
  /** The books: a {@link BookSync}, or an {@link OrderSync} where the feed tells of orders. */
  readonly sync: BookKeeper;
  readonly decoder: JsonFeedDecoder;
  /** Where the connection stands. */
  status: FeedStatus = "idle";
  readonly #options: FeedHandlerOptions;
  readonly #host: FeedHost;
  readonly #entries: readonly number[];
  readonly #batch: MarketBatch = new MarketBatch();
  /** What passes rows on when they are applied, if that is asked for, and where they go. */
  readonly #synced: SyncedRows | undefined;
  readonly #out: MarketBatch;
  readonly #backoff: Backoff;
  readonly #recovery: BookRecovery;
  readonly #encoder = new TextEncoder();
  readonly #maxMessageBytes: number;
  #text: Uint8Array = new Uint8Array(65_536);
  #socket: FeedSocket | undefined;
  /** Counts connections, so that what an old socket still says is told from the new one's. */
  #generation = 0;
  #messageMicros = 0;
  #connectedMicros = 0;
  #connections = 0;
  #disconnections = 0;
  #silences = 0;
  #timers = new Map<string, () => void>();
  #failure: { error: unknown } | undefined;
  #closing: PromiseWithResolvers<void> | undefined;

  constructor(options: FeedHandlerOptions) {
    const { feed, host } = options;
    this.#options = options;
    this.feed = feed;
    this.#host = host;
    this.#entries = options.entries ?? feed.instruments.symbols.map((_, entry) => entry);
    this.#maxMessageBytes = options.maxMessageBytes ?? 16 * 2 ** 20;
    this.#backoff = new Backoff(host.random, options.backoff);
    this.decoder = feed.decoder();
    const books = bookOptions(options, (instrument, trust, reason) => this.#trustChanged(instrument, trust, reason));
    if (options.rows === "applied") {
      this.#synced = new SyncedRows(books, feed.tells);
      this.#out = new MarketBatch();
      this.#synced.out = this.#out;
      this.sync = this.#synced.sync;
    } else {
      this.#out = this.#batch;
      this.sync = feed.tells === "orders" ? new OrderSync(books) : new BookSync(books);
    }
    const actions = {
      isOpen: () => this.status === "open",
      send: (text: string) => this.#socket?.send(text),
      takeSnapshot: (entry: number, bytes: Uint8Array) => this.#takeSnapshot(entry, bytes),
    };
    this.#recovery = new BookRecovery(feed, host, this.sync, actions, options.recovery);
  }

  /** Begins. @throws {StateError} if it has begun before */
  start(): void {
    if (this.status !== "idle") throw new StateError("STATE_INVALID", `the feed handler is ${this.status}`);
    this.#connect();
  }

  /** What was counted. */
  counters(): FeedCounters {
    return {
      connections: this.#connections,
      disconnections: this.#disconnections,
      silences: this.#silences,
      messages: this.decoder.messages,
      rejects: this.decoder.rejects.total,
      fallbacks: this.decoder.fallbacks,
      snapshotRequests: this.#recovery.requests,
      snapshotFailures: this.#recovery.failures,
    };
  }

  /** Ends it: closes the socket, aborts requests, cancels timers. Rethrows what a consumer has thrown. */
  async close(): Promise<void> {
    if (this.status !== "closed") this.#shut();
    await this.#closing?.promise;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #shut(): void {
    this.status = "closed";
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#recovery.stop();
    this.sync.markAllStale(StaleReason.Disconnected);
    if (this.#socket === undefined) return;
    this.#closing = Promise.withResolvers();
    const { resolve } = this.#closing;
    // A peer that never answers does not hold us.
    this.#host.after(1000, resolve);
    this.#socket.close();
  }

  #connect(): void {
    this.status = "connecting";
    const generation = ++this.#generation;
    const isCurrent = () => generation === this.#generation;
    this.#messageMicros = this.#connectedMicros = this.#host.clock.nowMicros();
    this.#timer("check", this.#options.checkMillis ?? 1000, () => this.#check());
    this.#socket = this.#host.connect(this.feed.socketUrl(this.#entries), {
      open: () => isCurrent() && this.#opened(),
      message: (data) => {
        if (isCurrent() && this.status === "open") this.#guarded(() => this.#message(data));
      },
      close: () => {
        if (isCurrent()) this.#closed();
      },
    });
  }

  #opened(): void {
    if (this.status !== "connecting") return;
    this.status = "open";
    this.#connections++;
    this.#messageMicros = this.#host.clock.nowMicros();
    for (const text of this.feed.subscribe(this.#entries)) this.#socket?.send(text);
    if (this.feed.ping !== undefined) this.#ping();
    // Where books come in the stream, the subscription brings them; a request follows if one does not.
    if (this.feed.rule.snapshots === "request") this.#requestBooks();
  }

  #closed(): void {
    this.#socket = undefined;
    this.#generation++;
    this.#disconnections++;
    this.#recovery.stop();
    this.decoder.reset();
    if (this.status === "closed") {
      this.#closing?.resolve();
      return;
    }
    this.status = "waiting";
    this.sync.markAllStale(StaleReason.Disconnected);
    this.#flush();
    for (const name of ["check", "ping"]) this.#cancel(name);
    this.#timer("connect", this.#backoff.next(), () => this.#connect());
  }

  /** Looks for silence: of the socket, and of each book. */
  #check(): void {
    this.#timer("check", this.#options.checkMillis ?? 1000, () => this.#check());
    const now = this.#host.clock.nowMicros();
    const { silentMillis = 30_000, connectMillis = 10_000, staleMillis = Number.POSITIVE_INFINITY } = this.#options;
    const isLate = this.status === "connecting" && now - this.#connectedMicros > connectMillis * 1000;
    if (isLate || (this.status === "open" && now - this.#messageMicros > silentMillis * 1000)) {
      this.#silences++;
      const socket = this.#socket;
      this.sync.markAllStale(StaleReason.Silent);
      // The socket may never say that it is closed: it is done with now.
      this.#closed();
      socket?.close();
      return;
    }
    for (const entry of this.#entries) {
      const instrument = this.feed.instruments.index[entry]!;
      const quiet = now - this.sync.updateMicros(instrument) > staleMillis * 1000;
      if (quiet && !this.sync.needsSnapshot(instrument)) this.sync.markStale(instrument, StaleReason.Silent);
    }
    const isPatient = this.feed.rule.snapshots === "stream" && now - this.#connectedMicros < connectMillis * 1000;
    if (this.status === "open" && !isPatient) this.#requestBooks();
    this.#flush();
  }

  /** Asks for every book that needs it. */
  #requestBooks(): void {
    if (this.feed.hasBooks === false) return;
    for (const entry of this.#entries) {
      if (this.sync.needsSnapshot(this.feed.instruments.index[entry]!)) this.#recovery.request(entry);
    }
  }

  #message(data: string | Uint8Array): void {
    this.#messageMicros = this.#host.clock.nowMicros();
    this.#backoff.reset();
    if (typeof data !== "string") {
      this.#decode(data, data.length);
      return;
    }
    // Three bytes are the most that a UTF-16 unit takes in UTF-8.
    if (data.length * 3 > this.#text.length && this.#text.length < this.#maxMessageBytes * 3) {
      this.#text = new Uint8Array(Math.min(data.length * 6, this.#maxMessageBytes * 3));
    }
    const { read, written } = this.#encoder.encodeInto(data, this.#text);
    this.#decode(this.#text, read === data.length ? written : this.#text.length + 1);
  }

  /** Decodes a message, whose length is known to be too much if it is more than the bytes. */
  #decode(bytes: Uint8Array, length: number): void {
    const { decoder } = this;
    const rejects = decoder.rejects.total;
    this.#batch.receivedMicros = this.#messageMicros;
    if (length > bytes.length || length > this.#maxMessageBytes) decoder.refuseLong(length);
    else decoder.decodeMessage(bytes, 0, length, this.#batch);
    this.#apply();
    if (decoder.rejects.total !== rejects) this.#rejected(decoder.rejectedEntry);
    this.#flush();
    for (let notice = decoder.takeNotice(); notice !== undefined; notice = decoder.takeNotice()) {
      this.#options.onNotice?.(notice);
    }
  }

  /** Gives what was decoded to the books, and passes it on. */
  #apply(): void {
    const batch = this.#batch;
    const synced = this.#synced;
    if (synced === undefined) {
      this.sync.apply(batch);
      return;
    }
    this.#out.receivedMicros = this.#messageMicros;
    for (let row = 0; row < batch.count; ) {
      const end = endOfMessage(batch, row);
      synced.pass(batch, row, end);
      row = end;
    }
    batch.clear();
  }

  /** A message was lost: of one book if that is known, else of any, where the next message would not show it. */
  #rejected(entry: number): void {
    if (entry >= 0) this.sync.markStale(this.feed.instruments.index[entry]!, StaleReason.LostMessage);
    // One of a symbol for which nobody has asked says nothing of the others.
    else if (this.decoder.unknownSymbol !== undefined) return;
    else if (!this.feed.rule.findsGaps) this.sync.markAllStale(StaleReason.LostMessage);
  }

  #takeSnapshot(entry: number, bytes: Uint8Array): void {
    this.#guarded(() => {
      const { decoder } = this;
      const before = decoder.requested;
      decoder.requested = entry;
      this.#messageMicros = this.#host.clock.nowMicros();
      this.#decode(bytes, bytes.length);
      decoder.requested = before;
    });
  }

  #trustChanged(instrument: number, trust: BookTrust, reason: StaleReason): void {
    const entry = this.feed.instruments.entryOfIndex(instrument);
    if (trust === BookTrust.Stale && this.#synced === undefined) this.#tellCleared(instrument);
    if (trust === BookTrust.Live || trust === BookTrust.Crossed) this.#recovery.recovered(entry);
    else if (this.status === "open" && (trust === BookTrust.Stale || this.feed.rule.snapshots === "request")) {
      this.#recovery.request(entry);
    }
    this.#options.onTrust?.(entry, trust, reason);
  }

  /** Appends a row that says that what was told of a book is void. */
  #tellCleared(instrument: number): void {
    const batch = this.#batch;
    if (!batch.ensure(1)) return;
    const micros = this.#messageMicros;
    batch.add(MarketKind.BookClear, 0, instrument, 0, Number.NaN, 0, 0, -1, Number.NaN, 0);
    batch.receiveMicros[batch.count - 1] = micros;
  }

  /** Hands over what there is. */
  #flush(): void {
    if (this.#out.count > 0) this.#options.onBatch(this.#out, this);
    this.#out.clear();
  }

  #ping(): void {
    const { ping } = this.feed;
    if (ping === undefined) return;
    this.#timer("ping", ping.everyMillis, () => {
      this.#socket?.send(ping.text);
      this.#ping();
    });
  }

  /** Runs what calls the consumer: an error of his ends the handler, and is told by `close`. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failure ??= { error };
      if (this.status !== "closed") this.#shut();
    }
  }

  #timer(name: string, milliseconds: number, callback: () => void): void {
    this.#cancel(name);
    const cancel = this.#host.after(milliseconds, () => {
      this.#timers.delete(name);
      this.#guarded(callback);
    });
    this.#timers.set(name, cancel);
  }

  #cancel(name: string): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}

/** How the books of a feed are made. */
function bookOptions(
  { feed, books }: FeedHandlerOptions,
  onTrust: NonNullable<BookSyncOptions["onTrust"]>,
): BookSyncOptions & OrderSyncOptions {
  const { index, priceDecimals, sizeDecimals } = feed.instruments;
  return {
    ...books,
    instruments: Math.max(0, ...index) + 1,
    rule: feed.rule,
    onTrust,
    ...(feed.checksum !== undefined && { checksum: feed.checksum }),
    ...(feed.depth !== undefined && { depth: feed.depth }),
    decimals: (instrument) => {
      const entry = Math.max(0, feed.instruments.entryOfIndex(instrument));
      return { priceDecimals: priceDecimals[entry]!, sizeDecimals: sizeDecimals[entry]! };
    },
  };
}
