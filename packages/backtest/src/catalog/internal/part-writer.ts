import type { Hash } from "node:crypto";
import { UnavailableError } from "@hotpath/core";
import { MarketBatch } from "@hotpath/market-data";
import type { ParquetLibrary } from "@hotpath/market-data/parquet";
import { appendBytes, checksum, syncPath } from "./files.ts";
import { columnsOfBatch, partSchema } from "./part-columns.ts";

/** Rows that are held until they become a row group. */
export const GROUP_ROWS = 65_536;
/** Rows for which there is room at first. */
const FIRST_ROWS = 256;

/** Writes rows into a Parquet file, a row group at a time. */
export class PartWriter {
  /** Rows taken. */
  rows = 0;
  bytes = 0;
  readonly path: string;
  readonly #held: MarketBatch;
  readonly #hash: Hash = checksum();
  readonly #buffer: InstanceType<ParquetLibrary["ByteWriter"]>;
  readonly #writer: InstanceType<ParquetLibrary["ParquetWriter"]>;
  #ordinals: Float64Array = new Float64Array(FIRST_ROWS);

  constructor(library: ParquetLibrary, path: string, priceDecimals: number, sizeDecimals: number) {
    this.path = path;
    this.#held = new MarketBatch({ rows: FIRST_ROWS, maxRows: GROUP_ROWS });
    this.#buffer = new library.ByteWriter();
    const schema = partSchema(priceDecimals, sizeDecimals);
    this.#writer = new library.ParquetWriter({ writer: this.#buffer, schema, createdBy: "hotpath" });
  }

  /** Rows that are in memory. */
  get held(): number {
    return this.#held.count;
  }

  /** Takes a row, which lies in its source at this place. @throws {IoError} */
  take(batch: MarketBatch, row: number, ordinal: number): void {
    const held = this.#held;
    if (!held.ensure(1)) this.flush();
    if (held.count >= this.#ordinals.length) {
      const grown = new Float64Array(Math.min(GROUP_ROWS, this.#ordinals.length * 2));
      grown.set(this.#ordinals);
      this.#ordinals = grown;
    }
    this.#ordinals[held.count] = ordinal;
    held.append(batch, row);
    this.rows++;
  }

  /** Writes what is held. @throws {IoError} */
  flush(): void {
    if (this.#held.count === 0) return;
    this.#writer.write({ columnData: columnsOfBatch(this.#held, this.#ordinals) as never, rowGroupSize: GROUP_ROWS });
    this.#held.clear();
    this.#drain();
  }

  /** Ends the file, and has it on the disk. @returns its checksum */
  finish(): string {
    this.flush();
    this.#writer.finish();
    this.#drain();
    syncPath(this.path);
    return this.#hash.digest("hex");
  }

  /** Hands on what is written; the library goes on counting in `offset`. */
  #drain(): void {
    const bytes = this.#buffer.getBytes().slice();
    this.#buffer.index = 0;
    this.#hash.update(bytes);
    this.bytes += bytes.length;
    appendBytes(this.path, bytes);
  }
}

/** @throws {UnavailableError} where `hyparquet-writer` is not installed */
export async function writerLibrary(): Promise<ParquetLibrary> {
  return await import("hyparquet-writer").catch((cause: unknown) => {
    throw new UnavailableError("a catalog needs the package hyparquet-writer", { cause });
  });
}
