/**
 * What an {@link L3Book} reads of a batch of normalised market data: its columns, by structure alone, so that whoever
 * normalises feeds needs no book and a book no feeds. `MarketBatch` of `@hotpath/market-data` is such a batch.
 */

/** The kinds of rows that change a book of orders; the numbers are those of `MarketKind` in `@hotpath/market-data`. */
export const OrderRowKind = {
  /** A new order: `id`, `side`, `price`, `quantity`. */
  Add: 1,
  /** An order's price and open quantity now: `id`, `price`, `quantity`. */
  Modify: 2,
  /** An order lost `quantity` without a trade: `id`. */
  Reduce: 3,
  /** An order is gone: `id`. */
  Delete: 4,
  /** `quantity` of an order traded: `id`. */
  Execute: 5,
  /** `otherId` stands in the place of `id`: `price`, `quantity`. */
  Replace: 6,
  /** A whole book follows: the one there is goes. */
  Snapshot: 10,
  /** The book of an instrument is void, or the side that `side` names. */
  Clear: 13,
} as const;
/** A value of {@link OrderRowKind}. */
export type OrderRowKind = (typeof OrderRowKind)[keyof typeof OrderRowKind];

/** The columns of a batch that an `L3Book` reads. */
export interface OrderRows {
  /** Rows filled. */
  readonly count: number;
  /** An {@link OrderRowKind}; rows of any other kind are passed over. */
  readonly kind: Uint8Array;
  /** A `Side`, or 0. */
  readonly side: Uint8Array;
  /** Index of the instrument. */
  readonly instrument: Int32Array;
  /** Integer ticks. */
  readonly price: Float64Array;
  readonly quantity: Float64Array;
  readonly id: Float64Array;
  readonly otherId: Float64Array;
}

/**
 * What `L3Book.applyItch` needs to go from the bytes of ITCH 5.0 to books, and what it answers. `ItchBooks` of
 * `@hotpath/market-data` keeps one.
 */
export interface ItchRun {
  /** The instrument of each of the 65,536 locates; −1 if its stock is not wanted, −2 if it is not known yet. */
  readonly instruments: Int32Array;
  /**
   * Trades that are written down, three numbers each: the position of the message (E, C, P), how many messages of this run
   * were before it, and for E and C the price at which the order rested (NaN where it did not).
   */
  readonly notes: Float64Array;
  /** How many trades may be written down before the run stops; 0 if none are to be. */
  room: number;
  /** Words of the answer, of which {@link ItchAnswer} tells the places. */
  readonly answer: Int32Array;
}

/** Places in the answer of an {@link ItchRun}. */
export const ItchAnswer = {
  /** Messages done. */
  Messages: 0,
  /** Those of them whose stock is not wanted. */
  Unwanted: 1,
  /** Those of them whose locate no message had named a stock for. */
  Unknown: 2,
  /** Trades written down. */
  Notes: 3,
} as const;
/** A value of {@link ItchAnswer}. */
export type ItchAnswer = (typeof ItchAnswer)[keyof typeof ItchAnswer];

/** What became of an order message: the result of every method of an {@link L3Book} that changes it. */
export const OrderResult = {
  /** Taken. */
  Applied: 0,
  /** Taken, and the book is locked now. */
  AppliedLocked: 1,
  /** Taken, and the book is crossed now. */
  AppliedCrossed: 2,
  /** An order that would lock the book, refused by the policy; what it was to replace is gone. */
  RejectedLocked: 3,
  /** An order that would cross the book, refused by the policy; what it was to replace is gone. */
  RejectedCrossed: 4,
  /** Taken, and the orders of the other side that stood against it dropped, by the policy `clear`. */
  Cleared: 5,
  /** No room for another order. */
  RejectedFull: 6,
  /** The message names an order that is not here: entered before the feed began, or never. */
  UnknownOrder: 7,
  /** A new order has the id of one that is here, which stays as it was. */
  DuplicateOrder: 8,
  /** More was executed or reduced than was open: the order is gone. */
  OverExecuted: 9,
  /** No such instrument, or no such side. */
  BadInstrument: 10,
  /** Not an integer within ±`MAX_PRICE`. */
  BadPrice: 11,
  /** Not a safe integer of 1 or more, or more than a side can hold: its sum stays within the safe integers. */
  BadQuantity: 12,
  /** Not a safe integer. */
  BadOrderId: 13,
} as const;
/** A value of {@link OrderResult}. */
export type OrderResult = (typeof OrderResult)[keyof typeof OrderResult];

/** How many messages had which result. */
export type OrderCounts = Record<Uncapitalize<keyof typeof OrderResult>, number>;

/** Counts by result as an object with names. */
export function namedOrderCounts(counts: Float64Array): OrderCounts {
  const named = Object.entries(OrderResult).map(([name, code]) => [
    name[0]!.toLowerCase() + name.slice(1),
    counts[code]!,
  ]);
  return Object.fromEntries(named) as OrderCounts;
}
