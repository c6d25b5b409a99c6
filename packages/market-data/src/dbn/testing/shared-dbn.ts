/**
 * Databento's own files of every schema, found below `HOTPATH_TEST_DATA` (default: `../shared` beside the repository).
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { DbnRecordDecoder, DbnRecords } from "../dbn-records.ts";
import { decodeDbzHead } from "../dbz.ts";

/** The folder of the files, or undefined where there is none. */
export function dbnFolder(): string | undefined {
  const root = resolve(import.meta.dir, "../../../../..");
  const path = join(resolve(root, process.env.HOTPATH_TEST_DATA ?? "../shared"), "data/dbn/data");
  return existsSync(path) ? path : undefined;
}

/** The names of the files. */
export function dbnFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.(dbn|dbz|frag)(\.zst)?$/.test(name))
    .sort();
}

/** A file's bytes as they are. */
export function readDbn(folder: string, name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

/** A file's bytes without compression; of dbz, the records alone. */
export function readPlain(folder: string, name: string): Uint8Array {
  const bytes = readDbn(folder, name);
  if (name.endsWith(".dbz"))
    return new Uint8Array(zstdDecompressSync(bytes.subarray(decodeDbzHead(bytes, zstdDecompressSync).size)));
  return name.endsWith(".zst") ? new Uint8Array(zstdDecompressSync(bytes)) : bytes;
}

/** Every record of a stream of plain bytes, and the decoder that read it. */
export function recordsOf(bytes: Uint8Array): { decoder: DbnRecordDecoder; records: DbnRecords } {
  const decoder = new DbnRecordDecoder();
  const records = new DbnRecords();
  decoder.decode(bytes, records);
  decoder.end();
  return { decoder, records };
}
