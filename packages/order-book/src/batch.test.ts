import { describe, expect, test } from "bun:test";
import { InputError, OrderType, Side, TimeInForce } from "@hotpath/core";
import { defaultKernels } from "@hotpath/native";
import { layoutHeader } from "../scripts/generate-layout.ts";
import { CommandBatch } from "./command-batch.ts";
import { STATE_REPORTS } from "./internal/layout.ts";
import { LAYOUT_CODE } from "./internal/layout-code.ts";
import type { PriceLadders } from "./internal/price-ladders.ts";
import { MatchingEngine, type MatchingEngineOptions } from "./matching-engine.ts";
import { fillBatch } from "./testing/random-batches.ts";
import { generator, reportsOf } from "./testing/random-commands.ts";
import { FLOW_HASHES, flowBatch, flowEngine, flowPath, hashReports, readFlow } from "./testing/recorded-flow.ts";
import { CommandKind, SelfTradePrevention } from "./vocabulary.ts";

const SEEDS = Number(process.env.HOTPATH_BATCH_SEEDS ?? 250);
const { books } = defaultKernels();
const isNative = books !== null;

/** Every word of an engine's memory, but for the one that batches pass their number of reports in. */
function memoryOf(engine: MatchingEngine): Int32Array {
  const { ladders } = engine.book(0) as unknown as { ladders: PriceLadders };
  const words = ladders.I.slice();
  words[STATE_REPORTS] = 0;
  return words;
}

function optionsOf(seed: number): MatchingEngineOptions {
  const modes = Object.keys(SelfTradePrevention) as (keyof typeof SelfTradePrevention)[];
  return {
    instruments: 2,
    orderCapacity: seed % 11 === 0 ? 20 + (seed % 9) : 4000 + (seed % 16),
    windowTicks: [32, 64, 1024][seed % 3]!,
    replaceKeepsPriority: seed % 2 === 0,
    selfTradePrevention: modes[seed % modes.length]!,
    reportRows: seed % 4 === 0 ? 4 : 64,
    maxReportRows: seed % 5 === 0 ? 8100 : 100_000,
  };
}

/** All commands of a batch, with the reports of each stop; how many rows native code left is not to be seen. */
function runBatch(engine: MatchingEngine, batch: CommandBatch): unknown[] {
  const found: unknown[] = [];
  let next = 0;
  while (next < batch.count) {
    next = engine.submitBatch(batch, next);
    found.push(next, ...reportsOf(engine));
    engine.reports.clear();
  }
  return found;
}

function runSingles(engine: MatchingEngine, b: CommandBatch): unknown[] {
  const found: unknown[] = [];
  for (let row = 0; row < b.count; row++) {
    const kind = b.kind[row]!;
    const { Cancel, Replace, Submit } = CommandKind;
    for (;;) {
      const id = b.orderId[row]!;
      const type = kind === Submit ? b.type[row]! : 255;
      const done =
        kind === Cancel
          ? engine.cancel(id)
          : kind === Replace
            ? engine.replace(id, b.price[row]!, b.quantity[row]!)
            : engine.submit(
                ...([b.instrument[row]!, id, b.side[row]!, b.price[row]!, b.quantity[row]!, type] as const),
                ...([b.timeInForce[row]!, b.owner[row]!] as const),
              );
      if (done) break;
      found.push(row, ...reportsOf(engine));
      engine.reports.clear();
    }
  }
  found.push(b.count, ...reportsOf(engine));
  engine.reports.clear();
  return found;
}

describe("batches", () => {
  test("native, portable and single commands give the same reports and leave the same bytes", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = generator(seed);
      const options = optionsOf(seed);
      const native = new MatchingEngine(options);
      const portable = new MatchingEngine({ ...options, native: false });
      const single = new MatchingEngine(options);
      const batch = new CommandBatch(1 + random(400));
      let middle = [0, 1000, -(2 ** 40)][random(3)]!;
      for (let round = 0; round < 6; round++) {
        middle += (random(3) - 1) * [1, 30, 2000][random(3)]!;
        fillBatch(batch, random, middle, seed);
        const expected = runSingles(single, batch);
        const ofPortable = runBatch(portable, batch);
        const ofNative = runBatch(native, batch);
        if (!Bun.deepEquals(ofPortable, expected))
          expect({ seed, round, found: ofPortable }).toEqual({ seed, round, found: expected });
        if (!Bun.deepEquals(ofNative, expected))
          expect({ seed, round, found: ofNative }).toEqual({ seed, round, found: expected });
        expect(native.stats().refusedCommands).toBe(single.stats().refusedCommands);
      }
      const expected = memoryOf(single);
      for (const engine of [portable, native]) {
        const found = memoryOf(engine);
        const at = found.findIndex((value, word) => value !== expected[word]);
        if (at !== -1) expect({ seed, at, word: found[at] }).toEqual({ seed, at, word: expected[at]! });
        for (const instrument of [0, 1]) engine.book(instrument).verify();
      }
    }
  }, 600_000);

  test("the native library knows the layout that this package has", async () => {
    const path = new URL("../../native/c/generated/order_book_layout.h", import.meta.url);
    expect(await Bun.file(path).text()).toBe(layoutHeader());
    if (books !== null) expect(books.layout()).toBe(LAYOUT_CODE);
  });

  test("rows that are not there are an error, and a full batch takes no more", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    const batch = new CommandBatch(2);
    expect(batch.cancel(1) && batch.replace(1, 2, 3)).toBe(true);
    expect(batch.cancel(1)).toBe(false);
    for (const [from, to] of [
      [0, 3],
      [2, 1],
      [-1, 2],
      [0.5, 2],
      [0, Number.NaN],
    ] as const) {
      expect(() => engine.submitBatch(batch, from, to)).toThrow(InputError);
    }
    structuredClone(batch.F, { transfer: [batch.F.buffer as ArrayBuffer] });
    expect(() => engine.submitBatch(batch)).toThrow(InputError);
    expect(engine.reports.count).toBe(0);
  });

  test.skipIf(!isNative)("reports whose buffer was transferred are written to nowhere", () => {
    const engine = new MatchingEngine({ instruments: 1 });
    const batch = new CommandBatch(20);
    for (let id = 1; id <= 20; id++) batch.submit(0, id, Side.Buy, 10, 1, OrderType.Limit, TimeInForce.Day, 0);
    structuredClone(engine.reports.F, { transfer: [engine.reports.F.buffer as ArrayBuffer] });
    expect(engine.submitBatch(batch)).toBe(20);
    expect(engine.book().levels(Side.Buy, 1)).toEqual([{ price: 10, quantity: 20, orders: 20 }]);
  });

  for (const [name, hash] of Object.entries(FLOW_HASHES)) {
    const path = flowPath(name);
    const title = `${name}: the reports of batches have the known SHA-256`;
    if (path === undefined) {
      test.skip(`${title} (no data/matching below HOTPATH_TEST_DATA)`, () => {});
      continue;
    }
    test(title, async () => {
      const flow = await readFlow(path);
      const engine = flowEngine();
      const batch = flowBatch(flow);
      // A batch of eleven, so that reports can be told apart by the commands that they answer to.
      expect(hashReports(engine, flow, (from, to) => engine.submitBatch(batch, from, to), 11)).toBe(hash);
    }, 300_000);
  }
});
