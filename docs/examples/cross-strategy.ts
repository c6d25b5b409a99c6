/**
 * A strategy, written once: long while a fast average of the closes is above a slow one, else flat. Run it with
 * `./hotpath run docs/examples/cross-strategy.ts --feed bars.csv --param fast=10 --param slow=30`, or on a simulated
 * exchange with `--feed demo`; add `--journal folder`, and `./hotpath replay folder` runs it again and compares.
 */
import { Side } from "@hotpath/core";
import {
  defineStrategy,
  f64PerInstrument,
  integer,
  OrderUpdateKind,
  real,
  type StrategyDefinition,
} from "@hotpath/engine";

const strategy: StrategyDefinition = defineStrategy({
  name: "cross",
  parameters: {
    fast: integer({ min: 2, max: 500, default: 20, doc: "bars, or quotes where there are no bars" }),
    slow: integer({ min: 3, max: 5000, default: 50, doc: "the same, of the slow average" }),
    share: real({ min: 0, max: 1, default: 0.9, live: true, doc: "of equity that all positions take together" }),
  },
  create(context) {
    const { instruments, orders, parameters, portfolio } = context;
    const fast = context.indicator("SMA", { timePeriod: parameters.fast });
    const slow = context.indicator("SMA", { timePeriod: parameters.slow });
    const state = context.state({ entries: 0, notBefore: f64PerInstrument });

    /** Whole lots for an equal share of equity, in size units. */
    const sizeAt = (instrument: number, price: number): number => {
      const { lot, multiplier, priceDecimals, sizeDecimals } = instruments.at(instrument);
      const unit = (price * multiplier) / 10 ** (priceDecimals + sizeDecimals);
      return Math.floor((portfolio.equity() * parameters.share) / instruments.size / unit / lot) * lot;
    };

    /** What both bars and quotes lead to. */
    const decide = (instrument: number, price: number): void => {
      const above = fast.push(price, instrument) - slow.push(price, instrument);
      if (Number.isNaN(above) || orders.countIn(instrument) > 0) return;
      if (context.nowMicros < state.notBefore[instrument]!) return;
      const held = context.position(instrument);
      if (above > 0 && held === 0) {
        const quantity = sizeAt(instrument, price);
        if (quantity === 0) return;
        orders.market(instrument, Side.Buy, quantity);
        state.entries += 1;
      } else if (above < 0 && held > 0) orders.market(instrument, Side.Sell, held);
    };

    return {
      onBar: (bar) => decide(bar.instrument, bar.close),
      onBook(book) {
        if (book.isTwoSided) decide(book.instrument, book.midPrice);
      },
      onOrder(update) {
        // After a refusal it leaves the instrument alone for a minute.
        if (update.kind === OrderUpdateKind.Refused) state.notBefore[update.instrument] = update.micros + 60e6;
      },
      onStop: () => context.log("info", "stopped", { entries: state.entries }),
    };
  },
});

export default strategy;
