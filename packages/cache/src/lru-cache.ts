import { AnyKeyedCache } from "./internal/any-keyed-cache.ts";
import type { CacheOptions } from "./options.ts";

/**
 * A cache of at most `max` entries under keys of any kind (told apart as a `Map` does), from which the least recently
 * used leaves first. The methods and options are those of the `lru-cache` package.
 *
 * @example
 * ```ts
 * const quotes = new LruCache<string, number>({ max: 2 });
 * quotes.set("AAPL", 190.5).set("MSFT", 410.2);
 * quotes.get("AAPL"); // 190.5, and now the most recently used
 * quotes.set("NVDA", 880.1); // MSFT leaves
 * [...quotes.keys()]; // ["NVDA", "AAPL"]
 * ```
 */
export class LruCache<K, V> extends AnyKeyedCache<K, V> {
  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: CacheOptions<K, V>) {
    super(options, "lru");
  }
}
