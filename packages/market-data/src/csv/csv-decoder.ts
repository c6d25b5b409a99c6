import type { Decoder } from "../decoder.ts";
import { CsvRows, ROW } from "../internal/csv-rows.ts";
import { TOO_FINE, TOO_LARGE } from "../internal/decimal-bytes.ts";
import type { MarketBatch } from "../market-batch.ts";
import { RejectLog } from "../reject-log.ts";

/** Why a row of a CSV file was not taken. */
export const CSV_REJECTS = [
  /** The first row is no header that the decoder knows; the next row is tried. */
  "badHeader",
  /** More or fewer fields than the header has. */
  "fieldCount",
  /** Quotes where RFC 4180 allows none, or one that nothing closes. */
  "quoting",
  /** It is about a symbol that is not wanted. */
  "unknownSymbol",
  /** No time, or one finer than a nanosecond. */
  "badTime",
  /** A price, a size or a number that is none, or that may not be negative. */
  "badNumber",
  /** A price or a size with more decimals than the instrument has. */
  "tooFine",
  /** A price, a size or a number beyond ±(2^53 − 1) units. */
  "tooLarge",
  /** A word that its column does not have: a side, a kind, a truth value. */
  "badWord",
  /** More rows than a batch may have. */
  "noRoom",
  /** The stream ended within it. */
  "truncated",
] as const;
/** A value of {@link CSV_REJECTS}. */
export type CsvReject = (typeof CSV_REJECTS)[number];

/** The reasons by number. */
export const CsvReason = Object.fromEntries(CSV_REJECTS.map((name, index) => [name, index])) as Readonly<
  Record<CsvReject, number>
>;

/** A row was taken. */
export const TAKEN = -1;
const FIELDS_MAX = 1024;
const text = new TextDecoder();

/** Which fields of a row hold what, for those who look at a file before they decide on units. */
export interface CsvLayout {
  /** −1 where the file has none. */
  symbol: number;
  prices: readonly number[];
  sizes: readonly number[];
}

/**
 * A decoder of CSV (RFC 4180) with a header, by which columns are found, to rows of the common vocabulary. Files that
 * follow each other in one stream, each with its header, are read alike.
 */
export abstract class CsvDecoder implements Decoder<MarketBatch> {
  readonly rejects: RejectLog<CsvReject> = new RejectLog(CSV_REJECTS);
  /** Rows read since the start, refused ones included, headers not. */
  messages = 0;
  /** Where the columns are; undefined until the header has come. */
  layout: CsvLayout | undefined;
  readonly #rows: CsvRows;
  #fields = 0;
  #offset = 0;
  /** Where `#rows.bytes` begins in the stream. */
  #base = 0;

  /** @param delimiter the byte between fields */
  constructor(delimiter: number) {
    this.#rows = new CsvRows(delimiter, FIELDS_MAX);
  }

  /** Bytes of the stream taken so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Takes a header's names. @returns where the columns are, or undefined if it is none */
  abstract readHeader(names: readonly string[]): CsvLayout | undefined;

  /** Rows of the batch that one row of the file may need. */
  protected abstract readonly roomNeeded: number;

  /** Takes a row with as many fields as the header. @returns {@link TAKEN}, or the number of a reason */
  protected abstract takeRow(rows: CsvRows, out: MarketBatch): number;

  /** Writes what waited for another row, as the file has ended; there is room for one. */
  protected finish(_out: MarketBatch): void {}

  /** Forgets what waited for another row. @returns whether there was any */
  protected forget(): boolean {
    return false;
  }

  /** See {@link Decoder.decode}. */
  decode(bytes: Uint8Array, out: MarketBatch): number {
    if (bytes.length === 0 || !this.#hasRoom(out)) return 0;
    const rows = this.#rows;
    const carried = rows.bytes.length - rows.at;
    rows.feed(bytes);
    this.#base = this.#offset - carried;
    while (rows.next() === ROW) {
      this.#row(rows, out);
      if (this.#hasRoom(out)) continue;
      const taken = rows.at - carried;
      rows.dropRest();
      this.#offset += taken;
      return taken;
    }
    rows.keepRest();
    this.#offset += bytes.length;
    return bytes.length;
  }

  /** Takes the last row, if it has no end and `out` has room for it; the decoder may then begin anew with a header. */
  end(out?: MarketBatch): void {
    const rows = this.#rows;
    this.#base = this.#offset - (rows.bytes.length - rows.at);
    rows.last();
    while (rows.next() === ROW) {
      if (out !== undefined && this.#hasRoom(out)) this.#row(rows, out);
      else this.#truncated(rows.rowStart);
    }
    if (out?.ensure(1)) this.finish(out);
    else if (this.forget()) this.#truncated(rows.at);
    this.layout = undefined;
    rows.reset();
  }

  /** Whether a row can be written, or refused because it never will be. */
  #hasRoom(out: MarketBatch): boolean {
    return out.ensure(this.roomNeeded) || out.count === 0;
  }

  #row(rows: CsvRows, out: MarketBatch): void {
    if (this.layout === undefined) {
      if (!this.#header(rows)) this.#refuse(CsvReason.badHeader, rows.rowStart);
      return;
    }
    const reason = this.#reasonOf(rows, out);
    // A header has words where the times are, or it has other columns.
    if ((reason === CsvReason.badTime || reason === CsvReason.fieldCount) && this.#header(rows)) {
      if (out.ensure(1)) this.finish(out);
      return;
    }
    this.messages++;
    if (reason !== TAKEN) this.rejects.add(reason, this.#base + rows.rowStart);
  }

  #reasonOf(rows: CsvRows, out: MarketBatch): number {
    if (rows.isMalformed) return CsvReason.quoting;
    if (rows.fieldCount !== this.#fields) return CsvReason.fieldCount;
    if (!out.ensure(this.roomNeeded)) return CsvReason.noRoom;
    return this.takeRow(rows, out);
  }

  #header(rows: CsvRows): boolean {
    if (rows.isMalformed || rows.fieldCount > FIELDS_MAX) return false;
    // No header begins like a number; most rows that are refused do.
    const first = rows.bytes[rows.starts[0]!]!;
    if (first >= 45 && first <= 57) return false;
    const layout = this.readHeader(headerNames(rows));
    if (layout === undefined) return false;
    this.layout = layout;
    this.#fields = rows.fieldCount;
    return true;
  }

  #refuse(reason: number, at: number): void {
    this.messages++;
    this.rejects.add(reason, this.#base + at);
  }

  #truncated(at: number): void {
    this.#refuse(CsvReason.truncated, at);
  }
}

/** The names of a header under `rows`, without a byte order mark, quotes doubled, and spaces around them. */
export function headerNames(rows: CsvRows): string[] {
  return Array.from({ length: rows.fieldCount }, (_, i) =>
    text
      .decode(rows.bytes.subarray(rows.starts[i]!, rows.ends[i]!))
      .replace(/^\ufeff/, "")
      .replaceAll('""', '"')
      .trim(),
  );
}

/** The number of the reason why a count of units is none. */
export function numberReason(units: number): number {
  if (units === TOO_FINE) return CsvReason.tooFine;
  return units === TOO_LARGE ? CsvReason.tooLarge : CsvReason.badNumber;
}
