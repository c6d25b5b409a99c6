/**
 * Repair: what is damaged is cut off, and kept. A journal is a sequence without gaps, so that what follows damage cannot
 * stay in it; whatever leaves it goes into files beside it, whole.
 */
import { EventCursor } from "@hotpath/core";
import { damage, type JournalDamage } from "./damage.ts";
import { fileHost } from "./file-host.ts";
import { type JournalFile, type JournalHost, pathOf } from "./host.ts";
import { io, readFully, writeAll } from "./internal/io.ts";
import { linkDamage } from "./internal/link.ts";
import { listSegments } from "./internal/segment-list.ts";
import { SCAN_DAMAGE, SCAN_RECORD, SegmentScanner } from "./internal/segment-scanner.ts";
import { sequenceOfName } from "./layout.ts";
import { folderOf } from "./options.ts";

/** One thing that a repair does. */
export interface RepairStep {
  /** `cut`: the file is cut at `offset`, and what was behind it is kept; `set-aside`: the file gets another name. */
  action: "cut" | "set-aside";
  /** The file that it is done to. */
  name: string;
  /** Where it is cut, in bytes; 0 for a file that is set aside. */
  offset: number;
  /** Bytes that leave the journal. */
  bytes: number;
  /** Whole records among them, as far as they can be told. */
  records: number;
  /** The file that keeps them. */
  keptAs: string;
  /** Why. */
  damage: JournalDamage;
}

/** What a repair would do, or has done. */
export interface Repair {
  steps: RepairStep[];
  /** The last input's sequence that stays; undefined if no record does. */
  lastSequence: number | undefined;
  /** Whether it was done. */
  applied: boolean;
}

const CHUNK_BYTES = 262_144;

/**
 * Finds the first place from which on a journal cannot be read, and says what would have to leave it: a torn tail, or
 * everything from the damage on, the segments behind it included. With `apply` it is done; no writer may be at work then.
 *
 * Nothing is lost: what leaves is kept in files beside the journal, named after what they were. Nothing happens silently:
 * each step is in the answer.
 *
 * @example
 * const { steps } = repairJournal("journal");
 * for (const { action, name, offset, records, keptAs } of steps) console.log(action, name, offset, records, keptAs);
 *
 * @throws {IoError} when the machine refuses, or a writer has the journal open
 */
export function repairJournal(folder: string, options: { apply?: boolean; host?: JournalHost } = {}): Repair {
  const host = options.host ?? fileHost;
  const plan = planOf(host, folderOf(folder));
  if (options.apply !== true || plan.steps.length === 0) return plan;
  const lock = io("lock", folder, () => host.lock?.(folder));
  try {
    // From the end to the front: if it is cut short, the damage is still there and still the first.
    for (const step of plan.steps.toReversed())
      io("repair", pathOf(folder, step.name), () => apply(host, folder, step));
  } finally {
    lock?.[Symbol.dispose]();
  }
  return { ...plan, applied: true };
}

function planOf(host: JournalHost, folder: string): Repair {
  const steps: RepairStep[] = [];
  const taken = new Set(io("list", folder, () => host.list(folder)));
  let lastSequence: number | undefined;
  let broken: JournalDamage | undefined;
  let previous: SegmentScanner | undefined;
  const names = listSegments(host, folder);
  const setAside = (name: string, why: JournalDamage): void => {
    steps.push(stepOf(host, folder, taken, "set-aside", name, 0, why));
  };
  for (const [index, name] of names.entries()) {
    if (sequenceOfName(name) < 0) {
      setAside(name, damage("foreign-file", name, 0, 0, "a file whose name is no segment's"));
      continue;
    }
    if (broken !== undefined) {
      setAside(name, broken);
      continue;
    }
    using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(CHUNK_BYTES));
    broken = scanner.damage ?? (previous === undefined ? undefined : linkDamage(previous, scanner));
    if (broken !== undefined) {
      setAside(name, broken);
      continue;
    }
    broken = damageWithin(scanner, index === names.length - 1);
    if (scanner.records > 0) lastSequence = scanner.sequence;
    if (broken !== undefined) steps.push(stepOf(host, folder, taken, "cut", name, scanner.offset, broken));
    previous = scanner;
  }
  return { steps, lastSequence, applied: false };
}

function damageWithin(scanner: SegmentScanner, isLast: boolean): JournalDamage | undefined {
  const cursor = new EventCursor();
  let verdict = scanner.next(cursor);
  while (verdict === SCAN_RECORD) verdict = scanner.next(cursor);
  if (verdict !== SCAN_DAMAGE) return undefined;
  if (isLast) scanner.settleDamage();
  return scanner.damage;
}

function stepOf(
  host: JournalHost,
  folder: string,
  taken: Set<string>,
  action: RepairStep["action"],
  name: string,
  offset: number,
  why: JournalDamage,
): RepairStep {
  let keptAs = `${name}.cut-${offset}`;
  for (let copy = 2; taken.has(keptAs); copy++) keptAs = `${name}.cut-${offset}-${copy}`;
  taken.add(keptAs);
  using scanner = new SegmentScanner(host, folder, name, new ArrayBuffer(CHUNK_BYTES));
  return {
    action,
    name,
    offset,
    bytes: scanner.fileBytes - offset,
    records: scanner.wholeFrames(offset).frames,
    keptAs,
    damage: why,
  };
}

function apply(host: JournalHost, folder: string, step: RepairStep): void {
  if (step.action === "set-aside") {
    host.rename(folder, step.name, step.keptAs);
    host.syncFolder(folder);
    return;
  }
  const file = host.open(folder, step.name, "write");
  try {
    keep(host, folder, file, step);
    file.truncate(step.offset);
    file.sync();
  } finally {
    file.close();
  }
}

/** The bytes are durable under their new name before they are cut off. */
function keep(host: JournalHost, folder: string, from: JournalFile, step: RepairStep): void {
  const kept = host.open(folder, step.keptAs, "create");
  try {
    const bytes = new Uint8Array(CHUNK_BYTES);
    for (let at = 0; at < step.bytes; ) {
      const read = readFully(from, bytes, 0, Math.min(bytes.length, step.bytes - at), step.offset + at);
      if (read === 0) throw new Error(`${at} of ${step.bytes} bytes could be read again`);
      writeAll(kept, bytes, read, at);
      at += read;
    }
    kept.sync();
  } finally {
    kept.close();
  }
  host.syncFolder(folder);
}
