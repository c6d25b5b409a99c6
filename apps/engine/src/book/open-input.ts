import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { brotliDecompressSync, createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from "node:zlib";
import { ConfigError, IoError } from "@hotpath/core";
import { dbzHeadSize, encodeDbnMetadata, openDbn } from "@hotpath/market-data/dbn";
import { openParquet } from "@hotpath/market-data/parquet";

/** The bytes of a file as they come. */
export interface InputFile {
  /** Bytes of the file as it lies on the disk; 0 where that is not known. */
  readonly size: number;
  /** Bytes of that read so far. */
  readonly read: number;
  /** Pieces, decompressed. Ends with an {@link IoError} if the file cannot be read or its compression is broken. */
  pieces(): AsyncIterable<Uint8Array>;
}

/**
 * Opens a file, or standard input, whose compression, gzip, Zstandard or dbz, is known by its first bytes, and so
 * is Parquet, which comes as CSV. What is read is never held: memory stays that of some pieces, or of a row group.
 *
 * @param path a file, or `-`
 * @param option the option that named it, for errors
 * @throws {ConfigError} a file that cannot be read
 */
export async function openInput(path: string, option: string): Promise<InputFile> {
  let size = 0;
  if (path !== "-") {
    try {
      const found = await stat(path);
      if (found.isDirectory()) throw new Error("it is a folder");
      size = found.size;
    } catch (error) {
      throw new ConfigError(option, path, `a file that can be read (${(error as Error).message})`);
    }
  }
  if (path !== "-" && (await isParquet(path))) return parquetInput(path, size);
  const source = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  const input = {
    size,
    read: 0,
    async *pieces() {
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        for await (const piece of source) {
          input.read += (piece as Uint8Array).length;
          yield piece as Uint8Array;
        }
      };
      try {
        yield* decompressed(counted());
      } catch (error) {
        throw new IoError(`${path}: ${(error as Error).message}`);
      }
    },
  };
  return input;
}

/** Whether a file begins like Parquet. */
async function isParquet(path: string): Promise<boolean> {
  return (await Bun.file(path).slice(0, 4).text()) === "PAR1";
}

/** A Parquet file as CSV: its end says where everything is, so it is read here and there and not as it comes. */
function parquetInput(path: string, size: number): InputFile {
  const input = {
    size,
    read: 0,
    async *pieces() {
      const file = {
        byteLength: size,
        slice: (start: number, end?: number) => Bun.file(path).slice(start, end).arrayBuffer(),
      };
      // One byte more than there may be is enough to see that there are too many.
      const bounded =
        (decompress: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array) =>
        (bytes: Uint8Array, length: number) =>
          new Uint8Array(decompress(bytes, { maxOutputLength: length + 1 }));
      const compressors = {
        GZIP: bounded(gunzipSync),
        ZSTD: bounded(zstdDecompressSync),
        BROTLI: bounded(brotliDecompressSync),
      };
      const opened = await openParquet(file, { compressors });
      if (opened.nested.length > 0)
        process.stderr.write(`hotpath: columns of lists and structures are left out: ${opened.nested.join(", ")}\n`);
      let rows = 0;
      for await (const piece of opened.csv) {
        yield piece;
        for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) rows++;
        input.read = Math.floor(size * Math.min(1, rows / (opened.rows + 1)));
      }
    },
  };
  return input;
}

/** Passes plain bytes on, and decompresses those that begin like gzip or Zstandard. */
async function* decompressed(source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const held: Uint8Array[] = [];
  let length = 0;
  while (length < 12) {
    const { done, value } = await source.next();
    if (done) break;
    held.push(value);
    length += value.length;
  }
  const start = Buffer.concat(held);
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const isZstd = start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528;
  if (dbzHeadSize(start) > 0) {
    yield* plainDbz(start, source);
    return;
  }
  if (!isGzip && !isZstd) {
    if (start.length > 0) yield start;
    yield* source;
    return;
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield start;
    yield* source;
  };
  const out = new PassThrough({ highWaterMark: 1 << 18 });
  const done = pipeline(whole, isGzip ? createGunzip() : createZstdDecompress(), out);
  // Its failure is that of `out` too; awaited below, it must not count as unhandled before.
  done.catch(() => {});
  yield* out as Readable & AsyncIterable<Uint8Array>;
  await done;
}

/** dbz is metadata and compressed records: what comes out is DBN of version 1, which has the same records. */
async function* plainDbz(start: Uint8Array, source: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const opened = await openDbn(
    (async function* () {
      yield start;
      yield* source;
    })(),
  );
  if (opened.metadata !== undefined) yield encodeDbnMetadata({ ...opened.metadata, version: 1 });
  yield* opened.bytes;
}
