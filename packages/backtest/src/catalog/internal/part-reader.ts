import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { HotpathError, InputError, UnavailableError } from "@hotpath/core";
import { MarketBatch } from "@hotpath/market-data";
import type { CatalogPart } from "../catalog-index.ts";
import { checksumOf } from "./files.ts";
import { type PartScale, takeColumns } from "./part-columns.ts";

/** What is wrong with a part, or undefined: whether its file has the bytes that were written. */
export async function damageOf(folder: string, part: CatalogPart): Promise<string | undefined> {
  let found: Awaited<ReturnType<typeof checksumOf>>;
  try {
    found = await checksumOf(join(folder, part.file));
  } catch (error) {
    return (error as Error).message;
  }
  if (found.bytes !== part.bytes) return `it has ${found.bytes} bytes where ${part.bytes} were written`;
  return found.sha256 === part.sha256 ? undefined : "its checksum is not that of what was written";
}

/** The error for a part that is not what was written. */
export function damaged(folder: string, part: CatalogPart, why: string): InputError {
  return new InputError("CORRUPT", `${join(folder, part.file)} is damaged: ${why}`);
}

/** Reads a part of ticks, a row group at a time. */
export class PartReader {
  /** The rows of the group at hand. */
  readonly batch: MarketBatch = new MarketBatch({ rows: 256 });
  /** Their places in the source. */
  ordinals: Float64Array = new Float64Array(256);
  /** The row at hand. */
  row = 0;
  readonly part: CatalogPart;
  readonly #folder: string;
  readonly #scale: PartScale;
  #groups: (() => Promise<void>)[] = [];

  /** @param scale by what units are multiplied, so that those of several parts are the same */
  constructor(folder: string, part: CatalogPart, scale: PartScale) {
    this.#folder = folder;
    this.part = part;
    this.#scale = scale;
  }

  /** Verifies the file and takes in its first rows. @throws {InputError} `CORRUPT`, naming the file */
  async open(): Promise<void> {
    const { part } = this;
    const why = await damageOf(this.#folder, part);
    if (why !== undefined) throw damaged(this.#folder, part, why);
    const library = await import("hyparquet").catch((cause: unknown) => {
      throw new UnavailableError("a catalog needs the package hyparquet", { cause });
    });
    const file = slicesOf(join(this.#folder, part.file), part.bytes);
    await this.#guarded(async () => {
      const metadata = await library.parquetMetadataAsync(file, { geoparquet: false });
      if (Number(metadata.num_rows) !== part.rows) throw damaged(this.#folder, part, "it has another number of rows");
      // Integers as they stand: the library would make doubles and dates of them.
      for (const element of metadata.schema) {
        if (element.type !== "INT64") continue;
        delete element.converted_type;
        delete element.logical_type;
      }
      let start = 0;
      this.#groups = metadata.row_groups.map((group) => {
        const from = start;
        const to = from + Number(group.num_rows);
        start = to;
        return async () => {
          const columns = new Map<string, ArrayLike<unknown>>();
          await library.parquetRead({
            file,
            metadata,
            rowStart: from,
            rowEnd: to,
            geoparquet: false,
            onChunk: ({ columnName, rowStart, columnData }) => {
              const before = columns.get(columnName);
              const values = Array.from(columnData as ArrayLike<unknown>).slice(
                Math.max(0, from - rowStart),
                to - rowStart,
              );
              columns.set(columnName, before === undefined ? values : [...Array.from(before), ...values]);
            },
          });
          this.#take(columns, to - from);
        };
      });
    });
    await this.load();
  }

  /** Takes in the next group. @returns false where there is none */
  async load(): Promise<boolean> {
    const next = this.#groups.shift();
    this.batch.clear();
    this.row = 0;
    if (next === undefined) return false;
    await this.#guarded(next);
    return true;
  }

  #take(columns: ReadonlyMap<string, ArrayLike<unknown>>, rows: number): void {
    this.batch.ensure(rows);
    if (this.ordinals.length < rows) this.ordinals = new Float64Array(rows);
    const wrong = takeColumns(columns, rows, this.#scale, this.batch, this.ordinals);
    if (wrong !== undefined) throw damaged(this.#folder, this.part, `column ${wrong} has what it cannot have`);
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof HotpathError) throw error;
      throw damaged(this.#folder, this.part, (error as Error).message);
    }
  }
}

/** Slices of a file, which is not kept open: a catalog may have many. */
function slicesOf(path: string, byteLength: number) {
  return {
    byteLength,
    slice(start: number, end: number = byteLength): ArrayBuffer {
      const bytes = new Uint8Array(end - start);
      const file = openSync(path, "r");
      try {
        for (let at = 0; at < bytes.length; ) {
          const read = readSync(file, bytes, at, bytes.length - at, start + at);
          if (read === 0) throw new Error("it ends too soon");
          at += read;
        }
      } finally {
        closeSync(file);
      }
      return bytes.buffer;
    },
  };
}
