/**
 * The engine's own figures: signals, the risk gate, an order through order manager and matching, and the whole way from
 * a market update to the order that it leads to, under an open-loop load.
 */

import {
  EventCursor,
  EventQueue,
  Fill,
  InstrumentRegistry,
  monotonicNanos,
  OrderIntent,
  OrderType,
  Quote,
  Random,
  Side,
  TimeInForce,
} from "@hotpath/core";
import { Engine, LatencyHistogram } from "@hotpath/engine";
import { OrderStage } from "@hotpath/orders";
import { Portfolio, PortfolioStage } from "@hotpath/portfolio";
import { RiskGate, RiskStage } from "@hotpath/risk";
import { SignalSet, SignalStage } from "@hotpath/signals";
import { openLoopRows, runOpenLoop } from "./engine/open-loop.ts";
import { ClockedVenue, EverySignal, MatchingVenue } from "./engine/stages.ts";
import { type BenchRow, nsPerOperation, type Suite } from "./harness.ts";

const SYMBOLS = 8;
const WIDE_LIMITS = {
  maxPortfolioVar: 1,
  maxPositionVar: 1,
  maxDrawdown: 1,
  maxLeverage: 1000,
  maxConcentration: 1000,
};

function registry(): InstrumentRegistry {
  return new InstrumentRegistry(
    Array.from({ length: SYMBOLS }, (_, i) => ({ id: i + 1, symbol: `S${i}`, priceDecimals: 2 })),
  );
}

/** Twice the mid price of a walk that trends and turns. */
function walk(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  const prices = new Float64Array(length);
  let price = 50_000;
  let drift = 0;
  for (let i = 0; i < length; i++) {
    drift = 0.98 * drift + 0.3 * random.normal();
    price = Math.max(10_000, price + Math.round(drift + random.normal()));
    prices[i] = 2 * price + 1;
  }
  return prices;
}

/** Signals of every default generator, the learned member and the ensemble, one update of one symbol. */
async function signals(): Promise<BenchRow[]> {
  using set = new SignalSet({ symbols: SYMBOLS });
  const prices = walk(65_536, 1);
  let micros = 0;
  const batch = (): number => {
    let sum = 0;
    for (let i = 0; i < prices.length; i++) {
      micros += 10;
      sum += set.update(i % SYMBOLS, prices[i]!, 0.1, micros);
    }
    return sum;
  };
  for (let i = 0; i < 20; i++) batch();
  const ns = await nsPerOperation(prices.length, batch);
  return [
    {
      what: "signal generation, all default signals, one market update",
      ours: ns,
      unit: "ns",
      better: "lower",
      goal: 150,
      floor: 500,
      note: "batch mean, 8 symbols",
    },
    { what: "signal generation, throughput", ours: 1000 / ns, unit: "million/s", better: "higher", goal: 6, floor: 2 },
  ];
}

async function gate(): Promise<BenchRow[]> {
  const instruments = registry();
  const portfolio = new Portfolio({ instruments, initialCash: "10000000" });
  const risk = new RiskGate({ instruments, portfolio, portfolioChanges: "told" });
  const random = new Random(2);
  for (let bar = 0; bar < 100; bar++)
    for (let i = 0; i < SYMBOLS; i++) risk.reference(i, 100_000 + random.integer(40), bar * 1e6 + i);
  for (let i = 0; i < SYMBOLS; i++) {
    portfolio.fill(i, i % 2 === 0 ? Side.Buy : Side.Sell, 50_000, 100);
    risk.release(i, Side.Buy, 0);
  }
  const orders = 8192;
  const side = Int32Array.from({ length: orders }, () => 1 + random.integer(2));
  const price = Float64Array.from({ length: orders }, () => 49_900 + random.integer(200));
  const quantity = Float64Array.from({ length: orders }, () => 1 + random.integer(300));
  let passed = 0;
  const ns = await nsPerOperation(orders, () => {
    let count = 0;
    for (let k = 0; k < orders; k++) if (risk.check(k & 7, side[k]!, price[k]!, quantity[k]!) === 0) count++;
    passed = count;
    return count;
  });
  return [
    {
      what: "pre-trade risk check, every limit on",
      ours: ns,
      unit: "ns",
      better: "lower",
      goal: 30,
      floor: 100,
      note: `batch mean; ${Math.round((100 * passed) / orders)} % pass`,
    },
    {
      what: "pre-trade risk check, throughput",
      ours: 1000 / ns,
      unit: "million/s",
      better: "higher",
      goal: 30,
      floor: 10,
    },
  ];
}

/** Orders as somebody enters them: sequenced, through order manager and gate into a matching engine, and its reports back. */
function orders(): BenchRow[] {
  const instruments = registry();
  const portfolio = new Portfolio({ instruments, initialCash: "1000000000" });
  const risk = new RiskGate({ instruments, portfolio, limits: WIDE_LIMITS, portfolioChanges: "told" });
  for (let i = 0; i < SYMBOLS; i++) risk.reference(i, 100_001, 1);
  const venue = new MatchingVenue(SYMBOLS);
  const engine = new Engine({
    stages: [new PortfolioStage(portfolio), new OrderStage({ instruments }), new RiskStage(risk)],
    venue,
    timeEvery: 0,
  });
  const send = (k: number): void => {
    // One rests at the touch, the next takes it; which of them buys changes in no simple rhythm.
    const side = ((k + (k >> 5)) & 1) === 0 ? Side.Buy : Side.Sell;
    const micros = 1_700_000_000_000_000 + k;
    const i = (k >> 1) % SYMBOLS;
    OrderIntent.write(
      engine.inbox,
      micros,
      0,
      i,
      1,
      k + 1,
      50_000,
      10,
      side,
      OrderType.Limit,
      TimeInForce.GoodTillCancel,
      1,
    );
    engine.process();
  };
  const warmUp = 1_000_000;
  for (let k = 0; k < warmUp; k++) send(k);
  const timed = 1_000_000;
  const whole = new LatencyHistogram();
  venue.timing = true;
  for (let k = warmUp; k < warmUp + timed; k++) {
    const start = monotonicNanos();
    venue.start = start;
    send(k);
    whole.record(monotonicNanos() - start);
  }
  venue.timing = false;
  const batches = 4_000_000;
  const start = monotonicNanos();
  for (let k = warmUp + timed; k < warmUp + timed + batches; k++) send(k);
  const mean = (monotonicNanos() - start) / batches;
  const matched = venue.matched.summary();
  engine[Symbol.dispose]();
  const what = "order through order manager, risk gate and matching engine";
  const mix = "every second order trades with the one before it; the clock's cost is in it";
  return [
    { what: `${what}: p50`, ours: matched.p50, unit: "ns", better: "lower", goal: 700, floor: 5000, note: mix },
    { what: `${what}: p99.9`, ours: matched.p999, unit: "ns", better: "lower" },
    {
      what: "order until its reports are booked in orders, positions and gate: p50",
      ours: whole.percentile(0.5),
      unit: "ns",
      better: "lower",
    },
    {
      what: "orders through all of that, their reports booked: throughput",
      ours: 1000 / mean,
      unit: "million/s",
      better: "higher",
      goal: 1.5,
      floor: 0.2,
      note: "reports and fills booked: 2.5 sequenced inputs an order",
    },
  ];
}

function assembly(): { engine: Engine; venue: ClockedVenue } {
  const instruments = registry();
  const portfolio = new Portfolio({ instruments, initialCash: "1000000000" });
  const venue = new ClockedVenue();
  const engine = new Engine({
    stages: [
      new PortfolioStage(portfolio),
      new OrderStage({ instruments }),
      new RiskStage(new RiskGate({ instruments, portfolio, limits: WIDE_LIMITS, portfolioChanges: "told" })),
      new SignalStage(new SignalSet({ symbols: SYMBOLS, config: { minSignalConfidence: 0 } })),
      new EverySignal(SYMBOLS),
    ],
    venue,
    timeEvery: 0,
  });
  return { engine, venue };
}

const PRICES = walk(1 << 20, 7);

function feed(engine: Engine, k: number): void {
  const mid2 = PRICES[k & (PRICES.length - 1)]!;
  const bid = (mid2 - 1) / 2;
  Quote.write(engine.inbox, 1_700_000_000_000_000 + k * 5, 0, k % SYMBOLS, 1, bid, bid + 1, 100 + (k % 50), 120, 0);
}

/** Every update leads to an order and a fill; updates are due at a fixed rate, whether or not the last one is done. */
function pipeline(): BenchRow[] {
  const { engine, venue } = assembly();
  const run = (from: number, count: number): number => {
    const start = monotonicNanos();
    for (let k = from; k < from + count; k++) {
      feed(engine, k);
      engine.process();
    }
    return (monotonicNanos() - start) / count;
  };
  let k = 0;
  run(k, 500_000);
  k += 500_000;
  const closed = run(k, 2_000_000);
  k += 2_000_000;
  // Half of what it can do at the most: an open loop at saturation measures its queue and nothing else.
  const interval = closed * 2;
  const idle = runOpenLoop({
    ticks: 2_000_000,
    interval,
    tick: (due) => {
      venue.due = due;
      feed(engine, k);
      engine.process();
      k += 1;
    },
  });
  venue.due = 0;
  Bun.gc(true);
  const before = process.memoryUsage();
  run(k, 10_000_000);
  const grown = process.memoryUsage();
  Bun.gc(true);
  const kept = process.memoryUsage().heapUsed - before.heapUsed;
  const latency = venue.histogram.summary();
  engine[Symbol.dispose]();
  const rate = `open loop, ${Math.round(1e6 / interval)},000 updates/s, every one leads to an order`;
  const goals = { p50: 1500, p50Floor: 10_000, p999: 10_000 };
  return [
    ...openLoopRows("market update to order out, whole pipeline", latency, idle, goals, rate),
    {
      what: "market updates through the whole pipeline, each with its order and fill: throughput",
      ours: 1000 / closed,
      unit: "million/s",
      better: "higher",
      goal: 0.7,
      floor: 0.1,
      note: "two sequenced inputs each",
    },
    {
      what: "heap growth over 10 million updates, before a collection",
      ours: (grown.heapUsed - before.heapUsed) / 1e7,
      unit: "bytes/update",
      better: "lower",
      goal: 1,
    },
    {
      what: "heap growth over 10 million updates, after a collection",
      ours: kept / 1e7,
      unit: "bytes/update",
      better: "lower",
      goal: 1,
    },
  ];
}

function clock(): BenchRow[] {
  const reads = 1_000_000;
  let last = monotonicNanos();
  const start = last;
  for (let i = 0; i < reads; i++) last = monotonicNanos();
  return [
    {
      what: "reading the clock once, part of every single timing",
      ours: (last - start) / reads,
      unit: "ns",
      better: "lower",
    },
  ];
}

async function events(): Promise<BenchRow[]> {
  const queue = new EventQueue();
  const cursor = new EventCursor();
  const count = 4096;
  const ns = await nsPerOperation(count, () => {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      Fill.write(queue, 1_700_000_000_000_000 + i, 5, 3, 1, i, 50_000, 10, 0, 10, 1, 2, 1, Number.NaN, 0);
      queue.next(cursor);
      sum += Fill.price(cursor) + cursor.micros;
    }
    return sum;
  });
  return [{ what: "one 96-byte event written and read back", ours: ns, unit: "ns", better: "lower" }];
}

const suite: Suite = {
  name: "engine",
  run: async () => [
    ...clock(),
    ...(await events()),
    ...(await signals()),
    ...(await gate()),
    ...orders(),
    ...pipeline(),
  ],
};

export default suite;
