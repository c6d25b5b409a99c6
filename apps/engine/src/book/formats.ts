/**
 * The formats that `hotpath book` reads. A format is a file in `formats/` and a line in {@link FORMATS}: it makes a
 * {@link FeedReader}, which turns the bytes of a file into normalised rows and says of which instruments they are.
 */
import { ConfigError } from "@hotpath/core";
import type { Decoder, MarketBatch } from "@hotpath/market-data";
import { bareName } from "./file-names.ts";
import { csv, tardis } from "./formats/csv.ts";
import { dbn } from "./formats/dbn.ts";
import { iex } from "./formats/iex.ts";
import { itch50 } from "./formats/itch50.ts";
import { JSON_FORMATS } from "./formats/json-feeds.ts";
import { lobster } from "./formats/lobster.ts";
import { pitch } from "./formats/pitch.ts";

/** What prices and sizes of an instrument count. */
export interface FeedInstrument {
  symbol: string;
  /** Prices are units of 10^-this. */
  priceDecimals: number;
  /** Sizes are units of 10^-this. */
  sizeDecimals: number;
}

/** What is known of the input before its first byte. */
export interface FormatInput {
  /** The file's name as given, without `.gz` and `.zst`; `-` for standard input. */
  name: string;
  /** The day, `YYYY-MM-DD`: of `--date`, or of the file's name, where either says it. */
  date: string | undefined;
  /** The symbol of `--symbol`, where it was given: a format whose bytes name none may take it for its instrument's. */
  symbol: string | undefined;
  /** Which of a CSV file's names is which column, of `--columns`. */
  columns?: Readonly<Record<string, string>> | undefined;
  /** How a CSV file writes its times, of `--time-format`. */
  timeFormat?: string | undefined;
}

/**
 * Bytes to rows. As for every decoder, `decode` may be given pieces cut anywhere, and takes all of them unless the batch is
 * full. A row's `instrument` is an index into `instruments`.
 */
export interface FeedReader extends Decoder<MarketBatch> {
  /** The instruments known so far: it grows as the bytes name them, and places never change. */
  readonly instruments: readonly FeedInstrument[];
  /** The midnight that a time of day of `--at` counts from, in microseconds since the epoch; left out, UTC's of the first row. */
  readonly midnightMicros?: number;
  /** What a user should know after reading: a line for the error stream each. */
  notes?(): string[];
}

/** One format. */
export interface BookFormat {
  /** What `--format` calls it. */
  readonly name: string;
  /** In a few words, for the help. */
  readonly about: string;
  /** Ends of names, `.gz` and `.zst` left away, by which it is known without `--format`. */
  readonly endings: readonly string[];
  /** Names by which it is known as well. */
  readonly pattern?: RegExp;
  /** Whether `--output csv` writes LOBSTER's own columns: units, asks first, no header. */
  readonly lobsterColumns?: boolean;
  /** Makes a reader. Throws {@link ConfigError} for what the input lacks. */
  open(input: FormatInput): FeedReader;
}

/** All formats, in the order of the help. */
export const FORMATS: readonly BookFormat[] = [itch50, lobster, dbn, iex, pitch, tardis, csv, ...JSON_FORMATS];

/**
 * The format of this name, or the one that the file's name ends like.
 *
 * @throws {ConfigError} naming the formats there are
 */
export function formatOf(name: string | undefined, file: string, option = "--format"): BookFormat {
  const lower = bareName(file).toLowerCase();
  const found = FORMATS.find((format) => {
    if (name !== undefined) return format.name === name;
    return format.endings.some((ending) => lower.endsWith(ending)) || format.pattern?.test(lower) === true;
  });
  if (found !== undefined) return found;
  throw new ConfigError(option, name, FORMATS.map((format) => format.name).join(", "));
}

/** What a format of CSV is told of the command line's options. */
export function csvOptions(options: {
  columns?: Record<string, string>;
  timeFormat?: string;
}): Pick<FormatInput, "columns" | "timeFormat"> {
  return { columns: options.columns, timeFormat: options.timeFormat };
}
