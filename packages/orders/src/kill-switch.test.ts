import { expect, test } from "bun:test";
import {
  AlgorithmOrder,
  Command,
  EngineCommand,
  ExecType,
  InstrumentRegistry,
  MassCancel,
  OrderIntent,
  OrderLink,
  OrderType,
  Quote,
  Random,
  RiskAction,
  RiskCommand,
  RouteOrder,
  Side,
  TimeInForce,
  Timer,
  Trade,
} from "@hotpath/core";
import { RiskGate, RiskStage } from "@hotpath/risk";
import fc from "fast-check";
import { AlgorithmKind, AlgorithmStage } from "./algorithms/index.ts";
import { Contingency, LegRole, OrderGroups } from "./groups/index.ts";
import { OrderStage } from "./order-stage.ts";
import { RouterStage } from "./routing/index.ts";
import { Circuit } from "./testing/circuit.ts";

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2 }]);
const END = 10_000_000_000;

/** Groups, algorithms and a router before a real order manager and a real risk gate. */
class Desk extends Circuit {
  readonly risk: RiskGate;
  readonly stage: OrderStage;
  readonly algorithms: AlgorithmStage;
  readonly router: RouterStage;

  constructor(maxOrderSize = 1_000_000) {
    const portfolio = { position: () => 0, equity: () => 1e12, drawdown: () => 0 };
    const limits = { maxOrderSize, maxPosition: 1e9, maxShort: 1e9, allowSelfCrossing: true, maxPriceDeviation: 0.5 };
    const risk = new RiskGate({ instruments, portfolio, limits });
    const groups = new OrderGroups({ instruments, maxGroups: 16, maxLegs: 64, venuesWithoutReplace: [12] });
    const stage = new OrderStage({ instruments, groups, emulation: { maxOrders: 64 }, maxOrders: 256 });
    const algorithms = new AlgorithmStage({ instruments, patienceMicros: 100_000, maxAlgorithms: 8, routes: true });
    const router = new RouterStage({
      instruments,
      venues: [{ venue: 11 }, { venue: 12, hasImmediateOrCancel: false }],
    });
    super([algorithms, router, stage], new RiskStage(risk));
    this.risk = risk;
    this.stage = stage;
    this.algorithms = algorithms;
    this.router = router;
  }

  quote(random: Random): void {
    const bid = 9_990 + random.integer(10);
    Quote.write(this.inbox, this.micros, 0, 0, 11 + random.integer(2), bid, bid + 2, 100, 100, 0);
    Trade.write(this.inbox, this.micros, 0, 0, 11, bid + 1, 50, 0);
    this.run();
  }

  bracket(id: number, venue: number): void {
    const legs = [
      [LegRole.Entry, Side.Buy, 9_999],
      [LegRole.Target, Side.Sell, 10_010],
      [LegRole.Stop, Side.Sell, 9_980],
    ] as const;
    legs.forEach(([role, side, price], n) => {
      OrderLink.write(
        this.inbox,
        this.micros,
        0,
        0,
        venue,
        id,
        id + n,
        Contingency.OneUpdatesOtherAbsolute,
        role,
        3,
        0,
      );
      const { Limit } = OrderType;
      OrderIntent.write(this.inbox, this.micros, 0, 0, venue, id + n, price, 60, side, Limit, TimeInForce.Day, 7);
    });
    this.run();
  }

  algorithm(id: number, algorithm: number): void {
    const { Buy } = Side;
    AlgorithmOrder.write(this.inbox, this.micros, 0, 0, 11, id, 500, 0, 0, END, 0, 0, 0, 40, algorithm, Buy, 50, 20, 7);
    this.run();
  }

  route(id: number): void {
    RouteOrder.write(this.inbox, this.micros, 0, 0, 0, id, 300, 0, END, Side.Sell, 7);
    this.run();
  }

  /** Something happens. */
  step(random: Random): void {
    this.micros += random.integer(50_000);
    const live = this.live();
    const order = live[random.integer(Math.max(1, live.length))];
    switch (random.integer(6)) {
      case 0:
        this.answer(random.integer(12) > 0, random.integer(Math.max(1, this.requests.length)));
        break;
      case 1:
        if (order !== undefined) this.fill(order, 1 + random.integer(order.quantity - order.filled));
        break;
      case 2:
        if (order?.timeInForce === TimeInForce.ImmediateOrCancel) this.end(order, ExecType.Canceled);
        break;
      case 3:
        this.quote(random);
        break;
      case 4:
        Timer.write(this.inbox, this.micros, 0, -1, 0, 1);
        this.run();
        break;
      default:
        this.deliver(random.integer(Math.max(1, this.underWay)));
    }
  }
}

/** Everything at once, for a while; then one of the kill switches, and what was under way comes to its end. */
function play(seed: number): void {
  const random = new Random(seed);
  const desk = new Desk();
  desk.quote(random);
  desk.isDelayed = true;
  desk.bracket(100, 11);
  desk.bracket(200, 12);
  desk.algorithm(1, AlgorithmKind.TimeWeighted);
  desk.algorithm(2, AlgorithmKind.Iceberg);
  desk.route(3);
  const length = random.integer(200);
  for (let n = 0; n < length; n++) desk.step(random);
  const sent = desk.orders.size;
  const { inbox, micros } = desk;
  switch (random.integer(3)) {
    case 0:
      Command.write(inbox, micros, 0, -1, 0, EngineCommand.Halt, 0);
      break;
    case 1:
      RiskCommand.write(inbox, micros, 0, -1, 0, RiskAction.Halt, 0, 0, 0, 0);
      break;
    default:
      MassCancel.write(inbox, micros, 0, -1, 0, 7, 0);
  }
  desk.run();
  for (let n = 0; n < 100; n++) desk.step(random);
  for (let n = 0; n < 60; n++) {
    desk.micros += 1_500_000;
    Timer.write(inbox, desk.micros, 0, -1, 0, 1);
    desk.run();
    while (desk.requests.length > 0) desk.answer();
    while (desk.underWay > 0) desk.deliver();
  }
  expect(desk.orders.size).toBe(sent);
  expect(desk.live()).toEqual([]);
  expect(desk.stage.store.list()).toEqual([]);
  expect([desk.algorithms.active, desk.router.active]).toEqual([0, 0]);
}

test("after the kill switch nothing leaves and everything ends, in whatever state it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
      play(seed);
    }),
    { numRuns: 40 },
  );
});

test("every child passes the gate: what it refuses never comes to the venue", () => {
  const desk = new Desk(35);
  const random = new Random(3);
  desk.quote(random);
  desk.bracket(100, 11);
  desk.algorithm(1, AlgorithmKind.Iceberg);
  desk.route(3);
  for (let n = 0; n < 300; n++) desk.step(random);
  expect(desk.seen("OrderRefused").length).toBeGreaterThan(0);
  expect([...desk.orders.values()].filter((order) => order.quantity > 35)).toEqual([]);
  const passed = new Set(desk.seen("NewOrder").map((order) => order.orderId));
  for (const id of desk.orders.keys()) expect(passed.has(id)).toBe(true);
});
