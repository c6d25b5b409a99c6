/**
 * Nasdaq TotalView-ITCH 5.0: bytes → `ItchDecoder` → `ItchColumns` → `ItchNormalizer` → `MarketBatch`; and back, one
 * message at a time, through `ItchWriter`. `itch-messages.ts` is the table of all types and fields.
 */
export * from "./itch-books.ts";
export * from "./itch-columns.ts";
export * from "./itch-decoder.ts";
export * from "./itch-feed.ts";
export { encodeItchMessage, readItchMessage, writeItchMessage } from "./itch-message-bytes.ts";
export { ITCH_LAYOUT, ITCH_LENGTHS, type ItchMessage, type ItchType } from "./itch-messages.ts";
export * from "./itch-normalizer.ts";
export * from "./itch-writer.ts";
export { newYorkMidnight } from "./new-york-midnight.ts";
