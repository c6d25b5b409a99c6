/**
 * Opening a journal for writing: finds where the last good record ends, cuts off what a crash left behind it, and says
 * so.
 */
import { EventCursor } from "@hotpath/core";
import { type DamageReason, damage, damageError } from "../damage.ts";
import { pathOf } from "../host.ts";
import { sequenceOfName } from "../layout.ts";
import type { WriterSettings } from "../options.ts";
import { io, readFully, writeAll } from "./io.ts";
import { listSegments } from "./segment-list.ts";
import { SCAN_DAMAGE, SCAN_RECORD, SegmentScanner } from "./segment-scanner.ts";
import type { SegmentStart } from "./segment-start.ts";

/** What was found when a journal was opened for writing. */
export interface Recovery {
  /** Whole records in the last segment. */
  records: number;
  /** The last input's sequence, or the one before the first if there is none. */
  lastSequence: number;
  /** Bytes cut off behind the last whole record, in all files. */
  truncatedBytes: number;
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

/** Finds the tail of the journal and makes it whole. The tail is undefined where there is no segment. */
export function recover(settings: WriterSettings): { tail: Tail | undefined; recovery: Recovery } {
  const { host, folder } = settings;
  const names = listSegments(host, folder);
  for (const name of names)
    if (sequenceOfName(name) < 0)
      throw damageError(damage("foreign-file", name, 0, 0, "a file whose name is no segment's"), folder);
  const recovery: Recovery = {
    records: 0,
    lastSequence: settings.firstSequence - 1,
    truncatedBytes: 0,
    removedSegments: [],
    reason: undefined,
  };
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const tail = recoverSegment(settings, name, recovery);
    if (tail !== undefined) {
      if (settings.durability === "power") syncSegments(settings, names);
      return { tail, recovery };
    }
    // The file names the sequence that comes next, unless a segment before it says so better.
    recovery.lastSequence = sequenceOfName(name) - 1;
  }
  return { tail: undefined, recovery };
}

function recoverSegment(settings: WriterSettings, name: string, recovery: Recovery): Tail | undefined {
  const { host, folder } = settings;
  using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(1024 * 1024));
  const cursor = new EventCursor();
  let verdict = scanner.next(cursor);
  while (verdict === SCAN_RECORD) verdict = scanner.next(cursor);
  const length = scanner.fileBytes;
  if (verdict === SCAN_DAMAGE) {
    scanner.settleDamage();
    const found = scanner.damage!;
    if (!found.torn && (settings.onDamage === "refuse" || scanner.start === undefined))
      throw damageError(found, folder);
    recovery.reason ??= found.reason;
  }
  if (scanner.start === undefined) {
    io("remove", pathOf(folder, name), () => host.remove(folder, name));
    recovery.truncatedBytes += length;
    recovery.removedSegments.push(name);
    return undefined;
  }
  const end = scanner.offset;
  const rewriteFrom = scanner.records > 0 ? scanner.batchOffset : 0;
  if (length > end || settings.durability === "power") mend(settings, name, rewriteFrom, end);
  recovery.truncatedBytes += length - end;
  recovery.records = scanner.records;
  recovery.lastSequence = scanner.sequence;
  return { start: scanner.start, name, bytes: end, checksum: scanner.checksum };
}

/**
 * Cuts the segment to `end`; for power-loss durability its last batch is written once more and synced. After a sync
 * that failed, the page cache may show bytes that never reached the disk and never will unless they are written again
 * (Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020); a journal synced at each flush
 * has at most its last batch in that state.
 */
function mend(settings: WriterSettings, name: string, rewriteFrom: number, end: number): void {
  const { host, folder, durability } = settings;
  const path = pathOf(folder, name);
  io("recover", path, () => {
    const file = host.open(folder, name, "write");
    try {
      if (file.size() > end) file.truncate(end);
      if (durability !== "power") return;
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
