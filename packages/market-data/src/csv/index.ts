export { CSV_REJECTS, CsvDecoder, type CsvLayout, type CsvReject } from "./csv-decoder.ts";
export type { CsvInstrument, CsvInstruments } from "./csv-instruments.ts";
export { probeCsv } from "./csv-probe.ts";
export {
  MARKET_CSV_COLUMNS,
  MARKET_CSV_LAYOUTS,
  type MarketCsvColumn,
  type MarketCsvLayout,
} from "./market-csv-columns.ts";
export { MarketCsvDecoder, type MarketCsvDecoderOptions } from "./market-csv-decoder.ts";
