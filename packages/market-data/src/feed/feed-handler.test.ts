import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side } from "@hotpath/core";
import type { FeedNotice } from "../json/feed-decoder.ts";
import { VenueInstruments } from "../json/venue-instruments.ts";
import { MarketKind } from "../market-batch.ts";
import { BinanceSource } from "../testing/binance-source.ts";
import { messagesOf, recordedBytes } from "../testing/json-feed.ts";
import { FAULTS, type Fault, VenueSimulator } from "../testing/venue-simulator.ts";
import { binanceFeed } from "../venues/binance/binance-feed.ts";
import { BookTrust, StaleReason } from "./book-keeper.ts";
import { FeedHandler, type FeedHandlerOptions } from "./feed-handler.ts";
import { webHost } from "./host.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const recorded = await recordedBytes("binance/usdm_btcusdt_20240808.gz");
const messages = recorded === undefined ? [] : messagesOf(recorded).slice(0, 20_000);
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];

const QUICK = {
  silentMillis: 150,
  connectMillis: 500,
  checkMillis: 20,
  maxMessageBytes: 500_000,
  backoff: { firstMillis: 5, mostMillis: 50 },
  recovery: { timeoutMillis: 500, backoff: { firstMillis: 5, mostMillis: 50 } },
};

/** A venue, a handler that listens to it, and what was said of each book. */
function world(symbols = SYMBOLS, options: Partial<FeedHandlerOptions> = {}, sizeDecimals = 3) {
  const source = new BinanceSource(messages, SYMBOLS);
  const simulator = new VenueSimulator(source);
  const list = symbols.map((symbol, index) => ({ symbol, index: index + 1, priceDecimals: 2, sizeDecimals }));
  const instruments = new VenueInstruments(list);
  const { socketBase, httpBase } = simulator;
  const said: string[][] = symbols.map(() => []);
  const name = (values: object, value: number) => Object.entries(values).find(([, v]) => v === value)![0];
  let clears = 0;
  const handler = new FeedHandler({
    ...QUICK,
    feed: binanceFeed(instruments, { market: "usdm", socketBase, httpBase, streams: ["depth@0ms"] }),
    host: webHost({ seed: 7 }),
    onBatch: (batch) => {
      for (let row = 0; row < batch.count; row++) if (batch.kind[row] === MarketKind.BookClear) clears++;
    },
    onTrust: (entry, trust, reason) => said[entry]!.push(`${name(BookTrust, trust)}/${name(StaleReason, reason)}`),
    ...options,
  });
  return { source, simulator, handler, said, clears: () => clears };
}

/** Waits until something holds; the test's own timeout ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(2);
}

type World = ReturnType<typeof world>;

/** Tells messages until every book is live as of the venue's last update. */
async function settle({ source, simulator, handler }: World, entries = [0, 1]): Promise<void> {
  const isLive = (entry: number) =>
    handler.sync.isTrusted(entry + 1) && handler.sync.sequence(entry + 1) === source.lastUpdate(SYMBOLS[entry]!);
  for (;;) {
    for (let i = 0; i < SYMBOLS.length; i++) if (!simulator.step()) throw new Error("the recording is too short");
    for (let wait = 0; wait < 10; wait++) {
      await Bun.sleep(2);
      if (entries.every(isLive)) return;
    }
  }
}

function expectTrue({ source, handler }: World, entries = [0, 1]): void {
  for (const entry of entries) {
    const view = handler.sync.book(entry + 1);
    const side = (which: Side) => view.levels(which, 1e6).map((level) => [level.price / 100, level.quantity / 1000]);
    expect([side(Side.Buy), side(Side.Sell)]).toEqual(source.levels(SYMBOLS[entry]!));
  }
}

describe.skipIf(recorded === undefined)("FeedHandler against a local venue (data/binance)", () => {
  test("books become the venue's, and stay it", async () => {
    const it = world();
    await using _simulator = it.simulator;
    await using handler = it.handler;
    handler.start();
    await until(() => it.simulator.clients === 1);
    for (let i = 0; i < 5; i++) {
      await settle(it);
      expectTrue(it);
    }
    expect(it.said[0]!.at(-1)).toStartWith("Live");
    expect(handler.counters()).toMatchObject({ connections: 1, disconnections: 0, rejects: 0, silences: 0 });
  }, 30_000);

  for (const fault of FAULTS) {
    test(`${fault}: never a false book said to be true, and soon the true one again`, async () => {
      const it = world();
      await using _simulator = it.simulator;
      await using handler = it.handler;
      handler.start();
      await until(() => it.simulator.clients === 1);
      await settle(it);
      for (let round = 0; round < 3; round++) {
        const said = it.said.map((list) => list.length);
        const cleared = it.clears();
        it.simulator.step(fault);
        it.simulator.step();
        if (fault === "silence") {
          await until(() => handler.counters().silences > round);
          it.simulator.isSilent = false;
        }
        await settle(it);
        expectTrue(it);
        expectSaid(fault, it, said, cleared);
      }
    }, 30_000);
  }

  test("one bad symbol fails alone: no snapshot of it, nothing that fits its units", async () => {
    const it = world(["BTCUSDT", "NOSUCH"]);
    await using _simulator = it.simulator;
    await using handler = it.handler;
    handler.start();
    await until(() => it.simulator.clients === 1);
    await settle(it, [0]);
    const { stale } = handler.sync.counters(1);
    await until(() => handler.counters().snapshotFailures > 5);
    for (let i = 0; i < 3; i++) await settle(it, [0]);
    expectTrue(it, [0]);
    expect(handler.sync.isTrusted(2)).toBe(false);
    expect(handler.sync.counters(1).stale).toBe(stale);
    // The venue tells of a symbol that nobody asked for: those messages are counted.
    expect(handler.decoder.rejects.count("unknownSymbol")).toBeGreaterThan(0);
    expect(handler.counters().connections).toBe(1);
  }, 30_000);

  test("units that are too coarse make every book of theirs untrusted, not wrong", async () => {
    const it = world(SYMBOLS, {}, 1);
    await using _simulator = it.simulator;
    await using handler = it.handler;
    handler.start();
    await until(() => it.simulator.clients === 1);
    for (let i = 0; i < 40; i++) {
      it.simulator.step();
      await Bun.sleep(1);
    }
    await until(() => handler.decoder.rejects.count("tooFine") > 10);
    expect([handler.sync.isTrusted(1), handler.sync.isTrusted(2)]).toEqual([false, false]);
  }, 30_000);

  test("it waits for a venue that is not there, and ends whenever it is told to", async () => {
    const it = world();
    await it.simulator[Symbol.asyncDispose]();
    it.handler.start();
    await until(() => it.handler.counters().disconnections > 3);
    expect(it.handler.status).not.toBe("open");
    await it.handler.close();
    expect(it.handler.status).toBe("closed");
    expect(() => it.handler.start()).toThrow("the feed handler is closed");
  }, 30_000);

  test("what a consumer throws ends the handler and is told by close", async () => {
    const it = world(SYMBOLS, {
      onBatch: () => {
        throw new Error("no more");
      },
    });
    await using _simulator = it.simulator;
    it.handler.start();
    await until(() => it.handler.status === "closed");
    expect(it.handler.close()).rejects.toThrow("no more");
  }, 30_000);

  test("notices of the venue are handed on", async () => {
    const notices: FeedNotice[] = [];
    const it = world(SYMBOLS, { onNotice: (notice) => notices.push(notice) });
    const source = { next: () => '{"error":{"code":2,"msg":"no"},"id":4}', whole: () => undefined };
    await it.simulator[Symbol.asyncDispose]();
    await using simulator = new VenueSimulator(source);
    const { socketBase, httpBase } = simulator;
    const feed = binanceFeed(it.handler.feed.instruments, { socketBase, httpBase });
    await using handler = new FeedHandler({
      ...QUICK,
      feed,
      host: webHost({ seed: 1 }),
      onBatch: () => {},
      onNotice: (n) => notices.push(n),
    });
    handler.start();
    await until(() => simulator.clients === 1);
    simulator.step();
    await until(() => notices.length > 0);
    expect(notices[0]).toEqual({ kind: "error", text: "2: no", id: "4" });
  }, 30_000);
});

/** What must have been said between a fault and the moment when all was well again. */
function expectSaid(fault: Fault, it: World, said: readonly number[], cleared: number): void {
  const since = it.said.map((list, entry) => list.slice(said[entry]!).join(" "));
  switch (fault) {
    case "duplicate":
      // It is known to be old: nothing is lost.
      expect(since).toEqual(["", ""]);
      expect(it.handler.sync.counters().oldDeltas).toBeGreaterThan(0);
      break;
    case "disconnect":
      for (const text of since) expect(text).toMatch(/Stale\/Disconnected.*Live/);
      break;
    case "silence":
      for (const text of since) expect(text).toMatch(/Stale\/Silent.*Live/);
      break;
    default:
      // One symbol lost a message; the other has nothing to do with it.
      expect(since[0]).toMatch(/Stale\/Gap.*Live/);
      expect(since[1]).toBe("");
      expect(it.clears()).toBeGreaterThan(cleared);
  }
}
