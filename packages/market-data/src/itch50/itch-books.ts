import { ItchAnswer, type ItchRun, type L3Book } from "@hotpath/order-book";
import { decodeOrderRows, ItchOrderRows } from "../internal/itch-order-rows.ts";
import { decodeRun } from "../internal/itch-run.ts";
import { MarketBatch, MarketKind } from "../market-batch.ts";
import type { RejectLog } from "../reject-log.ts";
import { ItchColumns } from "./itch-columns.ts";
import { ItchDecoder, type ItchReject } from "./itch-decoder.ts";
import { ItchNormalizer, type ItchNormalizerOptions } from "./itch-normalizer.ts";

/** Bytes of the length before each message. */
const PREFIX = 2;
/** Trades of which the rows are made together. */
const NOTES = 256;
/** Numbers of a note. */
const NOTE = 3;
/** Fewer bytes than this cost less than a call of native code. */
const LEAST_BYTES = 128;
/** Where nothing is to be written down, every trade is passed over. */
const NO_LIMIT = 2 ** 31 - 1;

/** How an {@link ItchBooks} is made. */
export interface ItchBooksOptions extends Omit<ItchNormalizerOptions, "midnightMicros"> {
  /** Microseconds from the Unix epoch to the midnight that the feed counts from, for the times of rows; 0 by default. */
  midnightMicros?: number;
  /** Whether the native library may be used where it is there; true by default. The books are the same either way. */
  native?: boolean;
}

/**
 * ITCH 5.0 straight into books: what `ItchDecoder`, `ItchNormalizer` and `L3Book.apply` do one after the other, with the same
 * books, counts, rejects and symbols, in one pass over the bytes with no rows between. The bytes are messages each after its
 * length in 2 bytes, cut anywhere: a daily file, or the payloads of MoldUDP64 packets (behind their 20 bytes of header).
 *
 * @example
 * const books = new L3Book({ instruments: 3 });
 * const feed = new ItchBooks(books, { symbols: ["AAPL", "MSFT", "AMZN"] });
 * for await (const piece of file.stream()) feed.decode(piece);
 * books.book(0).bestBid;
 */
export class ItchBooks {
  readonly books: L3Book;
  /** Knows which stock is which instrument, and counts messages of those that are unwanted or unknown. */
  readonly normalizer: ItchNormalizer;
  readonly #decoder: ItchDecoder;
  readonly #native: boolean;
  readonly #run: ItchRun;
  readonly #rows: ItchOrderRows = new ItchOrderRows();
  /** A message that is not plain, and its row. */
  readonly #column: ItchColumns = new ItchColumns(1);
  readonly #row: MarketBatch = new MarketBatch({ rows: 1, maxRows: 1 });
  readonly #trades: ItchColumns = new ItchColumns(NOTES);
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);

  /**
   * @param books where the orders go: instrument `i` is `normalizer.symbols[i]`
   * @throws {ConfigError} naming the option, its value and what is allowed
   */
  constructor(books: L3Book, options: ItchBooksOptions = {}) {
    const { native = true, midnightMicros = 0, ...rest } = options;
    this.books = books;
    this.normalizer = new ItchNormalizer({ ...rest, midnightMicros });
    this.#native = native;
    this.#decoder = new ItchDecoder({ native });
    const { instruments } = this.normalizer;
    this.#run = { instruments, notes: new Float64Array(NOTE * NOTES), room: 0, answer: new Int32Array(4) };
  }

  /** Messages read since the start, refused ones and those that change no book included. */
  get messages(): number {
    return this.#decoder.messages;
  }

  /** Bytes of the stream taken so far. */
  get offset(): number {
    return this.#decoder.offset;
  }

  /** What was not taken, by reason. */
  get rejects(): RejectLog<ItchReject> {
    return this.#decoder.rejects;
  }

  /**
   * Reads messages until the bytes end, or `rest` is full.
   *
   * @param rest takes what is no change of a book alone, as `ItchNormalizer` writes it: trades, broken trades and states; and
   *   executions (`OrderExecute`), of which E has the price at which its order rested. The books are ahead of these rows.
   * @returns the bytes taken: all of them, unless `rest` is full: read and clear it, and give what is left again
   */
  decode(bytes: Uint8Array, rest?: MarketBatch): number {
    let at = 0;
    while (at < bytes.length && (rest === undefined || rest.ensure(1))) {
      if (this.#decoder.isBetween) at = this.#plain(bytes, at, rest);
      if (at >= bytes.length || (rest !== undefined && !rest.ensure(1))) break;
      this.#column.clear();
      at += this.#decoder.decode(at === 0 ? bytes : bytes.subarray(at), this.#column);
      this.#other(rest);
    }
    return at;
  }

  /**
   * Reads one message that a transport has delivered, without a length before it.
   *
   * @param start where it begins in `bytes`
   * @param end where it ends
   * @returns false, having done nothing, if `rest` is full: read and clear it first
   */
  decodeMessage(bytes: Uint8Array, start: number, end: number, rest?: MarketBatch): boolean {
    if (rest !== undefined && !rest.ensure(1)) return false;
    this.#column.clear();
    this.#decoder.decodeMessage(bytes, start, end, this.#column);
    this.#other(rest);
    return true;
  }

  /** Ends the stream: a message that was cut is counted as `truncated`. Another one may begin; the books stay. */
  end(): void {
    this.#decoder.end();
  }

  /** Messages from `from` on, up to one that is not plain. Returns its position. */
  #plain(bytes: Uint8Array, from: number, rest: MarketBatch | undefined): number {
    const run = this.#run;
    run.room = rest === undefined ? 0 : Math.min(NOTES, rest.maxRows - rest.count);
    if (this.#native && bytes.length - from >= LEAST_BYTES) {
      const stopped = this.books.applyItch(run, bytes, from, bytes.length);
      if (stopped >= 0) {
        if (rest !== undefined) this.#writeTrades(bytes, rest, run.answer[ItchAnswer.Notes]!);
        this.#passed(run.answer, stopped - from);
        return stopped;
      }
    }
    const rows = this.#rows;
    const trades = rest === undefined ? NO_LIMIT : run.room;
    const stopped = decodeOrderRows(this.#viewOf(bytes), from, bytes.length, rows, run.instruments, trades);
    if (rest === undefined) this.books.apply(rows);
    else this.#applyNoting(bytes, rest);
    this.#passed(rows.answer, stopped - from);
    return stopped;
  }

  #passed(answer: Int32Array, bytes: number): void {
    this.#decoder.passed(answer[ItchAnswer.Messages]!, bytes);
    this.normalizer.unwanted += answer[ItchAnswer.Unwanted]!;
    this.normalizer.unknownLocates += answer[ItchAnswer.Unknown]!;
  }

  /** Applies the rows, and writes down the trades among them. */
  #applyNoting(bytes: Uint8Array, rest: MarketBatch): void {
    const rows = this.#rows;
    const { notes } = this.#run;
    let noted = 0;
    let applied = 0;
    for (let row = 0; row < rows.count; row++) {
      const kind = rows.kind[row];
      if (kind !== MarketKind.OrderExecute && kind !== MarketKind.Trade) continue;
      this.books.apply(rows, applied, row);
      applied = row;
      notes[noted] = rows.at[row]!;
      notes[noted + 1] = rows.ordinal[row]!;
      notes[noted + 2] = kind === MarketKind.Trade ? Number.NaN : this.books.priceOf(rows.id[row]!);
      noted += NOTE;
    }
    this.books.apply(rows, applied);
    this.#writeTrades(bytes, rest, noted / NOTE);
  }

  /** Makes the rows of trades that are written down. */
  #writeTrades(bytes: Uint8Array, rest: MarketBatch, count: number): void {
    if (count === 0) return;
    const view = this.#viewOf(bytes);
    const { notes } = this.#run;
    const columns = this.#trades;
    columns.clear();
    for (let note = 0; note < NOTE * count; note += NOTE) {
      const at = notes[note]!;
      decodeRun(view, at, at + PREFIX + view.getUint16(at), columns, this.messages + notes[note + 1]! + 1);
    }
    const first = rest.count;
    this.normalizer.normalize(columns, 0, rest);
    // Each is of a known instrument, and so has a row; one that has no price of its own has that of its order.
    for (let i = 0; i < count; i++) {
      if (Number.isNaN(rest.price[first + i]!)) rest.price[first + i] = notes[NOTE * i + 2]!;
    }
  }

  /** Applies what the one column holds, and writes its row if it is for the caller. */
  #other(rest: MarketBatch | undefined): void {
    const from = this.#row;
    from.clear();
    this.normalizer.normalize(this.#column, 0, from);
    if (from.count === 0) return;
    const kind = from.kind[0]!;
    const isExecution = kind === MarketKind.OrderExecute;
    const resting = isExecution && rest !== undefined ? this.books.priceOf(from.id[0]!) : Number.NaN;
    this.books.apply(from);
    if (rest === undefined || (kind <= MarketKind.OrderReplace && !isExecution)) return;
    const price = Number.isNaN(from.price[0]!) ? resting : from.price[0]!;
    const row = rest.add(
      kind,
      from.flags[0]!,
      from.instrument[0]!,
      from.side[0]!,
      price,
      from.quantity[0]!,
      from.id[0]!,
      from.sequence[0]!,
      from.timeMicros[0]!,
      from.timeNanos[0]!,
    );
    rest.code[row] = from.code[0]!;
    rest.otherId[row] = from.otherId[0]!;
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#view;
  }
}
