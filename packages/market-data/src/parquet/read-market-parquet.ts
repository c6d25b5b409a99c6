import { isTimeColumn } from "../csv/market-csv-columns.ts";
import { MarketCsvDecoder, type MarketCsvDecoderOptions } from "../csv/market-csv-decoder.ts";
import { MarketBatch } from "../market-batch.ts";
import { type OpenedParquet, type OpenParquetOptions, openParquet, type ParquetSource } from "./open-parquet.ts";

/** How market data is read from a Parquet file. */
export interface ReadMarketParquetOptions
  extends Omit<MarketCsvDecoderOptions, "delimiter">,
    Pick<OpenParquetOptions, "compressors"> {
  /** The batch that is given again and again; one of 4,096 rows by default. */
  batch?: MarketBatch;
}

/** A Parquet file of market data at its beginning. */
export interface MarketParquet extends OpenedParquet {
  /** Says what was refused. */
  decoder: MarketCsvDecoder;
  /** The rows: the same batch again and again, cleared before each time. Read it once, and not `csv`. */
  batches: AsyncGenerator<MarketBatch>;
}

/**
 * Reads trades, quotes or rows of a Parquet file, as {@link MarketCsvDecoder} reads them from CSV: the same names of
 * columns and reasons. Integers, decimals and texts are exact; a double is taken as its shortest decimal, and refused as
 * `tooFine` where that has more decimals than the instrument. Times that are no timestamps are in `timeFormat`. Needs the
 * package `hyparquet`.
 *
 * @throws {InputError} a file that is no such one; `batches` throws the same for what is broken further on
 * @throws {ConfigError} for a bad option
 * @throws {UnavailableError} where `hyparquet` is not installed
 * @example
 * const { batches, decoder } = await readMarketParquet(file, { instruments });
 * for await (const batch of batches) books.apply(batch);
 * decoder.rejects.counts();
 */
export async function readMarketParquet(
  source: ParquetSource,
  options: ReadMarketParquetOptions = {},
): Promise<MarketParquet> {
  const { compressors, batch = new MarketBatch(), ...rest } = options;
  const opened = await openParquet(source, compressors === undefined ? {} : { compressors });
  const isStamped = opened.times.some((name) => isTimeColumn(name, rest.columns?.time));
  const decoder = new MarketCsvDecoder({ ...rest, ...(isStamped && { timeFormat: "iso" as const }) });
  return { ...opened, decoder, batches: batchesOf(opened.csv, decoder, batch) };
}

async function* batchesOf(
  csv: AsyncGenerator<Uint8Array>,
  decoder: MarketCsvDecoder,
  batch: MarketBatch,
): AsyncGenerator<MarketBatch> {
  batch.clear();
  for await (const piece of csv) {
    for (let at = 0; at < piece.length; ) {
      at += decoder.decode(piece.subarray(at), batch);
      if (batch.count > 0) yield batch;
      batch.clear();
    }
  }
  decoder.end(batch);
  if (batch.count > 0) yield batch;
  batch.clear();
}
