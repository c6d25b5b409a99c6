/**
 * The words that every floor shares, as small integers that fit a typed-array column. Values are FIX's own where FIX
 * has one (Side 54, OrdType 40, TimeInForce 59), so that a record can be read beside a FIX log.
 */

/** FIX Side (54). */
export const Side = { Buy: 1, Sell: 2 } as const;
/** A value of {@link Side}. */
export type Side = (typeof Side)[keyof typeof Side];

/**
 * FIX OrdType (40); a letter of FIX stands as its ASCII code. A trailing stop, for which FIX has no OrdType of its own
 * (it is a pegged order with ExecInst 18=a, "trailing stop peg"), has the code of that letter; a limit if touched, which
 * FIX does not have either, the code of a small `j`, a market if touched being `J`.
 *
 * An iceberg is a limit order with a `displayQuantity` (FIX MaxFloor 111, DisplayQty 1138), an order for an auction a
 * market or limit order with one of the auctions' times in force.
 */
export const OrderType = {
  Market: 1,
  Limit: 2,
  Stop: 3,
  StopLimit: 4,
  MarketIfTouched: 74,
  /** What a market order leaves over works on as a limit order at the price of its last fill. */
  MarketToLimit: 75,
  Pegged: 80,
  TrailingStop: 97,
  LimitIfTouched: 106,
} as const;
/** A value of {@link OrderType}. */
export type OrderType = (typeof OrderType)[keyof typeof OrderType];

/**
 * FIX TimeInForce (59), a letter as its ASCII code, and `PostOnly`: a limit order that is refused rather than take
 * liquidity (FIX ExecInst 18=6).
 */
export const TimeInForce = {
  Day: 0,
  GoodTillCancel: 1,
  AtTheOpening: 2,
  ImmediateOrCancel: 3,
  FillOrKill: 4,
  GoodTillDate: 6,
  AtTheClose: 7,
  PostOnly: 10,
  /** For the next auction, whichever it is (FIX `B`). */
  GoodForAuction: 66,
} as const;
/** A value of {@link TimeInForce}. */
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce];

/**
 * What an execution report says has happened: FIX ExecType (150), its letters as digits of base 36 (`C` is 12). A refusal
 * of a cancel or a replace is no execution in FIX but a message of its own, OrderCancelReject (35=9): the first has the
 * ASCII code of that `9`, the second the next number.
 */
export const ExecType = {
  New: 0,
  DoneForDay: 3,
  Canceled: 4,
  Replaced: 5,
  PendingCancel: 6,
  Stopped: 7,
  Rejected: 8,
  Suspended: 9,
  PendingNew: 10,
  Calculated: 11,
  Expired: 12,
  Restated: 13,
  PendingReplace: 14,
  Trade: 15,
  TradeCorrect: 16,
  TradeCancel: 17,
  OrderStatus: 18,
  TradeInClearingHold: 19,
  TradeReleasedToClearing: 20,
  Triggered: 21,
  /** A request was refused: the replace where one is under way (FIX CxlRejResponseTo 434=2), else the cancel (434=1). */
  CancelRejected: 57,
  /** A replace was refused (FIX 434=2). */
  ReplaceRejected: 58,
} as const;
/** A value of {@link ExecType}. */
export type ExecType = (typeof ExecType)[keyof typeof ExecType];

/** Where an order stands: FIX OrdStatus (39), its letters as digits of base 36, and `Held`, which no venue says. */
export const OrderStatus = {
  New: 0,
  PartiallyFilled: 1,
  Filled: 2,
  DoneForDay: 3,
  Canceled: 4,
  PendingCancel: 6,
  Stopped: 7,
  Rejected: 8,
  Suspended: 9,
  PendingNew: 10,
  Calculated: 11,
  Expired: 12,
  AcceptedForBidding: 13,
  PendingReplace: 14,
  /** The engine keeps the order back: until its trigger, its auction or its group says otherwise no venue knows of it. */
  Held: 15,
} as const;
/** A value of {@link OrderStatus}. */
export type OrderStatus = (typeof OrderStatus)[keyof typeof OrderStatus];

/** Whether a fill gave liquidity to the book or took it: FIX LastLiquidityInd (851). */
export const Liquidity = { Maker: 1, Taker: 2 } as const;
/** A value of {@link Liquidity}. */
export type Liquidity = (typeof Liquidity)[keyof typeof Liquidity];

/** FIX PegPriceType (1094): what a pegged order follows. */
export const PegPriceType = { Midpoint: 2, Market: 4, Primary: 5 } as const;
/** A value of {@link PegPriceType}. */
export type PegPriceType = (typeof PegPriceType)[keyof typeof PegPriceType];

/** Which price a trigger watches: FIX TriggerPriceType (1107). */
export const TriggerPriceType = { Offer: 1, Last: 2, Bid: 3, Mid: 6 } as const;
/** A value of {@link TriggerPriceType}. */
export type TriggerPriceType = (typeof TriggerPriceType)[keyof typeof TriggerPriceType];

/** What a `VenueSession` says of the connection to a venue, or of the list of its orders that follows. */
export const SessionState = {
  /** The connection is there, and nothing was missed. */
  Connected: 0,
  /** It is lost: what is under way may or may not have arrived. */
  Lost: 1,
  /** It is there again: the venue's own list of orders, fills and positions follows. */
  ListBegin: 2,
  /** The list is whole: whatever is not on it is not there. */
  ListEnd: 3,
} as const;
/** A value of {@link SessionState}. */
export type SessionState = (typeof SessionState)[keyof typeof SessionState];

/** The name of a value in one of the tables above, for people: `nameOf(Side, 1)` is `"Buy"`. */
export function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  for (const name in table) if (table[name] === value) return name;
  return `unknown(${value})`;
}

/** What an operator may tell a running engine. */
export const EngineCommand = {
  /** Orders pass the gate again. */
  Resume: 0,
  /** Only orders that reduce a position pass. */
  ReduceOnly: 1,
  /** The kill switch: nothing passes, and every working order is cancelled. */
  Halt: 2,
  /** Every working order is cancelled. */
  CancelAll: 3,
  /** Strategies may send orders. */
  StartTrading: 4,
  /** Strategies watch and send nothing. */
  StopTrading: 5,
} as const;
/** A value of {@link EngineCommand}. */
export type EngineCommand = (typeof EngineCommand)[keyof typeof EngineCommand];

/** Whose limit or state it is: that of all together, of an account, of a strategy, or of an instrument. */
export const RiskScope = { Firm: 0, Account: 1, Strategy: 2, Instrument: 3 } as const;
/** A value of {@link RiskScope}. */
export type RiskScope = (typeof RiskScope)[keyof typeof RiskScope];

/** Whether orders pass the risk gate: all, only those that bring a position nearer to zero, or none. */
export const RiskState = { Active: 0, ReduceOnly: 1, Halted: 2 } as const;
/** A value of {@link RiskState}. */
export type RiskState = (typeof RiskState)[keyof typeof RiskState];

/** What a `RiskCommand` asks for. */
export const RiskAction = {
  /** Orders pass, within the limits. */
  Activate: 0,
  /** Only orders that bring a position nearer to zero pass. */
  ReduceOnly: 1,
  /** The kill switch: nothing passes, and what works is cancelled. */
  Halt: 2,
  /** What works is cancelled; the state stays. */
  CancelWorking: 3,
  /** Somebody is there: the dead man's switch starts anew. */
  Heartbeat: 4,
} as const;
/** A value of {@link RiskAction}. */
export type RiskAction = (typeof RiskAction)[keyof typeof RiskAction];

/** Why the risk gate changed its state or cancelled orders. */
export const RiskCause = {
  /** An operator said so. */
  Operator: 0,
  /** No heartbeat for too long. */
  DeadMan: 1,
  /** Too many orders refused, by the gate or by venues. */
  RejectStorm: 2,
  /** Too many orders of one strategy in one instrument. */
  OrderLoop: 3,
  /** A strategy has stopped, or a fault of its own has stopped it. */
  StrategyStopped: 4,
} as const;
/** A value of {@link RiskCause}. */
export type RiskCause = (typeof RiskCause)[keyof typeof RiskCause];

/** What a `StrategyCommand` asks for. */
export const StrategyAction = {
  Start: 0,
  /** It sees nothing any more, and its working orders are cancelled. */
  Stop: 1,
  /** Its working orders are cancelled; it goes on. */
  CancelOrders: 2,
} as const;
/** A value of {@link StrategyAction}. */
export type StrategyAction = (typeof StrategyAction)[keyof typeof StrategyAction];

/** Whether a strategy sees events and may send orders: only while it is `Running`. */
export const StrategyState = { Idle: 0, Running: 1, Stopped: 2, Failed: 3 } as const;
/** A value of {@link StrategyState}. */
export type StrategyState = (typeof StrategyState)[keyof typeof StrategyState];

/** Why a strategy is in another state. */
export const StrategyCause = {
  /** The first event that it was to see has come. */
  FirstEvent: 0,
  /** An operator said so. */
  Operator: 1,
  /** It said so itself. */
  Itself: 2,
  /** One of its handlers threw. */
  Exception: 3,
  /** One of its handlers returned a Promise: strategies are synchronous. */
  Promise: 4,
} as const;
/** A value of {@link StrategyCause}. */
export type StrategyCause = (typeof StrategyCause)[keyof typeof StrategyCause];

/** What was asked of the order manager and refused. */
export const OrderRequestKind = { New: 0, Cancel: 1, Replace: 2 } as const;
/** A value of {@link OrderRequestKind}. */
export type OrderRequestKind = (typeof OrderRequestKind)[keyof typeof OrderRequestKind];

/** What a venue's operator or clock may tell its matching engine. */
export const VenueControl = {
  /** Every order of the instrument is cancelled. */
  CancelInstrument: 0,
  /** Every order of an owner (`argument`) is cancelled. */
  CancelOwner: 1,
  /** The instrument's day orders expire. */
  ExpireDay: 2,
  /** The instrument's phase is from now on `argument`. */
  SetPhase: 3,
  /** The instrument's reference price is from now on `value`. */
  SetReference: 4,
  /** The instrument's collars are from now on `value` and `secondValue` wide; `argument` is what happens there. */
  SetCollar: 5,
  /** The position of an owner (`argument`) in the instrument is `value`. */
  SetPosition: 6,
  /** It is now the time of the event. */
  AdvanceTime: 7,
} as const;
/** A value of {@link VenueControl}. */
export type VenueControl = (typeof VenueControl)[keyof typeof VenueControl];

/** What may be done in an instrument at a venue. */
export const TradingState = {
  Unknown: 0,
  PreOpen: 1,
  Trading: 2,
  /** Quotes are taken, nothing trades. */
  QuoteOnly: 3,
  Halted: 4,
  Auction: 5,
  Closed: 6,
} as const;
/** A value of {@link TradingState}. */
export type TradingState = (typeof TradingState)[keyof typeof TradingState];

/** Bits of the `flags` of records about books. */
export const BookFlag = {
  /** More records of the same message follow: the book is not whole before the last of them. */
  More: 1,
  /** Part of a whole book, not news. */
  Snapshot: 2,
} as const;
/** A value of {@link BookFlag}. */
export type BookFlag = (typeof BookFlag)[keyof typeof BookFlag];

/** What a client had a gateway do. */
export const GatewayCommandKind = {
  /** Nothing: a command whose inputs the journal does not have whole is void. */
  Void: 0,
  MarketData: 1,
  SubmitOrder: 2,
  ReplaceOrder: 3,
  CancelOrder: 4,
  MassCancel: 5,
  Strategy: 6,
  RiskLimits: 7,
  KillSwitch: 8,
  /** It looks at the engine as it was; the engine itself is not changed. */
  Replay: 9,
} as const;
/** A value of {@link GatewayCommandKind}. */
export type GatewayCommandKind = (typeof GatewayCommandKind)[keyof typeof GatewayCommandKind];

/** What a text of a client's command is. */
export const GatewayTextKind = { Reason: 1, Answer: 2 } as const;
/** A value of {@link GatewayTextKind}. */
export type GatewayTextKind = (typeof GatewayTextKind)[keyof typeof GatewayTextKind];
