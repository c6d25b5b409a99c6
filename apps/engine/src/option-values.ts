/** Values of command-line options: what is allowed, in one place, and said in the error. */
import { InvalidArgumentError } from "commander";

/** The least and the greatest value of the integer options. */
export const BOUNDS = {
  events: { least: 1000, most: 1_000_000_000 },
  symbols: { least: 1, most: 256 },
  unstable: { least: 0, most: 100_000 },
  depth: { least: 1, most: 1024 },
  rows: { least: 1, most: 1_000_000 },
  port: { least: 0, most: 65_535 },
  heartbeat: { least: 1, most: 86_400 },
} as const;

const SEED_END = 2n ** 64n;

/** Reads an integer option such as `1000000`, `1_000_000` or `1e6`. */
export function parseInteger(bounds: { least: number; most: number }): (text: string) => number {
  return (text) => {
    const value = /^\d[\d_]*(e\d{1,2})?$/i.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
    if (Number.isSafeInteger(value) && value >= bounds.least && value <= bounds.most) return value;
    throw new InvalidArgumentError(`Allowed: an integer from ${bounds.least} to ${bounds.most}.`);
  };
}

/** Reads a seed: any unsigned integer of 64 bits, decimal or hexadecimal. */
export function parseSeed(text: string): bigint {
  if (/^(\d+|0x[\da-f]+)$/i.test(text)) {
    const seed = BigInt(text);
    if (seed < SEED_END) return seed;
  }
  throw new InvalidArgumentError(`Allowed: an integer from 0 to ${SEED_END - 1n}.`);
}

/** Reads a text that must not be empty. */
export function parseText(what: string): (text: string) => string {
  return (text) => {
    if (text !== "") return text;
    throw new InvalidArgumentError(`Allowed: ${what}.`);
  };
}
