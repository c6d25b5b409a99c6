import { describeJournal, type SnapshotDamage, SnapshotStore } from "@hotpath/journal";
import { paintFor } from "../terminal/paint.ts";
import { damageLines } from "./inspect.ts";
import { countText, journalFolder, jsonOf } from "./text.ts";

/**
 * `hotpath journal verify`.
 *
 * @returns the status to exit with: 1 if a segment or a snapshot is damaged; a torn tail, which is what a crash leaves and
 * the next writer cuts off, is told and is none
 */
export function runVerify(path: string, { json = false }: { json?: boolean }): number {
  const folder = journalFolder(path);
  const journal = describeJournal(folder);
  const { whole, damaged } = verifySnapshots(new SnapshotStore({ folder }));
  const isWhole = journal.isWhole && damaged.length === 0;
  const { records, bytes, segments, damage } = journal;
  if (json) {
    console.log(
      jsonOf({
        isWhole,
        records,
        bytes,
        segments: segments.length,
        snapshots: whole,
        damage,
        damagedSnapshots: damaged,
      }),
    );
    return isWhole ? 0 : 1;
  }
  const paint = paintFor(process.stdout);
  const what = `${countText(records)} records in ${segments.length} segments, ${whole} snapshots`;
  console.log(
    [
      isWhole ? `${paint("green", "whole")}: ${what}` : `${paint("red", "damaged")}: ${what} are whole`,
      ...damageLines(journal, { damaged }, paint),
    ].join("\n"),
  );
  return isWhole ? 0 : 1;
}

/** Reads every snapshot to its last byte. */
function verifySnapshots(store: SnapshotStore): { whole: number; damaged: SnapshotDamage[] } {
  const damaged: SnapshotDamage[] = [];
  let whole = 0;
  for (let until = Number.MAX_SAFE_INTEGER; ; ) {
    const { snapshot, damaged: found } = store.newest(until);
    damaged.push(...found);
    if (snapshot === undefined) return { whole, damaged };
    whole += 1;
    until = snapshot.description.sequence - 1;
  }
}
