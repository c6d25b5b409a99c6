import { describe, expect, test } from "bun:test";
import { type EventCursor, storeTime } from "@hotpath/core";
import fc from "fast-check";
import { JournalReader } from "./reader.ts";
import { MemoryHost } from "./testing/memory-host.ts";
import { appendQuotes, opaque, quote, range, signal } from "./testing/sample.ts";
import { JournalWriter } from "./writer.ts";

const folder = "j";

/** Records of several KiB, so that a small journal has many places in its indexes. */
function long(sequence: number, micros: number): EventCursor {
  const event = opaque(sequence, 4096);
  storeTime(event.i32, 4, micros, sequence % 1000);
  return event;
}

function timeOf(micros: number, sequence: number): bigint {
  return BigInt(micros) * 1000n + BigInt(sequence % 1000);
}

/** A journal whose times go forwards and backwards, in several sessions. */
function journalOf(times: readonly number[], segmentBytes: number, sessions: number): MemoryHost {
  const host = new MemoryHost();
  for (let session = 0; session < sessions; session++) {
    using writer = JournalWriter.open({ folder, host, segmentBytes, flushEveryRecords: 3 });
    const end = Math.floor((times.length * (session + 1)) / sessions);
    for (let sequence = writer.lastSequence + 1; sequence <= end; sequence++)
      writer.append(long(sequence, times[sequence - 1]!));
  }
  return host;
}

const jumps = fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 1, maxLength: 120 });

describe("places in a journal", () => {
  test("are found by sequence and by time as a reading from the start finds them, with and without indexes", () => {
    fc.assert(
      fc.property(
        jumps,
        fc.constantFrom(4096, 70_000, 300_000),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        (steps, segmentBytes, sessions, removals) => {
          let micros = 1000;
          const times = steps.map((step) => (micros += step));
          const host = journalOf(times, segmentBytes, sessions);
          const indexes = [...host.files.keys()].filter((name) => name.endsWith(".hpx")).sort();
          expect(indexes.length).toBe(host.segments().length);
          for (const [i, name] of indexes.entries()) if (removals[i % removals.length]) host.files.delete(name);
          using reader = JournalReader.open(folder, { host, chunkBytes: 4096 });
          const all = times.map((time, i) => timeOf(time, i + 1));
          for (const sought of [...all, all[0]! - 1n, Math.max(...times) > 0 ? 10n ** 15n : 0n]) {
            const found = all.findIndex((time) => time >= sought);
            expect(reader.seekTime(sought)).toBe(found >= 0);
            const [first] = reader;
            expect(first?.sequence).toBe(found < 0 ? undefined : found + 1);
          }
          for (let sequence = 0; sequence <= times.length + 1; sequence++) {
            const isThere = sequence >= 1 && sequence <= times.length;
            expect(reader.seek(sequence)).toBe(isThere);
            const [first] = reader;
            expect(first?.sequence).toBe(sequence === 0 ? 1 : isThere ? sequence : undefined);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("an index that is damaged, of another journal or behind its time is no harm", () => {
    const times = range(1, 100).map((i) => 1000 + i * 10);
    const other = journalOf(
      times.map((time) => time + 7),
      200_000,
      1,
    );
    const whole = journalOf(times, 200_000, 1);
    const indexes = [...whole.files.keys()].filter((name) => name.endsWith(".hpx"));
    const check = (host: MemoryHost): void => {
      using reader = JournalReader.open(folder, { host });
      for (const sequence of [1, 40, 77, 100]) {
        expect(reader.seek(sequence)).toBe(true);
        expect(reader.seekTime(timeOf(times[sequence - 1]!, sequence))).toBe(true);
        const [first] = reader;
        expect(first?.sequence).toBe(sequence);
      }
    };
    for (const name of indexes) {
      for (const at of [0, 9, 17, 30, 39, 41, 60, 81]) {
        const host = whole.copy();
        host.bytes(name)[at]! ^= 16;
        check(host);
      }
      const host = whole.copy();
      host.files.get(name)!.bytes = other.bytes(name).slice();
      check(host);
    }
  });

  test("a seek reads a little around the place, not the segment", () => {
    const host = journalOf(
      range(1, 400).map((i) => i * 10),
      2 ** 30,
      1,
    );
    using reader = JournalReader.open(folder, { host, chunkBytes: 65_536 });
    for (const seek of [() => reader.seek(301), () => reader.seekTime(timeOf(3010, 301))]) {
      const before = host.calls;
      expect(seek()).toBe(true);
      expect(host.calls - before).toBeLessThan(16);
    }
  });

  test("ranges that share a bound share no record and leave none out", () => {
    fc.assert(
      fc.property(jumps, fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 6 }), (steps, cuts) => {
        let micros = 1000;
        const host = journalOf(
          steps.map((step) => (micros += step)),
          70_000,
          1,
        );
        using reader = JournalReader.open(folder, { host });
        const sequencesOf = (from?: number | bigint, to?: number | bigint): number[] =>
          Array.from(
            reader.range({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }),
            (e) => e.sequence,
          );
        const all = range(1, steps.length);
        expect(sequencesOf()).toEqual(all);
        for (const bounds of [cuts.map((cut) => cut % (steps.length + 2)), cuts.map((cut) => BigInt(cut) * 1000n)]) {
          const sorted = [undefined, ...bounds.sort((a, b) => Number(a) - Number(b)), undefined];
          expect(sorted.slice(1).flatMap((to, i) => sequencesOf(sorted[i], to))).toEqual(all);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("what is derived from an input comes with it", () => {
    const host = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host });
      for (let sequence = 1; sequence <= 9; sequence++) {
        writer.append(quote(sequence));
        writer.append(signal(sequence, 0));
      }
    }
    using reader = JournalReader.open(folder, { host });
    expect(Array.from(reader.range({ from: 3, to: 5 }), (event) => [event.sequence, event.type])).toEqual([
      [3, 1],
      [3, 20],
      [4, 1],
      [4, 20],
    ]);
  });
});

describe("follow", () => {
  test("gives what is there, then what comes, over segments, until it is aborted", async () => {
    const host = new MemoryHost();
    using writer = JournalWriter.open({ folder, host, segmentBytes: 4096, access: "map" });
    appendQuotes(writer, 1, 30);
    writer.flush();
    using reader = JournalReader.open(folder, { host });
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const view of reader.follow({ signal: stop.signal, pollMillis: 1 })) {
      seen.push(view.sequence);
      if (view.sequence === writer.writtenSequence && view.sequence < 200) {
        setTimeout(() => {
          appendQuotes(writer, writer.lastSequence + 1, writer.lastSequence + 34);
          writer.flush();
        }, 2);
      }
      if (view.sequence === 200) setTimeout(() => stop.abort(), 2);
    }
    expect(seen).toEqual(range(1, 200));
    expect(host.segments().length).toBeGreaterThan(2);
    for await (const _ of reader.follow({ signal: AbortSignal.abort() })) throw new Error("it was aborted before");
  });

  test("stops at damage, and refuses a bad option", async () => {
    const host = new MemoryHost();
    {
      using writer = JournalWriter.open({ folder, host });
      appendQuotes(writer, 1, 9);
    }
    host.bytes()[200]! ^= 1;
    using reader = JournalReader.open(folder, { host });
    const read = async (options = {}) => {
      for await (const _ of reader.follow(options));
    };
    await expect(read()).rejects.toThrow("checksum");
    await expect(read({ pollMillis: 0 })).rejects.toThrow("journal.pollMillis: got 0");
  });
});
