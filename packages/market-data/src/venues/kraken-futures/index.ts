export * from "./kraken-futures-decoder.ts";
export * from "./kraken-futures-encoder.ts";
