import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side } from "@hotpath/core";
import { JsonLines } from "../json/json-lines.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketBatch } from "../market-batch.ts";
import { FeedRecorder } from "../recording/feed-recorder.ts";
import { RecordingHost } from "../recording/recording-host.ts";
import { MemoryRecording } from "../recording/recording-sink.ts";
import { CoinbaseSource } from "../testing/coinbase-source.ts";
import { FAULTS, VenueSimulator } from "../testing/venue-simulator.ts";
import { CoinbaseDecoder } from "../venues/coinbase/coinbase-decoder.ts";
import { coinbaseFeed } from "../venues/coinbase/coinbase-feed.ts";
import { BookTrust, StaleReason } from "./book-keeper.ts";
import { FeedHandler } from "./feed-handler.ts";
import type { FeedHost } from "./feed-host.ts";
import { webHost } from "./host.ts";
import { OrderSync } from "./order-sync.ts";
import { CONSECUTIVE_REQUEST_RULE } from "./sync-rule.ts";
import { SyncedLines } from "./synced-lines.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const SYMBOLS = ["BTC-USD", "ETH-USD"];
const listOf = (symbols: readonly string[]) =>
  new VenueInstruments(symbols.map((symbol, index) => ({ symbol, index, priceDecimals: 2, sizeDecimals: 8 })));

/** Whether a book of orders is the venue's: each order, in its place in the queue. */
function isTrue(sync: OrderSync, index: number, source: CoinbaseSource, symbol: string): boolean {
  const book = sync.book(index);
  book.verify();
  return (
    [
      ["buy", Side.Buy],
      ["sell", Side.Sell],
    ] as const
  ).every(([name, side]) => {
    const held = book.levels(side, 1000).flatMap(({ price }) => book.ordersAt(side, price));
    const seen = held.map((order) => `${order.price}:${order.leavesQty}`);
    return (
      seen.join() ===
      source
        .orders(symbol, name)
        .map(({ price, size }) => `${price}:${size}`)
        .join()
    );
  });
}

function world(
  options: { symbols?: string[]; seed?: number; host?: FeedHost; channels?: string[]; tellsLevels?: boolean } = {},
) {
  const { symbols = SYMBOLS, seed = 1 } = options;
  const source = new CoinbaseSource(SYMBOLS, seed, options.tellsLevels);
  const simulator = new VenueSimulator(source);
  const { socketBase, httpBase } = simulator;
  const said: string[][] = symbols.map(() => []);
  const name = (values: object, value: number) => Object.entries(values).find(([, v]) => v === value)![0];
  /** The orders as the rows that are passed on tell them. */
  const rebuilt = new OrderSync({ instruments: symbols.length, rule: CONSECUTIVE_REQUEST_RULE });
  const make = (channels: string[], host: FeedHost = webHost({ seed: 3 })) =>
    new FeedHandler({
      feed: coinbaseFeed(listOf(symbols), { channels, socketBase, httpBase }),
      host,
      silentMillis: 150,
      connectMillis: 500,
      checkMillis: 20,
      maxMessageBytes: 500_000,
      backoff: { firstMillis: 5, mostMillis: 50 },
      recovery: { timeoutMillis: 500, backoff: { firstMillis: 5, mostMillis: 50 } },
      rows: "applied",
      onBatch: (batch) => {
        if (channels.includes("full")) rebuilt.books.apply(batch);
      },
      onTrust: (entry, trust, reason) => said[entry]!.push(`${name(BookTrust, trust)}/${name(StaleReason, reason)}`),
    });
  const handler = make(["full", "heartbeat"], options.host);
  const sync = handler.sync as OrderSync;
  const settle = async (indices = [0, 1]) => {
    for (;;) {
      for (let i = 0; i < 4; i++) simulator.step();
      for (let wait = 0; wait < 10; wait++) {
        await Bun.sleep(2);
        const isLive = (index: number) =>
          sync.isTrusted(index) && sync.sequence(index) === source.sequence(symbols[index]!);
        if (indices.every(isLive)) return;
      }
    }
  };
  const expectTrue = (indices = [0, 1]) => {
    for (const index of indices)
      expect([
        symbols[index],
        isTrue(sync, index, source, symbols[index]!),
        isTrue(rebuilt, index, source, symbols[index]!),
      ]).toEqual([symbols[index]!, true, true]);
  };
  return { source, simulator, handler, sync, said, settle, expectTrue, make };
}

describe("Coinbase's full channel against a local venue", () => {
  test("books of orders become the venue's, order by order, and stay it", async () => {
    for (const seed of [1, 2, 3]) {
      const it = world({ seed });
      await using _simulator = it.simulator;
      await using handler = it.handler;
      expect(it.sync).toBeInstanceOf(OrderSync);
      handler.start();
      while (it.simulator.clients === 0) await Bun.sleep(2);
      for (let i = 0; i < 20; i++) {
        await it.settle();
        it.expectTrue();
      }
      expect(handler.counters()).toMatchObject({ rejects: 0, connections: 1 });
      expect(it.sync.counters()).toMatchObject({ gaps: 0, stale: 0, snapshots: expect.any(Number) });
      const { rejectedFull, duplicateOrder, overExecuted } = it.sync.books.counts();
      expect([rejectedFull, duplicateOrder, overExecuted]).toEqual([0, 0, 0]);
    }
  });

  for (const fault of FAULTS) {
    test(`${fault}: never a false book said to be true, and soon the true one again`, async () => {
      const it = world({ seed: 7 });
      await using _simulator = it.simulator;
      await using handler = it.handler;
      handler.start();
      while (it.simulator.clients === 0) await Bun.sleep(2);
      await it.settle();
      for (let round = 0; round < 4; round++) {
        const before = it.said.map((list) => list.length);
        it.simulator.step(fault);
        for (let i = 0; i < 3; i++) it.simulator.step();
        if (fault === "silence") {
          while (handler.counters().silences <= round) await Bun.sleep(2);
          it.simulator.isSilent = false;
        }
        await it.settle();
        it.expectTrue();
        const said = it.said.map((list, entry) => list.slice(before[entry]).join(" "));
        if (fault === "duplicate") expect(said).toEqual(["", ""]);
        else if (fault === "disconnect") for (const text of said) expect(text).toMatch(/Stale\/Disconnected.*Live/);
        else if (fault === "silence") for (const text of said) expect(text).toMatch(/Stale\/Silent.*Live/);
        else {
          // One symbol lost a message; the other has nothing to do with it.
          expect(said.join()).toMatch(/Stale\/Gap.*Live/);
          expect(said.filter((text) => text !== "")).toHaveLength(1);
        }
      }
    }, 60_000);
  }

  test("its levels are those of the level2 channel, at every number", async () => {
    const it = world({ seed: 11, tellsLevels: true });
    await using _simulator = it.simulator;
    await using handler = it.handler;
    await using levels = it.make(["level2_batch"]);
    handler.start();
    levels.start();
    while (it.simulator.clients < 2) await Bun.sleep(2);
    for (let i = 0; i < 60; i++) {
      await it.settle();
      // The change of the levels comes behind the message of the order.
      const same = () =>
        [0, 1].every((index) =>
          [Side.Buy, Side.Sell].every((side) => {
            const plain = (book: { levels(side: Side, count: number): { price: number; quantity: number }[] }) =>
              book.levels(side, 1000).map(({ price, quantity }) => `${price}:${quantity}`);
            return plain(it.sync.book(index)).join() === plain(levels.sync.book(index)).join();
          }),
        );
      for (let wait = 0; wait < 100 && !same(); wait++) {
        it.simulator.step();
        await Bun.sleep(2);
      }
      expect(same()).toBe(true);
    }
    expect(levels.sync.counters().crossings).toBe(0);
  });

  test("a symbol that the venue does not have fails alone", async () => {
    const it = world({ symbols: ["BTC-USD", "NO-SUCH"] });
    await using _simulator = it.simulator;
    await using handler = it.handler;
    handler.start();
    while (it.simulator.clients === 0) await Bun.sleep(2);
    await it.settle([0]);
    it.expectTrue([0]);
    expect(it.sync.needsSnapshot(1)).toBe(true);
  });

  test("recorded with faults and read again, the orders are the venue's", async () => {
    const base = webHost({ seed: 5 });
    const sink = new MemoryRecording();
    const recorder = await FeedRecorder.open({ sink, host: base, compression: "none" });
    const it = world({ seed: 13, host: new RecordingHost(base, recorder) });
    await using _simulator = it.simulator;
    it.handler.start();
    while (it.simulator.clients === 0) await Bun.sleep(2);
    for (const fault of ["loss", "none", "reorder", "disconnect", "truncate", "none"] as const) {
      await it.settle();
      it.simulator.step(fault);
    }
    await it.settle();
    await recorder.flush();
    const bytes = Buffer.concat(sink.pieces());
    for (const piece of [bytes.length, 1000]) {
      const lines = new SyncedLines(
        new JsonLines(new CoinbaseDecoder(listOf(SYMBOLS), { joinsOrders: true })),
        { instruments: 2, rule: CONSECUTIVE_REQUEST_RULE },
        "orders",
      );
      // The rows that are passed on rebuild the same.
      const again = new OrderSync({ instruments: 2, rule: CONSECUTIVE_REQUEST_RULE });
      const batch = new MarketBatch();
      for (let at = 0; at < bytes.length; batch.clear()) {
        at += lines.decode(bytes.subarray(at, at + piece), batch);
        for (let row = 0; row < batch.count; row++) if (batch.kind[row]! <= 13) again.books.apply(batch, row, row + 1);
      }
      expect(lines.sync.counters().gaps).toBeGreaterThan(1);
      for (const [index, symbol] of SYMBOLS.entries()) {
        expect(lines.sync.isTrusted(index)).toBe(true);
        expect(isTrue(lines.sync as OrderSync, index, it.source, symbol)).toBe(true);
        expect(isTrue(again, index, it.source, symbol)).toBe(true);
      }
    }
    await it.handler.close();
    await recorder.close();
  });

  test("full stands beside no channel of levels", () => {
    expect(() => coinbaseFeed(listOf(SYMBOLS), { channels: ["full", "level2"] })).toThrow("coinbaseFeed.channels");
  });
});
