export * from "./bitstamp-decoder.ts";
export * from "./bitstamp-encoder.ts";
