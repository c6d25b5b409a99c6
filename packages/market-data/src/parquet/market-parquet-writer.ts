import { ConfigError, joinNanos } from "@hotpath/core";
import type { VenueInstruments } from "../json/venue-instruments.ts";
import { type MarketBatch, MarketKind } from "../market-batch.ts";
import { parquetWriterLibrary } from "./parquet-bars.ts";
import {
  DECIMAL_DIGITS,
  decimalElement,
  integerElement,
  type ParquetLibrary,
  textElement,
  timestampElement,
} from "./parquet-schema.ts";

/** What a file of {@link MarketParquetWriter} holds. */
export type MarketParquetLayout = "trades" | "quotes";

/** How a {@link MarketParquetWriter} is made. */
export interface MarketParquetWriterOptions {
  layout: MarketParquetLayout;
  /** The symbols, and the units of their prices and sizes. The columns have the most decimals among them. */
  instruments: VenueInstruments;
  /** Takes the file's bytes as they come. */
  sink: (bytes: Uint8Array) => void;
  /** Rows of a row group, 1 to 1,048,576; 65,536 by default. */
  groupRows?: number;
}

const LIMIT = 10n ** BigInt(DECIMAL_DIGITS);

/** Writes trades or quotes as a Parquet file; {@link openMarketParquetWriter} makes one. */
export interface MarketParquetWriter {
  /** Rows written. */
  readonly rows: number;
  /** Rows that this file does not hold: of other kinds and instruments, and of more than 18 digits. */
  readonly withoutRow: number;
  /** Takes the rows of a batch. */
  write(batch: MarketBatch): void;
  /** Ends the file. */
  finish(): void;
}

class RowsWriter implements MarketParquetWriter {
  rows = 0;
  withoutRow = 0;
  readonly #options: MarketParquetWriterOptions;
  readonly #bytes: InstanceType<ParquetLibrary["ByteWriter"]>;
  readonly #writer: InstanceType<ParquetLibrary["ParquetWriter"]>;
  readonly #names: readonly string[];
  readonly #groupRows: number;
  /** By what a unit is multiplied, by entry. */
  readonly #priceScale: readonly bigint[];
  readonly #sizeScale: readonly bigint[];
  #columns: unknown[][];
  #isFinished = false;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(library: ParquetLibrary, options: MarketParquetWriterOptions) {
    const { layout, instruments, groupRows = 65_536 } = options;
    if (layout !== "trades" && layout !== "quotes")
      throw new ConfigError("marketParquetWriter.layout", layout, "trades or quotes");
    if (!Number.isInteger(groupRows) || groupRows < 1 || groupRows > 2 ** 20)
      throw new ConfigError("marketParquetWriter.groupRows", groupRows, "an integer from 1 to 1048576");
    this.#options = options;
    this.#groupRows = groupRows;
    const priceDecimals = Math.max(0, ...instruments.priceDecimals);
    const sizeDecimals = Math.max(0, ...instruments.sizeDecimals);
    this.#priceScale = Array.from(instruments.priceDecimals, (decimals) => 10n ** BigInt(priceDecimals - decimals));
    this.#sizeScale = Array.from(instruments.sizeDecimals, (decimals) => 10n ** BigInt(sizeDecimals - decimals));
    const price = (name: string) => decimalElement(name, priceDecimals);
    const size = (name: string) => decimalElement(name, sizeDecimals);
    const own =
      layout === "trades"
        ? [textElement("side"), price("price"), size("size"), integerElement("id")]
        : [price("bid_price"), size("bid_size"), price("ask_price"), size("ask_size")];
    const elements = [
      timestampElement("time", "NANOS"),
      timestampElement("receive_time", "NANOS"),
      textElement("symbol"),
      integerElement("sequence"),
      ...own,
    ];
    this.#names = elements.map(({ name }) => name);
    this.#columns = this.#names.map(() => []);
    this.#bytes = new library.ByteWriter();
    const schema = [{ name: "root", num_children: elements.length }, ...elements];
    this.#writer = new library.ParquetWriter({ writer: this.#bytes, schema, createdBy: "hotpath" });
  }

  write(batch: MarketBatch): void {
    for (let row = 0; row < batch.count; row++) {
      const values = this.#valuesOf(batch, row);
      if (values === undefined) {
        this.withoutRow++;
        continue;
      }
      for (let i = 0; i < values.length; i++) this.#columns[i]!.push(values[i]);
      this.rows++;
      if (this.#columns[0]!.length === this.#groupRows) this.#flush();
    }
  }

  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    if (this.#columns[0]!.length > 0) this.#flush();
    this.#writer.finish();
    this.#drain();
  }

  #valuesOf(batch: MarketBatch, row: number): unknown[] | undefined {
    const isTrade = this.#options.layout === "trades";
    if (batch.kind[row] !== (isTrade ? MarketKind.Trade : MarketKind.Quote)) return undefined;
    const entry = this.#options.instruments.entryOfIndex(batch.instrument[row]!);
    if (entry < 0) return undefined;
    const price = this.#scaled(batch.price[row]!, this.#priceScale[entry]!);
    const size = this.#scaled(batch.quantity[row]!, this.#sizeScale[entry]!);
    const otherPrice = this.#scaled(batch.otherPrice[row]!, this.#priceScale[entry]!);
    const otherSize = this.#scaled(batch.otherQuantity[row]!, this.#sizeScale[entry]!);
    if (price === undefined || size === undefined || otherPrice === undefined || otherSize === undefined)
      return undefined;
    const sequence = batch.sequence[row]!;
    const head = [
      timeOf(batch.timeMicros[row]!, batch.timeNanos[row]!),
      timeOf(batch.receiveMicros[row]!, batch.receiveNanos[row]!),
      this.#options.instruments.symbols[entry]!,
      sequence < 0 ? null : BigInt(sequence),
    ];
    if (!isTrade) return [...head, price, size, otherPrice, otherSize];
    const side = batch.side[row] === 1 ? "buy" : batch.side[row] === 2 ? "sell" : null;
    return [...head, side, price, size, batch.id[row] === 0 ? null : BigInt(batch.id[row]!)];
  }

  /** Units in the column's decimals; null for none, undefined where they have more than 18 digits. */
  #scaled(units: number, scale: bigint): bigint | null | undefined {
    if (Number.isNaN(units)) return null;
    const value = BigInt(units) * scale;
    return value < LIMIT && value > -LIMIT ? value : undefined;
  }

  #flush(): void {
    const columnData = this.#names.map((name, i) => ({ name, data: this.#columns[i]! }));
    this.#writer.write({ columnData, rowGroupSize: this.#groupRows });
    this.#drain();
    this.#columns = this.#names.map(() => []);
  }

  /** Hands on what is written; the library goes on counting in `offset`. */
  #drain(): void {
    this.#options.sink(this.#bytes.getBytes().slice());
    this.#bytes.index = 0;
  }
}

/**
 * Makes a writer of a Parquet file of trades or quotes: times as timestamps in nanoseconds (UTC), prices and sizes as
 * decimals, exactly. Needs the package `hyparquet-writer`.
 *
 * @throws {ConfigError} naming the option that is wrong
 * @throws {UnavailableError} where `hyparquet-writer` is not installed
 */
export async function openMarketParquetWriter(options: MarketParquetWriterOptions): Promise<MarketParquetWriter> {
  return new RowsWriter(await parquetWriterLibrary(), options);
}

function timeOf(micros: number, nanos: number): bigint | null {
  return Number.isNaN(micros) ? null : joinNanos(micros, nanos);
}
