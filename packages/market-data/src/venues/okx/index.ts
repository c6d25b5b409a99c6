export * from "./okx-decoder.ts";
export * from "./okx-feed.ts";
