/**
 * The words of the matching engine that core's vocabulary (`Side`, `OrderType`, `TimeInForce`) does not have. Every value
 * is a small integer, so that it fits a typed-array column; core's `nameOf` turns it back into its name.
 */

/**
 * What happens when an order would trade with a resting order of the same owner. Owner 0 means "nobody": never checked.
 *
 * - `None` lets them trade.
 * - `CancelNewest` cancels what is left of the incoming order.
 * - `CancelOldest` cancels the resting order and goes on.
 * - `CancelBoth` cancels both.
 * - `Decrement` takes the smaller quantity off both without a trade; the one that reaches zero is gone.
 */
export const SelfTradePrevention = { None: 0, CancelNewest: 1, CancelOldest: 2, CancelBoth: 3, Decrement: 4 } as const;
/** A value of {@link SelfTradePrevention}. */
export type SelfTradePrevention = (typeof SelfTradePrevention)[keyof typeof SelfTradePrevention];

/** What a report says. Where core's `ExecType` has the word, the value is the same. */
export const ReportKind = {
  /** A new order was taken. Its trades and its end follow as reports of their own. */
  Accepted: 0,
  /** An order left the book, or lost `quantity` of it, without a trade. */
  Canceled: 4,
  /** An order has a new price or quantity. Trades that this causes follow. */
  Replaced: 5,
  /** A new order or a mass cancel was refused; nothing changed. */
  Rejected: 8,
  /** What was left of an order whose time in force lets it rest no longer, or not at all. */
  Expired: 12,
  /** The incoming order (`orderId`) traded with a resting one (`counterOrderId`) at the resting order's price. */
  Trade: 15,
  /** A cancel was refused; nothing changed. */
  CancelRejected: 16,
  /** A replace was refused; the order stands as it was. */
  ReplaceRejected: 17,
  /** Ends the reports of a mass cancel or of an end of day; `quantity` is the number of orders that left the book. */
  MassCanceled: 18,
} as const;
/** A value of {@link ReportKind}. */
export type ReportKind = (typeof ReportKind)[keyof typeof ReportKind];

/** Why a report was made, where its kind does not say it. */
export const Reason = {
  None: 0,
  /** An order with this id is alive. */
  DuplicateOrderId: 1,
  /** No order with this id is alive. */
  UnknownOrder: 2,
  /** The order id is not a safe integer of 1 or more. */
  BadOrderId: 3,
  /** Not the index of an instrument of this engine. */
  BadInstrument: 4,
  /** Not a value of `Side`. */
  BadSide: 5,
  /** The price is not an integer, or lies beyond ±{@link MAX_PRICE}. */
  BadPrice: 6,
  /** The quantity is not a safe integer of 1 or more. */
  BadQuantity: 7,
  /** Not a value of `OrderType`. */
  BadType: 8,
  /** Not a value of `TimeInForce`, or without meaning for the type: a post-only market order. */
  BadTimeInForce: 9,
  /** The owner is not an integer from 0 to 2^31 − 1. */
  BadOwner: 10,
  /** The order store is full, or the open quantity of the side would leave the safe integers. */
  Capacity: 11,
  /** A post-only order would trade. */
  WouldCross: 12,
  /** A fill-or-kill order cannot be filled whole. */
  UnfilledFok: 13,
  /** The rest of an immediate-or-cancel order. */
  UnfilledIoc: 14,
  /** The rest of a market order. */
  NoLiquidity: 15,
  /** Self-trade prevention. */
  SelfTrade: 16,
  /** A mass cancel. */
  MassCancel: 17,
  /** The end of the trading day. */
  EndOfDay: 18,
} as const;
/** A value of {@link Reason}. */
export type Reason = (typeof Reason)[keyof typeof Reason];

/** What a row of a {@link CommandBatch} asks for. */
export const CommandKind = {
  /** A new order: every column. */
  Submit: 0,
  /** Takes an order out of the book: `orderId`. */
  Cancel: 1,
  /** Gives an order a new price and open quantity: `orderId`, `price`, `quantity`. */
  Replace: 2,
} as const;
/** A value of {@link CommandKind}. */
export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];

/** The greatest price, in ticks; the least is its negative. Arithmetic on windows of prices stays exact within it. */
export const MAX_PRICE: number = 2 ** 52 - 1;
