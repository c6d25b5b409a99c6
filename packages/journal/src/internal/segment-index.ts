/**
 * The sparse index of a segment, in a file beside it: where, about every 64 KiB, a record starts, and the latest time
 * before it. It is derived, and never trusted: each entry has a checksum, and the record that it points at must be there.
 * Without it everything is found by reading.
 *
 * | entry offset | type | field |
 * |---|---|---|
 * | 0 | u32 | CRC-32C of what follows |
 * | 4 | u32 | format version, 1 |
 * | 8 | f64 | sequence of the input that starts there |
 * | 16 | f64 | where its frame starts in the segment, in bytes |
 * | 24 | i64 | its time, nanoseconds |
 * | 32 | i64 | the latest time of any record before it in the journal; the least i64 if there is none |
 */
import { type EventCursor, joinNanos, microsOf, nanosOf } from "@hotpath/core";
import type { JournalFile, JournalHost } from "../host.ts";
import { crc32c } from "./crc32c.ts";
import { readFully, writeAll } from "./io.ts";

/** Bytes of a segment between two entries, about. */
export const INDEX_STEP_BYTES: number = 64 * 1024;
/** Entries that are written together. */
const ENTRIES_PER_WRITE = 16;
const ENTRY_BYTES = 40;
const ENTRY_WORDS = ENTRY_BYTES / 4;
const VERSION = 1;
/** "No record before it." */
export const NO_TIME: bigint = -(2n ** 63n);

/** Where a record starts. */
export interface IndexEntry {
  sequence: number;
  offset: number;
  time: bigint;
  latestBefore: bigint;
}

/** The name of the index of a segment. */
export function indexName(segment: string): string {
  return `${segment.slice(0, -".hpj".length)}.hpx`;
}

/** Gathers the entries of the segment that is being written. */
export class IndexBuilder {
  /** Index files that the machine would not take. */
  failures = 0;
  readonly #host: JournalHost;
  readonly #folder: string;
  #name = "";
  #entries: IndexEntry[] = [];
  /** Entries that are in the file. */
  #written = 0;
  #isBroken = false;
  /** The index's file, kept open while its segment is written: opening it each time takes a tenth of a millisecond. */
  #file: JournalFile | undefined;
  #nextOffset = 0;
  #latestMicros = Number.NEGATIVE_INFINITY;
  #latestNanos = 0;

  constructor(host: JournalHost, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  /** The latest time of all records so far. */
  get latest(): bigint {
    return this.#latestMicros === Number.NEGATIVE_INFINITY ? NO_TIME : joinNanos(this.#latestMicros, this.#latestNanos);
  }

  /** Takes up the latest time of what was written before. */
  resume(latest: bigint): void {
    if (latest === NO_TIME) return;
    this.#latestMicros = microsOf(latest);
    this.#latestNanos = nanosOf(latest);
  }

  /** A segment is begun, or is carried on and read again from its start; its index is written anew. */
  begin(segment: string): void {
    this.release();
    this.#name = indexName(segment);
    this.#entries = [];
    this.#written = 0;
    this.#nextOffset = 0;
    this.#isBroken = false;
  }

  /** A record whose frame starts at `offset`. */
  add(event: EventCursor, offset: number, isInput: boolean): void {
    if (isInput && offset >= this.#nextOffset) {
      this.#nextOffset = offset + INDEX_STEP_BYTES;
      this.#entries.push({ sequence: event.sequence, offset, time: event.time, latestBefore: this.latest });
    }
    const micros = event.micros;
    if (micros > this.#latestMicros) {
      this.#latestMicros = micros;
      this.#latestNanos = event.nanos;
    } else if (micros === this.#latestMicros && event.nanos > this.#latestNanos) this.#latestNanos = event.nanos;
  }

  /** What was added is in the segment: the index may say so. Writes where enough has gathered, or at the end of a segment. */
  settle(isEnd: boolean): void {
    const waiting = this.#entries.length - this.#written;
    const isDue = waiting > 0 && (isEnd || this.#written === 0 || waiting >= ENTRIES_PER_WRITE);
    try {
      if (isDue && !this.#isBroken) this.#write();
    } catch {
      // An index can be done without; a record cannot.
      this.failures += 1;
      this.#isBroken = true;
    }
    if (isEnd) this.release();
  }

  /** Closes the file. What is written later opens it again. */
  release(): void {
    const file = this.#file;
    this.#file = undefined;
    try {
      file?.close();
    } catch {
      this.failures += 1;
    }
  }

  #write(): void {
    const bytes = encodeEntries(this.#entries.slice(this.#written));
    this.#file ??= this.#opened(this.#written === 0);
    writeAll(this.#file, bytes, bytes.length, this.#written * ENTRY_BYTES);
    this.#written = this.#entries.length;
  }

  #opened(isNew: boolean): JournalFile {
    const [host, folder, name] = [this.#host, this.#folder, this.#name];
    if (isNew && host.list(folder).includes(name)) host.remove(folder, name);
    return host.open(folder, name, isNew ? "create" : "write");
  }
}

/** The sound entries of a segment's index up to the first that is none; empty where there is no index. */
export function readIndex(
  host: JournalHost,
  folder: string,
  segment: string,
  entriesMax: number = Infinity,
): IndexEntry[] {
  let bytes: Uint8Array;
  try {
    const file = host.open(folder, indexName(segment), "read");
    try {
      bytes = new Uint8Array(Math.min(file.size(), entriesMax * ENTRY_BYTES));
      bytes = bytes.subarray(0, readFully(file, bytes, 0, bytes.length, 0));
    } finally {
      file.close();
    }
  } catch {
    return [];
  }
  const entries: IndexEntry[] = [];
  const view = new DataView(bytes.buffer);
  const words = new Int32Array(bytes.buffer, 0, bytes.length >> 2);
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const word = at >> 2;
    if (words[word] !== crc32c(words, word + 1, word + ENTRY_WORDS) || words[word + 1] !== VERSION) break;
    entries.push({
      sequence: view.getFloat64(at + 8, true),
      offset: view.getFloat64(at + 16, true),
      time: view.getBigInt64(at + 24, true),
      latestBefore: view.getBigInt64(at + 32, true),
    });
  }
  return entries;
}

function encodeEntries(entries: readonly IndexEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  const words = new Int32Array(bytes.buffer);
  for (const [i, entry] of entries.entries()) {
    const at = i * ENTRY_BYTES;
    view.setUint32(at + 4, VERSION, true);
    view.setFloat64(at + 8, entry.sequence, true);
    view.setFloat64(at + 16, entry.offset, true);
    view.setBigInt64(at + 24, entry.time, true);
    view.setBigInt64(at + 32, entry.latestBefore, true);
    words[at >> 2] = crc32c(words, (at >> 2) + 1, (at >> 2) + ENTRY_WORDS);
  }
  return bytes;
}
