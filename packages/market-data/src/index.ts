/**
 * Market data made exact at the edge. What every part shares is here: bars (`parseBarsCsv` turns bytes into a `BarSeries`,
 * columns of integer units), quotes (a `QuoteNormalizer` turns what users and adapters hand in into `Quote` records), and
 * `MarketBatch`, the rows that every decoder of a feed fills. What cannot be taken is refused with a reason, counted, and
 * never thrown. Each format and venue has an entry of its own, such as `@hotpath/market-data/itch50` or
 * `@hotpath/market-data/binance`; `@hotpath/market-data/feed` keeps live books true.
 */
export { BAR_REJECTS, type BarReject, type RejectedRow } from "./bar-reject.ts";
export { type BarColumns, BarSeries, type BarView } from "./bar-series.ts";
export { type BarsCsv, type BarsCsvOptions, parseBarsCsv } from "./bars-csv.ts";
export { detectBarsDateFormat, detectDateFormat, microsOfDate } from "./date-detection.ts";
export type { Decoder } from "./decoder.ts";
export type { BarColumnName } from "./internal/bar-header.ts";
export type { DateFormat } from "./internal/time-bytes.ts";
export { type VenueInstrument, VenueInstruments } from "./json/venue-instruments.ts";
export * from "./market-batch.ts";
export { markMessageEnds } from "./message-ends.ts";
export type { QuoteColumns, QuoteInput } from "./quote-input.ts";
export { QuoteNormalizer, type QuoteNormalizerOptions } from "./quote-normalizer.ts";
export { QUOTE_REJECT_NAMES, QuoteReject } from "./quote-reject.ts";
export { type RejectedMessage, RejectLog } from "./reject-log.ts";
