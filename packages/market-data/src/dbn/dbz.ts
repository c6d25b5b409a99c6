import { InputError } from "@hotpath/core";
import { type DbnMetadata, SymbolReader, schemaOf, symbolTypeOf, textOf } from "./dbn-metadata.ts";

/** The metadata of a dbz file, and where its compressed records begin. */
export interface DbzHead {
  metadata: DbnMetadata;
  /** Bytes of the skippable frame: what follows is Zstandard. */
  size: number;
  /** Records that the file says it has. */
  recordCount: bigint;
}

const FIXED_SIZE = 96;
const SYMBOL_SIZE = 22;
const ZSTD = 1;

/** Bytes of the skippable frame of a dbz file, or 0 where the bytes begin no such file; needs the first 12 of them. */
export function dbzHeadSize(bytes: Uint8Array): number {
  if (bytes.length < 12) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0, true);
  const isSkippable = magic >= 0x184d2a50 && magic <= 0x184d2a5f;
  return isSkippable && textOf(bytes, 8, 3) === "DBZ" ? 8 + view.getUint32(4, true) : 0;
}

/**
 * Reads the head of a dbz file, the format before DBN: metadata in a skippable frame of Zstandard.
 *
 * @param decompress Zstandard, as `zlib.zstdDecompressSync`; what it throws is passed on as the cause
 * @throws {InputError} where the bytes are no such head, whole
 */
export function decodeDbzHead(bytes: Uint8Array, decompress: (bytes: Uint8Array) => Uint8Array): DbzHead {
  const size = dbzHeadSize(bytes);
  if (size === 0) throw new InputError("INPUT_INVALID", "no dbz file: no metadata in a skippable frame");
  if (bytes.length < size || size < 8 + FIXED_SIZE)
    throw new InputError("CORRUPT", `the metadata of a dbz file is cut: ${bytes.length} of ${size} bytes`);
  if (bytes[11] !== 1) throw new InputError("INPUT_INVALID", `a dbz file of version ${bytes[11]}; allowed: 1`);
  if (bytes[62] !== ZSTD) throw new InputError("INPUT_INVALID", "a dbz file that is not compressed with Zstandard");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = view.getBigUint64(38, true);
  return {
    size,
    recordCount: view.getBigUint64(54, true),
    metadata: {
      version: 0,
      dataset: textOf(bytes, 12, 16),
      schema: schemaOf(view.getUint16(28, true)),
      start: view.getBigUint64(30, true),
      end: end === 0n ? undefined : end,
      limit: view.getBigUint64(46, true),
      stypeIn: symbolTypeOf(view.getUint8(63)),
      stypeOut: symbolTypeOf(view.getUint8(64)) ?? 255,
      tsOut: false,
      symbolLength: SYMBOL_SIZE,
      ...listsOf(bytes.subarray(8 + FIXED_SIZE, size), decompress),
    },
  };
}

function listsOf(packed: Uint8Array, decompress: (bytes: Uint8Array) => Uint8Array) {
  let bytes: Uint8Array;
  try {
    bytes = decompress(packed);
  } catch (cause) {
    throw new InputError("CORRUPT", "the metadata of a dbz file cannot be decompressed", { cause });
  }
  const lists = bytes.length < 4 ? undefined : new SymbolReader(bytes, 4, SYMBOL_SIZE).readAll();
  if (lists === undefined) throw new InputError("CORRUPT", "the metadata of a dbz file has counts that cannot be true");
  return lists;
}
