/** A strategy's file for ticks, as a user writes one: it waits at a distance behind the best bid, then before the best offer. */
import { Side } from "@hotpath/core";
import { defineStrategy, integer, type StrategyDefinition } from "@hotpath/engine";

const touch: StrategyDefinition = defineStrategy({
  name: "touch",
  parameters: {
    distance: integer({ min: 0, max: 100, default: 0, doc: "price units behind the touch" }),
    quantity: integer({ min: 1, max: 10_000, default: 10 }),
  },
  create(context) {
    const { orders, parameters } = context;
    return {
      onBook(book) {
        const { instrument } = book;
        if (!book.isTwoSided || orders.countIn(instrument) > 0) return;
        const held = context.position(instrument);
        if (held === 0) orders.limit(instrument, Side.Buy, book.bidPrice - parameters.distance, parameters.quantity);
        else orders.limit(instrument, Side.Sell, book.askPrice + parameters.distance, held);
      },
    };
  },
});

export default touch;
