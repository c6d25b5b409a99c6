import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Command,
  EngineCommand,
  EventCursor,
  EventQueue,
  type EventView,
  hashBytes,
  NewOrder,
  viewEvent,
} from "@hotpath/core";
import { JournalReader, JournalWriter } from "@hotpath/journal";
import {
  OrderIds,
  OutputHash,
  PaperVenue,
  ShardedEngine,
  type ShardedEngineOptions,
  StrategyEngine,
  type StrategyEngineConfig,
} from "../index.ts";
import { market } from "../testing/market.ts";
import { instruments } from "../testing/quotes.ts";
import { LIMITS } from "../testing/strategies.ts";
import busy from "../testing/strategy-files/busy.ts";
import { cellOf, configOfCell } from "./cells.ts";

// Generous: Workers share the machine with whatever else runs.
setDefaultTimeout(120_000);

const SYMBOLS = 12;
const CELLS = 8;
const QUOTES = 3_000;
const FILE = join(import.meta.dir, "../testing/strategy-files/busy.ts");
const CONFIG: StrategyEngineConfig = {
  instruments: instruments(SYMBOLS),
  riskLimits: { ...LIMITS, maxGrossExposure: 16_000_000 },
  maxOrders: 1024,
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** What a run comes to, by instrument, in all, and cell by cell. */
interface Outcome {
  orders: string[];
  fills: string[];
  /** Of all outputs in the order in which they came. */
  merged: string;
  count: number;
  cells: string[];
}

function open(options: Partial<ShardedEngineOptions>): Promise<ShardedEngine> {
  return ShardedEngine.open({ config: CONFIG, strategies: [{ file: FILE }], cells: CELLS, venue: "paper", ...options });
}

/** Feeds a market, with commands and grants in it, and drains as it goes. */
async function run(options: Partial<ShardedEngineOptions>, events: EventQueue = market(1, SYMBOLS, QUOTES)) {
  await using engine = await open(options);
  const hash = new OutputHash({ instruments: SYMBOLS });
  const merged: string[] = [];
  const visit = (output: EventCursor, input: number, cell: number): void => {
    hash.on(output);
    merged.push(`${input} ${cell} ${hashBytes(output.bytes())}`);
  };
  const event = new EventCursor();
  for (let k = 0; events.next(event); k++) {
    const { micros } = event;
    await engine.write(event);
    if (k % 97 === 0) engine.drain(visit);
    if (k === 1_000) await engine.grant(3, 0.02, micros);
    if (k === 1_500) await command(engine, EngineCommand.CancelAll, micros);
    if (k === 2_000) await engine.advance(micros);
  }
  const cells = await engine.cellHashes();
  engine.drain(visit);
  const each = Array.from({ length: SYMBOLS }, (_, i) => i);
  return {
    orders: each.map((i) => hash.orders(i)),
    fills: each.map((i) => hash.fills(i)),
    merged: hashBytes(new TextEncoder().encode(merged.join("\n"))),
    count: merged.length,
    cells,
  } satisfies Outcome;
}

async function command(engine: ShardedEngine, what: number, micros: number): Promise<void> {
  const queue = new EventQueue();
  const event = new EventCursor();
  Command.write(queue, micros, 0, -1, 0, what, 0);
  queue.next(event);
  await engine.write(event);
}

describe("one log on any number of shards", () => {
  test("gives the same outputs, in one order and instrument by instrument, and the same states", async () => {
    const want = await run({ shards: 1 });
    expect(want.count).toBeGreaterThan(2_000);
    expect(new Set(want.orders).size).toBe(SYMBOLS);
    for (const shards of [2, 4, 8]) expect(await run({ shards })).toEqual(want);
    for (const shards of [1, 2, 4]) expect(await run({ shards, workers: true })).toEqual(want);
    // Rings that are full nearly always.
    expect(await run({ shards: 2, workers: true, ringBytes: 4096 })).toEqual(want);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("seed %d: on 1, 2 and 4 of them", async (seed) => {
    const [one, two, four] = await Promise.all(
      [1, 2, 4].map((shards) => run({ shards }, market(seed, SYMBOLS, 1_200))),
    );
    expect(two).toEqual(one!);
    expect(four).toEqual(one!);
  });

  test("a cell does what an engine of its own does with its budget and its part of the log", async () => {
    await using sharded = await open({ shards: 2 });
    const event = new EventCursor();
    const hash = new OutputHash({ instruments: SYMBOLS });
    const log = market(5, SYMBOLS, QUOTES);
    while (log.next(event)) await sharded.write(event);
    await sharded.settle();
    sharded.drain((output) => hash.on(output));
    const cell = sharded.cellOfInstrument[0]!;
    const alone = new OutputHash({ instruments: SYMBOLS });
    const engine = new StrategyEngine({
      config: configOfCell(CONFIG, cell, CELLS),
      strategies: [{ definition: busy }],
      venue: new PaperVenue({ instruments: SYMBOLS }),
      orderIds: new OrderIds({ first: cell + 1, step: CELLS }),
      observers: [alone],
    });
    const again = market(5, SYMBOLS, QUOTES);
    while (again.next(event)) if (cellOf(event.instrument + 1, CELLS) === cell) engine.take(event);
    for (let i = 0; i < SYMBOLS; i++) {
      if (sharded.cellOfInstrument[i] !== cell) continue;
      expect([hash.orders(i), hash.fills(i)]).toEqual([alone.orders(i), alone.fills(i)]);
    }
    expect(alone.fills(0)).not.toBe(new OutputHash({ instruments: 1 }).fills(0));
  });

  test("orders that groups send themselves have ids of their own, the same on 1, 2 and 4 shards", async () => {
    const config = { ...CONFIG, groups: { venuesWithoutReplace: [1] } };
    const strategies = [{ file: join(import.meta.dir, "../testing/strategy-files/grouped.ts") }];
    const runs: string[][] = [];
    for (const shards of [1, 2, 4]) {
      await using engine = await open({ config, strategies, shards });
      const event = new EventCursor();
      const log = market(3, SYMBOLS, QUOTES);
      while (log.next(event)) await engine.write(event);
      await engine.settle();
      const sent: string[] = [];
      const cells = new Map<number, number>();
      engine.drain((output, input, cell) => {
        if (output.type !== NewOrder.TYPE) return;
        const orderId = NewOrder.orderId(output);
        // Nobody has sent one of that id before.
        expect(cells.has(orderId)).toBe(false);
        cells.set(orderId, cell);
        sent.push(`${input} ${cell} ${orderId}`);
      });
      const ofGroups = [...cells].filter(([orderId]) => orderId >= 2 ** 52);
      expect(ofGroups.length).toBeGreaterThan(50);
      expect(new Set(ofGroups.map(([, cell]) => cell)).size).toBeGreaterThan(3);
      runs.push(sent);
    }
    expect(runs[1]).toEqual(runs[0]!);
    expect(runs[2]).toEqual(runs[0]!);
  });

  test("its journal, run again on another number of shards, gives the same", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-shards-"));
    folders.push(folder);
    const want = await run({ shards: 2, workers: true, journal: JournalWriter.open({ folder, durability: "none" }) });
    using reader = JournalReader.open(folder);
    await using engine = await open({ shards: 4 });
    const event = new EventCursor();
    while (reader.next(event)) await engine.write(event);
    expect(await engine.cellHashes()).toEqual(want.cells);
  });
});

describe("budgets", () => {
  test("cash and amounts are divided among the cells, to the cent", () => {
    const parts = Array.from({ length: 3 }, (_, cell) =>
      configOfCell({ ...CONFIG, initialCash: "100.00", riskLimits: { maxGrossExposure: 30, maxLeverage: 2 } }, cell, 3),
    );
    expect(parts.map(({ initialCash }) => initialCash)).toEqual(["33.34", "33.33", "33.33"]);
    expect(parts[0]!.riskLimits).toEqual({ maxGrossExposure: 10, maxLeverage: 2 });
    expect(() => configOfCell({ ...CONFIG, initialCash: "0.02" }, 0, 3)).toThrow("config.initialCash");
  });

  test("a grant is in force from its place in the sequence on, and only for its cell", async () => {
    const outputs: EventView[] = [];
    await using engine = await open({ shards: 2 });
    const log = market(2, SYMBOLS, 600);
    const event = new EventCursor();
    for (let k = 0; log.next(event); k++) {
      if (k === 300)
        for (let cell = 0; cell < CELLS; cell++) if (cell !== 5) await engine.grant(cell, 1e-9, event.micros);
      await engine.write(event);
    }
    await engine.settle();
    let isGranted = false;
    const after = { allowed: new Set<number>(), refused: new Set<number>() };
    engine.drain((output, _, cell) => {
      const view = viewEvent(output)!;
      outputs.push(view);
      if (view.type === "RiskLimitsChanged") isGranted = true;
      else if (isGranted && view.type === "NewOrder") after.allowed.add(cell);
      else if (isGranted && view.type === "OrderRefused") after.refused.add(cell);
    });
    expect(outputs.filter(({ type }) => type === "RiskLimitsChanged").length).toBe(CELLS - 1);
    expect([...after.refused].includes(5)).toBe(false);
    expect(after.refused.size).toBeGreaterThan(2);
    expect(after.allowed.has(5)).toBe(engine.cellOfInstrument.includes(5));
  });
});

describe("what goes wrong", () => {
  test("options that are wrong, files that are none", async () => {
    expect(open({ shards: 9 })).rejects.toThrow("shards: got 9; allowed: an integer from 1 to the number of cells, 8");
    expect(open({ cells: 0 })).rejects.toThrow("cells: got 0");
    expect(open({ strategies: [{ file: "/nowhere.ts" }] })).rejects.toThrow("a file that loads");
    expect(open({ workers: true, strategies: [{ file: "/nowhere.ts" }] })).rejects.toThrow(
      /shard 0: .*a file that loads/,
    );
    await using engine = await open({});
    expect(engine.grant(8, 0.5, 1)).rejects.toThrow("cell: got 8");
    expect(engine.grant(1, 2, 1)).rejects.toThrow("share: got 2");
  });
});
