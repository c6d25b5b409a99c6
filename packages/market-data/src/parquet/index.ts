export {
  type MarketParquetLayout,
  type MarketParquetWriter,
  type MarketParquetWriterOptions,
  openMarketParquetWriter,
} from "./market-parquet-writer.ts";
export {
  type OpenedParquet,
  type OpenParquetOptions,
  openParquet,
  type ParquetDecompressors,
  type ParquetSlices,
  type ParquetSource,
} from "./open-parquet.ts";
export { readBarsParquet, writeBarsParquet } from "./parquet-bars.ts";
export { decimalElement, type ParquetLibrary, textElement, timestampElement } from "./parquet-schema.ts";
export { type MarketParquet, type ReadMarketParquetOptions, readMarketParquet } from "./read-market-parquet.ts";
