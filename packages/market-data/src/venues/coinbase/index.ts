export * from "./coinbase-decoder.ts";
export * from "./coinbase-feed.ts";
