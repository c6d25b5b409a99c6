import type { FieldDefinition, RecordDefinition } from "./schema.ts";
import { id, int, price, size } from "./schema-fields.ts";
import { termsWithoutId } from "./schema-orders.ts";

const words = (name: string, count: number, doc: string): FieldDefinition[] =>
  Array.from({ length: count }, (_, k) => int(`${name}${k}`, `${doc}, word ${k}`));

const actor = int("actor", "who: a number of the operator's own; 0 nobody in particular");

/** What people and programs outside the engine ask of its orders, through a gateway: types 110 to 119. */
export const DESK_RECORDS: readonly RecordDefinition[] = [
  {
    name: "OrderEntry",
    type: 110,
    version: 1,
    role: "input",
    doc: "Somebody outside wants an order: the desk gives it a number and asks for it as a strategy does.",
    fields: [
      price("price", "limit price; 0 for a market order"),
      size("quantity", "order quantity"),
      int("side", "Side"),
      int("orderType", "OrderType"),
      int("timeInForce", "TimeInForce"),
      actor,
    ],
  },
  {
    name: "OrderEntryCancel",
    type: 111,
    version: 1,
    role: "input",
    doc: "Somebody outside wants an order cancelled, whoever asked for it.",
    fields: [id("orderId", "the order to cancel"), actor],
  },
  {
    name: "OrderEntryReplace",
    type: 112,
    version: 1,
    role: "input",
    doc: "Somebody outside wants another price or quantity for an order, whoever asked for it.",
    fields: [
      id("orderId", "the engine's own order id"),
      price("price", "new limit price"),
      size("quantity", "new order quantity, what was filled included"),
      int("side", "Side"),
      actor,
    ],
  },
  {
    name: "OrderEntryMassCancel",
    type: 113,
    version: 1,
    role: "input",
    doc: "Somebody outside wants every working order of a strategy, or of all, cancelled.",
    fields: [int("strategy", "whose orders; −1 for everybody's"), actor],
  },
  {
    name: "GatewayCommand",
    type: 114,
    version: 1,
    role: "input",
    doc: "A client had something done through a gateway. One with a key stands before the inputs that it became, so that a recovered engine knows what was done under which key; one of market data after them.",
    fields: [
      id("first", "number of the first input that the command became; 0 if they follow, or there are none"),
      int("count", "how many there are; what a venue says meanwhile comes between them"),
      int("command", "GatewayCommandKind"),
      actor,
      int("session", "number of the client's connection, since the gateway began"),
      ...words("key", 4, "first 128 bits of the SHA-256 of actor and idempotency key; all 0 without a key"),
      ...words("request", 4, "first 128 bits of the SHA-256 of what was asked for"),
    ],
  },
  {
    name: "GatewayText",
    type: 115,
    version: 1,
    role: "input",
    doc: "A piece of a text that belongs to a command of a client, in UTF-8: a reason that was given, or the answer that it was given.",
    fields: [
      id("command", "number of the GatewayCommand"),
      int("kind", "GatewayTextKind"),
      int("bytes", "bytes of the whole text"),
      int("part", "which piece this is, from 0"),
      ...words("text", 10, "its bytes, the first in the lowest bits"),
    ],
  },
  {
    name: "OrderEntryTerms",
    type: 116,
    version: 1,
    role: "input",
    doc: "What the order of the OrderEntry that comes next has beside price, quantity and time in force.",
    fields: [...termsWithoutId, actor],
  },
  {
    name: "OrderEntryBracket",
    type: 117,
    version: 1,
    role: "input",
    doc: "The order of the OrderEntry that comes next releases, when it fills, a target and a stop, of which one cancels the other.",
    fields: [
      price("targetPrice", "limit price of the target; 0 for none"),
      price("stopPrice", "from where the stop acts; 0 for none"),
      actor,
    ],
  },
];
