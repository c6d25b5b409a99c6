export * from "./kraken-feed.ts";
export * from "./kraken-v1-decoder.ts";
export * from "./kraken-v2-decoder.ts";
