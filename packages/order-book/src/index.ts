/**
 * Order books and a price-time matching engine on one structure: commands → `MatchingEngine` → reports in columns;
 * level updates → `L2Book`; quotes → `L1Book`; and `OrderBook`/`BookView` to read the books. Prices are integer ticks.
 */
export { type BookLevel, type BookState, BookView, type DepthColumns } from "./book-view.ts";
export type { AuctionOutcome } from "./internal/auction-curve.ts";
export * from "./l1-book.ts";
export * from "./l2-book.ts";
export * from "./matching-engine.ts";
export type { NewOrder } from "./new-order.ts";
export * from "./order-book.ts";
export * from "./order-ticket.ts";
export type { ProRataRule } from "./pro-rata-rule.ts";
export { type QuotePolicies, type QuotePolicy, type UpdateCounts, UpdateResult } from "./quote-policy.ts";
export * from "./report-buffer.ts";
export * from "./vocabulary.ts";
export type { WorkingOrder } from "./working-order.ts";
