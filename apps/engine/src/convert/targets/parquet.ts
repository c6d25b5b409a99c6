import { joinNanos, unitsToNumber } from "@hotpath/core";
import type { MarketBatch } from "@hotpath/market-data";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { FeedInstrument } from "../../book/formats.ts";
import type { Sink } from "../../book/output/book-row.ts";
import type { ConvertTarget, RowWriter } from "../targets.ts";
import { TABLE_COLUMNS, tableRow } from "./text.ts";

/** Rows that are held until they become a row group. */
const GROUP_ROWS = 16_384;

type Schema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];
type Column = (typeof TABLE_COLUMNS)[number];

const TIMES: readonly Column[] = ["time", "receive_time"];
const DOUBLES: readonly Column[] = ["price", "size", "other_price", "other_size"];
const INTEGERS: readonly Column[] = ["id", "other_id", "sequence", "code"];

/** Every row of the vocabulary: times as timestamps in nanoseconds, prices and sizes as doubles. */
export const parquetTarget: ConvertTarget = {
  name: "parquet",
  about: "every normalised row, Parquet",
  endings: [".parquet"],
  open: (sink) => new ParquetRows(sink),
};

class ParquetRows implements RowWriter {
  readonly #bytes: ByteWriter = new ByteWriter();
  readonly #writer: ParquetWriter;
  readonly #sink: Sink;
  #columns = new Map<Column, unknown[]>();
  #held = 0;

  constructor(sink: Sink) {
    this.#sink = sink;
    const schema: Schema = [{ name: "root", num_children: TABLE_COLUMNS.length }, ...TABLE_COLUMNS.map(elementOf)];
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, createdBy: "hotpath" });
  }

  write(batch: MarketBatch, row: number, instrument: FeedInstrument | undefined): void {
    const values: Record<Column, unknown> = tableRow(batch, row, instrument);
    values.time = nanosecondsOf(batch.timeMicros[row]!, batch.timeNanos[row]!);
    values.receive_time = nanosecondsOf(batch.receiveMicros[row]!, batch.receiveNanos[row]!);
    const { priceDecimals = 0, sizeDecimals = 0 } = instrument ?? {};
    const numbers = [batch.price, batch.quantity, batch.otherPrice, batch.otherQuantity] as const;
    DOUBLES.forEach((name, i) => {
      const decimals = name.endsWith("price") ? priceDecimals : sizeDecimals;
      values[name] = values[name] === null ? null : unitsToNumber(numbers[i]![row]!, decimals);
    });
    for (const name of INTEGERS) values[name] = values[name] === null ? null : BigInt(values[name] as number);
    for (const name of TABLE_COLUMNS) {
      const column = this.#columns.get(name);
      if (column === undefined) this.#columns.set(name, [values[name]]);
      else column.push(values[name]);
    }
    this.#held++;
    if (this.#held === GROUP_ROWS) this.#flush();
  }

  end(): void {
    if (this.#held > 0) this.#flush();
    this.#writer.finish();
    this.#drain();
  }

  #flush(): void {
    const columnData = TABLE_COLUMNS.map((name) => ({ name, data: this.#columns.get(name)! }));
    this.#writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    this.#drain();
    this.#columns = new Map();
    this.#held = 0;
  }

  /** Hands on what is written; the library goes on counting in `offset`. */
  #drain(): void {
    this.#sink.bytes(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}

function elementOf(name: Column): Schema[number] {
  const shared = { name, repetition_type: "OPTIONAL" as const };
  if (TIMES.includes(name))
    return { ...shared, type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "NANOS" } };
  if (DOUBLES.includes(name)) return { ...shared, type: "DOUBLE" };
  if (INTEGERS.includes(name)) return { ...shared, type: "INT64" };
  return { ...shared, type: "BYTE_ARRAY", converted_type: "UTF8" };
}

function nanosecondsOf(micros: number, nanos: number): bigint | null {
  return Number.isNaN(micros) ? null : joinNanos(micros, nanos);
}
