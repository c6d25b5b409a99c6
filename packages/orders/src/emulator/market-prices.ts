import {
  type EventCursor,
  PegPriceType,
  Quote,
  Side,
  type Snapshotable,
  type SnapshotReader,
  type SnapshotWriter,
  TriggerPriceType,
} from "@hotpath/core";
import { SOURCES } from "./price-triggers.ts";

/** The last prices of each instrument, by TriggerPriceType; NaN before the first. */
export class MarketPrices implements Snapshotable {
  readonly prices: Float64Array;

  constructor(instruments: number) {
    this.prices = new Float64Array(instruments * SOURCES).fill(Number.NaN);
  }

  get(instrument: number, source: number): number {
    return this.prices[instrument * SOURCES + source]!;
  }

  /** @returns whether it is another price than before */
  set(instrument: number, source: number, price: number): boolean {
    const at = instrument * SOURCES + source;
    if (this.prices[at] === price) return false;
    this.prices[at] = price;
    return true;
  }

  /** The price that takes: of the other side's best. */
  touch(instrument: number, side: number): number {
    return this.get(instrument, side === Side.Buy ? TriggerPriceType.Offer : TriggerPriceType.Bid);
  }

  /** What a pegged order follows: the best price of its own side, of the other, or the mid. NaN before the first quote. */
  followed(instrument: number, side: number, pegPriceType: number): number {
    if (pegPriceType === PegPriceType.Midpoint) return this.get(instrument, TriggerPriceType.Mid);
    const isBid = (side === Side.Buy) === (pegPriceType === PegPriceType.Primary);
    return this.get(instrument, isBid ? TriggerPriceType.Bid : TriggerPriceType.Offer);
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.prices");
    writer.f64s(this.prices);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.prices");
    reader.f64s(this.prices);
  }
}

/** Best bid of a quote, NaN where there is none. */
export const bidOf = (event: EventCursor): number => (Quote.bidSize(event) > 0 ? Quote.bidPrice(event) : Number.NaN);
/** Best offer of a quote, NaN where there is none. */
export const offerOf = (event: EventCursor): number => (Quote.askSize(event) > 0 ? Quote.askPrice(event) : Number.NaN);
