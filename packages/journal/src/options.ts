import { ConfigError } from "@hotpath/core";
import { fileHost } from "./file-host.ts";
import type { JournalHost } from "./host.ts";
import { type JournalMetadata, metadataText } from "./metadata.ts";

/**
 * What a flushed record survives, and for how many milliseconds it is at the risk of a loss of power.
 *
 * | | kill −9 | loss of power | at risk |
 * |---|---|---|---|
 * | `each` | survives | survives: one `fdatasync` per flush (group commit), which `flush` waits for | 0 ms |
 * | `interval` | survives | survives after `syncIntervalMillis`: a thread syncs, the writer never waits | the interval and twice what a sync takes; `riskMillisMax` at the most, then `flush` waits |
 * | `process` | survives | nothing promised; a segment is synced when it is complete, by a thread where there is one | no bound |
 * | `none` | survives, though it is not promised | nothing promised, nothing ever synced; for backtests | no bound |
 */
export type Durability = "each" | "interval" | "process" | "none";

/**
 * How batches reach the file: by a call of the machine (`write`), or by stores into a mapping shared with the file (`map`),
 * which cost no call, outlive the process, and are synced like what is written.
 */
export type JournalAccess = "write" | "map";

/** How a journal is written. */
export interface JournalWriterOptions {
  /** The folder of the segments; made if it is not there. */
  folder: string;
  /**
   * Kept in each segment. On an existing journal, metadata that differs from the last segment's begins a new segment
   * with the next input; left out, the last segment's is carried on. Default for a new journal: `{}`.
   */
  metadata?: JournalMetadata;
  /** Default `process`. On an existing journal another one begins a new segment with the next input. */
  durability?: Durability;
  /** With `interval`: milliseconds between two syncs, 1 to 60,000; default 100. */
  syncIntervalMillis?: number;
  /**
   * With `interval`: the most milliseconds for which something flushed may wait to be synced, 1 to 3,600,000; default ten
   * intervals, a second at the least. Where the disk is slower, `flush` waits for it, and `statistics` count that.
   */
  riskMillisMax?: number;
  /** Default `write`. `map` needs Bun on Linux; with it the last segment's file ends in room that is reserved. */
  access?: JournalAccess;
  /** Flush by itself after so many records; default: no such bound. */
  flushEveryRecords?: number;
  /** Flush by itself when so many bytes are gathered, 4 KiB to 64 MiB; default 256 KiB. */
  flushBytes?: number;
  /**
   * Flush by itself at the first record whose event time is so many microseconds after the oldest one gathered;
   * default: no such bound. A writer asks no clock, so in a pause of the events it is the caller who flushes.
   */
  flushIntervalMicros?: number;
  /** Begin a new segment at the first input beyond so many bytes, 4 KiB to 1 GiB; default 64 MiB. */
  segmentBytes?: number;
  /** Sequence of the first record of a new journal; default 1. */
  firstSequence?: number;
  /** Time of creation of a new journal in nanoseconds since the epoch; default 0. Later segments take their first event's time. */
  createdAt?: bigint;
  /**
   * What to do with damage that is no torn tail when the journal is opened. `refuse` throws; `truncate` gives up the
   * damaged record and all behind it in the last segment, and reports it. Default `refuse`.
   */
  onDamage?: "refuse" | "truncate";
  /** Where the files are; default {@link fileHost}. */
  host?: JournalHost;
}

/** The options, checked and filled in. */
export interface WriterSettings {
  readonly folder: string;
  /** JSON, or undefined to carry on what is there. */
  readonly metadata: string | undefined;
  readonly durability: Durability;
  readonly syncIntervalMillis: number;
  readonly riskMillisMax: number;
  readonly access: JournalAccess;
  readonly flushEveryRecords: number;
  readonly flushBytes: number;
  readonly flushIntervalMicros: number;
  readonly segmentBytes: number;
  readonly firstSequence: number;
  readonly createdAt: bigint;
  readonly onDamage: "refuse" | "truncate";
  readonly host: JournalHost;
}

const MEBI = 1024 * 1024;
const LAST_TIME = 2n ** 63n - 1n;
const KEYS: readonly (keyof JournalWriterOptions)[] = [
  "folder",
  "metadata",
  "durability",
  "syncIntervalMillis",
  "riskMillisMax",
  "access",
  "flushEveryRecords",
  "flushBytes",
  "flushIntervalMicros",
  "segmentBytes",
  "firstSequence",
  "createdAt",
  "onDamage",
  "host",
];

/** @throws {ConfigError} for the first option that is wrong */
export function writerSettings(options: JournalWriterOptions): WriterSettings {
  for (const [key, value] of Object.entries(options))
    if (!(KEYS as readonly string[]).includes(key))
      throw new ConfigError(`journal.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
  const syncIntervalMillis = integer("syncIntervalMillis", options.syncIntervalMillis, 1, 60_000, 100);
  return Object.freeze({
    folder: folderOf(options.folder),
    metadata: options.metadata === undefined ? undefined : metadataText(options.metadata),
    durability: oneOf("durability", options.durability ?? "process", ["each", "interval", "process", "none"] as const),
    syncIntervalMillis,
    riskMillisMax: integer(
      "riskMillisMax",
      options.riskMillisMax,
      1,
      3_600_000,
      Math.max(1000, syncIntervalMillis * 10),
    ),
    access: oneOf("access", options.access ?? "write", ["write", "map"] as const),
    flushEveryRecords: integer("flushEveryRecords", options.flushEveryRecords, 1, 2 ** 31, 2 ** 31),
    flushBytes: integer("flushBytes", options.flushBytes, 4096, 64 * MEBI, MEBI / 4),
    flushIntervalMicros: integer("flushIntervalMicros", options.flushIntervalMicros, 1, 2 ** 52, 0),
    segmentBytes: integer("segmentBytes", options.segmentBytes, 4096, 1024 * MEBI, 64 * MEBI),
    firstSequence: integer("firstSequence", options.firstSequence, 0, Number.MAX_SAFE_INTEGER - 1, 1),
    createdAt: timeOf(options.createdAt ?? 0n),
    onDamage: oneOf("onDamage", options.onDamage ?? "refuse", ["refuse", "truncate"] as const),
    host: options.host ?? fileHost,
  });
}

/** @throws {ConfigError} if it is no text, or an empty one */
export function folderOf(folder: unknown): string {
  if (typeof folder === "string" && folder !== "") return folder;
  throw new ConfigError("journal.folder", folder, "the path of a folder");
}

/** An integer option within its bounds, or what it is when left out. */
export function integer(key: string, value: unknown, least: number, most: number, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new ConfigError(`journal.${key}`, value, `an integer from ${least} to ${most}`);
}

/** One of a few texts. */
export function oneOf<const T extends string>(key: string, value: unknown, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw new ConfigError(`journal.${key}`, value, `one of ${allowed.map((v) => JSON.stringify(v)).join(", ")}`);
}

function timeOf(value: unknown): bigint {
  if (typeof value === "bigint" && value >= 0n && value <= LAST_TIME) return value;
  throw new ConfigError("journal.createdAt", value, "nanoseconds since the epoch, a bigint from 0n below 2n ** 63n");
}
