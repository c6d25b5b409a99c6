/** `catalog.json`: what a catalog holds. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, type InstrumentDefinition, IoError } from "@hotpath/core";
import { MarketKind } from "@hotpath/market-data";
import * as v from "valibot";
import { replaceFile } from "./internal/files.ts";

/**
 * What parts are of: `bars`; `orders` (a book's orders, one by one), `levels` (whole books and changes of price levels),
 * `trades`, `quotes` (the best bid and offer), `status` (trading states, tickers, heartbeats). At one time of one source
 * the order of the source counts, and not that of the kinds.
 */
export const CATALOG_KINDS = ["bars", "orders", "levels", "trades", "quotes", "status"] as const;
/** A kind of {@link CATALOG_KINDS}. */
export type CatalogKind = (typeof CATALOG_KINDS)[number];

/** An instrument of a catalog; its decimals are those of the most exact part that there is of it. */
export type CatalogInstrument = Omit<InstrumentDefinition, "id" | "sizeDecimals"> & {
  sizeDecimals: number;
  currency: string;
};

/** A file that was imported. */
export interface CatalogSource {
  /** Of its checksum and of how it was read: 16 hexadecimal digits, in the names of its parts. */
  id: string;
  /** The file's name, without its folder. */
  name: string;
  /** SHA-256 of the file's bytes. */
  sha256: string;
  /** How it was read: the format, and what else decides what its bytes mean. */
  reading: Record<string, unknown>;
  /** Whether every symbol of it was imported, and none was removed since. */
  isWhole: boolean;
  /** The symbols of it that were imported, in its own order. */
  symbols: readonly string[];
}

/** A Parquet file of a catalog. */
export interface CatalogPart {
  /** Its name below the catalog's folder. */
  file: string;
  kind: CatalogKind;
  symbol: string;
  /** The UTC day, `2024-01-31`; of bars of a day and longer, the year. */
  day: string;
  /** A {@link CatalogSource}'s id. */
  source: string;
  rows: number;
  /** The first row's place in its source. */
  ordinal: number;
  /** Time of the first row, ISO 8601 with nanoseconds. A row whose time is before that of the row before has that one's. */
  from: string;
  /** Time of the last row. */
  to: string;
  bytes: number;
  sha256: string;
  /** Prices of this part are units of 10^-this. */
  priceDecimals: number;
  /** Sizes of this part are units of 10^-this. */
  sizeDecimals: number;
}

/** All that `catalog.json` says. */
export interface CatalogIndex {
  format: "hotpath.catalog";
  /** Another version is not read. */
  version: 1;
  instruments: CatalogInstrument[];
  sources: CatalogSource[];
  parts: CatalogPart[];
}

/** The index's name. */
export const INDEX_NAME = "catalog.json";

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const decimals = v.pipe(count, v.maxValue(15));
const text = v.pipe(v.string(), v.nonEmpty());
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const decimal = v.union([v.string(), v.number()]);
const schema = v.strictObject({
  format: v.literal("hotpath.catalog"),
  version: v.literal(1),
  instruments: v.array(
    v.strictObject({
      symbol: text,
      priceDecimals: decimals,
      sizeDecimals: decimals,
      currency: text,
      tick: v.optional(
        v.union([
          decimal,
          v.array(v.strictObject({ tick: decimal, from: v.optional(decimal), sinceMicros: v.optional(v.number()) })),
        ]),
      ),
      lot: v.optional(decimal),
      minSize: v.optional(decimal),
      maxSize: v.optional(decimal),
      multiplier: v.optional(count),
      mic: v.optional(text),
    }),
  ),
  sources: v.array(
    v.strictObject({
      id: text,
      name: text,
      sha256,
      reading: v.record(v.string(), v.unknown()),
      isWhole: v.boolean(),
      symbols: v.array(text),
    }),
  ),
  parts: v.array(
    v.strictObject({
      file: v.pipe(
        text,
        v.check((name) => !name.split("/").includes("..") && !name.startsWith("/"), "a name below the catalog"),
      ),
      kind: v.picklist(CATALOG_KINDS),
      symbol: text,
      day: v.pipe(v.string(), v.regex(/^\d{4}(-\d{2}-\d{2})?$/)),
      source: text,
      rows: count,
      ordinal: count,
      from: v.pipe(v.string(), v.isoTimestamp()),
      to: v.pipe(v.string(), v.isoTimestamp()),
      bytes: count,
      sha256,
      priceDecimals: decimals,
      sizeDecimals: decimals,
    }),
  ),
});

/** The index of a catalog that holds nothing. */
export function emptyIndex(): CatalogIndex {
  return { format: "hotpath.catalog", version: 1, instruments: [], sources: [], parts: [] };
}

/**
 * Reads a catalog's index.
 *
 * @returns undefined where there is none
 * @throws {InputError} `CORRUPT` for a file that is no index of this version, naming what is wrong in it
 */
export function readIndex(folder: string): CatalogIndex | undefined {
  const path = join(folder, INDEX_NAME);
  let bytes: string;
  try {
    bytes = readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw new IoError(`${path}: ${(error as Error).message}`, { cause: error });
  }
  let document: unknown;
  try {
    document = JSON.parse(bytes);
  } catch (error) {
    throw new InputError("CORRUPT", `${path} is no JSON: ${(error as Error).message}`);
  }
  const { success, output, issues } = v.safeParse(schema, document);
  if (success) return output as CatalogIndex;
  const [issue] = issues;
  throw new InputError("CORRUPT", `${path}, ${v.getDotPath(issue) ?? "the document"}: ${issue.message}`);
}

/** Puts an index in the place of the one that is there, whole or not at all. */
export function writeIndex(folder: string, index: CatalogIndex): void {
  const sorted: CatalogIndex = {
    ...index,
    instruments: index.instruments.toSorted((a, b) => order(a.symbol, b.symbol)),
    parts: index.parts.toSorted((a, b) => order(a.file, b.file)),
  };
  replaceFile(join(folder, INDEX_NAME), `${JSON.stringify(sorted, undefined, 1)}\n`);
}

/** The kind of part that a row of a `MarketKind` belongs to. */
export function kindOfRow(kind: number): CatalogKind {
  if (kind <= MarketKind.OrderFill) return "orders";
  if (kind <= MarketKind.BookClear) return "levels";
  if (kind === MarketKind.Quote) return "quotes";
  return kind === MarketKind.Trade || kind === MarketKind.TradeCancel ? "trades" : "status";
}

/** By code units: the same on every machine. */
export function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
