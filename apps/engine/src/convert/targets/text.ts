import { formatFixed, formatTimestamp, joinNanos } from "@hotpath/core";
import type { MarketBatch, MarketRow } from "@hotpath/market-data";
import type { FeedInstrument } from "../../book/formats.ts";
import type { Sink } from "../../book/output/book-row.ts";
import type { ConvertTarget, RowWriter } from "../targets.ts";

/** A row as every table has it: names of columns to values; prices and sizes exact decimal text, times ISO 8601. */
export interface TableRow {
  kind: string;
  time: string | null;
  receive_time: string | null;
  symbol: string | null;
  side: string | null;
  price: string | null;
  size: string | null;
  other_price: string | null;
  other_size: string | null;
  id: number | null;
  other_id: number | null;
  sequence: number | null;
  code: number;
  flags: string;
}

/** The columns of a table of rows. */
export const TABLE_COLUMNS = [
  "kind",
  "time",
  "receive_time",
  "symbol",
  "side",
  "price",
  "size",
  "other_price",
  "other_size",
  "id",
  "other_id",
  "sequence",
  "code",
  "flags",
] as const;

/** A row for a table. */
export function tableRow(batch: MarketBatch, at: number, instrument: FeedInstrument | undefined): TableRow {
  const row: MarketRow = batch.at(at);
  const { priceDecimals = 0, sizeDecimals = 0, symbol } = instrument ?? {};
  const price = (units: number) => (Number.isNaN(units) ? null : formatFixed(units, priceDecimals));
  return {
    kind: row.kind,
    time: timeOf(row.timeMicros, row.timeNanos),
    receive_time: timeOf(row.receiveMicros, row.receiveNanos),
    symbol: symbol ?? null,
    side: row.side === "None" ? null : row.side,
    price: price(row.price),
    size: formatFixed(row.quantity, sizeDecimals),
    other_price: price(row.otherPrice),
    other_size: Number.isNaN(row.otherPrice) ? null : formatFixed(row.otherQuantity, sizeDecimals),
    id: row.id,
    other_id: row.otherId,
    sequence: row.sequence < 0 ? null : row.sequence,
    code: row.code,
    flags: row.flags.join("|"),
  };
}

/** CSV with a header, every row of the vocabulary. */
export const csvTarget: ConvertTarget = {
  name: "csv",
  about: "every normalised row, CSV with a header",
  endings: [".csv"],
  open: (sink) => new CsvRows(sink),
};

/** A JSON object a line. */
export const jsonTarget: ConvertTarget = {
  name: "json",
  about: "every normalised row, a JSON object a line",
  endings: [".json", ".jsonl", ".ndjson"],
  open: (sink) => ({
    write: (batch, row, instrument) => sink.text(`${JSON.stringify(tableRow(batch, row, instrument))}\n`),
    end() {},
  }),
};

class CsvRows implements RowWriter {
  readonly #sink: Sink;

  constructor(sink: Sink) {
    this.#sink = sink;
    sink.text(`${TABLE_COLUMNS.join(",")}\n`);
  }

  write(batch: MarketBatch, row: number, instrument: FeedInstrument | undefined): void {
    const values = tableRow(batch, row, instrument);
    this.#sink.text(`${TABLE_COLUMNS.map((name) => csvField(values[name])).join(",")}\n`);
  }

  end(): void {}
}

function csvField(value: string | number | null): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function timeOf(micros: number, nanos: number): string | null {
  return Number.isNaN(micros) ? null : formatTimestamp(joinNanos(micros, nanos));
}
