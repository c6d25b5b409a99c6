import { describe, expect, test } from "bun:test";
import { BookClear, OrderType, Side, SnapshotReader, SnapshotWriter, TimeInForce } from "@hotpath/core";
import { VenueProbe } from "../testing/venue-probe.ts";
import { powerQueue } from "./queue-model.ts";
import { ReplayVenue } from "./replay-venue.ts";
import type { ReplayVenueOptions } from "./replay-venue-options.ts";
import { VenueReject } from "./venue-reject.ts";

const { Buy, Sell } = Side;

function probe(options: Partial<ReplayVenueOptions> = {}): VenueProbe<ReplayVenue> {
  return new VenueProbe((instruments) => new ReplayVenue({ instruments, ...options }));
}

/** Bids 100 × 50 and 99 × 80, asks 102 × 30 and 103 × 40. */
function market(options: Partial<ReplayVenueOptions> = {}): VenueProbe<ReplayVenue> {
  const venue = probe(options);
  venue.level(Buy, 100, 50);
  venue.level(Buy, 99, 80);
  venue.level(Sell, 102, 30);
  venue.level(Sell, 103, 40);
  return venue;
}

describe("ReplayVenue: taking", () => {
  test("a market order walks the levels, and what it could not get expires", () => {
    expect(market().order(1, Buy, 0, 50)).toEqual([
      "1 New",
      "1 Trade 30@102 taker leaves 20",
      "1 Trade 20@103 taker leaves 0",
    ]);
    expect(market().order(1, Sell, 0, 200)).toEqual([
      "1 New",
      "1 Trade 50@100 taker leaves 150",
      "1 Trade 80@99 taker leaves 70",
      `1 Expired ${VenueReject.Unfilled}`,
    ]);
  });

  test("what was taken is gone until the feed tells of the level again", () => {
    const venue = market();
    venue.order(1, Buy, 0, 20);
    expect(venue.order(2, Buy, 102, 30, TimeInForce.ImmediateOrCancel)).toEqual([
      "2 New",
      "2 Trade 10@102 taker leaves 20",
      `2 Expired ${VenueReject.Unfilled}`,
    ]);
    venue.level(Sell, 102, 25);
    expect(venue.order(3, Buy, 102, 30, TimeInForce.ImmediateOrCancel)[1]).toBe("3 Trade 25@102 taker leaves 5");
    const lasting = market({ consumes: false });
    lasting.order(1, Buy, 0, 20);
    expect(lasting.order(2, Buy, 0, 20)[1]).toBe("2 Trade 20@102 taker leaves 0");
  });

  test("fill-or-kill takes all or nothing; immediate-or-cancel what there is", () => {
    const venue = market();
    expect(venue.order(1, Buy, 103, 71, TimeInForce.FillOrKill)).toEqual([
      "1 New",
      `1 Expired ${VenueReject.Unfilled}`,
    ]);
    expect(venue.order(2, Buy, 102, 31, TimeInForce.FillOrKill)).toHaveLength(2);
    expect(venue.order(3, Buy, 103, 70, TimeInForce.FillOrKill)).toHaveLength(3);
    expect(venue.order(4, Buy, 101, 1, TimeInForce.ImmediateOrCancel)[1]).toBe(`4 Expired ${VenueReject.Unfilled}`);
  });

  test("the rest of a limit order that takes: it rests, is filled at its limit, or whole at the touch", () => {
    const shown = market();
    expect(shown.order(1, Buy, 102, 45)).toEqual(["1 New", "1 Trade 30@102 taker leaves 15"]);
    expect(shown.venue.resting).toBe(1);
    // An offer that comes to it would have traded with it.
    expect(shown.level(Sell, 102, 8)).toEqual(["1 Trade 8@102 maker leaves 7"]);
    expect(market({ fills: "partial" }).order(1, Buy, 103, 100)).toEqual([
      "1 New",
      "1 Trade 30@102 taker leaves 70",
      "1 Trade 40@103 taker leaves 30",
      "1 Trade 30@103 taker leaves 0",
    ]);
    expect(market({ fills: "whole" }).order(1, Buy, 103, 100)).toEqual(["1 New", "1 Trade 100@102 taker leaves 0"]);
  });

  test("market impact makes each fill worse, in whole ticks, and never beyond the limit", () => {
    const impact = { model: "squareRoot", coefficient: 10, volume: 400 } as const;
    // 10 × √(16 ÷ 400) = 2
    expect(market({ impact }).order(1, Buy, 0, 16)[1]).toBe("1 Trade 16@104 taker leaves 0");
    expect(market({ impact }).order(1, Sell, 0, 16)[1]).toBe("1 Trade 16@98 taker leaves 0");
    expect(market({ impact }).order(1, Buy, 103, 16)[1]).toBe("1 Trade 16@103 taker leaves 0");
    // 10 × 20 ÷ 400 = 0.5, rounded up
    expect(market({ impact: { ...impact, model: "linear" } }).order(1, Buy, 0, 20)[1]).toBe(
      "1 Trade 20@103 taker leaves 0",
    );
  });
});

describe("ReplayVenue: resting", () => {
  test("trades eat the queue before the order, then the order, in part", () => {
    const venue = market();
    expect(venue.order(1, Buy, 100, 20)).toEqual(["1 New"]);
    expect(venue.venue.queueAhead(1)).toBe(50);
    expect(venue.trade(100, 30, Sell)).toEqual([]);
    expect(venue.venue.queueAhead(1)).toBe(20);
    expect(venue.trade(100, 25, Sell)).toEqual(["1 Trade 5@100 maker leaves 15"]);
    expect(venue.trade(100, 10, Sell)).toEqual(["1 Trade 10@100 maker leaves 5"]);
    expect(venue.trade(100, 10, Buy)).toEqual([]);
    expect(venue.trade(100, 10, Sell)).toEqual(["1 Trade 5@100 maker leaves 0"]);
    expect(venue.venue.resting).toBe(0);
  });

  test("a trade through its price fills what traded, or by hftbacktest's models the whole", () => {
    const shown = market();
    shown.order(1, Buy, 100, 20);
    expect(shown.trade(99, 6, Sell)).toEqual(["1 Trade 6@100 maker leaves 14"]);
    for (const fills of ["partial", "whole"] as const) {
      const venue = market({ fills });
      venue.order(1, Buy, 100, 20);
      expect(venue.trade(99, 6, Sell)).toEqual(["1 Trade 20@100 maker leaves 0"]);
    }
  });

  test("several orders share a trade", () => {
    const venue = market();
    venue.order(1, Buy, 100, 5);
    venue.order(2, Buy, 101, 4);
    venue.order(3, Buy, 100, 9);
    expect(venue.trade(100, 60, Sell)).toEqual([
      "2 Trade 4@101 maker leaves 0",
      "1 Trade 5@100 maker leaves 0",
      "3 Trade 5@100 maker leaves 4",
    ]);
    venue.order(4, Sell, 102, 3);
    venue.order(5, Sell, 102, 3);
    expect(venue.trade(102, 34, Buy)).toEqual(["4 Trade 3@102 maker leaves 0", "5 Trade 1@102 maker leaves 2"]);
  });

  test("without partial fills an order is filled whole once it is first", () => {
    const venue = market({ fills: "whole" });
    venue.order(1, Buy, 100, 20);
    expect(venue.trade(100, 50, Sell)).toEqual([]);
    expect(venue.trade(100, 1, Sell)).toEqual(["1 Trade 20@100 maker leaves 0"]);
  });

  test("a level that shrinks moves the order up as the model says, and trades are not counted twice", () => {
    const venue = market({ queue: powerQueue(1) });
    venue.order(1, Buy, 100, 20);
    venue.level(Buy, 100, 100);
    expect(venue.venue.queueAhead(1)).toBe(50);
    venue.trade(100, 10, Sell);
    venue.level(Buy, 100, 90);
    expect(venue.venue.queueAhead(1)).toBe(40);
    // 18 leave: 8 before, 10 behind, as 40 to 50 stand.
    venue.level(Buy, 100, 72);
    expect(venue.venue.queueAhead(1)).toBeCloseTo(32, 12);
  });

  test("the other side's touch that reaches it fills it", () => {
    const venue = market();
    venue.order(1, Sell, 102, 20);
    expect(venue.level(Buy, 101, 5)).toEqual([]);
    expect(venue.level(Buy, 103, 5)).toEqual(["1 Trade 5@102 maker leaves 15"]);
    expect(market({ fills: "partial" }).order(1, Sell, 102, 20)).toEqual(["1 New"]);
  });

  test("post-only orders rest or are refused; cancels and replaces follow", () => {
    const venue = market();
    expect(venue.order(1, Buy, 102, 5, TimeInForce.PostOnly)).toEqual([`1 Rejected ${VenueReject.WouldCross}`]);
    expect(venue.order(2, Buy, 101, 5, TimeInForce.PostOnly)).toEqual(["2 New"]);
    expect(venue.replace(2, Buy, 102, 5)).toEqual([`2 ReplaceRejected ${VenueReject.WouldCross}`]);
    expect(venue.cancel(2, Buy)).toEqual(["2 Canceled"]);
    expect(venue.cancel(2, Buy)).toEqual([`2 CancelRejected ${VenueReject.UnknownOrder}`]);
    venue.order(3, Buy, 100, 20);
    venue.trade(100, 30, Sell);
    expect(venue.replace(3, Buy, 100, 10)).toEqual(["3 Replaced"]);
    expect(venue.venue.queueAhead(3)).toBe(20);
    expect(venue.replace(3, Buy, 100, 12)).toEqual(["3 Replaced"]);
    expect(venue.venue.queueAhead(3)).toBe(50);
    expect(venue.replace(3, Buy, 102, 40)).toEqual(["3 Replaced", "3 Trade 30@102 taker leaves 10"]);
    expect(venue.replace(3, Buy, 101, 30)).toEqual([`3 ReplaceRejected ${VenueReject.BadTerms}`]);
    expect(venue.replace(3, Buy, 103, 50)).toEqual(["3 Replaced", "3 Trade 20@103 taker leaves 0"]);
  });

  test("a book that is cleared trades with nobody, and queues hold", () => {
    const venue = market();
    venue.order(1, Buy, 100, 20);
    venue.event((sink, micros) => BookClear.write(sink, micros, 0, 0, 1, 0, 0, 0));
    expect(venue.order(2, Buy, 0, 5)).toEqual([`2 Rejected ${VenueReject.NoLiquidity}`]);
    venue.level(Buy, 100, 70);
    expect(venue.venue.queueAhead(1)).toBe(50);
  });
});

describe("ReplayVenue: what it refuses", () => {
  test("by name", () => {
    const venue = market({ maxOrders: 1 });
    const reject = (reason: number): string[] => [`9 Rejected ${reason}`];
    expect(venue.order(9, Buy, 100, 1, TimeInForce.Day, OrderType.Stop)).toEqual(
      reject(VenueReject.UnsupportedOrderType),
    );
    expect(venue.order(9, Buy, 100, 1, TimeInForce.GoodTillDate)).toEqual(reject(VenueReject.UnsupportedTimeInForce));
    expect(venue.order(9, Buy, 100, 0)).toEqual(reject(VenueReject.BadTerms));
    expect(venue.order(9, Buy, 100.5, 1)).toEqual(reject(VenueReject.BadTerms));
    expect(venue.order(9, Buy, 100, 1)).toEqual(["9 New"]);
    expect(venue.order(9, Buy, 100, 1)).toEqual(reject(VenueReject.DuplicateOrder));
    expect(venue.order(10, Buy, 100, 1)).toEqual([`10 Rejected ${VenueReject.TooManyOrders}`]);
  });

  test("options that are wrong", () => {
    expect(() => probe({ depth: "deep" as never })).toThrow("venue.depth");
    expect(() => probe({ fills: "some" as never })).toThrow("venue.fills");
    expect(() => probe({ maxOrders: 0 })).toThrow("venue.maxOrders");
    expect(() => probe({ impact: { model: "cubic" as never, coefficient: 1, volume: 1 } })).toThrow(
      "venue.impact.model",
    );
    expect(() => probe({ deep: true } as never)).toThrow("venue.deep");
  });
});

describe("ReplayVenue: quotes", () => {
  test("the touch is the book; behind it nothing is known until it comes", () => {
    const venue = probe({ depth: "quotes" });
    venue.quote(100, 102, 50, 30);
    expect(venue.order(1, Buy, 102, 40)).toEqual(["1 New", "1 Trade 30@102 taker leaves 10"]);
    venue.cancel(1, Buy);
    venue.order(2, Buy, 99, 5);
    expect(venue.venue.queueAhead(2)).toBe(Number.POSITIVE_INFINITY);
    venue.quote(99, 102, 80, 30);
    expect(venue.venue.queueAhead(2)).toBe(80);
    expect(venue.trade(99, 83, Sell)).toEqual(["2 Trade 3@99 maker leaves 2"]);
    // The bid rises: what stands at 99 keeps its place, unseen.
    venue.order(3, Buy, 99, 5);
    expect(venue.trade(99, 20, Sell)).toEqual(["2 Trade 2@99 maker leaves 0"]);
    venue.quote(100, 102, 10, 30);
    venue.quote(99, 102, 90, 30);
    expect(venue.venue.queueAhead(3)).toBe(60);
    // It falls below: nobody is left at 99 but us.
    venue.quote(98, 102, 10, 30);
    expect(venue.venue.queueAhead(3)).toBe(0);
    expect(venue.quote(97, 99, 10, 4)).toEqual(["3 Trade 4@99 maker leaves 1"]);
  });
});

test("a venue that is restored goes on to the bit", () => {
  const steps = (venue: VenueProbe<ReplayVenue>): string[] => [
    ...venue.level(Buy, 100, 40),
    ...venue.trade(100, 45, Sell),
    ...venue.order(7, Buy, 0, 35),
    ...venue.level(Buy, 103, 4),
    ...venue.replace(2, Sell, 103, 30),
    ...venue.trade(99, 50, Sell),
  ];
  const first = market({ queue: powerQueue(2) });
  first.order(1, Buy, 100, 20);
  first.order(2, Sell, 103, 20);
  first.order(3, Buy, 99, 20);
  first.trade(100, 10, Sell);
  const writer = new SnapshotWriter();
  first.venue.snapshot(writer);
  const second = probe({ queue: powerQueue(2) });
  second.venue.restore(new SnapshotReader(writer.finish()));
  const again = new SnapshotWriter();
  second.venue.snapshot(again);
  expect(again.hash()).toBe(writer.hash());
  const want = steps(first);
  expect(want.length).toBeGreaterThan(5);
  expect(steps(second)).toEqual(want);
});
