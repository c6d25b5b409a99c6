/**
 * A lock-free pool of fixed-size blocks in shared memory: any Worker takes, any Worker gives back.
 *
 * Not a linked stack: a Treiber stack in 32-bit words must keep index and ABA tag in one word, and with 65,536 blocks a
 * 16-bit tag repeats after 65,536 pops. Here a bitmap holds one bit per block, 1 when free. Taking clears a bit with
 * `Atomics.and`, giving back sets it with `Atomics.or`; each returns the word as it was, which says who won. There is
 * no pointer that could be stale, hence no ABA, no tag and no bound on time; and a bit that is already set is a double
 * release, found at no cost. Workers start to search at different words, so they seldom meet.
 *
 * A second bitmap has one bit per word of the first, 1 when that word may have a free block. It is only a hint: before
 * the pool says that it is exhausted, it looks at every word.
 */
import { ConfigError, InputError, StateError, UnavailableError } from "@hotpath/core";
import { CACHE_LINE } from "./arena.ts";

/** "HPBP" */
const MAGIC = 0x48504250;
/** Words of the head, 128 bytes: magic, block bytes, blocks, first words of each part, debug, ends opened. */
const HEAD_WORDS = 32;
const WORD_BLOCK_BYTES = 1;
const WORD_BLOCKS = 2;
const WORD_HINTS = 3;
const WORD_BITS = 4;
const WORD_OWNERS = 5;
const WORD_DATA = 6;
const WORD_DEBUG = 7;
const WORD_ENDS = 8;
/** Words of a cache line. */
const LINE_WORDS = CACHE_LINE / 4;

/** Returned by `acquire` when no block is free. */
export const NO_BLOCK = -1;

/** Options of a block pool. */
export interface SharedBlockPoolOptions {
  /** Bytes of a block: a multiple of 64, so that no two blocks share a cache line. */
  blockBytes: number;
  /** Blocks: 1 to 2²⁰. */
  blocks: number;
  /** Keeps the owner of every block, for `outstanding`, foreign releases and `reclaim`; default false. */
  debug?: boolean;
}

/**
 * Allocates a block pool. Send the buffer to the Workers; each opens it with {@link SharedBlockPool}.
 *
 * @throws {ConfigError} when a number is out of range
 */
export function createSharedBlockPool(options: SharedBlockPoolOptions): SharedArrayBuffer {
  const { blockBytes, blocks, debug = false } = options;
  if (!Number.isInteger(blockBytes) || blockBytes < CACHE_LINE || blockBytes % CACHE_LINE !== 0) {
    throw new ConfigError("blockBytes", blockBytes, "a positive multiple of 64");
  }
  if (!Number.isInteger(blocks) || blocks < 1 || blocks > 2 ** 20) {
    throw new ConfigError("blocks", blocks, "an integer from 1 to 2^20");
  }
  if (typeof SharedArrayBuffer === "undefined") throw new UnavailableError("SharedArrayBuffer is missing");
  const bitWords = Math.ceil(blocks / 32);
  const hintWords = Math.ceil(bitWords / 32);
  const bits = HEAD_WORDS + lines(hintWords);
  const owners = bits + lines(bitWords);
  const data = owners + (debug ? lines(blocks) : 0);
  const bytes = data * 4 + blocks * blockBytes;
  if (bytes > 2 ** 31) throw new ConfigError("blocks", blocks, `at most 2 GiB in all, here ${bytes} bytes`);
  const buffer = new SharedArrayBuffer(bytes);
  const words = new Int32Array(buffer);
  words[WORD_BLOCK_BYTES] = blockBytes;
  words[WORD_BLOCKS] = blocks;
  words[WORD_HINTS] = HEAD_WORDS;
  words[WORD_BITS] = bits;
  words[WORD_OWNERS] = owners;
  words[WORD_DATA] = data;
  words[WORD_DEBUG] = debug ? 1 : 0;
  setLowBits(words, HEAD_WORDS, bitWords);
  setLowBits(words, bits, blocks);
  Atomics.store(words, 0, MAGIC);
  return buffer;
}

/**
 * One Worker's end of a block pool.
 *
 * @example
 * const pool = new SharedBlockPool(buffer);
 * const block = pool.acquire(); // NO_BLOCK when exhausted
 * pool.u8[pool.offsetOf(block)] = 1; // then send the number of the block, not the bytes
 * pool.release(block);
 */
export class SharedBlockPool implements Disposable {
  /** All of the memory as bytes: index it with `offsetOf(block)`. */
  readonly u8: Uint8Array<SharedArrayBuffer>;
  /** All of the memory as 32-bit integers: index it with the offset divided by 4. */
  readonly i32: Int32Array<SharedArrayBuffer>;
  /** All of the memory as doubles: index it with the offset divided by 8. */
  readonly f64: Float64Array<SharedArrayBuffer>;
  /** Bytes of a block. */
  readonly blockBytes: number;
  /** Blocks of the pool. */
  readonly blocks: number;
  /** This end's number, 1 and above, unique in the pool: the owner of the blocks that it takes (debug mode). */
  readonly id: number;

  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #hints: number;
  readonly #hintWords: number;
  readonly #bits: number;
  readonly #bitWords: number;
  readonly #owners: number;
  readonly #data: number;
  readonly #debug: boolean;
  /** The word that had a free block last: where the next search starts. */
  #at: number;
  #disposed = false;

  /** @throws {InputError} `CORRUPT` when the buffer is not one of {@link createSharedBlockPool} */
  constructor(buffer: SharedArrayBuffer) {
    const words = new Int32Array(buffer);
    if (words.length < HEAD_WORDS || Atomics.load(words, 0) !== MAGIC) {
      throw new InputError("CORRUPT", "not a shared block pool");
    }
    this.u8 = new Uint8Array(buffer);
    this.i32 = words;
    this.f64 = new Float64Array(buffer);
    this.#words = words;
    this.blockBytes = words[WORD_BLOCK_BYTES]!;
    this.blocks = words[WORD_BLOCKS]!;
    this.#hints = words[WORD_HINTS]!;
    this.#bits = words[WORD_BITS]!;
    this.#owners = words[WORD_OWNERS]!;
    this.#data = words[WORD_DATA]! * 4;
    this.#debug = words[WORD_DEBUG] === 1;
    this.#bitWords = Math.ceil(this.blocks / 32);
    this.#hintWords = Math.ceil(this.#bitWords / 32);
    this.id = Atomics.add(words, WORD_ENDS, 1) + 1;
    // Neighbouring ends start a cache line of words apart, wrapping around.
    this.#at = (this.id * LINE_WORDS) % this.#bitWords;
  }

  /** Takes a block and gives its number, 0 and above, or {@link NO_BLOCK} when none is free. Its bytes are as left. */
  acquire(): number {
    const at = this.#at;
    if (this.#disposed) this.#refuseDisposed();
    const block = this.#takeFrom(at);
    return block >= 0 ? block : this.#search();
  }

  /**
   * Gives a block back; any end may.
   *
   * @throws {StateError} `DOUBLE_RELEASE` when it is free already, `STATE_INVALID` when there is no such block
   */
  release(block: number): void {
    if (this.#disposed) this.#refuseDisposed();
    if (!(block >= 0 && block < this.blocks) || (block | 0) !== block)
      throw new StateError("STATE_INVALID", `block pool: no block ${block}`);
    const words = this.#words;
    const word = block >>> 5;
    const bit = 1 << (block & 31);
    if (this.#debug) Atomics.store(words, this.#owners + block, 0);
    const before = Atomics.or(words, this.#bits + word, bit);
    if ((before & bit) !== 0) {
      throw new StateError("DOUBLE_RELEASE", `block pool: block ${block} was already released`);
    }
    if (before === 0) Atomics.or(words, this.#hints + (word >>> 5), 1 << (word & 31));
  }

  /** Byte offset of a block in the views. */
  offsetOf(block: number): number {
    return this.#data + block * this.blockBytes;
  }

  /** Free blocks at this moment; counted, so only for reports. */
  get free(): number {
    let free = 0;
    for (let word = 0; word < this.#bitWords; word++) free += bitCount(Atomics.load(this.#words, this.#bits + word));
    return free;
  }

  /**
   * Blocks that are out, with the `id` of the end that took each (debug mode; 0: unknown or just now taken).
   *
   * @throws {StateError} `STATE_INVALID` without debug mode
   */
  outstanding(): { block: number; owner: number }[] {
    this.#needDebug();
    const out: { block: number; owner: number }[] = [];
    for (let block = 0; block < this.blocks; block++) {
      if (this.#isFree(block)) continue;
      out.push({ block, owner: Atomics.load(this.#words, this.#owners + block) });
    }
    return out;
  }

  /**
   * Gives back every block of an end whose Worker is dead, and returns how many. A block that it died taking, in the
   * few nanoseconds before its name stood on it, is not found. Blocks handed on to other Workers are given back too.
   *
   * @throws {StateError} `STATE_INVALID` without debug mode
   */
  reclaim(owner: number): number {
    let count = 0;
    for (const taken of this.outstanding()) {
      if (taken.owner !== owner) continue;
      this.release(taken.block);
      count++;
    }
    return count;
  }

  /** Ends this end. What it holds stays out. */
  [Symbol.dispose](): void {
    this.#disposed = true;
  }

  /** Takes the lowest free block of a word, or gives NO_BLOCK when the word has none. */
  #takeFrom(word: number): number {
    const words = this.#words;
    const index = this.#bits + word;
    let seen = Atomics.load(words, index);
    while (seen !== 0) {
      const bit = seen & -seen;
      const before = Atomics.and(words, index, ~bit);
      if ((before & bit) !== 0) {
        if (before === bit) this.#hintEmpty(word);
        this.#at = word;
        const block = (word << 5) + 31 - Math.clz32(bit);
        if (this.#debug) Atomics.store(words, this.#owners + block, this.id);
        return block;
      }
      seen = before & ~bit;
    }
    return NO_BLOCK;
  }

  /** The word was emptied. A release may have filled it meanwhile: then the hint is put back. */
  #hintEmpty(word: number): void {
    const hint = this.#hints + (word >>> 5);
    const bit = 1 << (word & 31);
    Atomics.and(this.#words, hint, ~bit);
    if (Atomics.load(this.#words, this.#bits + word) !== 0) Atomics.or(this.#words, hint, bit);
  }

  #search(): number {
    const start = this.#at >>> 5;
    for (let i = 0; i < this.#hintWords; i++) {
      const hint = (start + i) % this.#hintWords;
      let hinted = Atomics.load(this.#words, this.#hints + hint);
      while (hinted !== 0) {
        const bit = hinted & -hinted;
        const block = this.#takeFrom((hint << 5) + 31 - Math.clz32(bit));
        if (block >= 0) return block;
        hinted &= ~bit;
      }
    }
    for (let word = 0; word < this.#bitWords; word++) {
      const block = this.#takeFrom(word);
      if (block >= 0) return block;
    }
    return NO_BLOCK;
  }

  #isFree(block: number): boolean {
    return (Atomics.load(this.#words, this.#bits + (block >>> 5)) & (1 << (block & 31))) !== 0;
  }

  #needDebug(): void {
    if (!this.#debug) throw new StateError("STATE_INVALID", "block pool: owners are kept in debug mode only");
  }

  #refuseDisposed(): never {
    throw new StateError("DISPOSED", "this end of the block pool is disposed");
  }
}

/** Words rounded up to cache lines. */
function lines(words: number): number {
  return Math.ceil(words / LINE_WORDS) * LINE_WORDS;
}

/** Sets the first `count` bits from a word on. */
function setLowBits(words: Int32Array, from: number, count: number): void {
  words.fill(-1, from, from + (count >>> 5));
  if ((count & 31) !== 0) words[from + (count >>> 5)] = 2 ** (count & 31) - 1;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
