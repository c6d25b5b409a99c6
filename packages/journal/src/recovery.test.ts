import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { EventCursor, InputError } from "@hotpath/core";
import fc from "fast-check";
import type { JournalDamage } from "./damage.ts";
import { describeJournal } from "./describe.ts";
import { crc32c } from "./internal/crc32c.ts";
import { JournalReader } from "./reader.ts";
import { MemoryHost } from "./testing/memory-host.ts";
import { appendQuotes, opaque, quote, range, readQuotes } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(60_000);

const folder = "j";
const FRAME = 80;

/** A journal of one segment, in batches of the given numbers of quotes. */
function journalOf(...batches: number[]): MemoryHost {
  const host = new MemoryHost();
  using writer = JournalWriter.open({ folder, host, metadata: { build: "test" } });
  let last = 0;
  for (const batch of batches) {
    appendQuotes(writer, last + 1, last + batch);
    writer.flush();
    last += batch;
  }
  return host;
}

/** What opening or reading throws, as the damage that it names. */
function damageOf(call: () => unknown): JournalDamage {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).code).toBe("CORRUPT");
    return (error as InputError).cause as JournalDamage;
  }
  throw new Error("it did not throw");
}

describe("a torn tail", () => {
  test("cut at every byte: reading and recovery give exactly the records that were whole", () => {
    const whole = journalOf(2, 3, 1);
    const bytes = whole.bytes();
    const start = bytes.length - 6 * FRAME;
    for (let length = 0; length <= bytes.length; length++) {
      const host = whole.copy();
      host.files.values().next().value!.bytes = bytes.slice(0, length);
      const records = Math.max(0, Math.floor((length - start) / FRAME));
      const isTorn = length < start || (length - start) % FRAME !== 0;
      if (length >= start) {
        expect(readQuotes(folder, { host })).toEqual(range(1, records));
        const { damage, isWhole } = describeJournal(folder, { host });
        expect([damage.length, isWhole]).toEqual([isTorn ? 1 : 0, true]);
      }
      using writer = JournalWriter.open({ folder, host, metadata: { build: "test" } });
      expect(writer.recovered).toMatchObject({
        records,
        lastSequence: records,
        truncatedBytes: length < start ? length : (length - start) % FRAME,
        reason: isTorn ? "incomplete" : undefined,
      });
      appendQuotes(writer, records + 1, records + 2);
      writer.flush();
      expect(readQuotes(folder, { host })).toEqual(range(1, records + 2));
    }
  });

  test("records of any length, batches of any size, cut anywhere, any chunk", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ words: fc.integer({ min: 4, max: 900 }), flush: fc.boolean() }), { maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(4096, 5000, 8192, 262144),
        fc.integer({ min: 1, max: 5000 }),
        (records, part, chunkBytes, bytesPerCall) => {
          const host = new MemoryHost();
          const ends: number[] = [];
          using writer = JournalWriter.open({ folder, host });
          const start = host.bytes().length;
          let end = start;
          for (const [i, { words, flush }] of records.entries()) {
            writer.append(opaque(i + 1, words * 8));
            end += words * 8 + 8;
            ends.push(end);
            if (flush) writer.flush();
          }
          writer.flush();
          const cut = start + Math.floor(part * (end - start));
          host.files.values().next().value!.bytes = host.bytes().slice(0, cut);
          host.faults = { bytesPerCall };
          const whole = ends.filter((e) => e <= cut).length;
          using reader = JournalReader.open(folder, { host, chunkBytes });
          const event = new EventCursor();
          for (let i = 0; i < whole; i++) {
            expect(reader.next(event)).toBe(true);
            expect(event.bytes()).toEqual(opaque(i + 1, records[i]!.words * 8).bytes());
          }
          expect(reader.next(event)).toBe(false);
          expect(reader.damage?.torn).toBe(cut === (ends[whole - 1] ?? start) ? undefined : true);
          using again = JournalWriter.open({ folder, host });
          expect(again.recovered.records).toBe(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("garbage behind the last record is cut off and named; zeros are room that was reserved", () => {
    for (const fill of [0, 0xff]) {
      const host = journalOf(3);
      const file = host.files.get(host.segments()[0]!)!;
      const tail = new Uint8Array(100).fill(fill);
      file.bytes = new Uint8Array([...file.bytes, ...tail]);
      expect(readQuotes(folder, { host })).toEqual([1, 2, 3]);
      expect(describeJournal(folder, { host }).segments[0]!.reservedBytes).toBe(fill === 0 ? 100 : 0);
      using writer = JournalWriter.open({ folder, host });
      expect(writer.recovered).toMatchObject(
        fill === 0
          ? { records: 3, truncatedBytes: 0, reservedBytes: 100, reason: undefined }
          : { records: 3, truncatedBytes: 100, reservedBytes: 0, reason: "length" },
      );
    }
  });

  test("zeros in place of a record are damage where anything stands behind them, and never an end", () => {
    for (const behind of [1, 70_000, 300_000]) {
      const host = journalOf(3);
      const file = host.files.get(host.segments()[0]!)!;
      const bytes = new Uint8Array(file.bytes.length + behind);
      bytes.set(file.bytes);
      bytes.fill(0, file.bytes.length - FRAME);
      bytes[bytes.length - 1] = 1;
      file.bytes = bytes;
      using reader = JournalReader.open(folder, { host });
      expect([...reader].length).toBe(2);
      expect(reader.damage).toMatchObject({ reason: "length", torn: true });
    }
    const host = journalOf(2, 3, 1);
    host.bytes().fill(0, host.bytes().length - 3 * FRAME, host.bytes().length - 2 * FRAME);
    expect(damageOf(() => readQuotes(folder, { host }))).toMatchObject({ reason: "length", sequence: 4 });
  });

  test("a segment that was begun and never written is removed, and its journal goes on before it", () => {
    for (const length of [0, 30, 64, 70]) {
      for (const zeros of [false, true]) {
        const host = new MemoryHost();
        {
          using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
          appendQuotes(writer, 1, 120);
        }
        const last = host.segments().at(-1)!;
        const first = Number(last.slice(0, 20));
        const file = host.files.get(last)!;
        file.bytes = zeros ? new Uint8Array(length) : file.bytes.slice(0, length);
        expect(readQuotes(folder, { host })).toEqual(range(1, first - 1));
        using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
        expect(writer.recovered).toMatchObject({
          lastSequence: first - 1,
          removedSegments: [last],
          truncatedBytes: length,
        });
        appendQuotes(writer, first, first + 100);
        writer.flush();
        expect(readQuotes(folder, { host })).toEqual(range(1, first + 100));
      }
    }
  });
});

describe("a flipped bit", () => {
  test("at every position of a small journal is found or harmless, and never gives a wrong record", () => {
    const whole = journalOf(2, 3, 1);
    const bytes = whole.bytes();
    const start = bytes.length - 6 * FRAME;
    for (let position = 0; position < bytes.length; position++) {
      for (let bit = 0; bit < 8; bit++) {
        const host = whole.copy();
        host.bytes()[position]! ^= 1 << bit;
        const description = describeJournal(folder, { host });
        const record = Math.floor((position - start) / FRAME);
        expect(description.damage.length).toBe(1);
        if (position < start) {
          expect(damageOf(() => JournalReader.open(folder, { host })).torn).toBe(false);
          expect(damageOf(() => JournalWriter.open({ folder, host, onDamage: "truncate" })).torn).toBe(false);
          expect(host.bytes().length).toBe(bytes.length);
          continue;
        }
        // Only what follows tells damage from a tail: the last record's flip looks like a write cut short.
        const isTail = record === 5;
        expect(description.damage[0]).toMatchObject({
          torn: isTail,
          offset: start + record * FRAME,
          sequence: record + 1,
        });
        expect(readQuotes(folder, { host, onDamage: "stop" })).toEqual(range(1, record));
        if (isTail) expect(readQuotes(folder, { host })).toEqual(range(1, record));
        else expect(damageOf(() => readQuotes(folder, { host })).sequence).toBe(record + 1);
      }
    }
  });

  test("before whole records the writer refuses, or gives them up when it is told to", () => {
    const host = journalOf(2, 3, 4);
    host.bytes()[host.bytes().length - 5 * FRAME + 50]! ^= 4;
    const found = damageOf(() => JournalWriter.open({ folder, host }));
    expect(found).toMatchObject({ reason: "checksum", sequence: 5, torn: false, lastBatch: false });
    expect(host.openFiles).toBe(0);
    using writer = JournalWriter.open({ folder, host, onDamage: "truncate" });
    expect(writer.recovered).toMatchObject({
      records: 4,
      lastSequence: 4,
      truncatedBytes: 5 * FRAME,
      reason: "checksum",
    });
  });

  test("within the last batch it is told apart: power loss can do that", () => {
    const host = journalOf(2, 4);
    host.bytes()[host.bytes().length - 4 * FRAME + 50]! ^= 4;
    expect(damageOf(() => JournalWriter.open({ folder, host })).lastBatch).toBe(true);
    expect(() => JournalWriter.open({ folder, host })).toThrow("as after power loss within a write");
  });

  test("in an earlier segment is no tail, wherever it is", () => {
    const host = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
      appendQuotes(writer, 1, 120);
    }
    const [first, second] = host.segments();
    const file = host.files.get(first!)!;
    const last = Number(second!.slice(0, 20)) - 1;
    for (const change of [
      () => {
        file.bytes[file.bytes.length - 9]! ^= 1;
      },
      () => {
        file.bytes = file.bytes.slice(0, -1);
      },
    ]) {
      change();
      expect(damageOf(() => readQuotes(folder, { host }))).toMatchObject({
        torn: false,
        segment: first,
        sequence: last,
      });
      // Writing goes on at the tail, which is whole; verify tells of what lies before.
      using writer = JournalWriter.open({ folder, host, segmentBytes: 4096 });
      expect(writer.lastSequence).toBe(120);
    }
  });
});

describe("segments", () => {
  const segmented = () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host, segmentBytes: 4096, metadata: { build: "a" } });
    appendQuotes(writer, 1, 200);
    return { host, names: () => host.segments() };
  };

  test("that are missing at the front are history given up; in the middle they are damage", () => {
    const { host, names } = segmented();
    const [first, second, third] = names();
    host.files.delete(first!);
    expect(readQuotes(folder, { host })).toEqual(range(Number(second!.slice(0, 20)), 200));
    expect(describeJournal(folder, { host }).damage).toEqual([]);
    host.files.delete(third!);
    const found = damageOf(() => readQuotes(folder, { host }));
    expect(found).toMatchObject({ reason: "missing-segment", sequence: Number(third!.slice(0, 20)) });
    expect(describeJournal(folder, { host }).damage).toMatchObject([{ reason: "missing-segment" }]);
  });

  test("of another journal, of another name, of another kind are named", () => {
    const { host, names } = segmented();
    const [first, second] = names() as [string, string];
    const sequence = Number(second.slice(0, 20));
    const other = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host: other, segmentBytes: 4096, metadata: { build: "b" } });
      appendQuotes(writer, 1, 200);
    }
    const cases: [string, () => void][] = [
      ["foreign-segment", () => host.files.set(second, other.files.get(second)!)],
      ["name", () => host.files.set(second, host.files.get(first)!)],
      [
        "foreign-file",
        () => host.files.set(second, { bytes: new TextEncoder().encode("hello"), synced: new Uint8Array() }),
      ],
    ];
    for (const [reason, change] of cases) {
      const saved = host.files.get(second)!;
      change();
      expect(damageOf(() => readQuotes(folder, { host })).reason as string).toBe(reason);
      expect(readQuotes(folder, { host, onDamage: "stop" })).toEqual(range(1, sequence - 1));
      expect(describeJournal(folder, { host }).damage[0]).toMatchObject({ reason, segment: second, torn: false });
      host.files.set(second, saved);
    }
    host.files.set("notes.hpj", { bytes: new Uint8Array(), synced: new Uint8Array() });
    expect(damageOf(() => JournalWriter.open({ folder, host })).reason).toBe("foreign-file");
    expect(describeJournal(folder, { host }).damage).toMatchObject([{ reason: "foreign-file", segment: "notes.hpj" }]);
  });

  test("of the same journal from another run are told by the checksum that links them", () => {
    const { host, names } = segmented();
    const second = names()[1]!;
    const other = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host: other, segmentBytes: 4096, metadata: { build: "a" } });
      for (let sequence = 1; sequence <= 200; sequence++) {
        const event = quote(sequence);
        event.i32[6] = 99;
        writer.append(event);
      }
    }
    host.files.set(second, other.files.get(second)!);
    expect(damageOf(() => readQuotes(folder, { host })).reason).toBe("chain");
  });

  test("of a later format are refused by name", () => {
    const host = journalOf(1);
    const { bytes } = host.files.values().next().value!;
    const view = new DataView(bytes.buffer);
    view.setUint32(8, 2, true);
    const words = new Int32Array(bytes.buffer);
    words[15] = crc32c(words, 0, 15);
    expect(damageOf(() => JournalReader.open(folder, { host })).reason).toBe("version");
    expect(damageOf(() => JournalWriter.open({ folder, host, onDamage: "truncate" })).reason).toBe("version");
  });
});
