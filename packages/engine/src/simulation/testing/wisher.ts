import { OrderStatus, type Random, Side, TimeInForce } from "@hotpath/core";
import {
  defineStrategy,
  flag,
  integer,
  OrderUpdateKind,
  type StrategyDefinition,
  type StrategyOrders,
} from "../../index.ts";

const FAR = 3_000;
const LARGE = 1_000;

function anyOf(orders: StrategyOrders, random: Random): number | undefined {
  const ids: number[] = [];
  orders.forEach(({ orderId }) => void ids.push(orderId));
  return ids.length === 0 ? undefined : ids[random.integer(ids.length)];
}

/** Wants everything that a strategy can want, by chance: sensible orders, orders beyond all limits, changes of mind. */
export const wisher: StrategyDefinition = defineStrategy({
  name: "wisher",
  parameters: {
    seed: integer({ min: 0, max: 2 ** 32, default: 1 }),
    isQuiet: flag({ default: false, live: true }),
  },
  create(context) {
    const { orders, timers, parameters } = context;
    const random = context.random(parameters.seed);
    const state = context.state({ bid: 0, ask: 0, instrument: 0 });

    const side = (): number => (random.chance(0.5) ? Side.Buy : Side.Sell);
    const near = (): number => state.bid + random.integer(9) - 4;
    const size = (): number => 1 + random.integer(20);
    const send = (): number => orders.limit(state.instrument, side(), near(), size());
    const replace = (orderId: number): void => {
      const order = orders.get(orderId);
      if (order !== undefined) orders.replace(orderId, near(), order.cumulativeQuantity + size());
    };
    const beyondLimits = (): void => {
      const buys = random.chance(0.5);
      const price = buys ? state.ask + FAR : state.bid - FAR;
      if (random.chance(0.5)) orders.limit(state.instrument, buys ? Side.Buy : Side.Sell, price, size());
      else orders.limit(state.instrument, side(), near(), LARGE);
      const id = anyOf(orders, random);
      if (id !== undefined && random.chance(0.5)) orders.replace(id, near(), LARGE);
    };
    const wish = (): void => {
      const id = anyOf(orders, random);
      switch (random.integer(12)) {
        case 0:
          orders.limit(state.instrument, Side.Buy, state.ask, size(), TimeInForce.ImmediateOrCancel);
          return;
        case 1:
          orders.market(state.instrument, side(), size());
          return;
        case 2:
        case 3:
          if (id !== undefined) orders.cancel(id);
          return;
        case 4:
        case 5:
          if (id !== undefined) replace(id);
          return;
        case 6:
          beyondLimits();
          return;
        case 7:
          orders.cancel(send());
          return;
        case 8:
          orders.cancel(random.integer(1_000));
          return;
        default:
          send();
      }
    };
    return {
      onStart: () => void timers.every(20_000, 1),
      onBook(book) {
        state.instrument = book.instrument;
        state.bid = book.bidPrice;
        state.ask = book.askPrice;
        if (!parameters.isQuiet && random.chance(0.5)) wish();
      },
      onOrder(update) {
        if (parameters.isQuiet || state.bid === 0 || !random.chance(0.15)) return;
        if (update.kind === OrderUpdateKind.Closed) send();
        else if (update.status !== OrderStatus.PendingCancel) orders.cancel(update.orderId);
      },
      onTimer() {
        if (parameters.isQuiet) return;
        if (random.chance(0.2)) orders.cancelAll(random.integer(context.instruments.size));
        const id = anyOf(orders, random);
        if (id !== undefined) replace(id);
      },
    };
  },
});
