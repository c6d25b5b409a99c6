import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, IoError } from "@hotpath/core";
import { describeJournal } from "./describe.ts";
import { systemCalls } from "./internal/system-calls.ts";
import type { Durability, JournalAccess } from "./options.ts";
import { JournalReader } from "./reader.ts";
import { appendQuotes, quote, range, readQuotes } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(240_000);

const root = mkdtempSync(join(tmpdir(), "hotpath-journal-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ACCESSES: readonly JournalAccess[] = systemCalls()?.canMap === true ? ["write", "map"] : ["write"];
const MODES = (["none", "process", "interval", "each"] as const).flatMap((durability) =>
  ACCESSES.map((access): [Durability, JournalAccess] => [durability, access]),
);

/** Starts a writer, kills it when it has said so much, and answers the last sequence that it had flushed. */
async function killedAfter(characters: number, ...words: string[]): Promise<number> {
  const child = join(import.meta.dir, "testing", "append-forever.ts");
  const writer = Bun.spawn([process.execPath, child, ...words], { stdout: "pipe", stderr: "inherit" });
  const reader = writer.stdout.getReader();
  let text = "";
  while (text.length < characters) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the writer ended by itself");
    text += new TextDecoder().decode(value);
  }
  writer.kill("SIGKILL");
  for (let rest = await reader.read(); !rest.done; rest = await reader.read())
    text += new TextDecoder().decode(rest.value);
  await writer.exited;
  // The last line may be cut short.
  return Number(text.slice(0, text.lastIndexOf("\n")).split("\n").at(-1));
}

describe("on the machine's own files", () => {
  test("writes, rolls, reopens and reads, with each durability and access", () => {
    for (const [durability, access] of MODES) {
      const folder = join(root, durability, access, "deep");
      for (let from = 1; from <= 1000; from += 250) {
        using writer = JournalWriter.open({ folder, durability, access, segmentBytes: 8192, flushEveryRecords: 50 });
        expect(writer.recovered).toMatchObject({ lastSequence: from - 1, truncatedBytes: 0, reservedBytes: 0 });
        appendQuotes(writer, from, from + 249);
      }
      expect(readQuotes(folder)).toEqual(range(1, 1000));
      expect(describeJournal(folder)).toMatchObject({ records: 1000, isWhole: true, damage: [] });
    }
  });

  test("killed at a hundred moments, has every record that it had flushed", async () => {
    // Killed behind a number of flushes that differs from round to round, wherever its next store or write then is.
    for (let round = 0; round < 100; round++) {
      const [durability, access] = MODES[round % MODES.length]!;
      const folder = join(root, "killed", durability, access);
      const least = await killedAfter(20 + round * 61, folder, String(1 + ((round * 3) % 50)), durability, access);
      using journal = JournalReader.open(folder);
      const event = new EventCursor();
      let last = 0;
      while (journal.next(event)) last = event.sequence;
      expect(last).toBeGreaterThanOrEqual(least);
      if (round < 100 - MODES.length) continue;
      using writer = JournalWriter.open({ folder });
      expect(writer.lastSequence).toBe(last);
      expect(readQuotes(folder)).toEqual(range(1, last));
    }
  });

  test("`interval` makes what is written durable by itself, on its own thread, while the writer sleeps", () => {
    for (const access of ACCESSES) {
      const folder = join(root, "interval-thread", access);
      using writer = JournalWriter.open({ folder, durability: "interval", access, syncIntervalMillis: 5 });
      const sleeper = new Int32Array(new SharedArrayBuffer(4));
      for (let last = 20; last <= 100; last += 20) {
        appendQuotes(writer, last - 19, last);
        writer.flush();
        for (let tries = 0; writer.durableSequence < last && tries < 10_000; tries++) Atomics.wait(sleeper, 0, 0, 5);
        expect([writer.durableSequence, writer.atRiskMillis]).toEqual([last, 0]);
      }
      expect(writer.statistics.syncs).toBeGreaterThanOrEqual(5);
    }
  });

  test("a disk that is full, in whatever call, leaves every record that was flushed", async () => {
    const room = join(root, "room");
    mkdirSync(room);
    const mount = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", room], { stderr: "ignore" });
    // Where this user may mount nothing, the memory host's full disk stands for it.
    if (mount.exitCode !== 0) return;
    try {
      for (const access of ACCESSES) {
        const folder = join(room, access);
        const writer = JournalWriter.open({ folder, access, segmentBytes: 1024 * 1024 });
        let failure: unknown;
        let written = 0;
        try {
          for (let sequence = 1; sequence < 100_000; sequence++) {
            writer.append(quote(sequence));
            if (sequence % 20 === 0) writer.flush();
            written = writer.writtenSequence;
          }
        } catch (error) {
          failure = error;
        }
        expect(failure).toBeInstanceOf(IoError);
        expect((failure as Error).message).toContain("ENOSPC");
        writer[Symbol.dispose]();
        expect(readQuotes(folder).length).toBeGreaterThanOrEqual(written);
        expect(readQuotes(folder)).toEqual(range(1, readQuotes(folder).length));
        rmSync(folder, { recursive: true });
      }
    } finally {
      expect(Bun.spawnSync(["umount", room]).exitCode).toBe(0);
    }
  });

  test("a folder that cannot be made, and one that is not there, are IoErrors that name it", () => {
    expect(() => JournalWriter.open({ folder: "/dev/null/journal" })).toThrow(IoError);
    expect(() => JournalReader.open(join(root, "nowhere"))).toThrow(join(root, "nowhere"));
  });

  test("a second writer is refused as long as the first has the journal, and not longer", () => {
    if (systemCalls() === undefined) throw new Error("there is no lock here");
    const folder = join(root, "locked");
    const first = JournalWriter.open({ folder });
    expect(() => JournalWriter.open({ folder })).toThrow(`cannot lock ${folder}: another writer has it open`);
    appendQuotes(first, 1, 3);
    first[Symbol.dispose]();
    using second = JournalWriter.open({ folder });
    expect(second.lastSequence).toBe(3);
  });

  test("hundreds of journals opened and disposed leave no descriptor open", () => {
    const descriptors = () => readdirSync(existsSync("/proc/self/fd") ? "/proc/self/fd" : "/dev/fd").length;
    const folder = join(root, "hundreds");
    JournalWriter.open({ folder })[Symbol.dispose]();
    const before = descriptors();
    for (let i = 0; i < 300; i++) {
      const [durability, access] = MODES[i % MODES.length]!;
      if (durability === "interval" && i > 40) continue;
      using writer = JournalWriter.open({ folder, durability, access });
      appendQuotes(writer, writer.lastSequence + 1, writer.lastSequence + 2);
      using _reader = JournalReader.open(folder);
    }
    // A thread of syncs may still be on its way out.
    expect(descriptors()).toBeLessThanOrEqual(before + 8);
  });
});
