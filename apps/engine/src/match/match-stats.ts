/** What a run of `hotpath match` counted, and how it is printed. */
import { paintFor } from "../terminal/paint.ts";
import { type Cell, layTable } from "../terminal/table.ts";
import { LINE_KINDS } from "./report-text.ts";

/** Counts of a run. */
export class MatchCounts {
  /** Records of the file, those passed over too. */
  records = 0;
  /** Records taken, by type: new, cancel, modify. */
  readonly byType: number[] = [0, 0, 0];
  /** Reports, by kind of line. */
  readonly byLine: number[] = LINE_KINDS.map(() => 0);
  /** Records passed over, by what is wrong with them. */
  passedOver: ReadonlyMap<string, number> = new Map();
  /** New orders that the engine refused, by reason. */
  readonly refused: Map<string, number> = new Map();
  /** Orders that rest at the end. */
  resting = 0;
  /** Seconds that the engine was at work. */
  matching = 0;
  /** Seconds of the whole run: reading, matching, writing. */
  seconds = 0;
}

/** The counts as lines of a table. */
export function statsLines(counts: MatchCounts): string[] {
  const paint = paintFor(process.stdout);
  const taken = counts.byType.reduce((sum, count) => sum + count, 0);
  const reports = counts.byLine.reduce((sum, count) => sum + count, 0);
  const rows: Cell[][] = [["messages", number(counts.records)]];
  for (const [k, name] of ["new", "cancel", "modify"].entries()) rows.push([`  ${name}`, number(counts.byType[k]!)]);
  for (const [reason, count] of counts.passedOver) rows.push([`  passed over: bad ${reason}`, number(count)]);
  rows.push(["reports", number(reports)]);
  for (const [k, name] of LINE_KINDS.entries()) rows.push([`  ${name}`, number(counts.byLine[k]!)]);
  for (const [reason, count] of counts.refused) rows.push([`refused: ${reason}`, number(count)]);
  rows.push(["orders left", number(counts.resting)]);
  rows.push(["matching", `${rate(taken, counts.matching)} messages/s`]);
  rows.push(["whole run", `${rate(taken, counts.seconds)} messages/s`]);
  return layTable(rows, "lr", paint);
}

function number(count: number): string {
  return count.toLocaleString("en-US");
}

function rate(messages: number, seconds: number): string {
  return number(seconds > 0 ? Math.round(messages / seconds) : 0);
}
