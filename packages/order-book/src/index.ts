/**
 * Order books and a price-time matching engine on one structure: commands → `MatchingEngine` → reports in columns;
 * orders of a feed → `L3Book`; level updates → `L2Book`; quotes → `L1Book`; `OrderBook`/`BookView` to read the books;
 * `BookPublisher` to tell subscribers what changed. Prices are integer ticks.
 */
export * from "./book-publisher.ts";
export { type BookLevel, type BookState, BookView, type DepthColumns } from "./book-view.ts";
export * from "./command-batch.ts";
export type { AuctionOutcome } from "./internal/auction-curve.ts";
export * from "./l1-book.ts";
export * from "./l2-book.ts";
export * from "./l3-book.ts";
export { ItchAnswer, type ItchRun, type OrderCounts, OrderResult, OrderRowKind, type OrderRows } from "./l3-feed.ts";
export * from "./level-updates.ts";
export * from "./matching-engine.ts";
export * from "./matching-stage.ts";
export type { NewOrder } from "./new-order.ts";
export * from "./order-book.ts";
export * from "./order-ticket.ts";
export type { ProRataRule } from "./pro-rata-rule.ts";
export { type QuotePolicies, type QuotePolicy, type UpdateCounts, UpdateResult } from "./quote-policy.ts";
export * from "./report-buffer.ts";
export * from "./vocabulary.ts";
export type { WorkingOrder } from "./working-order.ts";
