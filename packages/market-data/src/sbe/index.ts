/**
 * Simple Binary Encoding: `readSbeSchema` makes a schema of its XML, `SbeReader` reads messages in place, `SbeWriter`
 * writes them; `BinanceSbeDecoder` makes rows of Binance's streams.
 */
export {
  BINANCE_SBE_REJECTS,
  BinanceSbeDecoder,
  type BinanceSbeReject,
  type BinanceSbeSymbol,
} from "./binance/binance-sbe-decoder.ts";
export { BINANCE_SPOT_SCHEMA, BINANCE_STREAM_SCHEMA } from "./binance/binance-schema.ts";
export { type SbeField, sbeField, sbeFields } from "./sbe-field.ts";
export { type SbeObject, type SbeValue, sbeFromObject, sbeToObject } from "./sbe-object.ts";
export { SbeBlock, SbeGroup, SbeReader, SbeWrap } from "./sbe-reader.ts";
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
