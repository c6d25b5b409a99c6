import { ConfigError } from "@hotpath/core";

/**
 * Why an entry left the cache.
 *
 * - `evict`: to make room, or by `pop()`
 * - `set`: its key was given another value, or one too large to be kept
 * - `delete`: by `delete()`, `clear()`, or `set()` with `undefined`
 * - `expire`: it was found to be older than its `ttl`
 */
export type DisposeReason = "evict" | "set" | "delete" | "expire";

/** Called with what leaves the cache, and why. */
export type Disposer<K, V> = (value: V, key: K, reason: DisposeReason) => void;

/** What a cache does, decided at construction. The names and meanings are those of the `lru-cache` package. */
export interface CacheOptions<K, V> {
  /** The most entries that the cache holds, 1 to 2^27. Room for them is allocated at once. */
  max: number;
  /** The greatest sum of the entries' sizes; least valuable entries leave to stay within it. A positive integer. */
  maxSize?: number;
  /** The greatest size of one entry; a larger one is not stored, and what its key held before leaves. Default: `maxSize`. */
  maxEntrySize?: number;
  /** The size of an entry, a positive integer, asked for at each `set` that does not name a `size`. */
  sizeCalculation?: (value: V, key: K) => number;
  /**
   * Milliseconds after which an entry is stale, 0 (the default) for never. Stale entries are treated as missing, and
   * removed when next asked for or by `purgeStale()`; no timer runs.
   */
  ttl?: number;
  /**
   * The clock: milliseconds, from any origin. Required for any use of `ttl`. A cache that read the wall clock would
   * give other answers in a replay than it gave live, so it has none of its own; where that does not matter, pass
   * `() => performance.now()`, or `Date.now` for a `dump()` that outlives the process.
   */
  now?: () => number;
  /** `get` restarts the entry's age. Default `false`. */
  updateAgeOnGet?: boolean;
  /** `has` restarts the entry's age. Default `false`. */
  updateAgeOnHas?: boolean;
  /** `get`, `peek` and iteration also give stale values. `get` still removes them. Default `false`. */
  allowStale?: boolean;
  /** `get` leaves stale entries where they are. Default `false`. */
  noDeleteOnStaleGet?: boolean;
  /**
   * Called for each entry that leaves, while it leaves: it may read the cache, but changing the cache throws a
   * `StateError`. Use {@link disposeAfter} to put entries back.
   */
  dispose?: Disposer<K, V>;
  /** As {@link dispose}, but called when the operation is complete: it may change the cache. */
  disposeAfter?: Disposer<K, V>;
  /** No dispose call for a value that `set` overwrites. Default `false`. */
  noDisposeOnSet?: boolean;
  /** `set` of a key that is there keeps the entry's age and `ttl`. Default `false`. */
  noUpdateTTL?: boolean;
}

/** Overrides for one `set`. */
export interface SetOptions<K, V> {
  /** As {@link CacheOptions.ttl}, for this entry. Needs {@link CacheOptions.now}. */
  ttl?: number;
  /** When the entry's age began, in the clock's milliseconds. Default: now. */
  start?: number;
  /** The entry's size, a positive integer. Needs `maxSize` or `maxEntrySize`. */
  size?: number;
  /** As {@link CacheOptions.sizeCalculation}. */
  sizeCalculation?: (value: V, key: K) => number;
  /** As {@link CacheOptions.noDisposeOnSet}. */
  noDisposeOnSet?: boolean;
  /** As {@link CacheOptions.noUpdateTTL}. */
  noUpdateTTL?: boolean;
}

/** Overrides for one `get`. */
export interface GetOptions {
  /** As {@link CacheOptions.allowStale}. */
  allowStale?: boolean;
  /** As {@link CacheOptions.updateAgeOnGet}. */
  updateAgeOnGet?: boolean;
  /** As {@link CacheOptions.noDeleteOnStaleGet}. */
  noDeleteOnStaleGet?: boolean;
}

/** Overrides for one `has`. */
export interface HasOptions {
  /** As {@link CacheOptions.updateAgeOnHas}. */
  updateAgeOnHas?: boolean;
}

/** Overrides for one `peek`. */
export interface PeekOptions {
  /** As {@link CacheOptions.allowStale}. */
  allowStale?: boolean;
}

/** An entry with what is known of it, as `dump()` writes it and `load()` reads it. */
export interface CacheEntry<V> {
  value: V;
  /** Milliseconds that it may live, from `start`; 0 for ever. Only where the cache has a clock. */
  ttl?: number;
  /** When its age began, in the clock's milliseconds. Only where it can grow stale. */
  start?: number;
  /** Its size. Only where sizes are kept. */
  size?: number;
}

/** What a cache has done since it was made or its statistics were last reset. */
export interface CacheStats {
  /** `get` calls that found a fresh entry. */
  readonly hits: number;
  /** `get` calls that found none, or a stale one. */
  readonly misses: number;
  /** `set` calls that stored a value, new or not. */
  readonly sets: number;
  /** Entries that left to make room, or by `pop()`. */
  readonly evictions: number;
  /** Entries that left because they were stale. */
  readonly expirations: number;
  /** hits / (hits + misses), 0 before the first `get`. */
  readonly hitRate: number;
}

/** {@link CacheOptions} checked, with every default in place. */
export interface CacheConfig<K, V> extends Required<Omit<CacheOptions<K, V>, OptionalFunction>> {
  sizeCalculation: CacheOptions<K, V>["sizeCalculation"];
  now: CacheOptions<K, V>["now"];
  dispose: CacheOptions<K, V>["dispose"];
  disposeAfter: CacheOptions<K, V>["disposeAfter"];
}

type OptionalFunction = "sizeCalculation" | "now" | "dispose" | "disposeAfter";

const MAX_ENTRIES: number = 2 ** 27;

const FLAGS = [
  "updateAgeOnGet",
  "updateAgeOnHas",
  "allowStale",
  "noDeleteOnStaleGet",
  "noDisposeOnSet",
  "noUpdateTTL",
] as const;
const FUNCTIONS = ["sizeCalculation", "now", "dispose", "disposeAfter"] as const;
const KNOWN: ReadonlySet<string> = new Set(["max", "maxSize", "maxEntrySize", "ttl", ...FLAGS, ...FUNCTIONS]);

/**
 * Checks the options of a cache and fills in the defaults.
 *
 * @throws {ConfigError} naming the option, for a value out of range, an unknown name, or one that needs another
 */
export function parseCacheOptions<K, V>(options: CacheOptions<K, V>): CacheConfig<K, V> {
  if (typeof options !== "object" || options === null)
    throw new ConfigError("options", options, "an object with `max`");
  for (const name of Object.keys(options)) {
    if (!KNOWN.has(name)) throw new ConfigError(name, Reflect.get(options, name), `one of ${[...KNOWN].join(", ")}`);
  }
  const { max, maxSize = 0, maxEntrySize = maxSize, ttl = 0 } = options;
  requireInteger("max", max, 1, MAX_ENTRIES);
  if (options.maxSize !== undefined) requireInteger("maxSize", maxSize, 1, Number.MAX_SAFE_INTEGER);
  if (options.maxEntrySize !== undefined) requireInteger("maxEntrySize", maxEntrySize, 1, Number.MAX_SAFE_INTEGER);
  if (maxSize > 0 && maxEntrySize > maxSize) throw new ConfigError("maxEntrySize", maxEntrySize, "at most `maxSize`");
  if (!isDuration(ttl)) throw new ConfigError("ttl", ttl, "milliseconds, 0 or more");
  for (const name of FLAGS) {
    const flag = options[name];
    if (flag !== undefined && typeof flag !== "boolean") throw new ConfigError(name, flag, "true or false");
  }
  for (const name of FUNCTIONS) {
    const callback: unknown = options[name];
    if (callback !== undefined && typeof callback !== "function") throw new ConfigError(name, callback, "a function");
  }
  if (ttl > 0 && options.now === undefined) {
    throw new ConfigError(
      "now",
      undefined,
      "a clock in milliseconds, such as `() => performance.now()`, since `ttl` is given",
    );
  }
  if (options.sizeCalculation !== undefined && maxEntrySize === 0) {
    throw new ConfigError("maxSize", undefined, "`maxSize` or `maxEntrySize`, since `sizeCalculation` is given");
  }
  return {
    max,
    maxSize,
    maxEntrySize,
    ttl,
    sizeCalculation: options.sizeCalculation,
    now: options.now,
    dispose: options.dispose,
    disposeAfter: options.disposeAfter,
    updateAgeOnGet: options.updateAgeOnGet ?? false,
    updateAgeOnHas: options.updateAgeOnHas ?? false,
    allowStale: options.allowStale ?? false,
    noDeleteOnStaleGet: options.noDeleteOnStaleGet ?? false,
    noDisposeOnSet: options.noDisposeOnSet ?? false,
    noUpdateTTL: options.noUpdateTTL ?? false,
  };
}

/** Whether this is a length of time that an entry may live: 0 (for ever) or more milliseconds. */
export function isDuration(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

/** Whether this is a size that an entry may have. */
export function isEntrySize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function requireInteger(path: string, value: unknown, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    throw new ConfigError(path, value, `an integer from ${least} to ${most}`);
  }
}
