import { Side } from "@hotpath/core";
import { defineStrategy, integer, type StrategyDefinition } from "@hotpath/engine";

/** Sends limit orders of changing sizes and sides, a few a bar, and cancels and replaces some of them. */
const strategy: StrategyDefinition = defineStrategy({
  name: "alternating",
  parameters: { perBar: integer({ min: 1, max: 20, default: 2 }) },
  create(context) {
    const { orders, parameters } = context;
    const state = context.state({ sent: 0 });
    const random = context.random(7n);
    return {
      onBar(bar) {
        for (let n = 0; n < parameters.perBar; n++) {
          const side = random.uniform() < 0.5 ? Side.Buy : Side.Sell;
          const id = orders.limit(bar.instrument, side, Math.round(bar.close), 1 + random.integer(9));
          state.sent += 1;
          const what = random.integer(8);
          if (what === 0) orders.cancel(id);
        }
        orders.forEach((order) => {
          const what = random.integer(8);
          if (what === 0) orders.cancel(order.orderId);
          else if (what < 3) orders.replace(order.orderId, order.price + 1, order.quantity + 1);
        });
      },
    };
  },
});

export default strategy;
