import { ConfigError, InputError } from "@hotpath/core";
import { EMPTY, hashInteger, tableBits } from "./internal/hash.ts";

/** The most entries that an {@link IntMap} can hold: its table then has 2^30 places. */
const CAPACITY_MAX: number = 2 ** 29;

/** How an {@link IntMap} behaves when it is full. */
export interface IntMapOptions {
  /**
   * `true`: the map never allocates after construction, and `set` of a new key answers `false` when `capacity` is
   * reached. `false` (the default): the map doubles its table, which allocates once and moves every entry.
   */
  fixed?: boolean;
  /**
   * For keys that rise and do not live long, as order ids: while no two of them fall on one place, a key is where its low
   * bits say, so that neighbours share a cache line and nothing is searched. From the first time that two do, the map
   * spreads its keys by hash, as one without this option: that once it moves every entry, which allocates.
   */
  rising?: boolean;
}

/**
 * A map from safe integers (−2^53+1 to 2^53−1) to 32-bit integers, in two typed arrays: order id to slot, instrument
 * id to row.
 *
 * Use it where a `Map<number, number>` would sit on a hot path: it allocates nothing after construction (when
 * `fixed`), gives the collector nothing to trace, and deletes without leaving tombstones, so that it is as fast after
 * a year of churn as on the first day. Open addressing with linear probing; at most half of the places are taken;
 * deletion shifts the following entries back (Knuth, TAOCP 3, 6.4, algorithm R).
 *
 * The hash is fixed and public: do not key it by numbers that an adversary chooses.
 *
 * @example
 * ```ts
 * const slots = new IntMap(1_000_000, { fixed: true });
 * slots.set(90_071_992_547, 12);
 * slots.get(90_071_992_547); // 12
 * slots.get(7); // -1
 * ```
 */
export class IntMap {
  #keys: Float64Array;
  #values: Int32Array;
  #mask: number;
  #shift: number;
  #size = 0;
  #capacity: number;
  readonly #fixed: boolean;
  readonly #rising: boolean;
  /** Whether every key is at the place of its low bits. */
  #isDirect: boolean;

  /**
   * @param capacity entries to make room for, 1 to 2^29
   * @throws {ConfigError} when `capacity` is not such an integer
   */
  constructor(capacity: number, options: IntMapOptions = {}) {
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > CAPACITY_MAX) {
      throw new ConfigError("capacity", capacity, `an integer from 1 to ${CAPACITY_MAX}`);
    }
    const bits = tableBits(capacity * 2);
    this.#capacity = capacity;
    this.#fixed = options.fixed === true;
    this.#rising = options.rising === true;
    this.#isDirect = this.#rising;
    this.#keys = new Float64Array(2 ** bits).fill(EMPTY);
    this.#values = new Int32Array(2 ** bits);
    this.#mask = 2 ** bits - 1;
    this.#shift = 32 - bits;
  }

  /** Entries held now. */
  get size(): number {
    return this.#size;
  }

  /** Entries that fit without allocating. A growing map raises it. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Bytes of the typed arrays. */
  get byteLength(): number {
    return this.#keys.byteLength + this.#values.byteLength;
  }

  /** The value of `key`, or `absent` where there is none. Any number may be asked for; one that is no key is absent. */
  get(key: number, absent = -1): number {
    const keys = this.#keys;
    const mask = this.#mask;
    if (this.#isDirect) return keys[key & mask] === key ? this.#values[key & mask]! : absent;
    let place = hashInteger(key) >>> this.#shift;
    for (;;) {
      const found = keys[place]!;
      if (found === key) return this.#values[place]!;
      if (Number.isNaN(found)) return absent;
      place = (place + 1) & mask;
    }
  }

  /** Whether `key` has a value. */
  has(key: number): boolean {
    return this.#find(key) >= 0;
  }

  /**
   * Gives `key` the value, new or in place of the old one.
   *
   * @param value kept as a 32-bit integer (`value | 0`)
   * @returns `false`, and changes nothing, when the key is new and a `fixed` map is full; else `true`
   * @throws {InputError} `INPUT_INVALID` when `key` is not a safe integer
   */
  set(key: number, value: number): boolean {
    const mask = this.#mask;
    let place = key & mask;
    if (this.#isDirect && this.#keys[place] !== key && !Number.isNaN(this.#keys[place])) this.#spread();
    const keys = this.#keys;
    if (!this.#isDirect) place = hashInteger(key) >>> this.#shift;
    for (;;) {
      const found = keys[place]!;
      if (found === key) {
        this.#values[place] = value;
        return true;
      }
      if (Number.isNaN(found)) break;
      place = (place + 1) & mask;
    }
    if (this.#size === this.#capacity) return this.#fixed ? false : this.#growAndSet(key, value);
    if ((key | 0) !== key && !Number.isSafeInteger(key)) throw notAKey(key);
    keys[place] = key + 0; // −0 is kept as 0
    this.#values[place] = value;
    this.#size++;
    return true;
  }

  /** Removes `key`. Answers whether it was there. */
  delete(key: number): boolean {
    const place = this.#find(key);
    if (place < 0) return false;
    this.#vacate(place);
    return true;
  }

  /** Removes `key` and answers the value it had, or `absent`: one probe in place of a `get` and a `delete`. */
  take(key: number, absent = -1): number {
    const place = this.#find(key);
    if (place < 0) return absent;
    const value = this.#values[place]!;
    this.#vacate(place);
    return value;
  }

  /** Removes every entry; keeps the memory. */
  clear(): void {
    this.#keys.fill(EMPTY);
    this.#size = 0;
    this.#isDirect = this.#rising;
  }

  /**
   * Calls `visit` for every entry, in no particular order. The map must not change meanwhile, save by setting keys
   * that are there.
   */
  forEach(visit: (value: number, key: number) => void): void {
    const keys = this.#keys;
    const values = this.#values;
    for (let place = 0; place < keys.length; place++) {
      const key = keys[place]!;
      if (!Number.isNaN(key)) visit(values[place]!, key);
    }
  }

  /** Every `[key, value]`, in no particular order. The map must not change meanwhile. */
  *entries(): IterableIterator<[key: number, value: number]> {
    const keys = this.#keys;
    const values = this.#values;
    for (let place = 0; place < keys.length; place++) {
      const key = keys[place]!;
      if (!Number.isNaN(key)) yield [key, values[place]!];
    }
  }

  /** As {@link entries}. */
  [Symbol.iterator](): IterableIterator<[key: number, value: number]> {
    return this.entries();
  }

  #find(key: number): number {
    const keys = this.#keys;
    const mask = this.#mask;
    if (this.#isDirect) return keys[key & mask] === key ? key & mask : -1;
    let place = hashInteger(key) >>> this.#shift;
    for (;;) {
      const found = keys[place]!;
      if (found === key) return place;
      if (Number.isNaN(found)) return -1;
      place = (place + 1) & mask;
    }
  }

  /** Empties a place, and moves back each entry behind it that could then not be found from its home. */
  #vacate(place: number): void {
    const keys = this.#keys;
    const values = this.#values;
    const mask = this.#mask;
    const shift = this.#shift;
    this.#size--;
    if (this.#isDirect) {
      keys[place] = EMPTY;
      return;
    }
    let hole = place;
    let next = (place + 1) & mask;
    for (;;) {
      const key = keys[next]!;
      if (Number.isNaN(key)) break;
      const home = hashInteger(key) >>> shift;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = key;
        values[hole] = values[next]!;
        hole = next;
      }
      next = (next + 1) & mask;
    }
    keys[hole] = EMPTY;
  }

  /** Two keys want one place: from now on keys are where their hash says, or behind. */
  #spread(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#isDirect = false;
    this.#keys = new Float64Array(keys.length).fill(EMPTY);
    this.#values = new Int32Array(keys.length);
    this.#size = 0;
    for (let place = 0; place < keys.length; place++) {
      const moved = keys[place]!;
      if (!Number.isNaN(moved)) this.set(moved, values[place]!);
    }
  }

  #growAndSet(key: number, value: number): boolean {
    if (!Number.isSafeInteger(key)) throw notAKey(key);
    const capacity = Math.min(this.#capacity * 2, CAPACITY_MAX);
    if (capacity === this.#capacity) return false;
    const keys = this.#keys;
    const values = this.#values;
    const bits = tableBits(capacity * 2);
    this.#capacity = capacity;
    this.#keys = new Float64Array(2 ** bits).fill(EMPTY);
    this.#values = new Int32Array(2 ** bits);
    this.#mask = 2 ** bits - 1;
    this.#shift = 32 - bits;
    this.#size = 0;
    for (let place = 0; place < keys.length; place++) {
      const moved = keys[place]!;
      if (!Number.isNaN(moved)) this.set(moved, values[place]!);
    }
    return this.set(key, value);
  }
}

function notAKey(key: number): InputError {
  return new InputError("INPUT_INVALID", `key: got ${key}; allowed: a safe integer`);
}
