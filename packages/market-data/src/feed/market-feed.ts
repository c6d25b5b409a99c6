import type { BookKeeper } from "./book-keeper.ts";
import type { FeedCounters, FeedStatus } from "./feed-handler.ts";

/** A live feed of a venue, however it is heard: a {@link FeedHandler}, or a `CcxtFeed`. */
export interface MarketFeed extends AsyncDisposable {
  /** Where the connection stands. */
  readonly status: FeedStatus;
  /** The books. */
  readonly sync: BookKeeper;
  /** Begins. @throws {StateError} if it has begun before */
  start(): void;
  /** What was counted. */
  counters(): FeedCounters;
  /** Ends it. Rethrows what a consumer has thrown. */
  close(): Promise<void>;
}
