import { AnyKeyedCache } from "./internal/any-keyed-cache.ts";
import type { CacheOptions } from "./options.ts";

/**
 * As {@link LruCache}, with SIEVE in place of LRU: new entries that nobody asks for again leave first, so a scan does
 * not flush what is in use, and a hit writes one byte. Better hit rates than LRU on skewed traffic; the entries keep
 * the order in which they came.
 *
 * Source: Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is simpler than LRU", NSDI 2024.
 */
export class SieveCache<K, V> extends AnyKeyedCache<K, V> {
  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: CacheOptions<K, V>) {
    super(options, "sieve");
  }
}
