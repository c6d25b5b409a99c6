import {
  type CsvDecoder,
  type CsvInstrument,
  MarketCsvDecoder,
  type MarketCsvDecoderOptions,
  probeCsv,
} from "@hotpath/market-data/csv";
import { TardisDecoder, tardisTypeOfName } from "@hotpath/market-data/tardis";
import type { BookFormat, FeedInstrument, FormatInput } from "../formats.ts";
import { ProbedReader } from "../probed-reader.ts";

/** Tardis' CSV files: the ones of books make books, the others can be converted. */
export const tardis: BookFormat = {
  name: "tardis",
  about: "Tardis' CSV files: incremental_book_L2, book_snapshot_5 and _25, trades, quotes …",
  endings: [],
  pattern:
    /(^|[/_.-])((incremental_book_l2|book_snapshot_\d+|derivative_ticker|options_chain)[/_.-].*|(trades|quotes|book_ticker|liquidations)_\d{4}-\d{2}-\d{2}_[^/]+)\.csv$/,
  open: (input) => new TardisReader(input),
};

/** CSV with a header, or Parquet: trades, quotes, or whole rows as `hotpath convert` writes them. */
export const csv: BookFormat = {
  name: "csv",
  about: "CSV with a header, or Parquet: trades, quotes, or the rows that convert writes; --columns, --time-format",
  endings: [".csv", ".parquet"],
  open: (input) => new CsvReader(input),
};

const TRUE = new TextEncoder().encode(",true,");

/** A reader of CSV: symbols and units are those that the beginning of the file has. */
abstract class CsvFileReader<D extends CsvDecoder> extends ProbedReader<D> {
  readonly instruments: FeedInstrument[] = [];
  protected readonly input: FormatInput;
  readonly #units = new Map<string, FeedInstrument>();
  /** Of symbols that come later: what the most exact one at the beginning has. */
  #most = { priceDecimals: 0, sizeDecimals: 0 };
  #later = 0;

  constructor(input: FormatInput) {
    super();
    this.input = input;
  }

  /** Learns units from the beginning of a file. @returns the symbols that it has */
  protected probe(start: Uint8Array, decoder: CsvDecoder, symbol?: string): FeedInstrument[] {
    const probed = probeCsv(start, decoder, symbol);
    for (const instrument of probed) {
      this.#units.set(instrument.symbol, instrument);
      this.#most.priceDecimals = Math.max(this.#most.priceDecimals, instrument.priceDecimals);
      this.#most.sizeDecimals = Math.max(this.#most.sizeDecimals, instrument.sizeDecimals);
    }
    return probed;
  }

  /** The place of a symbol, given now. */
  protected readonly place = (symbol: string): CsvInstrument => {
    const known = this.#units.get(symbol);
    if (known === undefined) this.#later++;
    const { priceDecimals, sizeDecimals } = known ?? this.#most;
    const index = this.instruments.push({ symbol, priceDecimals, sizeDecimals }) - 1;
    return { index, priceDecimals, sizeDecimals };
  };

  notes(): string[] {
    const notes = this.ownNotes();
    if (this.#later > 0) notes.push(`${this.#later} symbols came later than the beginning: their units are a guess`);
    return notes;
  }

  protected abstract ownNotes(): string[];
}

class TardisReader extends CsvFileReader<TardisDecoder> {
  protected override open(start: Uint8Array): TardisDecoder {
    const type = tardisTypeOfName(this.input.name);
    const options = { instruments: this.place, ...(type !== undefined && { type }) };
    this.probe(start, new TardisDecoder(options));
    const hasSnapshot = Buffer.from(start.buffer, start.byteOffset, start.length).includes(TRUE);
    return new TardisDecoder({ ...options, start: hasSnapshot ? "snapshot" : "stream" });
  }

  protected override ownNotes(): string[] {
    const { beforeSnapshot = 0, withoutRow = 0, valuesWithoutRow = 0, idsWithoutNumber = 0 } = this.decoder ?? {};
    const counts: [number, string][] = [
      [beforeSnapshot, "changes before the first snapshot of their symbol: they belong to no book"],
      [withoutRow, "lines that say nothing which has a row"],
      [valuesWithoutRow, "values that no row holds, such as funding rates and greeks"],
      [idsWithoutNumber, "trade ids that are no numbers"],
    ];
    return counts.filter(([count]) => count > 0).map(([count, text]) => `${count} ${text}`);
  }
}

class CsvReader extends CsvFileReader<MarketCsvDecoder> {
  readonly #options: MarketCsvDecoderOptions;

  /** @throws {ConfigError} for a column or a format of times that there is not */
  constructor(input: FormatInput) {
    super(input);
    const { columns, timeFormat } = input;
    this.#options = {
      instruments: this.place,
      ...(columns !== undefined && { columns }),
      ...(timeFormat !== undefined && { timeFormat }),
    } as MarketCsvDecoderOptions;
    new MarketCsvDecoder(this.#options);
  }

  protected override open(start: Uint8Array): MarketCsvDecoder {
    const { name, symbol } = this.input;
    const options = this.#options;
    const own = symbol ?? name.slice(name.lastIndexOf("/") + 1).replace(/\.(csv|parquet)$/i, "");
    const decoder = new MarketCsvDecoder(options);
    this.probe(start, decoder, own);
    if (decoder.hasSymbols) return new MarketCsvDecoder(options);
    return new MarketCsvDecoder({ ...options, instrument: this.place(own) });
  }

  protected override ownNotes(): string[] {
    const ids = this.decoder?.idsWithoutNumber ?? 0;
    return ids > 0 ? [`${ids} trade ids that are no numbers`] : [];
  }
}
