import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { formatTimestamp, InstrumentRegistry, Random, Side } from "@hotpath/core";
import { MarketBatch, MarketFlag, MarketKind } from "@hotpath/market-data";
import { ConstantLatency } from "../../latency/constant-latency.ts";
import { MarketBatchSource } from "../../replay/market-batch-source.ts";
import { MarketReplay } from "../../replay/market-replay.ts";
import touch from "../../testing/touch-file.ts";
import { powerQueue } from "../../venue/queue-model.ts";
import { ReplayVenue } from "../../venue/replay-venue.ts";
import type { BacktestRun } from "../backtest-run.ts";
import { runBacktest } from "../run-backtest.ts";
import { parameterSets } from "../sweep/parameter-grid.ts";
import { runSweep } from "../sweep/run-sweep.ts";
import type { SweepJob } from "../sweep/sweep-messages.ts";
import { TrialCache } from "../sweep/trial-cache.ts";
import { replayOf, type TickReplay } from "./replay-of.ts";
import { parseReplaySettings, type ReplaySettings } from "./replay-settings.ts";
import { type RecordedTicks, TickRecorder } from "./tick-recorder.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "hotpath-ticks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const START = Date.UTC(2024, 2, 1, 14, 30) * 1000;
const instruments = [{ id: 1, symbol: "AAA", priceDecimals: 2, sizeDecimals: 0 }];
const wide = { maxConcentration: 1, maxPositionVar: 1, maxPortfolioVar: 1, maxDrawdown: 1 };
const config = { books: true, riskLimits: wide, maxOrders: 64 };

type Kind = "levels" | "orders" | "quotes" | "trades";

/** A market of one instrument about every second, received some milliseconds late; a batch of a hundred steps each. */
function* market(kind: Kind, steps = 2000): Generator<MarketBatch> {
  const random = new Random(3);
  const batch = new MarketBatch();
  let [micros, mid, orderId] = [START, 10_000, 0];
  const last = MarketFlag.Last;
  for (let step = 0; step < steps; step++) {
    micros += 1 + random.integer(2_000_000);
    mid += random.integer(5) - 2;
    batch.receivedMicros = micros + 2000 + random.integer(3000);
    batch.receivedNanos = 5;
    const size = () => 1 + random.integer(40);
    const [bid, ask] = [mid - 1, mid + 1];
    if (kind === "trades" || random.integer(3) === 0) {
      const side = random.integer(2) === 0 ? Side.Buy : Side.Sell;
      batch.add(MarketKind.Trade, last, 0, side, side === Side.Buy ? ask : bid, size(), step + 1, -1, micros, 0);
    } else if (kind === "quotes") {
      const row = batch.add(MarketKind.Quote, last, 0, 0, bid, size(), 0, -1, micros, 0);
      batch.otherPrice[row] = ask;
      batch.otherQuantity[row] = size();
    } else if (kind === "levels") {
      batch.add(MarketKind.BookSnapshot, MarketFlag.Snapshot, 0, 0, Number.NaN, 0, 0, -1, micros, 0);
      batch.add(MarketKind.Level, MarketFlag.Snapshot, 0, Side.Buy, bid, size(), 0, -1, micros, 0);
      batch.add(MarketKind.Level, MarketFlag.Snapshot | last, 0, Side.Sell, ask, size(), 0, -1, micros, 0);
    } else {
      const side = step % 2 === 0 ? Side.Buy : Side.Sell;
      // The order two steps before on this side leaves, so that the book has a touch that moves.
      if (orderId > 4) batch.add(MarketKind.OrderDelete, 0, 0, 0, Number.NaN, 0, orderId - 3, -1, micros, 0);
      orderId += 1;
      batch.add(MarketKind.OrderAdd, last, 0, side, side === Side.Buy ? bid : ask, size(), orderId, -1, micros, 0);
    }
    if (step % 100 < 99) continue;
    yield batch;
    batch.clear();
  }
  if (batch.count > 0) yield batch;
}

function record(kind: Kind, options: { keepsOrders?: boolean; steps?: number } = {}): RecordedTicks {
  const { steps, ...rest } = options;
  const recorder = new TickRecorder({ instruments: 1, ...rest });
  for (const batch of market(kind, steps)) recorder.take(batch);
  return recorder.finish();
}

function run(ticks: RecordedTicks, settings: Partial<TickReplay> = {}, quantity = 10): BacktestRun {
  const data = replayOf(ticks, { instruments, ...settings });
  return runBacktest({ strategy: touch, parameters: { quantity }, data, config });
}

describe("recorded ticks", () => {
  test("run as the same market put together by hand, again and again", () => {
    const ticks = record("levels");
    expect([ticks.depth, ticks.tapes.length]).toEqual(["levels", 1]);
    const latency = new ConstantLatency({ entryNanos: 5e6, responseNanos: 1e6, feedNanos: 2e6 });
    const registry = new InstrumentRegistry(instruments);
    const exchange = new ReplayVenue({ instruments: registry, queue: powerQueue(3) });
    const sources = [new MarketBatchSource({ batches: market("levels") })];
    const replay = new MarketReplay({
      markets: [{ exchange, sources, orderLatency: latency, feedLatency: latency }],
    });
    const data = { instruments: registry, replay };
    const own = runBacktest({ strategy: touch, parameters: { quantity: 10 }, data, config });
    const settings: ReplaySettings = {
      queue: { model: "power", exponent: 3 },
      latency: { entry: 5e6, response: 1e6, feed: 2e6 },
    };
    for (let round = 0; round < 2; round++) {
      const { hashes, fills } = run(ticks, settings);
      expect(fills.length).toBeGreaterThan(20);
      expect([hashes.orders, hashes.fills, hashes.state]).toEqual([
        own.hashes.orders,
        own.hashes.fills,
        own.hashes.state,
      ]);
    }
  });

  test("of orders are exact at the venue and levels to the engine; as levels a model says where an order stands", () => {
    const exact = record("orders");
    expect([exact.depth, exact.tapes.map(({ audience }) => audience)]).toEqual(["orders", ["venue", "engine"]]);
    const levels = record("orders", { keepsOrders: false });
    expect([levels.depth, levels.tapes.length]).toEqual(["levels", 1]);
    const [one, other] = [run(exact), run(levels)];
    expect(one.fills.length).toBeGreaterThan(20);
    expect(other.fills.length).toBeGreaterThan(20);
    expect(one.configuration.venue).toEqual({ kind: "replay", sampleMicros: 60e6, depth: "orders" });
    expect(() => run(exact, { queue: "log" })).toThrow("venue.queue");
  });

  test("of trades alone are quotes of their prices", () => {
    const ticks = record("trades");
    expect(ticks.depth).toBe("trades");
    const { fills } = run(ticks);
    expect(fills.length).toBeGreaterThan(20);
    const prices = new Set<number>();
    for (const batch of market("trades")) for (let row = 0; row < batch.count; row++) prices.add(batch.price[row]!);
    expect(fills.every(({ price }) => prices.has(price))).toBe(true);
  });

  test("queue models differ in who leaves a level that grows and shrinks", () => {
    const batch = new MarketBatch();
    const level = (second: number, side: Side, price: number, size: number) =>
      batch.add(MarketKind.Level, MarketFlag.Last, 0, side, price, size, 0, -1, START + second * 1e6, 0);
    level(0, Side.Sell, 10_002, 50);
    level(1, Side.Buy, 10_000, 60);
    // A hundred come behind our order, and a hundred leave; then fifty are sold.
    level(2, Side.Buy, 10_000, 160);
    level(3, Side.Buy, 10_000, 60);
    batch.add(MarketKind.Trade, MarketFlag.Last, 0, Side.Sell, 10_000, 50, 1, -1, START + 4e6, 0);
    level(5, Side.Buy, 10_000, 10);
    const recorder = new TickRecorder({ instruments: 1 });
    recorder.take(batch);
    const ticks = recorder.finish();
    const filled = (queue: ReplaySettings["queue"]) => run(ticks, { ...(queue && { queue }) }, 5).fills.length;
    expect([filled(undefined), filled("riskAverse"), filled({ model: "power", exponent: 1 })]).toEqual([0, 0, 1]);
  });
});

describe("settings", () => {
  test("latencies: the same, drawn, as received, as measured", () => {
    const ticks = record("levels");
    const delayOf = (latency: ReplaySettings["latency"]) => {
      const { orders } = run(ticks, { ...(latency && { latency }) });
      return orders[0]!.timeMicros;
    };
    const prompt = delayOf({});
    expect(delayOf({ feed: 3_000_000 }) - prompt).toBe(3000);
    const received = delayOf({ feed: "recorded" }) - prompt;
    expect(received >= 2000 && received < 5000).toBe(true);
    const drawn = { kind: "lognormal", medianNanos: 1e6, sigma: 0.5 } as const;
    const times = (seed: number) =>
      run(ticks, { latency: { entry: drawn, feed: drawn, seed } }).orders.map(({ timeMicros }) => timeMicros);
    expect(times(1)).toEqual(times(1));
    expect(times(1)).not.toEqual(times(2));
    const measured = { micros: [START], entryNanos: [5e8], responseNanos: [1000] };
    const as = run(ticks, { latency: { orders: measured } });
    expect(as.hashes.fills).toBe(run(ticks, { latency: { entry: 5e8, response: 1000 } }).hashes.fills);
    // Where the venue took no request it takes none of ours.
    const down = { micros: [START, START + 86_400e6], entryNanos: [null, null], responseNanos: [1000, 1000] };
    expect(run(ticks, { latency: { orders: down } }).fills).toEqual([]);
    const noReceipt = {
      ...ticks,
      tapes: ticks.tapes.map(({ columns: { words, events }, audience }) => ({ columns: { words, events }, audience })),
    };
    expect(() => run(noReceipt, { latency: { feed: "recorded" } })).toThrow("venue.latency.feed");
  });

  test("payments are booked on what is held, splits change it", () => {
    const ticks = record("levels", { steps: 400 });
    const held = run(ticks, {}, 1);
    const first = held.fills[0]!;
    expect(first.side).toBe("buy");
    const at = (micros: number) => formatTimestamp(BigInt(Math.floor(micros)) * 1000n);
    const time = at(first.timeMicros + 1);
    const equity = (...payments: NonNullable<ReplaySettings["payments"]>) => run(ticks, { payments }, 1).equity;
    const dividend = equity({ kind: "dividend", symbol: "AAA", time, perUnit: 0.5 });
    expect(dividend.at(-1)! - held.equity.at(-1)!).toBeCloseTo(0.5 * first.quantity, 8);
    const funding = equity({ kind: "funding", symbol: "AAA", time, rate: 0.01, price: "100.00" });
    expect(funding.at(-1)! - held.equity.at(-1)!).toBeCloseTo(-0.01 * 100 * first.quantity, 8);
    // A long position borrows nothing.
    expect(equity({ kind: "borrow", symbol: "AAA", time, rate: 0.01 })).toEqual(held.equity);
    const split = run(ticks, { payments: [{ kind: "split", symbol: "AAA", time, numerator: 2, denominator: 1 }] }, 1);
    const most = ({ positions }: BacktestRun) => positions[0]!.reduce((a, b) => Math.max(a, b));
    expect([most(held), most(split)]).toEqual([first.quantity, 2 * first.quantity]);
  });

  test("a venue that is closed takes nothing", () => {
    const ticks = record("levels", { steps: 2000 });
    const day = { from: "2024-03-01", to: "2024-03-01" };
    const calendar = {
      ...day,
      phases: [
        { at: "00:00", state: "Closed" },
        { at: "15:00", state: "Trading" },
      ],
    } as const;
    const { fills } = run(ticks, { calendar });
    expect(fills.length).toBeGreaterThan(5);
    expect(fills.every(({ timeMicros }) => timeMicros >= Date.UTC(2024, 2, 1, 15) * 1000)).toBe(true);
  });

  test("what is wrong is named by its path", () => {
    for (const [settings, path] of [
      [{ queue: "fifo" }, "venue.queue"],
      [{ queue: { model: "power", exponent: 0 } }, "venue.queue"],
      [{ latency: { entry: -1 } }, "venue.latency.entry"],
      [{ latency: { feed: "now" } }, "venue.latency.feed"],
      [{ latence: {} }, "venue.latence"],
      [{ payments: [{ kind: "gift", symbol: "AAA", time: "2024-01-01" }] }, "venue.payments[0].kind"],
      [
        { calendar: { from: "2024-01-01", to: "2024-01-02", phases: [{ at: "09:30", state: "Open" }] } },
        "venue.calendar",
      ],
      [{ fills: "some" }, "venue.fills"],
    ] as const)
      expect(() => parseReplaySettings(settings)).toThrow(path);
    const ticks = record("levels", { steps: 100 });
    const payments = [{ kind: "dividend", symbol: "BBB", time: "2024-03-01", perUnit: 1 }] as const;
    expect(() => run(ticks, { payments })).toThrow('venue.payments[0].symbol: got "BBB"; allowed: AAA');
  });
});

describe("sweeps of ticks", () => {
  const job: SweepJob = {
    file: resolve(import.meta.dir, "../../testing/touch-file.ts"),
    isVectorised: false,
    data: {
      ticks: record("levels", { steps: 1500 }),
      replay: { instruments, sampleMicros: 10e6, latency: { entry: 1e6, feed: 1e6 } },
    },
    config,
  };
  const sets = parameterSets([
    { name: "distance", values: [0, 1, 2, 3] },
    { name: "quantity", values: [5, 10, 20] },
  ]);

  test("Workers find what is found without, each trial is that of a run, and the cache goes on", async () => {
    const here = await runSweep({ job, sets });
    expect(here.trials.map(({ figures }) => figures.fills > 0)).toContain(true);
    for (const { parameters, figures } of here.trials.slice(0, 3)) {
      const { ticks, replay } = job.data as { ticks: RecordedTicks; replay: TickReplay };
      const own = runBacktest({ strategy: touch, parameters, data: replayOf(ticks, replay), config });
      expect([own.equity.at(-1), own.fills.length]).toEqual([figures.finalEquity, figures.fills]);
    }
    // Curves have one length and one grid, so that trials are judged together.
    expect(new Set(here.trials.map(({ curve }) => curve.length)).size).toBe(1);
    expect(here.judgement?.trials).toBe(12);
    expect(await runSweep({ job, sets, workers: 2 })).toEqual(here);
    const path = join(folder, "trials.jsonl");
    await runSweep({ job, sets: sets.slice(0, 5), workers: 1, cache: new TrialCache(path) });
    writeFileSync(path, readFileSync(path, "utf8").slice(0, -40));
    const rest = await runSweep({ job, sets, workers: 2, cache: new TrialCache(path) });
    expect(rest).toEqual({ ...here, cached: 4 });
  });

  test("shared memory and copies are the same", async () => {
    const recorder = new TickRecorder({ instruments: 1, isShared: true });
    for (const batch of market("levels", 1500)) recorder.take(batch);
    const ticks = recorder.finish();
    expect(ticks.tapes[0]!.columns.words.buffer).toBeInstanceOf(SharedArrayBuffer);
    const { replay, ticks: copied } = job.data as { ticks: RecordedTicks; replay: TickReplay };
    expect(ticks.hash).toBe(copied.hash);
    const shared = { ...job, data: { ticks, replay } };
    expect(await runSweep({ job: shared, sets, workers: 1 })).toEqual(await runSweep({ job, sets, workers: 1 }));
  });

  test("there is no vectorised form of ticks", async () => {
    await expect(
      runSweep({
        job: { ...job, file: resolve(import.meta.dir, "../../testing/cross-file.ts"), isVectorised: true },
        sets,
      }),
    ).rejects.toThrow("one series of bars");
  });
});
