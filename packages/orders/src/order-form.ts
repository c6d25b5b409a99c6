import { type InstrumentRegistry, OrderType, Side } from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";

/** Ticks of a table are searched for over so many units at the most. */
const TICK_BOUND = 100_000;

/** Whether an order is one that could exist at all: refusing it is no matter of risk. */
export class OrderForm {
  readonly #instruments: InstrumentRegistry;
  /** What every order is held to, in columns; a tick of 0 is one that depends on price or date. */
  readonly #tick: Float64Array;
  readonly #lot: Float64Array;
  readonly #minSize: Float64Array;
  readonly #maxSize: Float64Array;

  constructor(instruments: InstrumentRegistry) {
    this.#instruments = instruments;
    const { list } = instruments;
    this.#tick = Float64Array.from(list, (i) => i.ticks.single);
    this.#lot = Float64Array.from(list, (i) => i.lot);
    this.#minSize = Float64Array.from(list, (i) => i.minSize);
    this.#maxSize = Float64Array.from(list, (i) => i.maxSize);
  }

  /** @returns {@link RefusalReason}.None, or what is wrong with it */
  check(
    instrument: number,
    side: number,
    price: number,
    quantity: number,
    orderType: number,
    micros: number,
  ): RefusalReason {
    if (!(instrument >= 0 && instrument < this.#instruments.size)) return RefusalReason.UnknownInstrument;
    if (side !== Side.Buy && side !== Side.Sell) return RefusalReason.BadSide;
    if (orderType === OrderType.Limit) {
      if (!this.isPrice(instrument, price, micros)) return RefusalReason.BadPrice;
    } else if (!this.#isPriceOf(orderType, instrument, price, micros)) return RefusalReason.BadPrice;
    if (!(quantity >= this.#minSize[instrument]! && quantity <= this.#maxSize[instrument]!))
      return RefusalReason.BadQuantity;
    return this.isLots(instrument, quantity) ? RefusalReason.None : RefusalReason.BadQuantity;
  }

  /** Whether a size is whole lots. */
  isLots(instrument: number, quantity: number): boolean {
    const lot = this.#lot[instrument]!;
    return Math.floor(quantity / lot) * lot === quantity;
  }

  /** Whether an order could have a price. */
  isPrice(instrument: number, price: number, micros: number): boolean {
    return price > 0 && price <= Number.MAX_SAFE_INTEGER && this.#isOnTick(instrument, price, micros);
  }

  /** The price at or below one that an order could have, or at or above it; NaN if there is none. */
  roundPrice(instrument: number, price: number, micros: number, isUp: boolean): number {
    const tick = this.#tick[instrument]!;
    if (!(price > 0 && price <= Number.MAX_SAFE_INTEGER)) return Number.NaN;
    if (tick > 0) return (isUp ? Math.ceil(price / tick) : Math.floor(price / tick)) * tick || Number.NaN;
    const { ticks } = this.#instruments.list[instrument]!;
    let at = isUp ? Math.ceil(price) : Math.floor(price);
    // A tick of a table is at most a few thousand units.
    for (let n = 0; n < TICK_BOUND && at > 0; n++, at += isUp ? 1 : -1) if (ticks.isOnTick(at, micros)) return at;
    return Number.NaN;
  }

  /** A market order and what becomes one has no price, a pegged order may have one that it will not go beyond. */
  #isPriceOf(orderType: number, instrument: number, price: number, micros: number): boolean {
    switch (orderType) {
      case OrderType.Market:
      case OrderType.Stop:
      case OrderType.MarketIfTouched:
      case OrderType.MarketToLimit:
      case OrderType.TrailingStop:
        return price === 0;
      case OrderType.StopLimit:
      case OrderType.LimitIfTouched:
        return this.isPrice(instrument, price, micros);
      case OrderType.Pegged:
        return price === 0 || this.isPrice(instrument, price, micros);
      default:
        return false;
    }
  }

  #isOnTick(instrument: number, price: number, micros: number): boolean {
    const tick = this.#tick[instrument]!;
    if (tick > 0) return Math.floor(price / tick) * tick === price;
    return this.#instruments.list[instrument]!.ticks.isOnTick(price, micros);
  }
}
