import { ConfigError, UnavailableError } from "@hotpath/core";

/** How a recording is compressed: Zstandard, gzip, or not. */
export type RecordingCompression = "zst" | "gz" | "none";

/** Every {@link RecordingCompression}. */
export const RECORDING_COMPRESSIONS: readonly RecordingCompression[] = ["zst", "gz", "none"];

/** Compressed bytes given to the decompressor at a time. */
const SLICE = 1 << 14;

/** Makes one whole frame of bytes, which can be read without those before and after it. */
export type FramePacker = (bytes: Uint8Array) => Uint8Array;

/** The best compression that the host has: Zstandard (Bun, Node 22.15 and later), or gzip. */
export async function bestCompression(): Promise<RecordingCompression> {
  const zlib = await loadZlib();
  return zlib === undefined ? "none" : zlib.zstdCompressSync === undefined ? "gz" : "zst";
}

/**
 * What packs frames: Zstandard frames with checksums, members of gzip, or the bytes as they are. Frames one after the other are
 * one file of their format.
 *
 * @throws {ConfigError} a compression that there is not
 * @throws {UnavailableError} one that this host does not have
 */
export async function framePacker(compression: RecordingCompression): Promise<FramePacker> {
  if (!RECORDING_COMPRESSIONS.includes(compression)) {
    throw new ConfigError("recording.compression", compression, RECORDING_COMPRESSIONS.join(", "));
  }
  if (compression === "none") return (bytes) => bytes.slice();
  const zlib = await loadZlib();
  if (compression === "gz" && zlib !== undefined) return (bytes) => zlib.gzipSync(bytes);
  if (zlib?.zstdCompressSync === undefined) {
    throw new UnavailableError(`the compression ${compression} needs node:zlib with it; gz and none may be there`);
  }
  const params = { [zlib.constants.ZSTD_c_checksumFlag]: 1 };
  return (bytes) => zlib.zstdCompressSync(bytes, { params });
}

/** What became of {@link plainBytes}. */
export interface PlainOutcome {
  /** Bytes taken from the source. */
  read: number;
  /** Why the compressed bytes could not be read to their end. */
  damage?: string;
}

/**
 * Bytes as they were before they were compressed, which their first bytes tell: Zstandard, gzip or plain. Where they are damaged
 * or end too early, everything before the damaged 16 KiB comes, and `outcome` says why there is no more: it does not throw
 * for it. What ends too early comes to its last whole frame at the least.
 *
 * @throws {UnavailableError} if the host cannot decompress them
 */
export async function* plainBytes(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  outcome: PlainOutcome,
): AsyncGenerator<Uint8Array> {
  let decompressor: Decompressor | undefined;
  let isKnown = false;
  let held: Uint8Array = new Uint8Array(0);
  for await (const piece of source) {
    let bytes = piece;
    outcome.read += piece.length;
    if (!isKnown) {
      held = joined(held, piece);
      if (held.length < 4) continue;
      isKnown = true;
      bytes = held;
      decompressor = await decompressorOf(held);
    }
    if (decompressor === undefined) yield bytes;
    else {
      yield* decompressor.push(bytes);
      if (decompressor.failure !== undefined) break;
    }
  }
  if (!isKnown) {
    if (held.length > 0) yield held;
    return;
  }
  if (decompressor === undefined) return;
  yield* decompressor.end();
  if (decompressor.failure !== undefined) outcome.damage = decompressor.failure.message;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(left.length + right.length);
  bytes.set(left);
  bytes.set(right, left.length);
  return bytes;
}

async function decompressorOf(start: Uint8Array): Promise<Decompressor | undefined> {
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const isZstd = start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd;
  if (!isGzip && !isZstd) return undefined;
  const zlib = await loadZlib();
  if (zlib === undefined || (isZstd && zlib.createZstdDecompress === undefined)) {
    throw new UnavailableError("Zstandard: needs node:zlib of Bun, or of Node 22.15 and later");
  }
  // What ends too early is read as far as it goes.
  if (isGzip) return new Decompressor(zlib.createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }));
  return new Decompressor(zlib.createZstdDecompress());
}

/** A stream of `node:zlib` that loses nothing of what it had made when it fails. */
class Decompressor {
  failure: Error | undefined;
  readonly #stream: import("node:stream").Transform;
  readonly #ready: Uint8Array[] = [];
  readonly #ended = Promise.withResolvers<void>();

  constructor(stream: import("node:stream").Transform) {
    this.#stream = stream;
    stream.on("data", (piece: Uint8Array) => this.#ready.push(piece));
    stream.on("end", () => this.#ended.resolve());
    stream.on("error", (error) => {
      this.failure ??= error;
      this.#ended.resolve();
    });
  }

  async *push(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length && this.failure === undefined; at += SLICE) {
      const written = Promise.withResolvers<void>();
      this.#stream.write(bytes.subarray(at, at + SLICE), () => written.resolve());
      await Promise.race([written.promise, this.#ended.promise]);
      yield* this.#ready.splice(0);
    }
  }

  async *end(): AsyncGenerator<Uint8Array> {
    if (this.failure === undefined) {
      this.#stream.end();
      await this.#ended.promise;
    }
    yield* this.#ready.splice(0);
  }
}

async function loadZlib(): Promise<typeof import("node:zlib") | undefined> {
  return import("node:zlib").catch(() => undefined);
}
