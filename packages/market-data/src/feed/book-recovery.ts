import { Backoff, type BackoffOptions } from "./backoff.ts";
import type { BookKeeper } from "./book-keeper.ts";
import type { FeedHost } from "./feed-host.ts";
import type { VenueFeed } from "./venue-feed.ts";

/** What a {@link BookRecovery} asks of its handler. */
export interface RecoveryActions {
  /** Whether the socket stands: nothing is recovered without it. */
  isOpen(): boolean;
  /** Sends text over the socket. */
  send(text: string): void;
  /** Takes the answer to a request for a whole book. */
  takeSnapshot(entry: number, bytes: Uint8Array): void;
}

/** How snapshots are fetched. */
export interface RecoveryOptions {
  /** Requests under way at a time; 2 by default. */
  parallel?: number;
  /** A snapshot that has not come after so long counts as failed; 10,000 by default. */
  timeoutMillis?: number;
  /** Between attempts for one symbol. */
  backoff?: BackoffOptions;
}

/** Where a symbol's recovery stands. */
const Phase = { Idle: 0, Queued: 1, Underway: 2, Waiting: 3 } as const;

/**
 * Brings back whole books, symbol by symbol: by request where the venue wants that, else by subscribing anew. A symbol that
 * fails waits longer each time and keeps no other from its turn.
 */
export class BookRecovery {
  /** Snapshots asked for. */
  requests = 0;
  /** Requests that failed, came too late, or brought a book that was too old. */
  failures = 0;
  readonly #feed: VenueFeed;
  readonly #host: FeedHost;
  readonly #sync: BookKeeper;
  readonly #actions: RecoveryActions;
  readonly #parallel: number;
  readonly #timeoutMillis: number;
  readonly #phase: Uint8Array;
  readonly #backoff: Backoff[];
  readonly #cancel: ((() => void) | undefined)[];
  readonly #aborts: (AbortController | undefined)[];
  readonly #queue: number[] = [];
  #underway = 0;

  constructor(
    feed: VenueFeed,
    host: FeedHost,
    sync: BookKeeper,
    actions: RecoveryActions,
    options: RecoveryOptions = {},
  ) {
    const { size } = feed.instruments;
    this.#feed = feed;
    this.#host = host;
    this.#sync = sync;
    this.#actions = actions;
    this.#parallel = options.parallel ?? 2;
    this.#timeoutMillis = options.timeoutMillis ?? 10_000;
    this.#phase = new Uint8Array(size);
    this.#backoff = Array.from({ length: size }, () => new Backoff(host.random, options.backoff, "recovery.backoff"));
    this.#cancel = Array.from({ length: size });
    this.#aborts = Array.from({ length: size });
  }

  /** Asks for the whole book of a symbol, unless that is under way. */
  request(entry: number): void {
    if (this.#phase[entry] !== Phase.Idle) return;
    this.#phase[entry] = Phase.Queued;
    this.#queue.push(entry);
    this.#next();
  }

  /** Says that the book of a symbol is live. */
  recovered(entry: number): void {
    this.#backoff[entry]!.reset();
    this.#finish(entry);
  }

  /** Ends everything that is under way: the connection is gone. */
  stop(): void {
    this.#queue.length = 0;
    for (let entry = 0; entry < this.#phase.length; entry++) this.#finish(entry);
  }

  #needs(entry: number): boolean {
    return this.#sync.needsSnapshot(this.#feed.instruments.index[entry]!);
  }

  #next(): void {
    while (this.#queue.length > 0 && this.#underway < this.#parallel && this.#actions.isOpen()) {
      const entry = this.#queue.shift()!;
      this.#phase[entry] = Phase.Idle;
      if (!this.#needs(entry)) continue;
      this.#phase[entry] = Phase.Underway;
      this.#underway++;
      this.requests++;
      this.#sync.markSyncing(this.#feed.instruments.index[entry]!);
      this.#cancel[entry] = this.#host.after(this.#timeoutMillis, () => this.#failed(entry));
      if (this.#feed.rule.snapshots === "request" && this.#feed.snapshotUrl !== undefined) void this.#fetch(entry);
      else
        for (const text of [...this.#feed.unsubscribe([entry]), ...this.#feed.subscribe([entry])])
          this.#actions.send(text);
    }
  }

  async #fetch(entry: number): Promise<void> {
    const abort = new AbortController();
    this.#aborts[entry] = abort;
    let bytes: Uint8Array | undefined;
    try {
      bytes = await this.#host.fetch(this.#feed.snapshotUrl!(entry), abort.signal);
    } catch {
      // Whatever it was, another attempt is all that can be done; it is counted.
    }
    if (this.#aborts[entry] !== abort) return;
    if (bytes !== undefined) this.#actions.takeSnapshot(entry, bytes);
    // A snapshot that was joined has called `recovered` by now.
    if (this.#aborts[entry] === abort) this.#failed(entry);
  }

  #failed(entry: number): void {
    this.#finish(entry);
    if (!this.#needs(entry)) return;
    this.failures++;
    this.#phase[entry] = Phase.Waiting;
    this.#cancel[entry] = this.#host.after(this.#backoff[entry]!.next(), () => {
      this.#phase[entry] = Phase.Idle;
      this.request(entry);
    });
  }

  /** Ends what is under way for a symbol, and lets the next one have its turn. */
  #finish(entry: number): void {
    this.#cancel[entry]?.();
    this.#cancel[entry] = undefined;
    const abort = this.#aborts[entry];
    this.#aborts[entry] = undefined;
    abort?.abort();
    const wasUnderway = this.#phase[entry] === Phase.Underway;
    if (this.#phase[entry] !== Phase.Queued) this.#phase[entry] = Phase.Idle;
    if (!wasUnderway) return;
    this.#underway--;
    this.#next();
  }
}
