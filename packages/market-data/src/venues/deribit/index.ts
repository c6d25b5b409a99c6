export * from "./deribit-decoder.ts";
export * from "./deribit-encoder.ts";
