/**
 * The event schema: one definition from which the record layouts for TypeScript (`generated/`) and for C
 * (`c/hotpath_events.h`) are written by `bun run generate`.
 *
 * Rules of change: a type number is never reused; fields are only appended, and the record's `version` goes up by one;
 * a reader accepts a longer record of a later version and reads the fields it knows.
 */

import { DESK_RECORDS } from "./schema-desk.ts";
import { EXECUTION_RECORDS } from "./schema-execution.ts";
import { id, int, price, real, size } from "./schema-fields.ts";
import { MATCHING_RECORDS } from "./schema-matching.ts";
import { ORDER_RECORDS } from "./schema-orders.ts";
import { PAYMENT_RECORDS } from "./schema-payments.ts";
import { RISK_RECORDS } from "./schema-risk.ts";
import { STRATEGY_RECORDS } from "./schema-strategies.ts";

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

const RECORDS: readonly RecordDefinition[] = [
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
    version: 2,
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
      id("executionId", "the venue's id of this report (FIX ExecID 17); 0 unknown"),
      id("referenceId", "the execution that is corrected or busted (FIX ExecRefID 19); 0 if none"),
      real("fee", "fee of this fill in the portfolio's fee units, a rebate negative; NaN if the venue does not tell"),
      price("workingPrice", "limit price that the venue has now, told with Replaced and Restated; NaN if not told"),
      size("workingQuantity", "whole order quantity that the venue has now (FIX OrderQty 38); NaN if not told"),
      int("orderStatus", "OrderStatus as the venue has it (FIX OrdStatus 39); −1 if not told"),
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
    name: "VenueSession",
    type: 17,
    version: 1,
    role: "input",
    doc: "The connection to a venue is lost or there again, or the venue's own list of what works begins or ends.",
    fields: [int("state", "SessionState"), int("argument", "a number of the gateway's own; 0 if it has none")],
  },
  {
    name: "VenueOrderState",
    type: 18,
    version: 1,
    role: "input",
    doc: "One of our orders as a venue has it, on the list that follows a reconnect.",
    fields: [
      id("orderId", "the engine's own order id; 0 if the venue's order carries none of ours"),
      id("venueOrderId", "the venue's order id; 0 unknown"),
      price("price", "limit price; 0 for a market order"),
      size("quantity", "order quantity"),
      size("leavesQuantity", "what still works at the venue"),
      size("cumulativeQuantity", "filled so far"),
      real("averagePrice", "average price of what was filled, in price units (FIX AvgPx 6); 0 if nothing was"),
      int("side", "Side"),
      int("status", "OrderStatus as the venue has it"),
      int("orderType", "OrderType"),
      int("timeInForce", "TimeInForce"),
    ],
  },
  {
    name: "VenuePosition",
    type: 19,
    version: 1,
    role: "input",
    doc: "Our position in an instrument as a venue has it, on the list that follows a reconnect.",
    fields: [size("position", "signed position"), real("averagePrice", "average cost in price units; NaN if not told")],
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
    version: 2,
    role: "output",
    doc: "A direction with a confidence and a probability, and which generator says so.",
    fields: [
      real("confidence", "0 to 1"),
      real("value", "the generator's own figure, such as an RSI"),
      price("reference", "mid price times two when the signal was made"),
      int("direction", "+1 up, −1 down"),
      int("generator", "index of the generator in the engine's signal set"),
      real("probability", "calibrated, that the price moves its way within the horizon, 0 to 1"),
      int("horizon", "updates of the instrument over which it is meant"),
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
    version: 2,
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
      real("fee", "fee in the portfolio's fee units, a rebate negative; NaN if the venue did not tell"),
      id("executionId", "the venue's id of the execution; 0 unknown"),
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
      int("accepted", "1 if the terms are new, 0 if the venue refused, 2 if the venue changed them unasked"),
      int("reason", "the venue's reason; 0 if none"),
      int("strategy", "whose order it is"),
    ],
  },
  {
    name: "FillBusted",
    type: 38,
    version: 1,
    role: "output",
    doc: "A fill that was told before never was: positions are already taken back. Its first fields are those of the Fill. Where a fill was corrected, what it is now follows as a Fill.",
    fields: [
      id("orderId", "the engine's own order id"),
      price("price", "price of the fill that was told"),
      size("quantity", "its size"),
      size("leavesQuantity", "what works now"),
      size("restored", "what of its size works again; 0 where the venue does not reinstate the order"),
      int("side", "Side"),
      int("liquidity", "Liquidity of the fill"),
      int("strategy", "whose order it was"),
      real("fee", "fee that was told with the fill, in the portfolio's fee units; NaN if none was told"),
      id("executionId", "the venue's id of the execution that was"),
      price("orderPrice", "limit price of the order; 0 for a market order"),
      size("orderQuantity", "quantity of the order from now on, what was filled included"),
      int("corrected", "1 if a Fill in its place follows, 0 if there is none"),
    ],
  },
  ...DESK_RECORDS,
  ...EXECUTION_RECORDS,
  ...MATCHING_RECORDS,
  ...ORDER_RECORDS,
  ...PAYMENT_RECORDS,
  ...RISK_RECORDS,
  ...STRATEGY_RECORDS,
];

/** Every record of the engine, by type number. */
export const EVENT_SCHEMA: readonly RecordDefinition[] = RECORDS.toSorted((a, b) => a.type - b.type);
