import { describe, expect, test } from "bun:test";
import {
  Command,
  EngineCommand,
  EventCursor,
  EventQueue,
  Fill,
  InstrumentRegistry,
  NewOrder,
  OrderClosed,
  OrderRefused,
  OrderRequest,
  Quote,
  Random,
  Side,
  SnapshotReader,
  SnapshotWriter,
} from "@hotpath/core";
import fc from "fast-check";
import {
  CovarianceEstimator,
  GateState,
  parseRiskLimits,
  RefusalReason,
  RiskGate,
  type RiskLimits,
  RiskStage,
  refusalName,
} from "../index.ts";

/** A portfolio whose figures are set by the test. */
class Books {
  readonly positions = new Float64Array(4);
  money = 1_000_000;
  fall = 0;
  position(i: number): number {
    return this.positions[i]!;
  }
  equity(): number {
    return this.money;
  }
  drawdown(): number {
    return this.fall;
  }
}

const instruments = new InstrumentRegistry(
  ["A", "B", "C", "D"].map((symbol, i) => ({ id: i, symbol, priceDecimals: 2 })),
);
const WIDE: Partial<RiskLimits> = {
  maxPortfolioVar: 1,
  maxPositionVar: 1,
  maxDrawdown: 1,
  maxLeverage: 1000,
  maxConcentration: 1000,
};
/** 100.00, doubled. */
const MID2 = 20_000;

function gateOf(limits: Partial<RiskLimits>, books = new Books()): RiskGate {
  const gate = new RiskGate({ instruments, portfolio: books, limits: { ...WIDE, ...limits } });
  for (let i = 0; i < 4; i++) gate.reference(i, MID2, 0);
  return gate;
}

/** The largest order that passes, by bisection. */
function largest(gate: RiskGate, instrument = 0, side: number = Side.Buy): number {
  let low = 0;
  let high = 10_000_000;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (gate.check(instrument, side, 10_000, middle) === RefusalReason.None) low = middle;
    else high = middle;
  }
  return low;
}

describe("each limit does what it says", () => {
  test("maxConcentration: a quarter of a million in one instrument at equity of a million", () => {
    const gate = gateOf({ maxConcentration: 0.25 });
    expect(largest(gate)).toBe(2500);
    expect(gate.check(0, Side.Buy, 10_000, 2501)).toBe(RefusalReason.Concentration);
    expect([gate.brokenLimit, gate.brokenBy]).toEqual([0.25, 0.2501]);
  });

  test("maxLeverage: gross exposure with working orders at their worst", () => {
    const gate = gateOf({ maxLeverage: 2 });
    gate.reserve(1, Side.Sell, 5_000);
    gate.reserve(2, Side.Buy, 5_000);
    expect(gate.grossExposure()).toBe(1_000_000);
    expect(largest(gate)).toBe(10_000);
    expect(gate.check(0, Side.Buy, 10_000, 10_001)).toBe(RefusalReason.Leverage);
  });

  test("maxPositions: instruments with a position or a working order", () => {
    const books = new Books();
    const gate = gateOf({ maxPositions: 2 }, books);
    gate.reserve(0, Side.Buy, 10);
    books.positions[0] = 10;
    gate.release(0, Side.Buy, 10);
    gate.reserve(1, Side.Sell, 5);
    expect(gate.activeInstruments).toBe(2);
    expect(gate.check(2, Side.Buy, 10_000, 1)).toBe(RefusalReason.Positions);
    expect(gate.check(1, Side.Sell, 10_000, 1)).toBe(RefusalReason.None);
    gate.release(1, Side.Sell, 5);
    expect(gate.check(2, Side.Buy, 10_000, 1)).toBe(RefusalReason.None);
  });

  test("maxDrawdown: at the limit only orders that make nothing larger pass", () => {
    const books = new Books();
    const gate = gateOf({ maxDrawdown: 0.1 }, books);
    books.positions[0] = 100;
    gate.release(0, Side.Buy, 0);
    books.fall = 0.0999;
    expect(gate.check(0, Side.Buy, 10_000, 1)).toBe(RefusalReason.None);
    books.fall = 0.1;
    expect(gate.check(0, Side.Buy, 10_000, 1)).toBe(RefusalReason.Drawdown);
    expect(gate.check(0, Side.Sell, 10_000, 100)).toBe(RefusalReason.None);
    expect(gate.check(0, Side.Sell, 10_000, 101)).toBe(RefusalReason.Drawdown);
  });

  test("maxPositionVar: 99 %, one day, before there is history by the assumed volatility of 2 %", () => {
    const gate = gateOf({ maxPositionVar: 0.02 });
    // 2.3263478740408408 × 0.02 × value ≤ 0.02 × 1,000,000
    expect(largest(gate)).toBe(Math.floor(1_000_000 / 2.3263478740408408 / 100));
    expect(gate.check(0, Side.Buy, 10_000, 4_299)).toBe(RefusalReason.PositionVar);
  });

  test("maxPortfolioVar: before there is history all instruments move as one; an order that hedges passes", () => {
    const gate = gateOf({ maxPortfolioVar: 0.02 });
    gate.reserve(1, Side.Buy, 4_000);
    expect(gate.portfolioVar()).toBeCloseTo(2.3263478740408408 * 0.02 * 400_000, 6);
    expect(largest(gate)).toBe(Math.floor(1_000_000 / 2.3263478740408408 / 100) - 4_000);
    expect(gate.check(0, Side.Buy, 10_000, 500)).toBe(RefusalReason.PortfolioVar);
    expect(gate.check(0, Side.Sell, 10_000, 4_000)).toBe(RefusalReason.None);
  });

  test("maxPriceDeviation: a limit price too far beyond the reference", () => {
    const gate = gateOf({ maxPriceDeviation: 0.05 });
    expect(gate.check(0, Side.Buy, 10_500, 1)).toBe(RefusalReason.None);
    expect(gate.check(0, Side.Buy, 10_501, 1)).toBe(RefusalReason.PriceDeviation);
    expect(gate.check(0, Side.Buy, 5_000, 1)).toBe(RefusalReason.None);
    expect(gate.check(0, Side.Sell, 9_499, 1)).toBe(RefusalReason.PriceDeviation);
    expect(gate.check(0, Side.Sell, 0, 1)).toBe(RefusalReason.None);
  });

  test("defaults, and errors that name path, value and what is allowed", () => {
    expect(parseRiskLimits()).toEqual({
      maxPortfolioVar: 0.05,
      maxPositionVar: 0.02,
      maxDrawdown: 0.1,
      maxLeverage: 5,
      maxConcentration: 0.25,
      maxPositions: 100,
      maxPriceDeviation: 0.1,
    });
    expect(() => parseRiskLimits({ maxPositions: 0 })).toThrow(
      "riskLimits.maxPositions: got 0; allowed: an integer from 1",
    );
  });
});

describe("states", () => {
  test("without a reference price nothing passes", () => {
    const gate = new RiskGate({ instruments, portfolio: new Books() });
    expect(gate.check(0, Side.Buy, 10_000, 1)).toBe(RefusalReason.NoReferencePrice);
  });

  test("without equity only what reduces passes", () => {
    const books = new Books();
    const gate = gateOf({}, books);
    books.positions[0] = 5;
    gate.release(0, Side.Buy, 0);
    books.money = 0;
    expect(gate.check(0, Side.Buy, 10_000, 1)).toBe(RefusalReason.NoEquity);
    expect(gate.check(0, Side.Sell, 10_000, 5)).toBe(RefusalReason.None);
  });

  test("halted lets nothing through, reduce-only what brings a position nearer to zero", () => {
    const books = new Books();
    const gate = gateOf({}, books);
    books.positions[0] = 5;
    gate.release(0, Side.Buy, 0);
    gate.state = GateState.ReduceOnly;
    const answers = (...orders: [side: number, quantity: number][]): number[] =>
      orders.map(([side, quantity]) => gate.check(0, side, 10_000, quantity));
    expect(answers([Side.Buy, 1], [Side.Sell, 5], [Side.Sell, 6])).toEqual([
      RefusalReason.ReduceOnly,
      RefusalReason.None,
      RefusalReason.ReduceOnly,
    ]);
    // What works counts: two orders that would each close the position could together turn it round.
    gate.reserve(0, Side.Sell, 3);
    expect(answers([Side.Sell, 2], [Side.Sell, 3])).toEqual([RefusalReason.None, RefusalReason.ReduceOnly]);
    gate.state = GateState.Halted;
    expect(gate.check(0, Side.Sell, 10_000, 5)).toBe(RefusalReason.Halted);
  });
});

describe("what is kept as it goes equals what is counted from scratch", () => {
  test("over any sequence of reservations, fills, closings and prices", () => {
    const step = fc.record({
      kind: fc.constantFrom("reserve", "fill", "close", "price"),
      instrument: fc.integer({ min: 0, max: 3 }),
      buy: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 1000 }),
      mid2: fc.integer({ min: 10_000, max: 30_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const books = new Books();
        const gate = gateOf({}, books);
        const open = [new Float64Array(4), new Float64Array(4)] as const;
        const mids = new Float64Array(4).fill(MID2);
        let micros = 0;
        for (const s of steps) {
          const side = s.buy ? Side.Buy : Side.Sell;
          const working = open[s.buy ? 0 : 1];
          const quantity = Math.min(s.quantity, working[s.instrument]!);
          if (s.kind === "reserve") {
            gate.reserve(s.instrument, side, s.quantity);
            working[s.instrument]! += s.quantity;
          } else if (s.kind === "price") {
            micros += 300_000;
            gate.reference(s.instrument, s.mid2, micros);
            mids[s.instrument] = s.mid2;
          } else if (quantity > 0) {
            if (s.kind === "fill") books.positions[s.instrument]! += s.buy ? quantity : -quantity;
            working[s.instrument]! -= quantity;
            gate.release(s.instrument, side, quantity);
          }
        }
        let gross = 0;
        let active = 0;
        for (let i = 0; i < 4; i++) {
          expect(gate.working(i, Side.Buy)).toBe(open[0][i]!);
          expect(gate.working(i, Side.Sell)).toBe(open[1][i]!);
          const up = books.positions[i]! + open[0][i]!;
          const down = books.positions[i]! - open[1][i]!;
          const worst = Math.max(Math.abs(up), Math.abs(down));
          gross += (worst * mids[i]!) / 200;
          if (worst !== 0) active++;
        }
        expect(gate.activeInstruments).toBe(active);
        // Each of the four is rounded to the quantum of a million: 2^20 ÷ 2^40.
        expect(Math.abs(gate.grossExposure() - gross)).toBeLessThanOrEqual(4 * 2 ** -21 + 1e-12 * gross);
      }),
    );
  });

  test("the portfolio's variance is the quadratic form of its exposures", () => {
    const books = new Books();
    const gate = gateOf({}, books);
    const random = new Random(3);
    const mids = new Float64Array(4).fill(MID2);
    for (let bar = 1; bar <= 60; bar++) {
      for (let i = 0; i < 4; i++) {
        mids[i] = Math.round(mids[i]! * (1 + 0.001 * random.normal()));
        gate.reference(i, mids[i]!, bar * 1_000_000 + i);
      }
    }
    const worst = [700, -300, 0, 1200];
    for (const [i, q] of worst.entries()) if (q !== 0) gate.reserve(i, q > 0 ? Side.Buy : Side.Sell, Math.abs(q));
    const matrix = gate.covariance.matrix;
    let variance = 0;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++)
        variance += ((matrix[i * 4 + j]! * worst[i]! * mids[i]!) / 200) * ((worst[j]! * mids[j]!) / 200);
    expect(gate.portfolioVar()).toBeCloseTo(2.3263478740408408 * Math.sqrt(variance), 6);
    expect(gate.positionVar(3)).toBeCloseTo(
      (2.3263478740408408 * gate.covariance.dailyVolatility(3) * 1200 * mids[3]!) / 200,
      6,
    );
  });
});

describe("CovarianceEstimator", () => {
  test("is the weighted mean of products of returns, scaled to a day", () => {
    const estimator = new CovarianceEstimator({
      instruments: 2,
      barMicros: 10,
      dayMicros: 1000,
      decay: 0.9,
      warmUpBars: 5,
    });
    const random = new Random(8);
    const prices: [number, number][] = [[100, 50]];
    for (let bar = 0; bar <= 40; bar++) {
      const [a, b] = prices.at(-1)!;
      if (bar > 0) prices.push([a * (1 + 0.01 * random.normal()), b * (1 + 0.02 * random.normal())]);
      estimator.update(0, prices.at(-1)![0], bar * 10);
      estimator.update(1, prices.at(-1)![1], bar * 10 + 5);
    }
    estimator.update(0, 1, 410);
    let sum = 0;
    let weight = 0;
    for (let k = 1; k < prices.length; k++) {
      const product = (prices[k]![0] / prices[k - 1]![0] - 1) * (prices[k]![1] / prices[k - 1]![1] - 1);
      sum = 0.9 * sum + 0.1 * product;
      weight = 0.9 * weight + 0.1;
    }
    expect(estimator.matrix[1]!).toBeCloseTo((sum / weight) * 100, 12);
    expect(estimator.matrix[2]).toBe(estimator.matrix[1]!);
    expect(estimator.barsOf(0)).toBe(40);
  });

  test("bad options are named", () => {
    expect(() => new CovarianceEstimator({ instruments: 2, decay: 1 })).toThrow("covariance.decay: got 1");
    expect(() => new CovarianceEstimator({ instruments: 2, barMicros: 0 })).toThrow("covariance.barMicros: got 0");
  });
});

describe("RiskStage", () => {
  const inbox = new EventQueue();
  const out = new EventQueue();
  const event = new EventCursor();
  const drive = (stage: RiskStage): void => {
    while (inbox.next(event)) stage.on(event, out);
  };
  const request = (orderId: number, side: number, quantity: number): void =>
    OrderRequest.write(inbox, 1, 0, 0, 1, orderId, 10_000, quantity, side, 2, 1, 5);

  test("passes an order on, or refuses it with limit and value; releases what is filled or closed", () => {
    const books = new Books();
    const gate = gateOf({ maxConcentration: 0.25 }, books);
    const stage = new RiskStage(gate);
    request(1, Side.Buy, 2_500);
    request(2, Side.Buy, 1);
    drive(stage);
    out.next(event);
    expect([event.type, NewOrder.orderId(event), NewOrder.quantity(event), NewOrder.strategy(event)]).toEqual([
      NewOrder.TYPE,
      1,
      2_500,
      5,
    ]);
    out.next(event);
    expect([
      event.type,
      OrderRefused.orderId(event),
      refusalName(OrderRefused.reason(event)),
      OrderRefused.limit(event),
      OrderRefused.value(event),
    ]).toEqual([OrderRefused.TYPE, 2, "Concentration", 0.25, 0.2501]);
    expect([stage.checked, stage.refusals[RefusalReason.Concentration]]).toEqual([2, 1]);
    books.positions[0] = 1_000;
    Fill.write(inbox, 2, 0, 0, 1, 1, 10_000, 1_000, 1_500, 1_000, Side.Buy, 2, 5, Number.NaN, 0);
    OrderClosed.write(inbox, 3, 0, 0, 1, 1, 1_500, 1_000, Side.Buy, 4, 0, 5);
    drive(stage);
    expect([gate.working(0, Side.Buy), largest(gate)]).toEqual([0, 1_500]);
  });

  test("commands change the state, and a snapshot keeps it", () => {
    const gate = gateOf({});
    const stage = new RiskStage(gate);
    for (const [command, state] of [
      [EngineCommand.Halt, GateState.Halted],
      [EngineCommand.Resume, GateState.Active],
      [EngineCommand.ReduceOnly, GateState.ReduceOnly],
    ] as const) {
      Command.write(inbox, 1, 0, -1, 0, command, 0);
      drive(stage);
      expect(gate.state).toBe(state);
    }
    gate.reserve(2, Side.Sell, 7);
    const writer = new SnapshotWriter();
    stage.snapshot(writer);
    const other = gateOf({});
    new RiskStage(other).restore(new SnapshotReader(writer.finish()));
    expect([other.state, other.working(2, Side.Sell), other.portfolioVar()]).toEqual([
      GateState.ReduceOnly,
      7,
      gate.portfolioVar(),
    ]);
  });

  test("a quote without both sides is no reference", () => {
    const gate = new RiskGate({ instruments, portfolio: new Books() });
    const stage = new RiskStage(gate);
    Quote.write(inbox, 1, 0, 0, 1, 10_000, 0, 5, 0, 0);
    drive(stage);
    expect(gate.check(0, Side.Buy, 10_000, 1)).toBe(RefusalReason.NoReferencePrice);
  });
});
