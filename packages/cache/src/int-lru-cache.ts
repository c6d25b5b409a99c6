import { IntKeyedCache } from "./internal/int-keyed-cache.ts";
import type { CacheOptions } from "./options.ts";

/**
 * As {@link LruCache}, for keys that are safe integers (−2^53+1 to 2^53−1): symbol ids, order ids, bars. Several times
 * faster, and everything but the values lies in typed arrays that the collector does not trace.
 *
 * @example
 * ```ts
 * const lastTrade = new IntLruCache<number>({ max: 10_000 });
 * lastTrade.set(17, 100.05);
 * lastTrade.get(17); // 100.05
 * lastTrade.stats().hitRate; // 1
 * ```
 */
export class IntLruCache<V> extends IntKeyedCache<V> {
  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: CacheOptions<number, V>) {
    super(options, "lru");
  }
}
