import { Side, TimeInForce } from "@hotpath/core";
import {
  defineStrategy,
  f64PerInstrument,
  integer,
  OrderUpdateKind,
  real,
  type StrategyDefinition,
} from "../../index.ts";

/** Does a bit of everything that a strategy can do: quotes, takes, replaces, cancels by timer, draws, keeps state. */
const strategy: StrategyDefinition = defineStrategy({
  name: "busy",
  parameters: { period: integer({ min: 2, max: 100, default: 12 }), edge: real({ default: 1, live: true }) },
  create(context) {
    const { orders, timers, parameters } = context;
    const mean = context.indicator("EMA", { timePeriod: parameters.period });
    const spread = context.indicator("STDDEV", { timePeriod: parameters.period });
    const state = context.state({ prints: 0, closed: 0, lastOrder: f64PerInstrument });
    const random = context.random(99n);
    return {
      onStart: () => void timers.every(50_000, 1),
      onBook(book) {
        const i = book.instrument;
        const fair = mean.push(book.midPrice, i);
        const width = spread.push(book.midPrice, i) * parameters.edge;
        if (Number.isNaN(width) || orders.countIn(i) >= 3) return;
        const held = context.position(i);
        if (Math.abs(held) > 200) {
          orders.limit(
            i,
            held > 0 ? Side.Sell : Side.Buy,
            held > 0 ? book.bidPrice : book.askPrice,
            20,
            TimeInForce.ImmediateOrCancel,
          );
          return;
        }
        const buys = random.uniform() < 0.5;
        const price = buys ? Math.floor(fair - width) : Math.ceil(fair + width);
        state.lastOrder[i] = orders.limit(i, buys ? Side.Buy : Side.Sell, price, 1 + random.integer(20));
        timers.after(2_000 + random.integer(5_000));
      },
      onTrade() {
        state.prints += 1;
      },
      onOrder(update) {
        if (update.kind === OrderUpdateKind.Closed) state.closed += 1;
      },
      onTimer(timer) {
        if (timer === 1) orders.cancelAll(random.integer(context.instruments.size));
        else
          orders.forEach((order) => {
            if (order.price % 5 === 0 && order.leavesQuantity > 1)
              orders.replace(order.orderId, order.price + 1, order.quantity);
          });
      },
    };
  },
});

export default strategy;
