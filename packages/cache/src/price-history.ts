import { ConfigError, InputError } from "@hotpath/core";

/** The columns of a {@link PriceHistory} that names none: exchange time in µs, price and size. */
export type DefaultColumn = "time" | "price" | "size";

const DEFAULT_COLUMNS: readonly DefaultColumn[] = ["time", "price", "size"];

/** The most columns of a {@link PriceHistory}: `append` takes their values as arguments, so as to allocate nothing. */
const COLUMNS_MAX = 8;

/** The most symbols × capacity: a column is twice as long, and its offsets stay 32-bit integers. */
const CELLS_MAX: number = 2 ** 30 - 1;

/** The shape of a {@link PriceHistory}, fixed at construction. */
export interface PriceHistoryOptions<Column extends string = DefaultColumn> {
  /** Symbols, addressed as 0 to `symbols` − 1. */
  symbols: number;
  /** The most recent rows that are kept for each symbol. */
  capacity: number;
  /** 1 to 8 names, in the order in which `append` takes their values. Default: time (µs), price, size. */
  columns?: readonly Column[];
}

/** What a {@link PriceHistory} holds and has done. */
export interface PriceHistoryStats {
  /** Rows appended since construction or `clear()`, over all symbols. */
  readonly appended: number;
  /** Rows that can be read now. */
  readonly held: number;
  /** Rows that were overwritten by newer ones. */
  readonly overwritten: number;
  /** Symbols with at least one row. */
  readonly activeSymbols: number;
  /** Bytes of the columns. */
  readonly bytes: number;
}

/** A {@link PriceHistory} as plain typed arrays, for a journal, a file or another thread. */
export interface PriceHistorySnapshot {
  readonly symbols: number;
  readonly capacity: number;
  readonly columns: readonly string[];
  /** Rows held, by symbol. */
  readonly counts: Int32Array;
  /** Rows ever appended, by symbol. */
  readonly totals: Float64Array;
  /** By column: every symbol's rows, oldest first, one symbol after the other. */
  readonly data: readonly Float64Array[];
}

/**
 * The last rows of many symbols, in columns of doubles, each window one stretch of memory.
 *
 * Every symbol has a ring of `capacity` rows that is stored twice, end to end, and every value is written to both
 * halves. So the last n rows, wherever the ring stands, lie side by side: `window` is a `subarray` and copies nothing,
 * and kernels that want contiguous input (sums, regressions, the native library) run on it as it is. The price is
 * twice the memory and a second store per value.
 *
 * Nothing is allocated after construction but the views that `window` returns; `offset` and `column` are the same
 * without the view.
 *
 * @example
 * ```ts
 * const history = new PriceHistory({ symbols: 500, capacity: 256 });
 * history.append(7, 1_700_000_000_000_000, 100.05, 300);
 * history.last(7, "price"); // 100.05
 * history.window(7, "price", 20); // the last 20 prices, or as many as there are, oldest first
 * ```
 */
export class PriceHistory<Column extends string = DefaultColumn> {
  /** Symbols, addressed as 0 to `symbols` − 1. */
  readonly symbols: number;
  /** The most rows kept for each symbol. */
  readonly capacity: number;
  /** Names of the columns. */
  readonly columns: readonly Column[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #data: readonly Float64Array[];
  readonly #first: Float64Array;
  /** By symbol: where its next row goes, 0 to capacity − 1. */
  readonly #next: Int32Array;
  readonly #counts: Int32Array;
  readonly #totals: Float64Array;

  /** @throws {ConfigError} naming the option that is out of range, or the columns when they are too large to allocate */
  constructor(options: PriceHistoryOptions<Column>) {
    const { symbols, capacity } = options;
    const columns = options.columns ?? (DEFAULT_COLUMNS as readonly string[] as readonly Column[]);
    requirePositive("symbols", symbols);
    requirePositive("capacity", capacity);
    if (symbols * capacity > CELLS_MAX) {
      throw new ConfigError("capacity", capacity, `symbols × capacity up to ${CELLS_MAX}`);
    }
    if (columns.length < 1 || columns.length > COLUMNS_MAX || new Set(columns).size !== columns.length) {
      throw new ConfigError("columns", columns, `1 to ${COLUMNS_MAX} names, each once`);
    }
    this.symbols = symbols;
    this.capacity = capacity;
    this.columns = Object.freeze([...columns]);
    this.#indexes = new Map(columns.map((name, index) => [name, index]));
    this.#data = columns.map(() => new Float64Array(symbols * capacity * 2));
    this.#first = this.#data[0]!;
    this.#next = new Int32Array(symbols);
    this.#counts = new Int32Array(symbols);
    this.#totals = new Float64Array(symbols);
  }

  /**
   * Adds a row, in place of the oldest when the symbol's ring is full. Values are given in the order of `columns`;
   * one that is not given is 0.
   *
   * @returns `false`, and stores nothing, when there is no such symbol
   */
  append(symbol: number, a: number, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0): boolean {
    if (!this.#knows(symbol)) return false;
    const data = this.#data;
    const capacity = this.capacity;
    const next = this.#next[symbol]!;
    const at = symbol * capacity * 2 + next;
    this.#next[symbol] = next + 1 === capacity ? 0 : next + 1;
    if (this.#counts[symbol]! < capacity) this.#counts[symbol]!++;
    this.#totals[symbol]!++;
    writeTwice(data[0]!, at, capacity, a);
    if (data.length > 1) writeTwice(data[1]!, at, capacity, b);
    if (data.length > 2) writeTwice(data[2]!, at, capacity, c);
    if (data.length > 3) writeWide(data, at, capacity, d, e, f, g, h);
    return true;
  }

  /**
   * Adds a value to the first column alone: all that a history of one column needs, at half the cost of `append`. Other
   * columns keep what the row's place held before.
   *
   * @returns `false`, and stores nothing, when there is no such symbol
   */
  append1(symbol: number, value: number): boolean {
    const next = this.#next[symbol];
    if (next === undefined) return false;
    const capacity = this.capacity;
    const at = symbol * capacity * 2 + next;
    this.#next[symbol] = next + 1 === capacity ? 0 : next + 1;
    if (this.#counts[symbol]! < capacity) this.#counts[symbol]!++;
    this.#totals[symbol]!++;
    writeTwice(this.#first, at, capacity, value);
    return true;
  }

  /** Rows held for a symbol, 0 to `capacity`; 0 where there is no such symbol. */
  length(symbol: number): number {
    return this.#counts[symbol] ?? 0;
  }

  /** Rows ever appended for a symbol. */
  total(symbol: number): number {
    return this.#totals[symbol] ?? 0;
  }

  /**
   * Where the last `rows` rows of a symbol begin in every {@link column}: row i of the window is
   * `column[offset + i]`, oldest first. Valid until the next `append` to that symbol.
   *
   * @returns −1 when that many rows are not held, or there is no such symbol
   */
  offset(symbol: number, rows: number): number {
    if (!this.#knows(symbol) || !(rows >= 0 && rows <= this.#counts[symbol]!)) return -1;
    return symbol * this.capacity * 2 + this.#next[symbol]! + this.capacity - rows;
  }

  /**
   * The array of a column, shared by all symbols, to be read at what {@link offset} answers. Read only: a value that is
   * written through it is torn between the two copies.
   *
   * @throws {InputError} `INPUT_INVALID` when there is no such column
   */
  column(name: Column): Float64Array {
    const index = this.#indexes.get(name);
    if (index === undefined) {
      throw new InputError("INPUT_INVALID", `column: got ${String(name)}; allowed: ${this.columns.join(", ")}`);
    }
    return this.#data[index]!;
  }

  /**
   * The last `rows` values of a column (all that are held, when fewer or not given), oldest first, without a copy: a
   * view of the memory, to be used before the next `append` to the symbol and not written to.
   *
   * @throws {InputError} `INPUT_INVALID` when there is no such column
   */
  window(symbol: number, column: Column, rows: number = this.capacity): Float64Array {
    const data = this.column(column);
    const length = Math.max(0, Math.min(rows, this.length(symbol)));
    const start = this.offset(symbol, length);
    return start < 0 ? data.subarray(0, 0) : data.subarray(start, start + length);
  }

  /** The newest value of a column, or the one `ago` rows before it; NaN where there is none. */
  last(symbol: number, column: Column, ago = 0): number {
    const at = this.offset(symbol, ago + 1);
    return at < 0 ? Number.NaN : this.column(column)[at]!;
  }

  /** Forgets the rows of one symbol, or of all. */
  clear(symbol?: number): void {
    if (symbol === undefined) {
      this.#next.fill(0);
      this.#counts.fill(0);
      this.#totals.fill(0);
    } else if (this.#knows(symbol)) {
      this.#next[symbol] = 0;
      this.#counts[symbol] = 0;
      this.#totals[symbol] = 0;
    }
  }

  /** What is held and was done. Walks the symbols. */
  stats(): PriceHistoryStats {
    let appended = 0;
    let held = 0;
    let activeSymbols = 0;
    for (let symbol = 0; symbol < this.symbols; symbol++) {
      appended += this.#totals[symbol]!;
      held += this.#counts[symbol]!;
      if (this.#counts[symbol]! > 0) activeSymbols++;
    }
    const bytes = this.#data.reduce((sum, column) => sum + column.byteLength, 0);
    return { appended, held, overwritten: appended - held, activeSymbols, bytes };
  }

  /** A copy of the rows held, each once. Equal contents give equal snapshots, wherever the rings stand. */
  snapshot(): PriceHistorySnapshot {
    const { symbols, capacity } = this;
    const held = this.#counts.reduce((sum, count) => sum + count, 0);
    const data = this.#data.map((column) => {
      const rows = new Float64Array(held);
      let at = 0;
      for (let symbol = 0; symbol < symbols; symbol++) {
        const count = this.#counts[symbol]!;
        const start = this.offset(symbol, count);
        rows.set(column.subarray(start, start + count), at);
        at += count;
      }
      return rows;
    });
    return {
      symbols,
      capacity,
      columns: this.columns,
      counts: this.#counts.slice(),
      totals: this.#totals.slice(),
      data,
    };
  }

  /**
   * Replaces the content by a snapshot of a history of the same shape.
   *
   * @throws {InputError} `INPUT_INVALID` for another shape, `CORRUPT` when the snapshot contradicts itself; the content
   * is then unchanged
   */
  restore(snapshot: PriceHistorySnapshot): void {
    this.#requireFits(snapshot);
    const { capacity } = this;
    this.clear();
    let from = 0;
    for (let symbol = 0; symbol < this.symbols; symbol++) {
      const count = snapshot.counts[symbol]!;
      const base = symbol * capacity * 2;
      for (const [index, column] of this.#data.entries()) {
        const rows = snapshot.data[index]!.subarray(from, from + count);
        column.set(rows, base);
        column.set(rows, base + capacity);
      }
      this.#counts[symbol] = count;
      this.#next[symbol] = count === capacity ? 0 : count;
      this.#totals[symbol] = snapshot.totals[symbol]!;
      from += count;
    }
  }

  #knows(symbol: number): boolean {
    return symbol >>> 0 === symbol && symbol < this.symbols;
  }

  #requireFits(snapshot: PriceHistorySnapshot): void {
    const { symbols, capacity, columns, counts, totals, data } = snapshot;
    if (symbols !== this.symbols || capacity !== this.capacity || columns.join() !== this.columns.join()) {
      throw new InputError(
        "INPUT_INVALID",
        `snapshot: got ${symbols} symbols of ${capacity} rows of ${columns.join()}; ` +
          `allowed: ${this.symbols} of ${this.capacity} of ${this.columns.join()}`,
      );
    }
    let held = 0;
    let sound = counts.length === symbols && totals.length === symbols && data.length === columns.length;
    for (let symbol = 0; sound && symbol < symbols; symbol++) {
      const count = counts[symbol]!;
      sound = count >= 0 && count <= capacity && totals[symbol]! >= count;
      held += count;
    }
    if (!sound || data.some((rows) => rows.length !== held)) {
      throw new InputError("CORRUPT", "snapshot: its counts and its rows do not agree");
    }
  }
}

function writeTwice(column: Float64Array, at: number, capacity: number, value: number): void {
  column[at] = value;
  column[at + capacity] = value;
}

/** The fourth column and those behind it. */
function writeWide(
  data: readonly Float64Array[],
  at: number,
  capacity: number,
  d: number,
  e: number,
  f: number,
  g: number,
  h: number,
): void {
  writeTwice(data[3]!, at, capacity, d);
  if (data.length > 4) writeTwice(data[4]!, at, capacity, e);
  if (data.length > 5) writeTwice(data[5]!, at, capacity, f);
  if (data.length > 6) writeTwice(data[6]!, at, capacity, g);
  if (data.length > 7) writeTwice(data[7]!, at, capacity, h);
}

function requirePositive(path: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new ConfigError(path, value, "an integer, 1 or more");
}
