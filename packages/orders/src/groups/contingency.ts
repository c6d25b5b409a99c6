/**
 * How the orders of a group depend on each other: FIX ContingencyType (1385), FIX 5.0 SP2. A group whose orders include
 * an entry ({@link LegRole}) is also "one triggers the other": what the entry fills releases the rest.
 */
export const Contingency = {
  /** One cancels the other, for any number of orders: the first execution of one cancels all others. */
  OneCancelsOther: 1,
  /** One triggers the other: the orders behind an entry do not touch each other. */
  OneTriggersOther: 2,
  /** One updates the other, absolute: an execution takes its quantity from every other order. */
  OneUpdatesOtherAbsolute: 3,
  /** One updates the other, proportional: an execution takes its share of its order's quantity from every other order. */
  OneUpdatesOtherProportional: 4,
} as const;
/** A value of {@link Contingency}. */
export type Contingency = (typeof Contingency)[keyof typeof Contingency];

/** What an order is in its group. Targets together are one alternative, stops together another; a leg is one by itself. */
export const LegRole = {
  /** An order among equals. */
  Leg: 0,
  /** The order whose fills release the others: at most one a group. */
  Entry: 1,
  /** Takes profit of what the entry has filled. */
  Target: 2,
  /** Stops the loss of what the entry has filled. */
  Stop: 3,
} as const;
/** A value of {@link LegRole}. */
export type LegRole = (typeof LegRole)[keyof typeof LegRole];

/** Bits that say how a group behaves where traders differ. 0 is: release as the entry fills, tell of what goes wrong. */
export const GroupPolicy = {
  /** Orders behind the entry are released when the entry works no more, not as it fills. */
  ReleaseWhenEntryCloses: 1,
  /** What was executed beyond the group's quantity, in a race that no cancel can win, is traded back at the market. */
  FlattenExcess: 2,
  /** An order that fails (is rejected, refused, expires or is cancelled by somebody else) ends the group. */
  EndOnFailure: 4,
  /** As `EndOnFailure`, and what the entry had filled and nothing has closed is traded back at the market. */
  FlattenOnFailure: 8,
} as const;
/** A value of {@link GroupPolicy}. */
export type GroupPolicy = (typeof GroupPolicy)[keyof typeof GroupPolicy];

/** What an `OrderGroupChanged` tells. */
export const GroupNotice = {
  /** Every order has come: the group works. */
  Started: 1,
  /** No order of the group works or will. `quantity` is what the entry filled and nothing closed. */
  Ended: 2,
  /** `quantity` was executed beyond what the group stands for: two orders were filled before a cancel came. */
  Excess: 3,
  /** An order to trade `quantity` back at the market was sent: `orderId`. */
  Flattened: 4,
  /** An order ended that the group had not ended. `quantity` is what it was still to do. */
  LegFailed: 5,
  /** A part of a position has no stop: `quantity`. */
  Unprotected: 6,
  /** `quantity` of the entry is less than a lot or the smallest order, and so nothing covers it. */
  Remainder: 7,
  /** The group cannot be: its orders do not fit together, or there is no room. Its orders are refused or dropped. */
  Refused: 8,
  /** An order was sent in place of one that had ended or could not be replaced; `orderId` is the new one. */
  Reissued: 9,
  /** A venue refuses again and again to cancel an order that it says works. */
  Stuck: 10,
} as const;
/** A value of {@link GroupNotice}. */
export type GroupNotice = (typeof GroupNotice)[keyof typeof GroupNotice];

/** The most orders of one group. */
export const LEGS_MAX = 16;
