import { ConfigError, formatFixed, Side } from "@hotpath/core";
import { endOfMessage } from "../json/feed-encoder.ts";
import type { VenueInstruments } from "../json/venue-instruments.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { TARDIS_COLUMNS, TARDIS_TYPES, type TardisType } from "./tardis-layouts.ts";

/** How a {@link TardisEncoder} is made. */
export interface TardisEncoderOptions {
  type: Exclude<TardisType, "options_chain">;
  /** What stands in the column `exchange`. */
  exchange: string;
  /** The symbols, and the units of their prices and sizes. */
  instruments: VenueInstruments;
}

/**
 * Writes rows as one of Tardis' CSV files, numbers without zeros at their end. What the decoder has read of a file it
 * writes back as it was, but for values that have no row. Rows of other kinds, without a time or of other instruments are
 * passed over and counted.
 */
export class TardisEncoder {
  /** Rows that this file cannot hold. */
  withoutLine = 0;
  readonly #options: TardisEncoderOptions;
  readonly #depth: number;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: TardisEncoderOptions) {
    if (!TARDIS_TYPES.includes(options.type) || (options.type as string) === "options_chain")
      throw new ConfigError("tardis.type", options.type, TARDIS_TYPES.slice(0, -1).join(", "));
    if (/[",\r\n]/.test(options.exchange)) throw new ConfigError("tardis.exchange", options.exchange, "a plain word");
    this.#options = options;
    this.#depth = options.type === "book_snapshot_25" ? 25 : 5;
  }

  /** The header, with its line end. */
  header(): string {
    return `${TARDIS_COLUMNS[this.#options.type].join(",")}\n`;
  }

  /** The lines of a batch of whole messages, each with its end. */
  encode(batch: MarketBatch): string {
    let lines = "";
    for (let row = 0; row < batch.count; ) {
      const end = endOfMessage(batch, row);
      const entry = this.#options.instruments.entryOfIndex(batch.instrument[row]!);
      const line =
        entry < 0 || Number.isNaN(batch.timeMicros[row]!) ? undefined : this.#message(batch, row, end, entry);
      if (line === undefined) this.withoutLine += end - row;
      else lines += line;
      row = end;
    }
    return lines;
  }

  #message(batch: MarketBatch, row: number, end: number, entry: number): string | undefined {
    const kind = batch.kind[row];
    const isBook = kind === MarketKind.BookSnapshot || kind === MarketKind.BookDelta;
    switch (this.#options.type) {
      case "incremental_book_L2":
        return isBook ? this.#changes(batch, row + 1, end, entry) : undefined;
      case "book_snapshot_25":
      case "book_snapshot_5":
        return kind === MarketKind.BookSnapshot ? this.#snapshot(batch, row, end, entry) : undefined;
      case "trades":
        return kind === MarketKind.Trade ? this.#trade(batch, row, entry) : undefined;
      case "liquidations":
        return kind === MarketKind.Trade && (batch.flags[row]! & MarketFlag.Liquidation) !== 0
          ? this.#trade(batch, row, entry)
          : undefined;
      case "derivative_ticker":
        return kind === MarketKind.Ticker
          ? `${this.#head(batch, row, entry)},,,,,${this.#price(batch.price[row]!, entry)},,\n`
          : undefined;
      default:
        return kind === MarketKind.Quote ? this.#quote(batch, row, entry) : undefined;
    }
  }

  #changes(batch: MarketBatch, from: number, end: number, entry: number): string {
    let lines = "";
    for (let row = from; row < end; row++) {
      const isSnapshot = (batch.flags[row]! & MarketFlag.Snapshot) !== 0;
      const side = batch.side[row] === Side.Buy ? "bid" : "ask";
      const level = `${this.#price(batch.price[row]!, entry)},${this.#size(batch.quantity[row]!, entry)}`;
      lines += `${this.#head(batch, row, entry)},${isSnapshot},${side},${level}\n`;
    }
    return lines;
  }

  /** The best levels of each side; what is beyond the file's depth is passed over. */
  #snapshot(batch: MarketBatch, header: number, end: number, entry: number): string {
    const sides = [Side.Sell, Side.Buy].map((side) => {
      const rows: number[] = [];
      for (let row = header + 1; row < end; row++) if (batch.side[row] === side) rows.push(row);
      const sign = side === Side.Sell ? 1 : -1;
      return rows.sort((one, other) => sign * (batch.price[one]! - batch.price[other]!));
    });
    this.withoutLine += sides.reduce((sum, rows) => sum + Math.max(0, rows.length - this.#depth), 0);
    let line = this.#head(batch, header, entry);
    for (let i = 0; i < this.#depth; i++)
      for (const rows of sides) {
        const row = rows[i];
        line +=
          row === undefined
            ? ",,"
            : `,${this.#price(batch.price[row]!, entry)},${this.#size(batch.quantity[row]!, entry)}`;
      }
    return `${line}\n`;
  }

  #trade(batch: MarketBatch, row: number, entry: number): string {
    const side = batch.side[row] === Side.Buy ? "buy" : batch.side[row] === Side.Sell ? "sell" : "unknown";
    const id = batch.id[row] === 0 ? "" : batch.id[row];
    const trade = `${this.#price(batch.price[row]!, entry)},${this.#size(batch.quantity[row]!, entry)}`;
    return `${this.#head(batch, row, entry)},${id},${side},${trade}\n`;
  }

  #quote(batch: MarketBatch, row: number, entry: number): string {
    const ask = this.#price(batch.otherPrice[row]!, entry);
    const bid = this.#price(batch.price[row]!, entry);
    const askSize = ask === "" ? "" : this.#size(batch.otherQuantity[row]!, entry);
    const bidSize = bid === "" ? "" : this.#size(batch.quantity[row]!, entry);
    return `${this.#head(batch, row, entry)},${askSize},${ask},${bid},${bidSize}\n`;
  }

  #head(batch: MarketBatch, row: number, entry: number): string {
    const time = batch.timeMicros[row]!;
    const received = batch.receiveMicros[row]!;
    const symbol = this.#options.instruments.symbols[entry]!;
    return `${this.#options.exchange},${quoted(symbol)},${time},${Number.isNaN(received) ? time : received}`;
  }

  #price(units: number, entry: number): string {
    return Number.isNaN(units) ? "" : plain(formatFixed(units, this.#options.instruments.priceDecimals[entry]!));
  }

  #size(units: number, entry: number): string {
    return plain(formatFixed(units, this.#options.instruments.sizeDecimals[entry]!));
  }
}

/** A decimal without zeros at its end. */
function plain(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

function quoted(symbol: string): string {
  return /[",\r\n]/.test(symbol) ? `"${symbol.replaceAll('"', '""')}"` : symbol;
}
