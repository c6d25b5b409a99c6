import { ConfigError } from "@hotpath/core";

/** An id of 128 bits in four words. */
export type UuidWords = Int32Array;

const DASH = 45;

/**
 * Reads the 36 characters of a UUID (RFC 9562) into four words.
 *
 * @returns false if they are none
 */
export function readUuid(bytes: Uint8Array, from: number, words: UuidWords): boolean {
  let at = from;
  for (let digit = 0; digit < 32; digit++) {
    if (digit === 8 || digit === 12 || digit === 16 || digit === 20) if (bytes[at++] !== DASH) return false;
    const byte = bytes[at++]!;
    const value =
      byte >= 48 && byte <= 57 ? byte - 48 : (byte | 32) >= 97 && (byte | 32) <= 102 ? (byte | 32) - 87 : -1;
    if (value < 0) return false;
    words[digit >>> 3] = (words[digit >>> 3]! << 4) | value;
  }
  return true;
}

/**
 * Order ids that are UUIDs as safe integers from 1, given in turn and never twice. Open addressing over typed arrays,
 * bounded; nothing is allocated but for growth.
 */
export class UuidTable {
  /** Ids held now. */
  size = 0;
  readonly capacity: number;
  #keys: Int32Array = new Int32Array(4 * 64);
  /** 0 where a slot is free. */
  #numbers: Float64Array = new Float64Array(64);
  /** What each id belongs to. */
  #owners: Int32Array = new Int32Array(64);
  #next = 1;

  /** @throws {ConfigError} for a capacity that is none */
  constructor(capacity: number, path = "uuidTable.capacity") {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 26) {
      throw new ConfigError(path, capacity, "an integer from 1 to 2^26");
    }
    this.capacity = capacity;
  }

  /** The number of an id, or 0 if it has none. */
  find(words: UuidWords): number {
    return this.#numbers[this.#slotOf(words)]!;
  }

  /** The number of an id, given now if it has none; 0 if the table is full. @param owner what it belongs to */
  add(words: UuidWords, owner = 0): number {
    let slot = this.#slotOf(words);
    if (this.#numbers[slot] !== 0) return this.#numbers[slot]!;
    if (this.size >= this.capacity) return 0;
    if (this.size * 2 >= this.#numbers.length) {
      this.#grow();
      slot = this.#slotOf(words);
    }
    this.#keys.set(words, slot * 4);
    this.#numbers[slot] = this.#next;
    this.#owners[slot] = owner;
    this.size++;
    return this.#next++;
  }

  /** Forgets an id. @returns the number that it had, or 0 */
  remove(words: UuidWords): number {
    const numbers = this.#numbers;
    const mask = numbers.length - 1;
    let hole = this.#slotOf(words);
    const number = numbers[hole]!;
    if (number === 0) return 0;
    this.size--;
    // What stands behind moves up, unless it would then stand before its own slot.
    for (let slot = (hole + 1) & mask; numbers[slot] !== 0; slot = (slot + 1) & mask) {
      const home = this.#home(this.#keys, slot * 4) & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      numbers[hole] = numbers[slot]!;
      this.#owners[hole] = this.#owners[slot]!;
      this.#keys.copyWithin(hole * 4, slot * 4, slot * 4 + 4);
      hole = slot;
    }
    numbers[hole] = 0;
    return number;
  }

  /** Forgets every id that belongs to something; numbers are not given again. */
  removeOf(owner: number): void {
    this.#rebuild(this.#numbers.length, owner);
  }

  /** Forgets every id. */
  clear(): void {
    this.#numbers.fill(0);
    this.size = 0;
  }

  /** The slot of an id, or the free one where it belongs. */
  #slotOf(words: UuidWords): number {
    const keys = this.#keys;
    const mask = this.#numbers.length - 1;
    let slot = this.#home(words, 0) & mask;
    while (this.#numbers[slot] !== 0) {
      const at = slot * 4;
      const isSame =
        keys[at] === words[0] && keys[at + 1] === words[1] && keys[at + 2] === words[2] && keys[at + 3] === words[3];
      if (isSame) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #home(keys: Int32Array, at: number): number {
    let hash = keys[at]! ^ Math.imul(keys[at + 1]!, 0x85ebca6b) ^ Math.imul(keys[at + 3]!, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16) ^ keys[at + 2]!, 0xc2b2ae35);
    return hash ^ (hash >>> 15);
  }

  #grow(): void {
    this.#rebuild(this.#numbers.length * 2);
  }

  /** Puts every id into new slots, save for those of one owner. */
  #rebuild(slots: number, without?: number): void {
    const keys = this.#keys;
    const numbers = this.#numbers;
    const owners = this.#owners;
    this.#keys = new Int32Array(slots * 4);
    this.#numbers = new Float64Array(slots);
    this.#owners = new Int32Array(slots);
    this.size = 0;
    for (let slot = 0; slot < numbers.length; slot++) {
      if (numbers[slot] === 0 || owners[slot] === without) continue;
      const words = keys.subarray(slot * 4, slot * 4 + 4);
      const to = this.#slotOf(words);
      this.#keys.set(words, to * 4);
      this.#numbers[to] = numbers[slot]!;
      this.#owners[to] = owners[slot]!;
      this.size++;
    }
  }
}
