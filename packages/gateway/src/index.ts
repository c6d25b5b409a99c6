/**
 * In front of an engine: the protocol that clients speak with it, and its codec.
 */
export * from "./protocol/index.ts";
