import { ConfigError, Side } from "@hotpath/core";
import { CsvDecoder, type CsvLayout, CsvReason, numberReason, TAKEN } from "../csv/csv-decoder.ts";
import { type CsvInstruments, CsvSymbols } from "../csv/csv-instruments.ts";
import type { CsvRows } from "../internal/csv-rows.ts";
import { unitsOfBytes } from "../internal/decimal-bytes.ts";
import { type MarketBatch, MarketFlag, MarketKind } from "../market-batch.ts";
import { TARDIS_HEAD, TARDIS_SHAPES, TARDIS_TYPES, type TardisShape, type TardisType } from "./tardis-layouts.ts";
import { TardisMessage } from "./tardis-message.ts";

/** How a {@link TardisDecoder} is made. */
export interface TardisDecoderOptions {
  /** The symbols that are wanted, and their units. */
  instruments: CsvInstruments;
  /**
   * The type of the file: a file of another one is refused by its header. Left out, the header tells it, and trades and
   * liquidations, which have the same columns, are trades.
   */
  type?: TardisType;
  /** Where books begin: at the first snapshot of a symbol, as the files are meant, or with the first change. */
  start?: "snapshot" | "stream";
}

const COMMA = 44;
const LETTER_T = 116;

/**
 * Tardis' CSV files to rows of the common vocabulary. Columns are found by the header's names.
 *
 * - `incremental_book_L2`: rows of one symbol and one message of the venue are a `BookDelta` and its levels; a run of rows
 *   with `is_snapshot` behind one without begins a new book, and is a `BookSnapshot` with all of it. The last row of a
 *   message is written when the next row has come, which alone tells that the message has ended.
 * - `book_snapshot_5`, `_25` and any other depth: a `BookSnapshot` with its levels.
 * - `trades`: `Trade`. `liquidations`: `Trade` with the flags `Liquidation` and `NonPrintable`, as the trade itself is told
 *   elsewhere.
 * - `quotes`, `book_ticker`: `Quote`. `derivative_ticker`: `Ticker` of `last_price`. `options_chain`: `Quote`, and `Ticker`
 *   where there is a `last_price`. Their other columns have no row: {@link TardisDecoder.valuesWithoutRow} counts them.
 *
 * `timestamp` is a row's time, `local_timestamp` when it was received.
 */
export class TardisDecoder extends CsvDecoder {
  /** Changes that came before the first snapshot of their symbol: they belong to no book. */
  beforeSnapshot = 0;
  /** Rows that say nothing which has a row here: a ticker without a last price. */
  withoutRow = 0;
  /** Values of columns that have no row here: funding, interest, greeks. */
  valuesWithoutRow = 0;
  /** Trades whose id is a text that is no safe integer, and is left out. */
  idsWithoutNumber = 0;
  protected override roomNeeded = 3;
  readonly #symbols: CsvSymbols;
  readonly #type: TardisType | undefined;
  readonly #message: TardisMessage;
  #shape: TardisShape = "trade";
  /** The columns of the shape, as its reading counts them. */
  #columns: Int32Array = new Int32Array(0);
  #head: Int32Array = new Int32Array(4);
  /** Columns whose values have no row. */
  #others: Int32Array = new Int32Array(0);

  /** @throws {ConfigError} naming the option that is wrong */
  constructor(options: TardisDecoderOptions) {
    super(COMMA);
    const { instruments, type, start = "snapshot" } = options;
    if (type !== undefined && !TARDIS_TYPES.includes(type))
      throw new ConfigError("tardis.type", type, TARDIS_TYPES.join(", "));
    if (start !== "snapshot" && start !== "stream") throw new ConfigError("tardis.start", start, "snapshot or stream");
    this.#symbols = new CsvSymbols(instruments);
    this.#message = new TardisMessage(start === "stream");
    this.#type = type;
  }

  /** See {@link CsvDecoder.readHeader}. */
  override readHeader(names: readonly string[]): CsvLayout | undefined {
    const place = (name: string) => names.indexOf(name);
    const found = TARDIS_SHAPES.find(({ needs }) => [...TARDIS_HEAD, ...needs].every((name) => names.includes(name)));
    if (found === undefined || (this.#type !== undefined && SHAPES[this.#type] !== found.shape)) return undefined;
    const { shape } = found;
    let wanted: readonly string[] = found.needs;
    if (shape === "ticker") wanted = ["last_price"];
    if (shape === "option") wanted = ["last_price", ...QUOTE_COLUMNS];
    if (shape === "quote") wanted = QUOTE_COLUMNS;
    if (shape === "snapshot") {
      const depth = depthOf(names);
      wanted = Array.from({ length: depth }, (_, i) => levelColumns(i)).flat();
      this.roomNeeded = 1 + 2 * depth;
    } else this.roomNeeded = 3;
    this.#shape = shape;
    this.#head = Int32Array.from(TARDIS_HEAD, place);
    this.#columns = Int32Array.from(wanted, place);
    const used = new Set([...this.#head, ...this.#columns]);
    const isTelling = shape === "ticker" || shape === "option";
    this.#others = isTelling
      ? Int32Array.from(names.keys().filter((i) => !used.has(i) && !NAMES.has(names[i]!)))
      : new Int32Array(0);
    const prices = [...this.#columns].filter((i) => names[i]!.endsWith("price"));
    const sizes = [...this.#columns].filter((i) => names[i]!.endsWith("amount"));
    return { symbol: place("symbol"), prices, sizes };
  }

  protected override takeRow(rows: CsvRows, out: MarketBatch): number {
    const { bytes, starts, ends } = rows;
    const head = this.#head;
    const micros = unitsOfBytes(bytes, starts[head[2]!]!, ends[head[2]!]!, 0, false);
    const received = unitsOfBytes(bytes, starts[head[3]!]!, ends[head[3]!]!, 0, false);
    // A sum is in the bounds only if both are numbers.
    if (!(micros >= 0 && received >= 0 && micros + received < Number.POSITIVE_INFINITY)) return CsvReason.badTime;
    if (!this.#symbols.moveTo(bytes, starts[head[1]!]!, ends[head[1]!]!)) return CsvReason.unknownSymbol;
    switch (this.#shape) {
      case "changes":
        return this.#change(rows, out, micros, received);
      case "snapshot":
        return this.#snapshot(rows, out, micros, received);
      case "trade":
        return this.#trade(rows, out, micros, received);
      case "quote":
        return this.#quote(rows, out, micros, received, 0);
      case "ticker":
        return this.#ticker(rows, out, micros, received);
      default:
        return this.#option(rows, out, micros, received);
    }
  }

  protected override finish(out: MarketBatch): void {
    this.#message.finish(out);
    this.#message.reset();
  }

  protected override forget(): boolean {
    return this.#message.reset();
  }

  #change(rows: CsvRows, out: MarketBatch, micros: number, received: number): number {
    const isSnapshot = truthOf(rows, this.#columns[0]!);
    const side = this.#sideOf(rows, this.#columns[1]!, "bid", "ask");
    if (isSnapshot < 0 || side <= 0) return CsvReason.badWord;
    const price = this.#price(rows, 2);
    const size = this.#size(rows, 3);
    const reason = reasonOf(price, size);
    if (reason !== TAKEN) return reason;
    const symbols = this.#symbols;
    if (!this.#message.begins(out, symbols.entry, symbols.index, isSnapshot, micros, received)) this.beforeSnapshot++;
    else this.#message.hold(side, price, size, micros);
    return TAKEN;
  }

  #snapshot(rows: CsvRows, out: MarketBatch, micros: number, received: number): number {
    const { index } = this.#symbols;
    const count = out.count;
    out.receivedMicros = received;
    out.receivedNanos = 0;
    out.add(MarketKind.BookSnapshot, MarketFlag.Snapshot, index, 0, Number.NaN, 0, 0, -1, micros, 0);
    const columns = this.#columns;
    for (let i = 0; i < columns.length; i += 2) {
      if (isEmpty(rows, columns[i]!) && isEmpty(rows, columns[i + 1]!)) continue;
      const price = this.#price(rows, i);
      const size = this.#size(rows, i + 1);
      const reason = reasonOf(price, size);
      if (reason !== TAKEN) {
        out.count = count;
        return reason;
      }
      // A level of asks, then one of bids, and so on.
      const side = (i & 2) === 0 ? Side.Sell : Side.Buy;
      out.add(MarketKind.Level, MarketFlag.Snapshot, index, side, price, size, 0, -1, micros, 0);
    }
    out.flags[out.count - 1] = MarketFlag.Snapshot | MarketFlag.Last;
    return TAKEN;
  }

  #trade(rows: CsvRows, out: MarketBatch, micros: number, received: number): number {
    const side = this.#sideOf(rows, this.#columns[1]!, "buy", "sell");
    if (side < 0) return CsvReason.badWord;
    const price = this.#price(rows, 2);
    const size = this.#size(rows, 3);
    const reason = reasonOf(price, size);
    if (reason !== TAKEN) return reason;
    const field = this.#columns[0]!;
    let id = unitsOfBytes(rows.bytes, rows.starts[field]!, rows.ends[field]!, 0, false);
    if (!(id >= 0 && id <= Number.MAX_SAFE_INTEGER)) {
      if (!isEmpty(rows, field)) this.idsWithoutNumber++;
      id = 0;
    }
    const flags = this.#type === "liquidations" ? LIQUIDATION : MarketFlag.Last;
    out.receivedMicros = received;
    out.receivedNanos = 0;
    out.add(MarketKind.Trade, flags, this.#symbols.index, side, price, size, id, -1, micros, 0);
    return TAKEN;
  }

  /** @param from the place of the quote's four columns among the shape's */
  #quote(rows: CsvRows, out: MarketBatch, micros: number, received: number, from: number): number {
    const columns = this.#columns;
    const hasAsk = !isEmpty(rows, columns[from]!) || !isEmpty(rows, columns[from + 1]!);
    const hasBid = !isEmpty(rows, columns[from + 2]!) || !isEmpty(rows, columns[from + 3]!);
    const ask = hasAsk ? this.#price(rows, from) : 0;
    const askSize = hasAsk ? this.#size(rows, from + 1) : 0;
    const bid = hasBid ? this.#price(rows, from + 2) : 0;
    const bidSize = hasBid ? this.#size(rows, from + 3) : 0;
    const askReason = reasonOf(ask, askSize);
    const bidReason = reasonOf(bid, bidSize);
    if (askReason !== TAKEN || bidReason !== TAKEN) return askReason === TAKEN ? bidReason : askReason;
    out.receivedMicros = received;
    out.receivedNanos = 0;
    const price = hasBid && bidSize > 0 ? bid : Number.NaN;
    const row = out.add(MarketKind.Quote, MarketFlag.Last, this.#symbols.index, 0, price, bidSize, 0, -1, micros, 0);
    out.otherPrice[row] = hasAsk && askSize > 0 ? ask : Number.NaN;
    out.otherQuantity[row] = askSize;
    return TAKEN;
  }

  #ticker(rows: CsvRows, out: MarketBatch, micros: number, received: number): number {
    if (isEmpty(rows, this.#columns[0]!)) this.withoutRow++;
    else {
      const price = this.#price(rows, 0);
      if (!Number.isFinite(price)) return numberReason(price);
      out.receivedMicros = received;
      out.receivedNanos = 0;
      out.add(MarketKind.Ticker, MarketFlag.Last, this.#symbols.index, 0, price, Number.NaN, 0, -1, micros, 0);
    }
    this.#countOthers(rows);
    return TAKEN;
  }

  #option(rows: CsvRows, out: MarketBatch, micros: number, received: number): number {
    const count = out.count;
    const reason = this.#quote(rows, out, micros, received, 1);
    if (reason !== TAKEN) return reason;
    if (!isEmpty(rows, this.#columns[0]!)) {
      const last = this.#ticker(rows, out, micros, received);
      if (last !== TAKEN) {
        out.count = count;
        return last;
      }
    } else this.#countOthers(rows);
    return TAKEN;
  }

  #countOthers(rows: CsvRows): void {
    for (const field of this.#others) if (!isEmpty(rows, field)) this.valuesWithoutRow++;
  }

  #price(rows: CsvRows, column: number): number {
    const field = this.#columns[column]!;
    return unitsOfBytes(rows.bytes, rows.starts[field]!, rows.ends[field]!, this.#symbols.priceDecimals, false);
  }

  #size(rows: CsvRows, column: number): number {
    const field = this.#columns[column]!;
    return unitsOfBytes(rows.bytes, rows.starts[field]!, rows.ends[field]!, this.#symbols.sizeDecimals, false);
  }

  /** A `Side`; 0 for `unknown`, −1 for anything else. */
  #sideOf(rows: CsvRows, field: number, buy: string, sell: string): number {
    if (isWord(rows, field, buy)) return Side.Buy;
    if (isWord(rows, field, sell)) return Side.Sell;
    return isWord(rows, field, "unknown") ? 0 : -1;
  }
}

const LIQUIDATION = MarketFlag.Last | MarketFlag.NonPrintable | MarketFlag.Liquidation;
const QUOTE_COLUMNS = ["ask_price", "ask_amount", "bid_price", "bid_amount"];
/** Columns that name the instrument, and tell no market. */
const NAMES: ReadonlySet<string> = new Set(["type", "strike_price", "expiration", "underlying_index"]);
const SHAPES: Readonly<Record<TardisType, TardisShape>> = {
  incremental_book_L2: "changes",
  book_snapshot_25: "snapshot",
  book_snapshot_5: "snapshot",
  trades: "trade",
  quotes: "quote",
  book_ticker: "quote",
  derivative_ticker: "ticker",
  liquidations: "trade",
  options_chain: "option",
};

function levelColumns(level: number): string[] {
  return ["asks", "bids"].flatMap((side) => [`${side}[${level}].price`, `${side}[${level}].amount`]);
}

/** Levels of each side that a header has, one after the other. */
function depthOf(names: readonly string[]): number {
  let depth = 1;
  while (levelColumns(depth).every((name) => names.includes(name))) depth++;
  return depth;
}

function reasonOf(price: number, size: number): number {
  if (!Number.isFinite(price)) return numberReason(price);
  if (!Number.isFinite(size)) return numberReason(size);
  return size < 0 ? CsvReason.badNumber : TAKEN;
}

function isEmpty(rows: CsvRows, field: number): boolean {
  return rows.starts[field] === rows.ends[field];
}

/** 1 for `true`, 0 for `false`, −1 for anything else. */
function truthOf(rows: CsvRows, field: number): number {
  const isTrue = rows.bytes[rows.starts[field]!] === LETTER_T;
  if (isWord(rows, field, isTrue ? "true" : "false")) return isTrue ? 1 : 0;
  return -1;
}

function isWord(rows: CsvRows, field: number, word: string): boolean {
  const start = rows.starts[field]!;
  if (rows.ends[field]! - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (rows.bytes[start + i] !== word.charCodeAt(i)) return false;
  return true;
}
