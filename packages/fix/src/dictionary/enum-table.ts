import { assert } from "@hotpath/core";

/**
 * The values that enumerated fields may have, made for looking bytes up: values of one byte in a bitmap of 256 bits,
 * longer ones in a hash table that compares the bytes. A set is named by a number; 0 names none.
 */
export class EnumTable {
  /** Eight words a set. */
  #bits: Int32Array = new Int32Array(8);
  /** Where a set's part of `#slots` begins, and its length − 1, a power of two less one; −1 where it has no long value. */
  readonly #begin: number[] = [0];
  readonly #mask: number[] = [-1];
  /** Index of a long value plus one; 0 is empty. */
  readonly #slots: number[] = [];
  readonly #values: Uint8Array[] = [];

  /** Adds a set and answers its number. */
  add(values: readonly string[]): number {
    const set = this.#begin.length;
    const bits = new Int32Array((set + 1) * 8);
    bits.set(this.#bits);
    this.#bits = bits;
    const long: Uint8Array[] = [];
    for (const value of values) {
      const bytes = new TextEncoder().encode(value);
      if (bytes.length === 1) bits[set * 8 + (bytes[0]! >> 5)]! |= 1 << (bytes[0]! & 31);
      else long.push(bytes);
    }
    this.#begin.push(this.#slots.length);
    let size = long.length === 0 ? 0 : 4;
    while (size < long.length * 2) size *= 2;
    this.#mask.push(size - 1);
    const begin = this.#slots.length;
    for (let i = 0; i < size; i++) this.#slots.push(0);
    for (const bytes of long) {
      let at = hash(bytes, 0, bytes.length) & (size - 1);
      while (this.#slots[begin + at] !== 0) at = (at + 1) & (size - 1);
      this.#slots[begin + at] = this.#values.push(bytes);
    }
    assert(this.#begin.length === this.#mask.length, "a set has a beginning and a length");
    return set;
  }

  /** Whether a set holds the value `bytes[start … end − 1]`. */
  has(set: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start === 1) {
      const byte = bytes[start]!;
      return (this.#bits[set * 8 + (byte >> 5)]! & (1 << (byte & 31))) !== 0;
    }
    const mask = this.#mask[set]!;
    if (mask < 0) return false;
    const begin = this.#begin[set]!;
    let at = hash(bytes, start, end) & mask;
    for (;;) {
      const slot = this.#slots[begin + at]!;
      if (slot === 0) return false;
      if (same(this.#values[slot - 1]!, bytes, start, end)) return true;
      at = (at + 1) & mask;
    }
  }

  /** Whether every one of the values, separated by single spaces, is in the set. */
  hasAll(set: number, bytes: Uint8Array, start: number, end: number): boolean {
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at < end && bytes[at] !== 32) continue;
      if (!this.has(set, bytes, from, at)) return false;
      from = at + 1;
    }
    return true;
  }
}

/** FNV-1a of 32 bits. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let h = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) h = Math.imul(h ^ bytes[at]!, 0x01000193);
  return h ^ (h >>> 15);
}

function same(value: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (value.length !== end - start) return false;
  for (let i = 0; i < value.length; i++) if (value[i] !== bytes[start + i]) return false;
  return true;
}
