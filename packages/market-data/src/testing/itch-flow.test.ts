import { expect, test } from "bun:test";
import { L3Book } from "@hotpath/order-book";
import { ItchFeed } from "../itch50/itch-feed.ts";
import { MarketBatch } from "../market-batch.ts";
import { itchFlow } from "./itch-flow.ts";

test("a flow is one that books can follow, ends empty, and is the same for the same seed", () => {
  const options = { symbols: 20, messages: 20_000, depth: 50 };
  const flow = itchFlow(options);
  expect(itchFlow(options)).toEqual(flow);
  expect(itchFlow({ ...options, seed: 2 })).not.toEqual(flow);
  const feed = new ItchFeed({ midnightMicros: 0 });
  const books = new L3Book({ instruments: 20, windowTicks: 64 });
  const batch = new MarketBatch({ rows: 100, maxRows: 100 });
  let most = 0;
  for (let at = 0; at < flow.length; batch.clear()) {
    at += feed.decode(flow.subarray(at), batch);
    books.apply(batch);
    most = Math.max(most, books.stats().orders);
    for (let i = 0; i < 20; i++) books.book(i).verify();
  }
  expect([feed.messages, feed.rejects.total, books.stats().orders]).toEqual([20_000, 0, 0]);
  expect(most).toBeGreaterThan(900);
  const { applied, appliedLocked, appliedCrossed, ...odd } = books.counts();
  expect(Object.values(odd).every((count) => count === 0)).toBe(true);
  expect(feed.normalizer.symbols).toHaveLength(20);
});

test("a book that has outgrown the caches, and reads ahead, is the one that goes message by message", () => {
  const flow = itchFlow({ symbols: 400, messages: 80_000, depth: 60 });
  const feed = new ItchFeed({ midnightMicros: 0 });
  const whole = new MarketBatch({ rows: 2 ** 17 });
  feed.decode(flow, whole);
  const ahead = new L3Book({ instruments: 400, windowTicks: 64 });
  const single = new L3Book({ instruments: 400, windowTicks: 64 });
  const half = Math.floor(whole.count * 0.6);
  ahead.apply(whole, 0, half);
  for (let row = 0; row < half; row++) single.apply(whole, row, row + 1);
  expect(ahead.stats().orders).toBeGreaterThan(8192);
  expect(ahead.hash()).toBe(single.hash());
  ahead.apply(whole, half);
  expect([ahead.stats().orders, ahead.counts().unknownOrder]).toEqual([0, 0]);
});
