/**
 * LOBSTER's CSV files: message bytes → `LobsterMessageDecoder` → columns, or straight to normalised rows by `LobsterFeed`;
 * book bytes → `LobsterBookDecoder` → rows; both → `LobsterReplay`, which proves the one by the other.
 */
export type { LineReject } from "../internal/line-decoder.ts";
export * from "./lobster-book-rows.ts";
export * from "./lobster-feed.ts";
export * from "./lobster-messages.ts";
export * from "./lobster-replay.ts";
