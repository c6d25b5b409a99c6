export * from "./bybit-decoder.ts";
export * from "./bybit-feed.ts";
