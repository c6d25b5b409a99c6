import { expect, test } from "bun:test";
import { MarketBatch, MarketFlag, MarketKind } from "./market-batch.ts";
import { markMessageEnds } from "./message-ends.ts";

test("a message ends with its instrument, its time, and its batch", () => {
  const batch = new MarketBatch();
  const add = (instrument: number, micros: number, nanos = 0, flags = 0) =>
    batch.add(MarketKind.Level, flags, instrument, 1, 100, 1, 0, -1, micros, nanos);
  add(0, 1);
  add(0, 1);
  add(0, 1, 5);
  add(1, 1, 5);
  add(1, Number.NaN);
  add(1, Number.NaN);
  add(1, 2, 0, MarketFlag.Last | MarketFlag.Snapshot);
  add(1, 2);
  markMessageEnds(batch);
  expect([...batch.flags.subarray(0, batch.count)].map((flags) => (flags & MarketFlag.Last) !== 0)).toEqual([
    false,
    true,
    true,
    true,
    false,
    true,
    true,
    true,
  ]);
  expect(batch.flags[6]! & MarketFlag.Snapshot).toBe(MarketFlag.Snapshot);
});
