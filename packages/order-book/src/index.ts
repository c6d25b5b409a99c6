/**
 * Order books and a price-time matching engine on one structure: commands → `MatchingEngine` → reports in columns;
 * level updates → `L2Book`; quotes → `L1Book`; and `OrderBook`/`BookView` to read the books. Prices are integer ticks.
 */
export { type BookLevel, type BookState, BookView, type DepthColumns } from "./book-view.ts";
export * from "./command-batch.ts";
export * from "./l1-book.ts";
export * from "./l2-book.ts";
export * from "./matching-engine.ts";
export * from "./order-book.ts";
export { type QuotePolicies, type QuotePolicy, type UpdateCounts, UpdateResult } from "./quote-policy.ts";
export * from "./report-buffer.ts";
export * from "./vocabulary.ts";
