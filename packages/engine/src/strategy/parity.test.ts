import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, Random, StrategyState, storeTime } from "@hotpath/core";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import { OutputHash, PaperVenue, StrategyEngine, type StrategyEngineOptions } from "../index.ts";
import { market } from "../testing/market.ts";
import { instruments } from "../testing/quotes.ts";
import { LIMITS } from "../testing/strategies.ts";
import busy from "../testing/strategy-files/busy.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const SYMBOLS = 3;
const QUOTES = 4_000;

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

/** A backtest: everything in one loop, nothing written. */
function backtest(seed: number): Outcome {
  const run = make();
  const events = market(seed, SYMBOLS, QUOTES);
  const event = new EventCursor();
  while (events.next(event)) run.engine.take(event);
  return outcomeOf(run);
}

/** On paper: events come some at a time, from elsewhere, and are journalled; the clock is theirs, or the machine's. */
async function paper(seed: number, folder: string, clock: "event" | "wall"): Promise<Outcome> {
  const journal = JournalWriter.open({ folder, durability: "process", metadata: { seed, clock } });
  const run = make({ journal, checkpointEvery: 500 });
  const events = market(seed, SYMBOLS, QUOTES);
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
