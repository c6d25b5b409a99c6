import { type MarketBatch, MarketFlag } from "./market-batch.ts";

/**
 * Marks the last row of each of the venue's messages that the decoder has not marked: rows of one message have one
 * instrument and one time, and no message goes on in another batch.
 */
export function markMessageEnds(batch: MarketBatch): void {
  const { count, flags, instrument, timeMicros, timeNanos } = batch;
  for (let row = 0; row < count; row++) {
    const next = row + 1;
    const isSame =
      next < count &&
      instrument[row] === instrument[next] &&
      timeNanos[row] === timeNanos[next] &&
      (timeMicros[row] === timeMicros[next] || (Number.isNaN(timeMicros[row]!) && Number.isNaN(timeMicros[next]!)));
    if (!isSame) flags[row]! |= MarketFlag.Last;
  }
}
