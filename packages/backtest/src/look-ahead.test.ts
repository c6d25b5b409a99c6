import { describe, expect, test } from "bun:test";
import {
  Bar,
  BookLevel,
  type EventCursor,
  type EventSink,
  Instrument,
  InstrumentRegistry,
  NewOrder,
  OrderIntent,
  OrderType,
  Random,
  Side,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import { Engine } from "@hotpath/engine";
import { BarSeries } from "@hotpath/market-data";
import { runBarBacktest, type StrategyContext } from "./bar-backtest.ts";
import { ConstantLatency } from "./latency/constant-latency.ts";
import { type Decision, DecisionRecorder, detectLookAhead } from "./look-ahead.ts";
import { MovingAverageCross } from "./moving-average-cross.ts";
import { EventTape } from "./replay/event-tape.ts";
import { MarketReplay } from "./replay/market-replay.ts";
import { ReplayVenue } from "./venue/replay-venue.ts";

const T = 1_700_000_000_000_000;
const instruments = new InstrumentRegistry([{ id: 1, symbol: "AAA", priceDecimals: 2 }]);

/** A hundred new sizes of two levels, one a millisecond. */
function tapeOfSizes(): EventTape {
  const tape = new EventTape();
  const random = new Random(5);
  for (let n = 0; n < 100; n++) {
    const side = n % 2 === 0 ? Side.Buy : Side.Sell;
    BookLevel.write(tape, T + n * 1000, 0, 0, 0, side === Side.Buy ? 100 : 102, 1 + random.integer(9), side, 0);
  }
  return tape;
}

/** Buys after each event whose size, as `sizeOf` tells it, is even. */
function decide(tape: EventTape, sizeOf: (event: EventCursor) => number): Decision[] {
  const strategy: Stage = {
    name: "even",
    handles: [BookLevel.TYPE],
    on: (event: EventCursor, out: EventSink) => {
      const id = event.sequence;
      if (sizeOf(event) % 2 === 0)
        NewOrder.emit(out, event, 0, 0, id, 99, 1, Side.Buy, OrderType.Limit, TimeInForce.GoodTillCancel, 1);
    },
  };
  const recorder = new DecisionRecorder();
  const latency = new ConstantLatency({ entryNanos: 100_000, feedNanos: 50_000 });
  const exchange = new ReplayVenue({ instruments });
  const replay = new MarketReplay({
    markets: [{ exchange, sources: [tape.source()], orderLatency: latency, feedLatency: latency }],
  });
  replay.attach(new Engine({ stages: [strategy, recorder], venue: replay.gateway, timeEvery: 0 }));
  replay.run();
  return recorder.decisions;
}

describe("detectLookAhead", () => {
  const cuts = [T + 20_500, T + 50_000, T + 80_000];

  test("an honest strategy is left alone, and the data is as it was", () => {
    const tape = tapeOfSizes();
    const before = tape.i32.slice();
    let runs = 0;
    const run = (): Decision[] => {
      runs += 1;
      return decide(tape, (event) => BookLevel.size(event));
    };
    expect(run().length).toBeGreaterThan(30);
    expect(detectLookAhead({ data: [tape], cutMicros: cuts, run })).toBeUndefined();
    expect(runs).toBe(5);
    expect(tape.i32).toEqual(before);
  });

  test("a strategy that holds on to the tape and reads what comes next is caught", () => {
    const tape = tapeOfSizes();
    // The next record lies nine words behind.
    const words = tape.bytes / 8 / tape.events;
    const run = (): Decision[] => {
      let n = 0;
      return decide(tape, () => {
        n += 1;
        return tape.f64[Math.min(n, 99) * words + 5]!;
      });
    };
    const peek = detectLookAhead({ data: [tape], cutMicros: cuts, run });
    expect(peek).toBeDefined();
    expect(cuts).toContain(peek!.cutMicros);
    const told = (peek!.decision ?? peek!.altered)!;
    expect(told.kind).toBe("order");
    expect(peek!.cutMicros - told.micros).toBeLessThan(1000);
  });

  test("bars: the moving-average cross is honest; one that sees tomorrow's close is caught", () => {
    const index = new Instrument({ id: 1, symbol: "SPX", priceDecimals: 2 });
    const random = new Random(2);
    const days = 400;
    const close = new Float64Array(days);
    for (let n = 0, price = 100_000; n < days; n++) close[n] = price = Math.round(price * (1 + 0.02 * random.normal()));
    const columns = {
      timeMicros: close.map((_, n) => (n + 1) * 86_400e6),
      open: close.slice(),
      high: close.slice(),
      low: close.slice(),
      close,
      volume: close.map(() => 1000),
    };
    const bars = new BarSeries(index, columns);
    const backtest = (strategy: (context: StrategyContext) => Stage) => (): Decision[] => {
      const recorder = new DecisionRecorder();
      runBarBacktest({ bars, strategy, stages: [recorder] });
      return recorder.decisions;
    };
    const cutMicros = [60, 100, 140, 180, 220, 260, 300, 340].map((day) => day * 86_400e6 + 1);
    const honest = backtest((c) => new MovingAverageCross({ ...c, fastPeriod: 5, slowPeriod: 20 }));
    expect(honest().length).toBeGreaterThan(10);
    expect(detectLookAhead({ data: [bars], cutMicros, run: honest })).toBeUndefined();
    const clairvoyant = backtest(({ orderIds }) => ({
      name: "tomorrow",
      handles: [Bar.TYPE],
      on: (event: EventCursor, out: EventSink) => {
        const today = bars.indexFrom(event.micros);
        if (bars.close[today + 1]! > bars.close[today]! * 1.01)
          OrderIntent.emit(out, event, 0, 0, orderIds.next(), 0, 1, Side.Buy, OrderType.Market, TimeInForce.Day, 1);
      },
    }));
    expect(detectLookAhead({ data: [bars], cutMicros, run: clairvoyant })).toBeDefined();
  });

  test("no data and no cut are refused", () => {
    expect(() => detectLookAhead({ data: [], cutMicros: [1], run: () => [] })).toThrow("lookAhead.data");
    expect(() => detectLookAhead({ data: [new EventTape()], cutMicros: [], run: () => [] })).toThrow(
      "lookAhead.cutMicros",
    );
  });
});
