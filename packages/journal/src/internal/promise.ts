/** What a writer promises of power loss, as one word in each segment, so that who finds the files knows what may be missing. */
import type { Durability, WriterSettings } from "../options.ts";

const CODES: readonly (Durability | undefined)[] = [undefined, "none", "process", "interval", "each"];

/** The word of a writer's options. */
export function promiseOf({ durability, riskMillisMax }: WriterSettings): number {
  const code = CODES.indexOf(durability);
  return durability === "interval" ? code + riskMillisMax * 256 : code;
}

/** The durability that a word states, and for how many milliseconds at the most something flushed is at risk. */
export function readPromise(word: number): { durability: Durability | undefined; riskMillisMax: number | undefined } {
  const durability = CODES[word & 255];
  if (durability === undefined) return { durability, riskMillisMax: undefined };
  const bounds = { each: 0, interval: word >>> 8, process: Number.POSITIVE_INFINITY, none: Number.POSITIVE_INFINITY };
  return { durability, riskMillisMax: bounds[durability] };
}
