import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  ConfigError,
  ExecType,
  InputError,
  OrderType,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
} from "@hotpath/core";
import { MatchingEngine } from "./matching-engine.ts";
import { reportsOf } from "./testing/random-commands.ts";
import { MAX_PRICE, Reason, ReportKind } from "./vocabulary.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const { Buy, Sell } = Side;

/** Kind, reason, order, counter order, price, quantity and leaves of every report that waits; then forgets them. */
function drain(engine: MatchingEngine): unknown[][] {
  const rows = engine.reports
    .toArray()
    .map((r) => [r.kind, r.reason, r.orderId, r.counterOrderId, r.price, r.quantity, r.leavesQty]);
  engine.reports.clear();
  return rows;
}

describe("orders", () => {
  test("trade at the resting price, best price first, then first come first", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    engine.submit(0, 1, Sell, 101, 5);
    engine.submit(0, 2, Sell, 100, 5);
    engine.submit(0, 3, Sell, 100, 5);
    engine.reports.clear();
    engine.submit(0, 4, Buy, 101, 12);
    expect(drain(engine)).toEqual([
      ["Accepted", "None", 4, 0, 101, 12, 12],
      ["Trade", "None", 4, 2, 100, 5, 7],
      ["Trade", "None", 4, 3, 100, 5, 2],
      ["Trade", "None", 4, 1, 101, 2, 0],
    ]);
    expect(engine.book().order(1)).toMatchObject({ leavesQty: 3, cumQty: 2 });
    expect(engine.book().has(4)).toBe(false);
  });

  test("never rest as market or IOC; FOK is all or nothing; post-only never takes", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    engine.submit(0, 1, Sell, 100, 5);
    engine.reports.clear();
    engine.submit(0, 2, Buy, 100, 6, OrderType.Limit, TimeInForce.FillOrKill);
    engine.submit(0, 3, Buy, 100, 6, OrderType.Limit, TimeInForce.PostOnly);
    engine.submit(0, 4, Buy, 100, 2, OrderType.Limit, TimeInForce.ImmediateOrCancel);
    engine.submit(0, 5, Buy, 0, 7, OrderType.Market);
    engine.submit(0, 6, Buy, 0, 7, OrderType.Market, TimeInForce.FillOrKill);
    expect(drain(engine)).toEqual([
      ["Rejected", "UnfilledFok", 2, 0, 100, 6, 0],
      ["Rejected", "WouldCross", 3, 0, 100, 6, 0],
      ["Accepted", "None", 4, 0, 100, 2, 2],
      ["Trade", "None", 4, 1, 100, 2, 0],
      ["Accepted", "None", 5, 0, 0, 7, 7],
      ["Trade", "None", 5, 1, 100, 3, 4],
      ["Expired", "NoLiquidity", 5, 0, 0, 4, 0],
      ["Rejected", "UnfilledFok", 6, 0, 0, 7, 0],
    ]);
    expect(engine.stats().orders).toBe(0);
  });

  test("keep their place when they shrink and lose it when they grow or move", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    for (const id of [1, 2, 3]) engine.submit(0, id, Buy, 100, 10);
    const queue = (): number[] =>
      engine
        .book()
        .ordersAt(Buy, 100)
        .map((order) => order.orderId);
    engine.replace(1, 100, 4);
    expect(queue()).toEqual([1, 2, 3]);
    engine.replace(1, 100, 5);
    expect(queue()).toEqual([2, 3, 1]);
    engine.replace(3, 99, 1);
    engine.replace(3, 100, 1);
    expect(queue()).toEqual([2, 1, 3]);
    expect(engine.book().queuePosition(3)).toEqual({ ordersAhead: 2, quantityAhead: 15 });
  });

  test("with nothing left to trade leave no trace but their last price", () => {
    const engine = new MatchingEngine({ instruments: 2, orderCapacity: 4 });
    const round = (price: number): void => {
      engine.submit(1, price, Sell, price, 3);
      engine.submit(1, price + 1000, Buy, price, 3);
      engine.reports.clear();
    };
    round(1000);
    const once = engine.hash();
    for (let price = 2; price <= 100; price++) round(price);
    expect(engine.hash()).not.toBe(once);
    round(1000);
    expect(engine.hash()).toBe(once);
    expect(engine.lastPrice(1)).toBe(1000);
    expect(engine.stats()).toMatchObject({ orders: 0, levels: 0 });
  });

  test("of one owner do not trade with each other, in four ways", () => {
    const run = (selfTradePrevention: "CancelNewest" | "CancelOldest" | "CancelBoth" | "Decrement"): unknown[][] => {
      const engine = new MatchingEngine({ instruments: 1, selfTradePrevention });
      engine.submit(0, 1, Sell, 100, 4, OrderType.Limit, TimeInForce.GoodTillCancel, 7);
      engine.submit(0, 2, Sell, 100, 4, OrderType.Limit, TimeInForce.GoodTillCancel, 8);
      engine.reports.clear();
      engine.submit(0, 3, Buy, 100, 6, OrderType.Limit, TimeInForce.GoodTillCancel, 7);
      return drain(engine).slice(1);
    };
    expect(run("CancelNewest")).toEqual([["Canceled", "SelfTrade", 3, 1, 100, 6, 0]]);
    expect(run("CancelOldest")).toEqual([
      ["Canceled", "SelfTrade", 1, 3, 100, 4, 0],
      ["Trade", "None", 3, 2, 100, 4, 2],
    ]);
    expect(run("CancelBoth")).toEqual([
      ["Canceled", "SelfTrade", 1, 3, 100, 4, 0],
      ["Canceled", "SelfTrade", 3, 1, 100, 6, 0],
    ]);
    expect(run("Decrement")).toEqual([
      ["Canceled", "SelfTrade", 1, 3, 100, 4, 0],
      ["Canceled", "SelfTrade", 3, 1, 100, 4, 2],
      ["Trade", "None", 3, 2, 100, 2, 0],
    ]);
  });
});

describe("bounds", () => {
  test("a full store refuses what might rest and takes what does not", () => {
    const engine = new MatchingEngine({ instruments: 1, orderCapacity: 2 });
    engine.submit(0, 1, Sell, 100, 1);
    engine.submit(0, 2, Sell, 101, 1);
    engine.reports.clear();
    engine.submit(0, 3, Sell, 102, 1);
    engine.submit(0, 4, Buy, 102, 1, OrderType.Limit, TimeInForce.ImmediateOrCancel);
    engine.submit(0, 5, Sell, 102, 1);
    expect(drain(engine).map((row) => row.slice(0, 3))).toEqual([
      ["Rejected", "Capacity", 3],
      ["Accepted", "None", 4],
      ["Trade", "None", 4],
      ["Accepted", "None", 5],
    ]);
  });

  test("one order may sweep the whole book: the report columns grow", () => {
    const engine = new MatchingEngine({ instruments: 1, orderCapacity: 5000, reportRows: 1 });
    for (let id = 1; id <= 5000; id++) engine.submit(0, id, Sell, 100 + (id % 700), 2);
    engine.reports.clear();
    engine.submit(0, 9999, Buy, 0, 9999, OrderType.Market);
    expect(engine.reports.count).toBe(5001);
    expect(engine.reports.leavesQty[5000]).toBe(0);
    expect(engine.book().totalQuantity(Sell)).toBe(1);
    engine.book().verify();
  });

  test("a command is not begun while waiting reports leave no room for its own", () => {
    const engine = new MatchingEngine({ instruments: 1, orderCapacity: 10, maxReportRows: 24 });
    let taken = 0;
    while (engine.submit(0, taken + 1, Buy, 100, 1)) taken++;
    const before = engine.hash();
    expect(taken).toBe(7);
    expect(engine.cancel(1)).toBe(false);
    expect(engine.replace(1, 99, 1)).toBe(false);
    expect(engine.massCancelInstrument(0)).toBe(false);
    expect(engine.hash()).toBe(before);
    expect(engine.stats().refusedCommands).toBe(4);
    engine.reports.clear();
    expect(engine.cancel(1)).toBe(true);
  });

  test("prices to the ends of their range, quantities to the end of the safe integers", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    engine.submit(0, 1, Buy, -MAX_PRICE, 1);
    engine.submit(0, 2, Sell, MAX_PRICE, 1);
    engine.submit(0, 3, Buy, 0, Number.MAX_SAFE_INTEGER - 1);
    engine.submit(0, 4, Buy, 1, 1);
    engine.submit(0, Number.MAX_SAFE_INTEGER, Sell, -0, 1);
    expect(drain(engine).map((row) => row.slice(0, 3))).toEqual([
      ["Accepted", "None", 1],
      ["Accepted", "None", 2],
      ["Accepted", "None", 3],
      ["Rejected", "Capacity", 4],
      ["Accepted", "None", Number.MAX_SAFE_INTEGER],
      ["Trade", "None", Number.MAX_SAFE_INTEGER],
    ]);
    expect(engine.book().bestBid).toBe(0);
    expect(engine.book().bestAsk).toBe(MAX_PRICE);
    engine.book().verify();
  });

  test("nothing makes a command throw, and nothing senseless changes a book", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    engine.submit(0, 1, Buy, 100, 10);
    const before = engine.hash();
    engine.reports.clear();
    const things = [undefined, null, "1", "x", 1n, Symbol("s"), {}, [], true, Number.NaN, 0.5, -1, 2 ** 60] as number[];
    const good: number[] = [0, 2, Buy, 90, 1, OrderType.Limit, TimeInForce.GoodTillCancel, 1];
    let expected = 0;
    for (let argument = 0; argument < good.length; argument++) {
      for (const thing of things) {
        const args = good.with(argument, thing) as Parameters<MatchingEngine["submit"]>;
        if (argument >= 5 && thing === undefined) continue;
        if (argument === 3 && thing === -1) continue;
        engine.submit(...args);
        expected++;
      }
    }
    for (const thing of things) {
      engine.cancel(thing === -1 ? 99 : thing);
      engine.replace(thing, 100, 1);
      if (thing !== -1) engine.replace(1, thing, 5);
      engine.replace(1, 100, thing);
      engine.massCancelOwner(thing);
      engine.massCancelInstrument(thing);
      engine.expireDay(thing);
      expected += thing === -1 ? 6 : 7;
    }
    const kinds = new Set(reportsOf(engine).map((report) => report.kind));
    expect(engine.reports.count).toBe(expected);
    const { Rejected, CancelRejected, ReplaceRejected } = ReportKind;
    expect([...kinds].sort((a, b) => a - b)).toEqual([Rejected, CancelRejected, ReplaceRejected]);
    expect(engine.hash()).toBe(before);
  });
});

describe("the edge", () => {
  test("options are checked by name", () => {
    const make = (options: object) => () => new MatchingEngine({ instruments: 1, ...options });
    expect(make({ instrumnets: 2 })).toThrow(ConfigError);
    expect(make({ instruments: 0 })).toThrow(
      "matchingEngine.instruments: got 0; allowed: an integer from 1 to 1048576",
    );
    expect(make({ windowTicks: 100 })).toThrow("a power of two from 32 to 32768");
    expect(make({ selfTradePrevention: "never" })).toThrow("None, CancelNewest, CancelOldest, CancelBoth, Decrement");
    expect(make({ orderCapacity: 100, maxReportRows: 100 })).toThrow("matchingEngine.maxReportRows");
    expect(make({ replaceKeepsPriority: 1 })).toThrow("true or false");
    expect(() => new MatchingEngine({ instruments: 1 }).book(1)).toThrow(ConfigError);
  });

  test("place answers with the reports of its own order and takes them out again", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    engine.submit(0, 1, Sell, 100, 5);
    const reports = engine.place({ orderId: 2, side: "Buy", type: "Market", quantity: 3 });
    expect(reports.map((report) => [report.kind, report.side, report.price])).toEqual([
      ["Accepted", "Buy", 0],
      ["Trade", "Buy", 100],
    ]);
    expect(engine.reports.count).toBe(1);
    expect(engine.place({ orderId: 3, side: "Buy", quantity: 3 })[0]).toMatchObject({ reason: "BadPrice" });
  });

  test("report kinds have core's numbers where core has the word", () => {
    const { New, Canceled, Replaced, Rejected, Expired, Restated, Trade, Triggered } = ExecType;
    expect(ReportKind).toMatchObject({
      Accepted: New,
      Canceled,
      Replaced,
      Rejected,
      Expired,
      Restated,
      Trade,
      Triggered,
    });
    expect(new Set(Object.values(Reason)).size).toBe(Object.keys(Reason).length);
  });

  test("a damaged snapshot is refused and leaves an empty engine", () => {
    const options = { instruments: 2, orderCapacity: 32, windowTicks: 32 };
    const engine = new MatchingEngine(options);
    for (let id = 1; id <= 20; id++)
      engine.submit(id % 2, id, id % 3 === 0 ? Buy : Sell, id % 3 === 0 ? 90 : 110 + id, 5);
    const writer = new SnapshotWriter();
    engine.snapshot(writer);
    const good = writer.finish();
    const empty = new MatchingEngine(options).hash();
    let refused = 0;
    for (let at = 0; at < good.length; at++) {
      for (const bytes of [good.slice(0, at), good.with(at, good[at]! ^ 0x80)]) {
        const target = new MatchingEngine(options);
        target.submit(0, 1, Buy, 5, 5);
        try {
          target.restore(new SnapshotReader(bytes));
          target.book(0).verify();
          target.book(1).verify();
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(target.hash()).toBe(empty);
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(good.length);
  });
});
