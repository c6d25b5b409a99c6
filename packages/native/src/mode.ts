import { describeValue, InputError } from "@hotpath/core";
import type { Mode } from "./table.ts";

/** Whether a mode is the fast one. */
export function isFast(mode: Mode): boolean {
  if (mode === "exact") return false;
  if (mode === "fast") return true;
  throw new InputError("INPUT_INVALID", `mode: got ${describeValue(mode)}; allowed: "exact", "fast"`);
}
