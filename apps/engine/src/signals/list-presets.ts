/** `hotpath signals presets`: the rules that have names. */
import { PRESETS } from "@hotpath/signals/rules";
import { paintFor } from "../terminal/paint.ts";
import { layTable } from "../terminal/table.ts";

/** Prints them: a table, or the rules as JSON, which `scan --rules` takes. @returns the status to exit with */
export function listPresets(json: boolean): number {
  if (json) {
    process.stdout.write(`${JSON.stringify(PRESETS, undefined, 2)}\n`);
    return 0;
  }
  const paint = paintFor(process.stdout);
  const head = ["rule", "expects", "bars", "where", "after"].map((text) => ({ text, tone: "dim" as const }));
  const rows = PRESETS.map(({ name, direction, horizon, title, source }) => [
    name,
    direction,
    String(horizon),
    title,
    source,
  ]);
  process.stdout.write(`${layTable([head, ...rows], "llrll", paint).join("\n")}\n`);
  return 0;
}
