/**
 * The C of books under AddressSanitizer and UndefinedBehaviorSanitizer: calls of native code are recorded with what they
 * were given and what they left, and run again by c/testing/books.c of @hotpath/native.
 */
import { expect, test } from "bun:test";
import { CommandBatch } from "./command-batch.ts";
import { L3Book } from "./l3-book.ts";
import { MatchingEngine } from "./matching-engine.ts";
import { fillBatch, randomRows } from "./testing/random-batches.ts";
import { generator } from "./testing/random-commands.ts";
import { booksCompiler, sanitizeCalls } from "./testing/recorded-calls.ts";
import { SelfTradePrevention } from "./vocabulary.ts";

const SEEDS = 10;

function runAll(): void {
  const modes = Object.keys(SelfTradePrevention) as (keyof typeof SelfTradePrevention)[];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = generator(seed);
    const engine = new MatchingEngine({
      instruments: 2,
      orderCapacity: [20, 300][seed % 2]!,
      windowTicks: [32, 256][seed % 2]!,
      selfTradePrevention: modes[seed % modes.length]!,
      replaceKeepsPriority: seed % 3 === 0,
      reportRows: 8,
    });
    const feed = new L3Book({ instruments: 2, orderCapacity: [20, 300][seed % 2]!, windowTicks: [32, 256][seed % 2]! });
    const batch = new CommandBatch(20 + random(200));
    for (let round = 0; round < 2; round++) {
      fillBatch(batch, random, 1000 * round, seed);
      for (let next = 0; next < batch.count; engine.reports.clear()) next = engine.submitBatch(batch, next);
      feed.apply(randomRows(random, seed, 100_000 + 3000 * round));
    }
  }
}

test.skipIf(booksCompiler === undefined)(
  "books in C stay inside their arrays under the sanitizers, and leave the same bytes",
  async () => {
    const { calls, code, output } = await sanitizeCalls(["match", "apply"], runAll);
    expect(output).toBe(`${calls} runs, 0 mismatches\n`);
    expect(code).toBe(0);
    expect(calls).toBeGreaterThan(4 * SEEDS);
  },
  300_000,
);
