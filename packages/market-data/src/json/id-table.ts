import { ConfigError } from "@hotpath/core";

/**
 * What a venue's ids of one symbol stand for: a safe integer to a number, such as the price of a level. Open addressing
 * over typed arrays, bounded; nothing is allocated but for growth.
 */
export class IdTable {
  /** Ids held now. */
  size = 0;
  readonly capacity: number;
  #ids: Float64Array = new Float64Array(64);
  /** The entry of the symbol, or −1 where a slot is free. */
  #entries: Int32Array = new Int32Array(64).fill(-1);
  #values: Float64Array = new Float64Array(64);

  /** @throws {ConfigError} for a capacity that is none */
  constructor(capacity: number, path = "idTable.capacity") {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 2 ** 26) {
      throw new ConfigError(path, capacity, "an integer from 1 to 2^26");
    }
    this.capacity = capacity;
  }

  /** What an id stands for, or NaN. */
  get(entry: number, id: number): number {
    const slot = this.#slotOf(entry, id);
    return this.#entries[slot] === entry ? this.#values[slot]! : Number.NaN;
  }

  /** Sets what an id stands for. @returns false if the table is full */
  set(entry: number, id: number, value: number): boolean {
    let slot = this.#slotOf(entry, id);
    if (this.#entries[slot] === -1) {
      if (this.size >= this.capacity) return false;
      if (this.size * 2 >= this.#ids.length) {
        this.#rebuild(this.#ids.length * 2, -1);
        slot = this.#slotOf(entry, id);
      }
      this.#ids[slot] = id;
      this.#entries[slot] = entry;
      this.size++;
    }
    this.#values[slot] = value;
    return true;
  }

  /** Forgets an id. */
  delete(entry: number, id: number): void {
    const entries = this.#entries;
    const ids = this.#ids;
    const mask = ids.length - 1;
    let hole = this.#slotOf(entry, id);
    if (entries[hole] === -1) return;
    this.size--;
    // What stands behind moves up, unless it would then stand before its own slot.
    for (let slot = (hole + 1) & mask; entries[slot] !== -1; slot = (slot + 1) & mask) {
      const home = hashOf(entries[slot]!, ids[slot]!) & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      ids[hole] = ids[slot]!;
      entries[hole] = entries[slot]!;
      this.#values[hole] = this.#values[slot]!;
      hole = slot;
    }
    entries[hole] = -1;
  }

  /** Forgets every id of a symbol. */
  deleteAll(entry: number): void {
    if (this.#entries.includes(entry)) this.#rebuild(this.#ids.length, entry);
  }

  /** Forgets every id. */
  clear(): void {
    this.#entries.fill(-1);
    this.size = 0;
  }

  /** The slot of an id, or the free one where it belongs. */
  #slotOf(entry: number, id: number): number {
    const mask = this.#ids.length - 1;
    let slot = hashOf(entry, id) & mask;
    while (this.#entries[slot] !== -1 && (this.#ids[slot] !== id || this.#entries[slot] !== entry)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Puts all ids but those of one symbol in slots of their own anew. */
  #rebuild(length: number, without: number): void {
    const [ids, entries, values] = [this.#ids, this.#entries, this.#values];
    this.#ids = new Float64Array(length);
    this.#entries = new Int32Array(length).fill(-1);
    this.#values = new Float64Array(length);
    this.size = 0;
    for (let slot = 0; slot < ids.length; slot++) {
      const entry = entries[slot]!;
      if (entry === -1 || entry === without) continue;
      const to = this.#slotOf(entry, ids[slot]!);
      this.#ids[to] = ids[slot]!;
      this.#entries[to] = entry;
      this.#values[to] = values[slot]!;
      this.size++;
    }
  }
}

function hashOf(entry: number, id: number): number {
  const hash = Math.imul((id | 0) ^ Math.imul((id / 4294967296) | 0, 0x85ebca6b) ^ (entry << 20), 0x9e3779b1);
  return hash ^ (hash >>> 15);
}
