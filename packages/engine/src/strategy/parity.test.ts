import { describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  EventCursor,
  EventQueue,
  Quote,
  Random,
  Side,
  StrategyState,
  storeTime,
  TimeInForce,
  Trade,
} from "@hotpath/core";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import {
  defineStrategy,
  f64PerInstrument,
  integer,
  OrderUpdateKind,
  OutputHash,
  PaperVenue,
  real,
  StrategyEngine,
  type StrategyEngineOptions,
} from "../index.ts";
import { instruments } from "../testing/quotes.ts";
import { LIMITS } from "../testing/strategies.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const SYMBOLS = 3;
const QUOTES = 4_000;

/** Does a bit of everything that a strategy can do: quotes, takes, replaces, cancels by timer, draws, keeps state. */
const busy = defineStrategy({
  name: "busy",
  parameters: { period: integer({ min: 2, max: 100, default: 12 }), edge: real({ default: 1, live: true }) },
  create(context) {
    const { orders, timers, parameters } = context;
    const mean = context.indicator("EMA", { timePeriod: parameters.period });
    const spread = context.indicator("STDDEV", { timePeriod: parameters.period });
    const state = context.state({ prints: 0, closed: 0, lastOrder: f64PerInstrument });
    const random = context.random(99n);
    return {
      onStart: () => void timers.every(50_000, 1),
      onBook(book) {
        const i = book.instrument;
        const fair = mean.push(book.midPrice, i);
        const width = spread.push(book.midPrice, i) * parameters.edge;
        if (Number.isNaN(width) || orders.countIn(i) >= 3) return;
        const held = context.position(i);
        if (Math.abs(held) > 200) {
          orders.limit(
            i,
            held > 0 ? Side.Sell : Side.Buy,
            held > 0 ? book.bidPrice : book.askPrice,
            20,
            TimeInForce.ImmediateOrCancel,
          );
          return;
        }
        const buys = random.uniform() < 0.5;
        const price = buys ? Math.floor(fair - width) : Math.ceil(fair + width);
        state.lastOrder[i] = orders.limit(i, buys ? Side.Buy : Side.Sell, price, 1 + random.integer(20));
        timers.after(2_000 + random.integer(5_000));
      },
      onTrade() {
        state.prints += 1;
      },
      onOrder(update) {
        if (update.kind === OrderUpdateKind.Closed) state.closed += 1;
      },
      onTimer(timer) {
        if (timer === 1) orders.cancelAll(random.integer(SYMBOLS));
        else
          orders.forEach((order) => {
            if (order.price % 5 === 0 && order.leavesQuantity > 1)
              orders.replace(order.orderId, order.price + 1, order.quantity);
          });
      },
    };
  },
});

/** What a run comes to. */
interface Outcome {
  orders: string;
  fills: string;
  state: string;
  inputs: number;
  fillCount: number;
}

function make(options: Partial<StrategyEngineOptions> = {}): { engine: StrategyEngine; hash: OutputHash } {
  const hash = new OutputHash({ instruments: SYMBOLS });
  const engine = new StrategyEngine({
    config: { instruments: instruments(SYMBOLS), riskLimits: LIMITS, maxOrders: 1024 },
    strategies: [
      { definition: busy, name: "first" },
      { definition: busy, name: "second", parameters: { period: 40, edge: 0.5 } },
    ],
    venue: new PaperVenue({ instruments: SYMBOLS }),
    observers: [hash],
    journalOutputs: "decisions",
    ...options,
  });
  return { engine, hash };
}

function outcomeOf({ engine, hash }: { engine: StrategyEngine; hash: OutputHash }): Outcome {
  expect(engine.strategies.map(({ state, faults }) => [state, faults])).toEqual([
    [StrategyState.Running, 0],
    [StrategyState.Running, 0],
  ]);
  const fillCount = engine.instruments.list.reduce((sum, _, i) => sum + engine.portfolio.fillCount(i), 0);
  return {
    orders: hash.orders(),
    fills: hash.fills(),
    state: engine.engine.stagesHash(),
    inputs: engine.engine.sequence,
    fillCount,
  };
}

/** A seeded market: quotes of walks, now and then a print. */
function market(seed: number): EventQueue {
  const queue = new EventQueue();
  const random = new Random(seed);
  const mid = Array.from({ length: SYMBOLS }, (_, i) => 5_000 * (i + 1));
  let micros = 1_700_000_000_000_000;
  for (let k = 0; k < QUOTES; k++) {
    const i = random.integer(SYMBOLS);
    micros += random.integer(2_000);
    mid[i]! += Math.round(3 * random.normal());
    if (random.uniform() < 0.1) Trade.write(queue, micros, random.integer(1000), i, 1, mid[i]!, 5, Side.Buy);
    const [bid, ask] = [mid[i]! - 1 - random.integer(2), mid[i]! + 1 + random.integer(2)];
    Quote.write(queue, micros, random.integer(1000), i, 1, bid, ask, 1 + random.integer(30), 1 + random.integer(30), 0);
  }
  return queue;
}

/** A backtest: everything in one loop, nothing written. */
function backtest(seed: number): Outcome {
  const run = make();
  const events = market(seed);
  const event = new EventCursor();
  while (events.next(event)) run.engine.take(event);
  return outcomeOf(run);
}

/** On paper: events come some at a time, from elsewhere, and are journalled; the clock is theirs, or the machine's. */
async function paper(seed: number, folder: string, clock: "event" | "wall"): Promise<Outcome> {
  const journal = JournalWriter.open({ folder, durability: "process", metadata: { seed, clock } });
  const run = make({ journal, checkpointEvery: 500 });
  const events = market(seed);
  const event = new EventCursor();
  const jitter = new Random(seed + 1_000);
  let now = 1_800_000_000_000_000;
  for (let left = 0; ; left--) {
    if (left <= 0) {
      left = 1 + jitter.integer(50);
      if (jitter.integer(8) === 0) await Bun.sleep(0);
    }
    if (!events.next(event)) break;
    if (clock === "event") run.engine.take(event);
    else {
      // A machine's clock goes on as it likes, and timers are looked at when there is time for them.
      now += jitter.integer(3_000);
      run.engine.advance(now, now);
      storeTime(event.i32, (event.at << 1) + 4, now, 0);
      run.engine.inbox.append(event);
      run.engine.process();
    }
  }
  run.engine.engine.checkpoint();
  const outcome = outcomeOf(run);
  run.engine[Symbol.dispose]();
  return outcome;
}

function replay(folder: string, venue: "silent" | "answers"): Outcome {
  const run = make({ checkpointEvery: 500 });
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  while (reader.next(event)) run.engine.replay(event, venue);
  return outcomeOf(run);
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-parity-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("one strategy, one market", () => {
  test.each(SEEDS)("seed %d: a backtest is a run on paper in event time, and that is its own replay", async (seed) => {
    await inFolder(async (folder) => {
      const want = backtest(seed);
      expect(want.fillCount).toBeGreaterThan(100);
      expect(await paper(seed, folder, "event")).toEqual(want);
      expect(replay(folder, "silent")).toEqual(want);
      expect(replay(folder, "answers")).toEqual(want);
    });
  });

  test.each(SEEDS)("seed %d: a run on paper by the machine's clock is its own replay", async (seed) => {
    await inFolder(async (folder) => {
      const want = await paper(seed, folder, "wall");
      expect(want.fillCount).toBeGreaterThan(100);
      expect(replay(folder, "silent")).toEqual(want);
      expect(replay(folder, "answers")).toEqual(want);
    });
  });

  test("another market is another run", () => {
    const [a, b] = [backtest(1), backtest(2)];
    expect([a.orders === b.orders, a.fills === b.fills, a.state === b.state]).toEqual([false, false, false]);
  });
});
