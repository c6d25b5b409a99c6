import type { Snapshotable } from "@hotpath/core";

/**
 * How long orders and what the venue says of them are on their way, in whole nanoseconds. A model that draws or remembers
 * is `Snapshotable` too, and its state then belongs to that of the replay.
 */
export interface OrderLatency extends Partial<Snapshotable> {
  /**
   * From when an order, a cancel or a replace leaves the engine until the venue has it. Negative where the venue does not
   * take it (overload, an outage): its refusal then reaches the engine after the absolute value.
   */
  entryNanos(micros: number, nanos: number): number;
  /** From when the venue says something until the engine hears it, 0 or more. */
  responseNanos(micros: number, nanos: number): number;
}

/** How long market data is on its way from the venue to the engine, in whole nanoseconds, 0 or more. */
export interface FeedLatency extends Partial<Snapshotable> {
  /** @param micros time of the event at the venue, and `nanos` within it */
  feedNanos(micros: number, nanos: number): number;
}
