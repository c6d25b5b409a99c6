/**
 * Finds the rows and fields of CSV text (RFC 4180) in bytes, without making strings: where each field starts and ends.
 * The bytes may come in pieces; a row that a piece cuts is read again when the next one is there.
 */

/** A row's fields are in `starts` and `ends`. */
export const ROW = 1;
/** There are no more rows. */
export const ROWS_END = 0;
/** The bytes end within a row: `feed` more, or say that these were the `last`. */
export const ROWS_MORE = -1;

/** A row that is longer is given up at its first line end: an opening quote that nothing closes must not eat a file. */
const ROW_BYTES_MAX = 1024 * 1024;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const NO_BYTES: Uint8Array = new Uint8Array(0);

/** A position in CSV text. */
export class CsvRows {
  bytes: Uint8Array = NO_BYTES;
  /** Fields of the row, also those beyond the ones that are kept. */
  fieldCount = 0;
  /** Where fields start in `bytes`; within the quotes if there are any. */
  readonly starts: Int32Array;
  /** Where they end. */
  readonly ends: Int32Array;
  /** Whether the row breaks the rules of quoting. */
  isMalformed = false;
  /** The line on which the row starts, from 1. */
  line = 0;
  /** Where the row starts and ends in `bytes`, without its line end. */
  rowStart = 0;
  rowEnd = 0;

  readonly #delimiter: number;
  #at = 0;
  #nextLine = 1;
  #isLast = false;
  #hasQuotes = false;

  /** @param fieldsKept fields beyond so many are counted and not kept */
  constructor(delimiter: number, fieldsKept: number) {
    this.#delimiter = delimiter;
    this.starts = new Int32Array(fieldsKept);
    this.ends = new Int32Array(fieldsKept);
  }

  /** Goes on where another reader of the same text stands. */
  continueFrom(other: CsvRows): void {
    this.bytes = other.bytes;
    this.#at = other.#at;
    this.#nextLine = other.#nextLine;
    this.#isLast = other.#isLast;
  }

  /** Where the next row starts in `bytes`: all before it is read. */
  get at(): number {
    return this.#at;
  }

  /** Keeps a copy of what is not read yet, so that whoever fed it may use the memory again. */
  keepRest(): void {
    this.bytes = this.#at === this.bytes.length ? NO_BYTES : this.bytes.slice(this.#at);
    this.#at = 0;
  }

  /** Forgets what is not read yet: it will be fed again. */
  dropRest(): void {
    this.bytes = NO_BYTES;
    this.#at = 0;
  }

  /** Begins with another text. */
  reset(): void {
    this.dropRest();
    this.#nextLine = 1;
    this.#isLast = false;
  }

  /** Takes more bytes; what was not read of those before is kept. */
  feed(more: Uint8Array): void {
    const rest = this.bytes.length - this.#at;
    if (rest === 0) this.bytes = more;
    else {
      const joined = new Uint8Array(rest + more.length);
      joined.set(this.bytes.subarray(this.#at));
      joined.set(more, rest);
      this.bytes = joined;
    }
    this.#at = 0;
  }

  /** Says that no more bytes will come. */
  last(): void {
    this.#isLast = true;
  }

  /** Finds the next row that is not blank. */
  next(): number {
    for (;;) {
      const found = this.#scan();
      if (found !== ROW || !this.#isBlank()) return found;
    }
  }

  #scan(): number {
    const bytes = this.bytes;
    const end = bytes.length;
    const delimiter = this.#delimiter;
    let at = this.#at;
    if (at >= end) return this.#isLast ? ROWS_END : ROWS_MORE;
    let start = at;
    let fields = 0;
    this.isMalformed = false;
    this.#hasQuotes = false;
    this.rowStart = at;
    while (at < end) {
      // Digits, point, minus and slash are most of what there is; no delimiter is among them.
      while (at < end && (bytes[at]! - 45) >>> 0 <= 12) at++;
      if (at >= end) break;
      const c = bytes[at]!;
      if (c === delimiter) {
        this.#field(fields++, start, at);
        start = ++at;
      } else if (c === LINE_FEED || c === CARRIAGE_RETURN) break;
      else if (c === QUOTE && at === start) {
        this.#hasQuotes = true;
        const close = closingQuote(bytes, at + 1, end);
        if (close < 0) return this.#unclosed();
        const next = close + 1 < end ? bytes[close + 1]! : LINE_FEED;
        if (close + 1 === end && !this.#isLast) return this.#more();
        if (next === delimiter || next === LINE_FEED || next === CARRIAGE_RETURN) {
          this.#field(fields++, start + 1, close);
          at = close + 1;
          if (next !== delimiter) return this.#end(fields, at);
          start = ++at;
          continue;
        }
        this.isMalformed = true;
        at = close + 1;
      } else {
        if (c === QUOTE) this.isMalformed = true;
        at++;
      }
    }
    if (at >= end && !this.#isLast) return this.#more();
    this.#field(fields++, start, at);
    return this.#end(fields, at);
  }

  #field(index: number, start: number, end: number): void {
    if (index >= this.starts.length) return;
    this.starts[index] = start;
    this.ends[index] = end;
  }

  /** Passes the line end at `at`: LF, CR LF, or CR alone. */
  #end(fields: number, at: number): number {
    const bytes = this.bytes;
    let next = at;
    if (bytes[at] === CARRIAGE_RETURN) {
      if (at + 1 === bytes.length && !this.#isLast) return this.#more();
      next = bytes[at + 1] === LINE_FEED ? at + 2 : at + 1;
    } else if (at < bytes.length) next = at + 1;
    this.fieldCount = fields;
    this.rowEnd = at;
    this.line = this.#nextLine;
    this.#nextLine += this.#hasQuotes ? 1 + lineFeeds(bytes, this.rowStart, at) : 1;
    this.#at = next;
    return ROW;
  }

  #more(): number {
    return this.bytes.length - this.rowStart > ROW_BYTES_MAX ? this.#giveUp() : ROWS_MORE;
  }

  #unclosed(): number {
    return this.#isLast ? this.#giveUp() : this.#more();
  }

  /** Takes the row's first line alone, as a row that is malformed. */
  #giveUp(): number {
    let at = this.rowStart;
    while (at < this.bytes.length && this.bytes[at] !== LINE_FEED && this.bytes[at] !== CARRIAGE_RETURN) at++;
    this.isMalformed = true;
    this.fieldCount = 0;
    this.rowEnd = at;
    this.line = this.#nextLine;
    this.#nextLine += 1;
    const isPair = this.bytes[at] === CARRIAGE_RETURN && this.bytes[at + 1] === LINE_FEED;
    this.#at = Math.min(this.bytes.length, at + (isPair ? 2 : 1));
    return ROW;
  }

  #isBlank(): boolean {
    if (this.fieldCount !== 1) return false;
    for (let at = this.rowStart; at < this.rowEnd; at++)
      if (this.bytes[at] !== SPACE && this.bytes[at] !== TAB) return false;
    return true;
  }
}

/** The quote that ends the field, a doubled one being part of it; −1 if there is none. */
function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE || at + 1 >= end) return at;
    at++;
  }
  return -1;
}

/** Line feeds within a row, which only quotes allow. */
function lineFeeds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (bytes[at] === LINE_FEED) count++;
  return count;
}
