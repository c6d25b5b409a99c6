import { basename } from "node:path";
import { ConfigError, HotpathError, Instrument, type InstrumentDefinition } from "@hotpath/core";
import {
  type BarsCsv,
  type BarsCsvOptions,
  type DateFormat,
  detectBarsDateFormat,
  parseBarsCsv,
} from "@hotpath/market-data";
import { bareName } from "../book/file-names.ts";

/** New York closes at 16:00, which is 21:00 UTC in winter; a file of dates does not tell more. */
const CLOSE_MICROS = 21 * 3_600_000_000;

/** Bars to run on, and what they are called. */
export interface LoadedBars extends BarsCsv {
  source: string;
  /** What they are of. */
  definition: InstrumentDefinition;
}

/** The bars of the S&P 500 file. The index is quoted to the cent; the file's further decimals are noise of 32-bit floats. */
export function sp500Bars(bytes: Uint8Array, source: string): LoadedBars {
  const instrument = new Instrument({ id: 1, symbol: "S&P 500", priceDecimals: 2 });
  const bars = parseBarsCsv(bytes, { instrument, closesAfterMicros: CLOSE_MICROS, round: true });
  return { ...bars, source, definition: definitionOf(instrument) };
}

/** Whether a file is one of bars: by its name, and by its header where it is CSV. */
export async function looksLikeBars(path: string): Promise<boolean> {
  return (path.endsWith(".parquet") && (await isBarsParquet(path))) || (await isBarsCsv(path));
}

/** Whether a file is CSV with a header that names open, high, low and close. */
async function isBarsCsv(path: string): Promise<boolean> {
  if (!bareName(path).toLowerCase().endsWith(".csv") || !(await Bun.file(path).exists())) return false;
  const start = await Bun.file(path).slice(0, 4096).text();
  const [header = ""] = start.split(/\r?\n/, 1);
  const names = header.toLowerCase();
  return ["open", "high", "low", "close"].every((name) => names.includes(name));
}

async function isBarsParquet(path: string): Promise<boolean> {
  const { openParquet } = await import("@hotpath/market-data/parquet");
  const file = Bun.file(path);
  const slices = {
    byteLength: file.size,
    slice: (start: number, end?: number) => file.slice(start, end).arrayBuffer(),
  };
  try {
    const names = (await openParquet(slices)).columns.map((name) => name.toLowerCase());
    return ["open", "high", "low", "close"].every((name) => names.includes(name));
  } catch (error) {
    // What is no Parquet at all is told by whoever reads it.
    if (error instanceof HotpathError) return true;
    throw error;
  }
}

/** Instruments of files have no ticks or lots of their own. */
function definitionOf({ id, symbol, priceDecimals, sizeDecimals }: Instrument): InstrumentDefinition {
  return { id, symbol, priceDecimals, sizeDecimals };
}

/** How a file of bars is read. */
export interface BarReading extends Pick<BarsCsvOptions, "dateFormat" | "columns"> {
  /** The instrument's id. Default 1. */
  id?: number;
  /** Default: the file's name. */
  symbol?: string;
  /** The option that says how times are written, for errors. Default: there is none. */
  timeOption?: string;
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
  const { symbol = basename(path).replace(/\.[^.]*$/, "") || "bars", id = 1, timeOption, ...format } = reading;
  const parse = kind === "CSV" ? parseBarsCsv : await parquetParser();
  try {
    const dateFormat = format.dateFormat ?? (await dateFormatOf(bytes, kind, format.columns));
    const options = { ...format, ...(dateFormat && { dateFormat }) };
    const bars = await finest(symbol, id, (more) => parse(bytes, { ...more, ...options }));
    if (bars.series.length >= 2) return { ...bars, source: path, definition: definitionOf(bars.series.instrument) };
    const reasons = Object.entries(bars.rejects).filter(([, count]) => count > 0);
    throw new ConfigError(
      option,
      path,
      `${allowed} and at least two rows that can be used; this one has ${bars.series.length} of ${bars.rows}` +
        (reasons.length > 0 ? ` (refused: ${reasons.map(([reason, count]) => `${reason} ${count}`).join(", ")})` : "") +
        (bars.rejects.badTime > 0 && timeOption ? `; ${timeOption} says how times are written` : ""),
    );
  } catch (error) {
    if (error instanceof ConfigError || !(error instanceof HotpathError)) throw error;
    throw new ConfigError(option, path, `${allowed}; in this one ${error.message}`);
  }
}

/** How a file writes its times, where they tell; timestamps of Parquet need not be told. */
async function dateFormatOf(
  bytes: Uint8Array,
  kind: "Parquet" | "CSV",
  columns: BarReading["columns"],
): Promise<DateFormat | undefined> {
  const options = columns === undefined ? {} : { columns };
  if (kind === "CSV") return detectBarsDateFormat(bytes, options);
  const { openParquet } = await import("@hotpath/market-data/parquet");
  const pieces: Uint8Array[] = [];
  for await (const piece of (await openParquet(bytes)).csv) if (pieces.push(piece) === 3) break;
  return detectBarsDateFormat(Buffer.concat(pieces), options);
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
