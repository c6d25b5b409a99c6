import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Side, SnapshotReader, SnapshotWriter } from "@hotpath/core";
import fc from "fast-check";
import { L1Book } from "./l1-book.ts";
import { L2Book } from "./l2-book.ts";
import { MatchingEngine } from "./matching-engine.ts";
import { UpdateResult } from "./quote-policy.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const { Buy, Sell } = Side;

describe("book view", () => {
  const engine = new MatchingEngine({ instruments: 2 });
  const book = engine.book(1);
  test("of an empty book", () => {
    expect(book.bestBid).toBeNaN();
    expect(book.bestAskSize).toBe(0);
    expect(book.state).toBe("empty");
    expect(book.levels(Buy)).toEqual([]);
    expect(book.priceForSize(Sell, 1)).toBeNaN();
    expect(book.imbalance()).toBeNaN();
    expect(book.toString()).toBe("");
  });

  test("tells prices, depth, volume and the price of a size", () => {
    let id = 1;
    for (const [price, quantity] of [
      [100, 5],
      [100, 3],
      [99, 10],
      [90, 20],
      [-5_000_000, 7],
    ] as const) {
      engine.submit(1, id++, Buy, price, quantity);
    }
    expect(book.state).toBe("oneSided");
    for (const [price, quantity] of [
      [102, 24],
      [103, 6],
      [9_000_000, 1],
    ] as const) {
      engine.submit(1, id++, Sell, price, quantity);
    }
    expect([book.bestBid, book.bestBidSize, book.bestAsk, book.bestAskSize]).toEqual([100, 8, 102, 24]);
    expect([book.spread, book.midPrice, book.microPrice]).toEqual([2, 101, 100.5]);
    expect([book.imbalance(), book.imbalance(2)]).toEqual([-0.5, (18 - 30) / 48]);
    expect([book.state, book.orderCount, book.levelCount(Buy), book.totalQuantity(Buy)]).toEqual(["normal", 8, 4, 45]);
    expect([book.quantityAt(Buy, 99), book.quantityAt(Buy, 98), book.quantityAt(Sell, 9_000_000)]).toEqual([10, 0, 1]);
    expect([book.cumulativeQuantity(Buy, 95), book.cumulativeQuantity(Sell, 101)]).toEqual([18, 0]);
    expect(book.priceForSize(Buy, 10)).toBe((8 * 100 + 2 * 99) / 10);
    expect(book.priceForSize(Sell, 31)).toBe((24 * 102 + 6 * 103 + 9_000_000) / 31);
    expect(book.priceForSize(Sell, 32)).toBeNaN();
    expect(book.priceForSize(Sell, 0)).toBeNaN();
    const out = {
      price: new Float64Array(3),
      quantity: new Float64Array(3),
      orders: new Int32Array(3),
      cumulative: new Float64Array(3),
    };
    expect(book.depth(Buy, 10, out)).toBe(3);
    expect(out).toEqual({
      price: new Float64Array([100, 99, 90]),
      quantity: new Float64Array([8, 10, 20]),
      orders: new Int32Array([2, 1, 1]),
      cumulative: new Float64Array([8, 18, 38]),
    });
    expect(book.depth(Sell, 1, out)).toBe(1);
    expect(book.levels(Buy).at(-1)).toEqual({ price: -5_000_000, quantity: 7, orders: 1 });
    expect(book.toString(1)).toBe("ask           102            24  (1)\nbid           100             8  (2)");
    expect(book.queuePosition(2)).toEqual({ ordersAhead: 1, quantityAhead: 5 });
    expect(book.queuePosition(77)).toBeUndefined();
    expect(engine.book(0).queuePosition(2)).toBeUndefined();
    expect(engine.book(0).state).toBe("empty");
    book.verify();
  });
});

describe("L2 book", () => {
  test("agrees with a map of prices under random updates of many instruments", () => {
    const update = fc.tuple(fc.nat(2), fc.constantFrom(Buy, Sell), fc.integer({ min: -80, max: 80 }), fc.nat(4));
    fc.assert(
      fc.property(fc.array(update, { maxLength: 500 }), (updates) => {
        const books = new L2Book({ instruments: 3, windowTicks: 32 });
        const model = new Map<string, Map<number, number>>();
        for (const [instrument, side, price, size] of updates) {
          const key = `${instrument} ${side}`;
          const levels = model.get(key) ?? new Map<number, number>();
          model.set(key, levels);
          books.update(instrument, side, price, size);
          if (size === 0) levels.delete(price);
          else levels.set(price, size);
        }
        for (const [key, levels] of model) {
          const [instrument, side] = key.split(" ").map(Number) as [number, Side];
          const book = books.book(instrument);
          book.verify();
          const rows = [...levels].sort((a, b) => (side === Buy ? b[0] - a[0] : a[0] - b[0]));
          expect(book.levels(side, 1000)).toEqual(rows.map(([price, quantity]) => ({ price, quantity, orders: 0 })));
        }
        const writer = new SnapshotWriter();
        books.snapshot(writer);
        const restored = new L2Book({ instruments: 3, windowTicks: 64 });
        restored.restore(new SnapshotReader(writer.finish()));
        expect(restored.hash()).toBe(books.hash());
      }),
      { numRuns: 100 },
    );
  });

  test("detects locked and crossed updates, and follows the policy", () => {
    const make = (policy: "reject" | "keep" | "clear"): L2Book => {
      const books = new L2Book({ instruments: 1, crossed: policy, locked: policy });
      for (const price of [100, 101, 102]) books.update(0, Sell, price, 5);
      return books;
    };
    const keep = make("keep");
    expect(keep.update(0, Buy, 100, 1)).toBe(UpdateResult.AppliedLocked);
    expect(keep.book().state).toBe("locked");
    expect(keep.update(0, Buy, 101, 1)).toBe(UpdateResult.AppliedCrossed);
    expect(keep.book().state).toBe("crossed");
    const reject = make("reject");
    expect(reject.update(0, Buy, 100, 1)).toBe(UpdateResult.RejectedLocked);
    expect(reject.update(0, Buy, 101, 1)).toBe(UpdateResult.RejectedCrossed);
    expect(reject.book().levelCount(Buy)).toBe(0);
    const clear = make("clear");
    expect(clear.update(0, Buy, 101, 1)).toBe(UpdateResult.Cleared);
    expect([clear.book().bestBid, clear.book().bestAsk, clear.book().totalQuantity(Sell)]).toEqual([101, 102, 5]);
    expect(clear.counts()).toMatchObject({ Applied: 3, Cleared: 1 });
    clear.book().verify();
  });

  test("takes a snapshot, then updates in sequence; older ones are stale", () => {
    const books = new L2Book({ instruments: 2 });
    books.update(1, Buy, 1, 1);
    const taken = books.reset(1, { price: [100, 99, 98.5], size: [1, 2, 3] }, { price: [101], size: [4] }, 50);
    expect(taken).toBe(3);
    expect(
      books
        .book(1)
        .levels(Buy)
        .map((level) => level.price),
    ).toEqual([100, 99]);
    expect(books.update(1, Buy, 100, 9, 49)).toBe(UpdateResult.RejectedStale);
    expect(books.update(1, Buy, 100, 9, 50)).toBe(UpdateResult.Applied);
    expect(books.update(1, Buy, 100, 0, 51)).toBe(UpdateResult.Applied);
    expect([books.book(1).bestBid, books.sequence(1), books.sequence(0)]).toEqual([99, 51, -1]);
    const clear = new L2Book({ instruments: 1, stale: "clear" });
    clear.update(0, Buy, 100, 1, 10);
    expect(clear.update(0, Buy, 99, 1, 9)).toBe(UpdateResult.Cleared);
    expect([clear.book().state, clear.sequence(0)]).toEqual(["empty", -1]);
    expect(books.reset(5, { price: [], size: [] }, { price: [], size: [] })).toBe(-1);
  });

  test("refuses what makes no sense or does not fit, and never throws", () => {
    const books = new L2Book({ instruments: 1, levelCapacity: 2 });
    const things = [undefined, null, "1", 1n, Symbol("s"), {}, Number.NaN, 0.5, 2 ** 60] as number[];
    for (const thing of things) {
      expect(books.update(thing, Buy, 1, 1)).toBe(UpdateResult.RejectedBad);
      expect(books.update(0, thing, 1, 1)).toBe(UpdateResult.RejectedBad);
      expect(books.update(0, Buy, thing, 1)).toBe(UpdateResult.RejectedBad);
      expect(books.update(0, Buy, 1, thing)).toBe(UpdateResult.RejectedBad);
      if (thing !== undefined) expect(books.update(0, Buy, 1, 1, thing)).toBe(UpdateResult.RejectedBad);
    }
    expect(books.update(0, Buy, 1, 1)).toBe(UpdateResult.Applied);
    expect(books.update(0, Buy, 2, 1)).toBe(UpdateResult.Applied);
    expect(books.update(0, Buy, 3, 1)).toBe(UpdateResult.RejectedFull);
    expect(books.update(0, Buy, 3, 0)).toBe(UpdateResult.Applied);
    books.book().verify();
  });
});

describe("a side whose sizes add up beyond the safe integers", () => {
  const most = Number.MAX_SAFE_INTEGER;

  test("is kept exactly, and told as the nearest double", () => {
    const books = new L2Book({ instruments: 2 });
    for (let price = 1; price <= 5; price++) expect(books.update(1, Buy, price, most)).toBe(UpdateResult.Applied);
    expect(books.book(1).totalQuantity(Buy)).toBe(Number(5n * BigInt(most)));
    books.book(1).verify();
    expect(books.book(1).priceForSize(Buy, 5 * most + 2 ** 20)).toBeNaN();
    for (let price = 1; price <= 4; price++) books.update(1, Buy, price, price === 4 ? 3 : 0);
    expect(books.book(1).totalQuantity(Buy)).toBe(Number(BigInt(most) + 3n));
    books.update(1, Buy, 5, 0);
    expect(books.book(1).totalQuantity(Buy)).toBe(3);
    books.book(1).verify();
  });

  test("equals the sum of its levels after any updates", () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 10 }), fc.maxSafeNat());
    const update = fc.record({ price: fc.integer({ min: 1, max: 6 }), size, clears: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(fc.array(update, { maxLength: 80 }), (updates) => {
        const books = new L2Book({ instruments: 1 });
        for (const { price, size, clears } of updates) {
          if (clears === 0) books.clear(0);
          books.update(0, Sell, price, size);
          books.book().verify();
        }
      }),
    );
  });
});

describe("L1 book", () => {
  test("holds quotes and trades by symbol", () => {
    const quotes = new L1Book({ symbols: 3 });
    expect(quotes.quote(1, 100, 5, 102, 0, 10)).toBe(UpdateResult.Applied);
    expect([quotes.state(1), quotes.state(0), quotes.state(99)]).toEqual(["oneSided", "empty", "empty"]);
    quotes.quote(1, 100, 5, 102, 7, 11, 999, 4);
    quotes.trade(1, 101, 2, 12);
    expect([quotes.midPrice(1), quotes.lastPrice[1], quotes.sequence[1], quotes.timeNanos[1]]).toEqual([
      101, 101, 4, 999,
    ]);
    expect([quotes.isStale(1, 1011, 1000), quotes.isStale(1, 1012, 1000), quotes.isStale(0, 0, 1e9)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(quotes.staleCount(20, 1000)).toBe(2);
    const writer = new SnapshotWriter();
    quotes.snapshot(writer);
    const restored = new L1Book({ symbols: 3 });
    restored.restore(new SnapshotReader(writer.finish()));
    expect(restored.hash()).toBe(quotes.hash());
    expect(() => restored.restore(new SnapshotReader(writer.finish().slice(0, 99)))).toThrow("snapshot");
    expect(restored.hash()).toBe(new L1Book({ symbols: 3 }).hash());
  });

  test("detects locked, crossed and stale quotes, and follows the policy", () => {
    const make = (policy: "reject" | "keep" | "clear"): L1Book => {
      const quotes = new L1Book({ symbols: 1, crossed: policy, locked: policy, stale: policy });
      quotes.quote(0, 100, 1, 101, 1, 1000, 500, 10);
      return quotes;
    };
    const results = (quotes: L1Book): number[] => [
      quotes.quote(0, 101, 1, 101, 1, 1001, 0, 11),
      quotes.quote(0, 102, 1, 101, 1, 1001, 0, 12),
      quotes.quote(0, 90, 1, 91, 1, 1000, 0, 13),
      quotes.quote(0, 90, 1, 91, 1, 1002, 0, 10),
      quotes.trade(0, 5, 1, 9),
      quotes.trade(0, 6, 1, 8),
    ];
    const { Applied, AppliedCrossed, AppliedLocked, Cleared, RejectedCrossed, RejectedLocked, RejectedStale } =
      UpdateResult;
    const reject = make("reject");
    expect(results(reject)).toEqual([
      RejectedLocked,
      RejectedCrossed,
      RejectedStale,
      RejectedStale,
      Applied,
      RejectedStale,
    ]);
    expect([reject.bidPrice[0], reject.askPrice[0], reject.lastPrice[0]]).toEqual([100, 101, 5]);
    expect(reject.counts()).toMatchObject({ Applied: 2, RejectedStale: 3, RejectedLocked: 1, RejectedCrossed: 1 });
    expect(results(make("keep"))).toEqual([AppliedLocked, AppliedCrossed, Applied, Applied, Applied, Applied]);
    const clear = make("clear");
    expect(results(clear).slice(0, 4)).toEqual([Cleared, Cleared, Cleared, Cleared]);
    expect(clear.state(0)).toBe("empty");
  });

  test("refuses what makes no sense and never throws", () => {
    const quotes = new L1Book({ symbols: 1 });
    const before = quotes.hash();
    for (const thing of [null, "1", 1n, Symbol("s"), {}, Number.NaN, 0.5, 2 ** 60] as number[]) {
      const good = [0, 100, 1, 101, 1, 5, 6, 7];
      for (let argument = 0; argument < good.length; argument++) {
        const args = good.with(argument, thing) as Parameters<L1Book["quote"]>;
        expect(quotes.quote(...args)).toBe(UpdateResult.RejectedBad);
      }
      expect(quotes.trade(0, thing, 1)).toBe(UpdateResult.RejectedBad);
      expect(quotes.trade(0, 1, thing)).toBe(UpdateResult.RejectedBad);
    }
    expect(quotes.hash()).toBe(before);
  });
});
