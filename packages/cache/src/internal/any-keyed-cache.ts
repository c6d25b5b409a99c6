import type { CacheOptions, GetOptions, SetOptions } from "../options.ts";
import { KeyedCache } from "./keyed-cache.ts";
import type { Policy } from "./slot-list.ts";

/** A cache whose keys are any values, told apart as a `Map` does; the map holds slots, the columns the rest. */
export abstract class AnyKeyedCache<K, V> extends KeyedCache<K, V> {
  readonly #slots: Map<K, number> = new Map();
  readonly #keys: (K | undefined)[];

  constructor(options: CacheOptions<K, V>, policy: Policy) {
    super(options, policy);
    this.#keys = new Array<K | undefined>(this.max + 1).fill(undefined);
  }

  override get(key: K, options?: GetOptions): V | undefined {
    const slot = this.#slots.get(key);
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
    this.sets++;
    const slot = this.#slots.get(key);
    if (slot === undefined) {
      this.#add(key, value);
    } else {
      this.held[slot] = value;
      this.touch(slot);
    }
    return this;
  }

  #add(key: K, value: V): void {
    let slot: number;
    if (this.count < this.max) {
      slot = this.takeVacant();
    } else {
      slot = this.victim(0);
      this.#slots.delete(this.#keys[slot] as K);
      this.evictions++;
      this.moveToFront(slot);
    }
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
    this.held[slot] = value;
  }

  protected override slotOf(key: K): number {
    return this.#slots.get(key) ?? 0;
  }

  protected override requireKey(): void {}

  protected override keyOf(slot: number): K {
    return this.#keys[slot] as K;
  }

  protected override addKey(key: K, slot: number): void {
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
  }

  protected override removeKey(slot: number): void {
    this.#slots.delete(this.#keys[slot] as K);
    this.#keys[slot] = undefined;
  }

  protected override removeAllKeys(): void {
    this.#slots.clear();
    this.#keys.fill(undefined);
  }
}
