import { describe, expect, test } from "bun:test";
import {
  CancelOrder,
  EventCursor,
  EventQueue,
  type EventView,
  InstrumentRegistry,
  OrderClosed,
  OrderReplaced,
  OrderRequest,
  OrderStatus,
  Quote,
  ReplaceRequest,
  RiskAction,
  RiskCause,
  RiskCommand,
  RiskLimit,
  RiskLimitsCommit,
  RiskScope,
  Side,
  SnapshotReader,
  SnapshotWriter,
  Timer,
  viewEvent,
} from "@hotpath/core";
import { GateState } from "./gate-state.ts";
import { refusalName } from "./refusal-reason.ts";
import { RiskGate } from "./risk-gate.ts";
import type { RiskLimits } from "./risk-limits.ts";
import { RiskStage } from "./risk-stage.ts";

const instruments = new InstrumentRegistry([
  { id: 1, symbol: "A", priceDecimals: 2 },
  { id: 2, symbol: "B", priceDecimals: 2 },
]);
const portfolio = { position: () => 0, equity: () => 1e9, drawdown: () => 0, dayStartEquity: 1e9 };
const SECOND = 1_000_000;

/** A gate in its stage, driven by events; what it emits is kept. */
class Desk {
  readonly gate: RiskGate;
  readonly stage: RiskStage;
  now = 1_700_000_000 * SECOND;
  readonly #inbox = new EventQueue();
  readonly #out = new EventQueue();
  #orderId = 0;

  constructor(limits: Partial<RiskLimits>) {
    this.gate = new RiskGate({ instruments, portfolio, limits });
    this.stage = new RiskStage(this.gate);
    for (let i = 0; i < 2; i++) Quote.write(this.#inbox, this.now, 0, i, 1, 9_999, 10_001, 5, 5, 0);
    this.run();
  }

  order(strategy = 1, quantity = 1, instrument = 0): EventView[] {
    this.#orderId += 1;
    const { now } = this;
    OrderRequest.write(this.#inbox, now, 0, instrument, 1, this.#orderId, 10_000, quantity, Side.Buy, 2, 1, strategy);
    return this.run();
  }

  /** Many at once: what became of each, in a word. */
  orders(count: number, strategy = 1, instrument = 0): string[] {
    return Array.from({ length: count }, () => {
      const [first] = this.order(strategy, 1, instrument);
      return first?.type === "OrderRefused" ? refusalName(first.reason) : (first?.type ?? "");
    });
  }

  command(action: number, scope: number = RiskScope.Firm, scopeId = 0, actor = 0, reason = 0): EventView[] {
    RiskCommand.write(this.#inbox, this.now, 0, -1, 0, action, scope, scopeId, actor, reason);
    return this.run();
  }

  write(write: (inbox: EventQueue, now: number) => void): EventView[] {
    write(this.#inbox, this.now);
    return this.run();
  }

  run(): EventView[] {
    const event = new EventCursor();
    while (this.#inbox.next(event)) this.stage.on(event, this.#out);
    const views: EventView[] = [];
    while (this.#out.next(event)) views.push(viewEvent(event)!);
    return views;
  }
}

const LEVELS = { strategies: { 1: { account: 7 }, 2: { account: 7 }, 3: {} } };

describe("states", () => {
  test("the kill switch halts, tells who and why, and cancels what works", () => {
    const desk = new Desk(LEVELS);
    expect(desk.command(RiskAction.Halt, RiskScope.Firm, 0, 42, 5)).toMatchObject([
      {
        type: "RiskStateChanged",
        previous: GateState.Active,
        state: GateState.Halted,
        scope: RiskScope.Firm,
        trigger: RiskCause.Operator,
        actor: 42,
        reason: 5,
        limitsVersion: 1,
        time: BigInt(desk.now) * 1000n,
      },
      { type: "MassCancel", strategy: -1, trigger: RiskCause.Operator },
    ]);
    expect(desk.orders(1)).toEqual(["Halted"]);
    // Again: no other state, but what works is cancelled again.
    expect(desk.command(RiskAction.Halt)).toMatchObject([{ type: "MassCancel", strategy: -1 }]);
    expect(desk.command(RiskAction.Activate, RiskScope.Firm, 0, 42, 6)).toMatchObject([
      { type: "RiskStateChanged", previous: GateState.Halted, state: GateState.Active, actor: 42, reason: 6 },
    ]);
    expect(desk.orders(1)).toEqual(["NewOrder"]);
  });

  test("an account's halt stops its strategies and cancels theirs alone", () => {
    const desk = new Desk(LEVELS);
    expect(desk.command(RiskAction.Halt, RiskScope.Account, 7)).toMatchObject([
      { type: "RiskStateChanged", scope: RiskScope.Account, scopeId: 7 },
      { type: "MassCancel", strategy: 1 },
      { type: "MassCancel", strategy: 2 },
    ]);
    expect([desk.orders(1, 1), desk.orders(1, 2), desk.orders(1, 3)]).toEqual([["Halted"], ["Halted"], ["NewOrder"]]);
    expect(desk.order(2)).toMatchObject([{ type: "OrderRefused", scope: RiskScope.Account, scopeId: 7 }]);
    desk.command(RiskAction.ReduceOnly, RiskScope.Strategy, 3);
    expect([desk.orders(1, 3), desk.gate.state]).toEqual([["ReduceOnly"], GateState.Active]);
    expect(desk.command(RiskAction.CancelWorking, RiskScope.Strategy, 3)).toMatchObject([
      { type: "MassCancel", strategy: 3 },
    ]);
  });

  test("a command for nobody is counted", () => {
    const desk = new Desk(LEVELS);
    expect([desk.command(RiskAction.Halt, RiskScope.Strategy, 9), desk.command(99)]).toEqual([[], []]);
    expect(desk.stage.unknownCommands).toBe(2);
  });
});

describe("the dead man's switch", () => {
  test("without a heartbeat for too long the next event, whatever it is, halts", () => {
    const desk = new Desk({ deadManMicros: 10 * SECOND });
    desk.now += 10 * SECOND;
    expect(desk.orders(1)).toEqual(["NewOrder"]);
    desk.command(RiskAction.Heartbeat);
    desk.now += 10 * SECOND;
    expect(desk.orders(1)).toEqual(["NewOrder"]);
    desk.now += 1;
    expect(desk.write((inbox, now) => Timer.write(inbox, now, 0, -1, 0, 1))).toMatchObject([
      {
        type: "RiskStateChanged",
        state: GateState.Halted,
        trigger: RiskCause.DeadMan,
        limit: 10 * SECOND,
        value: 10 * SECOND + 1,
      },
      { type: "MassCancel", strategy: -1, trigger: RiskCause.DeadMan },
    ]);
    // A late heartbeat does not start trading again; an operator does.
    desk.command(RiskAction.Heartbeat);
    expect(desk.orders(1)).toEqual(["Halted"]);
    desk.now += 60 * SECOND;
    desk.command(RiskAction.Activate);
    expect(desk.orders(1)).toEqual(["NewOrder"]);
  });
});

describe("breakers", () => {
  test("a storm of refusals halts the level whose breaker it is", () => {
    const desk = new Desk({
      maxOrderSize: 10,
      strategies: { 1: { account: 7, rejectBreaker: { count: 3, micros: SECOND } }, 2: {} },
    });
    const refuse = (): EventView[] => desk.order(1, 11);
    expect([refuse().length, refuse().length]).toEqual([1, 1]);
    expect(refuse()).toMatchObject([
      { type: "OrderRefused", limit: 10, value: 11 },
      {
        type: "RiskStateChanged",
        scope: RiskScope.Strategy,
        scopeId: 1,
        trigger: RiskCause.RejectStorm,
        state: GateState.Halted,
        limit: 3,
      },
      { type: "MassCancel", strategy: 1 },
    ]);
    expect([desk.orders(1, 1), desk.orders(1, 2)]).toEqual([["Halted"], ["NewOrder"]]);
  });

  test("refusals that are far enough apart are no storm; a venue's rejects count too", () => {
    const desk = new Desk({ maxOrderSize: 10, rejectBreaker: { count: 3, micros: SECOND } });
    for (let k = 0; k < 20; k++) {
      desk.now += 350_000;
      desk.order(1, 11);
    }
    expect(desk.gate.state).toBe(GateState.Active);
    const rejects = [1, 2, 3].flatMap(() =>
      desk.write((inbox, now) => OrderClosed.write(inbox, now, 0, 0, 1, 1, 1, 0, 1, OrderStatus.Rejected, 3, 1)),
    );
    expect(rejects).toMatchObject([
      { type: "RiskStateChanged", trigger: RiskCause.RejectStorm },
      { type: "MassCancel" },
    ]);
  });

  test("orders of a strategy that come round and round in an instrument are a loop", () => {
    const desk = new Desk({ strategies: { 1: { loopBreaker: { count: 5, micros: SECOND } }, 2: {} } });
    expect([desk.orders(4, 1, 0), desk.orders(4, 1, 1)].flat()).toEqual(Array.from({ length: 8 }, () => "NewOrder"));
    expect(desk.orders(1, 1, 0)).toEqual(["NewOrder"]);
    expect(desk.order(1, 1, 0)).toMatchObject([
      { type: "OrderRefused", limit: 5, value: 6, scope: RiskScope.Strategy, scopeId: 1 },
      { type: "RiskStateChanged", trigger: RiskCause.OrderLoop, state: GateState.Halted, limit: 5, value: 6 },
      { type: "MassCancel", strategy: 1 },
    ]);
    desk.command(RiskAction.Activate, RiskScope.Strategy, 1);
    expect(desk.orders(5, 1, 0)).toEqual(Array.from({ length: 5 }, () => "NewOrder"));
  });

  test("cancels count among the messages and are never held back", () => {
    const desk = new Desk({ messageRate: { count: 4, micros: SECOND } });
    desk.orders(2);
    const cancel = (inbox: EventQueue, now: number): void => CancelOrder.write(inbox, now, 0, 0, 1, 1, Side.Buy, 1);
    expect([1, 2, 3].flatMap(() => desk.write(cancel))).toEqual([]);
    expect(desk.order()).toMatchObject([{ type: "OrderRefused", limit: 4, value: 6 }]);
    desk.now += 500_000;
    expect(desk.orders(2)).toEqual(["NewOrder", "MessageRate"]);
  });
});

describe("what is no order, price or fill", () => {
  const gate = new RiskGate({ instruments, portfolio });
  gate.reference(0, 20_000, 1);
  const bad: [string, Parameters<RiskGate["admit"]>, string][] = [
    ["an instrument that is not there", [1, 7, Side.Buy, 10_000, 1, 0, 2], "NoReferencePrice"],
    ["no side", [1, 0, 3, 10_000, 1, 0, 2], "BadSide"],
    ["nothing", [1, 0, Side.Buy, 10_000, 0, 0, 2], "BadQuantity"],
    ["less than nothing", [1, 0, Side.Buy, 10_000, -5, 0, 2], "BadQuantity"],
    ["no number", [1, 0, Side.Buy, 10_000, Number.NaN, 0, 2], "BadQuantity"],
    ["too much for any limit", [1, 0, Side.Buy, 10_000, Number.POSITIVE_INFINITY, 0, 2], "Concentration"],
    ["a price that is none", [1, 0, Side.Buy, Number.NaN, 1, 0, 2], "BadPrice"],
    ["an id that is none", [1.5, 0, Side.Buy, 10_000, 1, 0, 2], "BadOrderId"],
  ];
  for (const [name, order, reason] of bad)
    test(`${name} is refused, and reserves nothing`, () => {
      expect(refusalName(gate.admit(...order))).toBe(reason);
      expect([gate.orders.size, gate.working(0, Side.Buy), gate.grossExposure()]).toEqual([0, 0, 0]);
    });

  test("prices and fills that are none are counted, and nothing is done of them", () => {
    gate.admit(5, 0, Side.Buy, 10_000, 10, 0, 3);
    const before = gate.grossExposure();
    gate.reference(0, Number.NaN, 4);
    gate.reference(9, 20_000, 4);
    gate.reference(0, 20_000, Number.NaN);
    gate.filled(5, 0, Side.Buy, 10_000, Number.NaN, 0);
    gate.filled(5, 0, 0, 10_000, 1, 0);
    gate.filled(5, -1, Side.Buy, 10_000, 1, 0);
    expect([gate.ignored, gate.grossExposure(), gate.working(0, Side.Buy)]).toEqual([6, before, 10]);
  });
});

describe("through the stage", () => {
  test("a replace reserves the larger of old and new terms until the venue has answered", () => {
    const desk = new Desk({ maxPosition: 150 });
    desk.order(1, 100);
    const replace = (quantity: number): EventView[] =>
      desk.write((inbox, now) => ReplaceRequest.write(inbox, now, 0, 0, 1, 1, 10_000, quantity, Side.Buy, 1));
    const answer = (accepted: number): EventView[] =>
      desk.write((inbox, now) => OrderReplaced.write(inbox, now, 0, 0, 1, 1, 10_000, 1, 1, Side.Buy, accepted, 0, 1));
    expect(replace(151)).toMatchObject([{ type: "OrderRefused", limit: 150, value: 151, request: 2 }]);
    expect(replace(140)).toMatchObject([{ type: "ReplaceOrder", quantity: 140 }]);
    expect(replace(120)).toMatchObject([{ type: "OrderRefused", reason: 28 }]);
    expect(desk.gate.working(0, Side.Buy)).toBe(140);
    answer(0);
    expect(desk.gate.working(0, Side.Buy)).toBe(100);
    replace(60);
    expect(desk.gate.working(0, Side.Buy)).toBe(100);
    answer(1);
    expect([desk.gate.working(0, Side.Buy), desk.gate.orders.list()[0]?.quantity]).toEqual([60, 60]);
  });

  test("limits enter as events: all of them with their commit, or none; refusals name their version", () => {
    const desk = new Desk({ maxOrderSize: 10, ...LEVELS });
    const send = (limits: Partial<RiskLimits>, more = 0): EventView[] =>
      desk.write((inbox, now) => {
        const other = new RiskGate({ instruments, portfolio, limits });
        const rows = other.limitRows();
        for (const { value, scope, scopeId, field, instrument } of rows)
          RiskLimit.write(inbox, now, 0, instrument, 0, value, scope, scopeId, field);
        RiskLimitsCommit.write(inbox, now, 0, -1, 0, rows.length + more, 8, 9);
      });
    expect(send({ maxOrderSize: 20, ...LEVELS })).toMatchObject([
      { type: "RiskLimitsChanged", limitsVersion: 2, accepted: 1, actor: 8, reason: 9 },
    ]);
    expect(desk.order(1, 15)).toMatchObject([{ type: "NewOrder" }]);
    expect(desk.order(1, 21)).toMatchObject([{ type: "OrderRefused", limit: 20, limitsVersion: 2 }]);
    // A row that got lost, and a level that is not there.
    expect(send({ maxOrderSize: 5, ...LEVELS }, 1)).toMatchObject([{ accepted: 0, limitsVersion: 2 }]);
    expect(send({ maxOrderSize: 5, strategies: { 77: {} } })).toMatchObject([{ accepted: 0, limitsVersion: 2 }]);
    expect(desk.order(1, 15)).toMatchObject([{ type: "NewOrder" }]);
  });

  test("a snapshot keeps states, limits, breakers and what was told of the next limits", () => {
    const limits = { maxOrderSize: 10, strategies: { 1: { rejectBreaker: { count: 3, micros: SECOND } }, 2: {} } };
    const desk = new Desk(limits);
    desk.order(1, 11);
    desk.order(1, 11);
    desk.command(RiskAction.Halt, RiskScope.Strategy, 2);
    desk.gate.setLimits({ ...limits, maxOrderSize: 9 });
    desk.write((inbox, now) => RiskLimit.write(inbox, now, 0, -1, 0, 0.5, 0, 0, 2));
    const writer = new SnapshotWriter();
    desk.stage.snapshot(writer);
    const copy = new Desk(limits);
    copy.stage.restore(new SnapshotReader(writer.finish()));
    for (const each of [desk, copy]) {
      expect([each.gate.limitsVersion, each.gate.limits.maxOrderSize]).toEqual([2, 9]);
      expect(each.orders(1, 2)).toEqual(["Halted"]);
      expect(each.order(1, 10).map((e) => e.type)).toEqual(["OrderRefused", "RiskStateChanged", "MassCancel"]);
      expect(each.write((inbox, now) => RiskLimitsCommit.write(inbox, now, 0, -1, 0, 1, 0, 0))).toMatchObject([
        { accepted: 1, limitsVersion: 3 },
      ]);
      expect(each.gate.limits).toMatchObject({ maxDrawdown: 0.5 });
    }
  });
});
