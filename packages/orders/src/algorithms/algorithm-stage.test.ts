import { describe, expect, test } from "bun:test";
import {
  AlgorithmCancel,
  AlgorithmOrder,
  Bar,
  Command,
  EngineCommand,
  ExecType,
  InstrumentRegistry,
  OrderType,
  Quote,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
  Timer,
  Trade,
} from "@hotpath/core";
import { OrderStage } from "../order-stage.ts";
import { RouterStage } from "../routing/router-stage.ts";
import { Circuit } from "../testing/circuit.ts";
import { AlgorithmKind, AlgorithmStatus } from "./algorithm-kind.ts";
import type { AlgorithmStageOptions } from "./algorithm-options.ts";
import { AlgorithmStage } from "./algorithm-stage.ts";
import { type ImpactTrade, trajectory } from "./almgren-chriss.ts";

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2, lot: 10 }]);
const MINUTE = 60_000_000;
const impact = { volatility: 5, temporaryImpact: 0.02, permanentImpact: 0, fixedCost: 0 };

interface Terms {
  algorithm: number;
  quantity?: number;
  limit?: number;
  minutes?: number;
  participation?: number;
  riskAversion?: number;
  minChild?: number;
  maxChild?: number;
  side?: number;
  slices?: number;
  randomness?: number;
}

/** A desk with one market. */
class Desk extends Circuit {
  readonly algorithms: AlgorithmStage;

  constructor(options: Partial<AlgorithmStageOptions> = {}) {
    const algorithms = new AlgorithmStage({
      instruments,
      impact: { 1: impact },
      ...options,
    });
    super([algorithms, new OrderStage({ instruments, maxOrders: 64 })]);
    this.algorithms = algorithms;
  }

  quote(bid = 10_000, ask = 10_002, size = 1_000_000): void {
    Quote.write(this.inbox, this.micros, 0, 0, 1, bid, ask, size, size, 0);
    this.run();
  }

  trade(quantity: number, price = 10_001): void {
    Trade.write(this.inbox, this.micros, 0, 0, 1, price, quantity, 0);
    this.run();
  }

  timer(micros: number): void {
    this.micros = micros;
    Timer.write(this.inbox, micros, 0, -1, 0, 1);
    this.run();
  }

  order(terms: Terms, orderId = 1): void {
    const { algorithm, quantity = 1000, limit = 0, minutes = 10, participation = 0, riskAversion = 0 } = terms;
    const { minChild = 0, maxChild = 0, side = Side.Buy, slices = 0, randomness = 0 } = terms;
    const end = this.micros + minutes * MINUTE;
    AlgorithmOrder.write(
      this.inbox,
      this.micros,
      0,
      0,
      1,
      orderId,
      quantity,
      limit,
      0,
      end,
      participation,
      riskAversion,
      minChild,
      maxChild,
      algorithm,
      side,
      slices,
      randomness,
      7,
    );
    this.run();
  }

  /** A minute at a time, with everything filled at once. */
  minutes(count: number, each: () => void = () => this.quote()): void {
    for (let n = 0; n < count; n++) {
      this.settle();
      this.micros += MINUTE;
      each();
      this.settle();
    }
  }
}

describe("time-weighted", () => {
  test("one tenth a minute, complete, and measured", () => {
    const desk = new Desk();
    desk.quote();
    desk.order({ algorithm: AlgorithmKind.TimeWeighted });
    desk.minutes(9);
    const children = desk.seen("OrderIntent");
    expect(children.map((c) => c.quantity)).toEqual(new Array(10).fill(100));
    expect(children.every((c) => c.price === 10_002 && c.timeInForce === TimeInForce.ImmediateOrCancel)).toBe(true);
    expect(desk.seen("AlgorithmChild").map((c) => [c.parentId, c.child])).toEqual(children.map((_, n) => [1, n + 1]));
    expect(desk.seen("AlgorithmReport")).toMatchObject([
      { orderId: 1, filled: 1000, status: AlgorithmStatus.Completed, averagePrice: 10_002, arrivalPrice: 10_001 },
    ]);
    const report = desk.algorithms.report(1)!;
    expect(report.arrivalSlippage).toBeCloseTo(1e4 / 10_001, 9);
    expect(report.twapSlippage).toBeCloseTo(1e4 / 10_001, 9);
    expect(report.vwapSlippage).toBeNaN();
    expect(desk.algorithms.active).toBe(0);
  });

  test("wakes by timers alone, which it asks for", () => {
    const desk = new Desk();
    desk.quote();
    desk.order({ algorithm: AlgorithmKind.TimeWeighted, slices: 4, minutes: 4 });
    desk.settle();
    for (let n = 0; n < 10 && desk.algorithms.active > 0; n++) {
      const next = desk.seen("TimerRequest").at(-1)!;
      expect(next).toMatchObject({ timer: 2 ** 52 + 1, strategy: -1, periodMicros: 0 });
      desk.timer(next.dueMicros);
      desk.settle();
    }
    expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 1000, children: 4 }]);
  });

  test("what no venue fills is left, and told", () => {
    const desk = new Desk();
    desk.quote();
    desk.order({ algorithm: AlgorithmKind.TimeWeighted, minutes: 3 });
    desk.answer();
    desk.fill(desk.live()[0]!, 120);
    desk.end(desk.live()[0]!, ExecType.Canceled);
    desk.gate.refuses = () => true;
    for (let n = 0; n < 4; n++) {
      desk.micros += MINUTE;
      desk.quote();
    }
    expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 120, status: AlgorithmStatus.Expired }]);
  });

  test("refused again and again: it gives up", () => {
    const desk = new Desk({ maxRefusals: 3 });
    desk.gate.refuses = () => true;
    desk.quote();
    desk.order({ algorithm: AlgorithmKind.TimeWeighted });
    for (let n = 0; n < 5; n++) {
      desk.micros += 2_000_000;
      desk.quote();
    }
    expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 0, status: AlgorithmStatus.Rejected, children: 3 }]);
    expect(desk.seen("AlgorithmReport")[0]!.averagePrice).toBeNaN();
  });

  test("random sizes and times: the same for the same seed, in lots, and the whole", () => {
    const run = (seed: number): number[] => {
      const desk = new Desk({ seed });
      desk.quote();
      desk.order({ algorithm: AlgorithmKind.TimeWeighted, randomness: 40 });
      for (let n = 0; n < 60; n++) {
        desk.micros += 10_000_000;
        desk.quote();
        desk.settle();
      }
      expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 1000 }]);
      return desk.seen("OrderIntent").map((child) => child.quantity);
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    expect(run(3).every((quantity) => quantity % 10 === 0)).toBe(true);
  });

  test("with patience it waits at its own side, then takes", () => {
    const desk = new Desk({ patienceMicros: 20_000_000 });
    desk.quote();
    desk.order({ algorithm: AlgorithmKind.TimeWeighted, side: Side.Sell });
    desk.answer();
    expect(desk.live()).toMatchObject([{ price: 10_002, quantity: 100, timeInForce: TimeInForce.Day }]);
    desk.fill(desk.live()[0]!, 30);
    desk.timer(desk.micros + 20_000_000);
    desk.answer();
    expect(desk.seen("OrderIntent").at(-1)).toMatchObject({ price: 10_000, quantity: 70, timeInForce: 3 });
  });
});

test("volume-weighted: by the curve of the days before", () => {
  const desk = new Desk({ profile: { binMicros: MINUTE * 5, days: 5 } });
  const day = 86_400_000_000;
  for (let n = 0; n < 3; n++)
    for (let bin = 0; bin < 4; bin++) {
      desk.micros = n * day + bin * 5 * MINUTE + 1;
      Bar.write(desk.inbox, desk.micros, 0, 0, 1, 1, 1, 1, 10_001, [100, 200, 300, 400][bin]!);
      desk.run();
    }
  desk.micros = 3 * day;
  desk.trade(10);
  desk.quote();
  desk.order({ algorithm: AlgorithmKind.VolumeWeighted, minutes: 20, slices: 4 });
  desk.minutes(20);
  expect(desk.seen("OrderIntent").map((c) => c.quantity)).toEqual([100, 200, 300, 400]);
});

test("participation: never more than its part of the volume", () => {
  const desk = new Desk();
  desk.quote();
  desk.order({ algorithm: AlgorithmKind.ParticipationOfVolume, participation: 0.2, minutes: 60 });
  let volume = 0;
  for (const size of [70, 30, 400, 5, 2000, 1000, 3000]) {
    volume += size;
    desk.trade(size);
    desk.settle();
    const { filled } = desk.algorithms.report(1)!;
    expect(filled).toBe(Math.min(1000, Math.floor((volume * 0.2) / 10) * 10));
  }
  expect(desk.seen("AlgorithmReport")).toMatchObject([{ status: AlgorithmStatus.Completed }]);
});

test("implementation shortfall: along Almgren and Chriss's trajectory", () => {
  const desk = new Desk();
  desk.quote();
  const terms: ImpactTrade = { quantity: 10_000, horizon: 600, intervals: 10, riskAversion: 5e-9 };
  desk.order({ algorithm: AlgorithmKind.ImplementationShortfall, quantity: 10_000, riskAversion: 5e-9, slices: 10 });
  const left = new Float64Array(11);
  trajectory(impact, terms, left);
  desk.minutes(9);
  const sizes = desk.seen("OrderIntent").map((child) => child.quantity);
  let sum = 0;
  sizes.forEach((size, n) => {
    sum += size;
    expect(Math.abs(10_000 - sum - left[n + 1]!)).toBeLessThanOrEqual(5);
  });
  expect(sizes[0]).toBeGreaterThan(sizes[9]! * 2);
});

test("an iceberg shows a part at a time, and the next when it is gone", () => {
  const desk = new Desk();
  desk.quote();
  desk.order({ algorithm: AlgorithmKind.Iceberg, quantity: 250, maxChild: 100, limit: 9_990 });
  for (const shown of [100, 100, 50]) {
    desk.answer();
    expect(desk.live()).toMatchObject([{ price: 9_990, quantity: shown, timeInForce: TimeInForce.Day }]);
    desk.fill(desk.live()[0]!, shown);
  }
  expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 250, children: 3 }]);
});

test("a sniper is silent until its price is there, and takes what is shown", () => {
  const desk = new Desk();
  desk.quote(10_000, 10_005);
  desk.order({ algorithm: AlgorithmKind.Sniper, limit: 10_003, quantity: 500 });
  expect(desk.seen("OrderIntent")).toEqual([]);
  desk.quote(10_000, 10_003, 205);
  expect(desk.seen("OrderIntent")).toMatchObject([{ price: 10_003, quantity: 200 }]);
  desk.settle();
  expect(desk.seen("OrderIntent").length).toBe(1);
  desk.quote(10_000, 10_001, 1_000);
  desk.settle();
  expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 500, status: AlgorithmStatus.Completed }]);
});

test("market on close is one order for the auction", () => {
  const desk = new Desk();
  desk.order({ algorithm: AlgorithmKind.MarketOnClose });
  expect(desk.seen("OrderIntent")).toMatchObject([
    { orderType: OrderType.Market, timeInForce: TimeInForce.AtTheClose, quantity: 1000, price: 0 },
  ]);
  desk.answer();
  desk.fill(desk.live()[0]!, 900, 10_050);
  desk.end(desk.live()[0]!, ExecType.Expired);
  desk.timer(desk.micros + 10 * MINUTE);
  expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 900, averagePrice: 10_050, status: 2 }]);
});

test("the kill switch and a cancel call the child back, and nothing follows", () => {
  for (const kill of [true, false]) {
    const desk = new Desk();
    desk.quote();
    desk.order({ algorithm: AlgorithmKind.Iceberg, maxChild: 100, limit: 9_990 });
    desk.answer();
    if (kill) Command.write(desk.inbox, desk.micros, 0, -1, 0, EngineCommand.Halt, 0);
    else AlgorithmCancel.write(desk.inbox, desk.micros, 0, 0, 1, 1, 7);
    desk.run();
    desk.answer(false);
    desk.timer(desk.micros + 1_000_000);
    desk.fill(desk.live()[0]!, 40);
    while (desk.requests.length > 0) desk.answer();
    desk.quote();
    expect(desk.seen("AlgorithmReport")).toMatchObject([{ filled: 40, status: AlgorithmStatus.Cancelled }]);
    expect(desk.live()).toEqual([]);
    expect(desk.seen("OrderIntent").length).toBe(1);
  }
});

test("children that take go through the router, over all venues", () => {
  const algorithms = new AlgorithmStage({ instruments, routes: true });
  const router = new RouterStage({ instruments, venues: [{ venue: 11 }, { venue: 12 }] });
  const circuit = new Circuit([algorithms, router, new OrderStage({ instruments, maxOrders: 64 })]);
  const quote = (): void => {
    for (const [venue, ask] of [
      [11, 10_004],
      [12, 10_002],
    ] as const)
      Quote.write(circuit.inbox, circuit.micros, 0, 0, venue, 10_000, ask, 1_000, 80, 0);
    circuit.run();
  };
  quote();
  const { TimeWeighted } = AlgorithmKind;
  const end = circuit.micros + 2 * MINUTE;
  AlgorithmOrder.write(circuit.inbox, 1, 0, 0, 0, 1, 200, 0, 0, end, 0, 0, 0, 0, TimeWeighted, Side.Buy, 2, 0, 7);
  circuit.run();
  circuit.settle();
  expect(circuit.seen("OrderIntent").map((o) => [o.venue, o.price, o.quantity])).toEqual([
    [11, 10_004, 20],
    [12, 10_002, 80],
  ]);
  circuit.micros += MINUTE;
  quote();
  circuit.settle();
  expect(circuit.seen("AlgorithmReport")).toMatchObject([
    { filled: 200, averagePrice: 10_002.4, children: 2, status: AlgorithmStatus.Completed },
  ]);
  AlgorithmOrder.write(
    circuit.inbox,
    1,
    0,
    0,
    0,
    2,
    200,
    9_000,
    0,
    end * 2,
    0,
    0,
    0,
    0,
    TimeWeighted,
    Side.Buy,
    2,
    0,
    7,
  );
  circuit.run();
  Command.write(circuit.inbox, circuit.micros, 0, -1, 0, EngineCommand.Halt, 0);
  circuit.run();
  expect([algorithms.active, router.active]).toEqual([0, 0]);
});

test("what cannot be is refused, and sends nothing", () => {
  const desk = new Desk({ impact: {} });
  desk.quote();
  const bad: Terms[] = [
    { algorithm: 0 },
    { algorithm: AlgorithmKind.TimeWeighted, quantity: 15 },
    { algorithm: AlgorithmKind.TimeWeighted, quantity: Number.NaN },
    { algorithm: AlgorithmKind.TimeWeighted, minutes: 0 },
    { algorithm: AlgorithmKind.TimeWeighted, slices: 300 },
    { algorithm: AlgorithmKind.TimeWeighted, side: 3 },
    { algorithm: AlgorithmKind.ParticipationOfVolume },
    { algorithm: AlgorithmKind.ImplementationShortfall },
    { algorithm: AlgorithmKind.Iceberg },
    { algorithm: AlgorithmKind.Sniper },
  ];
  for (const terms of bad) desk.order(terms);
  expect(desk.seen("AlgorithmReport").map((r) => r.status)).toEqual(bad.map(() => AlgorithmStatus.Refused));
  expect(desk.seen("OrderIntent")).toEqual([]);
  expect(desk.algorithms.counts()).toMatchObject({ refused: bad.length });
  expect(() => new AlgorithmStage({ instruments, patienceMicros: -1 })).toThrow(/patienceMicros/);
  expect(() => new AlgorithmStage({ instruments, maxAlgorithms: 0 })).toThrow(/maxAlgorithms/);
});

test("a state taken back goes on as it would have", () => {
  const run = (swap: boolean): unknown[] => {
    let desk = new Desk();
    desk.quote();
    desk.order({ algorithm: AlgorithmKind.TimeWeighted, randomness: 30 });
    desk.minutes(4);
    if (swap) {
      const writer = new SnapshotWriter();
      desk.algorithms.snapshot(writer);
      const other = new Desk();
      other.algorithms.restore(new SnapshotReader(writer.finish()));
      other.micros = desk.micros;
      other.views = desk.views;
      desk = other;
    }
    desk.minutes(8);
    return desk.seen("OrderIntent").map((child) => [child.orderId, child.quantity]);
  };
  expect(run(true)).toEqual(run(false));
});
