import { POWERS_OF_TEN, Side, TimeInForce } from "@hotpath/core";
import {
  defineStrategy,
  f64PerInstrument,
  i32PerInstrument,
  OrderUpdateKind,
  oneOf,
  type Parameter,
  real,
  type StrategyDefinition,
} from "@hotpath/engine";

/** After a refusal the instrument is left alone for so long, in microseconds of event time. */
const RETRY_MICROS = 1_000_000;

interface Parameters {
  positionShare: Parameter<number>;
  minConfidence: Parameter<number>;
  style: Parameter<"take" | "join">;
  readonly [name: string]: Parameter;
}

const parameters: Parameters = {
  positionShare: real({
    min: 0.0001,
    max: 1,
    default: 0.02,
    live: true,
    doc: "the position in one instrument, as a share of equity",
  }),
  minConfidence: real({ min: 0, max: 1, default: 0, live: true, doc: "weaker signals are passed over" }),
  style: oneOf(["take", "join"], { live: true, doc: "cross the spread at once, or wait at the touch" }),
};

/**
 * What `hotpath serve` trades where no strategy is named: the rule of the engine's `SignalTrader`, as a strategy that can be
 * stopped, started and changed while it runs. It holds a position of a fixed share of equity in the direction of each
 * instrument's last signal, with one working order an instrument. An example that trades, not advice.
 */
const followSignals: StrategyDefinition<Parameters> = defineStrategy({
  name: "follow-signals",
  parameters,
  create(context) {
    const { instruments, orders, portfolio } = context;
    const state = context.state({
      bid: f64PerInstrument,
      ask: f64PerInstrument,
      working: f64PerInstrument,
      workingPrice: f64PerInstrument,
      workingSide: i32PerInstrument,
      notBefore: f64PerInstrument,
    });
    const unitValue = instruments.list.map(
      (i) => i.multiplier / POWERS_OF_TEN[i.priceDecimals]! / POWERS_OF_TEN[i.sizeDecimals]!,
    );
    const target = (i: number, price: number): number => {
      const { lot, minSize, maxSize } = instruments.list[i]!;
      const money = context.parameters.positionShare * portfolio.equity();
      const units = Math.floor(money / (price * unitValue[i]!) / lot) * lot;
      return units >= minSize ? Math.min(units, maxSize) : 0;
    };
    return {
      onBook(book) {
        state.bid[book.instrument] = book.bidPrice;
        state.ask[book.instrument] = book.askPrice;
      },
      onSignal(signal) {
        const i = signal.instrument;
        if (signal.confidence < context.parameters.minConfidence) return;
        const isUp = signal.direction > 0;
        const side = isUp ? Side.Buy : Side.Sell;
        const joins = context.parameters.style === "join";
        const touch = joins === isUp ? state.bid[i]! : state.ask[i]!;
        if (state.working[i] !== 0) {
          const isStale = state.workingSide[i] !== side || state.workingPrice[i] !== touch;
          if (joins && isStale) orders.cancel(state.working[i]!);
          return;
        }
        const position = context.position(i);
        if ((isUp ? position > 0 : position < 0) || signal.micros < state.notBefore[i]!) return;
        const quantity = target(i, touch) + Math.abs(position);
        if (quantity === 0) return;
        state.workingSide[i] = side;
        state.workingPrice[i] = touch;
        const timeInForce = joins ? TimeInForce.GoodTillCancel : TimeInForce.ImmediateOrCancel;
        state.working[i] = orders.limit(i, side, touch, quantity, timeInForce);
      },
      onOrder({ kind, orderId, instrument: i, micros }) {
        if (orderId !== state.working[i]) return;
        if (kind === OrderUpdateKind.Closed || kind === OrderUpdateKind.Refused) state.working[i] = 0;
        if (kind === OrderUpdateKind.Refused) state.notBefore[i] = micros + RETRY_MICROS;
      },
    };
  },
});

export default followSignals;
