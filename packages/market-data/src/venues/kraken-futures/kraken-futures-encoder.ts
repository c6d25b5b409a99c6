import { Side } from "@hotpath/core";
import { EncodedFields, type JsonFeedEncoder } from "../../json/feed-encoder.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../../market-batch.ts";

/**
 * Writes rows as Kraken Futures' messages, in the order of fields that it sends. A change of the book is one level; a last
 * price goes with the quote behind it, as one `ticker`.
 */
export class KrakenFuturesEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    if (batch.kind[row] === MarketKind.Heartbeat) return '{"feed":"heartbeat","time":0}';
    const fields = this.#fields;
    if (!fields.begin(batch, row)) return undefined;
    const { symbol, time, end } = fields;
    const about = `"product_id":"${symbol}"`;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
        return `{"feed":"book_snapshot",${about},"timestamp":${time},"seq":${batch.sequence[row]},"tickSize":null,"bids":${this.#levels(Side.Buy)},"asks":${this.#levels(Side.Sell)}}`;
      case MarketKind.BookDelta: {
        if (end !== row + 2) return undefined;
        const level = `"price":${fields.price(batch.price[row + 1]!)},"qty":${fields.size(batch.quantity[row + 1]!)}`;
        return `{"feed":"book",${about},"side":"${sideOf(batch, row + 1)}","seq":${batch.sequence[row]},${level},"timestamp":${time}}`;
      }
      case MarketKind.Trade: {
        const trade = `{"feed":"trade",${about},"uid":"00000000-0000-0000-0000-000000000000","side":"${sideOf(batch, row)}","type":"fill","seq":${batch.id[row]},"time":${time},"qty":${fields.size(batch.quantity[row]!)},"price":${fields.price(batch.price[row]!)}}`;
        const isSnapshot = (batch.flags[row]! & MarketFlag.Snapshot) !== 0;
        return isSnapshot ? `{"feed":"trade_snapshot",${about},"trades":[${trade}]}` : trade;
      }
      case MarketKind.Quote:
        return `{"feed":"ticker",${about},"time":${time},${this.#quote(batch, row)}}`;
      case MarketKind.Ticker: {
        const volume = batch.quantity[row]!;
        if (row + 1 >= batch.count || batch.kind[row + 1] !== MarketKind.Quote || Number.isNaN(volume))
          return undefined;
        const last = `"volume":${fields.size(volume)},"last":${fields.price(batch.price[row]!)}`;
        return `{"feed":"ticker",${about},"time":${time},${this.#quote(batch, row + 1)},${last}}`;
      }
      default:
        return undefined;
    }
  }

  #quote(batch: MarketBatch, row: number): string {
    const fields = this.#fields;
    const prices = `"bid":${fields.price(batch.price[row]!)},"ask":${fields.price(batch.otherPrice[row]!)}`;
    return `${prices},"bid_size":${fields.size(batch.quantity[row]!)},"ask_size":${fields.size(batch.otherQuantity[row]!)}`;
  }

  #levels(side: Side): string {
    return this.#fields.levels(side, (price, size) => `{"price":${price},"qty":${size}}`);
  }
}

function sideOf(batch: MarketBatch, row: number): string {
  return batch.side[row] === Side.Buy ? "buy" : "sell";
}
