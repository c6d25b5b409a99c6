import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, IoError } from "@hotpath/core";
import { describeJournal } from "./describe.ts";
import { JournalReader } from "./reader.ts";
import { appendQuotes, range, readQuotes } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

const root = mkdtempSync(join(tmpdir(), "hotpath-journal-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("on the machine's own files", () => {
  test("writes, rolls, reopens and reads, with each durability", () => {
    for (const durability of ["none", "process", "power"] as const) {
      const folder = join(root, durability, "deep");
      for (let from = 1; from <= 1000; from += 250) {
        using writer = JournalWriter.open({ folder, durability, segmentBytes: 8192, flushEveryRecords: 50 });
        expect(writer.recovered).toMatchObject({ lastSequence: from - 1, truncatedBytes: 0 });
        appendQuotes(writer, from, from + 249);
      }
      expect(readQuotes(folder)).toEqual(range(1, 1000));
      expect(describeJournal(folder)).toMatchObject({ records: 1000, isWhole: true, damage: [] });
    }
  });

  test("killed at any moment, has every record that it had said to be durable", async () => {
    const folder = join(root, "killed");
    const child = join(import.meta.dir, "testing", "append-forever.ts");
    let least = 0;
    for (let round = 0; round < 20; round++) {
      const process = Bun.spawn(["bun", child, folder, String(1 + round * 3)], { stdout: "pipe", stderr: "inherit" });
      const reader = process.stdout.getReader();
      let text = "";
      // Killed behind a number of flushes that differs from round to round, wherever its next write then is.
      while (text.length < 20 + round * 173) {
        const { value, done } = await reader.read();
        if (done) throw new Error("the writer ended by itself");
        text += new TextDecoder().decode(value);
      }
      process.kill("SIGKILL");
      for (let rest = await reader.read(); !rest.done; rest = await reader.read())
        text += new TextDecoder().decode(rest.value);
      await process.exited;
      least = Number(text.trimEnd().split("\n").at(-1));
      using journal = JournalReader.open(folder);
      const event = new EventCursor();
      let last = 0;
      while (journal.next(event)) last = event.sequence;
      expect(last).toBeGreaterThanOrEqual(least);
    }
    using writer = JournalWriter.open({ folder });
    expect(writer.lastSequence).toBeGreaterThanOrEqual(least);
    expect(readQuotes(folder)).toEqual(range(1, writer.lastSequence));
  }, 60_000);

  test("a folder that cannot be made, and one that is not there, are IoErrors that name it", () => {
    expect(() => JournalWriter.open({ folder: "/dev/null/journal" })).toThrow(IoError);
    expect(() => JournalReader.open(join(root, "nowhere"))).toThrow(join(root, "nowhere"));
  });

  test("a thousand journals opened and disposed leave no descriptor open", () => {
    const descriptors = () => readdirSync(existsSync("/proc/self/fd") ? "/proc/self/fd" : "/dev/fd").length;
    const folder = join(root, "thousand");
    JournalWriter.open({ folder })[Symbol.dispose]();
    const before = descriptors();
    for (let i = 0; i < 1000; i++) {
      using _writer = JournalWriter.open({ folder });
      using _reader = JournalReader.open(folder);
    }
    expect(descriptors()).toBeLessThanOrEqual(before + 2);
  });
});
