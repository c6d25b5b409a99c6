import { describe, expect, test } from "bun:test";
import {
  OrderType,
  Side,
  SnapshotReader,
  SnapshotWriter,
  Split,
  TimeInForce,
  TradingState,
  TradingStatus,
} from "@hotpath/core";
import { VenueProbe } from "../testing/venue-probe.ts";
import { ReplayVenue } from "./replay-venue.ts";
import type { ReplayVenueOptions } from "./replay-venue-options.ts";
import { VenueReject } from "./venue-reject.ts";

const { Buy, Sell } = Side;
const { AtTheOpening, AtTheClose, Day, GoodTillCancel, ImmediateOrCancel } = TimeInForce;

class SessionProbe extends VenueProbe<ReplayVenue> {
  constructor(options: Partial<ReplayVenueOptions> = {}) {
    super((instruments) => new ReplayVenue({ instruments, ...options }));
  }

  status(state: number, instrument = 0): string[] {
    return this.event((sink, micros) => TradingStatus.write(sink, micros, 0, instrument, 1, state));
  }

  split(numerator: number, denominator: number): string[] {
    return this.event((sink, micros) => Split.write(sink, micros, 0, 0, 1, 0, numerator, denominator));
  }
}

describe("ReplayVenue: sessions", () => {
  test("an opening: orders wait, its print fills what is better than its price, the others join or end", () => {
    const venue = new SessionProbe();
    venue.status(TradingState.PreOpen);
    venue.level(Buy, 101, 40);
    venue.level(Sell, 100, 30);
    expect(venue.order(1, Buy, 0, 5, AtTheOpening, OrderType.Market)).toEqual(["1 New"]);
    expect(venue.order(2, Buy, 101, 5, AtTheOpening)).toEqual(["2 New"]);
    expect(venue.order(3, Buy, 100, 5, AtTheOpening)).toEqual(["3 New"]);
    // It does not take from a book that does not trade yet.
    expect(venue.order(4, Buy, 102, 5, GoodTillCancel)).toEqual(["4 New"]);
    expect(venue.order(5, Buy, 99, 5, Day)).toEqual(["5 New"]);
    expect(venue.order(6, Buy, 99, 5, ImmediateOrCancel)).toEqual([`6 Rejected ${VenueReject.NotTrading}`]);
    expect(venue.level(Sell, 98, 5)).toEqual([]);
    expect(venue.trade(100, 900, 0)).toEqual([
      "1 Trade 5@100 taker leaves 0",
      "2 Trade 5@100 taker leaves 0",
      "4 Trade 5@100 taker leaves 0",
    ]);
    venue.level(Sell, 98, 0);
    venue.level(Sell, 100, 0);
    venue.level(Buy, 101, 0);
    venue.level(Buy, 99, 70);
    expect(venue.status(TradingState.Trading)).toEqual([`3 Expired ${VenueReject.SessionEnded}`]);
    expect(venue.venue.queueAhead(5)).toBe(70);
    expect(venue.order(7, Buy, 99, 5, AtTheOpening)).toEqual([`7 Rejected ${VenueReject.SessionEnded}`]);
  });

  test("a close: orders for it wait through the day, a halt's auction leaves them alone, day orders end", () => {
    const venue = new SessionProbe();
    venue.status(TradingState.Trading, -1);
    venue.level(Buy, 100, 10);
    venue.level(Sell, 102, 10);
    expect(venue.order(1, Sell, 0, 5, AtTheClose, OrderType.Market)).toEqual(["1 New"]);
    venue.order(2, Buy, 99, 5, Day);
    venue.order(3, Buy, 98, 5, GoodTillCancel);
    expect(venue.trade(101, 5, Buy)).toEqual([]);
    venue.status(TradingState.Halted);
    expect(venue.trade(97, 5, Sell)).toEqual([]);
    expect(venue.order(4, Buy, 0, 5, Day, OrderType.Market)).toEqual([`4 Rejected ${VenueReject.NotTrading}`]);
    venue.status(TradingState.Auction);
    expect(venue.trade(98, 50, 0)).toEqual(["2 Trade 5@98 taker leaves 0"]);
    venue.status(TradingState.Trading);
    venue.order(5, Buy, 99, 5, Day);
    venue.status(TradingState.Auction);
    expect(venue.trade(101, 500, 0)).toEqual(["1 Trade 5@101 taker leaves 0"]);
    expect(venue.status(TradingState.Closed)).toEqual([`5 Expired ${VenueReject.SessionEnded}`]);
    expect(venue.order(6, Buy, 99, 5, GoodTillCancel)).toEqual([`6 Rejected ${VenueReject.NotTrading}`]);
    expect(venue.cancel(3, Buy)).toEqual(["3 Canceled"]);
  });

  test("a split cancels what works, or changes its terms where they come out whole", () => {
    const cancels = new SessionProbe();
    cancels.order(1, Buy, 100, 6);
    expect(cancels.split(2, 1)).toEqual([`1 Canceled ${VenueReject.CorporateAction}`]);
    const adjusts = new SessionProbe({ onSplit: "adjust" });
    adjusts.order(1, Buy, 100, 6);
    adjusts.order(2, Buy, 99, 6);
    expect(adjusts.split(2, 1)).toEqual([`2 Canceled ${VenueReject.CorporateAction}`]);
    expect(adjusts.trade(49, 99, Sell)).toEqual(["1 Trade 12@50 maker leaves 0"]);
    adjusts.order(3, Buy, 100, 10);
    expect(adjusts.split(1, 5)).toEqual([]);
    expect(adjusts.trade(499, 99, Sell)).toEqual(["3 Trade 2@500 maker leaves 0"]);
    expect(() => new SessionProbe({ onSplit: "keep" as never })).toThrow("venue.onSplit");
  });

  test("the state of a session is part of a snapshot", () => {
    const first = new SessionProbe();
    first.status(TradingState.Trading);
    first.order(1, Sell, 0, 5, AtTheClose, OrderType.Market);
    first.status(TradingState.Auction);
    const writer = new SnapshotWriter();
    first.venue.snapshot(writer);
    const second = new SessionProbe();
    second.venue.restore(new SnapshotReader(writer.finish()));
    expect(second.trade(101, 500, 0)).toEqual(["1 Trade 5@101 taker leaves 0"]);
  });
});
