import { describe, expect, test } from "bun:test";
import type { InstrumentInfo, MomentMessage } from "@hotpath/gateway/protocol";
import fc from "fast-check";
import { BookSide } from "./book-side.ts";
import { EngineView, isOver } from "./engine-view.ts";
import { momentView } from "./moment-view.ts";
import { Points } from "./points.ts";
import { Recent } from "./recent.ts";
import type { OrderRow, SignalRow } from "./rows.ts";
import { Topic, topicBits } from "./topics.ts";

const INSTRUMENTS: InstrumentInfo[] = ["AAA", "BBB"].map((symbol, k) => ({
  id: k + 1,
  symbol,
  priceDecimals: 2,
  sizeDecimals: 0,
  currency: "USD",
}));

describe("a side of the book", () => {
  test("is, after any changes, the best levels in their order", () => {
    const level = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.constantFrom(1 as const, -1 as const), fc.array(level, { maxLength: 200 }), (sign, changes) => {
        const side = new BookSide(sign, 100);
        const model = new Map<number, number>();
        for (const [price, size] of changes) {
          side.set(price, size);
          if (size > 0) model.set(price, size);
          else model.delete(price);
        }
        const expected = [...model].sort(([a], [b]) => sign * (b - a));
        const got = Array.from({ length: side.length }, (_, k) => [side.price[k], side.size[k]]);
        expect(got).toEqual(expected);
      }),
    );
  });

  test("keeps the best when it is full", () => {
    const side = new BookSide(-1, 3);
    side.apply([5, 1, 3, 1, 4, 1, 2, 7, 9, 9]);
    expect([...side.price.subarray(0, side.length)]).toEqual([2, 3, 4]);
    expect(side.size[0]).toBe(7);
  });
});

describe("points", () => {
  test("keep the last of each bucket and the last buckets, in order, however many come", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer()), { maxLength: 600 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 80 }), (moves, capacity) => {
        const points = new Points(2, capacity);
        const model = new Map<number, number>();
        let x = 0;
        for (const [step, y] of moves) {
          x += step;
          points.add(x, y);
          model.set(2 * Math.floor(x / 2), y);
        }
        const kept = [...model].slice(-capacity);
        expect([...points.x]).toEqual(kept.map(([at]) => at));
        expect([...points.y]).toEqual(kept.map(([, y]) => y));
      }),
    );
  });

  test("of pairs are as they were given; none are none", () => {
    const points = Points.ofPairs([1, 10, 2, 20]);
    expect([[...points.x], [...points.y]]).toEqual([
      [1, 2],
      [10, 20],
    ]);
    expect(Points.ofPairs([]).length).toBe(0);
  });
});

test("what happened lately is there newest first, and no more than is kept", () => {
  const recent = new Recent<number>(3);
  for (let k = 0; k < 20; k++) recent.add(k);
  expect([...recent]).toEqual([19, 18, 17]);
  expect(recent.take(2)).toEqual([19, 18]);
  recent.remove(18);
  expect(recent.take(2)).toEqual([19, 17]);
});

const SIGNAL = {
  sequence: 1,
  time: 1_000_000_000n,
  instrument: 0,
  generator: "ema",
  direction: "up",
  confidence: 0.5,
  value: 0.5,
} satisfies Omit<SignalRow, "count">;
const ORDER = {
  sequence: 1,
  time: 1n,
  instrument: 0,
  orderId: 1,
  side: "buy",
  state: "working",
  price: 100,
  quantity: 5,
  filled: 0,
  strategy: 1,
} satisfies OrderRow;

describe("a view", () => {
  test("counts signals that say the same again, and lists a change of mind", () => {
    const view = new EngineView(INSTRUMENTS);
    view.takeSignal(SIGNAL);
    view.takeSignal({ ...SIGNAL, sequence: 2, instrument: 1, direction: "down" });
    view.takeSignal({ ...SIGNAL, sequence: 3, confidence: 0.7 });
    view.takeSignal({ ...SIGNAL, sequence: 4, direction: "down" });
    expect(view.signals.take(9).map(({ sequence, direction, count }) => [sequence, direction, count])).toEqual([
      [4, "down", 1],
      [3, "up", 2],
      [2, "down", 1],
    ]);
    expect([...view.signalMarks.get(0)!.y]).toEqual([0.5, 0.7, -0.5]);
  });

  test("moves an order from those that work to those that have ended", () => {
    const view = new EngineView(INSTRUMENTS);
    view.takeOrder(ORDER);
    expect(view.working.size).toBe(1);
    view.takeOrder({ ...ORDER, state: "filled", filled: 5 });
    expect(view.working.size).toBe(0);
    expect([...view.ended].map(({ state }) => state)).toEqual(["filled"]);
    expect(isOver({ ...ORDER, state: "pending-cancel" })).toBe(false);
  });

  test("has a mid only where both sides are there", () => {
    const view = new EngineView(INSTRUMENTS);
    view.quotes.set(0, 100, 1, 103, 1);
    view.quotes.set(1, 100, 1, 0, 0);
    expect([view.quotes.mid(0), view.quotes.mid(1)]).toEqual([101.5, Number.NaN]);
    view.takeMid(0, 10, 101.5);
    view.takeMid(1, 10, Number.NaN);
    expect([...view.mids.get(0)!.spans[1]!.y]).toEqual([1.015]);
    expect(view.mids.has(1)).toBe(false);
  });
});

test("a moment's view has all that the moment says", () => {
  const moment: MomentMessage = {
    type: "moment",
    first: 1,
    last: 90,
    sequence: 50,
    time: 7n,
    playing: false,
    derived: [],
    changed: ["book"],
    instrument: 1,
    bids: [100, 5, 99, 6],
    asks: [102, 7],
    quotes: [{ instrument: 1, bidPrice: 100, bidSize: 5, askPrice: 102, askSize: 7 }],
    signals: [
      { ...SIGNAL, sequence: 40, instrument: 1 },
      { ...SIGNAL, sequence: 30 },
    ],
    indicators: { RSI: 55.5, BBANDS: [1, 2, 3], MACD: { macd: 0.5, signal: 0.25 } },
    orders: [ORDER],
    ended: [{ ...ORDER, orderId: 2, state: "cancelled" }],
    fills: [],
    positions: [{ sequence: 50, time: 7n, instrument: 0, position: 3, averagePrice: 1, realised: 2, unrealised: -0.5 }],
    risk: {
      sequence: 50,
      time: 7n,
      state: "active",
      equity: 1000,
      drawdown: 0.1,
      grossExposure: 0,
      netExposure: 0,
      valueAtRisk: 0,
      limits: {},
      limitsVersion: 1,
    },
    strategies: [],
    equity: [10, 1100, 50, 1000],
    mids: [10, 100.5, 50, 101],
    stateHash: "0".repeat(32),
    millis: 1,
  };
  const view = momentView(moment, INSTRUMENTS);
  expect(view.isLive).toBe(false);
  expect([view.sequence, view.time, view.shown.symbol, view.profit]).toEqual([50, 7n, "BBB", 1.5]);
  expect([view.bids.length, view.asks.price[0], view.quotes.mid(1)]).toEqual([2, 102, 101]);
  expect([...view.midsOfMoment!.y]).toEqual([1.005, 1.01]);
  expect([...view.equityOfMoment!.x]).toEqual([10, 50]);
  expect(view.signals.take(2).map(({ sequence }) => sequence)).toEqual([40, 30]);
  expect([...view.indicators]).toEqual([
    ["RSI", [55.5]],
    ["BBANDS", [1, 2, 3]],
    ["MACD", [0.5, 0.25]],
  ]);
  expect([view.working.size, view.ended.length, view.risk?.drawdown]).toEqual([1, 1, 0.1]);
});

test("topics have their bits; what the page does not show has none", () => {
  expect(topicBits(["book", "fills", "weather"])).toBe(Topic.Book | Topic.Fills);
});
