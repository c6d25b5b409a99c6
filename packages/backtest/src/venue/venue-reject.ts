/** Why a simulated venue refuses or ends an order: the `reason` of its `ExecutionReport`. */
export const VenueReject = {
  None: 0,
  /** There is no such instrument. */
  UnknownInstrument: 1,
  /** There is no venue of this number. */
  UnknownVenue: 2,
  /** The venue could not be reached. */
  Unreachable: 3,
  /** A type of order that the venue does not know: the engine's order stages emulate it. */
  UnsupportedOrderType: 4,
  /** A time in force that the venue does not know for this type of order. */
  UnsupportedTimeInForce: 5,
  /** A price or a quantity that is no positive integer of units, or a replace by no more than was filled. */
  BadTerms: 6,
  /** An order of this id works already. */
  DuplicateOrder: 7,
  /** As many orders work as may. */
  TooManyOrders: 8,
  /** A post-only order that would take. */
  WouldCross: 9,
  /** Nothing is there to trade with. */
  NoLiquidity: 10,
  /** What an immediate order could not get. */
  Unfilled: 11,
  /** A cancel or a replace of an order that does not work. */
  UnknownOrder: 12,
  /** The instrument does not trade now. */
  NotTrading: 13,
  /** A day order after the close, or one for an auction after it. */
  SessionEnded: 14,
  /** A corporate action ended the order. */
  CorporateAction: 15,
} as const;
/** A value of {@link VenueReject}. */
export type VenueReject = (typeof VenueReject)[keyof typeof VenueReject];
