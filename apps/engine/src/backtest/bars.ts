import { basename } from "node:path";
import { ConfigError, HotpathError, Instrument } from "@hotpath/core";
import { type BarsCsv, type BarsCsvOptions, parseBarsCsv } from "@hotpath/market-data";

/** New York closes at 16:00, which is 21:00 UTC in winter; a file of dates does not tell more. */
const CLOSE_MICROS = 21 * 3_600_000_000;

/** Bars to run on, and what they are called. */
export interface LoadedBars extends BarsCsv {
  source: string;
}

/** The bars of the S&P 500 file. The index is quoted to the cent; the file's further decimals are noise of 32-bit floats. */
export function sp500Bars(bytes: Uint8Array, source: string): LoadedBars {
  const instrument = new Instrument({ id: 1, symbol: "S&P 500", priceDecimals: 2 });
  return { ...parseBarsCsv(bytes, { instrument, closesAfterMicros: CLOSE_MICROS, round: true }), source };
}

/** How a file of bars is read. */
export interface BarReading extends Pick<BarsCsvOptions, "dateFormat" | "columns"> {
  /** The instrument's id. Default 1. */
  id?: number;
  /** Default: the file's name. */
  symbol?: string;
}

/**
 * The bars of a file of the user's: CSV with a header that names date, open, high, low and close, oldest first, or Parquet
 * with such columns. Prices keep the file's decimals up to eight.
 *
 * @param option the option that named it, for errors
 * @throws {ConfigError} if there is no such file, or not one bar in it can be used
 */
export async function barsOfFile(path: string, option = "--bars", reading: BarReading = {}): Promise<LoadedBars> {
  const kind = path.endsWith(".parquet") ? "Parquet" : "CSV";
  const allowed = `a ${kind} file with ${kind === "CSV" ? "a header that names" : "columns"} date, open, high, low, close`;
  let bytes: Uint8Array;
  try {
    bytes = await Bun.file(path).bytes();
  } catch (error) {
    throw new ConfigError(option, path, `${allowed}; this one cannot be read (${(error as Error).message})`);
  }
  const { symbol = basename(path).replace(/\.[^.]*$/, "") || "bars", id = 1, ...format } = reading;
  const parse = kind === "CSV" ? parseBarsCsv : await parquetParser();
  try {
    const bars = await finest(symbol, id, (more) => parse(bytes, { ...more, ...format }));
    if (bars.series.length >= 2) return { ...bars, source: path };
    const reasons = Object.entries(bars.rejects).filter(([, count]) => count > 0);
    throw new ConfigError(
      option,
      path,
      `${allowed} and at least two rows that can be used; this one has ${bars.series.length} of ${bars.rows}` +
        (reasons.length > 0 ? ` (refused: ${reasons.map(([reason, count]) => `${reason} ${count}`).join(", ")})` : ""),
    );
  } catch (error) {
    if (error instanceof ConfigError || !(error instanceof HotpathError)) throw error;
    throw new ConfigError(option, path, `${allowed}; in this one ${error.message}`);
  }
}

type Parser = (bytes: Uint8Array, options: BarsCsvOptions) => BarsCsv | Promise<BarsCsv>;

async function parquetParser(): Promise<Parser> {
  return (await import("@hotpath/market-data/parquet")).readBarsParquet;
}

/** Reads with as few decimals as the file needs; beyond eight, prices are rounded. */
async function finest(
  symbol: string,
  id: number,
  parse: (options: BarsCsvOptions) => BarsCsv | Promise<BarsCsv>,
): Promise<BarsCsv> {
  for (const priceDecimals of [2, 4, 6, 8]) {
    const instrument = new Instrument({ id, symbol, priceDecimals });
    const bars = await parse({ instrument, closesAfterMicros: CLOSE_MICROS, round: priceDecimals === 8 });
    if (bars.rejects.tooFine === 0) return bars;
  }
  throw new HotpathError("INVARIANT_BROKEN", "a rounded file has no price that is too fine");
}
