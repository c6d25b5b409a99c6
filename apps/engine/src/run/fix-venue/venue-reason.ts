/** Why an order was refused on this side of the session: `reason` of a report; below 1,000 are FIX's own (103, 102). */
export const VenueReason = {
  /** The session is not logged on: nothing was sent. */
  NotConnected: 1001,
  /** The process had ended before it was sent, and it was not to be sent late. */
  NeverSent: 1002,
  /** FIX of this version, or this adapter, has no such order. */
  NotSupported: 1003,
  /** The counterparty has refused the message as such: Reject (3) or BusinessMessageReject (j). */
  MessageRejected: 1004,
  /** The counterparty does not know the order. */
  UnknownThere: 1005,
} as const;
/** A value of {@link VenueReason}. */
export type VenueReason = (typeof VenueReason)[keyof typeof VenueReason];
