import { Contingency } from "@hotpath/orders/groups";
import { defineStrategy, type StrategyDefinition } from "../../index.ts";

/** Rests two orders of which each takes from the other what it has filled: on venues without replace, by other orders. */
const strategy: StrategyDefinition = defineStrategy({
  name: "grouped",
  create: ({ orders }) => ({
    onBook({ instrument, bidPrice, askPrice }) {
      if (orders.countIn(instrument) > 0) return;
      const order = { instrument, quantity: 30n };
      orders.group({
        kind: Contingency.OneUpdatesOtherAbsolute,
        orders: [
          { ...order, side: "buy", price: BigInt(bidPrice) },
          { ...order, side: "sell", price: BigInt(askPrice) },
        ],
      });
    },
  }),
});

export default strategy;
