import { describe, expect, test } from "bun:test";
import {
  BookLevel,
  CancelOrder,
  EventCursor,
  EventQueue,
  ExecType,
  ExecutionReport,
  InstrumentRegistry,
  Liquidity,
  NewOrder,
  OrderType,
  Random,
  ReplaceOrder,
  Side,
  SnapshotReader,
  SnapshotWriter,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { BookStage, Engine, OrderIds, SignalTrader } from "@hotpath/engine";
import { L2Book } from "@hotpath/order-book";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import { OrderFlow } from "./order-flow.ts";
import { SimulatedExchange } from "./simulated-exchange.ts";

function registry(count: number): InstrumentRegistry {
  return new InstrumentRegistry(
    Array.from({ length: count }, (_, i) => ({ id: i + 1, symbol: `S${i}`, priceDecimals: 2 })),
  );
}

describe("order flow", () => {
  test("has the shape of a real book's", () => {
    const flow = new OrderFlow(4, new Random(1));
    const gaps: number[] = [];
    const distances: number[] = [];
    const last = new Float64Array(4);
    let cancels = 0;
    let previous = 0;
    const events = 40_000;
    for (let i = 0; i < events; i++) {
      flow.next();
      expect(flow.seconds).toBeGreaterThanOrEqual(previous);
      previous = flow.seconds;
      gaps.push(flow.seconds - last[flow.symbol]!);
      last[flow.symbol] = flow.seconds;
      if (flow.action(300, 300) === 2) cancels++;
      distances.push(flow.distance());
    }
    // Arrivals cluster: the gaps of a Poisson process have a coefficient of variation of 1.
    const mean = gaps.reduce((a, b) => a + b) / events;
    const deviation = Math.sqrt(gaps.reduce((a, b) => a + (b - mean) ** 2, 0) / events);
    expect(deviation / mean).toBeGreaterThan(1.5);
    // Branching 0.8: five times the base rate of 40 a second.
    expect(1 / mean).toBeGreaterThan(150);
    expect(1 / mean).toBeLessThan(260);
    expect(cancels / events).toBeGreaterThan(0.4);
    // Depth falls off as a power law: P(8 (x − 1) ≥ k) = (1 + k/8)^−0.6, given that the distance is at most 300.
    const tail = (ticks: number): number => (1 + (ticks - 1) / 8) ** -0.6;
    for (const ticks of [2, 10, 100]) {
      const share = distances.filter((d) => d >= ticks).length / events;
      expect(Math.abs(share - (tail(ticks) - tail(301)) / (1 - tail(301)))).toBeLessThan(0.01);
    }
    expect(Math.max(...distances.slice(0, 10_000))).toBeLessThanOrEqual(300);
  });
});

describe("SimulatedExchange", () => {
  test("what it publishes rebuilds its books, level for level, and no book is ever crossed", () => {
    const exchange = new SimulatedExchange({ instruments: registry(3), seed: 5n });
    const out = new EventQueue();
    const event = new EventCursor();
    const rebuilt = new L2Book({ instruments: 3 });
    let trades = 0;
    const take = (): void => {
      while (out.next(event)) {
        if (event.type === BookLevel.TYPE)
          rebuilt.update(event.instrument, BookLevel.side(event), BookLevel.price(event), BookLevel.size(event));
        else if (event.type === Trade.TYPE) trades++;
      }
    };
    exchange.open(out);
    take();
    for (let step = 0; step < 20_000; step++) {
      exchange.step(out);
      take();
      if (step % 500 !== 0) continue;
      for (let i = 0; i < 3; i++) {
        const [truth, ours] = [exchange.matching.book(i), rebuilt.book(i)];
        expect(truth.bestBid < truth.bestAsk).toBe(true);
        truth.verify();
        for (const side of [Side.Buy, Side.Sell] as const) {
          const strip = (levels: { price: number; quantity: number }[]) =>
            levels.map(({ price, quantity }) => ({ price, quantity }));
          expect(strip(ours.levels(side, 50))).toEqual(strip(truth.levels(side, 50)));
        }
      }
    }
    const { limits, cancels } = exchange.counts();
    expect(trades).toBe(exchange.counts().trades);
    expect(cancels / limits).toBeGreaterThan(0.6);
  });

  test("answers our orders: taken, filled as taker and as maker, cancelled, refused", () => {
    const exchange = new SimulatedExchange({ instruments: registry(1), seed: 9n });
    const out = new EventQueue();
    const inbox = new EventQueue();
    const event = new EventCursor();
    exchange.open(out);
    out.clear();
    const reports = (): Record<string, number>[] => {
      while (inbox.next(event)) exchange.on(event, out);
      const seen: Record<string, number>[] = [];
      while (out.next(event)) {
        if (event.type !== ExecutionReport.TYPE) continue;
        seen.push({
          id: ExecutionReport.orderId(event),
          exec: ExecutionReport.execType(event),
          last: ExecutionReport.lastQuantity(event),
          cum: ExecutionReport.cumulativeQuantity(event),
          leaves: ExecutionReport.leavesQuantity(event),
          liquidity: ExecutionReport.liquidity(event),
        });
      }
      return seen;
    };
    const order = (id: number, side: number, price: number, quantity: number, timeInForce: number): void =>
      NewOrder.write(inbox, 1, 0, 0, 1, id, price, quantity, side, OrderType.Limit, timeInForce, 1);
    const book = exchange.matching.book(0);
    const ask = book.bestAsk;
    const size = book.bestAskSize;
    order(1, Side.Buy, ask, size + 5, TimeInForce.GoodTillCancel);
    const taken = reports();
    expect(taken[0]).toMatchObject({ id: 1, exec: ExecType.New });
    expect(taken.at(-1)).toMatchObject({ exec: ExecType.Trade, cum: size, leaves: 5, liquidity: Liquidity.Taker });
    order(2, Side.Sell, ask, 5, TimeInForce.ImmediateOrCancel);
    // Self-trade prevention: our own resting order gives way.
    expect(reports().some((r) => r.id === 1 && r.exec === ExecType.Canceled && r.cum === size)).toBe(true);
    // One of the two is reached, whichever way the market goes.
    order(3, Side.Buy, book.bestBid, 3, TimeInForce.GoodTillCancel);
    order(6, Side.Sell, book.bestAsk, 3, TimeInForce.GoodTillCancel);
    reports();
    let maker: Record<string, number> | undefined;
    for (let step = 0; step < 5_000 && !maker; step++) {
      exchange.step(out);
      maker = reports().find((r) => (r.id === 3 || r.id === 6) && r.exec === ExecType.Trade);
    }
    expect(maker).toMatchObject({ liquidity: Liquidity.Maker });
    order(4, Side.Buy, 100, 7, TimeInForce.GoodTillCancel);
    reports();
    CancelOrder.write(inbox, 1, 0, 0, 1, 4, Side.Buy, 1);
    expect(reports()).toMatchObject([{ id: 4, exec: ExecType.Canceled, cum: 0 }]);
    CancelOrder.write(inbox, 1, 0, 0, 1, 4, Side.Buy, 1);
    expect(reports()).toMatchObject([{ id: 4, exec: ExecType.CancelRejected }]);
    order(5, Side.Buy, -5, 7, TimeInForce.GoodTillCancel);
    expect(reports()).toMatchObject([{ id: 5, exec: ExecType.New }]);
    const before = book.order(5)!;
    ReplaceOrder.write(inbox, 1, 0, 0, 1, 5, before.price - 1, 9, Side.Buy, 1);
    expect(reports()).toMatchObject([{ id: 5, exec: ExecType.Replaced, cum: 0 }]);
    expect(book.order(5)).toMatchObject({ price: before.price - 1, leavesQty: 9 });
    ReplaceOrder.write(inbox, 1, 0, 0, 1, 5, before.price - 1, 0, Side.Buy, 1);
    ReplaceOrder.write(inbox, 1, 0, 0, 1, 99, before.price, 5, Side.Buy, 1);
    expect(reports()).toMatchObject([
      { id: 5, exec: ExecType.ReplaceRejected },
      { id: 99, exec: ExecType.ReplaceRejected },
    ]);
  });

  test("one that takes back a snapshot goes on as the one that wrote it, our orders too", () => {
    const make = () => new SimulatedExchange({ instruments: registry(2), seed: 4n });
    const [first, second] = [make(), make()];
    const [inbox, out, others] = [new EventQueue(), new EventQueue(), new EventQueue()];
    const event = new EventCursor();
    first.open(out);
    for (let id = 1; id <= 40; id++) {
      const book = first.matching.book(id % 2);
      const isBuy = id % 3 === 0;
      const price = isBuy ? book.bestBid : book.bestAsk;
      const side = isBuy ? Side.Buy : Side.Sell;
      NewOrder.write(inbox, 1, 0, id % 2, 1, id, price, 30, side, OrderType.Limit, TimeInForce.GoodTillCancel, 1);
      while (inbox.next(event)) first.on(event, out);
      for (let step = 0; step < 20; step++) first.step(out);
    }
    out.clear();
    const writer = new SnapshotWriter();
    first.snapshot(writer);
    // Whatever was in it before is gone.
    second.open(others);
    NewOrder.write(inbox, 1, 0, 0, 1, 77, 100, 5, Side.Buy, OrderType.Limit, TimeInForce.GoodTillCancel, 1);
    while (inbox.next(event)) second.on(event, others);
    others.clear();
    second.restore(new SnapshotReader(writer.finish()));
    let ours = 0;
    const same = new EventCursor();
    for (let step = 0; step < 3000; step++) {
      first.step(out);
      second.step(others);
      expect(others.size).toBe(out.size);
      while (out.next(event)) {
        others.next(same);
        if (event.type === ExecutionReport.TYPE) ours += 1;
        expect(same.bytes()).toEqual(event.bytes());
      }
    }
    expect(ours).toBeGreaterThan(3);
  });

  test("bad options are named", () => {
    expect(() => new SimulatedExchange({ instruments: registry(1), seed: 1n, restingOrders: 1 })).toThrow(
      "exchange.restingOrders: got 1",
    );
    expect(() => new SimulatedExchange({ instruments: registry(1), seed: 1n, openingPrice: 5 })).toThrow(
      "exchange.openingPrice: got 5",
    );
  });
});

/** The whole pipeline on the exchange. */
function session(seed: bigint, inputs: number, style: "take" | "join") {
  const instruments = registry(4);
  const portfolio = new Portfolio({ instruments, initialCash: "1000000" });
  const gate = new RiskGate({ instruments, portfolio });
  const orders = new OrderStage({ instruments });
  const exchange = new SimulatedExchange({ instruments, seed });
  const engine = new Engine({
    stages: [
      new BookStage({ instruments: 4 }),
      new PortfolioStage(portfolio),
      orders,
      new RiskStage(gate),
      new SignalStage(new SignalSet({ symbols: 4, config: { minSignalConfidence: 0.02 } })),
      new SignalTrader({ instruments, portfolio, orderIds: new OrderIds(), style }),
    ],
    venue: exchange,
  });
  exchange.open(engine.inbox);
  while (engine.sequence < inputs) {
    exchange.step(engine.inbox);
    engine.process();
  }
  return { engine, portfolio, gate, orders, exchange };
}

describe("a whole session", () => {
  for (const style of ["take", "join"] as const) {
    test(`${style}: trades, and its books agree with the exchange's and with themselves`, () => {
      const { portfolio, gate, orders, exchange } = session(3n, 60_000, style);
      const counts = orders.counts();
      expect(counts.fills).toBeGreaterThan(20);
      expect([counts.unknownReports, counts.duplicateReports, counts.overfills]).toEqual([0, 0, 0]);
      for (let i = 0; i < 4; i++) {
        const open = { [Side.Buy]: 0, [Side.Sell]: 0 } as Record<number, number>;
        for (const order of orders.store.list()) {
          if (order.instrument !== i) continue;
          open[order.side]! += order.leavesQuantity;
          expect(exchange.matching.book(i).order(order.orderId)?.leavesQty).toBe(order.leavesQuantity);
        }
        expect([gate.working(i, Side.Buy), gate.working(i, Side.Sell)]).toEqual([open[Side.Buy]!, open[Side.Sell]!]);
        expect(Number.isSafeInteger(portfolio.position(i))).toBe(true);
      }
    });
  }

  test("the same seed gives the same state, another seed another", () => {
    const hash = (seed: bigint): string => session(seed, 20_000, "join").engine.stateHash();
    expect(hash(1n)).toBe(hash(1n));
    expect(hash(2n)).not.toBe(hash(1n));
  });
});
