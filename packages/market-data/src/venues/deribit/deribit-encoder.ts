import { Side } from "@hotpath/core";
import { EncodedFields, type JsonFeedEncoder } from "../../json/feed-encoder.ts";
import type { VenueInstruments } from "../../json/venue-instruments.ts";
import { type MarketBatch, MarketKind } from "../../market-batch.ts";

/**
 * Writes rows as Deribit's notifications, in the order of fields that it sends. A last price goes with the quote behind it,
 * as one `ticker`.
 */
export class DeribitEncoder implements JsonFeedEncoder {
  readonly #fields: EncodedFields;

  constructor(instruments: VenueInstruments) {
    this.#fields = new EncodedFields(instruments);
  }

  encode(batch: MarketBatch, row: number): string | undefined {
    if (batch.kind[row] === MarketKind.Heartbeat) {
      return '{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}';
    }
    if (!this.#fields.begin(batch, row)) return undefined;
    switch (batch.kind[row]) {
      case MarketKind.BookSnapshot:
        return wrap(`book.${this.#fields.symbol}.100ms`, this.#book(batch, row, "snapshot"));
      case MarketKind.BookDelta:
        return wrap(`book.${this.#fields.symbol}.100ms`, this.#book(batch, row, "change"));
      case MarketKind.Trade:
        return wrap(`trades.${this.#fields.symbol}.100ms`, `[${this.#trade(batch, row)}]`);
      case MarketKind.Quote:
        return wrap(`quote.${this.#fields.symbol}`, `{${this.#head},${this.#quote(batch, row)}}`);
      case MarketKind.Ticker:
        return this.#ticker(batch, row);
      default:
        return undefined;
    }
  }

  get #head(): string {
    return `"timestamp":${this.#fields.time},"instrument_name":"${this.#fields.symbol}"`;
  }

  #book(batch: MarketBatch, row: number, type: "snapshot" | "change"): string {
    const { time, symbol } = this.#fields;
    const previous = type === "change" && batch.otherId[row]! >= 0 ? `,"prev_change_id":${batch.otherId[row]}` : "";
    const levels = (side: Side) =>
      this.#fields.levels(side, (price, size, at) => {
        const action = type === "snapshot" ? "new" : batch.quantity[at] === 0 ? "delete" : "change";
        return `["${action}",${price},${size}]`;
      });
    return `{"type":"${type}","timestamp":${time}${previous},"instrument_name":"${symbol}","change_id":${batch.sequence[row]},"bids":${levels(Side.Buy)},"asks":${levels(Side.Sell)}}`;
  }

  #trade(batch: MarketBatch, row: number): string {
    const fields = this.#fields;
    const ids = `"trade_seq":${Math.max(0, batch.sequence[row]!)},"trade_id":"${batch.id[row]}"`;
    const direction = batch.side[row] === Side.Buy ? "buy" : "sell";
    return `{${ids},${this.#head},"price":${fields.price(batch.price[row]!)},"direction":"${direction}","amount":${fields.size(batch.quantity[row]!)}}`;
  }

  #ticker(batch: MarketBatch, row: number): string | undefined {
    if (row + 1 >= batch.count || batch.kind[row + 1] !== MarketKind.Quote) return undefined;
    const fields = this.#fields;
    const volume = batch.quantity[row]!;
    const stats = `"stats":{"volume":${Number.isNaN(volume) ? "null" : fields.size(volume)}}`;
    const last = `"last_price":${fields.price(batch.price[row]!)}`;
    return wrap(`ticker.${fields.symbol}.100ms`, `{${this.#head},${stats},${last},${this.#quote(batch, row + 1)}}`);
  }

  #quote(batch: MarketBatch, row: number): string {
    const fields = this.#fields;
    const price = (units: number) => (Number.isNaN(units) ? "null" : fields.price(units));
    const bid = `"best_bid_price":${price(batch.price[row]!)},"best_bid_amount":${fields.size(batch.quantity[row]!)}`;
    return `${bid},"best_ask_price":${price(batch.otherPrice[row]!)},"best_ask_amount":${fields.size(batch.otherQuantity[row]!)}`;
  }
}

function wrap(channel: string, data: string): string {
  return `{"jsonrpc":"2.0","method":"subscription","params":{"channel":"${channel}","data":${data}}}`;
}
