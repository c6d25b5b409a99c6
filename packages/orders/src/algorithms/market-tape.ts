import { type Snapshotable, type SnapshotReader, type SnapshotWriter, WideColumn } from "@hotpath/core";

/** What algorithms need to know of each market: its touch, its volume, and the sums behind its average prices, exactly. */
export class MarketTape implements Snapshotable {
  /** Best prices in price units, 0 where there is none. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  readonly bidSize: Float64Array;
  readonly askSize: Float64Array;
  /** Quotes seen. */
  readonly quotes: Float64Array;
  /** Traded, in size units. */
  readonly volume: Float64Array;
  /** Sum of price × size of the trades. */
  readonly traded: WideColumn;
  /** Sum of twice the middle × microseconds that it stood. */
  readonly area: WideColumn;
  /** Twice the middle of the market; 0 while it has not both sides. */
  readonly middle: Float64Array;
  /** Since when that is. */
  readonly since: Float64Array;
  /** Microseconds for which there was a middle. */
  readonly stood: Float64Array;

  constructor(instruments: number) {
    const doubles = (): Float64Array => new Float64Array(instruments);
    [this.bid, this.ask, this.bidSize, this.askSize] = [doubles(), doubles(), doubles(), doubles()];
    [this.quotes, this.volume, this.middle] = [doubles(), doubles(), doubles()];
    [this.since, this.stood] = [doubles(), doubles()];
    this.traded = new WideColumn(instruments);
    this.area = new WideColumn(instruments);
  }

  /** The touch is another. */
  quote(i: number, bid: number, ask: number, bidSize: number, askSize: number, micros: number): void {
    this.advance(i, micros);
    this.bid[i] = bidSize > 0 ? bid : 0;
    this.ask[i] = askSize > 0 ? ask : 0;
    this.bidSize[i] = bidSize;
    this.askSize[i] = askSize;
    this.quotes[i]! += 1;
    this.middle[i] = bidSize > 0 && askSize > 0 ? bid + ask : 0;
  }

  /** A trade was printed, or a bar has closed. */
  trade(i: number, price: number, quantity: number): void {
    this.volume[i]! += quantity;
    this.traded.addProduct(i, price, quantity);
  }

  /** Brings the time-weighted sums up to a time. */
  advance(i: number, micros: number): void {
    const elapsed = micros - this.since[i]!;
    if (elapsed > 0) {
      if (this.middle[i]! > 0) {
        this.area.addProduct(i, this.middle[i]!, elapsed);
        this.stood[i]! += elapsed;
      }
      this.since[i] = micros;
    }
  }

  snapshot(writer: SnapshotWriter): void {
    writer.section("orders.marketTape");
    for (const column of this.#columns()) writer.f64s(column);
    this.traded.snapshot(writer);
    this.area.snapshot(writer);
  }

  restore(reader: SnapshotReader): void {
    reader.section("orders.marketTape");
    for (const column of this.#columns()) reader.f64s(column);
    this.traded.restore(reader);
    this.area.restore(reader);
  }

  #columns(): Float64Array[] {
    const { bid, ask, bidSize, askSize, quotes, volume, middle, since, stood } = this;
    return [bid, ask, bidSize, askSize, quotes, volume, middle, since, stood];
  }
}
