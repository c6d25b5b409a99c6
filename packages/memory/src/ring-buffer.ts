/**
 * Creating and opening a ring's memory: everything that is checked once, so that the hot path need not.
 */
import { ConfigError, InputError, UnavailableError } from "@hotpath/core";
import {
  CAPACITY_MAX,
  CAPACITY_MIN,
  KIND_SPSC,
  LAYOUT_VERSION,
  MAGIC,
  MPSC_DATA_START,
  SPSC_DATA_START,
  WORD_CAPACITY,
  WORD_FREEING,
  WORD_HEAD,
  WORD_KIND,
  WORD_MAGIC,
  WORD_TAIL,
  WORD_VERSION,
} from "./ring-layout.ts";

/** Options of a new ring. */
export interface RingOptions {
  /** Bytes of the data region: a power of two from 1,024 to 2³⁰. Headers (8 bytes a record) live in it too. */
  capacity: number;
}

/**
 * Allocates and initialises the memory of a ring.
 *
 * @param position where head and tail start; only tests give another than 0, to stand just before a wrap
 */
export function createRingBuffer(kind: number, options: RingOptions, position = 0): SharedArrayBuffer {
  const { capacity } = options;
  const isPowerOfTwo = Number.isInteger(capacity) && capacity > 0 && 2 ** (31 - Math.clz32(capacity)) === capacity;
  if (!isPowerOfTwo || capacity < CAPACITY_MIN || capacity > CAPACITY_MAX) {
    throw new ConfigError("capacity", capacity, `a power of two from ${CAPACITY_MIN} to ${CAPACITY_MAX} bytes`);
  }
  if (typeof SharedArrayBuffer === "undefined") {
    throw new UnavailableError("SharedArrayBuffer is missing; a browser offers it to cross-origin isolated pages only");
  }
  const buffer = new SharedArrayBuffer(dataStart(kind) + capacity);
  const i32 = new Int32Array(buffer);
  i32[WORD_VERSION] = LAYOUT_VERSION;
  i32[WORD_KIND] = kind;
  i32[WORD_CAPACITY] = capacity;
  i32[WORD_HEAD] = position;
  i32[WORD_FREEING] = position;
  i32[WORD_TAIL] = position;
  Atomics.store(i32, WORD_MAGIC, MAGIC);
  return buffer;
}

function dataStart(kind: number): number {
  return kind === KIND_SPSC ? SPSC_DATA_START : MPSC_DATA_START;
}

/**
 * Checks that a buffer is a ring of this kind and gives the view of its words.
 *
 * @throws {InputError} `CORRUPT` when it is not
 */
export function openRingBuffer(buffer: SharedArrayBuffer, kind: number): Int32Array<SharedArrayBuffer> {
  if (buffer.byteLength < SPSC_DATA_START + CAPACITY_MIN || buffer.byteLength % 8 !== 0) {
    throw new InputError("CORRUPT", `not a ring: ${buffer.byteLength} bytes`);
  }
  const i32 = new Int32Array(buffer);
  if (Atomics.load(i32, WORD_MAGIC) !== MAGIC) throw new InputError("CORRUPT", "not a ring: the magic word is missing");
  if (i32[WORD_VERSION] !== LAYOUT_VERSION) {
    throw new InputError("CORRUPT", `ring layout version ${i32[WORD_VERSION]}; this build reads ${LAYOUT_VERSION}`);
  }
  if (i32[WORD_KIND] !== kind) {
    const names = ["?", "one producer (SPSC)", "many producers (MPSC)"];
    throw new InputError("CORRUPT", `a ring for ${names[i32[WORD_KIND] ?? 0] ?? "?"}, not for ${names[kind]}`);
  }
  if (i32[WORD_CAPACITY] !== buffer.byteLength - dataStart(kind)) {
    throw new InputError(
      "CORRUPT",
      `ring says ${i32[WORD_CAPACITY]} bytes, has ${buffer.byteLength - dataStart(kind)}`,
    );
  }
  return i32;
}
