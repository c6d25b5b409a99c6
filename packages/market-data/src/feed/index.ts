export { Backoff, type BackoffOptions } from "./backoff.ts";
export * from "./book-checksum.ts";
export {
  BookKeeper,
  type BookKeeperOptions,
  BookTrust,
  StaleReason,
  type SyncCounters,
} from "./book-keeper.ts";
export type { RecoveryOptions } from "./book-recovery.ts";
export * from "./book-sync.ts";
export * from "./feed-handler.ts";
export * from "./feed-host.ts";
export * from "./host.ts";
export * from "./market-feed.ts";
export * from "./order-sync.ts";
export * from "./sync-rule.ts";
export * from "./synced-lines.ts";
export * from "./venue-feed.ts";
