export * from "./bitmex-decoder.ts";
export * from "./bitmex-feed.ts";
