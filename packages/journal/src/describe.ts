import { EVENT_NAMES, EventCursor, joinNanos } from "@hotpath/core";
import { damage, type JournalDamage } from "./damage.ts";
import { fileHost } from "./file-host.ts";
import type { JournalHost } from "./host.ts";
import { linkDamage } from "./internal/link.ts";
import { readPromise } from "./internal/promise.ts";
import { listSegments } from "./internal/segment-list.ts";
import { SCAN_RECORD, SegmentScanner } from "./internal/segment-scanner.ts";
import { sequenceOfName } from "./layout.ts";
import type { JournalMetadata } from "./metadata.ts";
import { type Durability, folderOf } from "./options.ts";

/** What one segment holds, as far as it is whole. */
export interface SegmentDescription {
  /** File name. */
  name: string;
  /** Length of the file. */
  bytes: number;
  /** Zeros behind the last record: room that its writer has reserved. */
  reservedBytes: number;
  records: number;
  /** Sequence of the first and the last input; undefined without records. */
  firstSequence: number | undefined;
  lastSequence: number | undefined;
  /** Time of the first and the last record, nanoseconds since the epoch. */
  firstTime: bigint | undefined;
  lastTime: bigint | undefined;
  /** When it was begun, as its writer was told. */
  createdAt: bigint | undefined;
  /** What its writer promised; undefined if it does not tell. */
  durability: Durability | undefined;
  /** For how many milliseconds at the most something flushed was at the risk of a loss of power; undefined if not told. */
  riskMillisMax: number | undefined;
  metadata: JournalMetadata | undefined;
}

/** What a journal holds, and what is wrong with it. */
export interface JournalDescription {
  folder: string;
  segments: SegmentDescription[];
  records: number;
  bytes: number;
  firstSequence: number | undefined;
  lastSequence: number | undefined;
  firstTime: bigint | undefined;
  lastTime: bigint | undefined;
  /** Records by the name of their type; `type 99` for one that the schema does not know. */
  recordsByType: Record<string, number>;
  /** Everything found wrong, in order: at most one place in each segment, and what is missing between two. */
  damage: JournalDamage[];
  /** Whether nothing is wrong but, at the most, a torn tail. */
  isWhole: boolean;
}

/**
 * Reads a whole journal and says what it holds. Damage is listed and not thrown; an empty folder is a journal without
 * segments.
 *
 * @throws {IoError} when the machine refuses
 */
export function describeJournal(folder: string, options: { host?: JournalHost } = {}): JournalDescription {
  return describeSegments(options.host ?? fileHost, folderOf(folder));
}

/** {@link describeJournal} with its host. */
export function describeSegments(host: JournalHost, folder: string): JournalDescription {
  const counts = new Float64Array(65536);
  const found: JournalDamage[] = [];
  const segments: SegmentDescription[] = [];
  let previous: SegmentScanner | undefined;
  const names = listSegments(host, folder);
  for (const [index, name] of names.entries()) {
    if (sequenceOfName(name) < 0) {
      found.push(damage("foreign-file", name, 0, 0, "a file whose name is no segment's"));
      continue;
    }
    using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(262144));
    const broken = previous?.damage === undefined && previous !== undefined ? linkDamage(previous, scanner) : undefined;
    if (broken !== undefined) found.push(broken);
    segments.push(describeSegment(scanner, counts));
    if (scanner.damage !== undefined) {
      if (index === names.length - 1) scanner.settleDamage();
      found.push(scanner.damage);
    }
    previous = scanner;
  }
  return summary(folder, segments, counts, found);
}

function describeSegment(scanner: SegmentScanner, counts: Float64Array): SegmentDescription {
  const event = new EventCursor();
  let firstTime: bigint | undefined;
  let lastMicros = 0;
  let lastNanos = 0;
  while (scanner.next(event) === SCAN_RECORD) {
    firstTime ??= event.time;
    lastMicros = event.micros;
    lastNanos = event.nanos;
    counts[event.type]! += 1;
  }
  const hasRecords = scanner.records > 0;
  return {
    name: scanner.name,
    bytes: scanner.fileBytes,
    reservedBytes: scanner.damage === undefined ? scanner.fileBytes - scanner.offset : 0,
    records: scanner.records,
    firstSequence: hasRecords ? scanner.start?.firstSequence : undefined,
    lastSequence: hasRecords ? scanner.sequence : undefined,
    firstTime,
    lastTime: hasRecords ? joinNanos(lastMicros, lastNanos) : undefined,
    createdAt: scanner.start?.createdAt,
    ...readPromise(scanner.start?.promise ?? 0),
    metadata: scanner.start === undefined ? undefined : (JSON.parse(scanner.start.metadata) as JournalMetadata),
  };
}

function summary(
  folder: string,
  segments: SegmentDescription[],
  counts: Float64Array,
  found: JournalDamage[],
): JournalDescription {
  const full = segments.filter((segment) => segment.records > 0);
  const recordsByType: Record<string, number> = {};
  for (let type = 0; type < counts.length; type++)
    if (counts[type]! > 0) recordsByType[EVENT_NAMES[type] ?? `type ${type}`] = counts[type]!;
  return {
    folder,
    segments,
    records: segments.reduce((sum, segment) => sum + segment.records, 0),
    bytes: segments.reduce((sum, segment) => sum + segment.bytes, 0),
    firstSequence: full[0]?.firstSequence,
    lastSequence: full.at(-1)?.lastSequence,
    firstTime: full[0]?.firstTime,
    lastTime: full.at(-1)?.lastTime,
    recordsByType,
    damage: found,
    isWhole: found.every((one) => one.torn),
  };
}
