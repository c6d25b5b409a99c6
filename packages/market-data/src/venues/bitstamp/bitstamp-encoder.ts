import { Side } from "@hotpath/core";
import { EncodedFields, type JsonFeedEncoder, quotedPair } from "../../json/feed-encoder.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketKind } from "../../market-batch.ts";

/** Writes rows as Bitstamp's messages, in the order of fields that it sends. */
export class BitstampEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    if (batch.kind[row] === MarketKind.Heartbeat) {
      return '{"event":"bts:heartbeat","channel":"","data":{"status":"success"}}';
    }
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
        return wrap(this.#book(batch, row), `order_book_${fields.symbol}`, "data");
      case MarketKind.BookDelta:
        return wrap(this.#book(batch, row), `diff_order_book_${fields.symbol}`, "data");
      case MarketKind.Trade:
        return wrap(this.#trade(batch, row), `live_trades_${fields.symbol}`, "trade");
      default:
        return undefined;
    }
  }

  #book(batch: MarketBatch, row: number): string {
    const levels = (side: Side) => this.#fields.levels(side, quotedPair);
    return `{${times(batch.sequence[row]!)},"bids":${levels(Side.Buy)},"asks":${levels(Side.Sell)}}`;
  }

  #trade(batch: MarketBatch, row: number): string {
    const [size, price] = [this.#fields.size(batch.quantity[row]!), this.#fields.price(batch.price[row]!)];
    const micros = batch.timeMicros[row]!;
    const isSold = batch.side[row] === Side.Sell;
    const resting = batch.otherId[row]!;
    const orders = `"buy_order_id":${isSold ? resting : 0},"sell_order_id":${isSold ? 0 : resting}`;
    const values = `"amount":${size},"amount_str":"${size}","price":${price},"price_str":"${price}"`;
    return `{"id":${batch.id[row]},"timestamp":"${seconds(micros)}",${values},"type":${isSold ? 1 : 0},"microtimestamp":"${micros}",${orders}}`;
  }
}

function seconds(micros: number): number {
  return Math.floor(micros / 1_000_000);
}

function times(micros: number): string {
  return `"timestamp":"${seconds(micros)}","microtimestamp":"${micros}"`;
}

function wrap(data: string, channel: string, event: string): string {
  return `{"data":${data},"channel":"${channel}","event":"${event}"}`;
}
