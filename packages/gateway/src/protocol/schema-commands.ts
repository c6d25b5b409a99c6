import { field, instrument, integer, key, maybe, type ProtocolMessage, request, side } from "./schema-fields.ts";

/** What a client may have the engine do. */
export const COMMANDS: readonly ProtocolMessage[] = [
  {
    name: "marketData",
    from: "client",
    doc: "Quotes for the engine; `result.value` is `{ accepted, rejects: [{ index, reason }] }`. Role `trade`.",
    fields: [request, field("quotes", { list: { record: "QuoteInput" } }, "in their order")],
  },
  {
    name: "QuoteInput",
    from: "record",
    doc: "A best bid and offer from outside.",
    fields: [
      integer("symbolId", "the instrument's `id`"),
      field("bidPrice", "text", "a decimal"),
      field("askPrice", "text", "a decimal"),
      field("bidSize", "text", "a decimal"),
      field("askSize", "text", "a decimal"),
      field("timestamp", "time", "when it was so"),
      maybe("venueId", "integer", "where; default 0"),
      maybe("flags", "integer", "the feed's own; default 0"),
    ],
  },
  {
    name: "submitOrder",
    from: "client",
    doc: "A new order; `result.value` is `{ orderId, state, reason }`: its id and what has become of it so far. It passes the risk gate as any other. Role `trade`.",
    fields: [
      request,
      key,
      instrument,
      side,
      field("orderType", { oneOf: ["market", "limit"] }, "how it trades"),
      field("quantity", "text", "a decimal"),
      maybe("price", "text", "a decimal; of a limit order"),
      maybe("timeInForce", { oneOf: ["day", "gtc", "ioc", "fok", "post-only"] }, "how long; default `day`"),
    ],
  },
  {
    name: "replaceOrder",
    from: "client",
    doc: "Another price or quantity for a working order. Role `trade`.",
    fields: [
      request,
      key,
      integer("orderId", "which"),
      field("quantity", "text", "the whole new quantity, what is filled included: a decimal"),
      field("price", "text", "a decimal"),
    ],
  },
  {
    name: "cancelOrder",
    from: "client",
    doc: "Cancels a working order. Role `trade`.",
    fields: [request, key, integer("orderId", "which")],
  },
  {
    name: "massCancel",
    from: "client",
    doc: "Cancels all working orders, or those of a strategy. Role `trade`.",
    fields: [request, key, maybe("strategy", "integer", "whose; all if left out")],
  },
  {
    name: "strategyCommand",
    from: "client",
    doc: "Starts or stops a strategy, or sets parameters. Role `trade`.",
    fields: [
      request,
      key,
      integer("strategy", "which"),
      field("action", { oneOf: ["start", "stop", "set"] }, "what to do"),
      maybe("parameters", "json", "of `set`: values by name"),
    ],
  },
  {
    name: "setRiskLimits",
    from: "client",
    doc: "New limits, all at once. Role `risk`.",
    fields: [request, key, field("limits", "json", "as `RiskLimits` of @hotpath/risk")],
  },
  {
    name: "killSwitch",
    from: "client",
    doc: "Halts all trading and cancels what works, or lets trading go on. Role `risk`.",
    fields: [request, key, field("engaged", "boolean", "true halts"), maybe("reason", "text", "for the log")],
  },
  {
    name: "replay",
    from: "client",
    doc: "Moves a replay of the journal: what this client sees is the engine as it was. Role `view`.",
    fields: [
      request,
      field("action", { oneOf: ["open", "seek", "step", "play", "pause", "close"] }, "what to do"),
      maybe("sequence", "integer", "of `seek`: which input"),
      maybe("steps", "integer", "of `step`: how many inputs, negative for back; default 1"),
      maybe("speed", "number", "of `play`: times event time; default 1"),
    ],
  },
  {
    name: "query",
    from: "client",
    doc: "Asks for what is kept; `result.value` answers. Role `view`.",
    fields: [
      request,
      field(
        "what",
        { oneOf: ["orders", "fills", "positions", "signals", "strategies", "limits", "statistics", "journal"] },
        "which",
      ),
      maybe("from", "integer", "from this sequence"),
      maybe("to", "integer", "up to but not this sequence"),
      maybe("limit", "integer", "the most rows, 1 to 10,000; default 1,000"),
    ],
  },
];
