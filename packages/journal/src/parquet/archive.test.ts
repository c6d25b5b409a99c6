import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { EventCursor, EventQueue, Fill, InputError, Quote, Random, viewEvent } from "@hotpath/core";
import { parquetReadObjects } from "hyparquet";
import { JournalReader } from "../reader.ts";
import { retain } from "../retention.ts";
import { SnapshotStore } from "../snapshots/snapshot-store.ts";
import { MemoryHost } from "../testing/memory-host.ts";
import { appendQuotes, opaque, quote, signal } from "../testing/sample.ts";
import { JournalWriter } from "../writer.ts";
import { archivedUntil, archiveJournal, readArchive } from "./archive.ts";

// A machine that is busy with something else is no failure.
setDefaultTimeout(240_000);

const folder = "j";
const archive = "a";

/** One host for two folders, whose files no name is shared by. */
function journalOf(inputs: number): MemoryHost {
  const host = new MemoryHost();
  using writer = JournalWriter.open({ folder, host, segmentBytes: 8192, metadata: { build: "b" } });
  const random = new Random(3);
  const queue = new EventQueue();
  const event = new EventCursor();
  const odd = [0, -0, Number.NaN, 5e-324, -(2 ** 53) + 1, 0.1];
  for (let sequence = 1; sequence <= inputs; sequence++) {
    const kind = random.integer(4);
    if (kind === 0) writer.append(opaque(sequence, 32 + 8 * random.integer(9)));
    else {
      Quote.write(queue, 2 ** 52 + sequence, sequence % 1000, -1, 7, odd[sequence % 6]!, 2, 3, 4, -5);
      queue.next(event);
      event.f64[event.at + 1] = sequence;
      writer.append(event);
      queue.clear();
    }
    for (let k = 0; k < kind; k++) writer.append(signal(sequence, k));
    if (kind === 2) {
      Fill.emit(queue, quote(sequence), 1, 2, 9_007_199_254_740_991, 10_005, 10, 0, 10, 1, 2, 3, -0.5, 12);
      queue.next(event);
      writer.append(event);
      queue.clear();
    }
  }
  return host;
}

type Row = Record<string, unknown> & { sequence: bigint; output: number };

async function rowsOf(host: MemoryHost, name: string): Promise<Row[]> {
  const bytes = host.bytes(name);
  const file = { byteLength: bytes.length, slice: async (a: number, b?: number) => bytes.slice(a, b).buffer };
  const nanos = (value: bigint): bigint => value;
  return (await parquetReadObjects({
    file: file as never,
    utf8: false,
    parsers: { timestampFromNanoseconds: nanos as never },
  })) as Row[];
}

/** What a row of the archive must be for a record. */
function expectedRow(event: EventCursor, output: number): Record<string, unknown> {
  const view = viewEvent(event) as unknown as Record<string, unknown> | undefined;
  const fields = Object.entries(view ?? {}).filter(
    ([key]) => !["type", "sequence", "time", "instrument", "venue"].includes(key),
  );
  return {
    sequence: BigInt(event.sequence),
    output,
    time: event.time,
    instrument: event.instrument,
    venue: event.venue,
    version: event.version,
    ...Object.fromEntries(
      fields.map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
    ),
    rest: view === undefined && event.length > 32 ? event.bytes().slice(32) : undefined,
  };
}

describe("archiveJournal", () => {
  test("keeps every field of every record exactly, and the order among types", async () => {
    const host = journalOf(700);
    const added = await archiveJournal({ folder, archive, host });
    expect(added.length).toBe(host.segments().length - 1);
    expect(readArchive(archive, host)).toEqual(added);
    const last = added.at(-1)!.lastSequence;
    expect(archivedUntil(archive, host)).toBe(last);
    const rows = new Map<string, Row>();
    for (const { files, metadata } of added) {
      expect(metadata).toEqual({ build: "b" });
      for (const file of files) {
        const found = await rowsOf(host, file.name);
        expect(found.length).toBe(file.rows);
        for (const row of found) rows.set(`${row.sequence}/${row.output}`, row);
      }
    }
    using reader = JournalReader.open(folder, { host });
    let [sequence, output, count] = [0, 0, 0];
    for (const event of reader.range({ to: last + 1 })) {
      output = event.sequence === sequence ? output + 1 : 0;
      sequence = event.sequence;
      count += 1;
      const row = rows.get(`${sequence}/${output}`)!;
      const wanted = expectedRow(event, output);
      for (const [key, value] of Object.entries(wanted))
        expect([key, Object.is(row[key] ?? undefined, value) || Bun.deepEquals(row[key] ?? undefined, value)]).toEqual([
          key,
          true,
        ]);
    }
    expect([rows.size, added.reduce((sum, { records }) => sum + records, 0)]).toEqual([count, count]);
  });

  test("adds what is new, and with retention the journal goes on behind what is archived", async () => {
    const host = journalOf(300);
    const first = await archiveJournal({ folder, archive, host });
    {
      using writer = JournalWriter.open({ folder, host, segmentBytes: 8192 });
      appendQuotes(writer, writer.lastSequence + 1, 600);
      writer.flush();
      new SnapshotStore({ folder, host }).save({ sequence: 600, time: 0n, state: new Uint8Array(8) });
    }
    const more = await archiveJournal({ folder, archive, host });
    expect(more[0]!.firstSequence).toBe(first.at(-1)!.lastSequence + 1);
    expect(await archiveJournal({ folder, archive, host })).toEqual([]);
    const until = archivedUntil(archive, host);
    const { removed } = retain({ folder, host, everything: true, keepFrom: until + 1 });
    expect(removed).toEqual([...first, ...more].map(({ segment }) => segment));
    using reader = JournalReader.open(folder, { host });
    const [next] = reader;
    expect(next?.sequence).toBe(until + 1);
  });

  test("interrupted in any call, leaves a manifest only of what is whole, and the next one finishes it", async () => {
    const whole = journalOf(260);
    const before = whole.calls;
    const wanted = await archiveJournal({ folder, archive, host: whole.copy() });
    expect(whole.calls).toBe(before);
    for (let atCall = 1; ; atCall += 7) {
      const host = whole.copy();
      host.faults = { crash: { atCall, bytes: 30 } };
      let isDone = true;
      try {
        await archiveJournal({ folder, archive, host });
      } catch {
        isDone = false;
      }
      const after = host.copy();
      const there = readArchive(archive, after);
      expect(there).toEqual(wanted.slice(0, there.length));
      await archiveJournal({ folder, archive, host: after });
      expect(readArchive(archive, after)).toEqual(wanted);
      expect([...after.files.keys()].filter((name) => name.endsWith(".unfinished"))).toEqual([]);
      if (isDone) break;
    }
  });

  test("damage is named: of a segment, of a manifest, of a file that it speaks of", async () => {
    const host = journalOf(400);
    const [, second] = host.segments();
    host.bytes(second)[1000]! ^= 1;
    await expect(archiveJournal({ folder, archive, host })).rejects.toThrow(second!);
    const [only, ...others] = readArchive(archive, host);
    expect(others).toEqual([]);
    const cut = host.copy();
    const file = cut.files.get(only!.files[0]!.name)!;
    file.bytes = file.bytes.slice(1);
    expect(() => readArchive(archive, cut)).toThrow(InputError);
    const manifest = [...host.files.keys()].find((name) => name.endsWith(".archive.json"))!;
    host.bytes(manifest)[90]! ^= 1;
    expect(() => readArchive(archive, host)).toThrow(`${manifest} is no manifest, or not as it was written`);
  });
});
