import { ConfigError } from "@hotpath/core";
import { fileHost, type JournalHost } from "./host.ts";
import { type JournalMetadata, metadataText } from "./metadata.ts";

/**
 * What a flushed record survives.
 *
 * - `process`: the end of the process, kill −9 included: it has been written to the file, and is in the machine's page
 *   cache at the least. A segment is synced when it is closed.
 * - `power`: the loss of power: after `fdatasync`, once per flush (group commit).
 * - `none`: nothing is promised and nothing is ever synced; for backtests.
 */
export type Durability = "none" | "process" | "power";

/** How a journal is written. */
export interface JournalWriterOptions {
  /** The folder of the segments; made if it is not there. */
  folder: string;
  /**
   * Kept in each segment. On an existing journal, metadata that differs from the last segment's begins a new segment
   * with the next input; left out, the last segment's is carried on. Default for a new journal: `{}`.
   */
  metadata?: JournalMetadata;
  /** Default `process`. */
  durability?: Durability;
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
  return Object.freeze({
    folder: folderOf(options.folder),
    metadata: options.metadata === undefined ? undefined : metadataText(options.metadata),
    durability: oneOf("durability", options.durability ?? "process", ["none", "process", "power"] as const),
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
