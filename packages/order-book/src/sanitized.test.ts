/**
 * The C of books under AddressSanitizer and UndefinedBehaviorSanitizer: calls of native code are recorded with what they
 * were given and what they left, and run again by c/testing/books.c of @hotpath/native.
 */
import { expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultKernels } from "@hotpath/native";
import { runDriver, sanitizedBooks, sanitizingCompiler } from "../../native/src/testing/sanitizers.ts";
import { CommandBatch } from "./command-batch.ts";
import { L3Book } from "./l3-book.ts";
import { MatchingEngine } from "./matching-engine.ts";
import { fillBatch, randomRows } from "./testing/random-batches.ts";
import { generator } from "./testing/random-commands.ts";
import { SelfTradePrevention } from "./vocabulary.ts";

const SEEDS = 10;
const { books } = defaultKernels();
const compiler = books === null ? undefined : await sanitizingCompiler();

type Operand = Float64Array | Int32Array | Uint32Array | Uint8Array | number;

/** The whole buffer of an array that stands for one, or the array. */
function bytesOf(operand: Operand, isWhole: boolean): Buffer {
  if (typeof operand === "number") throw new Error("an array was expected");
  return isWhole ? Buffer.from(operand.buffer) : Buffer.from(operand.buffer, operand.byteOffset, operand.byteLength);
}

function withSizes(blocks: Buffer[]): Buffer {
  return Buffer.concat(blocks.flatMap((block) => [Buffer.from(Int32Array.of(block.length).buffer), block]));
}

/** Lets `call` write a record of each of its calls. */
function recorded(call: (...operands: Operand[]) => number, isMatch: boolean, write: (bytes: Buffer) => void) {
  const arrays = isMatch ? [0, 1, 5, 9, 10] : [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12];
  const written = isMatch ? [0, 5, 10] : [0, 11, 12];
  const wholes = new Set(isMatch ? [0, 1, 5] : [0]);
  return (...operands: Operand[]): number => {
    const block = (k: number): Buffer => bytesOf(operands[k]!, wholes.has(k));
    const before = withSizes(arrays.map(block));
    const result = call(...operands);
    const n = operands as number[];
    const head = isMatch
      ? [0, n[3]!, n[4]!, result, n[2]!, n[6]!, n[7]!, n[8]!, 0, 0]
      : [1, n[8]!, n[9]!, result, 0, 0, 0, 0, n[13]!, n[14]!];
    write(Buffer.from(Int32Array.from(head).buffer));
    write(before);
    write(withSizes(written.map(block)));
    return result;
  };
}

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

test.skipIf(compiler === undefined)(
  "books in C stay inside their arrays under the sanitizers, and leave the same bytes",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "hotpath-books-"));
    const { match, apply } = books!;
    try {
      const path = join(folder, "books");
      const file = openSync(path, "w");
      let records = 0;
      const write = (bytes: Buffer): void => {
        records++;
        writeSync(file, bytes);
      };
      books!.match = recorded(match as (...operands: Operand[]) => number, true, write);
      books!.apply = recorded(apply, false, write);
      runAll();
      closeSync(file);
      const { code, output } = await runDriver(sanitizedBooks(compiler!), path);
      expect(output).toBe(`${records / 3} runs, 0 mismatches\n`);
      expect(code).toBe(0);
      expect(records / 3).toBeGreaterThan(4 * SEEDS);
    } finally {
      Object.assign(books!, { match, apply });
      rmSync(folder, { recursive: true, force: true });
    }
  },
  300_000,
);
