import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  EventCursor,
  EventQueue,
  ExecutionReport,
  Quote,
  Random,
  Side,
  SnapshotReader,
  StrategyAction,
} from "@hotpath/core";
import { describeJournal, JournalReader, JournalWriter } from "@hotpath/journal";
import {
  defineStrategy,
  integer,
  PaperVenue,
  ReplayDivergence,
  real,
  StrategyEngine,
  type StrategyEngineOptions,
} from "../index.ts";
import { instruments } from "../testing/quotes.ts";
import { LIMITS } from "../testing/strategies.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(120_000);

/** Quotes two instruments around a slow average, and takes its orders back by a timer. */
const maker = defineStrategy({
  name: "maker",
  parameters: { period: integer({ min: 2, max: 50, default: 10 }), edge: real({ default: 2, live: true }) },
  create(context) {
    const mean = context.indicator("EMA", { timePeriod: context.parameters.period });
    return {
      onStart: () => void context.timers.every(7_000, 1),
      onBook(book) {
        const i = book.instrument;
        const fair = mean.push(book.midPrice, i);
        if (Number.isNaN(fair) || context.orders.countIn(i) >= 2) return;
        const { edge } = context.parameters;
        if (context.position(i) <= 50) context.orders.limit(i, Side.Buy, Math.floor(fair - edge), 10);
        if (context.position(i) >= -50) context.orders.limit(i, Side.Sell, Math.ceil(fair + edge), 10);
      },
      onTimer: () => context.orders.cancelAll(),
    };
  },
});

function make(options: Partial<StrategyEngineOptions> = {}, period = 10): StrategyEngine {
  return new StrategyEngine({
    config: { instruments: instruments(2), riskLimits: LIMITS, maxOrders: 64 },
    strategies: [{ definition: maker, parameters: { period } }],
    venue: new PaperVenue({ instruments: 2 }),
    ...options,
  });
}

/** Seeded quotes, a millisecond apart. */
function quotes(count: number, seed: number): EventQueue {
  const queue = new EventQueue();
  const random = new Random(seed);
  const mid = [10_000, 5_000];
  for (let k = 0; k < count; k++) {
    const i = random.integer(2);
    mid[i]! += random.integer(7) - 3;
    Quote.write(queue, 1e9 + k * 1_000, 0, i, 1, mid[i]! - 1, mid[i]! + 1, 5 + random.integer(20), 5, 0);
  }
  return queue;
}

function feed(engine: StrategyEngine, from: EventQueue): void {
  const event = new EventCursor();
  while (from.next(event)) engine.take(event);
}

/** Journals a run, and hands out its folder. */
function journalled(use: (folder: string, live: StrategyEngine) => void, options: Partial<StrategyEngineOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "hotpath-replay-"));
  try {
    const journal = JournalWriter.open({ folder, durability: "none" });
    const live = make({ journal, journalOutputs: "decisions", checkpointEvery: 100, ...options });
    feed(live, quotes(1_500, 3));
    live.command(StrategyAction.Stop, 3e9);
    live.engine.checkpoint();
    live[Symbol.dispose]();
    use(folder, live);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function replayAll(folder: string, engine: StrategyEngine, venue: "silent" | "answers" = "silent"): void {
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  while (reader.next(event)) engine.replay(event, venue);
}

describe("a replay of the journal", () => {
  test("comes to the same outputs and the same state, checkpoint by checkpoint", () => {
    journalled((folder, live) => {
      const counts = describeJournal(folder).recordsByType;
      expect(counts.Checkpoint).toBeGreaterThan(15);
      expect(counts.Fill).toBeGreaterThan(20);
      for (const type of ["NewOrder", "CancelOrder", "OrderClosed", "TimerRequest", "StrategyStateChanged", "Timer"])
        expect(counts[type]).toBeGreaterThan(0);
      for (const venue of ["silent", "answers"] as const) {
        const replayed = make({ journalOutputs: "decisions", checkpointEvery: 100 });
        replayAll(folder, replayed, venue);
        expect(replayed.engine.stagesHash()).toBe(live.engine.stagesHash());
        if (venue === "answers") expect(replayed.engine.stateHash()).toBe(live.engine.stateHash());
      }
    });
  });

  test("stops at the first output that is another one, and names it", () => {
    journalled((folder) => {
      let divergence: ReplayDivergence | undefined;
      try {
        replayAll(folder, make({ journalOutputs: "decisions" }, 11));
      } catch (error) {
        divergence = error as ReplayDivergence;
      }
      expect(divergence).toBeInstanceOf(ReplayDivergence);
      expect(divergence!.message).toMatch(/^replay: at sequence \d+ /);
      expect(divergence!.recorded ?? divergence!.derived).toBeDefined();
    });
  });

  test("without outputs to compare the next checkpoint finds it", () => {
    journalled(
      (folder) => {
        expect(() => replayAll(folder, make({}, 11))).toThrow(/sequence 100 another Checkpoint was derived/);
        replayAll(folder, make());
      },
      { journalOutputs: "audit" },
    );
  });

  test("a report that the venue would not have given is found where the venue takes part", () => {
    journalled((folder) => {
      using reader = JournalReader.open(folder);
      const engine = make({ journalOutputs: "decisions" });
      const event = new EventCursor();
      expect(() => {
        while (reader.next(event)) {
          if (event.type === ExecutionReport.TYPE) event.f64[event.at + 6]! += 1;
          engine.replay(event, "answers");
        }
      }).toThrow(/another ExecutionReport was derived than was recorded: lastPrice 0, recorded 1/);
    });
  });
});

describe("recovery", () => {
  /** What the journal would hold if the process had ended after so many records. */
  function recover(records: Uint8Array[], count: number): { engine: StrategyEngine; quotesTaken: number } {
    const engine = make({ journalOutputs: "decisions", checkpointEvery: 100 });
    let quotesTaken = 0;
    for (const bytes of records.slice(0, count)) {
      const event = new EventCursor(bytes.slice().buffer);
      if (event.type === Quote.TYPE) quotesTaken += 1;
      engine.replay(event, "answers");
    }
    engine.engine.resume();
    engine.process();
    return { engine, quotesTaken };
  }

  test("after any number of records, with a venue in the engine, goes on as if nothing had happened", () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-recovery-"));
    try {
      const live = make({
        journal: JournalWriter.open({ folder, durability: "none" }),
        journalOutputs: "decisions",
        checkpointEvery: 100,
      });
      feed(live, quotes(120, 5));
      live[Symbol.dispose]();
      const records: Uint8Array[] = [];
      const event = new EventCursor();
      {
        using reader = JournalReader.open(folder);
        while (reader.next(event)) records.push(event.bytes().slice());
      }
      const reports = records.filter((bytes) => new EventCursor(bytes.slice().buffer).type === ExecutionReport.TYPE);
      expect(reports.length).toBeGreaterThan(30);
      // A step that has nothing in common with the rhythm of the records.
      for (let count = 0; count <= records.length; count += 7) {
        const { engine, quotesTaken } = recover(records, count);
        const rest = quotes(120, 5);
        for (let k = 0; k < quotesTaken; k++) rest.next(event);
        feed(engine, rest);
        expect(engine.engine.stateHash()).toBe(live.engine.stateHash());
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a snapshot and the records behind it give the state that all records give", () => {
    const engine = make();
    feed(engine, quotes(200, 9));
    const { sequence, time, state } = engine.engine.takeSnapshot();
    expect([sequence, time]).toEqual([engine.engine.sequence, 1_000_199_000_000n]);
    const again = make();
    again.restore(new SnapshotReader(state));
    const more = quotes(400, 9);
    const event = new EventCursor();
    for (let k = 0; k < 200; k++) more.next(event);
    feed(again, more);
    const whole = make();
    feed(whole, quotes(400, 9));
    expect(again.engine.stateHash()).toBe(whole.engine.stateHash());
  });
});

test("what cannot be journalled, and no number of inputs, is refused", () => {
  expect(() => make({ checkpointEvery: -1 })).toThrow("checkpointEvery: got -1");
  expect(() => make({ journalOutputs: [1] })).toThrow(
    "journalOutputs[0]: got 1; allowed: the type number of an output",
  );
});
