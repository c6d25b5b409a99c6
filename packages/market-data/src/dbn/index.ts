/**
 * Databento's DBN, versions 1 to 3, and dbz before it: `openDbn` makes plain bytes of what is found, a decoder makes
 * rows (`DbnMarketDecoder`), columns (`DbnColumnDecoder`) or whole records (`DbnRecordDecoder`) of them, `DbnEncoder`
 * and `encodeDbz` write them.
 */
export { DbnBars, type DbnBarsOptions } from "./dbn-bars.ts";
export { DbnFlag } from "./dbn-codes.ts";
export {
  DbnColumnDecoder,
  DbnColumns,
  type DbnColumnsName,
  type DbnColumnsOptions,
  type DbnNumberColumn,
} from "./dbn-columns.ts";
export { DbnEncoder, type DbnRecordInput, encodeDbz } from "./dbn-encoder.ts";
export type { DbnInstrument, DbnInstrumentsOptions } from "./dbn-instruments.ts";
export {
  DBN_LAYOUT,
  DBN_LAYOUTS,
  DBN_UNDEFINED_PRICE,
  DBN_UNDEFINED_TIME,
  type DbnField,
  type DbnFieldType,
  type DbnHeader,
  type DbnLayout,
  type DbnLayoutName,
  type DbnRecord,
  dbnLayoutOf,
  dbnLayoutOfVersion,
} from "./dbn-layout.ts";
export { DbnMarketDecoder, type DbnMarketDecoderOptions } from "./dbn-market-decoder.ts";
export {
  DBN_SCHEMAS,
  DBN_SYMBOL_TYPES,
  type DbnMappingInterval,
  type DbnMetadata,
  type DbnSchema,
  type DbnSymbolMapping,
  type DbnSymbolType,
  dbnMetadata,
  decodeDbnMetadata,
  encodeDbnMetadata,
} from "./dbn-metadata.ts";
export { DbnRecordView } from "./dbn-record-view.ts";
export { DbnRecordDecoder, DbnRecords, type DbnRecordsOptions } from "./dbn-records.ts";
export { DBN_REJECTS, type DbnReject, DbnStream, type DbnStreamOptions } from "./dbn-stream.ts";
export { DbnSymbolMap, type DbnSymbolSpan } from "./dbn-symbol-map.ts";
export { type DbzHead, dbzHeadSize, decodeDbzHead } from "./dbz.ts";
export { type OpenedDbn, openDbn } from "./open-dbn.ts";
