/**
 * Retention: segments at the front of a journal are removed once nothing needs them. What is needed for recovery is never
 * removed, whatever the bounds say.
 */
import { ConfigError, EventCursor } from "@hotpath/core";
import { fileHost } from "./file-host.ts";
import type { JournalHost } from "./host.ts";
import { io } from "./internal/io.ts";
import { readIndex } from "./internal/segment-index.ts";
import { listSegments, removeSegment } from "./internal/segment-list.ts";
import { SCAN_RECORD, SegmentScanner } from "./internal/segment-scanner.ts";
import { sequenceOfName } from "./layout.ts";
import { folderOf, integer } from "./options.ts";
import { SnapshotStore } from "./snapshots/snapshot-store.ts";

/** What may go, and what must stay. */
export interface RetentionOptions {
  /** The journal's folder. */
  folder: string;
  /** Where the snapshots are; default: the journal's folder. */
  snapshots?: string;
  /** Remove the oldest segments as long as the segments have more bytes than this; default: no such bound. */
  bytesMax?: number;
  /**
   * Remove segments whose last record is older than the journal's newest by more than so many microseconds of event time;
   * default: no such bound.
   */
  ageMaxMicros?: number;
  /** Remove every segment that may go. Default false. */
  everything?: boolean;
  /** Records from this sequence on are needed by somebody else: a projection, an archive. Default: by nobody. */
  keepFrom?: number;
  /** Say what would be removed, and remove nothing. Default false. */
  dryRun?: boolean;
  /** Where the files are; default {@link fileHost}. */
  host?: JournalHost;
}

/** What a retention has done. */
export interface Retention {
  /** Segments removed, the oldest first. */
  removed: string[];
  /** Their bytes. */
  removedBytes: number;
  /** Bytes of the segments that stay. */
  keptBytes: number;
  /** The first sequence that recovery, or `keepFrom`, needs: no segment with it or a later one is removed. */
  neededFrom: number;
  /** Whether a bound is passed all the same, because what passes it is needed. */
  isBoundPassed: boolean;
}

const KEYS = ["folder", "snapshots", "bytesMax", "ageMaxMicros", "everything", "keepFrom", "dryRun", "host"];

interface Segment {
  name: string;
  bytes: number;
  lastSequence: number;
}

/**
 * Removes segments at the front of a journal by size, by age, or as far as the snapshots cover them.
 *
 * A segment may go only if every snapshot that is there and whole covers it, so that each of them still leads to the
 * journal's end; without one, nothing goes. The last segment always stays. It may run beside the writer.
 *
 * @throws {ConfigError} naming the option that is wrong
 * @throws {IoError} when the machine refuses
 */
export function retain(options: RetentionOptions): Retention {
  for (const [key, value] of Object.entries(options))
    if (!KEYS.includes(key)) throw new ConfigError(`retention.${key}`, value, `one of the keys ${KEYS.join(", ")}`);
  const { host = fileHost } = options;
  const folder = folderOf(options.folder);
  const most = Number.MAX_SAFE_INTEGER;
  const bytesMax = options.everything === true ? 0 : integer("bytesMax", options.bytesMax, 0, most, most);
  const ageMax = integer("ageMaxMicros", options.ageMaxMicros, 0, most, most);
  const keepFrom = integer("keepFrom", options.keepFrom, 0, most, most);
  const store = new SnapshotStore({ folder: options.snapshots ?? folder, host });
  const neededFrom = Math.min(coveredUntil(store) + 1, keepFrom);
  const segments = segmentsOf(host, folder);
  let bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  const result: Retention = { removed: [], removedBytes: 0, keptBytes: bytes, neededFrom, isBoundPassed: false };
  const newest = ageMax === most ? undefined : lastMicros(host, folder, segments.at(-1)?.name);
  for (const segment of segments.slice(0, -1)) {
    const isOld = newest !== undefined && newest - (lastMicros(host, folder, segment.name) ?? newest) > ageMax;
    if (!isOld && bytes <= bytesMax) break;
    if (segment.lastSequence >= neededFrom) {
      result.isBoundPassed = true;
      break;
    }
    if (options.dryRun !== true) {
      removeSegment(host, folder, segment.name);
      io("sync", folder, () => host.syncFolder(folder));
    }
    bytes -= segment.bytes;
    result.removed.push(segment.name);
    result.removedBytes += segment.bytes;
    result.keptBytes = bytes;
  }
  return result;
}

/** The sequence up to which every whole snapshot covers the journal; −1 if there is none. */
function coveredUntil(store: SnapshotStore): number {
  // Whole is what can be read to its last byte: a header alone promises nothing.
  let oldest = -1;
  for (let { snapshot } = store.newest(); snapshot !== undefined; ) {
    oldest = snapshot.description.sequence;
    snapshot = store.newest(oldest - 1).snapshot;
  }
  return oldest;
}

function segmentsOf(host: JournalHost, folder: string): Segment[] {
  const names = listSegments(host, folder).filter((name) => sequenceOfName(name) >= 0);
  return names.map((name, i) => {
    using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(64));
    const following = names[i + 1];
    const lastSequence = following === undefined ? Number.MAX_SAFE_INTEGER : sequenceOfName(following) - 1;
    return { name, bytes: scanner.fileBytes, lastSequence };
  });
}

/** Time of a segment's last record in microseconds, by its index and what is behind it; undefined if it has none. */
function lastMicros(host: JournalHost, folder: string, name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(262_144));
  const event = new EventCursor();
  const entry = readIndex(host, folder, name).at(-1);
  if (entry !== undefined) scanner.jump(entry, event);
  let micros: number | undefined;
  while (scanner.next(event) === SCAN_RECORD) micros = event.micros;
  return micros;
}
