import type { CacheOptions, DisposeReason, GetOptions, SetOptions } from "../options.ts";

interface NaiveEntry<K, V> {
  key: K;
  value: V;
  size: number;
  ttl: number;
  start: number;
  marked: boolean;
}

/**
 * What the caches should do, as plainly as it can be said: one array, oldest first, searched from end to end. Nothing
 * is shared with the real ones.
 */
export class NaiveCache<K, V> {
  readonly log: [value: V, key: K, reason: DisposeReason][] = [];
  entries: NaiveEntry<K, V>[] = [];
  /** SIEVE's hand, as the entry it points at. */
  hand: NaiveEntry<K, V> | undefined;
  hits = 0;
  misses = 0;
  readonly options: CacheOptions<K, V>;
  readonly sieve: boolean;

  constructor(options: CacheOptions<K, V>, policy: "lru" | "sieve") {
    this.options = options;
    this.sieve = policy === "sieve";
  }

  get total(): number {
    return this.entries.reduce((sum, entry) => sum + entry.size, 0);
  }

  entry(key: K): NaiveEntry<K, V> | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  stale(entry: NaiveEntry<K, V>): boolean {
    return entry.ttl > 0 && this.options.now!() - entry.start > entry.ttl;
  }

  use(entry: NaiveEntry<K, V>): void {
    if (this.sieve) {
      entry.marked = true;
      return;
    }
    this.entries = [...this.entries.filter((other) => other !== entry), entry];
  }

  remove(entry: NaiveEntry<K, V>, reason: DisposeReason): void {
    this.log.push([entry.value, entry.key, reason]);
    const at = this.entries.indexOf(entry);
    if (this.hand === entry) this.hand = this.entries[at + 1];
    this.entries.splice(at, 1);
  }

  evict(pinned?: NaiveEntry<K, V>): NaiveEntry<K, V> {
    if (!this.sieve) {
      const oldest = this.entries.find((entry) => entry !== pinned)!;
      this.remove(oldest, "evict");
      return oldest;
    }
    let at = this.hand === undefined ? 0 : this.entries.indexOf(this.hand);
    for (;;) {
      const entry = this.entries[at]!;
      if (!entry.marked && entry !== pinned) {
        this.hand = this.entries[at + 1];
        this.remove(entry, "evict");
        return entry;
      }
      entry.marked = false;
      at = (at + 1) % this.entries.length;
    }
  }

  get(key: K, options: GetOptions = {}): V | undefined {
    const entry = this.entry(key);
    if (entry === undefined) {
      this.misses++;
      return undefined;
    }
    const { allowStale, updateAgeOnGet, noDeleteOnStaleGet } = { ...this.options, ...options };
    if (this.stale(entry)) {
      this.misses++;
      if (!noDeleteOnStaleGet) this.remove(entry, "expire");
      return allowStale ? entry.value : undefined;
    }
    this.hits++;
    this.use(entry);
    if (updateAgeOnGet && entry.ttl > 0) entry.start = this.options.now!();
    return entry.value;
  }

  has(key: K): boolean {
    const entry = this.entry(key);
    if (entry === undefined || this.stale(entry)) return false;
    if (this.options.updateAgeOnHas && entry.ttl > 0) entry.start = this.options.now!();
    return true;
  }

  peek(key: K): V | undefined {
    const entry = this.entry(key);
    return entry === undefined || (this.stale(entry) && !this.options.allowStale) ? undefined : entry.value;
  }

  set(key: K, value: V | undefined, options: SetOptions<K, V> = {}): void {
    if (value === undefined) {
      this.delete(key);
      return;
    }
    const { maxSize, sizeCalculation, noUpdateTTL, noDisposeOnSet, now, max } = { ...this.options, ...options };
    const maxEntrySize = this.options.maxEntrySize ?? maxSize;
    const ttl = options.ttl ?? this.options.ttl ?? 0;
    const size = maxEntrySize === undefined ? 0 : (options.size ?? sizeCalculation!(value, key));
    const start = options.start ?? now?.() ?? 0;
    const room = (pinned?: NaiveEntry<K, V>) => {
      while (maxSize !== undefined && this.total + size > maxSize) this.evict(pinned);
    };
    const found = this.entry(key);
    if (maxEntrySize !== undefined && size > maxEntrySize) {
      if (found !== undefined) this.remove(found, "set");
    } else if (found === undefined) {
      if (this.entries.length === max) this.evict();
      room();
      this.entries.push({ key, value, size, ttl, start, marked: false });
    } else {
      this.use(found);
      if (found.value !== value) {
        if (!noDisposeOnSet) this.log.push([found.value, key, "set"]);
        found.size = 0;
        room(found);
        found.size = size;
        found.value = value;
      }
      if (!noUpdateTTL) Object.assign(found, { ttl, start });
    }
  }

  delete(key: K): boolean {
    const entry = this.entry(key);
    if (entry !== undefined) this.remove(entry, "delete");
    return entry !== undefined;
  }

  clear(): void {
    for (const entry of this.entries) this.log.push([entry.value, entry.key, "delete"]);
    this.entries = [];
    this.hand = undefined;
  }

  pop(): V | undefined {
    return this.entries.length === 0 ? undefined : this.evict().value;
  }

  purgeStale(): boolean {
    const stale = this.entries.filter((entry) => this.stale(entry));
    for (const entry of stale) this.remove(entry, "expire");
    return stale.length > 0;
  }

  /** `[key, value]` of what iteration shows, newest first. */
  visible(): [K, V][] {
    return this.entries
      .filter((entry) => this.options.allowStale || !this.stale(entry))
      .map(({ key, value }): [K, V] => [key, value])
      .reverse();
  }
}
