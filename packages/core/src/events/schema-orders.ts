import type { FieldDefinition, RecordDefinition } from "./schema.ts";
import { id, int, price, real, size } from "./schema-fields.ts";

/** What an order may have beside price, quantity and time in force. */
export const termsWithoutId: readonly FieldDefinition[] = [
  price("triggerPrice", "from where a stop or an order if touched acts; where a trailing stop begins; 0 for none"),
  real("trailAmount", "a trailing stop's distance from the best price since it came, in price units; 0 for none"),
  real("trailPercent", "the same distance in hundredths of a percent of that price; 0 for none"),
  real("limitOffset", "price units added to a trailing stop's trigger for its limit price; NaN for a market order"),
  size("displayQuantity", "what an iceberg shows at a time; 0 for all"),
  size("minQuantity", "the least that may trade at once; 0 for none"),
  real("expireMicros", "when a good-till-date order expires, in microseconds since the Unix epoch; 0 for none"),
  real("pegOffset", "price units added to the price that a pegged order follows"),
  int("pegPriceType", "PegPriceType; 0 if it is not pegged"),
  int("triggerPriceType", "TriggerPriceType; 0 for the engine's or the venue's own"),
  int("instructions", "the venue's own flags, carried through"),
];

const termFields = [id("orderId", "the order whose terms these are"), ...termsWithoutId];

/** Orders beyond limit and market, and what a venue says of them after a reconnect: types 39 to 49. */
export const ORDER_RECORDS: readonly RecordDefinition[] = [
  {
    name: "OrderTerms",
    type: 39,
    version: 1,
    role: "output",
    doc: "What an order has beside price, quantity and time in force: it precedes the OrderIntent of the same id, or the ReplaceIntent of an order that is held.",
    fields: [...termFields],
  },
  {
    name: "NewOrderTerms",
    type: 40,
    version: 1,
    role: "output",
    doc: "The terms of an order whose type its venue has: they precede its NewOrder, which may still be refused by the gate.",
    fields: [...termFields],
  },
  {
    name: "OrderHeld",
    type: 41,
    version: 1,
    role: "output",
    doc: "The engine keeps an order back, and no venue knows of it: until its trigger or its auction, or until its group lets it go.",
    fields: [
      id("orderId", "the engine's own order id"),
      price("triggerPrice", "from where it acts; 0 if it waits for no price"),
      size("quantity", "order quantity"),
      int("side", "Side"),
      int("orderType", "OrderType"),
      int("holder", "who keeps it: 1 the engine, 2 its group"),
      int("strategy", "who asked for it"),
    ],
  },
  {
    name: "OrderTriggered",
    type: 42,
    version: 1,
    role: "output",
    doc: "What a held order waited for has come: it goes on to the risk gate.",
    fields: [
      id("orderId", "the engine's own order id"),
      price("triggerPrice", "from where it acted; 0 if it waited for no price"),
      price("marketPrice", "the price that set it off; 0 if none did"),
      int("side", "Side"),
      int("strategy", "who asked for it"),
    ],
  },
  {
    name: "OrderProgress",
    type: 43,
    version: 1,
    role: "output",
    doc: "An order that the engine works in slices was filled through one of them, whose Fill came before.",
    fields: [
      id("orderId", "the whole order"),
      id("sliceId", "the order of the slice"),
      size("quantity", "filled now, negative for a bust"),
      size("leavesQuantity", "what is left of the whole order"),
      size("cumulativeQuantity", "filled of the whole order"),
      int("side", "Side"),
      int("strategy", "who asked for it"),
    ],
  },
  {
    name: "OrderAdopted",
    type: 44,
    version: 1,
    role: "output",
    doc: "An order that works at a venue and was not known here is one of ours from now on: what it may still trade is to be reserved.",
    fields: [
      id("orderId", "the engine's own order id, as the venue has it"),
      price("price", "limit price; 0 for a market order"),
      size("quantity", "order quantity"),
      size("leavesQuantity", "what still works"),
      int("side", "Side"),
      int("orderType", "OrderType"),
      int("timeInForce", "TimeInForce"),
      int("strategy", "whose it is taken to be"),
    ],
  },
  {
    name: "Discrepancy",
    type: 45,
    version: 1,
    role: "output",
    doc: "What a venue says and what is known here differ, or it says nothing at all; and what was done about it.",
    fields: [
      id("orderId", "the order; 0 if it is about a position"),
      real("ours", "what is known here: a quantity, a price, a state"),
      real("theirs", "what the venue says"),
      int("kind", "DiscrepancyKind of the orders package"),
      int("resolution", "Resolution of the orders package"),
      int("strategy", "whose order it is; 0 if it is about a position or nobody's"),
    ],
  },
  {
    name: "ReconciliationEnded",
    type: 46,
    version: 1,
    role: "output",
    doc: "A venue's list was compared whole with what is known here.",
    fields: [
      int("orders", "orders on the list"),
      int("discrepancies", "how much differed"),
      int("unresolved", "how much of that was only noted"),
    ],
  },
  {
    name: "OrderStatusRequest",
    type: 47,
    version: 1,
    role: "output",
    doc: "The venue is asked how an order stands, of which it has not answered a request. Its answer is a VenueOrderState.",
    fields: [
      id("orderId", "the engine's own order id"),
      id("venueOrderId", "the venue's id of it; 0 while unknown"),
      int("side", "Side"),
      int("strategy", "who asked for the order"),
    ],
  },
];
