/**
 * Simple Binary Encoding: `readSbeSchema` makes a schema of its XML, `SbeReader` reads messages in place, `SbeWriter`
 * writes them, `generateSbe` writes TypeScript for it; `BinanceSbeDecoder` makes rows of Binance's streams.
 */
export {
  BINANCE_SBE_REJECTS,
  BinanceSbeDecoder,
  type BinanceSbeReject,
  type BinanceSbeSymbol,
} from "./binance/binance-sbe-decoder.ts";
export { BINANCE_SPOT_SCHEMA, BINANCE_STREAM_SCHEMA } from "./binance/binance-schema.ts";
/** Decoders and encoders generated from {@link BINANCE_STREAM_SCHEMA}. */
export * as binanceStream from "./binance/generated/spot-stream.ts";
export { type GenerateSbeOptions, generateSbe } from "./generate/generate-sbe.ts";
export { type SbeField, sbeField, sbeFields } from "./sbe-field.ts";
export { type SbeObject, type SbeValue, sbeFromObject, sbeToObject } from "./sbe-object.ts";
export { SbeBlock, SbeGroup, SbeReader, SbeWrap } from "./sbe-reader.ts";
export {
  SbeBlockEncoder,
  SbeGroupEncoder,
  SbeMessageEncoder,
  SbeOutput,
  sbeBytes,
  sbeDataText,
  sbeIndex,
  sbeInteger,
  sbeNameOf,
  sbePut64,
  sbePutData,
  sbePutText,
  sbeSigned64,
  sbeText,
  sbeUnsigned64,
} from "./sbe-runtime.ts";
export type {
  SbeBlockDefinition,
  SbeCompositeType,
  SbeDataDefinition,
  SbeEnumType,
  SbeFieldDefinition,
  SbeGroupDefinition,
  SbeHeader,
  SbeHeaderPart,
  SbeMember,
  SbeMessageDefinition,
  SbeNumberType,
  SbePresence,
  SbePrimitive,
  SbeSchema,
  SbeSetType,
  SbeType,
} from "./sbe-schema.ts";
export { SbeBlockWriter, SbeGroupWriter, SbeWriter } from "./sbe-writer.ts";
export { readSbeSchema } from "./sbe-xml.ts";
