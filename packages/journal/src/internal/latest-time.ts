import { EventCursor } from "@hotpath/core";
import type { JournalHost } from "../host.ts";
import { sequenceOfName } from "../layout.ts";
import { IndexBuilder, NO_TIME, readIndex } from "./segment-index.ts";
import { SCAN_RECORD, SegmentScanner } from "./segment-scanner.ts";

/**
 * The latest time of all records before a segment: what its index says; else what the index of one before it says and a
 * scan from there on; where there is none at all, a scan of all that there is.
 *
 * @param before the segments before it, in order
 */
export function latestBefore(host: JournalHost, folder: string, segment: string, before: readonly string[]): bigint {
  const known = latestAtStart(host, folder, segment);
  if (known !== undefined || before.length === 0) return known ?? NO_TIME;
  let first = before.length - 1;
  let latest = latestAtStart(host, folder, before[first]!);
  while (latest === undefined && first > 0) latest = latestAtStart(host, folder, before[--first]!);
  const builder = new IndexBuilder(host, folder);
  builder.resume(latest ?? NO_TIME);
  const cursor = new EventCursor();
  for (const name of before.slice(first)) {
    using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(1024 * 1024));
    while (scanner.next(cursor) === SCAN_RECORD) builder.add(cursor, 0, false);
  }
  return builder.latest;
}

/** The latest time before a segment by its index; undefined if it does not tell. */
export function latestAtStart(host: JournalHost, folder: string, segment: string): bigint | undefined {
  const first = readIndex(host, folder, segment, 1)[0];
  return first !== undefined && first.sequence === sequenceOfName(segment) ? first.latestBefore : undefined;
}
