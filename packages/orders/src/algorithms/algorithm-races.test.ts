import { expect, test } from "bun:test";
import {
  AlgorithmOrder,
  ExecType,
  InstrumentRegistry,
  OrderType,
  Quote,
  Random,
  Side,
  SnapshotWriter,
  Timer,
  Trade,
} from "@hotpath/core";
import fc from "fast-check";
import { OrderStage } from "../order-stage.ts";
import { Circuit } from "../testing/circuit.ts";
import { AlgorithmKind } from "./algorithm-kind.ts";
import { AlgorithmStage } from "./algorithm-stage.ts";

const instruments = new InstrumentRegistry([{ id: 1, symbol: "A", priceDecimals: 2, lot: 10 }]);
const QUANTITY = 1000;
const END = 60_000_000;

/** A venue that answers when it likes, fills when it likes, and refuses what it likes; all by chance. */
function play(seed: number, algorithm: number, side: number, patience: number): { hash: string; filled: number } {
  const random = new Random(seed);
  const impact = { 1: { volatility: 1, temporaryImpact: 0.01 } };
  const stage = new AlgorithmStage({ instruments, impact, seed, patienceMicros: patience, retryMicros: 300_000 });
  const circuit = new Circuit([stage, new OrderStage({ instruments, maxOrders: 256 })]);
  const limit = 10_002;
  const maxChild = algorithm === AlgorithmKind.Iceberg ? 90 : [0, 50, 130][random.integer(3)]!;
  circuit.gate.refuses = (orderId) => orderId % 7 === 3;
  AlgorithmOrder.write(
    circuit.inbox,
    0,
    0,
    0,
    1,
    1,
    QUANTITY,
    limit,
    0,
    END,
    0.5,
    1e-7,
    20,
    maxChild,
    algorithm,
    side,
    6,
    30,
    7,
  );
  circuit.run();
  const check = (): void => {
    const orders = [...circuit.orders.values()];
    const filled = orders.reduce((sum, order) => sum + order.filled, 0);
    const open = orders.filter((order) => order.isLive || !order.isKnown);
    const working = open.reduce((sum, order) => sum + order.quantity - order.filled, 0);
    if (filled + working > QUANTITY) throw new Error(`${filled} filled and ${working} works`);
    if (open.length > 1) throw new Error(`${open.length} children at a time`);
    for (const order of open)
      if (order.orderType === OrderType.Limit && (side === Side.Buy ? order.price > limit : order.price < limit))
        throw new Error(`a child at ${order.price}`);
    if (circuit.seen("AlgorithmReport").length > 0 && working > 0) throw new Error("a child works after the end");
  };
  const step = (): void => {
    circuit.micros += random.integer(400_000);
    const live = circuit.live();
    const order = live[random.integer(Math.max(1, live.length))];
    switch (random.integer(7)) {
      case 0:
        circuit.answer(random.integer(8) > 0);
        break;
      case 1:
        if (order !== undefined) circuit.fill(order, 1 + random.integer(order.quantity - order.filled));
        break;
      case 2:
        if (order !== undefined && (order.timeInForce === 3 || random.integer(10) === 0))
          circuit.end(order, random.chance(0.5) ? ExecType.Canceled : ExecType.Expired);
        break;
      case 3: {
        const bid = 9_990 + random.integer(14);
        const size = random.integer(5) === 0 ? 0 : 100 + random.integer(500);
        Quote.write(circuit.inbox, circuit.micros, 0, 0, 1, bid, bid + 1 + random.integer(3), size, 300, 0);
        circuit.run();
        break;
      }
      case 4:
        Trade.write(circuit.inbox, circuit.micros, 0, 0, 1, 10_000, 1 + random.integer(300), 0);
        circuit.run();
        break;
      case 5:
        Timer.write(circuit.inbox, circuit.micros, 0, -1, 0, 1);
        circuit.run();
        break;
      default:
        circuit.answer();
    }
    check();
  };
  for (let n = 0; n < 400; n++) step();
  // The venue comes to rest: every request is answered, nothing fills any more, and the time is over.
  circuit.micros = Math.max(circuit.micros, END) + 1;
  for (let n = 0; n < 20; n++) {
    circuit.micros += 400_000;
    Timer.write(circuit.inbox, circuit.micros, 0, -1, 0, 1);
    circuit.run();
    while (circuit.requests.length > 0) circuit.answer();
    check();
  }
  expect(stage.active).toBe(0);
  const reports = circuit.seen("AlgorithmReport");
  expect(reports.length).toBe(1);
  const filled = [...circuit.orders.values()].reduce((sum, order) => sum + order.filled, 0);
  expect(reports[0]).toMatchObject({ filled, quantity: QUANTITY });
  expect(stage.counts()).toMatchObject({ overfills: 0, lateFills: 0 });
  const writer = new SnapshotWriter();
  stage.snapshot(writer);
  return { hash: writer.hash(), filled };
}

test("no algorithm overfills, whatever the venue does and when, and every one ends", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.constantFrom(...Object.values(AlgorithmKind)),
      fc.constantFrom(Side.Buy, Side.Sell),
      fc.constantFrom(0, 2_000_000),
      (seed, algorithm, side, patience) => {
        play(seed, algorithm, side, patience);
      },
    ),
    { numRuns: 120 },
  );
});

test("the same events and seed give the same state", () => {
  for (const algorithm of Object.values(AlgorithmKind))
    expect(play(5, algorithm, Side.Buy, 0)).toEqual(play(5, algorithm, Side.Buy, 0));
});
