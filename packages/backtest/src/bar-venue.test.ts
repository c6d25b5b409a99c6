import { describe, expect, test } from "bun:test";
import { Bar, OrderType, Side, SnapshotReader, SnapshotWriter, TimeInForce, Trade } from "@hotpath/core";
import { BarReject, BarVenue, type BarVenueOptions } from "./bar-venue.ts";
import { plain, VenueProbe } from "./testing/venue-probe.ts";

const { Buy, Sell } = Side;
const { GoodTillCancel, Day } = TimeInForce;

class BarProbe extends VenueProbe<BarVenue> {
  constructor(options: BarVenueOptions = {}) {
    super((instruments) => new BarVenue({ instruments, ...options }));
  }

  /** A point of a bar's path. */
  at(price: number): string[] {
    return this.event((sink, micros) => Trade.write(sink, micros, 0, 0, 1, price, 0, 0));
  }

  bar(open: number, high: number, low: number, close: number, volume = 1000): string[] {
    return this.event((sink, micros) => Bar.write(sink, micros, 0, 0, 1, open, high, low, close, volume));
  }

  stop(id: number, side: Side, trigger: number, quantity: number): string[] {
    return this.order(id, side, trigger, quantity, GoodTillCancel, OrderType.Stop);
  }
}

describe("BarVenue", () => {
  test("a market order is filled at the next open; limits on the way, at their prices or a better open", () => {
    const venue = new BarProbe();
    venue.bar(100, 105, 95, 101);
    expect(venue.order(1, Buy, 0, 5, Day)).toEqual(["1 New"]);
    venue.order(2, Buy, 98, 5);
    venue.order(3, Sell, 104, 5);
    expect(venue.at(103)).toEqual(["1 Trade 5@103 taker leaves 0"]);
    expect(venue.at(97)).toEqual(["2 Trade 5@98 maker leaves 0"]);
    expect(venue.at(104)).toEqual(["3 Trade 5@104 maker leaves 0"]);
    expect(venue.bar(103, 104, 97, 100)).toEqual([]);
    venue.order(4, Buy, 99, 5);
    expect(venue.at(95)).toEqual(["4 Trade 5@95 taker leaves 0"]);
  });

  test("a stop becomes a market order at its trigger, at the open where that is beyond it", () => {
    const venue = new BarProbe();
    venue.bar(100, 105, 95, 101);
    venue.stop(1, Sell, 98, 5);
    venue.stop(2, Buy, 106, 5);
    expect(venue.venue.visitsLowFirst(0)).toBe(true);
    expect(venue.at(101)).toEqual([]);
    expect(venue.at(96)).toEqual(["1 Trade 5@98 taker leaves 0"]);
    expect(venue.venue.visitsLowFirst(0)).toBe(false);
    venue.bar(101, 102, 96, 100);
    expect(venue.at(109)).toEqual(["2 Trade 5@109 taker leaves 0"]);
  });

  test("a bar without a path is walked by the way that is worse: a stop before a target", () => {
    const venue = new BarProbe();
    venue.stop(1, Sell, 95, 5);
    venue.order(2, Sell, 105, 5);
    expect(venue.bar(100, 106, 94, 100)).toEqual(["1 Trade 5@95 taker leaves 0", "2 Trade 5@105 maker leaves 0"]);
    // Told point by point, whoever holds both can take one back in time.
    venue.stop(3, Sell, 95, 5);
    venue.order(4, Sell, 105, 5);
    venue.at(100);
    expect(venue.at(94)).toEqual(["3 Trade 5@95 taker leaves 0"]);
    expect(venue.cancel(4, Sell)).toEqual(["4 Canceled"]);
    expect(venue.at(106)).toEqual([]);
    expect(venue.bar(100, 106, 94, 100)).toEqual([]);
  });

  test("an order that comes in on the way sees only the rest of it", () => {
    const venue = new BarProbe();
    venue.at(100);
    venue.at(94);
    venue.order(1, Buy, 96, 5);
    venue.order(2, Sell, 105, 5);
    // 94 is better than its limit, and that is where the price is.
    expect(venue.at(99)).toEqual(["1 Trade 5@94 taker leaves 0"]);
    expect(venue.bar(100, 104, 94, 99)).toEqual(["2 Trade 5@105 maker leaves 0"].slice(1));
    expect(venue.venue.waiting).toBe(1);
  });

  test("day orders end with the bar, with what was filled of them", () => {
    const venue = new BarProbe();
    venue.order(1, Buy, 90, 5, Day);
    expect(venue.bar(100, 105, 95, 101)).toEqual([`1 Expired ${BarReject.NotReached}`]);
  });

  test("slippage in ticks or basis points, rounded up to a tick, for what takes", () => {
    const ticks = [{ ...plain[0]!, tick: "0.05" }];
    const make = (slippage: NonNullable<BarVenueOptions["slippage"]>): VenueProbe<BarVenue> =>
      new VenueProbe((instruments) => new BarVenue({ instruments, slippage }), ticks);
    const trade = (venue: VenueProbe<BarVenue>, price: number): string[] =>
      venue.event((sink, micros) => Trade.write(sink, micros, 0, 0, 1, price, 0, 0));
    const byTicks = make({ ticks: 2 });
    byTicks.order(1, Buy, 0, 5);
    byTicks.order(2, Sell, 0, 5);
    byTicks.order(3, Buy, 10_000, 5);
    expect(trade(byTicks, 10_000)).toEqual([
      "1 Trade 5@10010 taker leaves 0",
      "2 Trade 5@9990 taker leaves 0",
      "3 Trade 5@10000 maker leaves 0",
    ]);
    const byPoints = make({ basisPoints: 3 });
    byPoints.order(1, Buy, 0, 5);
    // 0.03 % of 100.00 is 0.03: one tick of 0.05.
    expect(trade(byPoints, 10_000)).toEqual(["1 Trade 5@10005 taker leaves 0"]);
  });

  test("no more than a share of the volume of the bar before is filled in a bar", () => {
    const venue = new BarProbe({ participation: 0.1 });
    venue.bar(100, 100, 100, 100, 200);
    venue.order(1, Buy, 0, 50);
    expect(venue.at(100)).toEqual(["1 Trade 20@100 taker leaves 30"]);
    expect(venue.at(101)).toEqual([]);
    expect(venue.bar(100, 101, 100, 101, 250)).toEqual([]);
    expect(venue.at(102)).toEqual(["1 Trade 25@102 taker leaves 5"]);
    venue.bar(102, 102, 102, 102, 1000);
    expect(venue.at(103)).toEqual(["1 Trade 5@103 taker leaves 0"]);
  });

  test("what it does not know is refused by name", () => {
    const venue = new BarProbe({ maxOrders: 1 });
    expect(venue.order(1, Buy, 100, 5, Day, OrderType.StopLimit)).toEqual([
      `1 Rejected ${BarReject.UnsupportedOrderType}`,
    ]);
    venue.order(2, Buy, 100, 5);
    expect(venue.order(2, Buy, 100, 5)).toEqual([`2 Rejected ${BarReject.DuplicateOrder}`]);
    expect(venue.order(3, Buy, 100, 5)).toEqual([`3 Rejected ${BarReject.TooManyOrders}`]);
    expect(venue.replace(3, Buy, 99, 5)).toEqual([`3 ReplaceRejected ${BarReject.UnknownOrder}`]);
    expect(() => new BarVenue({ participation: 0 })).toThrow("venue.participation");
    expect(() => new BarVenue({ slippage: { ticks: -1 } })).toThrow("venue.slippage.ticks");
    expect(() => new BarVenue({ maxOrders: 0 })).toThrow("venue.maxOrders");
  });

  test("a venue that is restored goes on", () => {
    const first = new BarProbe({ participation: 0.1 });
    first.bar(100, 100, 100, 100, 200);
    first.order(1, Buy, 0, 50);
    first.stop(2, Sell, 95, 5);
    first.at(100);
    const writer = new SnapshotWriter();
    first.venue.snapshot(writer);
    const second = new BarProbe({ participation: 0.1 });
    second.venue.restore(new SnapshotReader(writer.finish()));
    const steps = (venue: BarProbe): string[] => [...venue.at(94), ...venue.bar(100, 101, 94, 99), ...venue.at(98)];
    const want = steps(first);
    expect(want.length).toBeGreaterThan(1);
    expect(steps(second)).toEqual(want);
  });
});
