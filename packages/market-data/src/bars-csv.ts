/**
 * Bar files: CSV bytes to columns of exact units in one pass.
 */
import { ConfigError, InputError, type Instrument } from "@hotpath/core";
import type { BarReject, RejectedRow } from "./bar-reject.ts";
import type { BarSeries } from "./bar-series.ts";
import { BarCollector, type BarSettings } from "./internal/bar-collector.ts";
import { type BarColumnName, checkColumns, readBarHeader } from "./internal/bar-header.ts";
import { CsvRows, ROW, ROWS_MORE } from "./internal/csv-rows.ts";
import { DATE_FORMATS, type DateFormat } from "./internal/time-bytes.ts";

/** How a bar file is read. */
export interface BarsCsvOptions {
  /** Whose bars they are: its decimals are the units. */
  instrument: Instrument;
  /**
   * Which of the header's names is which column. Left out, they are found by their usual names, without regard to
   * case, spaces and signs: timestamp, datetime, date or time (date and time may stand apart); open, high, low, close;
   * volume or vol; adj close. Volume and adjusted close may be missing; other columns are passed over.
   */
  columns?: Partial<Record<BarColumnName, string>>;
  /**
   * `iso` (default): `2000-01-03`, `2000/01/03`, `20000103`, with `T` or a space and a time, UTC unless it has an
   * offset. `us`: month first, `1/3/2000`. `eu`: day first, `3.1.2000`. Or a count since the Unix epoch in `seconds`,
   * `millis`, `micros` or `nanos`. A format is never guessed.
   */
  dateFormat?: DateFormat;
  /**
   * Added to each time: a record is stamped with the time at which its bar closed. A file that stamps daily bars with
   * their date wants the hours from midnight UTC to the close. Default 0.
   */
  closesAfterMicros?: number;
  /** The order of the file; a descending one is turned round. Default `ascending`. */
  order?: "ascending" | "descending";
  /** What stands between fields: one of `,` `;` `|` and tab. Default `,`. */
  delimiter?: string;
  /** Take the nearest unit where a price or a volume has more decimals, ties away from zero. Default: refuse the row. */
  round?: boolean;
  /** Accept prices of zero and less. Default false. */
  negativePrices?: boolean;
  /** Called for each row that is refused, in order. */
  onReject?: (row: RejectedRow) => void;
}

/** What was read. */
export interface BarsCsv {
  series: BarSeries;
  /** Rows behind the header, blank lines not counted. */
  rows: number;
  /** Rows that were refused. */
  rejected: number;
  /** The same by reason; every reason is there. */
  rejects: Record<BarReject, number>;
}

/** The most columns of a file. */
export const BARS_FIELDS_MAX = 1024;
const KEYS: readonly (keyof BarsCsvOptions)[] = [
  "instrument",
  "columns",
  "dateFormat",
  "closesAfterMicros",
  "order",
  "delimiter",
  "round",
  "negativePrices",
  "onReject",
];

/**
 * Reads bars from CSV (RFC 4180) with a header: quotes, any line ends, a byte order mark and blank lines are
 * understood. A row that cannot be taken exactly is refused, counted and reported; it never ends the reading.
 *
 * @param input text, UTF-8 bytes, or a stream of them, which is read as it comes
 * @throws {ConfigError} for a bad option
 * @throws {InputError} if there is no header, or it lacks a column that is needed
 * @example
 * const { series, rejects } = parseBarsCsv("Date,Open,High,Low,Close\n2000-01-03,1.5,2,1,1.75\n", { instrument });
 */
export function parseBarsCsv(input: ReadableStream<Uint8Array>, options: BarsCsvOptions): Promise<BarsCsv>;
export function parseBarsCsv(input: string | Uint8Array, options: BarsCsvOptions): BarsCsv;
export function parseBarsCsv(
  input: string | Uint8Array | ReadableStream<Uint8Array>,
  options: BarsCsvOptions,
): BarsCsv | Promise<BarsCsv> {
  const parser = new BarsParser(options);
  if (typeof input === "string") return parser.last(new TextEncoder().encode(input));
  if (input instanceof Uint8Array) return parser.last(input);
  if (typeof (input as { getReader?: unknown } | null)?.getReader === "function") return parseStream(parser, input);
  throw new InputError("INPUT_INVALID", "bars are read from text, a Uint8Array or a ReadableStream");
}

async function parseStream(parser: BarsParser, stream: ReadableStream<Uint8Array>): Promise<BarsCsv> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return parser.last(new Uint8Array(0));
      parser.more(value);
    }
  } catch (error) {
    await reader.cancel(error).catch(() => {});
    throw error;
  } finally {
    reader.releaseLock();
  }
}

class BarsParser {
  readonly #settings: BarSettings;
  readonly #columns: Partial<Record<BarColumnName, string>>;
  readonly #delimiter: number;
  #rows: CsvRows;
  #collector: BarCollector | undefined;
  /** Bytes at the start that may yet be a byte order mark; undefined once that is settled. */
  #mark: Uint8Array | undefined = new Uint8Array(0);

  constructor(options: BarsCsvOptions) {
    this.#settings = settingsOf(options);
    this.#columns = checkColumns(options.columns);
    this.#delimiter = (options.delimiter ?? ",").charCodeAt(0);
    this.#rows = new CsvRows(this.#delimiter, BARS_FIELDS_MAX);
  }

  more(bytes: Uint8Array): void {
    this.#feed(bytes, false);
    this.#read();
  }

  last(bytes: Uint8Array): BarsCsv {
    this.#feed(bytes, true);
    this.#rows.last();
    this.#read();
    const collector = this.#collector!;
    return {
      series: collector.finish(),
      rows: collector.rows,
      rejected: collector.rejected,
      rejects: collector.rejects(),
    };
  }

  /** Passes over a byte order mark. */
  #feed(bytes: Uint8Array, isLast: boolean): void {
    const held = this.#mark;
    if (held === undefined) {
      this.#rows.feed(bytes);
      return;
    }
    const start = held.length === 0 ? bytes : Uint8Array.of(...held, ...bytes);
    if (start.length < 3 && !isLast) {
      this.#mark = start;
      return;
    }
    this.#mark = undefined;
    const isMarked = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
    this.#rows.feed(isMarked ? start.subarray(3) : start);
  }

  #read(): void {
    if (this.#collector === undefined) {
      const found = this.#rows.next();
      if (found === ROWS_MORE) return;
      const header = readBarHeader(this.#rows, found, this.#columns);
      const rows = new CsvRows(this.#delimiter, header.names.length);
      rows.continueFrom(this.#rows);
      this.#rows = rows;
      this.#collector = new BarCollector(this.#settings, header);
    }
    const rows = this.#rows;
    const collector = this.#collector;
    while (rows.next() === ROW) collector.take(rows);
  }
}

function settingsOf(options: BarsCsvOptions): BarSettings {
  for (const [key, value] of Object.entries(options))
    if (!(KEYS as readonly string[]).includes(key))
      throw new ConfigError(key, value, `one of the keys ${KEYS.join(", ")}`);
  const { instrument, dateFormat = "iso", order = "ascending", closesAfterMicros = 0, delimiter = "," } = options;
  if (typeof instrument?.priceDecimals !== "number") throw new ConfigError("instrument", instrument, "an Instrument");
  if (!DATE_FORMATS.includes(dateFormat))
    throw new ConfigError("dateFormat", dateFormat, `one of ${DATE_FORMATS.join(", ")}`);
  if (order !== "ascending" && order !== "descending") throw new ConfigError("order", order, "ascending or descending");
  if (!Number.isSafeInteger(closesAfterMicros))
    throw new ConfigError("closesAfterMicros", closesAfterMicros, "a safe integer");
  if (![",", ";", "|", "\t"].includes(delimiter)) throw new ConfigError("delimiter", delimiter, "one of , ; | and tab");
  return {
    instrument,
    dateFormat,
    closesAfterMicros,
    descending: order === "descending",
    round: options.round === true,
    negativePrices: options.negativePrices === true,
    onReject: options.onReject,
  };
}
