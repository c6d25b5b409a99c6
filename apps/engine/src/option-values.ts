/** Values of command-line options: what is allowed, in one place, and said in the error. */
import { parseTimestamp } from "@hotpath/core";
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

/** How files of CSV write times. */
export const TIME_FORMATS = ["iso", "us", "eu", "seconds", "millis", "micros", "nanos"] as const;

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

/** Reads which column is which, such as `time=ts,size=vol`. */
export function parseColumns(text: string): Record<string, string> {
  const pairs = text.split(",").map((pair) => pair.split("="));
  if (pairs.every(([name, column, ...more]) => name && column && more.length === 0)) return Object.fromEntries(pairs);
  throw new InvalidArgumentError("Allowed: columns and the header's names for them, as time=ts,size=vol.");
}

const SPANS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

function quantity(text: string, units: Readonly<Record<string, number>>): number {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)([A-Za-z]+)$/.exec(text);
  return match === null || !Object.hasOwn(units, match[2]!) ? Number.NaN : Number(match[1]) * units[match[2]!]!;
}

/** Reads a span of time such as `500ms`, `30s`, `15m`, `1h`, `1d`. @returns milliseconds */
export function parseSpan(text: string): number {
  const millis = quantity(text, SPANS);
  if (millis >= 1 && millis <= 2 ** 31 - 1) return millis;
  throw new InvalidArgumentError("Allowed: a span from 1ms to 24d, as 500ms, 30s, 15m, 1h, 1d.");
}

/** Reads when a file is to end: a size such as `100MB`, `64MiB`, or a span such as `1h`. */
export function parseRotation(text: string): { bytes: number } | { millis: number } {
  const bytes = quantity(text, SIZES);
  if (bytes >= 1) return { bytes };
  const millis = quantity(text, SPANS);
  if (millis >= 1 && millis <= 2 ** 31 - 1) return { millis };
  throw new InvalidArgumentError("Allowed: a size as 100MB, 64MiB, 1GB, or a span as 15m, 1h, 1d.");
}

/** Reads decimals of prices and of sizes, such as `2,8`. */
export function parseDecimals(text: string): { price: number; size: number } {
  const match = /^(\d{1,2}),(\d{1,2})$/.exec(text);
  const [price, size] = [Number(match?.[1]), Number(match?.[2])];
  if (price <= 15 && size <= 15) return { price, size };
  throw new InvalidArgumentError("Allowed: decimals of prices and of sizes, each 0 to 15, as 2,8.");
}

/** Gathers the texts of an option that may be given again. */
export function collect(text: string, before: readonly string[]): string[] {
  if (text === "") throw new InvalidArgumentError("Allowed: a text that is not empty.");
  return [...before, text];
}

/** Reads a list such as `AAPL,MSFT`; given again, more of it. */
export function parseNames(what: string): (text: string, before?: readonly string[]) => string[] {
  return (text, before = []) => {
    const names = text.split(",").map((name) => name.trim());
    if (names.every((name) => name !== "")) return [...before, ...names];
    throw new InvalidArgumentError(`Allowed: ${what}, with commas between.`);
  };
}

/** Reads a time, UTC unless it has an offset. @returns nanoseconds since the Unix epoch */
export function parseTime(text: string): bigint {
  try {
    return parseTimestamp(text);
  } catch {
    throw new InvalidArgumentError(
      "Allowed: a time as 2024-03-01, 2024-03-01T09:30Z or 2024-03-01T09:30:00.000000001Z.",
    );
  }
}
