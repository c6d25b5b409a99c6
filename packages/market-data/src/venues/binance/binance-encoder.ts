import { Side } from "@hotpath/core";
import { EncodedFields, type JsonFeedEncoder, quotedPair } from "../../json/feed-encoder.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketKind } from "../../market-batch.ts";

/** Binance's markets: spot, futures margined in USD, futures margined in coins. */
export type BinanceMarket = "spot" | "usdm" | "coinm";

/** How a {@link BinanceEncoder} is made. */
export interface BinanceEncoderOptions {
  /** `spot` by default. */
  market?: BinanceMarket;
  /** Whether messages stand in the envelope of a combined stream; false by default. */
  combined?: boolean;
}

/**
 * Writes rows as Binance's messages, in the order of fields that Binance sends. Snapshots are answers of `GET …/depth`, or
 * partial depth in a combined stream; a trade with a number of trades in `code` is an aggregate.
 */
export class BinanceEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;
  readonly #market: BinanceMarket;
  readonly #combined: boolean;

  constructor(instruments: VenueInstruments, options: BinanceEncoderOptions = {}) {
    this.#fields = new EncodedFields(instruments);
    this.#market = options.market ?? "spot";
    this.#combined = options.combined ?? false;
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    if (!this.#fields.begin(batch, row)) return undefined;
    switch (batch.kind[row]) {
      case MarketKind.BookDelta:
        return this.#wrap("depth@100ms", this.#delta(batch, row));
      case MarketKind.BookSnapshot:
        return this.#wrap("depth20@100ms", this.#snapshot(batch, row));
      case MarketKind.Quote:
        return this.#wrap("bookTicker", this.#quote(batch, row));
      case MarketKind.Trade:
        return batch.code[row] === 0
          ? this.#wrap("trade", this.#trade(batch, row))
          : this.#wrap("aggTrade", this.#aggregate(batch, row));
      case MarketKind.Ticker:
        return this.#wrap("miniTicker", this.#ticker(batch, row));
      default:
        return undefined;
    }
  }

  #wrap(stream: string, payload: string): string {
    return this.#combined ? `{"stream":"${this.#fields.symbol.toLowerCase()}@${stream}","data":${payload}}` : payload;
  }

  /** `,"s":"S"`, and the pair of a coin-margined contract. */
  #symbol(): string {
    const { symbol } = this.#fields;
    return `,"s":"${symbol}"${this.#market === "coinm" ? `,"ps":"${symbol.split("_")[0]}"` : ""}`;
  }

  #delta(batch: MarketBatch, row: number): string {
    const { time } = this.#fields;
    const isSpot = this.#market === "spot";
    const engine = isSpot ? "" : `,"T":${time}`;
    const previous = isSpot ? "" : `,"pu":${batch.otherId[row]}`;
    const ids = `,"U":${batch.id[row]},"u":${batch.sequence[row]}${previous}`;
    return `{"e":"depthUpdate","E":${time}${engine}${this.#symbol()}${ids},"b":${this.#side(Side.Buy)},"a":${this.#side(Side.Sell)}}`;
  }

  #snapshot(batch: MarketBatch, row: number): string {
    const { time } = this.#fields;
    const times = this.#market === "spot" ? "" : `,"E":${time},"T":${time}`;
    return `{"lastUpdateId":${batch.sequence[row]}${times},"bids":${this.#side(Side.Buy)},"asks":${this.#side(Side.Sell)}}`;
  }

  #quote(batch: MarketBatch, row: number): string {
    const fields = this.#fields;
    const bid = `"b":"${fields.price(batch.price[row]!)}","B":"${fields.size(batch.quantity[row]!)}"`;
    const ask = `"a":"${fields.price(batch.otherPrice[row]!)}","A":"${fields.size(batch.otherQuantity[row]!)}"`;
    if (this.#market === "spot") return `{"u":${batch.sequence[row]}${this.#symbol()},${bid},${ask}}`;
    const times = `"T":${fields.time},"E":${fields.time}`;
    return `{"e":"bookTicker","u":${batch.sequence[row]}${this.#symbol()},${bid},${ask},${times}}`;
  }

  #trade(batch: MarketBatch, row: number): string {
    const { time } = this.#fields;
    const trade = `${this.#symbol()},"t":${batch.id[row]}${this.#priceAndSize(batch, row)}`;
    const makes = batch.side[row] === Side.Sell;
    if (this.#market === "spot") return `{"e":"trade","E":${time}${trade},"T":${time},"m":${makes},"M":true}`;
    return `{"e":"trade","E":${time},"T":${time}${trade},"X":"MARKET","m":${makes}}`;
  }

  #aggregate(batch: MarketBatch, row: number): string {
    const { time } = this.#fields;
    const id = `,"a":${batch.id[row]}`;
    const isSpot = this.#market === "spot";
    const head = isSpot ? `${this.#symbol()}${id}` : `${id}${this.#symbol()}`;
    const trades = `,"f":1,"l":${batch.code[row]},"T":${time},"m":${batch.side[row] === Side.Sell}`;
    return `{"e":"aggTrade","E":${time}${head}${this.#priceAndSize(batch, row)}${trades}${isSpot ? ',"M":true' : ""}}`;
  }

  #ticker(batch: MarketBatch, row: number): string {
    const { time } = this.#fields;
    const price = this.#fields.price(batch.price[row]!);
    const volume = this.#fields.size(batch.quantity[row]!);
    return `{"e":"24hrMiniTicker","E":${time}${this.#symbol()},"c":"${price}","o":"${price}","h":"${price}","l":"${price}","v":"${volume}","q":"0"}`;
  }

  #priceAndSize(batch: MarketBatch, row: number): string {
    return `,"p":"${this.#fields.price(batch.price[row]!)}","q":"${this.#fields.size(batch.quantity[row]!)}"`;
  }

  #side(side: Side): string {
    return this.#fields.levels(side, quotedPair);
  }
}
