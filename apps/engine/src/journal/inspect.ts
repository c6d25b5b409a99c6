import { describeJournal, type JournalDescription, SnapshotStore } from "@hotpath/journal";
import { type Paint, paintFor } from "../terminal/paint.ts";
import { type Cell, layTable } from "../terminal/table.ts";
import { bytesText, countText, journalFolder, jsonOf, riskText, timeText } from "./text.ts";

type Snapshots = ReturnType<SnapshotStore["list"]>;

/** `hotpath journal inspect`. @returns the status to exit with: 0, whatever is found */
export function runInspect(path: string, { json = false }: { json?: boolean }): number {
  const folder = journalFolder(path);
  const journal = describeJournal(folder);
  const snapshots = new SnapshotStore({ folder }).list();
  if (json) {
    console.log(jsonOf({ ...journal, snapshots: snapshots.snapshots, damagedSnapshots: snapshots.damaged }));
    return 0;
  }
  const paint = paintFor(process.stdout);
  const lines = [
    ...summary(journal, paint),
    ...section("Segments", segmentRows(journal), "lrrrlllr", paint),
    ...section("Records by type", typeRows(journal), "lr", paint),
    ...section("Snapshots", snapshotRows(snapshots), "lrrll", paint),
    ...damageLines(journal, snapshots, paint),
  ];
  console.log(lines.join("\n"));
  return 0;
}

/** What is damaged, a line each; nothing if nothing is. */
export function damageLines(
  journal: JournalDescription,
  snapshots: Pick<Snapshots, "damaged">,
  paint: Paint,
): string[] {
  const lines = [
    ...journal.damage.map(({ torn, reason, message }) =>
      torn ? `  ${paint("yellow", "torn tail")}  ${message}` : `  ${paint("red", reason)}  ${message}`,
    ),
    ...snapshots.damaged.map(({ message }) => `  ${paint("red", "snapshot")}  ${message}`),
  ];
  return lines.length === 0 ? [] : ["", paint("bold", "Damage"), ...lines];
}

function summary(journal: JournalDescription, paint: Paint): string[] {
  const { records, bytes, firstSequence, lastSequence, firstTime, lastTime, segments } = journal;
  const range = firstSequence === undefined ? "none" : `${firstSequence} to ${lastSequence}`;
  const times = firstTime === undefined ? "none" : `${timeText(firstTime)} to ${timeText(lastTime)}`;
  const last = segments.at(-1);
  return [
    `${paint("bold", journal.folder)}: ${countText(records)} records, ${bytesText(bytes)}, ${segments.length} segments`,
    `  sequences  ${range}`,
    `  times      ${times}`,
    `  at risk    ${riskText(last?.riskMillisMax)} at a loss of power (durability ${last?.durability ?? "not told"})`,
  ];
}

function section(title: string, rows: readonly (readonly Cell[])[], align: string, paint: Paint): string[] {
  return rows.length < 2 ? [] : ["", paint("bold", title), ...layTable(rows, align, paint)];
}

function segmentRows(journal: JournalDescription): Cell[][] {
  const head = ["segment", "records", "first", "last", "first time", "last time", "durability", "bytes"];
  return [
    head,
    ...journal.segments.map((segment) => [
      segment.name,
      countText(segment.records),
      String(segment.firstSequence ?? ""),
      String(segment.lastSequence ?? ""),
      timeText(segment.firstTime),
      timeText(segment.lastTime),
      segment.durability ?? "",
      bytesText(segment.bytes) + (segment.reservedBytes > 0 ? ` (${bytesText(segment.reservedBytes)} reserved)` : ""),
    ]),
  ];
}

function typeRows(journal: JournalDescription): Cell[][] {
  const types = Object.entries(journal.recordsByType).sort(([, a], [, b]) => b - a);
  return [["type", "records"], ...types.map(([type, records]) => [type, countText(records)])];
}

function snapshotRows({ snapshots }: Snapshots): Cell[][] {
  return [
    ["snapshot", "sequence", "bytes", "time", "state hash"],
    ...snapshots.map((each) => [
      each.name,
      String(each.sequence),
      bytesText(each.bytes),
      timeText(each.time),
      each.stateHash,
    ]),
  ];
}
