/**
 * The FIX protocol. Bytes are cut into messages by a `Framer`, viewed by a `MessageReader`, checked by a `Validator`;
 * `MessageWriter` makes bytes of values, `encode` and `decode` do both for typed messages. Each takes its knowledge from a
 * `Dictionary`; those of the standard's versions are `@hotpath/fix/fix44` and its siblings.
 */
export * from "./dictionary/appl-ver-ids.ts";
export * from "./dictionary/definition.ts";
export * from "./dictionary/dictionary.ts";
export * from "./dictionary/field-type.ts";
export * from "./framer.ts";
export * from "./market-data/instrument-table.ts";
export * from "./market-data/market-data-entries.ts";
export * from "./market-data/market-data-reader.ts";
export * from "./market-data/market-rows.ts";
export * from "./reader/field-reader.ts";
export * from "./reader/garbled.ts";
export * from "./reader/group-reader.ts";
export * from "./reader/message-reader.ts";
export { FieldFault } from "./reader/values.ts";
export * from "./text/describe.ts";
export * from "./text/log-reader.ts";
export * from "./typed/decode.ts";
export * from "./typed/encode.ts";
export * from "./typed/message-type.ts";
export * from "./validation/reject-reason.ts";
export * from "./validation/validator.ts";
export * from "./writer/message-writer.ts";
