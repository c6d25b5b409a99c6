/**
 * The event schema: one definition from which the record layouts for TypeScript (`generated/`) and for C
 * (`c/hotpath_events.h`) are written by `bun run generate`.
 *
 * Rules of change: a type number is never reused; fields are only appended, and the record's `version` goes up by one;
 * a reader accepts a longer record of a later version and reads the fields it knows.
 */

/** How a field is stored, little-endian. `f64` also carries prices and sizes: safe integers, exact as doubles. */
export type FieldType = "f64" | "i32";

/** One field of a record's payload. */
export interface FieldDefinition {
  name: string;
  type: FieldType;
  doc: string;
}

/** One type of record. */
export interface RecordDefinition {
  name: string;
  /** The type number on the wire, 1 to 65,535. */
  type: number;
  /** The record's own version, 1 to 65,535. */
  version: number;
  /** `input` can change the engine's state and is sequenced; `output` is derived from inputs. */
  role: "input" | "output";
  doc: string;
  fields: readonly FieldDefinition[];
}

const price = (name: string, doc: string): FieldDefinition => ({ name, type: "f64", doc: `${doc}, in price units` });
const size = (name: string, doc: string): FieldDefinition => ({ name, type: "f64", doc: `${doc}, in size units` });
const real = (name: string, doc: string): FieldDefinition => ({ name, type: "f64", doc });
const id = (name: string, doc: string): FieldDefinition => ({ name, type: "f64", doc: `${doc}, a safe integer` });
const int = (name: string, doc: string): FieldDefinition => ({ name, type: "i32", doc });

const orderFields = [
  id("orderId", "the engine's own order id"),
  price("price", "limit price; 0 for a market order"),
  size("quantity", "order quantity"),
  int("side", "Side"),
  int("orderType", "OrderType"),
  int("timeInForce", "TimeInForce"),
  int("strategy", "who asked for it"),
] as const;

const replaceFields = [
  id("orderId", "the engine's own order id"),
  price("price", "new limit price"),
  size("quantity", "new order quantity, what was filled included"),
  int("side", "Side"),
  int("strategy", "who asked for it"),
] as const;

/** Every record of the engine, by type number. */
export const EVENT_SCHEMA: readonly RecordDefinition[] = [
  {
    name: "Quote",
    type: 1,
    version: 1,
    role: "input",
    doc: "The best bid and offer of an instrument, whole.",
    fields: [
      price("bidPrice", "best bid"),
      price("askPrice", "best offer"),
      size("bidSize", "size at the best bid"),
      size("askSize", "size at the best offer"),
      int("flags", "the feed's own flags, carried through"),
    ],
  },
  {
    name: "Trade",
    type: 2,
    version: 1,
    role: "input",
    doc: "A trade printed by the venue.",
    fields: [
      price("price", "trade price"),
      size("quantity", "traded size"),
      int("aggressor", "Side of the taker; 0 unknown"),
    ],
  },
  {
    name: "BookLevel",
    type: 3,
    version: 2,
    role: "input",
    doc: "The new total size of one price level; size 0 removes it.",
    fields: [
      price("price", "the level's price"),
      size("size", "its whole size now"),
      int("side", "Side"),
      int("flags", "BookFlag bits; 0 if the book is whole after it"),
    ],
  },
  {
    name: "Bar",
    type: 4,
    version: 1,
    role: "input",
    doc: "One bar, stamped with the time at which it closed.",
    fields: [
      price("open", "first price"),
      price("high", "highest price"),
      price("low", "lowest price"),
      price("close", "last price"),
      size("volume", "traded volume"),
    ],
  },
  {
    name: "Timer",
    type: 5,
    version: 1,
    role: "input",
    doc: "A timer that a stage had asked for is due.",
    fields: [id("timer", "which timer")],
  },
  {
    name: "ExecutionReport",
    type: 6,
    version: 1,
    role: "input",
    doc: "What a venue says of one of our orders.",
    fields: [
      id("orderId", "the engine's own order id"),
      id("venueOrderId", "the venue's order id; 0 unknown"),
      price("lastPrice", "price of this fill; 0 if none"),
      size("lastQuantity", "size of this fill; 0 if none"),
      size("leavesQuantity", "what still works at the venue"),
      size("cumulativeQuantity", "filled so far"),
      int("execType", "ExecType"),
      int("side", "Side"),
      int("liquidity", "Liquidity; 0 if no fill"),
      int("reason", "why a command was refused; 0 if it was not"),
    ],
  },
  {
    name: "Command",
    type: 7,
    version: 1,
    role: "input",
    doc: "A command of an operator: halt, resume, cancel everything.",
    fields: [int("command", "EngineCommand"), int("argument", "the command's argument; 0 if it takes none")],
  },
  {
    name: "VenueOrder",
    type: 8,
    version: 1,
    role: "input",
    doc: "A new order at a venue's matching engine. Fields that its type has no use for are not looked at.",
    fields: [
      id("orderId", "the order's id, 1 or more"),
      price("price", "limit price; the cap of a pegged order, NaN for none"),
      size("quantity", "order quantity"),
      price("triggerPrice", "from where a stop acts"),
      real("trailOffset", "a trailing stop's distance, in price units or hundredths of a percent"),
      real("slippage", "the most price units that a market order may go beyond the best price; −1 for any"),
      size("displayQuantity", "what an iceberg shows at a time; 0 for all"),
      size("minQuantity", "the least that may trade at once; 0 for none"),
      real("expireMicros", "when a good-till-date order expires, in microseconds since the Unix epoch"),
      real("pegOffset", "price units added to the price that a pegged order follows"),
      int("side", "Side"),
      int("orderType", "OrderType"),
      int("timeInForce", "TimeInForce"),
      int("owner", "whose order it is; 0 nobody's"),
      int("instructions", "a sum of the matching engine's OrderInstruction values"),
      int("pegPriceType", "PegPriceType; 0 if it is not pegged"),
    ],
  },
  {
    name: "VenueCancel",
    type: 9,
    version: 1,
    role: "input",
    doc: "A cancel at a venue's matching engine.",
    fields: [id("orderId", "the order to cancel")],
  },
  {
    name: "VenueReplace",
    type: 10,
    version: 1,
    role: "input",
    doc: "A new price and open quantity for an order at a venue's matching engine.",
    fields: [id("orderId", "the order to replace"), price("price", "new price"), size("quantity", "new open quantity")],
  },
  {
    name: "VenueCommand",
    type: 11,
    version: 1,
    role: "input",
    doc: "What a venue's operator or clock tells its matching engine; the header names the instrument where there is one.",
    fields: [
      real("value", "the control's first value: a price, a width, a position; 0 if it takes none"),
      real("secondValue", "the control's second value; 0 if it takes none"),
      int("control", "VenueControl"),
      int("argument", "the control's owner, phase or action; 0 if it takes none"),
    ],
  },
  {
    name: "RiskCommand",
    type: 12,
    version: 1,
    role: "input",
    doc: "An operator sets the state of the risk gate or of one account or strategy, cancels what works there, or shows that somebody is there.",
    fields: [
      int("action", "RiskAction"),
      int("scope", "RiskScope"),
      int("scopeId", "the account's or strategy's number; 0 for the firm"),
      int("actor", "who: a number of the operator's own; 0 nobody in particular"),
      int("reason", "why: a number of the operator's own; 0 not told"),
    ],
  },
  {
    name: "RiskLimit",
    type: 13,
    version: 1,
    role: "input",
    doc: "One value of the limits that the next RiskLimitsCommit puts into force; the header names the instrument where there is one.",
    fields: [
      real("value", "the limit, in the unit of its field"),
      int("scope", "RiskScope"),
      int("scopeId", "the account's or strategy's number; 0 for the firm and for an instrument"),
      int("field", "which limit: an index into the risk package's list of fields"),
    ],
  },
  {
    name: "RiskLimitsCommit",
    type: 14,
    version: 1,
    role: "input",
    doc: "The limits told since the last commit take the place of those in force, all at once.",
    fields: [
      int("rows", "how many RiskLimit records belong to it"),
      int("actor", "who: a number of the operator's own; 0 nobody in particular"),
      int("reason", "why: a number of the operator's own; 0 not told"),
    ],
  },
  {
    name: "BookClear",
    type: 15,
    version: 1,
    role: "input",
    doc: "What was known of an instrument's price levels is void; those of the whole book follow, now or when it is known again.",
    fields: [
      int("side", "Side of the levels that are void; 0 both"),
      int("reason", "0 if the whole book follows at once; else why it is lost, a number of the feed's"),
      int("flags", "BookFlag bits"),
    ],
  },
  {
    name: "TradingStatus",
    type: 16,
    version: 1,
    role: "input",
    doc: "What may be done in an instrument at a venue from now on.",
    fields: [int("state", "TradingState")],
  },
  {
    name: "Funding",
    type: 80,
    version: 1,
    role: "input",
    doc: "A funding payment of a perpetual future is due on what is held: longs pay shorts where the rate is positive.",
    fields: [
      real("rate", "share of the position's value for the interval, such as 0.0001"),
      price("price", "price that it is reckoned at; 0 for the mark"),
    ],
  },
  {
    name: "Dividend",
    type: 81,
    version: 1,
    role: "input",
    doc: "A dividend in cash is due on what is held: who is short pays it.",
    fields: [
      real("perUnit", "money of one whole size, in the instrument's currency, before tax"),
      real("withholding", "share that is withheld from who receives it, 0 to 1"),
    ],
  },
  {
    name: "Split",
    type: 82,
    version: 1,
    role: "input",
    doc: "A split, a reverse split or a dividend in stock: numerator new for denominator old, from now on.",
    fields: [
      price(
        "cashInLieu",
        "price of one whole new size at which a fraction of a size unit is paid in cash; 0 for the mark",
      ),
      int("numerator", "new sizes, 1 or more"),
      int("denominator", "for so many old ones, 1 or more"),
    ],
  },
  {
    name: "BorrowFee",
    type: 83,
    version: 1,
    role: "input",
    doc: "The fee for what is borrowed is due on a short position; a long one pays nothing.",
    fields: [
      real("rate", "share of the position's value for the interval, such as 0.00003 a day"),
      price("price", "price that it is reckoned at; 0 for the mark"),
    ],
  },
  {
    name: "ExchangeRate",
    type: 84,
    version: 1,
    role: "input",
    doc: "What one unit of a currency is worth in the base currency of the account from now on.",
    fields: [
      real("rate", "units of the base currency, above 0"),
      id("currency", "the currency's code as a number: the portfolio package's currencyNumber"),
    ],
  },
  {
    name: "BookOrder",
    type: 90,
    version: 1,
    role: "input",
    doc: "What a venue's feed says of one order in its book.",
    fields: [
      id("orderId", "the venue's number of the order"),
      id("otherId", "for a replace the number of the order that takes its place; else 0"),
      price("price", "of a new, modified or replacing order; for an execution its price, NaN where it is the order's"),
      size("quantity", "of a new, modified or replacing order what is open; else what went"),
      int("side", "Side of a new order; else 0"),
      int("action", "the order-book package's OrderRowKind: Add, Modify, Reduce, Delete, Execute, Replace"),
      int("flags", "BookFlag bits"),
    ],
  },
  {
    name: "Signal",
    type: 20,
    version: 1,
    role: "output",
    doc: "A direction with a confidence, and which generator says so.",
    fields: [
      real("confidence", "0 to 1"),
      real("value", "the generator's own figure, such as an RSI"),
      price("reference", "mid price times two when the signal was made"),
      int("direction", "+1 up, −1 down"),
      int("generator", "index of the generator in the engine's signal set"),
    ],
  },
  {
    name: "OrderIntent",
    type: 21,
    version: 1,
    role: "output",
    doc: "A strategy wants an order; nobody has looked at it yet.",
    fields: [...orderFields],
  },
  {
    name: "OrderRequest",
    type: 28,
    version: 1,
    role: "output",
    doc: "An order that is well formed and registered, on its way to the risk gate.",
    fields: [...orderFields],
  },
  {
    name: "CancelIntent",
    type: 22,
    version: 1,
    role: "output",
    doc: "A strategy wants one of its orders cancelled.",
    fields: [id("orderId", "the order to cancel"), int("strategy", "who asked for it")],
  },
  {
    name: "NewOrder",
    type: 23,
    version: 1,
    role: "output",
    doc: "An order that passed the risk gate, on its way to the venue.",
    fields: [...orderFields],
  },
  {
    name: "CancelOrder",
    type: 24,
    version: 1,
    role: "output",
    doc: "A cancel on its way to the venue.",
    fields: [id("orderId", "the order to cancel"), int("side", "Side"), int("strategy", "who asked for it")],
  },
  {
    name: "OrderRefused",
    type: 25,
    version: 2,
    role: "output",
    doc: "The risk gate or the order manager refused an order or a cancel.",
    fields: [
      id("orderId", "the order refused"),
      real("limit", "the limit that was broken"),
      real("value", "the value that broke it"),
      int("reason", "RefusalReason"),
      int("strategy", "who asked for it"),
      int("scope", "RiskScope whose limit it was; 0 the firm, or none"),
      int("scopeId", "the account's or strategy's number; 0 for the firm"),
      int("limitsVersion", "version of the limits in force; 0 if it was no matter of risk"),
      int("request", "what was refused: OrderRequestKind"),
    ],
  },
  {
    name: "Fill",
    type: 26,
    version: 1,
    role: "output",
    doc: "One of our orders was filled, in part or whole; positions are already updated.",
    fields: [
      id("orderId", "the engine's own order id"),
      price("price", "fill price"),
      size("quantity", "fill size"),
      size("leavesQuantity", "what still works"),
      size("released", "what of the working quantity the fill used up: less than its size if the venue overfilled"),
      int("side", "Side"),
      int("liquidity", "Liquidity"),
      int("strategy", "whose order it was"),
    ],
  },
  {
    name: "OrderClosed",
    type: 27,
    version: 1,
    role: "output",
    doc: "One of our orders works no more: filled, cancelled, expired or rejected by the venue.",
    fields: [
      id("orderId", "the engine's own order id"),
      size("released", "what still worked and now works no more"),
      size("cumulativeQuantity", "filled in all"),
      int("side", "Side"),
      int("status", "OrderStatus"),
      int("reason", "the venue's reason; 0 if none"),
      int("strategy", "whose order it was"),
    ],
  },
  {
    name: "VenueReport",
    type: 29,
    version: 1,
    role: "output",
    doc: "What a venue's matching engine says of an order, an auction or itself.",
    fields: [
      id("orderId", "the order that it is about; 0 if none"),
      id("counterOrderId", "the other order of a trade; 0 if none"),
      price("price", "the trade's price, else the order's; 0 if it has none"),
      size("quantity", "traded, accepted, taken off"),
      size("leavesQuantity", "what the order has left open"),
      size("counterLeavesQuantity", "what the other order has left open"),
      int("kind", "the matching engine's ReportKind"),
      int("reason", "the matching engine's Reason"),
      int("side", "Side; 0 if none"),
      int("owner", "the order's owner; 0 nobody"),
      int("counterOwner", "the other order's owner; 0 nobody"),
    ],
  },
  {
    name: "RiskStateChanged",
    type: 30,
    version: 1,
    role: "output",
    doc: "The risk gate, an account or a strategy is in another state: who did it, why, and when.",
    fields: [
      real("limit", "the limit behind it; 0 if none"),
      real("value", "the value that broke the limit; 0 if none"),
      int("previous", "RiskState before"),
      int("state", "RiskState now"),
      int("scope", "RiskScope"),
      int("scopeId", "the account's or strategy's number; 0 for the firm"),
      int("trigger", "RiskCause"),
      int("actor", "who, as the command told; 0 where the gate did it by itself"),
      int("reason", "why, as the command told; 0 not told"),
      int("limitsVersion", "version of the limits in force"),
    ],
  },
  {
    name: "RiskLimitsChanged",
    type: 31,
    version: 1,
    role: "output",
    doc: "New limits are in force, or were not fit to be.",
    fields: [
      int("limitsVersion", "version of the limits in force now"),
      int("accepted", "1 if they are in force, 0 if those before stay"),
      int("rows", "how many values they had"),
      int("actor", "who, as the commit told"),
      int("reason", "why, as the commit told"),
    ],
  },
  {
    name: "MassCancel",
    type: 32,
    version: 1,
    role: "output",
    doc: "Every working order of a strategy, or of all, is to be cancelled.",
    fields: [int("strategy", "whose orders; −1 for everybody's"), int("trigger", "RiskCause")],
  },
  {
    name: "ReplaceIntent",
    type: 33,
    version: 1,
    role: "output",
    doc: "A strategy wants another price or quantity for one of its orders.",
    fields: [...replaceFields],
  },
  {
    name: "ReplaceRequest",
    type: 34,
    version: 1,
    role: "output",
    doc: "A replace that is well formed, on its way to the risk gate.",
    fields: [...replaceFields],
  },
  {
    name: "ReplaceOrder",
    type: 35,
    version: 1,
    role: "output",
    doc: "A replace that passed the risk gate, on its way to the venue.",
    fields: [...replaceFields],
  },
  {
    name: "OrderReplaced",
    type: 36,
    version: 1,
    role: "output",
    doc: "A venue has answered a replace: the order has its new terms, or keeps those it had.",
    fields: [
      id("orderId", "the engine's own order id"),
      price("price", "limit price from now on"),
      size("quantity", "order quantity from now on, what was filled included"),
      size("leavesQuantity", "what still works"),
      int("side", "Side"),
      int("accepted", "1 if the terms are new, 0 if the venue refused"),
      int("reason", "the venue's reason; 0 if none"),
      int("strategy", "whose order it is"),
    ],
  },
];
