/**
 * Market data made exact at the edge. Bars: `parseBarsCsv` turns bytes into a `BarSeries`, columns of integer units that
 * indicators read and that `emit` feeds to an engine. Quotes: a `QuoteNormalizer` turns what users and adapters hand in
 * into `Quote` records. What cannot be taken is refused with a reason, counted, and never thrown.
 */
export { BAR_REJECTS, type BarReject, type RejectedRow } from "./bar-reject.ts";
export { type BarColumns, BarSeries, type BarView } from "./bar-series.ts";
export { type BarsCsv, type BarsCsvOptions, parseBarsCsv } from "./bars-csv.ts";
export * from "./ccxt/index.ts";
export * from "./csv/index.ts";
export * from "./dbn/index.ts";
export type { Decoder } from "./decoder.ts";
export { Backoff, type BackoffOptions } from "./feed/backoff.ts";
export * from "./feed/book-checksum.ts";
export {
  BookKeeper,
  type BookKeeperOptions,
  BookTrust,
  StaleReason,
  type SyncCounters,
} from "./feed/book-keeper.ts";
export type { RecoveryOptions } from "./feed/book-recovery.ts";
export * from "./feed/book-sync.ts";
export * from "./feed/feed-handler.ts";
export * from "./feed/feed-host.ts";
export * from "./feed/host.ts";
export * from "./feed/market-feed.ts";
export * from "./feed/order-sync.ts";
export * from "./feed/sync-rule.ts";
export * from "./feed/synced-lines.ts";
export * from "./feed/venue-feed.ts";
export * from "./iex/index.ts";
export type { BarColumnName } from "./internal/bar-header.ts";
export type { DateFormat } from "./internal/time-bytes.ts";
export * from "./itch50/index.ts";
export { type FeedNotice, JsonFeedDecoder } from "./json/feed-decoder.ts";
export { endOfMessage, type JsonFeedEncoder } from "./json/feed-encoder.ts";
export { JsonLines, type JsonLinesOptions } from "./json/json-lines.ts";
export { type ProbedFeed, probeFeed } from "./json/probe.ts";
export { JSON_REJECTS, type JsonReject } from "./json/values.ts";
export { type VenueInstrument, VenueInstruments } from "./json/venue-instruments.ts";
export * from "./lobster/index.ts";
export * from "./market-batch.ts";
export * from "./nasdaq-transport/index.ts";
export * from "./ouch50/index.ts";
export * from "./parquet/index.ts";
export * from "./pcap/index.ts";
export * from "./pitch/index.ts";
export type { QuoteColumns, QuoteInput } from "./quote-input.ts";
export { QuoteNormalizer, type QuoteNormalizerOptions } from "./quote-normalizer.ts";
export { QUOTE_REJECT_NAMES, QuoteReject } from "./quote-reject.ts";
export * from "./recording/index.ts";
export { type RejectedMessage, RejectLog } from "./reject-log.ts";
export * from "./sbe/index.ts";
export * from "./tardis/index.ts";
export * from "./venues/binance/binance-decoder.ts";
export * from "./venues/binance/binance-encoder.ts";
export * from "./venues/binance/binance-feed.ts";
export { type BitfinexChannel, BitfinexChannelKind, BitfinexChannels } from "./venues/bitfinex/bitfinex-channels.ts";
export * from "./venues/bitfinex/bitfinex-decoder.ts";
export * from "./venues/bitfinex/bitfinex-feed.ts";
export * from "./venues/bitmex/bitmex-decoder.ts";
export * from "./venues/bitmex/bitmex-feed.ts";
export * from "./venues/bitstamp/bitstamp-decoder.ts";
export * from "./venues/bitstamp/bitstamp-encoder.ts";
export * from "./venues/bybit/bybit-decoder.ts";
export * from "./venues/bybit/bybit-feed.ts";
export * from "./venues/coinbase/coinbase-decoder.ts";
export * from "./venues/coinbase/coinbase-feed.ts";
export * from "./venues/deribit/deribit-decoder.ts";
export * from "./venues/deribit/deribit-encoder.ts";
export * from "./venues/kraken/kraken-feed.ts";
export * from "./venues/kraken/kraken-v1-decoder.ts";
export * from "./venues/kraken/kraken-v2-decoder.ts";
export * from "./venues/kraken-futures/kraken-futures-decoder.ts";
export * from "./venues/kraken-futures/kraken-futures-encoder.ts";
export * from "./venues/okx/okx-decoder.ts";
export * from "./venues/okx/okx-feed.ts";
