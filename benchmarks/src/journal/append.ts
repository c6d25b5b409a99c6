/** Appending 256-byte records in groups, by every durability, beside a SQLite database that does the same. */
import { Database } from "bun:sqlite";
import { appendFileSync, closeSync, fdatasyncSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EventCursor } from "@hotpath/core";
import { JournalWriter, type JournalWriterOptions } from "@hotpath/journal";
import type { BenchRow } from "../harness.ts";
import { median, record, round } from "./records.ts";

const RECORDS = 1_000_000;
/** A peer's records: they are slower, and a rate needs no more. */
const PEER_RECORDS = 100_000;
const ROUNDS = 3;
/** Records of a group: about 1 MiB. */
const GROUP = 4096;
const GOAL = 0.5;

interface Mode {
  what: string;
  options: Partial<JournalWriterOptions>;
  /** SQLite's `synchronous` that promises the same, or as near to it as there is. */
  sqlite: "full" | "off";
  peerName: string;
}

const MODES: readonly Mode[] = [
  { what: "each", options: { durability: "each" }, sqlite: "full", peerName: "bun:sqlite WAL, synchronous=full" },
  {
    what: "interval, 100 ms",
    options: { durability: "interval" },
    sqlite: "off",
    peerName: "bun:sqlite WAL, synchronous=off",
  },
  {
    what: "interval, 100 ms, mapped",
    options: { durability: "interval", access: "map" },
    sqlite: "off",
    peerName: "bun:sqlite WAL, synchronous=off",
  },
  {
    what: "none by power loss",
    options: { durability: "process" },
    sqlite: "off",
    peerName: "bun:sqlite WAL, synchronous=off",
  },
  {
    what: "none by power loss, mapped",
    options: { durability: "process", access: "map" },
    sqlite: "off",
    peerName: "bun:sqlite WAL, synchronous=off",
  },
];

/** The rows, in a folder of their own. */
export function appendRows(root: string): BenchRow[] {
  const event = record(256);
  const sqlite = { full: rounds(() => sqliteRate(root, "full")), off: rounds(() => sqliteRate(root, "off")) };
  const plain = rounds(() => appendFileRate(root));
  const rows = MODES.map(({ what, options, sqlite: sync, peerName }): BenchRow => {
    let atRisk = 0;
    const ours = rounds(() => {
      const run = journalRate(root, event, options);
      atRisk = Math.max(atRisk, run.atRiskMillis);
      return run.rate;
    });
    const risk = Number.isFinite(atRisk) ? `at risk at the most ${Math.round(atRisk)} ms` : "at risk: no bound";
    return {
      what: `journal append, 256-byte records, group commit: ${what}`,
      ours: round(ours),
      unit: "million/s",
      better: "higher",
      goal: GOAL,
      peers: { [peerName]: round(sqlite[sync]), ...(sync === "off" && { "appendFileSync a record": round(plain) }) },
      note: `groups of ${GROUP} records, best of ${ROUNDS}; ${risk}`,
    };
  });
  return [...rows, syncRow(root, event)];
}

function journalRate(root: string, event: EventCursor, options: Partial<JournalWriterOptions>) {
  const folder = join(root, "append");
  rmSync(folder, { recursive: true, force: true });
  using writer = JournalWriter.open({
    folder,
    segmentBytes: 256 * 1024 * 1024,
    flushEveryRecords: GROUP,
    flushBytes: 4 * 1024 * 1024,
    ...options,
  });
  let atRiskMillis = 0;
  const start = Bun.nanoseconds();
  for (let i = 1; i <= RECORDS; i++) {
    event.f64[1] = i;
    writer.append(event);
    if (i % GROUP === 0) atRiskMillis = Math.max(atRiskMillis, writer.atRiskMillis);
  }
  writer.flush();
  const rate = (RECORDS * 1000) / (Bun.nanoseconds() - start);
  return { rate, atRiskMillis };
}

/** Rows of a sequence and a blob, a transaction for each group. */
function sqliteRate(root: string, synchronous: "full" | "off"): number {
  const path = join(root, "peer.db");
  for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
  using database = new Database(path, { create: true });
  database.run("pragma journal_mode = wal");
  database.run(`pragma synchronous = ${synchronous}`);
  database.run("create table log (sequence integer primary key, record blob not null)");
  const insert = database.prepare("insert into log values (?, ?)");
  const bytes = new Uint8Array(256);
  const start = Bun.nanoseconds();
  for (let i = 0; i < PEER_RECORDS; i += GROUP)
    database.transaction(() => {
      for (let k = i; k < i + GROUP; k++) insert.run(k, bytes);
    })();
  const count = Math.ceil(PEER_RECORDS / GROUP) * GROUP;
  return (count * 1000) / (Bun.nanoseconds() - start);
}

function appendFileRate(root: string): number {
  const path = join(root, "peer.log");
  rmSync(path, { force: true });
  const descriptor = openSync(path, "a");
  const bytes = new Uint8Array(264);
  const start = Bun.nanoseconds();
  for (let i = 0; i < PEER_RECORDS; i++) appendFileSync(descriptor, bytes);
  const rate = (PEER_RECORDS * 1000) / (Bun.nanoseconds() - start);
  closeSync(descriptor);
  return rate;
}

/** A flush of one record that is synced: what an order waits for where nothing is gathered. */
function syncRow(root: string, event: EventCursor): BenchRow {
  using writer = JournalWriter.open({ folder: join(root, "sync"), durability: "each" });
  const descriptor = openSync(join(root, "peer"), "w");
  const ours: number[] = [];
  const peer: number[] = [];
  const bytes = new Uint8Array(264);
  for (let i = 1; i <= 200; i++) {
    event.f64[1] = i;
    writer.append(event);
    const start = Bun.nanoseconds();
    writer.flush();
    const middle = Bun.nanoseconds();
    appendFileSync(descriptor, bytes);
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

function rounds(measure: () => number): number {
  let most = 0;
  for (let i = 0; i < ROUNDS; i++) most = Math.max(most, measure());
  return most;
}
