import { InputError } from "@hotpath/core";
import type { CacheOptions, GetOptions, SetOptions } from "../options.ts";
import { EMPTY, hashInteger, tableBits } from "./hash.ts";
import { KeyedCache } from "./keyed-cache.ts";
import type { Policy } from "./slot-list.ts";

/** Buckets for each entry, at least; at most twice as many. */
const BUCKETS_PER_ENTRY = 3;

/**
 * A cache whose keys are safe integers: a hash table of slots, chained through a column.
 *
 * Chains, not open addressing, because an eviction then unlinks one slot in place of moving its neighbours, and a
 * slot, once given, stays where the ring of uses points.
 *
 * The first entry of a chain is tried outside the loop that walks it: JavaScriptCore inlines small straight functions
 * into their callers and not those with loops, which halves the cost of a hit.
 */
export abstract class IntKeyedCache<V> extends KeyedCache<number, V> {
  private readonly buckets: Int32Array;
  private readonly shift: number;
  /** By slot; slot 0 ends every chain, and its key equals none. */
  private readonly slotKeys: Float64Array;
  private readonly chain: Int32Array;

  constructor(options: CacheOptions<number, V>, policy: Policy) {
    super(options, policy);
    const bits = tableBits(this.max * BUCKETS_PER_ENTRY);
    this.buckets = new Int32Array(2 ** bits);
    this.shift = 32 - bits;
    this.slotKeys = new Float64Array(this.max + 1).fill(EMPTY, 0, 1);
    this.chain = new Int32Array(this.max + 1);
  }

  override get(key: number, options?: GetOptions): V | undefined {
    const slot = this.slotOf(key);
    if (slot === 0) {
      this.misses++;
      return undefined;
    }
    if (this.expiry !== null) return this.getExpiring(slot, options);
    this.hits++;
    this.touch(slot);
    return this.held[slot];
  }

  /** As for every cache. @throws {InputError} also when `key` is not a safe integer */
  override set(key: number, value: V | undefined, options?: SetOptions<number, V>): this {
    if (!this.plain || options !== undefined || value === undefined) {
      this.setWithOptions(key, value, options);
      return this;
    }
    const slot = this.slotOf(key);
    this.sets++;
    if (slot === 0) {
      this.add(key, value);
    } else {
      this.held[slot] = value;
      this.touch(slot);
    }
    return this;
  }

  /** In one piece: JavaScriptCore inlines no deeper than five calls, and a `set` that evicts is four deep here. */
  private add(key: number, value: V): void {
    this.requireKey(key);
    let slot: number;
    if (this.count < this.max) {
      slot = this.takeVacant();
    } else {
      slot = this.victim(0);
      this.removeKey(slot);
      this.evictions++;
      this.moveToFront(slot);
    }
    this.addKey(key, slot);
    this.held[slot] = value;
  }

  protected override slotOf(key: number): number {
    const slot = this.buckets[hashInteger(key) >>> this.shift]!;
    return slot === 0 || this.slotKeys[slot] === key ? slot : this.further(slot, key);
  }

  private further(first: number, key: number): number {
    const keys = this.slotKeys;
    const chain = this.chain;
    let slot = chain[first]!;
    while (slot !== 0 && keys[slot] !== key) slot = chain[slot]!;
    return slot;
  }

  protected override requireKey(key: number): void {
    if ((key | 0) !== key && !Number.isSafeInteger(key)) {
      throw new InputError("INPUT_INVALID", `key: got ${key}; allowed: a safe integer`);
    }
  }

  protected override keyOf(slot: number): number {
    return this.slotKeys[slot]!;
  }

  protected override addKey(key: number, slot: number): void {
    const bucket = hashInteger(key) >>> this.shift;
    this.slotKeys[slot] = key + 0; // −0 is kept as 0
    this.chain[slot] = this.buckets[bucket]!;
    this.buckets[bucket] = slot;
  }

  protected override removeKey(slot: number): void {
    const bucket = hashInteger(this.slotKeys[slot]!) >>> this.shift;
    const first = this.buckets[bucket]!;
    if (first === slot) this.buckets[bucket] = this.chain[slot]!;
    else this.unchain(first, slot);
  }

  private unchain(first: number, slot: number): void {
    const chain = this.chain;
    let at = first;
    while (chain[at] !== slot) at = chain[at]!;
    chain[at] = chain[slot]!;
  }

  protected override removeAllKeys(): void {
    this.buckets.fill(0);
  }
}
