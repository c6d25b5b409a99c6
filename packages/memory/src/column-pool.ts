/**
 * A pool of records kept as columns: one typed array per field, one index per record.
 *
 * Retained objects cost the garbage collector time in proportion to their number; columns cost it none. A slot is taken
 * from and given back to an intrusive free list in constant time, and nothing is allocated after construction.
 */
import { ConfigError, StateError } from "@hotpath/core";
import { ARENA_BYTES_MAX, Arena } from "./arena.ts";
import { COLUMN_ARRAYS, type ColumnArray, type ColumnType } from "./column-type.ts";

/** Fields of a record and their element types. */
export type ColumnSchema = Readonly<Record<string, ColumnType>>;

/** Options of a column pool. */
export interface ColumnPoolOptions<S extends ColumnSchema> {
  /** Fields and their types, such as `{ price: "f64", qty: "f64", next: "i32" }`. */
  schema: S;
  /** Records at most: 1 to 2³⁰. All memory is taken, and touched, at construction. */
  capacity: number;
  /** Whether the columns lie in a `SharedArrayBuffer`, for other Workers to read; one thread acquires and releases. */
  shared?: boolean;
  /** Overwrites the fields of released records (NaN; integers with only their top bit set); default false. */
  debug?: boolean;
}

/** Returned by `acquire` when every slot is taken, and by `slotOf` for a stale handle. */
export const NO_SLOT = -1;

/** Link of the last slot of the free list. */
const END = -1;
/** Link of a slot that is taken. */
const LIVE = -2;

/** Handles are `generation × 2³⁰ + slot`: safe integers with 23 bits of generation. */
const HANDLE_STEP = 2 ** 30;
const GENERATION_MASK = 2 ** 23 - 1;

/**
 * A fixed number of records as columns. Double release is always detected; a handle (slot and generation) detects that
 * its slot was released and taken by another record since, up to 8,388,608 releases of the same slot in between.
 *
 * @example
 * using orders = new ColumnPool({ schema: { price: "f64", qty: "f64" }, capacity: 1000 });
 * const { price, qty } = orders.columns;
 * const slot = orders.acquire(); // NO_SLOT when full
 * price[slot] = 100.05;
 * qty[slot] = 25;
 * orders.release(slot);
 */
export class ColumnPool<S extends ColumnSchema> implements Disposable {
  /** One typed array per field, indexed by slot. A fresh slot holds what its last record left there. */
  readonly columns: { readonly [K in keyof S]: ColumnArray<S[K]> };
  /** Records at most. */
  readonly capacity: number;

  readonly #arena: Arena;
  /** Link and generation of a slot side by side: one cache line to touch, not two. */
  readonly #links: Int32Array;
  readonly #debug: boolean;
  #free = 0;
  #size = 0;
  #peak = 0;
  #exhausted = 0;
  #disposed = false;

  /** @throws {ConfigError} when the schema is empty or a value out of range */
  constructor(options: ColumnPoolOptions<S>) {
    const { schema, capacity, shared = false, debug = false } = options;
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > HANDLE_STEP) {
      throw new ConfigError("capacity", capacity, "an integer from 1 to 2^30");
    }
    const fields = Object.entries(schema);
    if (fields.length === 0) throw new ConfigError("schema", schema, "at least one field");
    let bytes = lineBytes(capacity * 8);
    for (const [field, type] of fields) {
      if (!Object.hasOwn(COLUMN_ARRAYS, type)) {
        throw new ConfigError(`schema.${field}`, type, Object.keys(COLUMN_ARRAYS).join(", "));
      }
      bytes += lineBytes(capacity * COLUMN_ARRAYS[type].BYTES_PER_ELEMENT);
    }
    if (bytes > ARENA_BYTES_MAX) throw new ConfigError("capacity", capacity, `at most 4 GiB, here ${bytes} bytes`);
    this.#arena = new Arena({ bytes, shared });
    this.#links = this.#arena.i32(capacity * 2);
    const columns: Record<string, ColumnArray> = {};
    for (const [field, type] of fields) {
      const column = this.#arena.column(type, capacity);
      fillWith(column, 0);
      columns[field] = column;
    }
    this.columns = Object.freeze(columns) as { readonly [K in keyof S]: ColumnArray<S[K]> };
    this.capacity = capacity;
    this.#debug = debug;
    this.#linkAll();
  }

  /** Takes a slot, or gives {@link NO_SLOT} when all are taken. The slot released last comes first: it is still warm. */
  acquire(): number {
    const slot = this.#free;
    if (slot < 0) return this.#refuse();
    const links = this.#links;
    this.#free = links[slot * 2]!;
    links[slot * 2] = LIVE;
    if (++this.#size > this.#peak) this.#peak = this.#size;
    return slot;
  }

  /**
   * Gives a slot back. Handles to it become stale.
   *
   * @throws {StateError} `DOUBLE_RELEASE` when it is not taken, `STATE_INVALID` when there is no such slot
   */
  release(slot: number): void {
    const links = this.#links;
    const link = slot * 2;
    if (links[link] !== LIVE) this.#refuseRelease(slot);
    links[link] = this.#free;
    links[link + 1] = (links[link + 1]! + 1) & GENERATION_MASK;
    this.#free = slot;
    this.#size--;
    if (this.#debug) this.#poison(slot);
  }

  /** Whether the slot is taken. */
  isLive(slot: number): boolean {
    return this.#links[slot * 2] === LIVE;
  }

  /**
   * A number that names this slot until it is released, to keep where the record may be gone before it is asked for.
   *
   * @throws {StateError} when the slot is not taken
   */
  handleOf(slot: number): number {
    if (!this.isLive(slot)) throw new StateError("STATE_INVALID", `column pool: slot ${slot} is not taken`);
    return this.#links[slot * 2 + 1]! * HANDLE_STEP + slot;
  }

  /** The slot of a handle, or {@link NO_SLOT} when it was released since. */
  slotOf(handle: number): number {
    const generation = Math.floor(handle / HANDLE_STEP);
    const slot = handle - generation * HANDLE_STEP;
    return this.isLive(slot) && this.#links[slot * 2 + 1] === generation ? slot : NO_SLOT;
  }

  /** Calls back with every slot that is taken, in order of slot: what is left at the end is the leak. */
  forEachLive(callback: (slot: number) => void): void {
    for (let slot = 0; slot < this.capacity; slot++) if (this.isLive(slot)) callback(slot);
  }

  /** Releases every slot. */
  clear(): void {
    this.forEachLive((slot) => this.release(slot));
  }

  /** Slots taken. */
  get size(): number {
    return this.#size;
  }

  /** Most slots ever taken at once. */
  get peak(): number {
    return this.#peak;
  }

  /** How often `acquire` found none. */
  get exhaustedCount(): number {
    return this.#exhausted;
  }

  /** Lets go of the memory: from now on no slot can be taken or released. Columns that were kept stay readable. */
  [Symbol.dispose](): void {
    this.#arena[Symbol.dispose]();
    this.#links.fill(END);
    this.#free = END;
    this.#size = 0;
    this.#disposed = true;
  }

  /** Links upwards, so that fresh slots come in order and their columns are walked as a prefetcher likes it. */
  #linkAll(): void {
    for (let slot = 0; slot < this.capacity; slot++) this.#links[slot * 2] = slot + 1;
    this.#links[this.capacity * 2 - 2] = END;
  }

  #refuse(): number {
    if (this.#disposed) throw new StateError("DISPOSED", "this column pool is disposed");
    this.#exhausted++;
    return NO_SLOT;
  }

  #refuseRelease(slot: number): never {
    if (this.#disposed) throw new StateError("DISPOSED", "this column pool is disposed");
    if (!Number.isInteger(slot) || slot < 0 || slot >= this.capacity) {
      throw new StateError("STATE_INVALID", `column pool: no slot ${slot}`);
    }
    throw new StateError("DOUBLE_RELEASE", `column pool: slot ${slot} was already released`);
  }

  #poison(slot: number): void {
    for (const column of Object.values<ColumnArray>(this.columns)) {
      if (column instanceof Float64Array || column instanceof Float32Array) column[slot] = Number.NaN;
      else if (column instanceof BigInt64Array || column instanceof BigUint64Array) column[slot] = 1n << 63n;
      else column[slot] = 1 << (column.BYTES_PER_ELEMENT * 8 - 1);
    }
  }
}

/** Touches every page, so that the first record to come does not. */
function fillWith(column: ColumnArray, value: number): void {
  if (column instanceof BigInt64Array || column instanceof BigUint64Array) column.fill(BigInt(value));
  else column.fill(value);
}

/** Bytes rounded up to cache lines, as the arena does. */
function lineBytes(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
