import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, EventCursor, InputError, IoError, Random, StateError } from "@hotpath/core";
import { describeJournal } from "./describe.ts";
import { fileHost } from "./file-host.ts";
import type { Durability } from "./options.ts";
import { JournalReader } from "./reader.ts";
import { MemoryHost } from "./testing/memory-host.ts";
import { appendQuotes, opaque, quote, range, readQuotes, signal } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(60_000);

const folder = "j";

describe("JournalWriter", () => {
  test("gathers until flush, and says what is durable", () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host });
    expect([writer.lastSequence, writer.writtenSequence, writer.durableSequence]).toEqual([0, 0, 0]);
    appendQuotes(writer, 1, 3);
    expect([writer.lastSequence, writer.writtenSequence, writer.durableSequence]).toEqual([3, 0, 0]);
    expect(readQuotes(folder, { host })).toEqual([]);
    writer.flush();
    expect([writer.lastSequence, writer.writtenSequence, writer.durableSequence]).toEqual([3, 3, 3]);
    expect(readQuotes(folder, { host })).toEqual([1, 2, 3]);
    expect(writer.statistics).toMatchObject({ records: 3, bytes: 240, flushes: 1, syncs: 0, segments: 1 });
  });

  test("`each` syncs each flush, and the folder and segment when one is begun: what is durable survives power loss", () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host, durability: "each", segmentBytes: 4096 });
    for (let sequence = 1; sequence <= 300; sequence++) {
      writer.append(quote(sequence));
      if (sequence % 7 === 0) {
        writer.flush();
        expect(readQuotes(folder, { host: host.afterPowerLoss() })).toEqual(range(1, sequence));
      }
    }
    expect(writer.statistics.segments).toBeGreaterThan(3);
    expect(writer.durableSequence).toBe(writer.writtenSequence);
  });

  test("`process` leaves the sync of a complete segment to a thread, and closes its file when that is done", () => {
    const host = new MemoryHost();
    const writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
    appendQuotes(writer, 1, 200);
    const { segments, syncs } = writer.statistics;
    expect([segments, syncs, host.openFiles, writer.atRiskMillis]).toEqual([4, 0, 4, Number.POSITIVE_INFINITY]);
    host.background!.round();
    expect(writer.statistics.syncs).toBe(segments - 1);
    // What is begun last stays open until something follows it.
    appendQuotes(writer, 201, 250);
    expect([writer.statistics.segments, host.openFiles]).toEqual([5, 3]);
    writer[Symbol.dispose]();
    expect(host.openFiles).toBe(0);
    expect(readQuotes(folder, { host: host.afterPowerLoss() })).toEqual(range(1, 250));
  });

  test("`process` fails at the next flush after the sync of a complete segment has failed, and tells it at the end", () => {
    for (const isAtTheEnd of [false, true]) {
      const host = new MemoryHost();
      const writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
      appendQuotes(writer, 1, 100);
      host.faults = { failingSync: 1, ...(isAtTheEnd && { failing: { call: "sync", nth: 2 } }) };
      host.background!.round();
      if (isAtTheEnd) expect(() => writer[Symbol.dispose]()).toThrow("EIO");
      else expect(() => writer.flush()).toThrow("EIO: the sync failed");
      expect(() => writer.append(quote(101))).toThrow(StateError);
      writer[Symbol.dispose]();
      expect(host.openFiles).toBe(0);
    }
  });

  test("`process` syncs where there is no thread only what it closes, `none` nothing, and promises nothing", () => {
    const host = new MemoryHost();
    host.syncInBackground = undefined as never;
    using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
    appendQuotes(writer, 1, 200);
    expect(writer.statistics.syncs).toBe(writer.statistics.segments - 1);
    const free = new MemoryHost();
    {
      using careless = JournalWriter.open({ folder, host: free, durability: "none", segmentBytes: 4096 });
      appendQuotes(careless, 1, 200);
      careless.flush();
      expect([careless.writtenSequence, careless.durableSequence]).toEqual([200, 0]);
    }
    expect(free.syncs).toBe(0);
  });

  test("flushes by records, by bytes and by event time", () => {
    const byRecords = JournalWriter.open({ folder, host: new MemoryHost(), flushEveryRecords: 4 });
    appendQuotes(byRecords, 1, 11);
    expect([byRecords.writtenSequence, byRecords.statistics.flushes]).toEqual([8, 2]);
    const byBytes = JournalWriter.open({ folder, host: new MemoryHost(), flushBytes: 4096 });
    appendQuotes(byBytes, 1, 60);
    expect(byBytes.writtenSequence).toBe(Math.ceil(4096 / 80));
    // Quotes are 10 µs apart: the fifth is 40 µs after the first.
    const byTime = JournalWriter.open({ folder, host: new MemoryHost(), flushIntervalMicros: 40 });
    appendQuotes(byTime, 1, 4);
    expect(byTime.writtenSequence).toBe(0);
    appendQuotes(byTime, 5, 8);
    expect(byTime.writtenSequence).toBe(5);
    for (const writer of [byRecords, byBytes, byTime]) writer[Symbol.dispose]();
  });

  test("a gap, a repeat and a step back are refused, and nothing is appended", () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host, firstSequence: 10 });
    for (const wrong of [9, 11, 0, Number.NaN]) expect(() => writer.append(quote(wrong))).toThrow(StateError);
    appendQuotes(writer, 10, 11);
    for (const wrong of [10, 11, 13]) expect(() => writer.append(quote(wrong))).toThrow(StateError);
    appendQuotes(writer, 12, 12);
    writer.flush();
    expect(readQuotes(folder, { host })).toEqual([10, 11, 12]);
  });

  test("what is derived from an input carries the input's sequence, and stays in its segment", () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
    expect(() => writer.append(signal(0, 0))).toThrow(StateError);
    for (let sequence = 1; sequence <= 100; sequence++) {
      writer.append(quote(sequence));
      expect(() => writer.append(signal(sequence + 1, 0))).toThrow(StateError);
      writer.append(signal(sequence, 0));
      writer.append(signal(sequence, 1));
    }
    writer.flush();
    using reader = JournalReader.open(folder, { host });
    const seen = [...reader].map((view) => [view.sequence, view.type]);
    expect(seen).toEqual(
      range(1, 100).flatMap((sequence) => [
        [sequence, "Quote"],
        [sequence, "Signal"],
        [sequence, "Signal"],
      ]),
    );
    const segments = reader.verify().segments;
    expect(segments.length).toBeGreaterThan(3);
    for (const segment of segments) expect(segment.records % 3).toBe(0);
  });

  test("a record longer than the batch is refused, one as long as it is written whole", () => {
    const host = new MemoryHost();
    const longest = 4096 + 65536 - 8;
    using writer = JournalWriter.open({ folder, host, flushBytes: 4096 });
    writer.append(quote(1));
    expect(() => writer.append(opaque(2, longest + 8))).toThrow("raise flushBytes");
    writer.append(opaque(2, longest));
    writer.flush();
    using reader = JournalReader.open(folder, { host, chunkBytes: 4096 });
    const event = new EventCursor();
    expect([reader.next(event), reader.next(event)]).toEqual([true, true]);
    expect(event.bytes()).toEqual(opaque(2, longest).bytes());
    for (const length of [0, 24, 36, -8]) {
      const wrong = opaque(3, 64);
      wrong.i32[0] = length;
      expect(() => writer.append(wrong)).toThrow(InputError);
    }
  });

  test("short writes are carried on", () => {
    const host = new MemoryHost();
    host.faults = { bytesPerCall: 13 };
    using writer = JournalWriter.open({ folder, host, durability: "each" });
    appendQuotes(writer, 1, 50);
    writer.flush();
    expect(readQuotes(folder, { host })).toEqual(range(1, 50));
  });

  test("batches of any size, through a mapping or by a call, are one file", () => {
    for (const [seed, host] of [new MemoryHost(), fileHost].entries()) {
      const folder = host === fileHost ? mkdtempSync(join(tmpdir(), "hotpath-batches-")) : "j";
      const random = new Random(seed);
      const lengths: number[] = [];
      try {
        for (let session = 0; session < 4; session++) {
          using writer = JournalWriter.open({ folder, host, access: "map", flushBytes: 1024 * 1024 });
          for (let batch = 0; batch < 12; batch++) {
            // From a record to some hundred KiB, so that both ways are taken within a mapping and across its end.
            for (let k = random.integer(batch % 3 === 0 ? 80 : 4); k >= 0; k--) {
              lengths.push(32 + 8 * random.integer(1000));
              writer.append(opaque(lengths.length, lengths.at(-1)!));
            }
            writer.flush();
            using reader = JournalReader.open(folder, { host });
            const event = new EventCursor();
            for (const [i, length] of lengths.entries()) {
              expect(reader.next(event)).toBe(true);
              if (i > lengths.length - 100) expect(event.bytes()).toEqual(opaque(i + 1, length).bytes());
            }
            expect([reader.next(event), reader.damage]).toEqual([false, undefined]);
          }
        }
      } finally {
        if (host === fileHost) rmSync(folder, { recursive: true });
      }
    }
  });

  test("a full disk names the file, and the writer refuses until it is opened again", () => {
    for (let room = 0; room <= 400; room += 23) {
      const host = new MemoryHost();
      const writer = JournalWriter.open({ folder, host });
      appendQuotes(writer, 1, 2);
      writer.flush();
      host.faults = { room };
      appendQuotes(writer, 3, 7);
      expect(() => writer.flush()).toThrow("cannot write j/00000000000000000001.hpj: ENOSPC");
      expect(() => writer.append(quote(8))).toThrow(StateError);
      expect(() => writer.flush()).toThrow("must be opened again");
      expect(writer.durableSequence).toBe(2);
      writer[Symbol.dispose]();
      expect(host.openFiles).toBe(0);
      host.faults = {};
      using again = JournalWriter.open({ folder, host });
      const whole = 2 + Math.floor(room / 80);
      expect([again.lastSequence, again.recovered.truncatedBytes]).toEqual([whole, room % 80]);
      appendQuotes(again, whole + 1, 9);
      again.flush();
      expect(readQuotes(folder, { host })).toEqual(range(1, 9));
    }
  });

  test("after a failed sync nothing counts as durable, and opening again writes the last batch once more", () => {
    const host = new MemoryHost();
    const writer = JournalWriter.open({ folder, host, durability: "each" });
    appendQuotes(writer, 1, 3);
    writer.flush();
    host.faults = { failingSync: host.syncs + 1 };
    appendQuotes(writer, 4, 5);
    expect(() => writer.flush()).toThrow(IoError);
    expect([writer.durableSequence, writer.writtenSequence]).toEqual([3, 5]);
    expect(() => writer.append(quote(6))).toThrow(StateError);
    writer[Symbol.dispose]();
    host.countAnew();
    host.faults = { failing: { call: "writeAt", nth: 1 } };
    expect(() => JournalWriter.open({ folder, host, durability: "each" })).toThrow(IoError);
    expect(host.openFiles).toBe(0);
    host.faults = {};
    using again = JournalWriter.open({ folder, host, durability: "each" });
    expect([again.lastSequence, again.durableSequence]).toEqual([5, 5]);
    expect(readQuotes(folder, { host: host.afterPowerLoss() })).toEqual(range(1, 5));
  });

  test("every call of the machine may fail: an IoError, no open file left, and a journal that opens again", () => {
    for (const call of ["makeFolder", "list", "open", "writeAt", "sync", "syncFolder", "readAt"]) {
      for (let nth = 1; nth <= 12; nth++) {
        const host = new MemoryHost();
        {
          using first = JournalWriter.open({ folder, host, durability: "each", segmentBytes: 4096 });
          appendQuotes(first, 1, 60);
        }
        host.countAnew();
        host.faults = { failing: { call, nth } };
        let durable = 60;
        try {
          const writer = JournalWriter.open({ folder, host, durability: "each", segmentBytes: 4096 });
          try {
            for (let sequence = 61; sequence <= 200; sequence++) {
              writer.append(quote(sequence));
              if (sequence % 5 === 0) writer.flush();
            }
          } finally {
            durable = writer.durableSequence;
            writer[Symbol.dispose]();
          }
        } catch (error) {
          expect(error).toBeInstanceOf(IoError);
          expect((error as Error).message).toContain(folder);
        }
        expect(host.openFiles).toBe(0);
        host.faults = {};
        using again = JournalWriter.open({ folder, host, durability: "each", segmentBytes: 4096 });
        expect(again.lastSequence).toBeGreaterThanOrEqual(durable);
        expect(readQuotes(folder, { host })).toEqual(range(1, again.lastSequence));
      }
    }
  });

  test("a second writer on the folder makes the first refuse instead of overwriting", () => {
    const host = new MemoryHost();
    const first = JournalWriter.open({ folder, host });
    using second = JournalWriter.open({ folder, host });
    appendQuotes(second, 1, 2);
    second.flush();
    appendQuotes(first, 1, 1);
    expect(() => first.flush()).toThrow("another writer has changed the file");
    first[Symbol.dispose]();
    expect(readQuotes(folder, { host })).toEqual([1, 2]);
  });

  test("other metadata begins a new segment with the next input; the same, or none, carries on", () => {
    const host = new MemoryHost();
    const write = (build: string | undefined, from: number, to: number) => {
      using writer = JournalWriter.open({ folder, host, ...(build && { metadata: { build } }) });
      appendQuotes(writer, from, to);
    };
    write("a", 1, 0);
    write("b", 1, 2);
    write("b", 3, 4);
    write(undefined, 5, 6);
    write("c", 7, 6);
    write("c", 7, 8);
    using reader = JournalReader.open(folder, { host });
    const seen: unknown[] = [];
    const event = new EventCursor();
    while (reader.next(event)) seen.push([event.sequence, reader.metadata.build]);
    expect(seen).toEqual([...range(1, 6).map((s) => [s, "b"]), [7, "c"], [8, "c"]]);
    expect(reader.verify()).toMatchObject({ damage: [], isWhole: true });
  });

  test("another durability begins a new segment too, which tells it; one without records is begun anew", () => {
    const host = new MemoryHost();
    const write = (durability: Durability, from: number, to: number, riskMillisMax = 1000) => {
      using writer = JournalWriter.open({ folder, host, durability, riskMillisMax });
      appendQuotes(writer, from, to);
    };
    write("none", 1, 0);
    write("each", 1, 0);
    write("interval", 1, 3);
    write("interval", 4, 5);
    write("interval", 6, 6, 70_000);
    write("process", 7, 8);
    const { segments, isWhole } = describeJournal(folder, { host });
    expect([isWhole, segments.map((s) => [s.firstSequence, s.lastSequence, s.durability, s.riskMillisMax])]).toEqual([
      true,
      [
        [1, 5, "interval", 1000],
        [6, 6, "interval", 70_000],
        [7, 8, "process", Number.POSITIVE_INFINITY],
      ],
    ]);
  });

  test("is disposed once, with what is gathered flushed; then refuses", () => {
    const host = new MemoryHost();
    const writer = JournalWriter.open({ folder, host });
    appendQuotes(writer, 1, 5);
    writer[Symbol.dispose]();
    writer[Symbol.dispose]();
    expect([host.openFiles, host.syncs]).toEqual([0, 1]);
    expect(() => writer.append(quote(6))).toThrow("disposed");
    expect(readQuotes(folder, { host })).toEqual(range(1, 5));
  });

  test("bad options name the key, the value and what is allowed", () => {
    const host = new MemoryHost();
    const open = (options: object) => () => JournalWriter.open({ folder, host, ...options } as never);
    expect(open({ flushByte: 1 })).toThrow("journal.flushByte: got 1; allowed: one of the keys folder, metadata");
    expect(open({ flushBytes: 1 })).toThrow("journal.flushBytes: got 1; allowed: an integer from 4096 to 67108864");
    expect(open({ durability: "disk" })).toThrow(
      'journal.durability: got "disk"; allowed: one of "each", "interval", "process", "none"',
    );
    expect(open({ folder: "" })).toThrow(ConfigError);
    expect(open({ metadata: { instruments: [1n] } })).toThrow("no bigint");
    expect(open({ metadata: [] })).toThrow("metadata: got []");
    expect(open({ createdAt: 5 })).toThrow(ConfigError);
    expect(open({ firstSequence: 1.5 })).toThrow(ConfigError);
    expect(host.files.size).toBe(0);
  });
});
