import { ConfigError } from "@hotpath/core";

/**
 * Ids of 64 bits as small integers: each different id gets the next free number from 0, exactly, by open addressing over
 * typed arrays. Bounded, and nothing is allocated but for growth. Two halves of 32 bits stand for an id, so that no
 * bigint is made on the hot path.
 */
export class WideIdTable {
  /** Ids held now. */
  size = 0;
  /** The most ids that are held. */
  readonly capacity: number;
  /** Slot → number + 1, or 0. */
  #slots: Int32Array = new Int32Array(64);
  #high: Uint32Array = new Uint32Array(32);
  #low: Uint32Array = new Uint32Array(32);
  /** Numbers given back, a stack. */
  #free: Int32Array = new Int32Array(32);
  #freeCount = 0;
  /** Numbers given out so far. */
  #next = 0;

  /** @throws {ConfigError} for a capacity that is none */
  constructor(capacity: number, path = "wideIds.capacity") {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 26)
      throw new ConfigError(path, capacity, "an integer from 1 to 2^26");
    this.capacity = capacity;
  }

  /** The number of an id, given now if it has none. @returns −1 where the table is full */
  numberOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(high, low) & mask;
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      if (this.#low[held - 1] === low >>> 0 && this.#high[held - 1] === high >>> 0) return held - 1;
      slot = (slot + 1) & mask;
    }
    return this.#give(slot, high, low);
  }

  /** The number of an id, or −1 where it has none. */
  find(high: number, low: number): number {
    const slot = this.#slotOf(high, low);
    return slot < 0 ? -1 : this.#slots[slot]! - 1;
  }

  /** The upper half of the id that has a number. */
  highOf(number: number): number {
    return this.#high[number]!;
  }

  /** The lower half of the id that has a number. */
  lowOf(number: number): number {
    return this.#low[number]!;
  }

  /** The id that has a number. */
  idOf(number: number): bigint {
    return (BigInt(this.#high[number]!) << 32n) | BigInt(this.#low[number]!);
  }

  /** Forgets an id, whose number another may get. @returns false where it was not held */
  release(high: number, low: number): boolean {
    let hole = this.#slotOf(high, low);
    if (hole < 0) return false;
    this.#free[this.#freeCount++] = this.#slots[hole]! - 1;
    this.size--;
    // What stands behind moves up, unless it would then stand before its own slot.
    const mask = this.#slots.length - 1;
    for (let slot = (hole + 1) & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const number = this.#slots[slot]! - 1;
      const home = hash(this.#high[number]!, this.#low[number]!) & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      this.#slots[hole] = number + 1;
      hole = slot;
    }
    this.#slots[hole] = 0;
    return true;
  }

  /** Forgets every id; the memory stays. */
  clear(): void {
    this.#slots.fill(0);
    this.size = 0;
    this.#next = 0;
    this.#freeCount = 0;
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(high, low) & mask;
    for (let held = this.#slots[slot]!; held !== 0; held = this.#slots[slot]!) {
      if (this.#low[held - 1] === low >>> 0 && this.#high[held - 1] === high >>> 0) return slot;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  #give(slot: number, high: number, low: number): number {
    if (this.size === this.capacity) return -1;
    const number = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#next++;
    this.size++;
    if (number === this.#low.length) this.#growIds();
    this.#high[number] = high;
    this.#low[number] = low;
    this.#slots[slot] = number + 1;
    if (this.size * 2 > this.#slots.length) this.#growSlots();
    return number;
  }

  #growIds(): void {
    const length = this.#low.length * 2;
    const grown = <Column extends Uint32Array | Int32Array>(larger: Column, column: Column): Column => {
      larger.set(column);
      return larger;
    };
    this.#high = grown(new Uint32Array(length), this.#high);
    this.#low = grown(new Uint32Array(length), this.#low);
    this.#free = grown(new Int32Array(length), this.#free);
  }

  #growSlots(): void {
    const old = this.#slots;
    const mask = old.length * 2 - 1;
    this.#slots = new Int32Array(mask + 1);
    for (let i = 0; i < old.length; i++) {
      const held = old[i]!;
      if (held === 0) continue;
      let slot = hash(this.#high[held - 1]!, this.#low[held - 1]!) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = held;
    }
  }
}

/** The finaliser of MurmurHash3 over both halves. */
function hash(high: number, low: number): number {
  let h = low ^ Math.imul(high, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
