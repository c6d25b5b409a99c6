import { describe, expect, test } from "bun:test";
import { Random, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import { Decimal } from "@hotpath/core/decimal";
import fc from "fast-check";
import { currentTimestamp, priceFromFloat, TradingEngine, type TradingEngineConfig } from "./index.ts";
import { instruments, quotesOf, START } from "./testing/quotes.ts";

const QUOTE = {
  symbolId: 1,
  bidPrice: "100.05",
  askPrice: "100.10",
  bidSize: "1000",
  askSize: "1000",
  timestamp: START,
  venueId: 1,
  flags: 0,
};

function engineOf(config: Partial<TradingEngineConfig> = {}): TradingEngine {
  return new TradingEngine({ instruments: instruments(3), ...config });
}

describe("the facade's first minutes", () => {
  test("a single quote yields no signal and no order", () => {
    using engine = engineOf();
    const result = engine.processMarketData([QUOTE], true);
    expect([result.signals, result.orders, result.refusals, result.rejects, result.signalCount]).toEqual([
      [],
      [],
      [],
      [],
      0,
    ]);
    expect(result.processingTimeUs).toBeGreaterThan(0);
  });

  test("200 seeded quotes yield signals, orders and fills", () => {
    using engine = engineOf();
    const result = engine.processMarketData(quotesOf(1, 200, 42));
    expect(result.signalCount).toBe(result.signals.length);
    expect(result.signals.map((s) => s.generator)).toContain("ensemble");
    expect(result.orders.length).toBeGreaterThan(0);
    expect(result.orders[0]).toMatchObject({ orderId: 1, symbolId: 1, type: "limit", status: "Filled" });
    expect(result.orders[0]!.filledQuantity).toBe(result.orders[0]!.quantity);
    const stats = engine.performanceStats();
    expect(stats.ordersSubmitted).toBe(result.orders.length);
    expect(stats.signalsProcessed).toBeGreaterThan(0);
    expect(stats.avgSignalLatency).toBeGreaterThan(0);
    expect(stats.latencies.risk!.p50).toBeGreaterThan(0);
    expect(Number(engine.statement().equity)).toBeCloseTo(engine.portfolio.equity(), 6);
    const ema = result.signals.find((s) => s.generator === "ema")!;
    expect(ema.probability > 0 && ema.probability < 1 && ema.horizon === 16).toBe(true);
    expect(ema.reason).toContain("its EMA 20");
    // Around the price, in prices.
    expect(ema.interval!.low > 0.9 * ema.value && ema.interval!.high < 1.1 * ema.value).toBe(true);
    expect(Math.abs(ema.value - 100)).toBeLessThan(20);
  });

  test("without generateOrders the signals are the same and nothing is sent", () => {
    using a = engineOf();
    using b = engineOf();
    const quotes = quotesOf(1, 200, 42);
    expect(b.processMarketData(quotes, false)).toMatchObject({
      signals: a.processMarketData(quotes, true).signals,
      orders: [],
    });
    expect(b.performanceStats().ordersSubmitted).toBe(0);
    expect(b.processMarketData(quotesOf(1, 100, 43, 200), true).orders.length).toBeGreaterThan(0);
  });

  test("prices come as text, numbers, Decimals or raw integers, to the same effect", () => {
    const hashes = [
      { bidPrice: "100.05", askPrice: "100.10", bidSize: "1000", askSize: "900" },
      { bidPrice: 100.05, askPrice: 100.1, bidSize: 1000, askSize: 900 },
      {
        bidPrice: new Decimal("100.05"),
        askPrice: new Decimal("100.1"),
        bidSize: new Decimal(1000),
        askSize: new Decimal(900),
      },
      { bidPrice: 10005n, askPrice: 10010n, bidSize: 1000n, askSize: 900n },
    ].map((form) => {
      using engine = engineOf();
      expect(engine.processMarketData([{ ...QUOTE, ...form }]).rejects).toEqual([]);
      return engine.stateHash();
    });
    expect(new Set(hashes).size).toBe(1);
  });

  test("processQuote is the same engine without objects", () => {
    using objects = engineOf();
    using units = engineOf();
    const quotes = quotesOf(1, 300, 5);
    objects.processMarketData(quotes);
    for (const q of quotes) {
      const micros = Number(q.timestamp / 1000n);
      expect(
        units.processQuote(
          0,
          Number(q.bidPrice.replace(".", "")),
          Number(q.askPrice.replace(".", "")),
          Number(q.bidSize),
          Number(q.askSize),
          micros,
          0,
          1,
        ),
      ).toBe(true);
    }
    expect(units.stateHash()).toBe(objects.stateHash());
    expect(units.processQuote(0, 5, 4, 1, 1, 0)).toBe(false);
  });

  test("the helpers of the edge are there", () => {
    expect(priceFromFloat(100.055, 2)).toBe(10006);
    expect(currentTimestamp()).toBeGreaterThan(1_700_000_000_000_000_000n);
  });
});

describe("bad input", () => {
  test("a malformed quote is rejected with its index and reason, and the rest goes on", () => {
    using engine = engineOf();
    const result = engine.processMarketData([
      QUOTE,
      { ...QUOTE, symbolId: 99 },
      { ...QUOTE, bidPrice: "abc" },
      { ...QUOTE, askPrice: "100.001" },
      { ...QUOTE, bidPrice: "100.20" },
      { ...QUOTE, timestamp: START - 1n },
      null as never,
      { ...QUOTE, bidSize: Number.NaN },
      { ...QUOTE, timestamp: START + 1n },
    ]);
    expect(result.rejects).toEqual([
      { index: 1, reason: "unknownSymbol" },
      { index: 2, reason: "badBidPrice" },
      { index: 3, reason: "badAskPrice" },
      { index: 4, reason: "crossed" },
      { index: 5, reason: "stale" },
      { index: 6, reason: "notAnObject" },
      { index: 7, reason: "badBidSize" },
    ]);
    expect(engine.performanceStats().marketUpdates).toBe(2);
    expect(engine.performanceStats().quotesRejected).toMatchObject({ unknownSymbol: 1, crossed: 1, stale: 1 });
  });

  test("policies for crossed and stale quotes can be turned", () => {
    using engine = engineOf({ quotes: { crossed: "keep", stale: "keep" } });
    expect(engine.processMarketData([QUOTE, { ...QUOTE, bidPrice: "100.20", timestamp: START - 5n }]).rejects).toEqual(
      [],
    );
  });

  test("nothing that is handed in makes it throw", () => {
    using engine = engineOf();
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 5 }), (junk) => {
        const { rejects } = engine.processMarketData(junk as never);
        expect(rejects.length).toBe(junk.length);
      }),
      { numRuns: 300 },
    );
  });

  test("a bad configuration names the path, the value and what is allowed", () => {
    const bad =
      (config: object): (() => TradingEngine) =>
      () =>
        new TradingEngine({ instruments: instruments(1), ...config } as never);
    expect(bad({ instruments: [] })).toThrow("instruments: got []; allowed: an array of at least one instrument");
    expect(bad({ riskLimits: { maxLeverage: -1 } })).toThrow(
      "riskLimits.maxLeverage: got -1; allowed: a number greater than 0 and at most 1000",
    );
    expect(bad({ riskLimits: { maxLeverag: 1 } })).toThrow("riskLimits.maxLeverag");
    expect(bad({ signals: { minSignalConfidence: "high" } })).toThrow(
      'signals.minSignalConfidence: got "high"; allowed: a number from 0 to 1',
    );
    expect(bad({ trading: { style: "yolo" } })).toThrow(
      'config.trading.style: got "yolo"; allowed: one of "take", "join"',
    );
    expect(bad({ colour: 1 })).toThrow("config.colour");
    expect(bad({ initialCash: "-5" })).toThrow("initialCash");
    expect(bad({ timeEvery: -3 })).toThrow("config.timeEvery: got -3; allowed: an integer from 0 to");
    expect(() => new TradingEngine(undefined as never)).toThrow("config: got undefined");
  });

  test("after it is disposed it says so", () => {
    const engine = engineOf();
    engine[Symbol.dispose]();
    engine[Symbol.dispose]();
    expect(() => engine.processMarketData([QUOTE])).toThrow("this engine was disposed");
    expect(() => engine.halt()).toThrow("this engine was disposed");
    expect(() => engine.processQuote(0, 1, 2, 1, 1, 1)).toThrow("this engine was disposed");
    expect(engine.signalSet.kernels.disposed).toBe(true);
  });
});

describe("determinism", () => {
  test("the same quotes give the same hash, however they are cut into calls", () => {
    const quotes = quotesOf(1, 400, 7).flatMap((q, i) => [q, quotesOf(2, 400, 8)[i]!]);
    using whole = engineOf();
    whole.processMarketData(quotes);
    const random = new Random(1);
    using cut = engineOf();
    for (let at = 0; at < quotes.length; ) {
      const step = 1 + random.integer(50);
      cut.processMarketData(quotes.slice(at, at + step));
      at += step;
    }
    expect(cut.stateHash()).toBe(whole.stateHash());
  });

  test("an engine goes on after snapshot and restore to the bit", () => {
    const quotes = quotesOf(1, 500, 9);
    using original = engineOf();
    original.processMarketData(quotes.slice(0, 321));
    const writer = new SnapshotWriter();
    original.snapshot(writer);
    using copy = engineOf();
    copy.restore(new SnapshotReader(writer.finish()));
    expect(copy.stateHash()).toBe(original.stateHash());
    const rest = quotes.slice(321);
    expect(copy.processMarketData(rest).orders).toEqual(original.processMarketData(rest).orders);
    expect(copy.stateHash()).toBe(original.stateHash());
  });
});

describe("caches", () => {
  test("signals are kept until the symbol's next quote, and hits are counted", () => {
    using engine = engineOf();
    engine.processMarketData(quotesOf(1, 200, 42));
    const first = engine.signals(1);
    expect(engine.signals(1)).toBe(first);
    const before = engine.cacheStats();
    expect([before.signalCacheSize, before.signalCacheHits >= 1, before.priceHistorySymbols]).toEqual([1, true, 1]);
    engine.processMarketData(quotesOf(1, 1, 43, 200));
    expect(engine.signals(1)).not.toBe(first);
    const { bars, views } = engine.signalSet.cacheStats();
    expect(engine.cacheStats()).toMatchObject({
      signalCacheHits: views.hits,
      signalCacheMisses: views.misses,
      signalCacheInvalidations: views.invalidations,
      indicatorCacheHits: bars.hits,
      indicatorCacheInvalidations: bars.invalidations,
    });
    expect(views.invalidations).toBeGreaterThan(0);
    expect(bars.hitRate).toBeGreaterThan(0.9);
    expect(() => engine.signals(77)).toThrow("symbolId: got 77");
  });

  test("enableCaching: false keeps nothing and changes nothing", () => {
    using on = engineOf();
    using off = engineOf({ signals: { enableCaching: false } });
    const quotes = quotesOf(1, 300, 4);
    expect(off.processMarketData(quotes)).toMatchObject({ signals: on.processMarketData(quotes).signals });
    off.signals(1);
    expect(off.cacheStats()).toMatchObject({ signalCacheSize: 0, signalCacheHits: 0, indicatorCacheHits: 0 });
  });
});

describe("ownership", () => {
  test("1,000 engines made and disposed leave no growth in descriptors, threads or memory", async () => {
    const { readdirSync } = await import("node:fs");
    const count = (folder: string): number => {
      try {
        return readdirSync(folder).length;
      } catch {
        return 0;
      }
    };
    const cycle = (n: number): void => {
      for (let i = 0; i < n; i++) {
        using engine = engineOf();
        engine.processMarketData([QUOTE]);
      }
      Bun.gc(true);
    };
    cycle(200);
    const before = [count("/proc/self/fd"), count("/proc/self/task"), process.memoryUsage().rss] as const;
    cycle(1000);
    const after = [count("/proc/self/fd"), count("/proc/self/task"), process.memoryUsage().rss] as const;
    expect(after[0]).toBeLessThanOrEqual(before[0]);
    expect(after[1]).toBeLessThanOrEqual(before[1] + 2);
    expect((after[2] - before[2]) / 1e6).toBeLessThan(120);
  }, 120_000);
});
