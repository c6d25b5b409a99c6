import { UnavailableError } from "@hotpath/core";
import type { BarSeries } from "../bar-series.ts";
import { type BarsCsv, type BarsCsvOptions, parseBarsCsv } from "../bars-csv.ts";
import { isTimeColumn } from "../csv/market-csv-columns.ts";
import { type OpenParquetOptions, openParquet, type ParquetSource } from "./open-parquet.ts";
import { decimalElement, type ParquetLibrary, timestampElement } from "./parquet-schema.ts";

/**
 * Reads bars from a Parquet file, as `parseBarsCsv` reads them from CSV: the same names of columns, checks and reasons.
 * Times that are no timestamps are counts or texts in `dateFormat`. Needs the package `hyparquet`.
 *
 * @throws {InputError} a file that is no such one, or lacks a column that is needed
 * @throws {ConfigError} for a bad option
 * @throws {UnavailableError} where `hyparquet` is not installed
 */
export async function readBarsParquet(
  source: ParquetSource,
  options: BarsCsvOptions & Pick<OpenParquetOptions, "compressors">,
): Promise<BarsCsv> {
  const { compressors, ...rest } = options;
  const opened = await openParquet(source, compressors === undefined ? {} : { compressors });
  const isStamped = opened.times.some((name) => isTimeColumn(name, rest.columns?.time));
  return await parseBarsCsv(streamOf(opened.csv), { ...rest, ...(isStamped && { dateFormat: "iso" as const }) });
}

/**
 * Writes bars as a Parquet file: `time` a timestamp in microseconds (UTC), prices and `volume` decimals with the
 * instrument's digits, exactly. Needs the package `hyparquet-writer`.
 *
 * @throws {UnavailableError} where `hyparquet-writer` is not installed
 */
export async function writeBarsParquet(series: BarSeries): Promise<Uint8Array> {
  const library = await parquetWriterLibrary();
  const { priceDecimals, sizeDecimals } = series.instrument;
  const prices = ["open", "high", "low", "close"] as const;
  const hasAdjusted = series.adjustedClose !== undefined;
  const schema = [
    { name: "root", num_children: 6 + (hasAdjusted ? 1 : 0) },
    timestampElement("time", "MICROS"),
    ...prices.map((name) => decimalElement(name, priceDecimals)),
    decimalElement("volume", sizeDecimals),
    ...(hasAdjusted ? [decimalElement("adjusted_close", priceDecimals)] : []),
  ];
  const bytes = new library.ByteWriter();
  const writer = new library.ParquetWriter({ writer: bytes, schema, createdBy: "hotpath" });
  const column = (name: string, values: Float64Array) => ({ name, data: Array.from(values, (value) => BigInt(value)) });
  writer.write({
    columnData: [
      column("time", series.timeMicros),
      ...prices.map((name) => column(name, series[name])),
      column("volume", series.volume),
      ...(series.adjustedClose === undefined ? [] : [column("adjusted_close", series.adjustedClose)]),
    ],
  });
  writer.finish();
  return bytes.getBytes();
}

/** @throws {UnavailableError} */
export async function parquetWriterLibrary(): Promise<ParquetLibrary> {
  return await import("hyparquet-writer").catch((cause: unknown) => {
    throw new UnavailableError("Parquet: needs the package hyparquet-writer", { cause });
  });
}

function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
