import { InputError, StateError } from "@hotpath/core";
import {
  type CacheConfig,
  type CacheEntry,
  type CacheOptions,
  type CacheStats,
  type DisposeReason,
  type GetOptions,
  type HasOptions,
  isDuration,
  isEntrySize,
  type PeekOptions,
  parseCacheOptions,
  type SetOptions,
} from "../options.ts";
import { Expiry } from "./expiry.ts";
import { type Policy, SlotList } from "./slot-list.ts";

/**
 * Everything that the caches have in common: what an entry is, when it leaves and who is told. The subclasses know
 * how a key finds its slot.
 *
 * The way of a call: `get` and `set` of the subclass find the slot and, when the cache is `plain` (no weights, no
 * clock, nobody to tell), act at once; every other case goes through `getExpiring` and `setWithOptions` here.
 */
export abstract class KeyedCache<K, V> extends SlotList<V> {
  protected readonly config: CacheConfig<K, V>;
  protected readonly plain: boolean;
  protected readonly expiry: Expiry | null;
  protected hits = 0;
  protected misses = 0;
  protected sets = 0;
  protected evictions = 0;
  protected expirations = 0;
  readonly #sizes: Float64Array | null;
  #totalSize = 0;
  #disposing = false;
  readonly #disposed: [value: V, key: K, reason: DisposeReason][] = [];

  constructor(options: CacheOptions<K, V>, policy: Policy) {
    const config = parseCacheOptions(options);
    super(config.max, policy);
    this.config = config;
    this.expiry = config.now === undefined ? null : new Expiry(config.max, config.now);
    this.#sizes = config.maxEntrySize > 0 ? new Float64Array(config.max + 1) : null;
    this.plain =
      this.expiry === null && this.#sizes === null && config.dispose === undefined && config.disposeAfter === undefined;
  }

  /** The slot of a key, 0 when it has none. */
  protected abstract slotOf(key: K): number;
  /** Throws where this cannot be a key, before anything has changed. */
  protected abstract requireKey(key: K): void;
  protected abstract keyOf(slot: number): K;
  protected abstract addKey(key: K, slot: number): void;
  protected abstract removeKey(slot: number): void;
  protected abstract removeAllKeys(): void;

  /** The value of `key`, which counts as a use of it; `undefined` when there is none, or only a stale one. */
  abstract get(key: K, options?: GetOptions): V | undefined;

  /**
   * Gives `key` the value. Setting `undefined` deletes the key; a value larger than `maxEntrySize` is not stored, and
   * deletes what was there.
   *
   * @throws {InputError} `INPUT_INVALID` for a size or ttl that is no such thing, or that the cache was not made for
   * @throws {StateError} when called from `dispose`
   */
  abstract set(key: K, value: V | undefined, options?: SetOptions<K, V>): this;

  /** The sum of the entries' sizes; 0 where sizes are not kept. */
  get calculatedSize(): number {
    return this.#totalSize;
  }

  /** The value of `key`, without counting as a use, and without removing what is stale. */
  peek(key: K, options?: PeekOptions): V | undefined {
    const slot = this.slotOf(key);
    if (slot === 0) return undefined;
    if (this.#isStale(slot) && !(options?.allowStale ?? this.config.allowStale)) return undefined;
    return this.held[slot];
  }

  /** Whether `key` has a fresh value. Not a use of it. */
  has(key: K, options?: HasOptions): boolean {
    const slot = this.slotOf(key);
    if (slot === 0 || this.#isStale(slot)) return false;
    if (this.expiry !== null && (options?.updateAgeOnHas ?? this.config.updateAgeOnHas)) this.expiry.restart(slot);
    return true;
  }

  /** Removes `key`. Answers whether it was there. */
  delete(key: K): boolean {
    this.#requireIdle();
    const slot = this.slotOf(key);
    if (slot === 0) return false;
    this.#remove(slot, "delete");
    this.#callDisposeAfter();
    return true;
  }

  /** Removes every entry, from the oldest to the newest. Statistics stay. */
  clear(): void {
    this.#requireIdle();
    if (this.#isWatched()) {
      for (const slot of this.fromOldest()) this.#announce(slot, "delete");
    }
    this.removeAllKeys();
    this.#sizes?.fill(0);
    this.#totalSize = 0;
    this.vacateAll();
    this.#callDisposeAfter();
  }

  /** Removes the entry that would be the next to leave, and answers its value. */
  pop(): V | undefined {
    this.#requireIdle();
    if (this.count === 0) return undefined;
    const slot = this.victim(0);
    const value = this.held[slot];
    this.#remove(slot, "evict");
    this.#callDisposeAfter();
    return value;
  }

  /** Removes every stale entry. Answers whether there was one. */
  purgeStale(): boolean {
    this.#requireIdle();
    let found = false;
    for (const slot of this.fromOldest()) {
      if (!this.#isStale(slot)) continue;
      found = true;
      this.#remove(slot, "expire");
      this.#callDisposeAfter();
    }
    return found;
  }

  /**
   * Keys, from the most to the least recently used (under SIEVE: from the newest to the oldest). Stale entries are
   * left out, unless `allowStale`. While iterating, entries may be used, and the one last given may be removed.
   */
  *keys(): IterableIterator<K> {
    for (const slot of this.#fresh(this.fromNewest())) yield this.keyOf(slot);
  }

  /** Values, in the order of {@link keys}. */
  *values(): IterableIterator<V> {
    for (const slot of this.#fresh(this.fromNewest())) yield this.held[slot]!;
  }

  /** `[key, value]`, in the order of {@link keys}. */
  *entries(): IterableIterator<[key: K, value: V]> {
    for (const slot of this.#fresh(this.fromNewest())) yield [this.keyOf(slot), this.held[slot]!];
  }

  /** As {@link keys}, in the opposite order. */
  *rkeys(): IterableIterator<K> {
    for (const slot of this.#fresh(this.fromOldest())) yield this.keyOf(slot);
  }

  /** As {@link values}, in the opposite order. */
  *rvalues(): IterableIterator<V> {
    for (const slot of this.#fresh(this.fromOldest())) yield this.held[slot]!;
  }

  /** As {@link entries}, in the opposite order. */
  *rentries(): IterableIterator<[key: K, value: V]> {
    for (const slot of this.#fresh(this.fromOldest())) yield [this.keyOf(slot), this.held[slot]!];
  }

  /** As {@link entries}. */
  [Symbol.iterator](): IterableIterator<[key: K, value: V]> {
    return this.entries();
  }

  /** Calls `visit` for every entry, in the order of {@link keys}. */
  forEach(visit: (value: V, key: K, cache: this) => void): void {
    for (const slot of this.#fresh(this.fromNewest())) visit(this.held[slot]!, this.keyOf(slot), this);
  }

  /** As {@link forEach}, in the opposite order. */
  rforEach(visit: (value: V, key: K, cache: this) => void): void {
    for (const slot of this.#fresh(this.fromOldest())) visit(this.held[slot]!, this.keyOf(slot), this);
  }

  /** The first value, in the order of {@link keys}, that `wanted` accepts; found by a `get`, so it counts as a use. */
  find(wanted: (value: V, key: K, cache: this) => boolean, options?: GetOptions): V | undefined {
    for (const slot of this.#fresh(this.fromNewest())) {
      const key = this.keyOf(slot);
      if (wanted(this.held[slot]!, key, this)) return this.get(key, options);
    }
    return undefined;
  }

  /** Milliseconds that `key` has left: 0 when it is not there, infinite without a ttl, below 0 when stale. */
  getRemainingTTL(key: K): number {
    const slot = this.slotOf(key);
    if (slot === 0) return 0;
    return this.expiry === null ? Number.POSITIVE_INFINITY : this.expiry.remaining(slot);
  }

  /** What is known of `key`, stale or not, its `ttl` being the time left; `undefined` when it is not there. */
  info(key: K): CacheEntry<V> | undefined {
    const slot = this.slotOf(key);
    if (slot === 0) return undefined;
    const entry = this.#entry(slot);
    if (entry.start !== undefined) entry.ttl = this.expiry!.remaining(slot);
    else delete entry.ttl;
    return entry;
  }

  /** Every entry, stale ones too, from the oldest to the newest, as plain data for {@link load}. */
  dump(): [key: K, entry: CacheEntry<V>][] {
    const entries: [K, CacheEntry<V>][] = [];
    for (const slot of this.fromOldest()) entries.push([this.keyOf(slot), this.#entry(slot)]);
    return entries;
  }

  /**
   * Replaces the content by what {@link dump} gave. Ages go on from where they were on the same clock. The marks of
   * SIEVE are not part of a dump.
   */
  load(entries: Iterable<readonly [key: K, entry: CacheEntry<V>]>): void {
    this.clear();
    for (const [key, { value, ...options }] of entries) {
      if (Object.keys(options).length === 0) this.set(key, value);
      else this.set(key, value, options);
    }
  }

  /** What the cache has done since it was made, or since {@link resetStats}. */
  stats(): CacheStats {
    const { hits, misses, sets, evictions, expirations } = this;
    const asked = hits + misses;
    return { hits, misses, sets, evictions, expirations, hitRate: asked === 0 ? 0 : hits / asked };
  }

  /** Counts from zero again. */
  resetStats(): void {
    this.hits = 0;
    this.misses = 0;
    this.sets = 0;
    this.evictions = 0;
    this.expirations = 0;
  }

  /** `get` of an entry that is there, in a cache with a clock. */
  protected getExpiring(slot: number, options: GetOptions | undefined): V | undefined {
    const config = this.config;
    const value = this.held[slot];
    if (!this.#isStale(slot)) {
      this.hits++;
      this.touch(slot);
      if (options?.updateAgeOnGet ?? config.updateAgeOnGet) this.expiry!.restart(slot);
      return value;
    }
    this.misses++;
    if (!(options?.noDeleteOnStaleGet ?? config.noDeleteOnStaleGet) && !this.#disposing) {
      this.#remove(slot, "expire");
      this.#callDisposeAfter();
    }
    return (options?.allowStale ?? config.allowStale) ? value : undefined;
  }

  /** `set` in a cache that is not plain, or with options, or of `undefined`. */
  protected setWithOptions(key: K, value: V | undefined, options: SetOptions<K, V> | undefined): void {
    this.#requireIdle();
    if (value === undefined) {
      this.delete(key);
      return;
    }
    const ttl = this.#ttlFor(options);
    const size = this.#sizeFor(key, value, options);
    const slot = this.slotOf(key);
    if (slot === 0) this.requireKey(key);
    if (size > this.config.maxEntrySize) {
      if (slot !== 0) this.#remove(slot, "set");
    } else {
      this.sets++;
      if (slot === 0) this.#add(key, value, size, ttl, options?.start);
      else this.#replace(slot, value, size, ttl, options);
    }
    this.#callDisposeAfter();
  }

  #add(key: K, value: V, size: number, ttl: number, start: number | undefined): void {
    if (this.count === this.max) this.#remove(this.victim(0), "evict");
    this.#makeRoom(size, 0);
    const slot = this.takeVacant();
    this.addKey(key, slot);
    this.held[slot] = value;
    this.#resize(slot, size);
    this.expiry?.set(slot, ttl, start ?? this.expiry.now());
  }

  #replace(slot: number, value: V, size: number, ttl: number, options: SetOptions<K, V> | undefined): void {
    const config = this.config;
    this.touch(slot);
    const previous = this.held[slot] as V;
    if (previous !== value) {
      if (!(options?.noDisposeOnSet ?? config.noDisposeOnSet)) this.#announce(slot, "set");
      this.#resize(slot, 0);
      this.#makeRoom(size, slot);
      this.#resize(slot, size);
      this.held[slot] = value;
    }
    if (this.expiry !== null && !(options?.noUpdateTTL ?? config.noUpdateTTL)) {
      this.expiry.set(slot, ttl, options?.start ?? this.expiry.now());
    }
  }

  #makeRoom(size: number, pinned: number): void {
    const { maxSize } = this.config;
    if (maxSize === 0) return;
    while (this.#totalSize + size > maxSize) this.#remove(this.victim(pinned), "evict");
  }

  #resize(slot: number, size: number): void {
    const sizes = this.#sizes;
    if (sizes === null) return;
    this.#totalSize += size - sizes[slot]!;
    sizes[slot] = size;
  }

  #remove(slot: number, reason: DisposeReason): void {
    this.#announce(slot, reason);
    if (reason === "evict") this.evictions++;
    else if (reason === "expire") this.expirations++;
    this.#resize(slot, 0);
    this.removeKey(slot);
    this.vacate(slot);
  }

  #isWatched(): boolean {
    return this.config.dispose !== undefined || this.config.disposeAfter !== undefined;
  }

  /** Tells `dispose` before anything has changed, so that a callback that throws leaves the entry where it is. */
  #announce(slot: number, reason: DisposeReason): void {
    const { dispose, disposeAfter } = this.config;
    if (dispose === undefined && disposeAfter === undefined) return;
    const value = this.held[slot] as V;
    const key = this.keyOf(slot);
    if (dispose !== undefined) {
      this.#disposing = true;
      try {
        dispose(value, key, reason);
      } finally {
        this.#disposing = false;
      }
    }
    if (disposeAfter !== undefined) this.#disposed.push([value, key, reason]);
  }

  #callDisposeAfter(): void {
    const disposed = this.#disposed;
    while (disposed.length > 0) this.config.disposeAfter!(...disposed.shift()!);
  }

  #requireIdle(): void {
    if (this.#disposing) {
      throw new StateError("STATE_INVALID", "the cache cannot be changed from `dispose`; use `disposeAfter`");
    }
  }

  #isStale(slot: number): boolean {
    return this.expiry?.isStale(slot) === true;
  }

  *#fresh(slots: Iterable<number>): Generator<number, void, void> {
    for (const slot of slots) {
      if (this.config.allowStale || !this.#isStale(slot)) yield slot;
    }
  }

  #entry(slot: number): CacheEntry<V> {
    const entry: CacheEntry<V> = { value: this.held[slot] as V };
    if (this.expiry !== null) {
      entry.ttl = this.expiry.ttl(slot);
      if (entry.ttl !== 0) entry.start = this.expiry.start(slot);
    }
    if (this.#sizes !== null) entry.size = this.#sizes[slot]!;
    return entry;
  }

  #ttlFor(options: SetOptions<K, V> | undefined): number {
    const ttl = options?.ttl ?? this.config.ttl;
    if (!isDuration(ttl)) throw new InputError("INPUT_INVALID", `ttl: got ${ttl}; allowed: milliseconds, 0 or more`);
    if (ttl !== 0 && this.expiry === null) {
      throw new InputError("INPUT_INVALID", "ttl: the cache has no clock; give it `now` when it is made");
    }
    return ttl;
  }

  /** The size to keep for an entry, 0 where sizes are not kept. */
  #sizeFor(key: K, value: V, options: SetOptions<K, V> | undefined): number {
    const calculate = options?.sizeCalculation ?? this.config.sizeCalculation;
    if (this.#sizes === null) {
      if (options?.size === undefined && calculate === undefined) return 0;
      throw new InputError("INPUT_INVALID", "size: the cache keeps no sizes; give it `maxSize` when it is made");
    }
    const size = options?.size ?? calculate?.(value, key);
    if (!isEntrySize(size)) {
      throw new InputError("INPUT_INVALID", `size: got ${size}; allowed: a positive integer, given or calculated`);
    }
    return size;
  }
}
