/**
 * The protocol of the gateway: one definition from which the messages' types and writers for TypeScript, those for Python
 * and `docs/protocol.md` are written by `bun run generate`.
 *
 * A frame of the WebSocket holds one or more messages, each a MessagePack map whose first key is `type`; with JSON, a frame
 * is one object or an array of them. Rules of change: fields and messages are only added, an addition raises the minor
 * version, a reader passes over keys and types that it does not know; anything else raises the major version, and a server
 * refuses a client of another one.
 */

/** `major × 1000 + minor`. */
export const PROTOCOL_VERSION = 1001;

import { COMMANDS } from "./schema-commands.ts";
import {
  field,
  instrument,
  integer,
  levels,
  maybe,
  number,
  type ProtocolMessage,
  price,
  request,
  side,
  size,
  text,
  update,
} from "./schema-fields.ts";
import { REPLAY } from "./schema-replay.ts";
import { STATISTICS } from "./schema-statistics.ts";

/** Words with a meaning in more than one message. */
export const TOPICS = [
  "book",
  "quotes",
  "trades",
  "bars",
  "indicators",
  "signals",
  "orders",
  "fills",
  "positions",
  "risk",
  "statistics",
  "logs",
  "events",
] as const;
/** What a client may do: each role may do what the ones before it may. */
export const ROLES = ["view", "trade", "risk", "admin"] as const;
/** Why something was refused: stable words for programs, beside a sentence for people. */
export const ERROR_CODES = [
  "BAD_MESSAGE",
  "BAD_VERSION",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "BAD_VALUE",
  "REFUSED",
  "RATE_LIMITED",
  "TOO_LARGE",
  "TOO_SLOW",
  "UNAVAILABLE",
  "INTERNAL",
] as const;

const ORDER_STATES = [
  "pending",
  "working",
  "partially-filled",
  "pending-cancel",
  "pending-replace",
  "filled",
  "cancelled",
  "expired",
  "rejected",
  "refused",
] as const;

/** Every message and record, in the order of the documentation. */
export const PROTOCOL: readonly ProtocolMessage[] = [
  {
    name: "hello",
    from: "client",
    doc: "The first message of a connection.",
    fields: [
      integer("version", "the protocol's version, `major × 1000 + minor`"),
      maybe("token", "text", "says who it is, where the request had no `Authorization: Bearer` header"),
      maybe("client", "text", "what it calls itself, for the log"),
    ],
  },
  {
    name: "welcome",
    from: "server",
    doc: "The answer to `hello`: the connection may be used.",
    fields: [
      integer("version", "the server's version of the protocol"),
      text("session", "names this connection in logs and in the journal"),
      field("role", { oneOf: ROLES }, "what this client may do"),
      integer("heartbeatMillis", "a message comes at least so often; the client answers `heartbeat` by `alive`"),
      text("engine", "names this life of the engine: numbers of another one mean nothing in it"),
      integer("sequence", "number of the engine's last input"),
      field("time", "time", "event time of that input"),
      field("instruments", { list: { record: "InstrumentInfo" } }, "all that are traded, by their index"),
      field("strategies", { list: { record: "StrategyInfo" } }, "all that may trade"),
      maybe(
        "features",
        { list: "text" },
        "what this server has beside the rest: `replay`, `indicators`, `columns`, `journal`; left out by version 1.0",
      ),
    ],
  },
  {
    name: "InstrumentInfo",
    from: "record",
    doc: "An instrument.",
    fields: [
      integer("id", "its number in market data"),
      text("symbol", "its symbol"),
      integer("priceDecimals", "a price of n is n · 10^-this"),
      integer("sizeDecimals", "a size of n is n · 10^-this"),
      text("currency", "ISO 4217, or an asset's own code"),
    ],
  },
  {
    name: "StrategyInfo",
    from: "record",
    doc: "A strategy.",
    fields: [
      integer("id", "its number in orders and fills"),
      text("name", "its name"),
      field("state", { oneOf: ["running", "stopped", "failed"] }, "whether it trades"),
      maybe("parameters", "json", "their values by name"),
    ],
  },
  {
    name: "subscribe",
    from: "client",
    doc: "Asks for a topic: `subscribed` answers, then its state as it is (`snapshot`), then each change.",
    fields: [
      request,
      field("topic", { oneOf: TOPICS }, "which"),
      maybe("instrument", "integer", "of one instrument alone; needed for `book` and `indicators`"),
      maybe("depth", "integer", "levels a side of `book`, 1 to 1,000; default 10"),
      maybe(
        "rate",
        "number",
        "of states: the most updates a second; those between are conflated. Default: all, of `positions` and `risk` 10, of `statistics` 1",
      ),
      maybe(
        "after",
        "integer",
        "the sequence after which to go on, of the same engine: what is kept since is sent again",
      ),
      maybe(
        "indicator",
        "json",
        'of `indicators`: `{ name, parameters, updates }` with the names of @hotpath/indicators, as `{ name: "RSI", parameters: { timePeriod: 14 }, updates: "bars" }`; `updates` is `bars` (default), or `quotes` for a value with each quote of two sides, of its mid price; of those the latest are sent',
      ),
      maybe("columns", "boolean", "of `quotes`, `trades` and `bars`: many updates in one `columns` message"),
    ],
  },
  {
    name: "subscribed",
    from: "server",
    doc: "A subscription stands.",
    fields: [
      request,
      integer("subscription", "its number in updates"),
      integer("sequence", "number of the engine's input that its first update is of"),
      field("isComplete", "boolean", "false if what was asked for by `after` is no longer kept: there is a gap"),
      maybe("outputs", { list: "text" }, "of `indicators`: the names of the values, in their order"),
    ],
  },
  {
    name: "unsubscribe",
    from: "client",
    doc: "Ends a subscription; `result` answers.",
    fields: [request, integer("subscription", "which")],
  },
  {
    name: "heartbeat",
    from: "server",
    doc: "Shows that the server is there; a client answers `alive` within `heartbeatMillis`.",
    fields: [field("time", "time", "the server's clock"), integer("sequence", "number of the engine's last input")],
  },
  {
    name: "alive",
    from: "client",
    doc: "The answer to `heartbeat`. Any other message shows as well that a client is there.",
    fields: [],
  },
  {
    name: "result",
    from: "server",
    doc: "A request is done.",
    fields: [
      request,
      maybe("sequence", "integer", "of a command: the number of the input that it became"),
      maybe("value", "json", "what was asked for"),
      maybe("next", "integer", "of a query: `from` of the next page; left out where this is all"),
    ],
  },
  {
    name: "failure",
    from: "server",
    doc: "A request was refused, or, without `id`, the connection is about to end.",
    fields: [
      maybe("id", "integer", "of which request"),
      field("code", { oneOf: ERROR_CODES }, "what is wrong"),
      text("message", "the same for people"),
      maybe("path", "text", "which field"),
      maybe("retryAfterMillis", "integer", "of `RATE_LIMITED`: when to try again"),
    ],
  },
  {
    name: "book",
    from: "server",
    hot: true,
    doc: "Price levels of an instrument.",
    fields: [
      ...update,
      instrument,
      field("snapshot", "boolean", "true: these are all levels, forget the others; false: these have changed"),
      levels("bids", "price and size of each level in turn, best first; size 0: the level is gone"),
      levels("asks", "the same of the other side"),
    ],
  },
  {
    name: "quote",
    from: "server",
    hot: true,
    doc: "Best bid and offer.",
    fields: [
      ...update,
      instrument,
      price("bidPrice", "best bid"),
      size("bidSize", "its size"),
      price("askPrice", "best offer"),
      size("askSize", "its size"),
    ],
  },
  {
    name: "trade",
    from: "server",
    hot: true,
    doc: "A trade in the market.",
    fields: [
      ...update,
      instrument,
      price("price", "its price"),
      size("quantity", "its size"),
      field("aggressor", { oneOf: ["buy", "sell", "unknown"] }, "the taker's side"),
    ],
  },
  {
    name: "bar",
    from: "server",
    hot: true,
    doc: "A bar that has closed: the engine's, or, of an instrument whose bars nobody sends, one that the gateway builds of trades (before the first one, of the quotes' mid prices, rounded down and without volume).",
    fields: [
      ...update,
      instrument,
      price("open", "first price"),
      price("high", "highest"),
      price("low", "lowest"),
      price("close", "last"),
      size("volume", "traded"),
    ],
  },
  {
    name: "indicator",
    from: "server",
    hot: true,
    doc: "Values of an indicator, of prices in money and sizes in whole units. Sent when it has any: behind its lookback.",
    fields: [
      ...update,
      instrument,
      field(
        "values",
        { list: "number" },
        "one an output, in the indicator's order; NaN, in JSON null, where it has none",
      ),
    ],
  },
  {
    name: "signal",
    from: "server",
    hot: true,
    doc: "A signal.",
    fields: [
      ...update,
      instrument,
      text("generator", "who says so"),
      field("direction", { oneOf: ["up", "down"] }, "where to"),
      number("confidence", "0 to 1"),
      number("value", "the generator's own figure"),
      maybe("reason", "text", "why, for people"),
    ],
  },
  {
    name: "order",
    from: "server",
    hot: true,
    doc: "The state of one of the engine's orders.",
    fields: [
      ...update,
      instrument,
      integer("orderId", "the engine's id"),
      side,
      field("state", { oneOf: ORDER_STATES }, "where it stands"),
      price("price", "limit price; 0 of a market order"),
      size("quantity", "ordered"),
      size("filled", "filled so far"),
      integer("strategy", "who asked for it"),
      maybe("reason", "text", "why it was refused or has ended"),
    ],
  },
  {
    name: "fill",
    from: "server",
    hot: true,
    doc: "A fill of one of the engine's orders.",
    fields: [
      ...update,
      instrument,
      integer("orderId", "the engine's id"),
      side,
      price("price", "its price"),
      size("quantity", "its size"),
      size("leaves", "what still works"),
      field("liquidity", { oneOf: ["maker", "taker", "unknown"] }, "made or taken"),
      integer("strategy", "whose order"),
    ],
  },
  {
    name: "position",
    from: "server",
    hot: true,
    doc: "A position and its result.",
    fields: [
      ...update,
      instrument,
      size("position", "signed"),
      number("averagePrice", "what the open position cost, a unit of it, in money"),
      number("realised", "in money"),
      number("unrealised", "at the mid price, in money"),
    ],
  },
  {
    name: "risk",
    from: "server",
    hot: true,
    doc: "State and figures of the risk gate.",
    fields: [
      ...update,
      field("state", { oneOf: ["active", "reduce-only", "halted"] }, "what may be done"),
      number("equity", "in money"),
      number("drawdown", "from the peak, 0 to 1"),
      number("grossExposure", "working orders at their worst, in money"),
      number("netExposure", "the same, netted and signed"),
      number("valueAtRisk", "99 %, one day, in money"),
      field("limits", "json", "the limits in force, by name"),
      integer("limitsVersion", "their version"),
    ],
  },
  {
    name: "statistics",
    from: "server",
    hot: true,
    doc: "How the engine does.",
    fields: [
      ...update,
      field("values", { record: "Statistics" }, "latencies by stage, counts, caches, queues, memory, …"),
    ],
  },
  {
    name: "log",
    from: "server",
    hot: true,
    doc: "A line of the log.",
    fields: [
      ...update,
      field("level", { oneOf: ["debug", "info", "warn", "error"] }, "how grave"),
      text("message", "what happened"),
      maybe("fields", "json", "with which values"),
    ],
  },
  {
    name: "columns",
    from: "server",
    doc: "Many updates of a subscription that asked for `columns`, as columns of little-endian numbers: `sequence` and `micros` (float64; whole numbers), `nanos` (uint16), `instrument` (int32), and the message's own fields by name (float64; `aggressor` uint8: 0 buy, 1 sell, 2 unknown).",
    fields: [
      integer("subscription", "whose updates they are"),
      integer("number", "that of the first; the others follow without a gap"),
      integer("count", "how many"),
      field("columns", { map: "bytes" }, "a column of `count` numbers by the field's name"),
    ],
  },
  {
    name: "event",
    from: "server",
    hot: true,
    doc: "An input of the engine, or what it derived from one, as it is journalled.",
    fields: [...update, text("name", "its type"), field("fields", "json", "its fields by name")],
  },
  ...COMMANDS,
  ...REPLAY,
  ...STATISTICS,
];
