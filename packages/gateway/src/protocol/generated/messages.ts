// Generated from src/protocol/schema.ts by scripts/generate-protocol.ts. Do not edit.
/** The messages of the gateway's protocol. */

/** A topic that can be subscribed to. */
export type Topic = "book" | "quotes" | "trades" | "bars" | "indicators" | "signals" | "orders" | "fills" | "positions" | "risk" | "statistics" | "logs" | "events";
/** What a client may do; each role may do what the ones before it may. */
export type Role = "view" | "trade" | "risk" | "admin";
/** Why something was refused. */
export type GatewayErrorCode = "BAD_MESSAGE" | "BAD_VERSION" | "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND" | "BAD_VALUE" | "REFUSED" | "RATE_LIMITED" | "TOO_LARGE" | "TOO_SLOW" | "UNAVAILABLE" | "INTERNAL";

/** The first message of a connection. */
export interface HelloMessage {
  type: "hello";
  /** The protocol's version, `major × 1000 + minor`. */
  version: number;
  /** Says who it is, where the request had no `Authorization: Bearer` header. */
  token?: string;
  /** What it calls itself, for the log. */
  client?: string;
}

/** The answer to `hello`: the connection may be used. */
export interface WelcomeMessage {
  type: "welcome";
  /** The server's version of the protocol. */
  version: number;
  /** Names this connection in logs and in the journal. */
  session: string;
  /** What this client may do. */
  role: "view" | "trade" | "risk" | "admin";
  /** A message comes at least so often; the client answers `heartbeat` by `alive`. */
  heartbeatMillis: number;
  /** Names this life of the engine: numbers of another one mean nothing in it. */
  engine: string;
  /** Number of the engine's last input. */
  sequence: number;
  /** Event time of that input. */
  time: bigint;
  /** All that are traded, by their index. */
  instruments: InstrumentInfo[];
  /** All that may trade. */
  strategies: StrategyInfo[];
  /** What this server has beside the rest: `replay`, `indicators`, `columns`, `journal`; left out by version 1.0. */
  features?: string[];
}

/** An instrument. */
export interface InstrumentInfo {
  /** Its number in market data. */
  id: number;
  /** Its symbol. */
  symbol: string;
  /** A price of n is n · 10^-this. */
  priceDecimals: number;
  /** A size of n is n · 10^-this. */
  sizeDecimals: number;
  /** ISO 4217, or an asset's own code. */
  currency: string;
}

/** A strategy. */
export interface StrategyInfo {
  /** Its number in orders and fills. */
  id: number;
  /** Its name. */
  name: string;
  /** Whether it trades. */
  state: "running" | "stopped" | "failed";
  /** Their values by name. */
  parameters?: unknown;
}

/** Asks for a topic: `subscribed` answers, then its state as it is (`snapshot`), then each change. */
export interface SubscribeMessage {
  type: "subscribe";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Which. */
  topic: "book" | "quotes" | "trades" | "bars" | "indicators" | "signals" | "orders" | "fills" | "positions" | "risk" | "statistics" | "logs" | "events";
  /** Of one instrument alone; needed for `book` and `indicators`. */
  instrument?: number;
  /** Levels a side of `book`, 1 to 1,000; default 10. */
  depth?: number;
  /** Of states: the most updates a second; those between are conflated. Default: all, of `positions` and `risk` 10, of `statistics` 1. */
  rate?: number;
  /** The sequence after which to go on, of the same engine: what is kept since is sent again. */
  after?: number;
  /** Of `indicators`: `{ name, parameters, updates }` with the names of @hotpath/indicators, as `{ name: "RSI", parameters: { timePeriod: 14 }, updates: "bars" }`; `updates` is `bars` (default), or `quotes` for a value with each quote of two sides, of its mid price; of those the latest are sent. */
  indicator?: unknown;
  /** Of `quotes`, `trades` and `bars`: many updates in one `columns` message. */
  columns?: boolean;
}

/** A subscription stands. */
export interface SubscribedMessage {
  type: "subscribed";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Its number in updates. */
  subscription: number;
  /** Number of the engine's input that its first update is of. */
  sequence: number;
  /** False if what was asked for by `after` is no longer kept: there is a gap. */
  isComplete: boolean;
  /** Of `indicators`: the names of the values, in their order. */
  outputs?: string[];
}

/** Ends a subscription; `result` answers. */
export interface UnsubscribeMessage {
  type: "unsubscribe";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Which. */
  subscription: number;
}

/** Shows that the server is there; a client answers `alive` within `heartbeatMillis`. */
export interface HeartbeatMessage {
  type: "heartbeat";
  /** The server's clock. */
  time: bigint;
  /** Number of the engine's last input. */
  sequence: number;
}

/** The answer to `heartbeat`. Any other message shows as well that a client is there. */
export interface AliveMessage {
  type: "alive";
}

/** A request is done. */
export interface ResultMessage {
  type: "result";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Of a command: the number of the input that it became. */
  sequence?: number;
  /** What was asked for. */
  value?: unknown;
  /** Of a query: `from` of the next page; left out where this is all. */
  next?: number;
}

/** A request was refused, or, without `id`, the connection is about to end. */
export interface FailureMessage {
  type: "failure";
  /** Of which request. */
  id?: number;
  /** What is wrong. */
  code: "BAD_MESSAGE" | "BAD_VERSION" | "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND" | "BAD_VALUE" | "REFUSED" | "RATE_LIMITED" | "TOO_LARGE" | "TOO_SLOW" | "UNAVAILABLE" | "INTERNAL";
  /** The same for people. */
  message: string;
  /** Which field. */
  path?: string;
  /** Of `RATE_LIMITED`: when to try again. */
  retryAfterMillis?: number;
}

/** Price levels of an instrument. */
export interface BookMessage {
  type: "book";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** True: these are all levels, forget the others; false: these have changed. */
  snapshot: boolean;
  /** Price and size of each level in turn, best first; size 0: the level is gone. */
  bids: number[];
  /** The same of the other side. */
  asks: number[];
}

/** Best bid and offer. */
export interface QuoteMessage {
  type: "quote";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** Best bid, in units of the instrument's price. */
  bidPrice: number;
  /** Its size, in units of the instrument's size. */
  bidSize: number;
  /** Best offer, in units of the instrument's price. */
  askPrice: number;
  /** Its size, in units of the instrument's size. */
  askSize: number;
}

/** A trade in the market. */
export interface TradeMessage {
  type: "trade";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** Its price, in units of the instrument's price. */
  price: number;
  /** Its size, in units of the instrument's size. */
  quantity: number;
  /** The taker's side. */
  aggressor: "buy" | "sell" | "unknown";
}

/** A bar that has closed: the engine's, or, of an instrument whose bars nobody sends, one that the gateway builds of trades (before the first one, of the quotes' mid prices, rounded down and without volume). */
export interface BarMessage {
  type: "bar";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** First price, in units of the instrument's price. */
  open: number;
  /** Highest, in units of the instrument's price. */
  high: number;
  /** Lowest, in units of the instrument's price. */
  low: number;
  /** Last, in units of the instrument's price. */
  close: number;
  /** Traded, in units of the instrument's size. */
  volume: number;
}

/** Values of an indicator, of prices in money and sizes in whole units. Sent when it has any: behind its lookback. */
export interface IndicatorMessage {
  type: "indicator";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** One an output, in the indicator's order; NaN, in JSON null, where it has none. */
  values: number[];
}

/** A signal. */
export interface SignalMessage {
  type: "signal";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** Who says so. */
  generator: string;
  /** Where to. */
  direction: "up" | "down";
  /** 0 to 1. */
  confidence: number;
  /** The generator's own figure. */
  value: number;
  /** Why, for people. */
  reason?: string;
}

/** The state of one of the engine's orders. */
export interface OrderMessage {
  type: "order";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** The engine's id. */
  orderId: number;
  /** Whose side. */
  side: "buy" | "sell";
  /** Where it stands. */
  state: "pending" | "working" | "partially-filled" | "pending-cancel" | "pending-replace" | "filled" | "cancelled" | "expired" | "rejected" | "refused";
  /** Limit price; 0 of a market order, in units of the instrument's price. */
  price: number;
  /** Ordered, in units of the instrument's size. */
  quantity: number;
  /** Filled so far, in units of the instrument's size. */
  filled: number;
  /** Who asked for it. */
  strategy: number;
  /** Why it was refused or has ended. */
  reason?: string;
}

/** A fill of one of the engine's orders. */
export interface FillMessage {
  type: "fill";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** The engine's id. */
  orderId: number;
  /** Whose side. */
  side: "buy" | "sell";
  /** Its price, in units of the instrument's price. */
  price: number;
  /** Its size, in units of the instrument's size. */
  quantity: number;
  /** What still works, in units of the instrument's size. */
  leaves: number;
  /** Made or taken. */
  liquidity: "maker" | "taker" | "unknown";
  /** Whose order. */
  strategy: number;
}

/** A position and its result. */
export interface PositionMessage {
  type: "position";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** Signed, in units of the instrument's size. */
  position: number;
  /** What the open position cost, a unit of it, in money. */
  averagePrice: number;
  /** In money. */
  realised: number;
  /** At the mid price, in money. */
  unrealised: number;
}

/** State and figures of the risk gate. */
export interface RiskMessage {
  type: "risk";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** What may be done. */
  state: "active" | "reduce-only" | "halted";
  /** In money. */
  equity: number;
  /** From the peak, 0 to 1. */
  drawdown: number;
  /** Working orders at their worst, in money. */
  grossExposure: number;
  /** The same, netted and signed. */
  netExposure: number;
  /** 99 %, one day, in money. */
  valueAtRisk: number;
  /** The limits in force, by name. */
  limits: unknown;
  /** Their version. */
  limitsVersion: number;
}

/** How the engine does. */
export interface StatisticsMessage {
  type: "statistics";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Latencies by stage, counts, caches, queues, memory, …. */
  values: Statistics;
}

/** A line of the log. */
export interface LogMessage {
  type: "log";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** How grave. */
  level: "debug" | "info" | "warn" | "error";
  /** What happened. */
  message: string;
  /** With which values. */
  fields?: unknown;
}

/** Many updates of a subscription that asked for `columns`, as columns of little-endian numbers: `sequence` and `micros` (float64; whole numbers), `nanos` (uint16), `instrument` (int32), and the message's own fields by name (float64; `aggressor` uint8: 0 buy, 1 sell, 2 unknown). */
export interface ColumnsMessage {
  type: "columns";
  /** Whose updates they are. */
  subscription: number;
  /** That of the first; the others follow without a gap. */
  number: number;
  /** How many. */
  count: number;
  /** A column of `count` numbers by the field's name. */
  columns: Record<string, Uint8Array>;
}

/** An input of the engine, or what it derived from one, as it is journalled. */
export interface EventMessage {
  type: "event";
  /** Whose update it is. */
  subscription: number;
  /** Counts the subscription's updates from 1: one that is skipped was lost. */
  number: number;
  /** Number of the engine's input that led to it. */
  sequence: number;
  /** Event time. */
  time: bigint;
  /** Its type. */
  name: string;
  /** Its fields by name. */
  fields: unknown;
}

/** Quotes for the engine; `result.value` is a `MarketDataAnswer`. Role `trade`. */
export interface MarketDataMessage {
  type: "marketData";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** In their order. */
  quotes: QuoteInput[];
  /** How much is answered; default `counts`. */
  answer?: "counts" | "full";
}

/** The same for many quotes, as columns of little-endian numbers that are all `count` long; prices and sizes in the instruments' units. Answered alike. Role `trade`. */
export interface MarketColumnsMessage {
  type: "marketColumns";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** How many, 1 to 65,536. */
  count: number;
  /** Int32. */
  symbolId: Uint8Array;
  /** Float64, whole numbers. */
  bidPrice: Uint8Array;
  /** Float64, whole numbers. */
  askPrice: Uint8Array;
  /** Float64, whole numbers. */
  bidSize: Uint8Array;
  /** Float64, whole numbers. */
  askSize: Uint8Array;
  /** Int64, nanoseconds since the Unix epoch. */
  timestamp: Uint8Array;
  /** Int32; default 0. */
  venueId?: Uint8Array;
  /** How much is answered; default `counts`. */
  answer?: "counts" | "full";
}

/** What came of a batch of quotes: the engine has applied all of them when it is answered. */
export interface MarketDataAnswer {
  /** Quotes that were taken. */
  accepted: number;
  /** Quotes that were not. */
  rejects: QuoteRejection[];
  /** With `full`: of each instrument that was quoted, as they stand, the most confident first. */
  signals?: SignalFigures[];
  /** With `full`: those that the batch made or changed, as they stand: as `order`, without `subscription` and `number`. */
  orders?: unknown[];
  /** With `full`: as `fill`, without `subscription` and `number`. */
  fills?: unknown[];
  /** With `full`: what the engine took for it, microseconds. */
  processingTimeMicros?: number;
}

/** A quote that could not be used. */
export interface QuoteRejection {
  /** Its place in the batch. */
  index: number;
  /** Why, such as `crossed`, `stale` or `unknownSymbol`. */
  reason: string;
}

/** A signal as it stands. */
export interface SignalFigures {
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** Who says so: a generator, `learned` or `ensemble`. */
  generator: string;
  /** Where to. */
  direction: "up" | "down";
  /** 0 to 1. */
  confidence: number;
  /** Calibrated: that the price moves its way within the horizon. */
  probability: number;
  /** Past signals that the probability rests on. */
  outcomes: number;
  /** Quotes of the instrument over which it is meant. */
  horizon: number;
  /** Where the mid price will be after the horizon, in money: not below. */
  low?: number;
  /** Not above. */
  high?: number;
  /** The share of all cases for which `low` and `high` are meant. */
  coverage?: number;
  /** The generator's own figure; a price in money. */
  value: number;
  /** Why, for people. */
  reason: string;
  /** Of the quote that it was made from. */
  time: bigint;
}

/** A best bid and offer from outside. */
export interface QuoteInput {
  /** The instrument's `id`. */
  symbolId: number;
  /** A decimal. */
  bidPrice: string;
  /** A decimal. */
  askPrice: string;
  /** A decimal. */
  bidSize: string;
  /** A decimal. */
  askSize: string;
  /** When it was so. */
  timestamp: bigint;
  /** Where; default 0. */
  venueId?: number;
  /** The feed's own; default 0. */
  flags?: number;
}

/** A new order; `result.value` is `{ orderId, state, reason }`: its id and what has become of it so far. It passes the risk gate as any other. Role `trade`. */
export interface SubmitOrderMessage {
  type: "submitOrder";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Idempotency key: the same key twice does it once, and answers the same. */
  key?: string;
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** Whose side. */
  side: "buy" | "sell";
  /** How it trades; those after `limit`, and all fields from `triggerPrice` on but the bracket's, need an engine that has `orders.emulation`. */
  orderType: "market" | "limit" | "stop" | "stop-limit" | "market-if-touched" | "limit-if-touched" | "trailing-stop" | "pegged";
  /** A decimal. */
  quantity: string;
  /** A decimal; of `limit`, `stop-limit` and `limit-if-touched`, and the worst price of `pegged`, where it has one. */
  price?: string;
  /** How long; default `day`. */
  timeInForce?: "day" | "gtc" | "ioc" | "fok" | "post-only" | "gtd";
  /** A decimal: from where a stop or an order if touched acts; where a trailing stop begins. */
  triggerPrice?: string;
  /** Which price that watches; default: the engine's own. */
  triggerOn?: "bid" | "ask" | "last" | "mid";
  /** A decimal: a trailing stop's distance from the best price since it came. */
  trailAmount?: string;
  /** The same in hundredths of a percent of that price, 1 to 9,999. */
  trailPercent?: number;
  /** A decimal, added to a trailing stop's trigger for its limit price; default: at the market. */
  limitOffset?: string;
  /** A decimal: what an iceberg, a type with a limit, shows at a time. */
  displayQuantity?: string;
  /** A decimal: the least that may trade at once. */
  minQuantity?: string;
  /** Of `gtd`: when it ends. */
  expires?: bigint;
  /** Of `pegged`: its own side's best price, the other side's, or the middle. */
  pegTo?: "primary" | "market" | "mid";
  /** A decimal, added to the price that it follows. */
  pegOffset?: string;
  /** A decimal: where a limit order takes the profit of what has filled; needs an engine that has groups. */
  takeProfit?: string;
  /** A decimal: from where a stop order ends the loss of it; one of the two cancels the other. */
  stopLoss?: string;
}

/** Another price or quantity for a working order. Role `trade`. */
export interface ReplaceOrderMessage {
  type: "replaceOrder";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Idempotency key: the same key twice does it once, and answers the same. */
  key?: string;
  /** Which. */
  orderId: number;
  /** The whole new quantity, what is filled included: a decimal. */
  quantity: string;
  /** A decimal. */
  price: string;
}

/** Cancels a working order. Role `trade`. */
export interface CancelOrderMessage {
  type: "cancelOrder";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Idempotency key: the same key twice does it once, and answers the same. */
  key?: string;
  /** Which. */
  orderId: number;
}

/** Cancels all working orders, or those of a strategy. Role `trade`. */
export interface MassCancelMessage {
  type: "massCancel";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Idempotency key: the same key twice does it once, and answers the same. */
  key?: string;
  /** Whose; all if left out. */
  strategy?: number;
}

/** Starts or stops a strategy, or sets parameters. Role `trade`. */
export interface StrategyCommandMessage {
  type: "strategyCommand";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Idempotency key: the same key twice does it once, and answers the same. */
  key?: string;
  /** Which. */
  strategy: number;
  /** What to do. */
  action: "start" | "stop" | "set";
  /** Of `set`: values by name. */
  parameters?: unknown;
}

/** New limits, all at once. Role `risk`. */
export interface SetRiskLimitsMessage {
  type: "setRiskLimits";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Idempotency key: the same key twice does it once, and answers the same. */
  key?: string;
  /** As `RiskLimits` of @hotpath/risk. */
  limits: unknown;
}

/** Halts all trading and cancels what works, or lets trading go on. Role `risk`. */
export interface KillSwitchMessage {
  type: "killSwitch";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Idempotency key: the same key twice does it once, and answers the same. */
  key?: string;
  /** True halts. */
  engaged: boolean;
  /** For the log. */
  reason?: string;
}

/** Asks for what is kept; `result.value` answers, and `result.next` says from which sequence to go on where that is not all: orders, fills and signals as the messages of those names without `subscription` and `number`, rising by sequence; positions as `position` without the fields of an update; `StrategyInfo`s; limits by name; `Statistics`; the journal's records as `event`, without `type`. Over HTTP as `/openapi.json` says. Role `view`. */
export interface QueryMessage {
  type: "query";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** Which. */
  what: "orders" | "fills" | "positions" | "signals" | "strategies" | "limits" | "statistics" | "journal";
  /** From this sequence. */
  from?: number;
  /** Up to but not this sequence. */
  to?: number;
  /** The most rows, 1 to 10,000; default 1,000. Rows of one sequence come in one page, which may so have a few more. */
  limit?: number;
  /** Of this one alone. */
  instrument?: number;
  /** Of `journal`: of these types of events alone. */
  names?: string[];
}

/** Moves this connection's replay of the journal; the live subscriptions go on beside it. `result.value` is the moment that was come to, as a `moment` message has it; of `close` nothing. Role `view`. */
export interface ReplayMessage {
  type: "replay";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** What to do. */
  action: "open" | "seek" | "step" | "play" | "pause" | "close";
  /** Of `open` and `seek`: which input; default: the last. */
  sequence?: number;
  /** Of `open` and `seek`, instead of `sequence`: the last input up to then. */
  at?: bigint;
  /** Of `step`: how many inputs, negative for back; default 1. It goes no further than the journal. */
  steps?: number;
  /** Of `step`: the next input (or, with negative `steps`, the one before) from which such a thing came, `steps` times; an order that changed, a change or a refusal of the gate; default `event`. */
  until?: "event" | "signal" | "order" | "fill" | "risk";
  /** Of `play`: times event time, 0.01 to 100,000; default 1. */
  speed?: number;
  /** Whose book and indicators are shown; default: the one before, or 0. */
  instrument?: number;
  /** Levels a side of the book, 1 to 1,000; default 10. */
  depth?: number;
}

/** The engine as it was after one input of its journal. Sent while a replay plays, at most 30 a second; the answers to `replay` are the same. */
export interface MomentMessage {
  type: "moment";
  /** The first input that can be shown. */
  first: number;
  /** The last one; it grows while the engine runs. */
  last: number;
  /** Which input this is; 0: before the first. */
  sequence: number;
  /** Its event time. */
  time: bigint;
  /** Whether more will come by itself. */
  playing: boolean;
  /** The input; left out before the first. */
  input?: MomentEvent;
  /** What came of it, in order. */
  derived: MomentEvent[];
  /** Topics in which this input changed something: `book`, `quotes`, `signals`, `orders`, `fills`, `positions`, `risk`, …. */
  changed: string[];
  /** Dense index into `welcome.instruments`. */
  instrument: number;
  /** Price and size of each level of that instrument in turn, best first. */
  bids: number[];
  /** The same of the other side. */
  asks: number[];
  /** Of all instruments: as `quote`, without the fields of an update. */
  quotes: unknown[];
  /** The last of each generator and instrument: as `signal`, with `sequence` and `time`. */
  signals: unknown[];
  /** Figures behind that instrument's signals, by the name of the generator; prices in money. */
  indicators: unknown;
  /** Those that work: as `order`. */
  orders: unknown[];
  /** The last hundred that have ended: as `order`. */
  ended: unknown[];
  /** The last hundred: as `fill`, with `sequence` and `time`. */
  fills: unknown[];
  /** As `position`. */
  positions: unknown[];
  /** As `risk`. */
  risk: unknown;
  /** As they were. */
  strategies: StrategyInfo[];
  /** Sequence and equity in turn, at most 500 points up to this input. */
  equity: number[];
  /** Sequence and mid price of that instrument in turn, at most 500 points up to this input. */
  mids: number[];
  /** Hash of the engine's state, 32 hexadecimal digits. */
  stateHash: string;
  /** What it took to come here. */
  millis: number;
}

/** A `replay` is on a long way: its answer follows. At most 10 a second. */
export interface ProgressMessage {
  type: "progress";
  /** The client's number of this request; the answer carries it. */
  id: number;
  /** The input that it is at. */
  sequence: number;
  /** The input that it goes to; of a search for something, the last that there is. */
  to: number;
}

/** An event of the journal, or one that was derived. */
export interface MomentEvent {
  /** Its type. */
  name: string;
  /** Its instrument, where it has one. */
  instrument?: number;
  /** Its fields by name. */
  fields: unknown;
}

/** How engine and gateway do. Counts are since their start, durations in nanoseconds unless a name says otherwise; wall-clock measurements are in no state of the engine. */
export interface Statistics {
  /** Number of the engine's last input. */
  inputs: number;
  /** How long the gateway is there. */
  uptimeMillis: number;
  /** Records of the engine that the gateway has read, by type. */
  events: Record<string, number>;
  /** Of the engine, as `performanceStats()` of @hotpath/engine names them. */
  counts: CountFigures;
  /** One input in so many is timed, on the average; 0: none. */
  timedEvery: number;
  /** Upper bounds of the histograms' buckets, rising. */
  latencyBounds: number[];
  /** Each stage of the engine, its venue (`venue`), whole inputs (`update`), and those that led to an order (`updateToOrder`). */
  stages: LatencyFigures[];
  /** What waits: in the engine's inbox, for the gateway (`tap`), …. */
  queues: QueueFigures[];
  /** Signals as people see them, values of closed bars, …. */
  caches: CacheFigures[];
  /** Preallocated rows: orders, executions, indicators, …. */
  pools: PoolFigures[];
  /** Of the process. */
  memory: MemoryFigures;
  /** Of the garbage collector, and how late the event loop was. */
  collector: CollectorFigures;
  /** Left out where there is none. */
  journal?: JournalFigures;
  /** Of the gateway. */
  clients: ClientFigures;
  /** Those to which orders went, or which told of their connection. */
  venues: VenueFigures[];
}

/** What an engine has done since its start. */
export interface CountFigures {
  /** Quotes that the signals have seen. */
  marketUpdates: number;
  /** Signals of the ensemble that were good enough to trade. */
  signalsProcessed: number;
  /** Those that were not sure enough. */
  signalsWeak: number;
  /** Those that were too old. */
  signalsExpired: number;
  /** Instruments with a price history. */
  priceHistorySymbols: number;
  /** Orders that went to a venue. */
  ordersSubmitted: number;
  /** Orders and cancels that the risk gate or the order manager refused. */
  ordersRefused: number;
  /** The gate's, by reason. */
  refusalsByReason: Record<string, number>;
  /** Fills of the engine's orders. */
  fills: number;
  /** Quotes of clients that could not be used, by reason. */
  quotesRejected: Record<string, number>;
}

/** Durations, in nanoseconds, known to 1.6 %. */
export interface LatencyFigures {
  /** Of what. */
  name: string;
  /** How many were timed. */
  count: number;
  /** Their mean; 0 without any, as the others. */
  mean: number;
  /** That half of them do not exceed. */
  p50: number;
  /** That 90 % do not exceed. */
  p90: number;
  /** That 99 % do not exceed. */
  p99: number;
  /** That 99.9 % do not exceed. */
  p999: number;
  /** The longest. */
  max: number;
  /** How many did not exceed each of `latencyBounds`. */
  cumulative: number[];
}

/** A queue. */
export interface QueueFigures {
  /** Which. */
  name: string;
  /** What waits in it now. */
  size: number;
  /** What may wait in it; left out where it grows. */
  capacity?: number;
}

/** A cache. */
export interface CacheFigures {
  /** Which. */
  name: string;
  /** What it holds. */
  size: number;
  /** Calls that it answered. */
  hits: number;
  /** Calls that it did not. */
  misses: number;
  /** What went out of date. */
  invalidations: number;
  /** Hits as a share of all calls; 0 before the first. */
  hitRate: number;
}

/** Rows that were allocated once. */
export interface PoolFigures {
  /** Which. */
  name: string;
  /** Rows in use. */
  used: number;
  /** Rows in all. */
  capacity: number;
}

/** Memory of the process, in bytes. */
export interface MemoryFigures {
  /** What the system has given it. */
  residentBytes: number;
  /** Objects. */
  heapUsedBytes: number;
  /** Room for objects. */
  heapBytes: number;
  /** Buffers and what else objects hold outside the heap. */
  externalBytes: number;
}

/** The garbage collector, as far as the runtime tells. */
export interface CollectorFigures {
  /** Times that it ran; on Bun, which tells of none, those that were noticed: at most one in a turn of the event loop. */
  collections: number;
  /** For how long it stopped the program in all; left out on Bun, which does not tell. */
  pauseMillis?: number;
  /** How late the event loop came to what was due, the garbage collector's pauses included: half. */
  loopDelayP50Millis: number;
  /** That 99 % do not exceed. */
  loopDelayP99Millis: number;
  /** The latest. */
  loopDelayMaxMillis: number;
}

/** The engine's journal. */
export interface JournalFigures {
  /** Appended. */
  records: number;
  /** Of records and their frames. */
  bytes: number;
  /** Batches written. */
  flushes: number;
  /** Times that the disk was told to keep what was written. */
  syncs: number;
  /** Files begun. */
  segments: number;
  /** Flushes that waited for the disk. */
  stalls: number;
  /** How long they waited in all. */
  stalledMillis: number;
  /** For how long the oldest written record may be lost with the power; left out where nothing is synced. */
  atRiskMillis?: number;
}

/** What a gateway's clients have. */
export interface ClientFigures {
  /** Open now. */
  connections: number;
  /** Of all of them. */
  subscriptions: number;
  /** That wait for them. */
  bufferedBytes: number;
  /** That wait for the one for which most wait. */
  bufferedBytesMost: number;
  /** That came. */
  messagesIn: number;
  /** That were sent. */
  messagesOut: number;
  /** That were sent. */
  bytesOut: number;
  /** Changes of a state that were not sent, for a later one was. */
  conflated: number;
  /** Clients that were disconnected because they did not read, or nothing was heard of them. */
  dropped: number;
  /** That are computed for them. */
  indicators: number;
}

/** A venue, by what it has said. Times are event time: of a simulated venue, the simulation's. */
export interface VenueFigures {
  /** Its number in orders and quotes. */
  venue: number;
  /** Whether there is a connection; left out where nobody tells. */
  connected?: boolean;
  /** When it last said something of an order. */
  lastReport?: bigint;
  /** That went to it. */
  orders: number;
  /** That it sent. */
  reports: number;
  /** Orders that it rejected. */
  rejects: number;
  /** From an order to the first report of it, nanoseconds; 0 before the first. */
  roundTripP50: number;
  /** That 99 % do not exceed. */
  roundTripP99: number;
}

/** What a client sends. */
export type ClientMessage = HelloMessage | SubscribeMessage | UnsubscribeMessage | AliveMessage | MarketDataMessage | MarketColumnsMessage | SubmitOrderMessage | ReplaceOrderMessage | CancelOrderMessage | MassCancelMessage | StrategyCommandMessage | SetRiskLimitsMessage | KillSwitchMessage | QueryMessage | ReplayMessage;

/** What a server sends. */
export type ServerMessage = WelcomeMessage | SubscribedMessage | HeartbeatMessage | ResultMessage | FailureMessage | BookMessage | QuoteMessage | TradeMessage | BarMessage | IndicatorMessage | SignalMessage | OrderMessage | FillMessage | PositionMessage | RiskMessage | StatisticsMessage | LogMessage | ColumnsMessage | EventMessage | MomentMessage | ProgressMessage;
