import { ConfigError, Side } from "@hotpath/core";
import type { CsvRows } from "../internal/csv-rows.ts";
import { unitsOfBytes } from "../internal/decimal-bytes.ts";
import { DATE_FORMATS, type DateFormat } from "../internal/time-bytes.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { CsvDecoder, type CsvLayout, CsvReason, numberReason, TAKEN } from "./csv-decoder.ts";
import { type CsvInstrument, type CsvInstruments, CsvSymbols } from "./csv-instruments.ts";
import { CsvTime } from "./csv-time.ts";
import {
  checkMarketColumns,
  findColumns,
  MARKET_CSV_LAYOUTS,
  type MarketCsvColumn,
  type MarketCsvFields,
  type MarketCsvLayout,
} from "./market-csv-columns.ts";
import { flagsOfText, kindOfText, MarketWords } from "./market-words.ts";

/** How a {@link MarketCsvDecoder} is made. */
export interface MarketCsvDecoderOptions {
  /** The symbols that are wanted, for a file that has a column of symbols. */
  instruments?: CsvInstruments;
  /** The instrument of a file that has none; `{ index: 0 … }` in units of 10^-8 by default. */
  instrument?: CsvInstrument;
  /** What the file holds; left out, the header tells: rows before quotes before trades. */
  layout?: MarketCsvLayout;
  /**
   * Which of the header's names is which column: `{ time: "ts", size: "vol" }`. Left out, they are found by their usual
   * names, without regard to case, spaces and signs.
   */
  columns?: Partial<Record<MarketCsvColumn, string>>;
  /** How times are written, see `BarsCsvOptions.dateFormat`; `iso` by default. They may have nanoseconds. */
  timeFormat?: DateFormat;
  /** What stands between fields: one of `,` `;` `|` and tab. Default `,`. */
  delimiter?: string;
}

const DELIMITERS = [",", ";", "|", "\t"];

/**
 * CSV files of trades, of quotes, or of whole rows as `hotpath convert --to csv` writes them, to rows of the common
 * vocabulary; columns are found by the header's names.
 *
 * - trades: `time`, `price`, `size`; `side` is the taker's (`buy`, `sell`, `b`, `s`, `bid`, `ask`, `1`, `-1`), or follows
 *   from `buyerIsMaker`; `id` where it is a safe integer.
 * - quotes: `time`, `bidPrice`, `bidSize`, `askPrice`, `askSize`; a side is empty where its fields are, or its size is 0.
 * - rows: `kind`, `time`, `side`, `price`, `size`, `flags` and the others of `MarketBatch`.
 *
 * All may have `symbol`, `receiveTime` and `sequence`.
 */
export class MarketCsvDecoder extends CsvDecoder {
  /** Trades whose id is a text that is no safe integer, and is left out. */
  idsWithoutNumber = 0;
  protected override readonly roomNeeded = 1;
  readonly #symbols: CsvSymbols | undefined;
  readonly #instrument: CsvInstrument;
  readonly #wanted: MarketCsvLayout | undefined;
  readonly #columns: Partial<Record<MarketCsvColumn, string>>;
  readonly #timeFormat: DateFormat;
  readonly #time = new CsvTime();
  readonly #words = new MarketWords();
  #fields: MarketCsvFields | undefined;
  #layout: MarketCsvLayout = "trades";
  #index = 0;
  #priceDecimals = 8;
  #sizeDecimals = 8;
  #micros = 0;
  #nanos = 0;
  #sequence = -1;

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: MarketCsvDecoderOptions = {}) {
    const { instruments, instrument, layout, timeFormat = "iso", delimiter = "," } = options;
    if (!DELIMITERS.includes(delimiter)) throw new ConfigError("delimiter", delimiter, "one of , ; | and tab");
    super(delimiter.charCodeAt(0));
    if (layout !== undefined && !MARKET_CSV_LAYOUTS.includes(layout))
      throw new ConfigError("layout", layout, MARKET_CSV_LAYOUTS.join(", "));
    if (!DATE_FORMATS.includes(timeFormat)) throw new ConfigError("timeFormat", timeFormat, DATE_FORMATS.join(", "));
    this.#symbols = instruments && new CsvSymbols(instruments);
    this.#instrument = instrument ?? { index: 0, priceDecimals: 8, sizeDecimals: 8 };
    this.#wanted = layout;
    this.#columns = checkMarketColumns(options.columns);
    this.#timeFormat = timeFormat;
  }

  /** Whether the header read last has a column of symbols. */
  get hasSymbols(): boolean {
    return (this.#fields?.symbol ?? -1) >= 0;
  }

  /** See {@link CsvDecoder.readHeader}. */
  override readHeader(names: readonly string[]): CsvLayout | undefined {
    const found = findColumns(names, this.#columns, this.#wanted);
    if (found === undefined) return undefined;
    const { fields, layout } = found;
    this.#fields = fields;
    this.#layout = layout;
    const there = (...columns: MarketCsvColumn[]) => columns.map((name) => fields[name]).filter((field) => field >= 0);
    const prices = layout === "quotes" ? there("bidPrice", "askPrice") : there("price", "otherPrice");
    const sizes = layout === "quotes" ? there("bidSize", "askSize") : there("size", "otherSize");
    return { symbol: fields.symbol, prices, sizes };
  }

  protected override takeRow(rows: CsvRows, out: MarketBatch): number {
    const fields = this.#fields!;
    const time = this.#time;
    const isUntimed = this.#layout === "rows" && isEmpty(rows, fields.time);
    if (isUntimed) {
      this.#micros = Number.NaN;
      this.#nanos = 0;
    } else {
      if (!this.#readTime(rows, fields.time)) return CsvReason.badTime;
      this.#micros = time.micros;
      this.#nanos = time.nanos;
    }
    out.receivedMicros = Number.NaN;
    out.receivedNanos = 0;
    if (fields.receiveTime >= 0 && !isEmpty(rows, fields.receiveTime)) {
      if (!this.#readTime(rows, fields.receiveTime)) return CsvReason.badTime;
      out.receivedMicros = time.micros;
      out.receivedNanos = time.nanos;
    }
    if (!this.#select(rows)) return CsvReason.unknownSymbol;
    this.#sequence = -1;
    if (fields.sequence >= 0 && !isEmpty(rows, fields.sequence)) {
      this.#sequence = units(rows, fields.sequence, 0);
      if (!Number.isFinite(this.#sequence)) return numberReason(this.#sequence);
    }
    if (this.#layout === "trades") return this.#trade(rows, out);
    return this.#layout === "quotes" ? this.#quote(rows, out) : this.#row(rows, out);
  }

  #readTime(rows: CsvRows, field: number): boolean {
    return this.#time.read(rows.bytes, rows.starts[field]!, rows.ends[field]!, this.#timeFormat);
  }

  #select(rows: CsvRows): boolean {
    const field = this.#fields!.symbol;
    const symbols = this.#symbols;
    if (field < 0 || symbols === undefined) {
      this.#index = this.#instrument.index;
      this.#priceDecimals = this.#instrument.priceDecimals;
      this.#sizeDecimals = this.#instrument.sizeDecimals;
      return true;
    }
    if (this.#layout === "rows" && isEmpty(rows, field)) {
      this.#index = -1;
      return true;
    }
    if (!symbols.moveTo(rows.bytes, rows.starts[field]!, rows.ends[field]!)) return false;
    this.#index = symbols.index;
    this.#priceDecimals = symbols.priceDecimals;
    this.#sizeDecimals = symbols.sizeDecimals;
    return true;
  }

  #trade(rows: CsvRows, out: MarketBatch): number {
    const fields = this.#fields!;
    const price = units(rows, fields.price, this.#priceDecimals);
    const size = units(rows, fields.size, this.#sizeDecimals);
    const reason = reasonOf(price, size);
    if (reason !== TAKEN) return reason;
    const side = this.#takerSide(rows);
    if (side < 0) return CsvReason.badWord;
    let id = 0;
    if (fields.id >= 0 && !isEmpty(rows, fields.id)) {
      id = units(rows, fields.id, 0);
      if (!Number.isFinite(id)) {
        this.idsWithoutNumber++;
        id = 0;
      }
    }
    this.#add(out, MarketKind.Trade, MarketFlag.Last, side, price, size, id);
    return TAKEN;
  }

  #takerSide(rows: CsvRows): number {
    const { side, buyerIsMaker } = this.#fields!;
    if (side >= 0) return this.#words.side(rows.bytes, rows.starts[side]!, rows.ends[side]!);
    if (buyerIsMaker < 0) return 0;
    const truth = this.#words.truth(rows.bytes, rows.starts[buyerIsMaker]!, rows.ends[buyerIsMaker]!);
    if (truth < 0) return -1;
    return truth === 1 ? Side.Sell : Side.Buy;
  }

  #quote(rows: CsvRows, out: MarketBatch): number {
    const { bidPrice, bidSize, askPrice, askSize } = this.#fields!;
    const bid = unitsOrZero(rows, bidPrice, this.#priceDecimals);
    const bids = unitsOrZero(rows, bidSize, this.#sizeDecimals);
    const ask = unitsOrZero(rows, askPrice, this.#priceDecimals);
    const asks = unitsOrZero(rows, askSize, this.#sizeDecimals);
    const bidReason = reasonOf(bid, bids);
    if (bidReason !== TAKEN) return bidReason;
    const askReason = reasonOf(ask, asks);
    if (askReason !== TAKEN) return askReason;
    // A size that has no price, or a price without any.
    if (isEmpty(rows, bidPrice) ? bids > 0 : isEmpty(rows, bidSize)) return CsvReason.badNumber;
    if (isEmpty(rows, askPrice) ? asks > 0 : isEmpty(rows, askSize)) return CsvReason.badNumber;
    const row = this.#add(out, MarketKind.Quote, MarketFlag.Last, 0, bids > 0 ? bid : Number.NaN, bids, 0);
    out.otherPrice[row] = asks > 0 ? ask : Number.NaN;
    out.otherQuantity[row] = asks;
    return TAKEN;
  }

  #row(rows: CsvRows, out: MarketBatch): number {
    const fields = this.#fields!;
    const { bytes, starts, ends } = rows;
    const kind = kindOfText(bytes, starts[fields.kind]!, ends[fields.kind]!);
    const flags = flagsOfText(bytes, starts[fields.flags]!, ends[fields.flags]!);
    const side = this.#words.side(bytes, starts[fields.side]!, ends[fields.side]!);
    if (kind === 0 || flags < 0 || side < 0) return CsvReason.badWord;
    const price = orElse(rows, fields.price, this.#priceDecimals, Number.NaN);
    const size = orElse(rows, fields.size, this.#sizeDecimals, Number.NaN);
    const otherPrice = orElse(rows, fields.otherPrice, this.#priceDecimals, Number.NaN);
    const otherSize = orElse(rows, fields.otherSize, this.#sizeDecimals, 0);
    const id = orElse(rows, fields.id, 0, 0);
    const otherId = orElse(rows, fields.otherId, 0, 0);
    const code = orElse(rows, fields.code, 0, 0);
    for (const value of [price, size, otherPrice, otherSize, id, otherId, code])
      if (value === BAD || !(Math.abs(value) <= Number.MAX_SAFE_INTEGER || Number.isNaN(value)))
        return value === BAD ? CsvReason.badNumber : numberReason(value);
    if (size < 0 || otherSize < 0 || code < 0 || code > 0xffffffff) return CsvReason.badNumber;
    const row = this.#add(out, kind, flags, side, price, size, id);
    out.otherPrice[row] = otherPrice;
    out.otherQuantity[row] = otherSize;
    out.otherId[row] = otherId;
    out.code[row] = code;
    return TAKEN;
  }

  #add(out: MarketBatch, kind: number, flags: number, side: number, price: number, size: number, id: number): number {
    return out.add(kind, flags, this.#index, side, price, size, id, this.#sequence, this.#micros, this.#nanos);
  }
}

/** What no number of units can be: it stands for text that is no number, where none at all is allowed. */
const BAD = Number.MIN_VALUE;

function units(rows: CsvRows, field: number, decimals: number): number {
  return unitsOfBytes(rows.bytes, rows.starts[field]!, rows.ends[field]!, decimals, false);
}

function unitsOrZero(rows: CsvRows, field: number, decimals: number): number {
  return isEmpty(rows, field) ? 0 : units(rows, field, decimals);
}

/** The units of a field, `otherwise` where it is empty or not there, {@link BAD} where it is no number. */
function orElse(rows: CsvRows, field: number, decimals: number, otherwise: number): number {
  if (field < 0 || isEmpty(rows, field)) return otherwise;
  const value = units(rows, field, decimals);
  return Number.isNaN(value) ? BAD : value;
}

function reasonOf(price: number, size: number): number {
  if (!Number.isFinite(price)) return numberReason(price);
  if (!Number.isFinite(size)) return numberReason(size);
  return size < 0 ? CsvReason.badNumber : TAKEN;
}

function isEmpty(rows: CsvRows, field: number): boolean {
  return rows.starts[field] === rows.ends[field];
}
