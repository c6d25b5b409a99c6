import { joinNanos, unitsToNumber } from "@hotpath/core";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { BookRow, BookRowWriter, Sink } from "./book-row.ts";

/** Rows that are held until they become a row group. */
const GROUP_ROWS = 16_384;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];

/**
 * Parquet: time (timestamp in nanoseconds, UTC), symbol, and for each level bid_price_1, bid_size_1, ask_price_1,
 * ask_size_1 … as doubles; a level there is not is null.
 */
export class ParquetBookWriter implements BookRowWriter {
  readonly #names: string[] = [];
  readonly #bytes: ByteWriter = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #sink: Sink;
  #time: (bigint | null)[] = [];
  #symbol: string[] = [];
  #levels: (number | null)[][];

  constructor(sink: Sink, depth: number) {
    this.#sink = sink;
    for (let i = 1; i <= depth; i++)
      this.#names.push(`bid_price_${i}`, `bid_size_${i}`, `ask_price_${i}`, `ask_size_${i}`);
    const schema: Schema = [
      { name: "root", num_children: 2 + this.#names.length },
      {
        name: "time",
        type: "INT64",
        repetition_type: "OPTIONAL",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" },
      },
      { name: "symbol", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      ...this.#names.map((name) => ({ name, type: "DOUBLE" as const, repetition_type: "OPTIONAL" as const })),
    ];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: "hotpath" });
    this.#levels = this.#names.map(() => []);
  }

  write(row: BookRow): void {
    const { priceDecimals, sizeDecimals, symbol } = row.instrument;
    this.#time.push(Number.isNaN(row.micros) ? null : joinNanos(row.micros, row.nanos));
    this.#symbol.push(symbol);
    let column = 0;
    for (let i = 0; i < row.depth; i++) {
      for (const [count, side] of [
        [row.bids, row.bidColumns],
        [row.asks, row.askColumns],
      ] as const) {
        this.#levels[column++]!.push(i < count ? unitsToNumber(side.price[i]!, priceDecimals) : null);
        this.#levels[column++]!.push(i < count ? unitsToNumber(side.quantity[i]!, sizeDecimals) : null);
      }
    }
    if (this.#time.length === GROUP_ROWS) this.#flush();
  }

  end(): void {
    if (this.#time.length > 0) this.#flush();
    this.#writer.finish();
    this.#drain();
  }

  #flush(): void {
    const columnData = [
      { name: "time", data: this.#time },
      { name: "symbol", data: this.#symbol },
      ...this.#names.map((name, i) => ({ name, data: this.#levels[i]! })),
    ];
    this.#writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.#drain();
    this.#time = [];
    this.#symbol = [];
    this.#levels = this.#names.map(() => []);
  }

  /** Hands on what is written; the library goes on counting in `offset`. */
  #drain(): void {
    this.#sink.bytes(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}
