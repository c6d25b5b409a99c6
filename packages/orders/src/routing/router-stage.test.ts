import { describe, expect, test } from "bun:test";
import {
  BookLevel,
  Command,
  EngineCommand,
  ExecType,
  InstrumentRegistry,
  Quote,
  Random,
  RouteCancel,
  RouteOrder,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
  Timer,
  TradingState,
  TradingStatus,
} from "@hotpath/core";
import fc from "fast-check";
import { OrderStage } from "../order-stage.ts";
import { Circuit } from "../testing/circuit.ts";
import { RouteStatus } from "./route-status.ts";
import type { RouterStageOptions } from "./router-options.ts";
import { RouterStage } from "./router-stage.ts";
import type { VenueProfile } from "./venue-profiles.ts";

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);
const plain: VenueProfile[] = [{ venue: 11 }, { venue: 12 }, { venue: 13 }];

/** A desk with a market at several venues. */
class Desk extends Circuit {
  readonly router: RouterStage;

  constructor(venues: readonly VenueProfile[] = plain, options: Partial<RouterStageOptions> = {}) {
    const router = new RouterStage({ instruments, venues, ...options });
    super([router, new OrderStage({ instruments, maxOrders: 256 })]);
    this.router = router;
  }

  quote(venue: number, bid: number, ask: number, size = 100): void {
    Quote.write(this.inbox, this.micros, 0, 0, venue, bid, ask, size, size, 0);
    this.run();
  }

  order(quantity: number, limit = 0, side: number = Side.Buy, waits = 0, orderId = 1): void {
    const end = waits === 0 ? 0 : this.micros + waits;
    RouteOrder.write(this.inbox, this.micros, 0, 0, 0, orderId, quantity, limit, end, side, 7);
    this.run();
  }

  timer(micros: number): void {
    this.micros = micros;
    Timer.write(this.inbox, micros, 0, -1, 0, 1);
    this.run();
  }

  /** Children sent: venue, price, quantity. */
  sent(): [number, number, number][] {
    return this.seen("OrderIntent").map(({ venue, price, quantity }) => [venue, price, quantity]);
  }
}

describe("where an order goes", () => {
  test("to the best prices, one child a venue, immediate or cancel", () => {
    const desk = new Desk();
    desk.quote(11, 99, 101);
    desk.quote(12, 99, 100, 30);
    desk.quote(13, 99, 102);
    desk.order(200);
    expect(desk.sent()).toEqual([
      [11, 101, 100],
      [12, 100, 30],
      [13, 102, 70],
    ]);
    expect(desk.seen("OrderIntent").every((o) => o.timeInForce === TimeInForce.ImmediateOrCancel)).toBe(true);
    expect(desk.seen("RouteChild").map((c) => c.parentId)).toEqual([1, 1, 1]);
    desk.settle();
    expect(desk.seen("RouteReport")).toMatchObject([
      { filled: 200, status: RouteStatus.Completed, arrivalPrice: 100, averagePrice: 101.2, rounds: 1 },
    ]);
  });

  test("fees and rebates count, levels count, the limit holds", () => {
    const desk = new Desk([{ venue: 11, takerFeePerUnit: 3 }, { venue: 12 }, { venue: 13, takerFeePerUnit: -2 }]);
    desk.quote(11, 99, 100);
    for (const [price, size] of [
      [102, 40],
      [101, 20],
      [105, 500],
    ] as const)
      BookLevel.write(desk.inbox, desk.micros, 0, 0, 12, price, size, Side.Sell, 0);
    desk.quote(13, 99, 103, 10);
    desk.order(100, 104);
    // 13 costs 101, 12 costs 101 and 102, 11 costs 103.
    expect(desk.sent()).toEqual([
      [11, 100, 30],
      [12, 102, 60],
      [13, 103, 10],
    ]);
  });

  test("a seller goes to the highest bids", () => {
    const desk = new Desk();
    desk.quote(11, 99, 101, 10);
    desk.quote(12, 98, 101, 10);
    desk.order(15, 98, Side.Sell);
    expect(desk.sent()).toEqual([
      [11, 99, 10],
      [12, 98, 5],
    ]);
  });

  test("a venue that is halted, silent, or has nothing gets nothing", () => {
    const desk = new Desk(plain, { staleMicros: 1_000_000 });
    desk.quote(11, 99, 100);
    desk.micros += 2_000_000;
    desk.quote(12, 99, 101);
    TradingStatus.write(desk.inbox, desk.micros, 0, 0, 12, TradingState.Halted);
    desk.quote(13, 99, 105, 7);
    desk.order(50);
    expect(desk.sent()).toEqual([[13, 105, 7]]);
  });

  test("lots, least sizes and an order's fee of a venue", () => {
    const desk = new Desk([{ venue: 11, lot: 10, minSize: 20 }, { venue: 12, orderFee: 50 }, { venue: 13 }]);
    desk.quote(11, 99, 100);
    desk.quote(12, 99, 100);
    desk.quote(13, 99, 101);
    desk.order(35);
    // Thirty at 11; five more cost 5 beyond at 13 and 50 at 12.
    expect(desk.sent()).toEqual([
      [11, 100, 30],
      [13, 101, 5],
    ]);
  });

  test("a venue that seldom fills is worth less", () => {
    const desk = new Desk([{ venue: 11, fillProbability: 0.2 }, { venue: 12 }], { costs: { chasePenalty: 4 } });
    desk.quote(11, 99, 100);
    desk.quote(12, 99, 102);
    desk.order(100);
    expect(desk.sent()).toEqual([[12, 102, 100]]);
  });
});

describe("what is not filled goes on", () => {
  test("a partial fill, then a reject, then nothing left", () => {
    const desk = new Desk();
    desk.quote(11, 99, 100);
    desk.quote(12, 99, 101);
    desk.quote(13, 99, 102, 20);
    desk.order(100);
    expect(desk.sent()).toEqual([[11, 100, 100]]);
    desk.answer();
    desk.fill(desk.live()[0]!, 40);
    desk.end(desk.live()[0]!, ExecType.Canceled);
    expect(desk.sent().at(-1)).toEqual([12, 101, 60]);
    desk.answer(false);
    expect(desk.sent().at(-1)).toEqual([13, 102, 20]);
    desk.settle();
    expect(desk.seen("RouteReport")).toMatchObject([
      { filled: 60, status: RouteStatus.Exhausted, children: 3, rounds: 3 },
    ]);
    expect(desk.router.counts()).toMatchObject({ failovers: 1, children: 3 });
  });

  test("with time it waits for a better book", () => {
    const desk = new Desk();
    desk.quote(11, 99, 105);
    desk.order(50, 101, Side.Buy, 10_000_000);
    expect(desk.sent()).toEqual([]);
    desk.micros += 1_000;
    desk.quote(11, 99, 101, 30);
    desk.settle();
    desk.quote(11, 99, 101, 30);
    desk.settle();
    expect(desk.seen("RouteReport")).toMatchObject([{ filled: 50, children: 2 }]);
  });

  test("a child without an answer is called back, and only then is its part sent elsewhere", () => {
    const desk = new Desk();
    desk.quote(11, 99, 100);
    desk.quote(12, 99, 101);
    desk.order(50, 0, Side.Buy, 60_000_000);
    const wanted = desk.seen("TimerRequest").at(-1)!;
    expect(wanted).toMatchObject({ timer: 2 ** 52 + 2, dueMicros: desk.micros + 1_000_000, strategy: -1 });
    desk.timer(wanted.dueMicros);
    expect(desk.seen("CancelIntent").length).toBe(1);
    expect(desk.sent().length).toBe(1);
    desk.answer();
    expect(desk.sent().length).toBe(1);
    desk.answer();
    expect(desk.sent().at(-1)).toEqual([12, 101, 50]);
    expect(desk.router.counts().timeouts).toBe(1);
  });

  test("the gate refuses a child at one venue: the next is tried", () => {
    const desk = new Desk();
    let first = true;
    desk.gate.refuses = () => {
      const refuses = first;
      first = false;
      return refuses;
    };
    desk.quote(11, 99, 100);
    desk.quote(12, 99, 101);
    desk.order(50);
    expect(desk.sent()).toEqual([
      [11, 100, 50],
      [12, 101, 50],
    ]);
  });
});

test("the kill switch and a cancel call every child back, and nothing follows", () => {
  for (const kill of [true, false]) {
    const desk = new Desk([{ venue: 11, hasImmediateOrCancel: false }, { venue: 12 }]);
    desk.quote(11, 99, 100);
    desk.order(150, 0, Side.Buy, 60_000_000);
    desk.answer();
    expect(desk.live()).toMatchObject([{ timeInForce: TimeInForce.Day, quantity: 100 }]);
    if (kill) Command.write(desk.inbox, desk.micros, 0, -1, 0, EngineCommand.Halt, 0);
    else RouteCancel.write(desk.inbox, desk.micros, 0, 0, 0, 1, 7);
    desk.run();
    desk.fill(desk.live()[0]!, 30);
    desk.answer();
    desk.quote(12, 99, 100);
    expect(desk.live()).toEqual([]);
    expect(desk.sent().length).toBe(1);
    expect(desk.seen("RouteReport")).toMatchObject([{ filled: 30, status: RouteStatus.Cancelled }]);
  }
});

test("it learns how venues are", () => {
  const desk = new Desk(plain, { learningWeight: 0.5 });
  desk.quote(11, 99, 100);
  desk.order(100);
  desk.micros += 5_000;
  desk.answer();
  desk.fill(desk.live()[0]!, 50);
  desk.end(desk.live()[0]!, ExecType.Canceled);
  expect(desk.router.profiles.latency[0]).toBe(3_000);
  expect(desk.router.profiles.fillProbability[0]).toBe(0.75);
});

test("what cannot be is refused; bad options are named", () => {
  const desk = new Desk();
  desk.quote(11, 99, 100);
  desk.order(0);
  desk.order(Number.NaN);
  desk.order(10, -1);
  desk.order(10, 0, 3);
  expect(desk.seen("RouteReport").map((r) => r.status)).toEqual([5, 5, 5, 5]);
  expect(desk.sent()).toEqual([]);
  const options = { instruments, venues: plain };
  expect(() => new RouterStage({ ...options, venues: [] })).toThrow(/venues/);
  expect(() => new RouterStage({ ...options, venues: [{ venue: 1 }, { venue: 1 }] })).toThrow(/venues\[1\].venue/);
  expect(() => new RouterStage({ ...options, venues: [{ venue: 1, fillProbability: 2 }] })).toThrow(/fillProbability/);
  expect(() => new RouterStage({ ...options, maxRounds: 0 })).toThrow(/maxRounds/);
});

/** Venues that do what they like: the parent is never overfilled, and ends. */
function play(seed: number): string {
  const random = new Random(seed);
  const quantity = 1 + random.integer(300);
  const limit = random.chance(0.5) ? 103 : 0;
  const venues = [
    { venue: 11, lot: 5 },
    { venue: 12, hasImmediateOrCancel: false },
    { venue: 13, orderFee: 20 },
  ];
  const desk = new Desk(venues, { timeoutMicros: 300_000, restMicros: 100_000, maxRounds: 12 });
  desk.gate.refuses = (orderId) => orderId % 5 === 2;
  const check = (): void => {
    const orders = [...desk.orders.values()];
    const filled = orders.reduce((sum, order) => sum + order.filled, 0);
    const open = orders.filter((order) => order.isLive || !order.isKnown);
    const working = open.reduce((sum, order) => sum + order.quantity - order.filled, 0);
    if (filled + working > quantity) throw new Error(`${filled} filled and ${working} works of ${quantity}`);
    if (limit > 0 && open.some((order) => order.price > limit)) throw new Error("a child beyond the limit");
    if (new Set(open.map((order) => order.venue)).size !== open.length) throw new Error("two children at one venue");
    if (desk.seen("RouteReport").length > 0 && working > 0) throw new Error("a child works after the end");
  };
  const quote = (): void => {
    const ask = 100 + random.integer(6);
    desk.quote(11 + random.integer(3), ask - 1, ask, random.integer(4) === 0 ? 0 : 1 + random.integer(90));
  };
  for (let n = 0; n < 5; n++) quote();
  desk.order(quantity, limit, Side.Buy, 5_000_000);
  for (let n = 0; n < 150; n++) {
    desk.micros += random.integer(100_000);
    const live = desk.live();
    const order = live[random.integer(Math.max(1, live.length))];
    const request = random.integer(Math.max(1, desk.requests.length));
    switch (random.integer(6)) {
      case 0:
        desk.answer(random.integer(5) > 0, request);
        break;
      case 1:
        if (order !== undefined) desk.fill(order, 1 + random.integer(order.quantity - order.filled));
        break;
      case 2:
        if (order !== undefined) desk.end(order, random.chance(0.7) ? ExecType.Canceled : ExecType.Expired);
        break;
      case 3:
        quote();
        break;
      case 4:
        desk.timer(desk.micros);
        break;
      default:
        desk.answer();
    }
    check();
  }
  desk.micros += 6_000_000;
  for (let n = 0; n < 40; n++) {
    desk.timer(desk.micros + 400_000);
    while (desk.requests.length > 0) desk.answer();
    for (const order of desk.live())
      if (order.timeInForce === TimeInForce.ImmediateOrCancel) desk.end(order, ExecType.Canceled);
    check();
  }
  expect(desk.router.active).toBe(0);
  const filled = [...desk.orders.values()].reduce((sum, order) => sum + order.filled, 0);
  expect(desk.seen("RouteReport")).toMatchObject([{ filled, quantity }]);
  const writer = new SnapshotWriter();
  desk.router.snapshot(writer);
  const twin = new RouterStage({ instruments, venues });
  twin.restore(new SnapshotReader(writer.finish()));
  const again = new SnapshotWriter();
  twin.snapshot(again);
  expect(again.hash()).toBe(writer.hash());
  return writer.hash();
}

test("no parent is overfilled, whatever venues do and when, and every one ends", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => play(seed) !== ""),
    { numRuns: 120 },
  );
  expect(play(9)).toBe(play(9));
});
