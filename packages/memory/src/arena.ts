/**
 * A bump allocator: memory is taken from the front of a chunk and given back all at once, or down to a mark.
 */
import { CapacityError, ConfigError, StateError } from "@hotpath/core";
import { COLUMN_ARRAYS, type ColumnArray, type ColumnType } from "./column-type.ts";
import { addressOf } from "./internal/address.ts";

/** Bytes of a cache line: what every view of an arena is aligned to. */
export const CACHE_LINE = 64;

/** Fills given-back memory in debug mode: as 32-bit integers −1,515,870,811, as doubles a tiny negative number. */
const POISON = 0xa5;

/** Keeps chunk and offset of a mark apart: no chunk is as large. */
const CHUNK_STEP = 2 ** 32;

/** Most bytes of one chunk. */
export const ARENA_BYTES_MAX: number = CHUNK_STEP - 2 * CACHE_LINE;

/** Options of an arena. */
export interface ArenaOptions {
  /** Bytes of a chunk: 64 to 2³² − 128. */
  bytes: number;
  /** Whether the memory is a `SharedArrayBuffer`, for other Workers to read and write; default false. */
  shared?: boolean;
  /**
   * Bytes of all chunks together: when a chunk is used up, another is allocated while the sum stays within this bound.
   * Default `bytes`: one chunk, no growth.
   */
  bytesMax?: number;
  /** Overwrites memory that is given back, so that a view used too long shows garbage at once; default false. */
  debug?: boolean;
}

/** One piece of memory: usable from `start`, which is aligned, to `end`. */
interface Chunk {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly end: number;
}

/**
 * A bump allocator over `ArrayBuffer` or `SharedArrayBuffer`, aligned to cache lines. Use it for columns that live and
 * die together: set them up, work, `reset`. Memory is zero when first taken and holds old values when taken again.
 * JavaScript cannot revoke a view: one kept beyond `reset` or `release` aliases what comes after (see `debug`).
 *
 * @example
 * using arena = new Arena({ bytes: 1 << 20 });
 * const prices = arena.f64(1000); // starts on a cache line
 * const sizes = arena.i32(1000);
 * arena.reset(); // both are free again
 */
export class Arena implements Disposable {
  /**
   * Whether addresses themselves are multiples of 64 (`absolute`), or only offsets from the start of the chunk
   * (`relative`), where the runtime does not tell addresses. Bun tells them.
   */
  readonly alignment: "absolute" | "relative";

  readonly #options: Required<ArenaOptions>;
  readonly #chunks: Chunk[] = [];
  #current = 0;
  #offset = 0;
  #disposed = false;

  /** @throws {ConfigError} when a size is out of range */
  constructor(options: ArenaOptions) {
    const { bytes, shared = false, bytesMax = bytes, debug = false } = options;
    if (!Number.isInteger(bytes) || bytes < CACHE_LINE || bytes > ARENA_BYTES_MAX) {
      throw new ConfigError("bytes", bytes, "an integer from 64 to 2^32 - 128");
    }
    if (!Number.isSafeInteger(bytesMax) || bytesMax < bytes) {
      throw new ConfigError("bytesMax", bytesMax, "an integer of at least bytes");
    }
    this.#options = { bytes, shared, bytesMax, debug };
    const first = this.#addChunk();
    this.alignment = addressOf(first.buffer) === undefined ? "relative" : "absolute";
    this.#offset = first.start;
  }

  /** Memory of the chunk in use: that of the latest allocation. */
  get buffer(): ArrayBufferLike {
    return this.#chunk().buffer;
  }

  /** Bytes in use, alignment included. */
  get used(): number {
    let sum = this.#offset - this.#chunk().start;
    for (let i = 0; i < this.#current; i++) sum += this.#chunks[i]!.end - this.#chunks[i]!.start;
    return sum;
  }

  /** Bytes allocated from the system and usable, free or not. */
  get capacity(): number {
    let sum = 0;
    for (const chunk of this.#chunks) sum += chunk.end - chunk.start;
    return sum;
  }

  /**
   * Takes bytes and gives their offset in `buffer`, allocating no view. The chunk in use may change with the call.
   *
   * @param alignment a power of two from 1 to 64; default 64
   * @throws {CapacityError} when the arena's bound is reached, or the request is larger than a chunk
   * @throws {StateError} `DISPOSED`
   */
  allocate(bytes: number, alignment: number = CACHE_LINE): number {
    if (this.#disposed) throw new StateError("DISPOSED", "this arena is disposed");
    if (!Number.isInteger(bytes) || bytes < 0) throw new ConfigError("bytes", bytes, "an integer of at least 0");
    if (alignment < 1 || alignment > CACHE_LINE || (alignment & (alignment - 1)) !== 0) {
      throw new ConfigError("alignment", alignment, "a power of two from 1 to 64");
    }
    if (bytes > this.#options.bytes) {
      throw new CapacityError(`arena: ${bytes} bytes asked, a chunk has ${this.#options.bytes}`);
    }
    let chunk = this.#chunk();
    let at = alignUp(this.#offset, chunk.start, alignment);
    if (at + bytes > chunk.end) {
      chunk = this.#nextChunk(bytes);
      at = chunk.start;
    }
    this.#offset = at + bytes;
    return at;
  }

  /** Takes a typed array of `length` elements, on a cache line of its own. Errors are those of `allocate`. */
  column<T extends ColumnType>(type: T, length: number): ColumnArray<T> {
    const Type = COLUMN_ARRAYS[type];
    if (!Number.isInteger(length) || length < 0) throw new ConfigError("length", length, "an integer of at least 0");
    const offset = this.allocate(alignUp(length * Type.BYTES_PER_ELEMENT, 0, CACHE_LINE));
    return new Type(this.buffer, offset, length);
  }

  /** Takes `length` doubles. */
  f64(length: number): Float64Array {
    return this.column("f64", length);
  }

  /** Takes `length` single-precision floats. */
  f32(length: number): Float32Array {
    return this.column("f32", length);
  }

  /** Takes `length` signed 32-bit integers. */
  i32(length: number): Int32Array {
    return this.column("i32", length);
  }

  /** Takes `length` unsigned 32-bit integers. */
  u32(length: number): Uint32Array {
    return this.column("u32", length);
  }

  /** Takes `length` bytes. */
  u8(length: number): Uint8Array {
    return this.column("u8", length);
  }

  /** The present fill level, for `release`. */
  mark(): number {
    return this.#current * CHUNK_STEP + this.#offset;
  }

  /**
   * Gives back everything taken since the mark.
   *
   * @throws {StateError} `STATE_INVALID` when the mark lies above the present level, having been given back itself
   */
  release(mark: number): void {
    if (this.#disposed) throw new StateError("DISPOSED", "this arena is disposed");
    if (!(mark >= this.#chunks[0]!.start && mark <= this.mark())) {
      throw new StateError("STATE_INVALID", "arena: this mark was already released");
    }
    const chunkIndex = Math.floor(mark / CHUNK_STEP);
    const offset = mark - chunkIndex * CHUNK_STEP;
    if (this.#options.debug) this.#poison(chunkIndex, offset);
    this.#current = chunkIndex;
    this.#offset = offset;
  }

  /** Gives everything back. Chunks are kept for the next round. */
  reset(): void {
    this.release(this.#chunks[0]!.start);
  }

  /** Lets go of the memory. Views taken from it stay usable, as JavaScript demands, and keep it alive. */
  [Symbol.dispose](): void {
    if (this.#disposed) return;
    this.reset();
    this.#chunks.length = 1;
    this.#disposed = true;
  }

  #chunk(): Chunk {
    if (this.#disposed) throw new StateError("DISPOSED", "this arena is disposed");
    return this.#chunks[this.#current]!;
  }

  #nextChunk(bytes: number): Chunk {
    if (this.#current + 1 === this.#chunks.length) {
      const all = (this.#chunks.length + 1) * this.#options.bytes;
      if (all > this.#options.bytesMax) {
        throw new CapacityError(`arena: ${bytes} bytes asked, ${this.used} of ${this.#options.bytesMax} in use`);
      }
      this.#addChunk();
    }
    this.#current++;
    return this.#chunks[this.#current]!;
  }

  /** Over-allocates by a line, so that the first usable byte can stand on one. */
  #addChunk(): Chunk {
    const { bytes, shared } = this.#options;
    const total = bytes + CACHE_LINE;
    const buffer = shared ? new SharedArrayBuffer(total) : new ArrayBuffer(total);
    const start = (CACHE_LINE - ((addressOf(buffer) ?? 0) % CACHE_LINE)) % CACHE_LINE;
    const chunk = { buffer, start, end: start + bytes };
    this.#chunks.push(chunk);
    return chunk;
  }

  #poison(chunkIndex: number, offset: number): void {
    for (let i = chunkIndex; i <= this.#current; i++) {
      const { buffer, start, end } = this.#chunks[i]!;
      const stop = i === this.#current ? this.#offset : end;
      new Uint8Array(buffer).fill(POISON, i === chunkIndex ? offset : start, stop);
    }
  }
}

/** The next position whose distance from `base` is a multiple of `alignment`, a power of two. */
function alignUp(position: number, base: number, alignment: number): number {
  return base + Math.ceil((position - base) / alignment) * alignment;
}
