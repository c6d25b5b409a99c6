import type { RecordDefinition } from "./schema.ts";
import { id, int, price, size } from "./schema-fields.ts";

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
];
