import {
  Bar,
  type EventCursor,
  type EventSink,
  Fill,
  type InstrumentRegistry,
  OrderClosed,
  OrderIntent,
  OrderRefused,
  OrderType,
  POWERS_OF_TEN,
  Side,
  type Stage,
  TimeInForce,
} from "@hotpath/core";
import type { OrderIds } from "@hotpath/engine";
import { type IndicatorStream, indicator } from "@hotpath/indicators";
import type { PortfolioView } from "@hotpath/risk";

/** How a {@link MovingAverageCross} is made. */
export interface MovingAverageCrossOptions {
  instruments: InstrumentRegistry;
  portfolio: PortfolioView;
  orderIds: OrderIds;
  /** Default 50 bars. */
  fastPeriod?: number;
  /** Default 200 bars. */
  slowPeriod?: number;
  /** Share of equity that a position takes. Default 0.98: the open of the next bar may be dearer than the close. */
  positionShare?: number;
}

/** Long while the fast average is above the slow one, else flat: the oldest trend rule there is, as a yardstick. */
export class MovingAverageCross implements Stage {
  readonly name = "strategy";
  readonly handles: readonly number[] = [Bar.TYPE, Fill.TYPE, OrderClosed.TYPE, OrderRefused.TYPE];
  readonly #options: Required<MovingAverageCrossOptions>;
  readonly #fast: IndicatorStream;
  readonly #slow: IndicatorStream;
  readonly #position: Float64Array;
  readonly #working: Float64Array;

  constructor(options: MovingAverageCrossOptions) {
    this.#options = { fastPeriod: 50, slowPeriod: 200, positionShare: 0.98, ...options };
    const symbols = options.instruments.size;
    this.#fast = average(this.#options.fastPeriod, symbols);
    this.#slow = average(this.#options.slowPeriod, symbols);
    this.#position = new Float64Array(symbols);
    this.#working = new Float64Array(symbols);
  }

  on(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    switch (event.type) {
      case Bar.TYPE:
        this.#bar(event, out);
        return;
      case Fill.TYPE:
        this.#position[i]! += Fill.side(event) === Side.Buy ? Fill.quantity(event) : -Fill.quantity(event);
        return;
      case OrderClosed.TYPE:
      case OrderRefused.TYPE:
        this.#working[i] = 0;
        return;
    }
  }

  #bar(event: EventCursor, out: EventSink): void {
    const i = event.instrument;
    const close = Bar.close(event);
    const fast = this.#fast.push(close, i);
    const slow = this.#slow.push(close, i);
    const position = this.#position[i]!;
    if (Number.isNaN(slow) || this.#working[i] !== 0 || fast > slow === position > 0) return;
    const quantity = fast > slow ? this.#size(i, close) : position;
    if (quantity <= 0) return;
    this.#working[i] = this.#options.orderIds.next();
    const side = fast > slow ? Side.Buy : Side.Sell;
    OrderIntent.emit(
      out,
      event,
      i,
      event.venue,
      this.#working[i]!,
      0,
      quantity,
      side,
      OrderType.Market,
      TimeInForce.Day,
      1,
    );
  }

  #size(i: number, close: number): number {
    const { portfolio, instruments, positionShare } = this.#options;
    const { lot, multiplier, priceDecimals, sizeDecimals } = instruments.list[i]!;
    const perUnit = (close * multiplier) / POWERS_OF_TEN[priceDecimals]! / POWERS_OF_TEN[sizeDecimals]!;
    return Math.floor((portfolio.equity() * positionShare) / perUnit / lot) * lot;
  }
}

function average(timePeriod: number, symbols: number): IndicatorStream {
  return indicator("SMA", { timePeriod }, { nan: "skip" }).stream({ symbols });
}
