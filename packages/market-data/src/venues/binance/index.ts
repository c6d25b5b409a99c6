export * from "./binance-decoder.ts";
export * from "./binance-encoder.ts";
export * from "./binance-feed.ts";
