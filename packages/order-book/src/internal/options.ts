import { ConfigError } from "@hotpath/core";
import { MAX_CELLS } from "./bitmap.ts";

/** Refuses keys that are not known, so that a misspelt option is not silently ignored. */
export function checkKeys(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw new ConfigError(`${what}.${key}`, Reflect.get(options, key), known.join(", "));
  }
}

/** An integer option within bounds. */
export function integerOption(path: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(path, value, `an integer from ${least} to ${most}`);
}

/** Window widths: powers of two that the bitmap can hold. */
export function windowOption(path: string, value: number): number {
  if (Number.isInteger(value) && value >= 32 && value <= MAX_CELLS && (value & (value - 1)) === 0) return value;
  throw new ConfigError(path, value, `a power of two from 32 to ${MAX_CELLS}`);
}

/** One of a few words. */
export function wordOption<T extends string>(path: string, value: T, words: readonly T[]): T {
  if (words.includes(value)) return value;
  throw new ConfigError(path, value, words.join(", "));
}

/** True or false. */
export function flagOption(path: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw new ConfigError(path, value, "true or false");
}
