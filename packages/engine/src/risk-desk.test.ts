/** The risk gate as an operator of a whole engine meets it: kill switch, limits, audit, journal and replay. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  EventCursor,
  type EventSink,
  type EventView,
  InstrumentRegistry,
  NewOrder,
  OrderClosed,
  OrderIntent,
  OrderRefused,
  OrderReplaced,
  OrderType,
  Quote,
  Random,
  ReplaceIntent,
  RiskAction,
  RiskCommand,
  RiskLimit,
  RiskLimitsCommit,
  RiskScope,
  RiskStateChanged,
  Side,
  SnapshotWriter,
  type Stage,
  TimeInForce,
  viewEvent,
} from "@hotpath/core";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { GateState, RiskGate, type RiskLimits, RiskStage, refusalName } from "@hotpath/risk";
import { Engine, PaperVenue, TradingEngine } from "./index.ts";

const START = 1_700_000_000_000_000;
const definitions = [
  { id: 1, symbol: "A", priceDecimals: 2 },
  { id: 2, symbol: "B", priceDecimals: 2 },
];

/** Posts, replaces and cancels by chance, for two strategies; what comes of it is noted. */
class Restless implements Stage {
  readonly name = "restless";
  readonly handles: readonly number[] = [
    Quote.TYPE,
    NewOrder.TYPE,
    OrderRefused.TYPE,
    OrderClosed.TYPE,
    OrderReplaced.TYPE,
  ];
  readonly decisions: EventView[] = [];
  readonly #random: Random;
  #orderId = 0;
  #live: number[] = [];

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  on(event: EventCursor, out: EventSink): void {
    if (event.type !== Quote.TYPE) {
      this.decisions.push(viewEvent(event)!);
      if (event.type === NewOrder.TYPE) this.#live.push(NewOrder.orderId(event));
      else if (event.type === OrderClosed.TYPE)
        this.#live = this.#live.filter((id) => id !== OrderClosed.orderId(event));
      return;
    }
    const random = this.#random;
    const i = event.instrument;
    const side = random.integer(2) === 0 ? Side.Buy : Side.Sell;
    const strategy = 1 + random.integer(2);
    const price = (side === Side.Buy ? Quote.bidPrice(event) : Quote.askPrice(event)) + random.integer(5) - 2;
    const quantity = 1 + random.integer(400);
    if (random.integer(3) === 0 && this.#live.length > 0) {
      const id = this.#live[random.integer(this.#live.length)]!;
      ReplaceIntent.emit(out, event, i, 1, id, price, quantity, side, strategy);
      return;
    }
    this.#orderId += 1;
    OrderIntent.emit(
      out,
      event,
      i,
      1,
      this.#orderId,
      price,
      quantity,
      side,
      OrderType.Limit,
      TimeInForce.GoodTillCancel,
      strategy,
    );
  }
}

const LIMITS: Partial<RiskLimits> = {
  maxConcentration: 0.2,
  maxOrderSize: 380,
  allowSelfCrossing: false,
  orderRate: { count: 10, micros: 1_000_000, burst: 4 },
  deadManMicros: 20_000_000,
  strategies: { 1: { account: 3, maxPosition: 900 }, 2: { account: 3, maxShort: 500 } },
};

interface Desk {
  engine: Engine;
  gate: RiskGate;
  orders: OrderStage;
  venue: PaperVenue;
  strategy: Restless;
}

function deskOf(journal?: JournalWriter, limits = LIMITS): Desk {
  const instruments = new InstrumentRegistry(definitions);
  const portfolio = new Portfolio({ instruments, initialCash: "1000000" });
  const gate = new RiskGate({ instruments, portfolio, limits, portfolioChanges: "told" });
  const orders = new OrderStage({ instruments });
  const strategy = new Restless(5);
  const venue = new PaperVenue({ instruments: 2 });
  const engine = new Engine({
    stages: [new PortfolioStage(portfolio), orders, new RiskStage(gate), strategy],
    venue,
    timeEvery: 3,
    ...(journal && { journal }),
  });
  return { engine, gate, orders, venue, strategy };
}

/** A day of quotes with what an operator does in between. */
function trade({ engine, gate }: Desk, quotes: number): void {
  const random = new Random(11);
  const mid = [10_000, 20_000];
  for (let k = 0; k < quotes; k++) {
    const micros = START + k * 20_000;
    const i = k % 2;
    mid[i]! += random.integer(7) - 3;
    Quote.write(engine.inbox, micros, 0, i, 1, mid[i]! - 1, mid[i]! + 1, 300, 300, 0);
    engine.process();
    const command = (action: number, scope: number = RiskScope.Firm, id = 0): void => {
      RiskCommand.write(engine.inbox, micros, 0, -1, 0, action, scope, id, 77, k);
      engine.process();
    };
    if (k % 200 === 199) command(RiskAction.Heartbeat);
    if (k === 600) command(RiskAction.Halt, RiskScope.Strategy, 2);
    if (k === 800) command(RiskAction.Activate, RiskScope.Strategy, 2);
    if (k === 1000) {
      const other = new RiskGate({
        instruments: gate.instruments,
        portfolio: { position: () => 0, equity: () => 1, drawdown: () => 0 },
        limits: { ...LIMITS, maxConcentration: 0.05 },
      });
      const rows = other.limitRows();
      for (const { value, scope, scopeId, field, instrument } of rows)
        RiskLimit.write(engine.inbox, micros, 0, instrument, 0, value, scope, scopeId, field);
      RiskLimitsCommit.write(engine.inbox, micros, 0, -1, 0, rows.length, 77, k);
      engine.process();
    }
    if (k === 1400) command(RiskAction.ReduceOnly);
    if (k === 1600) command(RiskAction.Activate);
  }
}

function stagesHash(engine: Engine): string {
  const writer = new SnapshotWriter();
  for (const stage of engine.stages) if ("snapshot" in stage) (stage as OrderStage).snapshot(writer);
  return writer.hash();
}

describe("through a whole engine", () => {
  test("gate, order manager and venue agree on what works; the kill switch's cancels arrive at the venue", () => {
    const desk = deskOf();
    trade(desk, 1300);
    const { engine, gate, orders, venue } = desk;
    expect(orders.counts().replaced).toBeGreaterThan(20);
    expect(orders.counts().fills).toBeGreaterThan(20);
    const working = orders.store.list();
    expect(working.length).toBeGreaterThan(0);
    expect(
      gate.orders
        .list()
        .map(({ orderId, reserved }) => [orderId, reserved])
        .sort(),
    ).toEqual(working.map(({ orderId, leavesQuantity }) => [orderId, leavesQuantity]).sort());
    expect(venue.waiting).toBe(working.length);
    RiskCommand.write(engine.inbox, START + 1300 * 20_000, 0, -1, 0, RiskAction.Halt, RiskScope.Firm, 0, 1, 1);
    engine.process();
    expect([venue.waiting, orders.store.size, gate.orders.size]).toEqual([0, 0, 0]);
    for (let i = 0; i < 2; i++) expect([gate.working(i, Side.Buy), gate.working(i, Side.Sell)]).toEqual([0, 0]);
    expect(gate.recount()[0]).toMatchObject({ gross: gate.grossExposure() });
  });

  test("a replay of the journal decides the same, bit for bit, and finds out a gate that would not", () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-risk-"));
    try {
      const live = deskOf(JournalWriter.open({ folder, metadata: {} }));
      trade(live, 2600);
      const hash = stagesHash(live.engine);
      live.engine[Symbol.dispose]();
      const names = new Set(
        live.strategy.decisions.map((d) => (d.type === "OrderRefused" ? refusalName(d.reason) : d.type)),
      );
      for (const name of "NewOrder OrderReplaced Halted Concentration OrderSize SelfCrossing OrderRate ReduceOnly".split(
        " ",
      ))
        expect([...names]).toContain(name);
      const replayed = deskOf();
      const audit: EventView[] = [];
      using reader = JournalReader.open(folder);
      const event = new EventCursor();
      while (reader.next(event)) {
        if (event.type === RiskStateChanged.TYPE) audit.push(viewEvent(event)!);
        replayed.engine.replay(event);
      }
      expect(replayed.strategy.decisions).toEqual(live.strategy.decisions);
      expect(stagesHash(replayed.engine)).toBe(hash);
      expect(audit).toMatchObject([
        { scope: RiskScope.Strategy, scopeId: 2, state: GateState.Halted, actor: 77, reason: 600 },
        { scope: RiskScope.Strategy, scopeId: 2, state: GateState.Active, actor: 77, reason: 800 },
        { state: GateState.ReduceOnly, actor: 77, reason: 1400, limitsVersion: 2 },
        { state: GateState.Active, actor: 77, reason: 1600 },
      ]);
      using again = JournalReader.open(folder);
      const other = deskOf(undefined, { ...LIMITS, deadManMicros: 3_000_000 });
      expect(() => {
        while (again.next(event)) other.engine.replay(event);
      }).toThrow("replay: at sequence 210 a RiskStateChanged was derived that was not recorded");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("TradingEngine", () => {
  const quote = (k: number) => ({
    symbolId: 1,
    bidPrice: "99.99",
    askPrice: "100.01",
    bidSize: "100",
    askSize: "100",
    timestamp: BigInt(START) * 1000n + BigInt(k) * 1_000_000_000n,
  });

  test("states and limits are commands with an author, and the audit tells of them", () => {
    using engine = new TradingEngine({
      instruments: definitions,
      strategies: [new Restless(1)],
      defaultStrategy: false,
      riskLimits: { maxOrderSize: 300, strategies: { 1: { account: 4 } } },
    });
    engine.processMarketData([quote(0)]);
    engine.halt({ strategy: 1, actor: 9, reason: 3 });
    engine.setRiskLimits({ maxOrderSize: 1, strategies: { 1: {} } }, { actor: 9, reason: 4 });
    const { refusals } = engine.processMarketData([1, 2, 3, 4, 5, 6].map(quote));
    expect(refusals).toContainEqual(
      expect.objectContaining({ reason: "Halted", level: "strategy 1", limitsVersion: 2 }),
    );
    expect(refusals).toContainEqual(expect.objectContaining({ reason: "OrderSize", level: "firm", limit: 1 }));
    expect(engine.riskAudit()).toMatchObject([
      { change: "state", level: "strategy 1", from: "Active", to: "Halted", cause: "Operator", actor: 9, reason: 3 },
      { change: "limits", level: "firm", limitsVersion: 2, actor: 9, reason: 4 },
    ]);
    expect(engine.gate.limits.maxOrderSize).toBe(1);
    expect(() => engine.setRiskLimits({ maxOrderSize: -1 })).toThrow("riskLimits.maxOrderSize: got -1");
    expect(() => engine.setRiskLimits({ strategies: { 2: {} } })).toThrow("riskLimits.strategies: got 2");
    expect(() => engine.halt({ strategy: 2 })).toThrow("strategy: got 2; allowed: one that riskLimits names: 1");
    expect(() => engine.halt({ actor: 0.5 })).toThrow("actor: got 0.5; allowed: an integer of 32 bits");
    expect(engine.gate.limitsVersion).toBe(2);
  });

  test("without a heartbeat everything stops at the next quote that comes too late", () => {
    using engine = new TradingEngine({ instruments: definitions, riskLimits: { deadManMicros: 2_500_000 } });
    engine.processMarketData([0, 1, 2].map(quote));
    engine.heartbeat();
    engine.processMarketData([3, 4].map(quote));
    expect(engine.riskAudit()).toEqual([]);
    engine.processMarketData([quote(5)]);
    expect(engine.riskAudit()).toMatchObject([{ to: "Halted", cause: "DeadMan", limit: 2_500_000, value: 3_000_000 }]);
    engine.resume();
    expect(engine.gate.state).toBe(GateState.Active);
  });
});
