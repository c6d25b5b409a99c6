import { ConfigError, StateError } from "@hotpath/core";
import { Backoff, type BackoffOptions } from "../feed/backoff.ts";
import { BookTrust, StaleReason } from "../feed/book-keeper.ts";
import { BookSync, type BookSyncOptions } from "../feed/book-sync.ts";
import type { FeedCounters, FeedStatus } from "../feed/feed-handler.ts";
import type { FeedHost } from "../feed/feed-host.ts";
import type { MarketFeed } from "../feed/market-feed.ts";
import { UNNUMBERED_RULE } from "../feed/sync-rule.ts";
import type { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import type { CcxtExchange } from "./ccxt-exchange.ts";
import { type CcxtChannel, type CcxtFailure, ccxtFailure } from "./ccxt-failure.ts";
import { CcxtNormalizer } from "./ccxt-normalizer.ts";

/** How a {@link CcxtFeed} is made. */
export interface CcxtFeedOptions {
  /** Of `openCcxt`, or any other of ccxt; it belongs to the feed, which closes it. */
  exchange: CcxtExchange;
  /** ccxt's symbols and their units: `ccxtInstruments` finds them. */
  instruments: VenueInstruments;
  /** Clock, randomness and timers; ccxt itself has its own network and clock. */
  host: Pick<FeedHost, "clock" | "random" | "after">;
  /** Takes rows; the batch holds until it returns. What it throws ends the feed: it is rethrown by `close`. */
  onBatch: (batch: MarketBatch, feed: CcxtFeed) => void;
  /** Called when the trust in the book of a symbol changes. */
  onTrust?: (entry: number, trust: BookTrust, reason: StaleReason) => void;
  /** Called with what ccxt could not do. */
  onFailure?: (failure: CcxtFailure) => void;
  /** What is listened to; `book` and `trades` by default. */
  channels?: readonly CcxtChannel[];
  /** Levels of a side; 100 by default. */
  depth?: number;
  /** Between requests, where ccxt cannot watch; 1,000 by default, and never less than the venue allows. */
  pollMillis?: number;
  /** If nothing at all has come for so long, the sockets are closed and opened again; 30,000 by default. */
  silentMillis?: number;
  /** A book about which nothing has come for so long is stale; never by default. */
  staleMillis?: number;
  /** How often silence is looked for; 1,000 by default. */
  checkMillis?: number;
  /** Between attempts after a failure. */
  backoff?: BackoffOptions;
  /** Bounds of the books; see {@link BookSync}. */
  books?: Pick<BookSyncOptions, "crossedMessages" | "levelCapacity" | "windowTicks">;
}

const METHODS = {
  book: ["watchOrderBook", "fetchOrderBook"],
  trades: ["watchTrades", "fetchTrades"],
  ticker: ["watchTicker", "fetchTicker"],
} as const;

/**
 * A venue heard through ccxt, which knows about a hundred: for breadth, where no feed of our own is there. It watches where
 * `ccxt.pro` can, and asks again and again where it cannot. Rows, books and trust are those of a {@link FeedHandler}; each
 * symbol and channel fails alone, and is tried again with backoff and jitter, unless it never can succeed.
 *
 * ccxt keeps the venue's sequence and checksums itself; a book that it gives is taken as whole. What its numbers
 * lose, {@link CcxtNormalizer} says.
 *
 * @example
 * const exchange = await openCcxt("gate");
 * const instruments = await ccxtInstruments(exchange, ["BTC/USDT"]);
 * await using feed = new CcxtFeed({ exchange, instruments, host: webHost(), onBatch: (batch) => use(batch) });
 * feed.start();
 */
export class CcxtFeed implements MarketFeed {
  /** The books. */
  readonly sync: BookSync;
  status: FeedStatus = "idle";
  /** What was not taken. */
  readonly normalizer: CcxtNormalizer;
  readonly #options: CcxtFeedOptions;
  readonly #batch: MarketBatch = new MarketBatch();
  readonly #cancels = new Set<() => void>();
  readonly #loops: Promise<void>[] = [];
  #failure: { error: unknown } | undefined;
  #closing: Promise<unknown> | undefined;
  #heardMicros = 0;
  #failures = 0;
  #silences = 0;
  #connections = 0;
  #requests = 0;
  #requestFailures = 0;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: CcxtFeedOptions) {
    const { instruments, depth = 100, channels = ["book", "trades"] } = options;
    if (!(Number.isInteger(depth) && depth > 0)) throw new ConfigError("ccxtFeed.depth", depth, "an integer from 1");
    for (const [i, channel] of channels.entries()) {
      if (Object.hasOwn(METHODS, channel)) continue;
      throw new ConfigError(`ccxtFeed.channels[${i}]`, channel, Object.keys(METHODS).join(", "));
    }
    this.#options = { ...options, depth, channels };
    this.normalizer = new CcxtNormalizer(instruments);
    this.sync = new BookSync({
      ...options.books,
      instruments: Math.max(0, ...instruments.index) + 1,
      rule: UNNUMBERED_RULE,
      onTrust: (instrument, trust, reason) => this.#trustChanged(instrument, trust, reason),
    });
  }

  start(): void {
    if (this.status !== "idle") throw new StateError("STATE_INVALID", `the feed is ${this.status}`);
    this.status = "connecting";
    this.#heardMicros = this.#options.host.clock.nowMicros();
    for (const entry of this.#options.instruments.symbols.keys()) {
      for (const channel of this.#options.channels!) this.#loops.push(this.#listen(entry, channel));
    }
    this.#check();
  }

  counters(): FeedCounters {
    return {
      connections: this.#connections,
      disconnections: this.#failures,
      silences: this.#silences,
      messages: this.normalizer.messages,
      rejects: this.normalizer.rejects.total,
      fallbacks: 0,
      snapshotRequests: this.#requests,
      snapshotFailures: this.#requestFailures,
    };
  }

  async close(): Promise<void> {
    this.#shut();
    await this.#closing;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #shut(): void {
    if (this.status === "closed") return;
    this.status = "closed";
    for (const cancel of [...this.#cancels]) cancel();
    this.sync.markAllStale(StaleReason.Disconnected);
    const { exchange, host } = this.#options;
    const closed = Promise.resolve(exchange.close?.()).catch(() => {});
    // A venue that never answers does not hold us.
    const patience = new Promise<void>((resolve) => host.after(1000, resolve));
    this.#closing = Promise.race([Promise.all([closed, ...this.#loops]), patience]);
  }

  /** Listens to one channel of one symbol, until the end or a failure that is final. */
  async #listen(entry: number, channel: CcxtChannel): Promise<void> {
    const { host, backoff, onFailure } = this.#options;
    const waits = new Backoff(host.random, backoff);
    while (this.status !== "closed") {
      try {
        await this.#hear(entry, channel);
        waits.reset();
      } catch (error) {
        // A feed that is being closed closes the sockets of what it waits for.
        if (this.#isClosed()) return;
        const failure = ccxtFailure(error, entry, channel);
        this.#failed(failure);
        this.#guarded(() => onFailure?.(failure));
        if (failure.isFinal) return;
        await this.#pause(waits.next());
      }
    }
  }

  /** One answer of ccxt. */
  async #hear(entry: number, channel: CcxtChannel): Promise<void> {
    const { exchange, instruments, depth, pollMillis = 1000 } = this.#options;
    const [watch, fetch] = METHODS[channel];
    const watches = Boolean(exchange.has[watch]) && exchange[watch] !== undefined;
    const method = watches ? watch : fetch;
    if (exchange[method] === undefined) throw new NotSupported(`${exchange.id} has neither ${watch} nor ${fetch}`);
    if (!watches) this.#requests++;
    const symbol = instruments.symbols[entry]!;
    const answer = await (channel === "book"
      ? exchange[method as "watchOrderBook"]!(symbol, depth)
      : exchange[method as "watchTrades" | "watchTicker"]!(symbol));
    if (this.#isClosed()) return;
    this.#heard();
    this.#guarded(() => this.#take(entry, channel, answer as never));
    if (!watches) await this.#pause(Math.max(pollMillis, exchange.rateLimit ?? 0));
  }

  #take(entry: number, channel: CcxtChannel, answer: never): void {
    const batch = this.#batch;
    const index = this.#options.instruments.index[entry]!;
    batch.receivedMicros = this.#heardMicros;
    if (channel === "trades") this.normalizer.trades(entry, answer, batch);
    else if (channel === "ticker") this.normalizer.ticker(entry, answer, batch);
    else {
      if (this.sync.needsSnapshot(index)) this.normalizer.forget(entry);
      if (!this.normalizer.book(entry, answer, batch)) this.sync.markStale(index, StaleReason.LostMessage);
    }
    this.sync.apply(batch);
    this.#flush();
  }

  #heard(): void {
    this.#heardMicros = this.#options.host.clock.nowMicros();
    if (this.status === "open" || this.status === "closed") return;
    this.status = "open";
    this.#connections++;
  }

  #failed(failure: CcxtFailure): void {
    const { exchange, instruments } = this.#options;
    const [watch] = METHODS[failure.channel];
    if (!exchange.has[watch]) this.#requestFailures++;
    if (failure.isFinal) return;
    this.#failures++;
    if (failure.channel !== "book") return;
    const reason = failure.code === "checksum" ? StaleReason.Checksum : StaleReason.Disconnected;
    this.sync.markStale(instruments.index[failure.entry]!, reason);
    this.#guarded(() => this.#flush());
  }

  /** Looks for silence: of everything, and of each book. */
  #check(): void {
    const { checkMillis = 1000, silentMillis = 30_000, staleMillis = Number.POSITIVE_INFINITY } = this.#options;
    void this.#pause(checkMillis).then(() => {
      if (this.#isClosed()) return;
      this.#guarded(() => {
        const now = this.#options.host.clock.nowMicros();
        for (const index of this.#options.instruments.index) {
          if (now - this.sync.updateMicros(index) > staleMillis * 1000) this.sync.markStale(index, StaleReason.Silent);
        }
        if (now - this.#heardMicros > silentMillis * 1000) this.#reopen(now);
        this.#flush();
      });
      if (!this.#isClosed()) this.#check();
    });
  }

  /** Nothing has come from anywhere: what waits is made to fail, and tries again. */
  #reopen(now: number): void {
    this.#silences++;
    this.#heardMicros = now;
    this.status = "waiting";
    this.sync.markAllStale(StaleReason.Silent);
    Promise.resolve(this.#options.exchange.close?.()).catch(() => {});
  }

  #trustChanged(instrument: number, trust: BookTrust, reason: StaleReason): void {
    const batch = this.#batch;
    const { instruments, onTrust } = this.#options;
    if (trust === BookTrust.Stale && batch.ensure(1)) {
      batch.add(MarketKind.BookClear, MarketFlag.Last, instrument, 0, Number.NaN, 0, 0, -1, Number.NaN, 0);
    }
    onTrust?.(instruments.entryOfIndex(instrument), trust, reason);
  }

  #flush(): void {
    if (this.#batch.count > 0) this.#options.onBatch(this.#batch, this);
    this.#batch.clear();
  }

  #isClosed(): boolean {
    return this.status === "closed";
  }

  /** Runs what calls the consumer: an error of his ends the feed, and is told by `close`. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failure ??= { error };
      this.#shut();
    }
  }

  /** Waits, or until the feed is closed. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#cancels.delete(stop);
        resolve();
      };
      const cancel = this.#options.host.after(milliseconds, end);
      const stop = () => {
        cancel();
        end();
      };
      this.#cancels.add(stop);
    });
  }
}

/** As ccxt's own error of this name. */
class NotSupported extends Error {}
