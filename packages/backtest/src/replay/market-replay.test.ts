import { describe, expect, test } from "bun:test";
import {
  BookLevel,
  CancelOrder,
  type EventCursor,
  type EventSink,
  ExecutionReport,
  InstrumentRegistry,
  NewOrder,
  OrderType,
  Side,
  SnapshotReader,
  SnapshotWriter,
  type Stage,
  TimeInForce,
  Timer,
  TimerRequest,
  Trade,
} from "@hotpath/core";
import { Engine, TimerStage } from "@hotpath/engine";
import { ConstantLatency } from "../latency/constant-latency.ts";
import { describeReport } from "../testing/venue-probe.ts";
import { ReplayVenue } from "../venue/replay-venue.ts";
import { VenueReject } from "../venue/venue-reject.ts";
import { EventTape } from "./event-tape.ts";
import { MarketReplay } from "./market-replay.ts";
import type { ReplayMarket } from "./replay-options.ts";

const instruments = new InstrumentRegistry([{ id: 1, symbol: "AAA", priceDecimals: 2 }]);
const T = 1_700_000_000_000_000;

/** Writes down what the engine sees and when, in microseconds since `T`; sends what `react` says. */
class Watcher implements Stage {
  readonly name = "watcher";
  readonly handles = [BookLevel.TYPE, Trade.TYPE, ExecutionReport.TYPE, Timer.TYPE];
  readonly seen: string[] = [];
  readonly #react: (event: EventCursor, out: EventSink) => void;

  constructor(react: (event: EventCursor, out: EventSink) => void = () => {}) {
    this.#react = react;
  }

  on(event: EventCursor, out: EventSink): void {
    const at = event.micros - T + event.nanos / 1000;
    if (event.type === BookLevel.TYPE) this.seen.push(`${at} level ${BookLevel.size(event)}@${BookLevel.price(event)}`);
    else if (event.type === Trade.TYPE) this.seen.push(`${at} trade ${Trade.quantity(event)}@${Trade.price(event)}`);
    else if (event.type === Timer.TYPE) this.seen.push(`${at} timer ${Timer.timer(event)}`);
    else this.seen.push(`${at} ${describeReport(event)}`);
    this.#react(event, out);
  }
}

const level = (tape: EventTape, at: number, side: Side, price: number, size: number): void =>
  BookLevel.write(tape, T + at, 0, 0, 0, price, size, side, 0);
const trade = (tape: EventTape, at: number, price: number, quantity: number, aggressor: number): void =>
  Trade.write(tape, T + at, 0, 0, 0, price, quantity, aggressor);
const buy = (out: EventSink, cause: EventCursor, id: number, price: number, quantity: number, venue = 0): void =>
  NewOrder.emit(out, cause, 0, venue, id, price, quantity, Side.Buy, OrderType.Limit, TimeInForce.GoodTillCancel, 1);

function run(markets: ReplayMarket[], watcher: Watcher): MarketReplay {
  const replay = new MarketReplay({ markets });
  replay.attach(new Engine({ stages: [watcher], venue: replay.gateway, timeEvery: 0 }));
  replay.run();
  return replay;
}

function tapeOfABook(): EventTape {
  const tape = new EventTape();
  level(tape, 0, Side.Buy, 100, 10);
  level(tape, 0, Side.Sell, 102, 10);
  trade(tape, 100, 102, 1, Side.Buy);
  level(tape, 200, Side.Sell, 102, 4);
  trade(tape, 300, 100, 12, Side.Sell);
  level(tape, 400, Side.Sell, 101, 7);
  return tape;
}

describe("MarketReplay", () => {
  test("events reach the engine after the feed's latency, orders and reports after theirs", () => {
    const exchange = new ReplayVenue({ instruments });
    const latency = new ConstantLatency({ entryNanos: 60_500, responseNanos: 30_000, feedNanos: 20_000 });
    const watcher = new Watcher((event, out) => {
      if (event.type === Trade.TYPE && Trade.price(event) === 102) buy(out, event, 1, 102, 9);
    });
    const replay = run(
      [{ exchange, sources: [tapeOfABook().source()], orderLatency: latency, feedLatency: latency }],
      watcher,
    );
    expect(watcher.seen).toEqual([
      "20 level 10@100",
      "20 level 10@102",
      "120 trade 1@102",
      // It leaves at 120 and is there at 180.5, before the level falls at 200.
      "210.5 1 New",
      "210.5 1 Trade 9@102 taker leaves 0",
      "220 level 4@102",
      "320 trade 12@100",
      "420 level 7@101",
    ]);
    expect(replay.counts()).toEqual({ marketEvents: 6, orders: 1, reports: 2, timers: 0, unreached: 0 });
  });

  test("an order meets the market as it is when it arrives, not as it was when it left", () => {
    const send = (entryNanos: number): string[] => {
      const latency = new ConstantLatency({ entryNanos });
      const watcher = new Watcher((event, out) => {
        if (event.type === Trade.TYPE && Trade.price(event) === 102) buy(out, event, 1, 102, 9);
      });
      run(
        [
          {
            exchange: new ReplayVenue({ instruments }),
            sources: [tapeOfABook().source()],
            orderLatency: latency,
          },
        ],
        watcher,
      );
      return watcher.seen.filter((line) => line.includes("Trade"));
    };
    expect(send(99_999)).toEqual(["199.999 1 Trade 9@102 taker leaves 0"]);
    // At the very time of a change the market goes first.
    expect(send(100_000)[0]).toBe("200 1 Trade 4@102 taker leaves 5");
  });

  test("without latency an order is there before the market's next event", () => {
    const watcher = new Watcher((event, out) => {
      if (event.type === BookLevel.TYPE && BookLevel.price(event) === 102 && event.micros === T)
        buy(out, event, 1, 100, 5);
    });
    run([{ exchange: new ReplayVenue({ instruments }), sources: [tapeOfABook().source()] }], watcher);
    expect(watcher.seen.filter((line) => line.includes(" 1 "))).toEqual([
      "0 1 New",
      "300 1 Trade 2@100 maker leaves 3",
    ]);
  });

  test("orders do not overtake each other, nor does a report its elder", () => {
    let entry = 0;
    const latencies = [90_000, 10_000];
    const orderLatency = { entryNanos: () => latencies[entry++]!, responseNanos: () => 0 };
    const watcher = new Watcher((event, out) => {
      if (event.type !== Trade.TYPE || Trade.price(event) !== 102) return;
      buy(out, event, 1, 99, 5);
      CancelOrder.emit(out, event, 0, 0, 1, Side.Buy, 1);
    });
    run([{ exchange: new ReplayVenue({ instruments }), sources: [tapeOfABook().source()], orderLatency }], watcher);
    expect(watcher.seen.filter((line) => line.includes(" 1 "))).toEqual(["190 1 New", "190 1 Canceled"]);
  });

  test("several venues on one clock, each with its own market, orders to the venue they name", () => {
    const [here, there] = [new EventTape(), new EventTape()];
    level(here, 10, Side.Sell, 102, 5);
    BookLevel.write(there, T + 5, 0, 0, 7, 101, 5, Side.Sell, 0);
    BookLevel.write(there, T + 15, 0, 0, 7, 103, 5, Side.Sell, 0);
    const watcher = new Watcher((event, out) => {
      if (BookLevel.TYPE !== event.type || event.venue !== 0) return;
      buy(out, event, 1, 102, 1, 0);
      buy(out, event, 2, 102, 1, 7);
      buy(out, event, 3, 102, 1, 9);
    });
    const replay = run(
      [
        { exchange: new ReplayVenue({ instruments }), sources: [here.source()] },
        {
          exchange: new ReplayVenue({ instruments }),
          venue: 7,
          sources: [there.source()],
          orderLatency: new ConstantLatency({ responseNanos: 2000 }),
        },
      ],
      watcher,
    );
    expect(watcher.seen).toEqual([
      "5 level 5@101",
      "10 level 5@102",
      `10 3 Rejected ${VenueReject.UnknownVenue}`,
      "10 1 New",
      "10 1 Trade 1@102 taker leaves 0",
      "12 2 New",
      "12 2 Trade 1@101 taker leaves 0",
      "15 level 5@103",
    ]);
    expect(replay.counts().unreached).toBe(1);
  });

  test("a venue that does not take an order refuses it after the latency's absolute value", () => {
    const orderLatency = { entryNanos: () => -40_000, responseNanos: () => 0 };
    const watcher = new Watcher((event, out) => {
      if (event.type !== Trade.TYPE || Trade.price(event) !== 102) return;
      buy(out, event, 1, 99, 5);
      CancelOrder.emit(out, event, 0, 0, 1, Side.Buy, 1);
    });
    run([{ exchange: new ReplayVenue({ instruments }), sources: [tapeOfABook().source()], orderLatency }], watcher);
    expect(watcher.seen.filter((line) => line.includes(" 1 "))).toEqual([
      `140 1 Rejected ${VenueReject.Unreachable}`,
      `140 1 CancelRejected ${VenueReject.Unreachable}`,
    ]);
  });

  test("audiences: the venue alone, the engine alone", () => {
    const [orders, news] = [new EventTape(), new EventTape()];
    level(orders, 10, Side.Sell, 102, 5);
    trade(news, 20, 102, 1, Side.Buy);
    const watcher = new Watcher((event, out) => {
      if (event.type === Trade.TYPE) buy(out, event, 1, 102, 1);
    });
    run(
      [
        {
          exchange: new ReplayVenue({ instruments }),
          sources: [
            { source: orders.source(), audience: "venue" },
            { source: news.source(), audience: "engine" },
          ],
        },
      ],
      watcher,
    );
    expect(watcher.seen).toEqual(["20 trade 1@102", "20 1 New", "20 1 Trade 1@102 taker leaves 0"]);
  });

  test("timers are due at their time, behind what happens then, and can be taken back", () => {
    const replay = new MarketReplay({
      markets: [{ exchange: new ReplayVenue({ instruments }), sources: [tapeOfABook().source()] }],
    });
    const watcher = new Watcher((event) => {
      if (event.type === Timer.TYPE && Timer.timer(event) === 2) replay.schedule(5, event.micros - 50);
    });
    replay.attach(new Engine({ stages: [watcher], venue: replay.gateway, timeEvery: 0 }));
    replay.schedule(1, T + 300);
    replay.schedule(2, T + 150);
    replay.schedule(3, T + 150);
    replay.schedule(4, T + 120);
    expect(replay.cancelTimer(4)).toBe(1);
    replay.run();
    expect(watcher.seen.filter((line) => line.includes("timer") || line.includes("trade"))).toEqual([
      "100 trade 1@102",
      "150 timer 2",
      "150 timer 3",
      "150 timer 5",
      "300 trade 12@100",
      "300 timer 1",
    ]);
  });

  test("timers that strategies ask for are due by event time, between what happens", () => {
    const watcher = new Watcher((event, out) => {
      if (event.type !== Trade.TYPE || Trade.price(event) !== 102) return;
      TimerRequest.emit(out, event, -1, 0, 7, T + 150, 100, 1);
      TimerRequest.emit(out, event, -1, 0, 8, T + 50, 0, 1);
    });
    const timers = new TimerStage();
    const replay = new MarketReplay({
      markets: [{ exchange: new ReplayVenue({ instruments }), sources: [tapeOfABook().source()] }],
    });
    replay.attach(new Engine({ stages: [timers, watcher], venue: replay.gateway, timeEvery: 0 }), timers);
    replay.run(T + 400);
    expect(watcher.seen.slice(3)).toEqual([
      "100 timer 8",
      "150 timer 7",
      "200 level 4@102",
      "250 timer 7",
      "300 trade 12@100",
      "350 timer 7",
      "400 level 7@101",
    ]);
  });

  test("times that go back are taken at the time of the event before", () => {
    const tape = new EventTape();
    level(tape, 100, Side.Buy, 100, 10);
    level(tape, 40, Side.Buy, 99, 10);
    level(tape, 110, Side.Buy, 98, 10);
    const watcher = new Watcher();
    run([{ exchange: new ReplayVenue({ instruments }), sources: [tape.source()] }], watcher);
    expect(watcher.seen).toEqual(["100 level 10@100", "100 level 10@99", "110 level 10@98"]);
  });

  test("a replay that is restored in the middle, with orders and reports on their way, ends in the same", () => {
    const make = (): { replay: MarketReplay; watcher: Watcher; engine: Engine } => {
      const latency = new ConstantLatency({ entryNanos: 60_500, responseNanos: 130_000, feedNanos: 20_000 });
      const watcher = new Watcher((event, out) => {
        if (event.type === Trade.TYPE) buy(out, event, event.micros - T, 102, 2);
      });
      const exchange = new ReplayVenue({ instruments });
      const sources = [tapeOfABook().source()];
      const replay = new MarketReplay({
        markets: [{ exchange, sources, orderLatency: latency, feedLatency: latency }],
      });
      const engine = new Engine({ stages: [watcher], venue: replay.gateway, timeEvery: 0 });
      replay.attach(engine);
      replay.schedule(1, T + 350);
      return { replay, watcher, engine };
    };
    const whole = make();
    whole.replay.run();
    expect(whole.watcher.seen.length).toBeGreaterThan(8);
    for (const cut of [-1, 50, 119, 130, 185, 200, 305, 330, 390, 1000]) {
      const first = make();
      first.replay.run(T + cut);
      const writer = new SnapshotWriter();
      first.replay.snapshot(writer);
      first.engine.snapshot(writer);
      const second = make();
      const reader = new SnapshotReader(writer.finish());
      second.replay.restore(reader);
      second.engine.restore(reader);
      reader.end();
      first.replay.run();
      second.replay.run();
      expect([cut, ...first.watcher.seen]).toEqual([cut, ...whole.watcher.seen]);
      expect(second.watcher.seen).toEqual(
        whole.watcher.seen.slice(whole.watcher.seen.length - second.watcher.seen.length),
      );
      expect(second.replay.counts()).toEqual(whole.replay.counts());
    }
  });

  test("what is wrong is told", () => {
    const exchange = new ReplayVenue({ instruments });
    expect(() => new MarketReplay({ markets: [] })).toThrow("replay.markets");
    expect(
      () =>
        new MarketReplay({
          markets: [
            { exchange, sources: [] },
            { exchange, sources: [] },
          ],
        }),
    ).toThrow("replay.markets[1].venue");
    const replay = new MarketReplay({ markets: [{ exchange, sources: [tapeOfABook().source()] }] });
    expect(() => replay.step()).toThrow("attach one first");
    expect(() => new ConstantLatency({ entryNanos: -1 })).toThrow("latency.entryNanos");
  });
});
