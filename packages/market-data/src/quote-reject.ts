/**
 * Why a quote was refused; 0 is a quote that was accepted. Numbers are never reused.
 */
export const QuoteReject = {
  /** The quote was written. */
  accepted: 0,
  /** No object at all. */
  notAnObject: 1,
  /** No instrument has that id. */
  unknownSymbol: 2,
  /** Not representable in the instrument's units, or not positive though there is a size. */
  badBidPrice: 3,
  badAskPrice: 4,
  /** Not representable, negative, or 0 though there is a price. */
  badBidSize: 5,
  badAskSize: 6,
  /** No bigint or integer from 0, or beyond the year 2255. */
  badTimestamp: 7,
  /** A number beyond 2^53, where nanoseconds are no longer exact: give a bigint. */
  unsafeTimestamp: 8,
  /** No integer from 0 to 2^31 − 1. */
  badVenue: 9,
  /** No 32-bit integer. */
  badFlags: 10,
  /** The bid is above the ask. */
  crossed: 11,
  /** The bid equals the ask. */
  locked: 12,
  /** Older than the last accepted quote of the instrument. */
  stale: 13,
  /** One side or both are empty, and that is not wanted. */
  emptySide: 14,
  /** Reading the input threw: a getter, a proxy, a `toFixed`. */
  unreadable: 15,
} as const;

/** A value of {@link QuoteReject}. */
export type QuoteReject = (typeof QuoteReject)[keyof typeof QuoteReject];

/** Names by number: `QUOTE_REJECT_NAMES[11]` is `"crossed"`. */
export const QUOTE_REJECT_NAMES: readonly (keyof typeof QuoteReject)[] = (
  Object.keys(QuoteReject) as (keyof typeof QuoteReject)[]
).sort((a, b) => QuoteReject[a] - QuoteReject[b]);
