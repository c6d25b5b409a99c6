import { IntKeyedCache } from "./internal/int-keyed-cache.ts";
import type { CacheOptions } from "./options.ts";

/** As {@link IntLruCache}, with SIEVE in place of LRU; see {@link SieveCache}. */
export class IntSieveCache<V> extends IntKeyedCache<V> {
  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: CacheOptions<number, V>) {
    super(options, "sieve");
  }
}
