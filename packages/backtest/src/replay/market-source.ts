import type { EventSink } from "@hotpath/core";

/**
 * Recorded market data, one event after the other in the order of the venue's time: what a {@link MarketReplay} merges.
 *
 * `next` moves to the next event and says whether there is one; `micros` and `nanos` are then its time at the venue, and
 * `emit` writes it, stamped with that time. Times must not go back; one that does is taken at the time of the event before.
 */
export interface MarketSource {
  /** Moves to the next event. @returns false at the end */
  next(): boolean;
  /** The event's time at the venue: whole microseconds since the Unix epoch. */
  readonly micros: number;
  /** The nanoseconds within the microsecond, 0 to 999. */
  readonly nanos: number;
  /** When the event was received where it was recorded, in microseconds; NaN where that is not known. */
  readonly receiveMicros: number;
  /** The nanoseconds within that microsecond. */
  readonly receiveNanos: number;
  /** Writes the event. */
  emit(sink: EventSink): void;
}

/**
 * Who sees the events of a source: the venue and the engine (`both`, for market data), the venue alone (as a feed of orders
 * beside one of levels), or the engine alone (as bars or signals from elsewhere).
 */
export type SourceAudience = "both" | "venue" | "engine";
