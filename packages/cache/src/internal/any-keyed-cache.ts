import type { CacheOptions, GetOptions, SetOptions } from "../options.ts";
import { KeyedCache } from "./keyed-cache.ts";
import type { Policy } from "./slot-list.ts";

/** A cache whose keys are any values, told apart as a `Map` does; the map holds slots, the columns the rest. */
export abstract class AnyKeyedCache<K, V> extends KeyedCache<K, V> {
  private readonly slots: Map<K, number> = new Map();
  private readonly slotKeys: (K | undefined)[];

  constructor(options: CacheOptions<K, V>, policy: Policy) {
    super(options, policy);
    this.slotKeys = new Array<K | undefined>(this.max + 1).fill(undefined);
  }

  override get(key: K, options?: GetOptions): V | undefined {
    const slot = this.slots.get(key);
    if (slot === undefined) {
      this.misses++;
      return undefined;
    }
    if (this.expiry !== null) return this.getExpiring(slot, options);
    this.hits++;
    this.touch(slot);
    return this.held[slot];
  }

  override set(key: K, value: V | undefined, options?: SetOptions<K, V>): this {
    if (!this.plain || options !== undefined || value === undefined) {
      this.setWithOptions(key, value, options);
      return this;
    }
    const slot = this.slots.get(key);
    if (slot === undefined) {
      this.add(key, value);
      return this;
    }
    this.sets++;
    this.held[slot] = value;
    this.touch(slot);
    return this;
  }

  private add(key: K, value: V): void {
    this.sets++;
    const slot = this.count < this.max ? this.takeVacant() : this.recycle();
    this.slotKeys[slot] = key;
    this.held[slot] = value;
    this.slots.set(key, slot);
  }

  /** Evicts an entry of a plain cache, and puts its slot in front. */
  private recycle(): number {
    const slot = this.victim(0);
    this.slots.delete(this.slotKeys[slot] as K);
    this.evictions++;
    this.moveToFront(slot);
    return slot;
  }

  protected override slotOf(key: K): number {
    return this.slots.get(key) ?? 0;
  }

  protected override requireKey(): void {}

  protected override keyOf(slot: number): K {
    return this.slotKeys[slot] as K;
  }

  protected override addKey(key: K, slot: number): void {
    this.slots.set(key, slot);
    this.slotKeys[slot] = key;
  }

  protected override removeKey(slot: number): void {
    this.slots.delete(this.slotKeys[slot] as K);
    this.slotKeys[slot] = undefined;
  }

  protected override removeAllKeys(): void {
    this.slots.clear();
    this.slotKeys.fill(undefined);
  }
}
