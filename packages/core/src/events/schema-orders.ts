import type { RecordDefinition } from "./schema.ts";
import { id, int, price, real, size } from "./schema-fields.ts";

const termFields = [
  id("orderId", "the order whose terms these are"),
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
] as const;

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
];
