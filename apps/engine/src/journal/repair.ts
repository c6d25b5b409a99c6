import { type RepairStep, repairJournal } from "@hotpath/journal";
import { paintFor } from "../terminal/paint.ts";
import { layTable } from "../terminal/table.ts";
import { bytesText, countText, journalFolder, jsonOf } from "./text.ts";

/**
 * `hotpath journal repair`.
 *
 * @returns the status to exit with: 1 if there is something to repair and it was not done
 */
export function runRepair(path: string, { apply = false, json = false }: { apply?: boolean; json?: boolean }): number {
  const folder = journalFolder(path);
  const repair = repairJournal(folder, { apply });
  const status = repair.steps.length === 0 || repair.applied ? 0 : 1;
  if (json) {
    console.log(jsonOf(repair));
    return status;
  }
  const paint = paintFor(process.stdout);
  if (repair.steps.length === 0) {
    console.log(
      `${paint("green", "nothing to repair")}: the journal ends with sequence ${repair.lastSequence ?? "none"}`,
    );
    return status;
  }
  const rows = [
    ["what", "file", "at byte", "bytes", "whole records", "kept as", "why"],
    ...repair.steps.map((step) => rowOf(step)),
  ];
  console.log(
    [
      repair.applied ? paint("bold", "Repaired") : paint("bold", "To be repaired"),
      ...layTable(rows, "llrrrll", paint),
      "",
      `The journal ${repair.applied ? "ends" : "would end"} with sequence ${repair.lastSequence ?? "none"}.`,
      ...(repair.applied
        ? []
        : ["Nothing was changed: --apply does it, and keeps every byte that leaves the journal."]),
    ].join("\n"),
  );
  return status;
}

function rowOf({ action, name, offset, bytes, records, keptAs, damage }: RepairStep): string[] {
  const what = action === "cut" ? "cut" : "set aside";
  return [what, name, String(offset), bytesText(bytes), countText(records), keptAs, damage.reason];
}
