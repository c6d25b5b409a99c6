import { describe, expect, test } from "bun:test";
import { EventCursor, InputError, StateError } from "@hotpath/core";
import fc from "fast-check";
import { describeJournal } from "./describe.ts";
import type { JournalHost } from "./host.ts";
import { JournalReader } from "./reader.ts";
import { MemoryHost } from "./testing/memory-host.ts";
import { appendQuotes, opaque, quote, range, readQuotes, restOf, signal } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

const folder = "j";

/** The name of the file that is written to. */
function lastSegment(host: MemoryHost): string {
  return [...host.files.keys()].sort().findLast((name) => name.endsWith(".hpj"))!;
}

/** An object with some of its methods replaced. */
function instead<T extends object>(object: T, methods: Partial<T>): T {
  return new Proxy(object, {
    get(_, name) {
      const value = methods[name as keyof T] ?? object[name as keyof T];
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}

describe("JournalReader", () => {
  test("gives every record, byte for byte, over segments and chunks", () => {
    const host = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host, segmentBytes: 5000 });
      appendQuotes(writer, 1, 1000);
    }
    for (const chunkBytes of [4096, 4104, 10_000, 262144])
      expect(readQuotes(folder, { host, chunkBytes })).toEqual(range(1, 1000));
    expect(host.openFiles).toBe(0);
  });

  test("seek goes to any sequence, and says whether it is there", () => {
    const host = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host, segmentBytes: 4096, firstSequence: 100 });
      for (let sequence = 100; sequence <= 400; sequence++) {
        writer.append(quote(sequence));
        if (sequence % 3 === 0) writer.append(signal(sequence, 1));
      }
    }
    using reader = JournalReader.open(folder, { host, chunkBytes: 4096 });
    const event = new EventCursor();
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 400 }), (sequence) => {
        expect(reader.seek(sequence)).toBe(true);
        expect(reader.sequence).toBe(sequence - 1);
        expect(reader.next(event)).toBe(true);
        expect(event.bytes()).toEqual(quote(sequence).bytes());
        if (sequence % 3 === 0) {
          expect(reader.next(event)).toBe(true);
          expect(event.bytes()).toEqual(signal(sequence, 1).bytes());
        }
      }),
    );
    expect([reader.seek(401), reader.next(event)]).toEqual([false, false]);
    expect([reader.seek(5), reader.next(event), event.sequence]).toEqual([false, true, 100]);
    expect(() => reader.seek(1.5)).toThrow(InputError);
    expect(host.openFiles).toBe(1);
  });

  test("follows a journal that is being written, through torn writes and new segments", () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
    using reader = JournalReader.open(folder, { host });
    const event = new EventCursor();
    let read = 0;
    for (let written = 0; written < 400; written += 9) {
      appendQuotes(writer, written + 1, written + 9);
      writer.flush();
      const file = host.files.get(lastSegment(host))!;
      const whole = file.bytes;
      // A write in progress: a part of it is there.
      file.bytes = whole.slice(0, whole.length - 1 - (written % 400));
      for (let more = reader.next(event); more; more = reader.next(event)) expect(event.sequence).toBe(++read);
      expect(reader.damage === undefined || reader.damage.torn).toBe(true);
      file.bytes = whole;
      for (const sequence of restOf(reader)) expect(sequence).toBe(++read);
      expect(reader.damage).toBeUndefined();
      expect(read).toBe(written + 9);
    }
    expect(writer.statistics.segments).toBeGreaterThan(5);
  });

  test("a write that goes on between two looks at it is no damage", () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host });
    let atSize = () => {};
    const watched = instead(host as JournalHost, {
      open: (...names) => {
        const file = host.open(...names);
        // It is asked for when a frame was found to be cut.
        const size = (): number => {
          atSize();
          return file.size();
        };
        return instead(file, { size });
      },
    });
    appendQuotes(writer, 1, 1);
    writer.flush();
    using reader = JournalReader.open(folder, { host: watched });
    const event = new EventCursor();
    expect(reader.next(event)).toBe(true);
    for (let written = 1; written < 200; written += 5) {
      const file = host.files.get(lastSegment(host))!;
      const before = file.bytes.length;
      appendQuotes(writer, written + 1, written + 5);
      writer.flush();
      const whole = file.bytes;
      // The first look sees a part of the first frame, the next one all five.
      file.bytes = whole.slice(0, before + 1 + (written % 40));
      atSize = () => {
        file.bytes = whole;
      };
      const seen = reader.next(event) ? [event.sequence] : [];
      expect(reader.damage === undefined || reader.damage.torn).toBe(true);
      atSize = () => {};
      expect([...seen, ...restOf(reader)]).toEqual(range(written + 1, written + 5));
    }
  });

  test("iterates as objects, synchronously and not, and shows records of unknown types", async () => {
    const host = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host });
      writer.append(quote(1));
      writer.append(signal(1, 2));
      writer.append(opaque(2, 64));
      appendQuotes(writer, 3, 3000);
    }
    using reader = JournalReader.open(folder, { host });
    const views = [...reader];
    expect(views.slice(0, 3)).toMatchObject([
      { type: "Quote", sequence: 1, time: 10_001n, bidPrice: 2 },
      { type: "Signal", sequence: 1, generator: 2 },
      { type: "Unknown", typeNumber: 40_000, version: 1, sequence: 2, bytes: opaque(2, 64).bytes() },
    ]);
    reader.seek(1);
    const again = [];
    for await (const view of reader) again.push(view);
    expect(again).toEqual(views);
  });

  test("describes what a folder holds", () => {
    const host = new MemoryHost();
    {
      using writer = JournalWriter.open({
        folder,
        host,
        createdAt: 77n,
        metadata: { build: "x", configuration: { a: 1 } },
      });
      writer.append(quote(1));
      writer.append(signal(1, 0));
      writer.append(opaque(2, 40));
      writer.append(quote(3));
    }
    const description = describeJournal(folder, { host });
    expect(description).toEqual({
      folder,
      segments: [
        {
          name: "00000000000000000001.hpj",
          bytes: host.bytes().length,
          reservedBytes: 0,
          durability: "process",
          riskMillisMax: Number.POSITIVE_INFINITY,
          records: 4,
          firstSequence: 1,
          lastSequence: 3,
          firstTime: 10_001n,
          lastTime: 30_003n,
          createdAt: 77n,
          metadata: { build: "x", configuration: { a: 1 } },
        },
      ],
      records: 4,
      bytes: host.bytes().length,
      firstSequence: 1,
      lastSequence: 3,
      firstTime: 10_001n,
      lastTime: 30_003n,
      recordsByType: { Quote: 2, Signal: 1, "type 40000": 1 },
      damage: [],
      isWhole: true,
    });
    expect(describeJournal(folder, { host: new MemoryHost() })).toMatchObject({
      segments: [],
      records: 0,
      isWhole: true,
    });
  });

  test("an empty folder, bad options, and use after dispose are refused", () => {
    const host = new MemoryHost();
    expect(() => JournalReader.open(folder, { host })).toThrow("there is no journal in j");
    JournalWriter.open({ folder, host })[Symbol.dispose]();
    expect(() => JournalReader.open(folder, { host, chunkBytes: 5 })).toThrow("journal.chunkBytes: got 5");
    expect(() => JournalReader.open(folder, { host, onDamage: "ignore" as never })).toThrow("journal.onDamage");
    expect(() => JournalReader.open(folder, { host, chunk: 5 } as never)).toThrow("journal.chunk: got 5");
    const reader = JournalReader.open(folder, { host });
    reader[Symbol.dispose]();
    reader[Symbol.dispose]();
    expect(() => reader.next(new EventCursor())).toThrow(StateError);
    expect(() => reader.seek(1)).toThrow("disposed");
    expect(() => reader.verify()).toThrow("disposed");
    expect(host.openFiles).toBe(0);
  });
});
