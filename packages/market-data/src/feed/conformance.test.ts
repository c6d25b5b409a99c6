/** Every venue's feed, through one handler, against one simulator: what holds of one holds of all. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side } from "@hotpath/core";
import { type BookView, L2Book } from "@hotpath/order-book";
import type { FeedNotice } from "../json/feed-decoder.ts";
import { type MarketBatch, MarketKind } from "../market-batch.ts";
import { VENUE_MANNERS } from "../testing/venue-manners.ts";
import { FAULTS, VenueSimulator } from "../testing/venue-simulator.ts";
import { instrumentsOf, type VenueManners, VenueSource } from "../testing/venue-source.ts";
import { BookTrust, StaleReason } from "./book-keeper.ts";
import { FeedHandler, type FeedHandlerOptions } from "./feed-handler.ts";
import type { FeedHost } from "./feed-host.ts";
import { webHost } from "./host.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

function world(
  manners: VenueManners,
  symbols: readonly string[] = manners.symbols,
  options: Partial<FeedHandlerOptions> = {},
) {
  const source = new VenueSource(manners, 17);
  const simulator = new VenueSimulator(source, 2, () => source.connected());
  const said: string[][] = symbols.map(() => []);
  const notices: FeedNotice[] = [];
  const name = (values: object, value: number) => Object.entries(values).find(([, v]) => v === value)![0];
  const handler = new FeedHandler({
    feed: manners.feed(instrumentsOf(manners, symbols), simulator),
    host: webHost({ seed: 23 }),
    silentMillis: 150,
    connectMillis: 400,
    checkMillis: 20,
    maxMessageBytes: 500_000,
    backoff: { firstMillis: 5, mostMillis: 50 },
    recovery: { timeoutMillis: 150, backoff: { firstMillis: 5, mostMillis: 50 } },
    onBatch: () => {},
    onTrust: (entry, trust, reason) => said[entry]!.push(`${name(BookTrust, trust)}/${name(StaleReason, reason)}`),
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  const isTrue = (entry: number) => {
    const side = (which: Side) =>
      handler.sync
        .book(entry)
        .levels(which, 1000)
        .map(({ price, quantity }) => [price, quantity]);
    return JSON.stringify([side(Side.Buy), side(Side.Sell)]) === JSON.stringify(source.levels(entry));
  };
  /** Tells messages until every book is trusted and true. */
  const settle = async (entries = [0, 1]) => {
    for (let round = 0; ; round++) {
      if (round > 2000) throw new Error(`${manners.name}: ${said.map((list) => list.slice(-5).join(" ")).join(" | ")}`);
      for (let i = 0; i < 4 || !source.isTold; i++) simulator.step();
      for (let wait = 0; wait < 5; wait++) {
        await Bun.sleep(2);
        if (entries.every((entry) => handler.sync.isTrusted(entry) && isTrue(entry))) return;
      }
    }
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await Bun.sleep(2);
  };
  return { source, simulator, handler, said, notices, isTrue, settle, until };
}

for (const manners of VENUE_MANNERS) {
  describe(`the feed of ${manners.name}`, () => {
    test("subscribes, gets whole books and changes, and stays the venue's book", async () => {
      const it = world(manners);
      await using _simulator = it.simulator;
      await using handler = it.handler;
      handler.start();
      await it.until(() => it.simulator.clients === 1);
      for (let i = 0; i < 10; i++) await it.settle();
      expect(handler.counters()).toMatchObject({ connections: 1, disconnections: 0, silences: 0, rejects: 0 });
      expect(handler.sync.counters()).toMatchObject({ stale: 0, gaps: 0, badChecksums: 0 });
      expect(handler.sync.counters().deltas).toBeGreaterThan(20);
      if (manners.checksum !== undefined) expect(handler.sync.counters().checksums).toBeGreaterThan(5);
      // What the venue sends is scanned: only whole books and answers may be parsed.
      expect(handler.counters().fallbacks).toBeLessThan(handler.counters().messages / 2);
    });

    test("survives every fault that shows, and has the true books again", async () => {
      const it = world(manners);
      await using _simulator = it.simulator;
      await using handler = it.handler;
      handler.start();
      await it.until(() => it.simulator.clients === 1);
      await it.settle();
      const faults = FAULTS.filter((fault) => manners.showsLoss || (fault !== "loss" && fault !== "reorder"));
      for (const fault of [...faults, ...faults]) {
        const { silences, connections } = handler.counters();
        const before = it.said.map((list) => list.length);
        it.simulator.step(fault);
        for (let i = 0; i < 3; i++) it.simulator.step();
        if (fault === "silence") {
          await it.until(() => handler.counters().silences > silences);
          it.simulator.isSilent = false;
        }
        await it.settle();
        const said = it.said.map((list) => list.slice(before[it.said.indexOf(list)]).join(" "));
        if (fault === "silence" || fault === "disconnect") {
          expect(handler.counters().connections).toBeGreaterThan(connections);
          for (const text of said) expect([fault, text]).toEqual([fault, expect.stringMatching(/Stale\/.*Live/)]);
        }
        if (fault === "truncate" || fault === "garbage" || fault === "huge") {
          expect([fault, said.join()]).toEqual([fault, expect.stringMatching(/Stale\/.*Live/)]);
        }
      }
      expect(handler.sync.counters().stale).toBeGreaterThan(4);
      expect(handler.status).toBe("open");
    });

    test("its rows, passed on as they are applied, rebuild the books, whatever happens", async () => {
      const rebuilt = new L2Book({ instruments: 2 });
      const onBatch = (batch: MarketBatch) => {
        for (let row = 0; row < batch.count; row++) {
          const [kind, instrument] = [batch.kind[row], batch.instrument[row]!];
          if (kind === MarketKind.BookSnapshot || kind === MarketKind.BookClear) rebuilt.clear(instrument);
          if (kind !== MarketKind.Level) continue;
          rebuilt.update(instrument, batch.side[row]!, batch.price[row]!, batch.quantity[row]!);
        }
      };
      const it = world(manners, manners.symbols, { rows: "applied", onBatch });
      await using _simulator = it.simulator;
      await using handler = it.handler;
      handler.start();
      await it.until(() => it.simulator.clients === 1);
      const faults = FAULTS.filter(
        (fault) => fault !== "silence" && (manners.showsLoss || !["loss", "reorder"].includes(fault)),
      );
      for (const fault of ["none", ...faults] as const) {
        it.simulator.step(fault);
        await it.settle();
        for (const entry of [0, 1]) {
          for (const side of [Side.Buy, Side.Sell] as const) {
            const plain = (book: BookView) =>
              book.levels(side, 1000).map(({ price, quantity }) => `${price}:${quantity}`);
            expect([fault, plain(rebuilt.book(entry))]).toEqual([fault, plain(handler.sync.book(entry))]);
          }
        }
      }
    });

    test("a symbol that the venue does not have harms no other", async () => {
      const [first] = manners.symbols;
      const it = world(manners, [first, manners.badSymbol]);
      await using _simulator = it.simulator;
      await using handler = it.handler;
      handler.start();
      await it.until(() => it.simulator.clients === 1);
      for (let i = 0; i < 5; i++) await it.settle([0]);
      // Long enough for the bad one to be asked for again.
      for (let i = 0; i < 60; i++) {
        it.simulator.step();
        await Bun.sleep(5);
      }
      await it.settle([0]);
      expect([handler.sync.isTrusted(1), handler.sync.counters(1).snapshots]).toEqual([false, 0]);
      expect(handler.sync.counters(0)).toMatchObject({ snapshots: expect.any(Number), stale: 0 });
      expect(handler.counters()).toMatchObject({ connections: 1, disconnections: 0 });
      const refusal = manners.refusal(manners.badSymbol);
      if (refusal?.includes("rror") === true) expect(it.notices.map(({ kind }) => kind)).toContain("error");
    });

    test("what waits for a whole book is bounded", async () => {
      const it = world(manners, manners.symbols, { books: { pendingRows: 64 } });
      await using _simulator = it.simulator;
      await using handler = it.handler;
      it.source.isFailing = true;
      handler.start();
      await it.until(() => it.simulator.clients === 1);
      for (let i = 0; i < 400; i++) {
        it.simulator.step();
        if (i % 10 === 0) await Bun.sleep(1);
        for (const entry of [0, 1]) expect(handler.sync.pendingRows(entry)).toBeLessThanOrEqual(64);
      }
      await it.until(() => handler.counters().messages > 350);
      const { overflows, buffered } = handler.sync.counters();
      expect(overflows > 0).toBe(manners.wholeOf !== undefined);
      expect(buffered > 0).toBe(manners.wholeOf !== undefined);
      it.source.isFailing = false;
      await it.settle();
    });
  });
}

describe("reconnection", () => {
  /** What a handler waits between attempts to reach a venue that is not there. */
  async function waits(seed: number): Promise<number[]> {
    const [manners] = VENUE_MANNERS;
    const simulator = new VenueSimulator(new VenueSource(manners!, 1));
    const feed = manners!.feed(instrumentsOf(manners!, manners!.symbols), simulator);
    await simulator[Symbol.asyncDispose]();
    const base = webHost({ seed });
    const delays: number[] = [];
    const after: FeedHost["after"] = (milliseconds, callback) => {
      if (milliseconds < 999) delays.push(milliseconds);
      return base.after(milliseconds, callback);
    };
    const backoff = { firstMillis: 4, mostMillis: 64, jitter: 0.5 };
    const handler = new FeedHandler({ feed, host: { ...base, after }, onBatch: () => {}, backoff });
    handler.start();
    while (delays.length < 8) await Bun.sleep(2);
    await handler.close();
    return delays.slice(0, 8);
  }

  test("waits twice as long each time, up to a bound, less what chance takes off", async () => {
    const [first, second] = [await waits(1), await waits(2)];
    for (const list of [first, second]) {
      list.forEach((delay, i) => {
        const whole = Math.min(64, 4 * 2 ** i);
        expect(delay).toBeLessThanOrEqual(whole);
        expect(delay).toBeGreaterThan(whole / 2);
      });
    }
    // Handlers that failed together do not come back together.
    expect(first).not.toEqual(second);
    expect(await waits(1)).toEqual(first);
  });
});
