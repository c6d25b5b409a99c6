/**
 * The journal: records appended, synced, read and checked a second, beside the same events as lines of JSON written
 * through the same `node:fs` calls in batches of the same size, which is what a log is where nobody has built one.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventCursor, Quote } from "@hotpath/core";
import { describeJournal, JournalReader, JournalWriter, type JournalWriterOptions } from "@hotpath/journal";
import type { BenchRow, Suite } from "./harness.ts";
import { appendRows } from "./journal/append.ts";
import { quoteRecord, round } from "./journal/records.ts";
import { recoveryRows } from "./journal/recovery.ts";
import { tickToOrderRows } from "./journal/tick-to-order.ts";

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
  // First, while nothing else has run in this process.
  const ticks = tickToOrderRows(root);
  const json = jsonLines(root, RECORDS / 4);
  const note = `file system type 0x${statfsSync(root).type.toString(16)}, ${RECORDS} records, best of ${ROUNDS}`;
  const appendQuote = best(() => append(root, quoteRecord(), { durability: "process" }));
  const folder = join(root, "read");
  fill(folder, quoteRecord(), {});
  return [
    ...ticks,
    ...recoveryRows(root),
    ...appendRows(root),
    row("append, quotes (72 bytes), process-crash durable", appendQuote, {
      peers: { "JSON lines, node:fs": json.append },
      note: `batches of 256 KiB on both sides; ${note}`,
    }),
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
