import {
  type EventCursor,
  Fill,
  type InstrumentRegistry,
  Liquidity,
  NewOrder,
  nameOf,
  OrderClosed,
  OrderStatus,
  POWERS_OF_TEN,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  type Stage,
} from "@hotpath/core";

const STRATEGIES_MAX = 16;
const STATUSES = 16;

/** Counts what left, what was filled and how orders ended: the last stage of the live pipeline. Allocates nothing. */
export class TradeTally implements Stage, Snapshotable {
  readonly name = "tally";
  readonly handles: readonly number[] = [NewOrder.TYPE, Fill.TYPE, OrderClosed.TYPE];
  /** By dense index of the instrument. */
  readonly orders: Float64Array;
  readonly fills: Float64Array;
  /** Σ price × quantity of our fills, in money. */
  readonly turnover: Float64Array;
  /** By number of the strategy. */
  readonly strategyOrders: Float64Array = new Float64Array(STRATEGIES_MAX);
  readonly strategyFills: Float64Array = new Float64Array(STRATEGIES_MAX);
  makerFills = 0;
  takerFills = 0;
  readonly #closed = new Float64Array(STATUSES);
  /** Money of one size unit at one price unit. */
  readonly #unitValue: Float64Array;

  constructor(instruments: InstrumentRegistry) {
    this.orders = new Float64Array(instruments.size);
    this.fills = new Float64Array(instruments.size);
    this.turnover = new Float64Array(instruments.size);
    this.#unitValue = Float64Array.from(
      instruments.list,
      (i) => i.multiplier / POWERS_OF_TEN[i.priceDecimals]! / POWERS_OF_TEN[i.sizeDecimals]!,
    );
  }

  on(event: EventCursor): void {
    const i = event.instrument;
    switch (event.type) {
      case NewOrder.TYPE:
        this.orders[i]! += 1;
        this.strategyOrders[NewOrder.strategy(event)]! += 1;
        return;
      case Fill.TYPE:
        this.fills[i]! += 1;
        this.turnover[i]! += Fill.price(event) * Fill.quantity(event) * this.#unitValue[i]!;
        this.strategyFills[Fill.strategy(event)]! += 1;
        if (Fill.liquidity(event) === Liquidity.Maker) this.makerFills += 1;
        else this.takerFills += 1;
        return;
      case OrderClosed.TYPE:
        this.#closed[OrderClosed.status(event)]! += 1;
        return;
    }
  }

  /** Orders that ended, by the name of their last status; what never occurred is left out. */
  closed(): Record<string, number> {
    const named: Record<string, number> = {};
    for (const [status, count] of this.#closed.entries()) if (count > 0) named[nameOf(OrderStatus, status)] = count;
    return named;
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("demo.tally");
    for (const column of this.#columns()) writer.f64s(column);
    writer.f64(this.makerFills);
    writer.f64(this.takerFills);
  }

  restore(reader: SnapshotReader): void {
    reader.section("demo.tally");
    for (const column of this.#columns()) reader.f64s(column);
    this.makerFills = reader.f64();
    this.takerFills = reader.f64();
  }

  #columns(): Float64Array[] {
    return [this.orders, this.fills, this.turnover, this.strategyOrders, this.strategyFills, this.#closed];
  }
}
