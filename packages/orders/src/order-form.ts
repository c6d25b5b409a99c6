import { type InstrumentRegistry, OrderType, Side } from "@hotpath/core";
import { RefusalReason } from "@hotpath/risk";

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
      if (!(price > 0 && price <= Number.MAX_SAFE_INTEGER) || !this.#isOnTick(instrument, price, micros))
        return RefusalReason.BadPrice;
    } else if (orderType !== OrderType.Market || price !== 0) return RefusalReason.BadPrice;
    if (!(quantity >= this.#minSize[instrument]! && quantity <= this.#maxSize[instrument]!))
      return RefusalReason.BadQuantity;
    const lot = this.#lot[instrument]!;
    return Math.floor(quantity / lot) * lot === quantity ? RefusalReason.None : RefusalReason.BadQuantity;
  }

  #isOnTick(instrument: number, price: number, micros: number): boolean {
    const tick = this.#tick[instrument]!;
    if (tick > 0) return Math.floor(price / tick) * tick === price;
    return this.#instruments.list[instrument]!.ticks.isOnTick(price, micros);
  }
}
