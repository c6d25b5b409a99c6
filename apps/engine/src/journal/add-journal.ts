/** `hotpath journal …`: what a journal holds, whether it is whole, its records as files, and its repair. */
import { parseTimestamp } from "@hotpath/core";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseText } from "../option-values.ts";

/** Adds the commands to the program. */
export function addJournal(program: Command, done: (status: number) => void): void {
  const journal = program.command("journal").description("event logs: inspected, verified, exported, repaired");
  const folder = "the journal's folder";
  journal
    .command("inspect")
    .description("segments, types of records, snapshots, damage, and what a loss of power may take")
    .argument("<folder>", folder)
    .option("--json", "print one JSON document")
    .action(async (path, options) => {
      const { runInspect } = await import("./inspect.ts");
      done(runInspect(path, options));
    });
  journal
    .command("verify")
    .description("read and check every byte of segments and snapshots; status 1 if any is damaged")
    .argument("<folder>", folder)
    .option("--json", "print one JSON document")
    .action(async (path, options) => {
      const { runVerify } = await import("./verify.ts");
      done(runVerify(path, options));
    });
  journal
    .command("export")
    .description("records as JSON lines, CSV or Parquet, exact")
    .argument("<folder>", folder)
    .option("--from <place>", "a sequence, or a time as 2024-03-01T09:30:00Z", parsePlace)
    .option("--to <place>", "up to before a sequence, or before the first record of a time", parsePlace)
    .option("--type <names>", "only these, as Fill,OrderClosed", parseText("names of record types"))
    .addOption(new Option("--format <format>", "how").choices(["json", "csv", "parquet"]).default("json"))
    .option(
      "--output <file>",
      "a file, compressed if it ends in .gz or .zst; Parquet of several types: a folder; - for standard output",
      parseText("a file name"),
      "-",
    )
    .action(async (path, options) => {
      const { runExport } = await import("./export.ts");
      done(await runExport(path, options));
    });
  journal
    .command("repair")
    .description(
      "show what would have to leave a damaged journal, and with --apply do it; what leaves is kept beside it",
    )
    .argument("<folder>", folder)
    .option("--apply", "do it; no writer may be at work")
    .option("--json", "print one JSON document")
    .action(async (path, options) => {
      const { runRepair } = await import("./repair.ts");
      done(runRepair(path, options));
    });
}

/** A sequence, or a time in nanoseconds. */
function parsePlace(text: string): number | bigint {
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  try {
    return parseTimestamp(text);
  } catch {
    throw new InvalidArgumentError("Allowed: a sequence, or a time as 2024-03-01 or 2024-03-01T09:30:00.000000001Z.");
  }
}
