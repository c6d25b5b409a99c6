/**
 * The journal: records appended, synced, read and checked a second, beside the same events as lines of JSON written
 * through the same `node:fs` calls in batches of the same size, which is what a log is where nobody has built one.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, EventQueue, Quote } from "@hotpath/core";
import { describeJournal, JournalReader, JournalWriter, type JournalWriterOptions } from "@hotpath/journal";
import type { BenchRow, Suite } from "./harness.ts";

const RECORDS = 1_000_000;
const ROUNDS = 5;

const suite: Suite = {
  name: "journal",
  run(): BenchRow[] {
    const root = mkdtempSync(join(process.env.HOTPATH_BENCH_FOLDER ?? tmpdir(), "hotpath-journal-bench-"));
    try {
      return rows(root);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
};

export default suite;

function rows(root: string): BenchRow[] {
  const long = record(256);
  const json = jsonLines(root, RECORDS / 4);
  const note = `file system type 0x${statfsSync(root).type.toString(16)}, ${RECORDS} records, best of ${ROUNDS}`;
  const appendLong = best(() => append(root, long, { durability: "process" }));
  const appendQuote = best(() => append(root, quoteRecord(), { durability: "process" }));
  const power = best(() => append(root, long, { durability: "each", flushBytes: 1024 * 1024 }));
  const folder = join(root, "read");
  fill(folder, quoteRecord(), {});
  return [
    row("append, 256-byte records, process-crash durable", appendLong, { floor: 0.5, note }),
    row("append, quotes (72 bytes), process-crash durable", appendQuote, {
      peers: { "JSON lines, node:fs": json.append },
      note: "batches of 256 KiB on both sides",
    }),
    row("append, 256-byte records, power-loss durable", power, { floor: 0.5, note: "one fdatasync per 1 MiB" }),
    syncRow(root, long),
    row(
      "read and check, quotes",
      best(() => read(folder)),
      { peers: { "JSON lines, node:fs": json.read } },
    ),
    row(
      "describe (verify all), quotes",
      best(() => rate(() => describeJournal(folder))),
    ),
    row(
      "reopen: recover a segment of quotes",
      best(() => rate(() => fill(folder, quoteRecord(), {}, 0))),
    ),
  ];
}

function row(what: string, ours: number, more: Partial<BenchRow> = {}): BenchRow {
  return { what, ours: round(ours), unit: "million/s", better: "higher", ...more };
}

/** A flush of one record with `power`: what an order waits for where nothing is gathered. */
function syncRow(root: string, event: EventCursor): BenchRow {
  using writer = JournalWriter.open({ folder: join(root, "sync"), durability: "each" });
  const descriptor = openSync(join(root, "peer"), "w");
  const bytes = new Uint8Array(264);
  const ours: number[] = [];
  const peer: number[] = [];
  for (let i = 1; i <= 400; i++) {
    event.f64[1] = i;
    writer.append(event);
    const start = Bun.nanoseconds();
    writer.flush();
    const middle = Bun.nanoseconds();
    writeSync(descriptor, bytes);
    fdatasyncSync(descriptor);
    ours.push((middle - start) / 1000);
    peer.push((Bun.nanoseconds() - middle) / 1000);
  }
  closeSync(descriptor);
  return {
    what: "one record made power-loss durable, median",
    ours: round(median(ours)),
    unit: "µs",
    better: "lower",
    peers: { "bare write + fdatasync": round(median(peer)) },
    note: "taken in turn; ext4 lets a sync wait up to 4 ms for those of other processes",
  };
}

function append(root: string, event: EventCursor, options: Partial<JournalWriterOptions>): number {
  const folder = join(root, "append");
  rmSync(folder, { recursive: true, force: true });
  return rate(() => fill(folder, event, options));
}

function fill(folder: string, event: EventCursor, options: Partial<JournalWriterOptions>, records = RECORDS): void {
  using writer = JournalWriter.open({ folder, segmentBytes: 1024 * 1024 * 1024, ...options });
  const from = writer.lastSequence;
  for (let i = 1; i <= records; i++) {
    event.f64[1] = from + i;
    writer.append(event);
  }
}

function read(folder: string): number {
  using reader = JournalReader.open(folder);
  const event = new EventCursor();
  return rate(() => {
    let sum = 0;
    while (reader.next(event)) sum += Quote.bidPrice(event);
    return sum;
  });
}

function jsonLines(root: string, records: number): { append: number; read: number } {
  const path = join(root, "lines");
  const write = () => {
    const descriptor = openSync(path, "w");
    let batch = "";
    for (let i = 1; i <= records; i++) {
      batch += `${JSON.stringify({ type: "Quote", sequence: i, time: "1700000000000001234", instrument: 3, venue: 7, bidPrice: 10005, askPrice: 10010, bidSize: 100, askSize: 200, flags: 0 })}\n`;
      if (batch.length >= 262144) {
        writeSync(descriptor, batch);
        batch = "";
      }
    }
    writeSync(descriptor, batch);
    closeSync(descriptor);
  };
  const parse = () => {
    let sum = 0;
    for (const line of readFileSync(path, "utf8").split("\n")) if (line !== "") sum += JSON.parse(line).bidPrice;
    return sum;
  };
  const share = records / RECORDS;
  return { append: round(best(() => rate(write) * share)), read: round(best(() => rate(parse) * share)) };
}

/** Millions of {@link RECORDS} a second. */
function rate(work: () => unknown): number {
  const start = Bun.nanoseconds();
  work();
  return (RECORDS * 1000) / (Bun.nanoseconds() - start);
}

function best(measure: () => number): number {
  let most = 0;
  for (let i = 0; i < ROUNDS; i++) most = Math.max(most, measure());
  return most;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function record(bytes: number): EventCursor {
  const event = new EventCursor(new ArrayBuffer(bytes));
  event.i32[0] = bytes;
  event.i32[1] = 40_000 | (1 << 16);
  for (let i = 8; i < bytes / 4; i++) event.i32[i] = Math.imul(i, 0x9e3779b1);
  return event;
}

function quoteRecord(): EventCursor {
  const queue = new EventQueue();
  Quote.write(queue, 1_700_000_000_000_001, 234, 3, 7, 10005, 10010, 100, 200, 0);
  const event = new EventCursor();
  queue.next(event);
  return event;
}
