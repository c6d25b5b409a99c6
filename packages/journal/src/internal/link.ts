import { type DamageReason, damage, type JournalDamage } from "../damage.ts";
import type { SegmentScanner } from "./segment-scanner.ts";

/** What keeps `next` from following the segment that `previous` has read to its end, if anything does. */
export function linkDamage(previous: SegmentScanner, next: SegmentScanner): JournalDamage | undefined {
  const start = next.start;
  if (start === undefined || previous.start === undefined) return undefined;
  const expected = previous.sequence + 1;
  const bad = (reason: DamageReason, what: string) => damage(reason, next.name, 0, expected, what);
  if (start.journalId !== previous.start.journalId) return bad("foreign-segment", "a segment of another journal");
  if (start.firstSequence > expected)
    return bad("missing-segment", `records ${expected} to ${start.firstSequence - 1} are missing before the segment`);
  if (start.firstSequence < expected || start.previousChecksum !== previous.checksum)
    return bad("chain", `the segment does not continue ${previous.name}`);
  return undefined;
}
