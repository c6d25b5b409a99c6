/** The C that goes from ITCH 5.0 to books under AddressSanitizer and UndefinedBehaviorSanitizer, on right and broken bytes. */
import { expect, test } from "bun:test";
import { Random } from "@hotpath/core";
import { L3Book } from "@hotpath/order-book";
import { booksCompiler, sanitizeCalls } from "../../../order-book/src/testing/recorded-calls.ts";
import { MarketBatch } from "../market-batch.ts";
import { itchMix } from "../testing/itch-mix.ts";
import { mutate } from "../testing/mutate.ts";
import { ItchBooks } from "./itch-books.ts";

const STREAMS = 60;

function runAll(): void {
  for (let seed = 1; seed <= STREAMS; seed++) {
    const random = new Random(seed);
    const feed = new ItchBooks(new L3Book({ instruments: 3, orderCapacity: [20, 200][seed % 2]!, windowTicks: 32 }));
    const rest = seed % 3 === 0 ? new MarketBatch({ rows: 4, maxRows: 40 }) : undefined;
    const right = itchMix(random, 150, [10, 400][seed % 2]!);
    const bytes = seed % 4 === 0 ? right : mutate([right], random);
    for (let at = 0; at < bytes.length; rest?.clear()) {
      // Memory of its own, which ends where the piece ends.
      at += feed.decode(bytes.slice(at, at + 1 + random.integer(2000)), rest);
    }
  }
}

test.skipIf(booksCompiler === undefined)(
  "from bytes to books C stays inside its arrays under the sanitizers, and leaves the same bytes",
  async () => {
    const { calls, code, output } = await sanitizeCalls(["itch"], runAll);
    expect(output).toBe(`${calls} runs, 0 mismatches\n`);
    expect(code).toBe(0);
    expect(calls).toBeGreaterThan(4 * STREAMS);
  },
  300_000,
);
