import { InputError, UnavailableError } from "@hotpath/core";
import type { DbnMetadata } from "./dbn-metadata.ts";
import { dbzHeadSize, decodeDbzHead } from "./dbz.ts";

/** A DBN file or stream of any packing, made plain. */
export interface OpenedDbn {
  /** The metadata of a dbz file, for the option `metadata` of a decoder; DBN brings its own with the bytes. */
  metadata: DbnMetadata | undefined;
  /** Plain bytes in pieces. A reader that stops early closes the source. */
  bytes: AsyncIterable<Uint8Array>;
}

const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const;
/** The most bytes of a dbz head that are taken. */
const DBZ_HEAD_MOST = 2 ** 26;

/**
 * Opens DBN as it is found: plain, compressed with Zstandard (of one frame or many), or dbz. Which it is, the first bytes
 * say. Needs the host's `node:zlib` with Zstandard for what is compressed (Bun, Node 22.15 and later).
 *
 * @throws {InputError} a dbz head that is not whole or not true
 * @throws {UnavailableError} where the host has no Zstandard
 * @example
 * const opened = await openDbn(Bun.file("trades.dbn.zst").stream());
 * const decoder = new DbnMarketDecoder({ metadata: opened.metadata });
 * for await (const piece of opened.bytes) decode(piece);
 */
export async function openDbn(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<OpenedDbn> {
  const pieces = piecesOf(source);
  const reader = new HeadReader(pieces);
  const first = await reader.peek(12);
  if (ZSTD_MAGIC.every((byte, i) => first[i] === byte))
    return { metadata: undefined, bytes: decompressed(reader.rest()) };
  const size = dbzHeadSize(first);
  if (size === 0) return { metadata: undefined, bytes: reader.rest() };
  if (size > DBZ_HEAD_MOST)
    throw new InputError("CORRUPT", `the metadata of a dbz file says that it has ${size} bytes`);
  const zlib = await zstandard();
  const head = decodeDbzHead(await reader.peek(size), (packed) =>
    zlib.zstdDecompressSync(packed, { maxOutputLength: DBZ_HEAD_MOST }),
  );
  reader.drop(head.size);
  return { metadata: head.metadata, bytes: decompressed(reader.rest()) };
}

/** What a stream begins with, without losing it. */
class HeadReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #head: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncIterator<Uint8Array>) {
    this.#pieces = pieces;
  }

  /** The first bytes: so many, or all there are. */
  async peek(size: number): Promise<Uint8Array> {
    while (this.#head.length < size) {
      const { value, done } = await this.#pieces.next();
      if (done) break;
      const joined = new Uint8Array(this.#head.length + value.length);
      joined.set(this.#head);
      joined.set(value, this.#head.length);
      this.#head = joined;
    }
    return this.#head;
  }

  drop(size: number): void {
    this.#head = this.#head.subarray(size);
  }

  /** What was peeked at and the rest. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      if (this.#head.length > 0) yield this.#head;
      for (;;) {
        const { value, done } = await this.#pieces.next();
        if (done) return;
        yield value;
      }
    } finally {
      await this.#pieces.return?.();
    }
  }
}

async function* piecesOf(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* source;
}

async function* decompressed(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const zlib = await zstandard();
  const { Readable } = await import("node:stream");
  const plain = Readable.from(pieces, { objectMode: false }).compose(zlib.createZstdDecompress());
  try {
    for await (const piece of plain) yield piece as Uint8Array;
  } catch (cause) {
    throw new InputError("CORRUPT", `Zstandard: ${(cause as Error).message}`, { cause });
  }
}

async function zstandard(): Promise<typeof import("node:zlib")> {
  const zlib = await import("node:zlib").catch(() => undefined);
  if (zlib?.createZstdDecompress === undefined)
    throw new UnavailableError("Zstandard: needs node:zlib of Bun, or of Node 22.15 and later");
  return zlib;
}
