import { describe, expect, test } from "bun:test";
import {
  AlgorithmOrder,
  AlgorithmReport,
  Command,
  type EventCursor,
  type EventSink,
  type EventView,
  Fill,
  NewOrder,
  OrderIntent,
  OrderTerms,
  OrderType,
  Quote,
  RouteOrder,
  RouteReport,
  Side,
  SnapshotReader,
  SnapshotWriter,
  type Stage,
  TimeInForce,
  TriggerPriceType,
  viewEvent,
} from "@hotpath/core";
import { AlgorithmKind } from "@hotpath/orders/algorithms";
import { TradingEngine, type TradingOrdersConfig } from "./index.ts";
import { instruments, START } from "./testing/quotes.ts";
import { LIMITS } from "./testing/strategies.ts";
import { PaperVenues } from "./testing/two-venues.ts";

/** A stage of one's own, which asks by records at its first quote and keeps what it hears. */
class Asker implements Stage {
  readonly name = "asker";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    NewOrder.TYPE,
    Fill.TYPE,
    AlgorithmReport.TYPE,
    RouteReport.TYPE,
    Command.TYPE,
  ];
  readonly seen: EventView[] = [];
  readonly #ask: (event: EventCursor, out: EventSink) => void;
  #isFirst = true;

  constructor(ask: (event: EventCursor, out: EventSink) => void) {
    this.#ask = ask;
  }

  on(event: EventCursor, out: EventSink): void {
    if (event.type !== Quote.TYPE) this.seen.push(viewEvent(event)!);
    else if (this.#isFirst) {
      this.#isFirst = false;
      this.#ask(event, out);
    }
  }

  of<T extends EventView["type"]>(type: T): Extract<EventView, { type: T }>[] {
    return this.seen.filter((view) => view.type === type) as Extract<EventView, { type: T }>[];
  }
}

const twap = (event: EventCursor, out: EventSink): void =>
  AlgorithmOrder.emit(
    out,
    event,
    0,
    event.venue,
    1,
    400,
    0,
    0,
    event.micros + 240_000_000,
    0,
    0,
    0,
    0,
    AlgorithmKind.TimeWeighted,
    Side.Buy,
    4,
    0,
    9,
  );

function engineOf(asker: Stage, orders: TradingOrdersConfig, venues: readonly number[] = [1, 2]): TradingEngine {
  return new TradingEngine({
    instruments: instruments(1),
    riskLimits: LIMITS,
    strategies: [asker],
    defaultStrategy: false,
    venue: new PaperVenues(venues, 1),
    orders,
  });
}

function quote(engine: TradingEngine, second: number, bid: number, venue = 1, size = 100): void {
  const micros = Number(START / 1000n) + second * 1e6;
  expect(engine.processQuote(0, bid, bid + 2, size, size, micros, 0, venue)).toBe(true);
}

describe("orders of a TradingEngine's configuration", () => {
  test("algorithms: children go out as timers have it, before quotes that are later", () => {
    const asker = new Asker(twap);
    using engine = engineOf(asker, { algorithms: true });
    quote(engine, 0, 10_000, 1, 1000);
    quote(engine, 50, 10_004, 1, 1000);
    const [bidPrice, askPrice, size] = ["100.08", "100.10", "1000"];
    const timestamp = START + 130_000_000_000n;
    const text = { symbolId: 1, bidPrice, askPrice, bidSize: size, askSize: size, timestamp, venueId: 1, flags: 0 };
    expect(engine.processMarketData([text]).rejects).toEqual([]);
    engine.advance(START + 240_000_000_000n);
    const seconds = asker.of("Fill").map(({ time, price }) => [Number((time - START) / 1_000_000_000n), price]);
    expect(seconds).toEqual([
      [0, 10_002],
      [60, 10_006],
      [120, 10_006],
      [180, 10_010],
    ]);
    expect(asker.of("AlgorithmReport")).toMatchObject([{ filled: 400, status: 1, averagePrice: 10_006 }]);
    expect(engine.algorithms!.report(1)!.filled).toBe(400);
  });

  test("algorithms: halt stops them, and a restored engine goes on to the bit", () => {
    const asker = new Asker(twap);
    using engine = engineOf(asker, { algorithms: true });
    quote(engine, 0, 10_000);
    const writer = new SnapshotWriter();
    engine.snapshot(writer);
    using again = engineOf(new Asker(() => {}), { algorithms: true });
    again.restore(new SnapshotReader(writer.finish()));
    for (const each of [engine, again]) {
      quote(each, 50, 10_004);
      quote(each, 130, 10_008);
    }
    expect(again.stateHash()).toBe(engine.stateHash());
    engine.halt();
    const sent = asker.of("NewOrder").length;
    quote(engine, 200, 10_000);
    // A slice at once, one at 60 s, one with the quote at 130 s: what was shown before was taken.
    expect(asker.of("AlgorithmReport")).toMatchObject([{ status: 3, filled: 300 }]);
    expect(asker.of("NewOrder").length).toBe(sent);
  });

  test("router: an order is taken at two venues", () => {
    const asker = new Asker((event, out) =>
      RouteOrder.emit(out, event, 0, 0, 1, 150, 0, event.micros + 10_000_000, Side.Buy, 9),
    );
    using engine = engineOf(asker, { router: { venues: [{ venue: 1 }, { venue: 2 }] } });
    quote(engine, 0, 10_000, 1);
    quote(engine, 1, 10_001, 2);
    expect(asker.of("Fill").map(({ venue, quantity }) => [venue, quantity])).toEqual([
      [1, 100],
      [2, 50],
    ]);
    expect(asker.of("RouteReport")).toMatchObject([{ filled: 150, status: 1 }]);
  });

  test("emulation: an order waits for its trigger; without it none does", () => {
    const stop = (event: EventCursor, out: EventSink): void => {
      OrderTerms.emit(out, event, 0, event.venue, 1, 10_010, 0, 0, Number.NaN, 0, 0, 0, 0, 0, 0, 0);
      const { Buy } = Side;
      OrderIntent.emit(out, event, 0, event.venue, 1, 0, 50, Buy, OrderType.Stop, TimeInForce.GoodTillCancel, 9);
    };
    for (const orders of [{ emulation: { triggerPrice: TriggerPriceType.Offer } }, {}]) {
      const asker = new Asker(stop);
      using engine = engineOf(asker, orders);
      quote(engine, 0, 10_000);
      expect(asker.of("Fill")).toEqual([]);
      quote(engine, 1, 10_010);
      expect(asker.of("Fill").map(({ price, quantity }) => [price, quantity])).toEqual(
        orders.emulation === undefined ? [] : [[10_012, 50]],
      );
    }
  });

  test("what is wrong is named by its path", () => {
    const made = (orders: object) => () => engineOf(new Asker(() => {}), orders as TradingOrdersConfig);
    expect(made({ stops: true })).toThrow("config.orders.stops");
    expect(made({ groups: 1 })).toThrow("config.orders.groups: got 1; allowed: true, false, or an object of options");
    expect(made({ groups: { maxGroups: 0 } })).toThrow("config.orders.groups");
    expect(made({ requests: { unansweredMicros: 0 } })).toThrow("requests.unansweredMicros: got 0");
    expect(made({ algorithms: { retryMicros: 0 } })).toThrow("config.orders.algorithms.retryMicros: got 0");
    expect(made({ router: { venues: [{ venue: 1, takerFee: "x" }] } })).toThrow(
      'config.orders.router.venues[0].takerFee: got "x"',
    );
    expect(made({ reconciliation: { portfolio: {} } })).toThrow("config.orders.reconciliation.portfolio");
    expect(made({ reconciliation: {}, groups: true })).not.toThrow();
    using engine = engineOf(new Asker(() => {}), {});
    expect(() => engine.advance(5 as never)).toThrow("timestamp: got 5");
  });
});
