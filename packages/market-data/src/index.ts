/**
 * Market data made exact at the edge. Bars: `parseBarsCsv` turns bytes into a `BarSeries`, columns of integer units that
 * indicators read and that `emit` feeds to an engine. Quotes: a `QuoteNormalizer` turns what users and adapters hand in
 * into `Quote` records. What cannot be taken is refused with a reason, counted, and never thrown.
 */
export { BAR_REJECTS, type BarReject, type RejectedRow } from "./bar-reject.ts";
export { type BarColumns, BarSeries, type BarView } from "./bar-series.ts";
export { type BarsCsv, type BarsCsvOptions, parseBarsCsv } from "./bars-csv.ts";
export type { Decoder } from "./decoder.ts";
export type { BarColumnName } from "./internal/bar-header.ts";
export type { DateFormat } from "./internal/time-bytes.ts";
export * from "./itch50/index.ts";
export * from "./lobster/index.ts";
export * from "./market-batch.ts";
export * from "./nasdaq-transport/index.ts";
export * from "./ouch50/index.ts";
export type { QuoteColumns, QuoteInput } from "./quote-input.ts";
export { QuoteNormalizer, type QuoteNormalizerOptions } from "./quote-normalizer.ts";
export { QUOTE_REJECT_NAMES, QuoteReject } from "./quote-reject.ts";
export { type RejectedMessage, RejectLog } from "./reject-log.ts";
