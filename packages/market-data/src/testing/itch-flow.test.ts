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
  const batch = new MarketBatch();
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
