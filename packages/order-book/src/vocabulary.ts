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
  /**
   * The engine changed an order by its own rules: an iceberg shows `quantity` anew, or a pegged order has a new price, 0
   * while it stands aside.
   */
  Restated: 13,
  /** The incoming order (`orderId`) traded with a resting one (`counterOrderId`) at the resting order's price. */
  Trade: 15,
  /** A cancel was refused; nothing changed. */
  CancelRejected: 16,
  /** A replace was refused; the order stands as it was. */
  ReplaceRejected: 17,
  /** Ends the reports of a mass cancel or of an end of day; `quantity` is the number of orders that left the book. */
  MassCanceled: 18,
  /** A stop order's trigger (`price`) was reached: it is now a market or a limit order of `quantity`. */
  Triggered: 21,
  /** The instrument's phase is now `quantity`, a {@link TradingPhase}. */
  PhaseChanged: 32,
  /**
   * An auction ended at `price` with `quantity` traded; `leavesQty` is what was left over at that price, `side` on which
   * side. With quantity 0 there was nothing to trade, and no price.
   */
  Uncrossed: 33,
  /** The instrument's reference price is `price`. */
  ReferenceSet: 34,
  /** The instrument's collars are `price` (static) and `quantity` (dynamic) ticks wide; −1 is none. */
  CollarSet: 35,
  /** The position of `owner` in the instrument is `quantity`. */
  PositionSet: 36,
  /** The engine's time moved; `quantity` orders expired. */
  TimeAdvanced: 37,
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
  /** The trigger price of a stop, or the distance of a trailing stop, is none. */
  BadTrigger: 19,
  /** The slippage is neither −1 nor an integer from 0 to {@link MAX_PRICE}. */
  BadSlippage: 20,
  /** The display quantity is none of this order, or would be renewed more than {@link MAX_SLICES} times. */
  BadDisplayQuantity: 21,
  /** The minimum quantity is none of this order: more than all of it, or of an order that would show it in the book. */
  BadMinQuantity: 22,
  /** The kind of peg or its offset is none. */
  BadPeg: 23,
  /** The time of expiry is no time, or not after now. */
  BadExpireTime: 24,
  /** The instructions are no set of `OrderInstruction`s, or do not go together, or not with this order. */
  BadInstructions: 25,
  /** The instrument's phase does not allow it. */
  NotInPhase: 26,
  /** Beyond the price collar. */
  OutsideCollar: 27,
  /** There is no price to go by: no trade yet, and no reference. */
  NoReference: 28,
  /** A reduce-only order has no position to reduce, or not as much. */
  ReduceOnly: 29,
  /** A minimum quantity, or all of an all-or-none order, cannot be filled. */
  UnfilledMinimum: 30,
  /** The rest of a market order, whose slippage bound was reached. */
  SlippageBound: 31,
  /** The time of expiry has come. */
  ExpireTime: 32,
  /** The auction that an order was for is over. */
  EndOfAuction: 33,
  /** An iceberg shows its next slice. */
  Reload: 34,
  /** A pegged order follows its reference. */
  Reprice: 35,
  /** Not a phase, or the one that is. */
  BadPhase: 36,
  /** The time is not an integer, or lies before the engine's time. */
  BadTime: 37,
  /** The position is not a safe integer. */
  BadPosition: 38,
  /** The width of a collar or its action is none. */
  BadCollar: 39,
  /** Not a command that there is. */
  BadCommand: 40,
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

/**
 * Instructions of an order, to be added up.
 *
 * - `AllOrNone` trades whole or not at all; rests unseen (FIX ExecInst 18=G).
 * - `PostOnly` is refused rather than take liquidity (18=6); it goes with `Day` and `GoodTillDate`, where the time in
 *   force `PostOnly` is good till cancel.
 * - `PostOnlySlide` rests one tick short of what it would have taken (Nasdaq's and Cboe's "price to comply", BitMEX' and
 *   OKX' repricing post-only).
 * - `ReduceOnly` trades only as much as brings the owner's position nearer to zero (18=E, "do not increase").
 * - `Hidden` rests unseen, behind what is seen at its price (FIX DisplayMethod 1084=4).
 * - `TrailPercent` says that a trailing stop's distance is in hundredths of a percent, not in ticks.
 */
export const OrderInstruction = {
  None: 0,
  AllOrNone: 1,
  PostOnly: 2,
  PostOnlySlide: 4,
  ReduceOnly: 8,
  Hidden: 16,
  TrailPercent: 32,
} as const;
/** A value of {@link OrderInstruction}. */
export type OrderInstruction = (typeof OrderInstruction)[keyof typeof OrderInstruction];

/**
 * What an instrument's market does; the values are FIX TradingSessionSubID (625).
 *
 * In an auction's call phase orders gather and nothing trades. `Halt` takes nothing but cancels, as `PostTrading` does,
 * which is the state after the day. `HaltAuction` is the call phase that leads out of a halt, or that a collar leads into.
 */
export const TradingPhase = {
  OpeningAuction: 2,
  Continuous: 3,
  ClosingAuction: 4,
  PostTrading: 5,
  Halt: 7,
  HaltAuction: 9,
} as const;
/** A value of {@link TradingPhase}. */
export type TradingPhase = (typeof TradingPhase)[keyof typeof TradingPhase];

/** What happens when an order would trade beyond a price collar: what is left expires, or trading stops for an auction. */
export const CollarAction = { Expire: 0, Interrupt: 1 } as const;
/** A value of {@link CollarAction}. */
export type CollarAction = (typeof CollarAction)[keyof typeof CollarAction];

/** How often an iceberg may show a slice: its quantity is at most this many times its display quantity. */
export const MAX_SLICES: number = 1000;

/** The greatest price, in ticks; the least is its negative. Arithmetic on windows of prices stays exact within it. */
export const MAX_PRICE: number = 2 ** 52 - 1;
