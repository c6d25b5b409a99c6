/**
 * Opening a journal for writing: finds where the last good record ends, cuts off what a crash left behind it, and says
 * so.
 */
import { EventCursor } from "@hotpath/core";
import { type DamageReason, damage, damageError, type JournalDamage } from "../damage.ts";
import { type JournalHost, pathOf } from "../host.ts";
import { sequenceOfName } from "../layout.ts";
import type { WriterSettings } from "../options.ts";
import { io, readFully, writeAll } from "./io.ts";
import { latestBefore } from "./latest-time.ts";
import { linkDamage } from "./link.ts";
import { type IndexBuilder, readIndex } from "./segment-index.ts";
import { listSegments, removeSegment } from "./segment-list.ts";
import { SCAN_DAMAGE, SCAN_END, SCAN_RECORD, SegmentScanner } from "./segment-scanner.ts";
import type { SegmentStart } from "./segment-start.ts";

/** What was found when a journal was opened for writing. */
export interface Recovery {
  /** Whole records in the last segment. */
  records: number;
  /** The last input's sequence, or the one before the first if there is none. */
  lastSequence: number;
  /** Bytes cut off behind the last whole record, in all files. */
  truncatedBytes: number;
  /** Zeros behind the last whole record that were given back: room that a mapping had reserved. */
  reservedBytes: number;
  /** Segments that were removed because they held no whole record, nor a whole header. */
  removedSegments: string[];
  /** Why bytes were cut off; undefined if none were. */
  reason: DamageReason | undefined;
}

/** Where writing goes on. */
export interface Tail {
  start: SegmentStart;
  name: string;
  /** Length of the segment in bytes. */
  bytes: number;
  /** Checksum of the last frame. */
  checksum: number;
}

/** Whether what a writer has flushed is meant to survive a loss of power. */
export function isForPowerLoss(settings: WriterSettings): boolean {
  return settings.durability === "each" || settings.durability === "interval";
}

/** Finds the tail of the journal and makes it whole. The tail is undefined where there is no segment. */
export function recoverTail(
  settings: WriterSettings,
  index: IndexBuilder,
): { tail: Tail | undefined; recovery: Recovery } {
  const { host, folder } = settings;
  const names = listSegments(host, folder);
  for (const name of names)
    if (sequenceOfName(name) < 0)
      throw damageError(damage("foreign-file", name, 0, 0, "a file whose name is no segment's"), folder);
  const recovery: Recovery = {
    records: 0,
    lastSequence: settings.firstSequence - 1,
    truncatedBytes: 0,
    reservedBytes: 0,
    removedSegments: [],
    reason: undefined,
  };
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const tail = recoverSegment(settings, name, names, recovery, index);
    if (tail !== undefined && isLinked(settings, name, names, recovery)) {
      if (isForPowerLoss(settings)) syncSegments(settings, names);
      return { tail, recovery };
    }
    // The file names the sequence that comes next, unless a segment before it says so better.
    recovery.records = 0;
    recovery.lastSequence = sequenceOfName(name) - 1;
  }
  return { tail: undefined, recovery };
}

function recoverSegment(
  settings: WriterSettings,
  name: string,
  before: readonly string[],
  recovery: Recovery,
  index: IndexBuilder,
): Tail | undefined {
  const { host, folder } = settings;
  using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(1024 * 1024));
  const verdict = scanForIndex(settings, scanner, before, index);
  const length = scanner.fileBytes;
  if (verdict === SCAN_DAMAGE) {
    scanner.settleDamage();
    const found = scanner.damage!;
    if (!found.torn && (settings.onDamage === "refuse" || scanner.start === undefined))
      throw damageError(found, folder);
    recovery.reason ??= found.reason;
  }
  if (scanner.start === undefined) {
    removeSegment(host, folder, name);
    recovery.truncatedBytes += length;
    recovery.removedSegments.push(name);
    return undefined;
  }
  const end = scanner.offset;
  const isBlank = verdict === SCAN_END;
  const rewriteFrom = scanner.records > 0 ? scanner.batchOffset : 0;
  if (length > end || isForPowerLoss(settings)) mend(settings, name, rewriteFrom, end);
  if (isBlank) recovery.reservedBytes += length - end;
  else recovery.truncatedBytes += length - end;
  recovery.records = scanner.records;
  recovery.lastSequence = scanner.sequence;
  return { start: scanner.start, name, bytes: end, checksum: scanner.checksum };
}

/**
 * Whether a segment continues the one before it, whose end is looked at: a loss of power may have taken it, where it was
 * not synced yet. If it does not, that is refused; or the segment is given up, and the journal ends before it.
 */
function isLinked(settings: WriterSettings, name: string, before: readonly string[], recovery: Recovery): boolean {
  const { host, folder } = settings;
  const previousName = before.at(-1);
  if (previousName === undefined) return true;
  const broken = brokenLink(host, folder, previousName, name);
  if (broken === undefined) return true;
  if (settings.onDamage === "refuse") throw damageError(broken, folder);
  {
    using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(64));
    recovery.truncatedBytes += scanner.fileBytes;
  }
  removeSegment(host, folder, name);
  recovery.removedSegments.push(name);
  recovery.reason ??= broken.reason;
  return false;
}

function brokenLink(host: JournalHost, folder: string, previousName: string, name: string): JournalDamage | undefined {
  const chunk = new ArrayBuffer(262_144);
  using previous = new SegmentScanner(host, folder, previousName, chunk);
  const cursor = new EventCursor();
  const last = readIndex(host, folder, previousName).at(-1);
  if (last !== undefined) previous.jump(last, cursor);
  let verdict = previous.next(cursor);
  while (verdict === SCAN_RECORD) verdict = previous.next(cursor);
  if (verdict === SCAN_DAMAGE) return previous.damage;
  using next = new SegmentScanner(host, folder, name, chunk);
  return linkDamage(previous, next);
}

/** Goes through the whole records of a segment, and through its index with them. */
function scanForIndex(
  settings: WriterSettings,
  scanner: SegmentScanner,
  before: readonly string[],
  index: IndexBuilder,
): number {
  const cursor = new EventCursor();
  index.begin(scanner.name);
  let offset = scanner.offset;
  let last = scanner.sequence;
  let verdict = scanner.next(cursor);
  if (scanner.start !== undefined) index.resume(latestBefore(settings.host, settings.folder, scanner.name, before));
  while (verdict === SCAN_RECORD) {
    index.add(cursor, offset, cursor.sequence !== last);
    last = cursor.sequence;
    offset = scanner.offset;
    verdict = scanner.next(cursor);
  }
  return verdict;
}

/**
 * Cuts the segment to `end`; for power-loss durability its last batch is written once more and synced. After a sync
 * that failed, the page cache may show bytes that never reached the disk and never will unless they are written again
 * (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020); a journal synced at each flush
 * has at most its last batch in that state.
 */
function mend(settings: WriterSettings, name: string, rewriteFrom: number, end: number): void {
  const { host, folder } = settings;
  const path = pathOf(folder, name);
  io("recover", path, () => {
    const file = host.open(folder, name, "write");
    try {
      if (file.size() > end) file.truncate(end);
      if (!isForPowerLoss(settings)) return;
      const bytes = new Uint8Array(end - rewriteFrom);
      const read = readFully(file, bytes, 0, bytes.length, rewriteFrom);
      if (read < bytes.length) throw new Error(`${read} of ${bytes.length} bytes could be read again`);
      writeAll(file, bytes, bytes.length, rewriteFrom);
      file.sync();
      host.syncFolder(folder);
    } finally {
      file.close();
    }
  });
}

/** Syncs earlier segments, which a writer that promised less may have left in the page cache. */
function syncSegments(settings: WriterSettings, names: readonly string[]): void {
  for (const name of names)
    io("sync", pathOf(settings.folder, name), () => {
      const file = settings.host.open(settings.folder, name, "write");
      try {
        file.sync();
      } finally {
        file.close();
      }
    });
}
