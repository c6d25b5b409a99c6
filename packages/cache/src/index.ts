export * from "./int-lru-cache.ts";
export * from "./int-map.ts";
export * from "./int-sieve-cache.ts";
export * from "./lru-cache.ts";
export type {
  CacheEntry,
  CacheOptions,
  CacheStats,
  DisposeReason,
  Disposer,
  GetOptions,
  HasOptions,
  PeekOptions,
  SetOptions,
} from "./options.ts";
export * from "./price-history.ts";
export * from "./sieve-cache.ts";
