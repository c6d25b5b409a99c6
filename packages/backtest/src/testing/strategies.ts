/** Strategies that tests run. */
import { Side } from "@hotpath/core";
import { defineStrategy, integer, OrderUpdateKind, type StrategyDefinition } from "@hotpath/engine";
import { type VectorisedStrategy, vectorise } from "../run/vectorised/vectorised-strategy.ts";

/** Buys once, after the first close, and holds. */
export const buyAndHold: StrategyDefinition = defineStrategy({
  name: "hold",
  parameters: { quantity: integer({ min: 1, default: 500 }) },
  create(context) {
    const { orders, parameters } = context;
    const state = context.state({ bought: 0 });
    return {
      onBar(bar) {
        if (state.bought === 1) return;
        state.bought = 1;
        orders.market(bar.instrument, Side.Buy, parameters.quantity);
      },
    };
  },
});

/** Holds a number of units while a fast average of the closes is above a slow one, else nothing. */
export const unitCross: StrategyDefinition = defineStrategy({
  name: "unit-cross",
  parameters: {
    fast: integer({ min: 1, max: 1000, default: 50 }),
    slow: integer({ min: 2, max: 1000, default: 200 }),
    quantity: integer({ min: 1, default: 100 }),
  },
  create(context) {
    const { orders, parameters } = context;
    const fast = context.indicator("SMA", { timePeriod: parameters.fast });
    const slow = context.indicator("SMA", { timePeriod: parameters.slow });
    return {
      onBar({ instrument, close }) {
        const above = fast.push(close, instrument) - slow.push(close, instrument);
        const target = above > 0 ? parameters.quantity : 0;
        const missing = target - context.position(instrument);
        if (Number.isNaN(above) || missing === 0) return;
        orders.market(instrument, missing > 0 ? Side.Buy : Side.Sell, Math.abs(missing));
      },
    };
  },
});

/**
 * Buys 100 after a close below the one before, when flat; leaves by a resting target three per cent above its price, or at
 * the open after a close two per cent or more below it.
 */
export const bracket: StrategyDefinition = defineStrategy({
  name: "bracket",
  create(context) {
    const { orders } = context;
    const state = context.state({ before: 0, target: 0, stop: 0, isIn: 0 });
    return {
      onBar({ instrument, close }) {
        const isDown = close < state.before;
        state.before = close;
        if (state.isIn === 0) {
          if (!isDown) return;
          state.isIn = 1;
          orders.market(instrument, Side.Buy, 100);
        } else if (state.target !== 0 && close <= state.stop) {
          orders.cancel(state.target);
          state.target = 0;
          orders.market(instrument, Side.Sell, context.position(instrument));
        }
      },
      onOrder(update) {
        if (update.kind !== OrderUpdateKind.Filled) return;
        if (update.side === Side.Buy) {
          state.stop = Math.round(update.lastPrice * 0.98);
          state.target = orders.limit(update.instrument, Side.Sell, Math.round(update.lastPrice * 1.03), 100);
        } else [state.isIn, state.target] = [0, 0];
      },
    };
  },
});

/** Reads what it cannot know: the close of the bar after, from a column that it has by a way of its own. */
export function peeking(closes: Float64Array): StrategyDefinition {
  return defineStrategy({
    name: "peek",
    create(context) {
      const state = context.state({ bar: 0 });
      return {
        onBar({ instrument, close }) {
          state.bar += 1;
          const target = closes[state.bar]! > close ? 100 : 0;
          const missing = target - context.position(instrument);
          if (missing === 0) return;
          context.orders.market(instrument, missing > 0 ? Side.Buy : Side.Sell, Math.abs(missing));
        },
      };
    },
  });
}

/** The same as {@link unitCross}, by columns. */
export const unitCrossVectorised: VectorisedStrategy = vectorise(unitCross, ({ indicators }, parameters, out) => {
  const { fast, slow, quantity } = parameters as unknown as { fast: number; slow: number; quantity: number };
  const [a, b] = [indicators.first("SMA", { timePeriod: fast }), indicators.first("SMA", { timePeriod: slow })];
  for (let i = 0; i < out.length; i++) {
    const above = a[i]! - b[i]!;
    out[i] = above > 0 ? quantity : above <= 0 ? 0 : Number.NaN;
  }
});
