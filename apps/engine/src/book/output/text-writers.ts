import { formatFixed, formatTimestamp, joinNanos } from "@hotpath/core";
import type { BookRow, BookRowWriter, Sink } from "./book-row.ts";

/** CSV with a header: time, symbol, and for each level bid price, bid size, ask price, ask size; a level there is not is empty. */
export class CsvWriter implements BookRowWriter {
  readonly #sink: Sink;

  constructor(sink: Sink, depth: number) {
    this.#sink = sink;
    const levels = Array.from(
      { length: depth },
      (_, i) => `bid_price_${i + 1},bid_size_${i + 1},ask_price_${i + 1},ask_size_${i + 1}`,
    );
    sink.text(`time,symbol,${levels.join(",")}\n`);
  }

  write(row: BookRow): void {
    const { priceDecimals, sizeDecimals, symbol } = row.instrument;
    let line = `${timeText(row)},${/[",\n]/.test(symbol) ? `"${symbol.replaceAll('"', '""')}"` : symbol}`;
    for (let i = 0; i < row.depth; i++) {
      for (const [count, side] of [
        [row.bids, row.bidColumns],
        [row.asks, row.askColumns],
      ] as const) {
        if (i >= count) line += ",,";
        else line += `,${formatFixed(side.price[i]!, priceDecimals)},${formatFixed(side.quantity[i]!, sizeDecimals)}`;
      }
    }
    this.#sink.text(`${line}\n`);
  }

  end(): void {}
}

/** A JSON object a line: time, symbol, bids and asks as [price, size], decimals as text so that they stay exact. */
export class JsonWriter implements BookRowWriter {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(row: BookRow): void {
    const { priceDecimals, sizeDecimals, symbol } = row.instrument;
    const side = (count: number, columns: BookRow["bidColumns"]): string[][] =>
      Array.from({ length: count }, (_, i) => [
        formatFixed(columns.price[i]!, priceDecimals),
        formatFixed(columns.quantity[i]!, sizeDecimals),
      ]);
    const time = Number.isNaN(row.micros) ? null : timeText(row);
    const object = { time, symbol, bids: side(row.bids, row.bidColumns), asks: side(row.asks, row.askColumns) };
    this.#sink.text(`${JSON.stringify(object)}\n`);
  }

  end(): void {}
}

/** LOBSTER's own columns: for each level ask price, ask size, bid price, bid size in units, and its dummies; no header. */
export class LobsterWriter implements BookRowWriter {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  write(row: BookRow): void {
    let line = "";
    for (let i = 0; i < row.depth; i++) {
      const ask = i < row.asks ? `${row.askColumns.price[i]},${row.askColumns.quantity[i]}` : "9999999999,0";
      const bid = i < row.bids ? `${row.bidColumns.price[i]},${row.bidColumns.quantity[i]}` : "-9999999999,0";
      line += `${i === 0 ? "" : ","}${ask},${bid}`;
    }
    this.#sink.text(`${line}\n`);
  }

  end(): void {}
}

function timeText(row: BookRow): string {
  return Number.isNaN(row.micros) ? "" : formatTimestamp(joinNanos(row.micros, row.nanos));
}
